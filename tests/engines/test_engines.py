"""What every engine must do, whichever it is: a slice answers as a graph of it should, and cannot be written to."""

from contextlib import closing, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from graphmodel.alliance import Slice
from graphmodel.alliance.projection import pairs, projected_node, projected_tie
from graphmodel.cli.options import EngineName
from graphmodel.engines import ENGINES, Engine, engine_over
from graphmodel.engines.cypher import RefusedQuery
from graphmodel.errors import GraphmodelError, UsageError
from graphmodel.ontology import LABEL
from tests.engines.conftest import DAY, SNAPSHOT, Over
from tests.engines.statements import DIALECT, PASSING, REFUSED
from tests.rules import build


def test_the_command_line_offers_every_engine() -> None:
    assert get_args(get_args(EngineName)[0]) == tuple(ENGINES)


@pytest.mark.every_version
def test_nodes_ties_and_their_properties_are_there(engine: Engine) -> None:
    answer = engine.query(
        "MATCH (p:Person)-[h:HOLDS]->(g:Grid) "
        "RETURN p.id AS person, p.is_owner AS owner, h.post AS post, g.label AS label ORDER BY person, post"
    )
    assert answer.columns == ["person", "owner", "post", "label"]
    assert answer.rows == [
        ("p1", True, "grid_head", "Grid"),
        ("p1", True, "instructor", "Grid"),
        ("p2", None, "instructor", "Grid"),
    ]


def test_homes_are_there_when_anything_may_be_asked(engine: Engine) -> None:
    assert engine.homes
    query = "MATCH (:Person)-[c:CONTACTS]->(h:Household) RETURN h.id AS home, c.last_contact_month AS month"
    assert engine.query(query).rows == [("h1", "2018-12")]


def test_people_have_no_names(engine: Engine) -> None:
    assert engine.query("MATCH (p:Person) RETURN DISTINCT p.name AS name").rows == [(None,)]


@pytest.mark.every_version
def test_every_label_relation_and_property_can_be_asked_for_though_empty(over: Over) -> None:
    with over(build.alliance("").at(DAY)) as engine:
        for label in LABEL.keys() - {"City", "County", "Street", "Community"}:
            asked = ", ".join(f"n.`{prop.name}` AS p{k}" for k, prop in enumerate(projected_node(label)))
            assert engine.query(f"MATCH (n:{label}) RETURN {asked}").rows == []
        for relation in {pair.relation for pair in pairs()} - {"PART_OF"}:
            asked = ", ".join(f"t.`{prop.name}` AS p{k}" for k, prop in enumerate(projected_tie(relation)))
            assert engine.query(f"MATCH ()-[t:{relation}]->() RETURN {asked}").rows == []


@pytest.mark.every_version
@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("MATCH (g:Gird) RETURN g.id AS id", "Gird"),
        ("MATCH (g:Grid) RETURN g.nmae AS name", "nmae"),
        ("MATCH (g:Grid)<-[:HOLD]-() RETURN g.id AS id", "HOLD"),
        ("MATCH (g:Grid RETURN g", "nput"),
        ("MATCH (g:Grid) RETURN g.id + $code AS id", "code"),
        ("MATCH (g:Grid) RETURN 1 / 0 AS x", "zero"),
    ],
)
def test_a_query_that_cannot_be_run_is_an_error_not_an_empty_answer(
    engine: Engine, query: str, named: str
) -> None:
    with pytest.raises(UsageError, match=f"(?i){named}"):
        engine.query(query)


@pytest.mark.every_version
def test_parameters_are_values_never_text_of_the_query(engine: Engine) -> None:
    by_code = "MATCH (g:Grid) WHERE g.id = $code RETURN g.id AS id"
    assert engine.query(by_code, {"code": "g1' RETURN 1 //"}).rows == []
    assert engine.query(by_code, {"code": "g1", "other": 1}).rows == [("g1",)]


