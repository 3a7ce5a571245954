"""Every query of the catalogue speaks of what there is, in the right direction, in words both engines understand.

A mistyped label or a turned arrow raises no error anywhere: it finds nothing, which reads as "no gaps". So the
queries are taken apart here and held against the ontology.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest

from graphmodel.alliance.projection import projected_node, projected_tie
from graphmodel.engines import cypher
from graphmodel.ontology import LABEL, RELATION
from graphmodel.rules import Rule, explorations, rules

QUERIES = {
    **{name: rule.query for name, rule in rules().items()},
    **{name: exploration.query for name, exploration in explorations().items()},
}
PARTS = {
    f"{name}-{number}": part
    for name, query in QUERIES.items()
    for number, part in enumerate(re.split(r"\bUNION ALL\b", query), 1)
}

NODE = r"\((?P<{0}>\w*)(?::(?P<{0}_labels>[\w|]+))?\)"
NODE_HERE = re.compile(NODE.format("node"))
HOP = re.compile(
    NODE.format("left")
    + r"(?P<back><?)-\[(?P<tie>\w*)(?::(?P<types>[\w|]+))?(?P<length>\*[0-9.]*)?\]-(?P<forth>>?)(?="
    + NODE.format("right")
    + ")"
)
WORDS_OF_AN_ENGINE = {
    *(
        "acyclic",
        "all",
        "any",
        "case",
        "column",
        "default",
        "desc",
        "end",
        "exists",
        "glob",
        "group",
        "headers",
    ),
    *("in", "install", "macro", "on", "optional", "order", "profile", "shortest", "table", "trail"),
}
MISSING_FUNCTIONS = {
    *("datetime", "duration", "head", "keys", "labels", "last", "nodes", "properties", "range", "reduce"),
    *(
        "relationships",
        "round",
        "shortestpath",
        "split",
        "substring",
        "tail",
        "tointeger",
        "tostring",
        "type",
    ),
}


class Hop(NamedTuple):
    """One relation of a pattern, with the labels its ends may have."""

    types: tuple[str, ...]
    start: frozenset[str]
    end: frozenset[str]
    length: str | None


def plain(query: str) -> str:
    """The query on one line: no comments, no blanks but between words, no texts."""
    line = ""
    for token in cypher.tokens(query):
        text = "''" if token.type == "text" else token.text.strip("`")
        line += " " + text if line[-1:].isalnum() and text[0].isalnum() else text
    return re.sub(r"(?<=[\w'\])]) (?=\()", "", line)


def labels_of(part: str) -> dict[str, frozenset[str]]:
    """The labels that the variables of a query stand for, as the patterns say where they first appear."""
    found: dict[str, frozenset[str]] = {}
    for match in NODE_HERE.finditer(plain(part)):
        if match["node_labels"] and match["node"]:
            labels = frozenset(match["node_labels"].split("|"))
            assert found.setdefault(match["node"], labels) == labels, match["node"]
    return found


def ties_of(part: str) -> dict[str, tuple[str, ...]]:
    """The relation types that the variables of a query stand for."""
    return {
        match["tie"]: tuple(match["types"].split("|")) for match in HOP.finditer(plain(part)) if match["tie"]
    }


def hops_of(part: str) -> Iterator[Hop]:
    """Every relation of every pattern, turned so that it leads from start to end."""
    labels = labels_of(part)
    for match in HOP.finditer(plain(part)):
        ends = [
            frozenset(match[f"{side}_labels"].split("|")) if match[f"{side}_labels"] else labels[match[side]]
            for side in ("left", "right")
        ]
        assert bool(match["back"]) != bool(match["forth"]), "a relation without a direction"
        assert match["types"], "a relation without a type"
        start, end = ends if match["forth"] else ends[::-1]
        yield Hop(tuple(match["types"].split("|")), start, end, match["length"])


def returned(part: str) -> list[str]:
    """The names of the columns that a query returns, in order."""
    columns, depth, name = [], 0, ""
    for token in cypher.tokens(part[part.rindex("RETURN") + 6 :]):
        depth += (token.text in "([{") - (token.text in ")]}")
        if token.text == "ORDER":
            break
        if token.text == "," and not depth:
            columns.append(name)
        name = token.text.strip("`")
    return [*columns, name]


def test_taking_apart_finds_every_relation_of_a_pattern() -> None:
    query = "MATCH (a:Grid)<-[c:COVERS]-(o:PartyOrg) OPTIONAL MATCH (a)-[:PART_OF*1..2]->(:Compound|Community) RETURN 1"
    assert list(hops_of(query)) == [
        Hop(("COVERS",), frozenset({"PartyOrg"}), frozenset({"Grid"}), None),
        Hop(("PART_OF",), frozenset({"Grid"}), frozenset({"Compound", "Community"}), "*1..2"),
    ]


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_every_arrow_is_taken_apart(query: str) -> None:
    arrows = plain(query).count("]-")
    assert arrows == sum(len(list(hops_of(part))) for part in re.split(r"\bUNION ALL\b", query))


@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)
def test_labels_and_relation_types_exist(part: str) -> None:
    assert {label for labels in labels_of(part).values() for label in labels} <= LABEL.keys()
    for hop in hops_of(part):
        assert {*hop.types} <= RELATION.keys()
        assert hop.start | hop.end <= LABEL.keys()


@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)
def test_relations_lead_where_the_ontology_lets_them(part: str) -> None:
    for hop in hops_of(part):
        for type_ in hop.types:
            pairs = RELATION[type_].pairs
            if len(pairs) == 1:  # the embedded engine takes a wrong label for the right one there
                assert {(start, end) for start in hop.start for end in hop.end} == {*pairs}, hop
            elif hop.length is None:
                assert any(start in hop.start and end in hop.end for start, end in pairs), hop
            else:
                assert hop.start <= {start for start, _ in pairs}, hop
                assert hop.end <= {end for _, end in pairs}, hop


@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)
def test_properties_exist(part: str) -> None:
    labels, ties = labels_of(part), ties_of(part)
    tokens = [token for token in cypher.tokens(part) if token.type != "text"]
    for variable, dot, name in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if dot.text != "." or variable.type != "word":
            continue
        if variable.text in labels:
            properties = [prop for label in labels[variable.text] for prop in projected_node(label)]
        else:
            properties = [prop for type_ in ties[variable.text] for prop in projected_tie(type_)]
        assert name.text in {prop.name for prop in properties}, f"{variable.text}.{name.text}"


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_only_constructs_that_both_engines_understand_alike(query: str) -> None:
    line = plain(query)
    names = re.findall(r"\bAS (\w+)", line) + [name for part in PARTS.values() for name in labels_of(part)]
    assert not WORDS_OF_AN_ENGINE & {name.lower() for name in names}
    assert not MISSING_FUNCTIONS & {name.lower() for name in re.findall(r"\b(\w+)\(", line)}
    assert not re.search(r"\*(\.\.|\]|0)", line), "unbounded, or from nothing"
    assert not re.search(r"\w:\w+:\w", line), "two labels"
    assert not re.search(r"\)\s*,\s*\(", re.sub(r"\bIN \(.*?\)", "", line)), "two patterns in one MATCH"
    assert not re.search(r"(?<!EXISTS)(?<!COUNT)\{", line.replace("EXISTS {", "EXISTS{")), (
        "a map or a list query"
    )
    assert not re.search(r"\(\w*(:[\w|]+)? WHERE|\bUNION (?!ALL)", line)


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_every_part_of_a_union_returns_the_same_columns(query: str) -> None:
    first, *others = [returned(part) for part in re.split(r"\bUNION ALL\b", query)]
    assert all(other == first for other in others)


@pytest.mark.parametrize("rule", rules().values(), ids=rules())
def test_every_rule_returns_what_the_judge_reads(rule: Rule) -> None:
    outcomes = {"met", "gap", "unknown", "exempt"} if rule.unit == "homes" else {"verdict"}
    evidence = {key for subject in rule.subjects.values() for key in subject.evidence}
    columns = {*returned(rule.query)}
    assert {"subject_label", "subject"} | outcomes | evidence <= columns
    assert ("severity" in columns) == any(subject.lesser for subject in rule.subjects.values())
    assert columns <= {"subject_label", "subject", "severity", "decided_by"} | outcomes | evidence


@pytest.mark.parametrize(
    ("check", "query"),
    [
        (test_every_arrow_is_taken_apart, "MATCH (g)-->(c) WHERE g.x[0]-1 RETURN g.id"),
        (test_labels_and_relation_types_exist, "MATCH (g:Gird) RETURN g.id"),
        (test_labels_and_relation_types_exist, "MATCH (g:Grid)-[:PART_OFF]->(c:Compound) RETURN g.id"),
        (
            test_relations_lead_where_the_ontology_lets_them,
            "MATCH (g:Grid)<-[:PART_OF]-(c:Compound) RETURN g.id",
        ),
        (
            test_relations_lead_where_the_ontology_lets_them,
            "MATCH (p:Person|PartyOrg)-[:LIVES_IN]->(g:Grid) RETURN 1",
        ),
        (
            test_relations_lead_where_the_ontology_lets_them,
            "MATCH (o:PartyOrg)-[:PART_OF*1..2]->(c:Street) RETURN 1",
        ),
        (test_properties_exist, "MATCH (g:Grid) WHERE g.kind = 'x' RETURN g.id"),
        (test_properties_exist, "MATCH (p:Person)-[h:HOLDS]->(g:Grid) WHERE h.posts = 'x' RETURN g.id"),
        (test_only_constructs_that_both_engines_understand_alike, "MATCH (g:Grid), (c:Compound) RETURN g.id"),
        (test_only_constructs_that_both_engines_understand_alike, "MATCH (g:Grid) RETURN g.id AS order"),
        (
            test_only_constructs_that_both_engines_understand_alike,
            "MATCH (g:Grid) RETURN substring(g.id, 1) AS x",
        ),
        (test_only_constructs_that_both_engines_understand_alike, "MATCH (g:Grid {id: 1}) RETURN g.id"),
        (
            test_only_constructs_that_both_engines_understand_alike,
            "MATCH (a:Grid)-[:PART_OF*]->(c:City) RETURN 1",
        ),
        (
            test_every_part_of_a_union_returns_the_same_columns,
            "MATCH (g:Grid) RETURN g.id AS a, 1 AS b UNION ALL MATCH (g:Grid) RETURN 1 AS b, g.id AS a",
        ),
    ],
)
def test_what_is_wrong_is_caught(check: Callable[[str], None], query: str) -> None:
    with pytest.raises((AssertionError, KeyError)):
        check(query)


AGGREGATE = re.compile(r"\b(?:collect|count|max|min|sum)\([^()]*\)")
CLAUSE = re.compile(r"\b(?=(?:MATCH|OPTIONAL|ORDER|RETURN|WHERE|WITH)\b)")


@pytest.mark.parametrize("part", PARTS)
def test_what_may_be_of_several_labels_is_counted_by_itself_and_not_by_its_code(part: str) -> None:
    # two of different labels may bear one code, and the embedded engine takes it for the key of both
    query = re.sub("//.*", "", PARTS[part])
    several = "|".join(
        {match["node"] for match in NODE_HERE.finditer(query) if "|" in (match["node_labels"] or "")}
    )
    counting = [
        clause
        for clause in CLAUSE.split(query)
        if clause.startswith(("RETURN", "WITH")) and AGGREGATE.search(clause)
    ]
    assert not [
        clause
        for clause in counting
        if several and re.search(rf"\b(?:{several})\.id\b", AGGREGATE.sub("", clause))
    ]
