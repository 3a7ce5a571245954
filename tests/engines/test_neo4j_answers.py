"""Both engines give the same rows to every query of the catalogue, and hold the same graph."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from graphmodel.alliance import Alliance, Slice, empty
from graphmodel.alliance.projection import projected_node, projected_tie
from graphmodel.engines import Answer
from graphmodel.engines.embedded import Embedded
from graphmodel.engines.neo4j import Connection, Neo4jEngine, push
from graphmodel.ontology import LABEL, RELATION, ROSTER
from graphmodel.rules import Settings, explorations, rules
from graphmodel.synthetic import AS_OF, plant
from tests.rules.generate import DAYS, alliance
from tests.synthetic.judging import judged, slice_of

QUERIES = {name: query.query for name, query in (rules() | explorations()).items()}


def graph_queries() -> dict[str, str]:
    """What brings every node and every tie to light."""
    nodes = {
        label: f"MATCH (n:`{label}`) RETURN "
        + ", ".join(f"n.`{p.name}` AS `{p.name}_`" for p in projected_node(label))
        for label in LABEL
    }
    ties = {
        name: f"MATCH (a)-[r:`{name}`]->(b) RETURN a.label AS from_, a.id AS a_, b.label AS to_, b.id AS b_, "
        + ", ".join(f"r.`{p.name}` AS `{p.name}_`" for p in projected_tie(name))
        for name in RELATION
    }
    return nodes | ties


def rows(answer: Answer) -> tuple[list[str], list[str]]:
    """The rows in no particular order; nor is the order of a list anybody's promise."""
    return answer.columns, sorted(repr([_sorted(value) for value in row]) for row in answer.rows)


def _sorted(value: Any) -> Any:
    return sorted(value, key=repr) if isinstance(value, list) else value


def agree(slice_: Slice, connection: Connection, queries: dict[str, str]) -> None:
    parameters = Settings().parameters(slice_.as_of) | {"code": "0-X1"}
    with Embedded(slice_) as embedded, Neo4jEngine(connection) as server:
        for name, query in queries.items():
            expected, got = (rows(engine.query(query, parameters)) for engine in (embedded, server))
            assert got == expected, name
        assert server.notifications == []


def side_by_side(seeds: Iterable[int]) -> Alliance:
    """Many alliances as one, their codes told apart: one load and one query for all of them."""
    parts = [alliance(seed) for seed in seeds]
    return Alliance(
        {label: pl.concat(_marked(part.nodes[label], n) for n, part in enumerate(parts)) for label in LABEL},
        {name: pl.concat(_marked(part.ties[name], n) for n, part in enumerate(parts)) for name in RELATION},
        supplied=frozenset(ROSTER),
        absent_columns=frozenset(),
    )


def _marked(table: pl.DataFrame, number: int) -> pl.DataFrame:
    codes = [name for name in ("id", "from_id", "to_id", "recommended_by") if name in table.columns]
    return table.with_columns(pl.concat_str(pl.lit(f"{number}-"), name).alias(name) for name in codes)


@pytest.mark.every_version
@given(first=st.integers(0, 2**32), day=st.sampled_from(DAYS))
@settings(max_examples=1, deadline=None, phases=[Phase.generate])
def test_any_alliance(running: Connection, first: int, day: date) -> None:
    slice_ = side_by_side(range(first, first + 40)).at(day)
    push(slice_, running, snapshot=f"any {first}", force=True)
    agree(slice_, running, QUERIES | graph_queries())


@given(first=st.integers(0, 2**32), day=st.sampled_from(DAYS))
@settings(max_examples=1, deadline=None, phases=[Phase.generate])
def test_an_alliance_becomes_any_other(running: Connection, first: int, day: date) -> None:
    """What was one alliance has the codes of another now, or is gone: of every label and between every two."""
    for seed in (first, first + 20):
        slice_ = side_by_side(range(seed, seed + 20)).at(day)
        push(slice_, running, snapshot=f"another {seed}", force=True)
    agree(slice_, running, QUERIES | graph_queries())


def test_an_empty_alliance(running: Connection) -> None:
    slice_ = empty().at(AS_OF)
    push(slice_, running, snapshot="empty", force=True)
    agree(slice_, running, QUERIES | graph_queries())


def test_an_invented_city_is_judged_as_its_answer_key_says(running: Connection, tmp_path: Path) -> None:
    """The embedded engine has tests of its own for this, in tests/synthetic, over many cities."""
    planted = plant("tiny", 0)
    slice_ = slice_of(planted.rosters, tmp_path)
    push(slice_, running, snapshot="planted", force=True)
    agree(slice_, running, QUERIES | graph_queries())
    with Neo4jEngine(running) as server:
        for rule, found in judged(slice_, server).items():
            assert found == planted.answers[rule], rule
