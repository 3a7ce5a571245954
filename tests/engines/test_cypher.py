"""A query is one statement of reading clauses; everything else is refused by name."""

import pytest

from graphmodel.engines import cypher
from graphmodel.engines.cypher import DEEPEST, LONGEST, RefusedQuery
from tests.engines.statements import DIALECT, PASSING, REFUSED


@pytest.mark.parametrize("query", REFUSED)
def test_no_disguise_lets_a_hostile_statement_through(query: str) -> None:
    with pytest.raises(RefusedQuery):
        cypher.check(query)


@pytest.mark.parametrize("query", [*PASSING, *DIALECT])
def test_a_name_is_no_clause_whatever_it_says(query: str) -> None:
    cypher.check(query)


@pytest.mark.parametrize(
    "clause",
    [
        "LOAD CSV FROM 'file:///etc/passwd' AS l",
        "CALL db.labels() YIELD label",
        "CALL `a`.b()",
        "SET n.id = 1",
        "CREATE (:Grid)",
        "not LOAD CSV WITH HEADERS FROM $u AS l",
    ],
)
def test_a_clause_is_found_wherever_it_is_put(clause: str) -> None:
    for query in [*PASSING, *DIALECT]:
        for piece in cypher.tokens(query):
            with pytest.raises(RefusedQuery):
                cypher.check(f"{query[: piece.start]} {clause} {query[piece.start :]}")


def test_what_is_too_long_is_refused() -> None:
    cypher.check("RETURN '" + "x" * (LONGEST - 9) + "'")
    with pytest.raises(RefusedQuery, match="too long; 100 KB at most"):
        cypher.check("RETURN '" + "网" * (LONGEST // 3) + "'")


@pytest.mark.parametrize(
    ("inward", "outward"),
    [
        ("(", ")"),
        ("[", "]"),
        ("{a: ", "}"),
        ("NOT ", ""),
        ("- ", ""),
        ("CASE WHEN true THEN ", " END"),
        ("NOT (", ")"),
    ],
)
def test_what_is_nested_too_deeply_is_refused(inward: str, outward: str) -> None:
    levels = 2 if inward == "NOT (" else 1
    cypher.check("RETURN " + inward * (DEEPEST // levels) + "1" + outward * (DEEPEST // levels) + " AS x")
    with pytest.raises(RefusedQuery, match="nested too deeply; 200 levels at most"):
        cypher.check("RETURN " + inward * (DEEPEST + 1) + "1" + outward * (DEEPEST + 1) + " AS x")


def test_what_stands_beside_one_another_is_not_nested() -> None:
    cypher.check("RETURN " + " + ".join(["(NOT CASE WHEN true THEN -1 END)"] * 1000) + " AS x")


@pytest.mark.parametrize(
    "clause",
    [
        "COPY",
        "LOAD",
        "CALL",
        "INSTALL",
        "ATTACH",
        "EXPORT",
        "CREATE",
        "MERGE",
        "SET",
        "DELETE",
        "DETACH",
        "REMOVE",
        "DROP",
        "ALTER",
        "IMPORT",
        "USE",
    ],
)
@pytest.mark.parametrize(
    "form", ["{} x", "MATCH (n) {} n", "match (n) return n {}", "MATCH (n)\n/* … */ {}\n(m)"]
)
def test_clauses_that_write_or_reach_outside_are_refused_by_name(clause: str, form: str) -> None:
    for written in (clause, clause.lower(), clause.title()):
        with pytest.raises(RefusedQuery, match=clause):
            cypher.check(form.format(written))


@pytest.mark.parametrize(
    "query",
    [
        "MATCH (n:Grid) RETURN n.id",
        "MATCH (n:Grid) RETURN n.id;",
        "OPTIONAL MATCH (n) RETURN 'CREATE (x); DELETE y' AS harmless",
        'MATCH (n) WHERE n.name = "a \\" SET" RETURN n',
        "MATCH (n) // then DELETE it\nRETURN n /* CALL */",
        "MATCH (n) RETURN n.set, n.load AS `CREATE`",
        "UNWIND [1] AS x RETURN x UNION ALL RETURN 2 AS x",
        "WITH 1 AS x RETURN x",
        "/* 说明 */ MATCH (n) RETURN n.name AS 名称",
    ],
)
def test_reading_queries_pass(query: str) -> None:
    cypher.check(query)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "  // nothing\n",
        ";",
        "MATCH (n) RETURN n; MATCH (m) RETURN m",
        "MATCH (n) RETURN n;;",
        "MATCH (n) RETURN 'open",
        "MATCH (n) RETURN `open",
        "MATCH (n) RETURN n /* open",
        "EXPLAIN MATCH (n) RETURN n",
        "(n) RETURN n",
    ],
)
def test_what_is_not_one_reading_statement_is_refused(query: str) -> None:
    with pytest.raises(RefusedQuery):
        cypher.check(query)


def test_parameters_are_found_outside_texts_and_comments_only() -> None:
    query = "MATCH (n) WHERE n.id = $code AND n.x <> '$no' // $neither\nRETURN $day, $code"
    assert cypher.parameters(query) == ("code", "day")
