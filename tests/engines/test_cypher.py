"""A query is one statement of reading clauses; everything else is refused by name."""

import pytest

from graphmodel.engines import cypher
from graphmodel.engines.cypher import RefusedQuery


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
    assert cypher.parameters(query) == ["code", "day"]
