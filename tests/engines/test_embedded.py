"""The projection answers as a graph of the slice should, and can be neither written nor left."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from graphmodel.alliance import Slice, empty
from graphmodel.alliance.projection import projected_node, projected_tie
from graphmodel.engines.embedded import Embedded
from graphmodel.errors import UsageError
from graphmodel.ontology import LABEL, RELATION, node_schema, tie_schema

DAY = date(2018, 12, 31)


@pytest.fixture
def slice_() -> Slice:
    whole = empty()
    whole.nodes["Grid"] = pl.DataFrame([{"id": "g1"}, {"id": "g2"}], schema=node_schema("Grid"))
    people = [{"id": "p1", "name": "示例", "is_owner": True}, {"id": "p2", "is_cadre": False}]
    whole.nodes["Person"] = pl.DataFrame(people, schema=node_schema("Person"))
    posts = [
        {"from_label": "Person", "from_id": person, "to_label": "Grid", "to_id": "g1", "post": post}
        for person, post in [("p1", "instructor"), ("p1", "grid_head"), ("p2", "instructor")]
    ]
    whole.ties["HOLDS"] = pl.DataFrame(posts, schema=tie_schema("HOLDS"))
    return whole.at(DAY)


def test_nodes_ties_and_their_properties_are_there(slice_: Slice) -> None:
    with Embedded(slice_) as engine:
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


def test_people_have_no_names_in_the_projection(slice_: Slice) -> None:
    with Embedded(slice_) as engine:
        assert engine.query("MATCH (p:Person) RETURN DISTINCT p.name AS name").rows == [(None,)]


def test_every_label_relation_and_property_can_be_asked_for_though_empty() -> None:
    with Embedded(empty().at(DAY)) as engine:
        for label in LABEL:
            asked = ", ".join(f"n.`{prop.name}` AS p{k}" for k, prop in enumerate(projected_node(label)))
            assert engine.query(f"MATCH (n:{label}) RETURN {asked}").rows == []
        for relation in RELATION:
            asked = ", ".join(f"t.`{prop.name}` AS p{k}" for k, prop in enumerate(projected_tie(relation)))
            assert engine.query(f"MATCH ()-[t:{relation}]->() RETURN {asked}").rows == []


@pytest.mark.parametrize(
    "query", ["MATCH (g:Gird) RETURN g.id", "MATCH (g:Grid) RETURN g.colour", "MATCH (g:Grid RETURN g"]
)
def test_a_query_that_cannot_be_run_is_an_error_not_an_empty_answer(slice_: Slice, query: str) -> None:
    with Embedded(slice_) as engine, pytest.raises(UsageError):
        engine.query(query)


def test_parameters_are_values_never_text_of_the_query(slice_: Slice) -> None:
    hostile = "g1' RETURN 1 //"
    with Embedded(slice_) as engine:
        assert engine.query("MATCH (g:Grid) WHERE g.id = $code RETURN g.id", {"code": hostile}).rows == []
        assert engine.query("MATCH (g:Grid) WHERE g.id = $code RETURN g.id", {"code": "g1", "other": 1}).rows
        with pytest.raises(UsageError, match="code"):
            engine.query("MATCH (g:Grid) WHERE g.id = $code RETURN g.id")


def test_sums_are_whole_numbers(slice_: Slice) -> None:
    with Embedded(slice_) as engine:
        ((total,),) = engine.query("MATCH (:Person)-[h:HOLDS]->(:Grid) RETURN sum(h.tie) AS total").rows
    assert total == 3
    assert type(total) is int


def test_writing_files_is_refused(slice_: Slice, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    with Embedded(slice_) as engine, pytest.raises(UsageError, match="COPY"):
        engine.query(f"COPY (MATCH (g:Grid) RETURN g.id) TO '{target}'")
    assert not target.exists()