@pytest.mark.every_version
def test_sums_are_whole_numbers(engine: Engine) -> None:
    ((total,),) = engine.query(
        "MATCH (:Person)-[:HOLDS]->(:Grid) WITH 2 AS two RETURN sum(two) AS total"
    ).rows
    assert total == 6
    assert type(total) is int


@pytest.mark.every_version
def test_days_are_pythons(engine: Engine) -> None:
    query = "MATCH (g:Grid {id: 'g1'}) RETURN g.valid_from AS day, collect(g.valid_from) AS days"
    assert engine.query(query).rows == [(date(2018, 5, 21), [date(2018, 5, 21)])]


@pytest.mark.parametrize(
    "query",
    [
        "MATCH (n) DETACH DELETE n",
        "CREATE (:Grid {id: 'g3'})",
        "COPY (MATCH (g:Grid) RETURN g.id) TO 'out.csv'",
        "MATCH (g:Grid) RETURN g.id AS id; MATCH (g:Grid) RETURN g.id AS id",
    ],
)
def test_what_is_not_one_reading_statement_never_reaches_it(
    engine: Engine, query: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RefusedQuery):
        engine.query(query)
    assert engine.query("MATCH (g:Grid) RETURN count(*) AS n").rows == [(2,)]
    assert not any(tmp_path.iterdir())


def test_no_hostile_statement_writes_reads_or_fetches_anything(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for query in REFUSED:
        with pytest.raises(RefusedQuery):
            engine.query(query)
    assert engine.query("MATCH (g:Grid) RETURN count(*) AS n").rows == [(2,)]
    assert not any(tmp_path.iterdir())


@pytest.mark.every_version
def test_every_harmless_statement_is_answered_or_said_to_be_wrong(engine: Engine) -> None:
    for query in PASSING:
        assert engine.query(query).columns, query
    for query in DIALECT:
        with suppress(UsageError):
            assert engine.query(query).columns


def test_it_answers_for_its_own_day_and_snapshot_only(engine: Engine) -> None:
    engine.expect(DAY, SNAPSHOT)
    with pytest.raises(UsageError, match=r"2018-12-31.*, not of .*2019-01-01"):
        engine.expect(date(2019, 1, 1), SNAPSHOT)
    with pytest.raises(UsageError, match=r"s1.*s2"):
        engine.expect(DAY, "s2")


def test_one_that_is_closed_answers_nothing(over: Over, slice_: Slice) -> None:
    with closing(over(slice_)) as engine:
        pass
    with pytest.raises(GraphmodelError):
        engine.query("MATCH (g:Grid) RETURN g.id AS id")


# --- the registry ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("queries", "homes"),
    [
        (None, True),
        ([], False),
        (["MATCH (g:Grid) RETURN g.id AS id"], False),
        (["MATCH (g:Grid) RETURN g.id AS id", "MATCH (h:`Household`) RETURN h.id AS id"], True),
        (["MATCH (:Person)-[c:CONTACTS]->() RETURN c.tie AS tie"], True),
    ],
)
def test_homes_are_left_out_when_nothing_names_them(
    slice_: Slice, queries: list[str] | None, homes: bool
) -> None:
    with engine_over(slice_, SNAPSHOT, queries=queries) as engine:
        assert engine.homes is homes
        assert engine.query("MATCH (h:Household) RETURN count(*) AS n").rows == [(int(homes),)]


def test_an_engine_that_holds_another_day_is_closed_again(
    slice_: Slice, monkeypatch: pytest.MonkeyPatch
) -> None:
    with engine_over(slice_, SNAPSHOT) as engine:
        monkeypatch.setitem(ENGINES, "kept", lambda *_: engine)
        assert engine_over(slice_, SNAPSHOT, "kept") is engine
        with pytest.raises(UsageError):
            engine_over(replace(slice_, as_of=date(2019, 1, 1)), SNAPSHOT, "kept")
    with pytest.raises(GraphmodelError, match="closed"):
        engine.query("MATCH (g:Grid) RETURN g.id AS id")
