"""A graph that an earlier ontology loaded: it answers, or says that it is to be pushed again; a push brings it up to date."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from graphmodel.alliance import Alliance, empty_nodes, empty_ties
from graphmodel.engines.neo4j import Connection, Neo4jEngine, TooMuchToRemove, push
from graphmodel.engines.neo4j.loaded import LOAD
from graphmodel.engines.neo4j.loaded import declared as declared_now
from graphmodel.errors import EnvironmentFailure, UsageError
from graphmodel.language import Text
from graphmodel.ontology import NodeLabel, RelationType, Roster, ValueType, node_schema, tie_schema
from tests.growing import column, declared, with_columns
from tests.rules import build

DAY = date(2018, 12, 31)
Statement = Callable[..., list[list[Any]]]

SHOP = NodeLabel(name="Shop", title=Text("商户", "shop"), description=Text("沿街商户", "a shop"))
TRADES_IN = RelationType(name="TRADES_IN", title=Text("经营于", "trades in"), pairs=(("Shop", "Compound"),))
SHOPS = Roster(
    name="shops",
    title=SHOP.title,
    description=SHOP.description,
    makes=("Shop",),
    columns=(
        column("id", ValueType.CODE),
        column("name"),
        column("trades_in", ValueType.REFERENCE, labels=("Compound",), relation="TRADES_IN"),
    ),
)
LIFTS = with_columns(
    "compounds", column("lifts", ValueType.COUNT), column("has_gate", ValueType.YES_NO, default=False)
)
SINCE = with_columns("posts", column("elected", ValueType.YES_NO))
NEW = "MATCH (s:Shop)-[:TRADES_IN]->(c:Compound) RETURN s.id AS shop, c.lifts AS lifts, c.has_gate AS gate"

ALLIANCE = """
compounds: id part_of
  c1 k1
grids: id part_of
  g1 c1
households: id part_of
  h1 g1
people: id
  p1
posts: from post to
  p1 instructor g1
"""


def early() -> Alliance:
    return build.alliance(ALLIANCE)


def later() -> AbstractContextManager[None]:
    """The ontology of later."""
    return declared(SHOPS, LIFTS, SINCE, labels={"Shop": SHOP}, relations={"TRADES_IN": TRADES_IN})


def unchanged(early: Alliance) -> Alliance:
    """As a store of earlier is read later: nothing is said of what is new."""
    compounds = early.nodes["Compound"].with_columns(
        lifts=pl.lit(None, pl.Int64), has_gate=pl.lit(value=False)
    )
    posts = early.ties["HOLDS"].with_columns(elected=pl.lit(None, pl.Boolean))
    nodes = {**early.nodes, "Compound": compounds, "Shop": empty_nodes("Shop")}
    ties = {**early.ties, "HOLDS": posts, "TRADES_IN": empty_ties("TRADES_IN")}
    return replace(early, nodes=nodes, ties=ties)


def grown(early: Alliance) -> Alliance:
    """The same with lifts and a shop, as an office would tell later."""
    same = unchanged(early)
    trade = {"from_label": "Shop", "from_id": "s1", "to_label": "Compound", "to_id": "c1"}
    nodes = {
        **same.nodes,
        "Compound": same.nodes["Compound"].with_columns(lifts=pl.lit(2, pl.Int64)),
        "Shop": pl.DataFrame([{"id": "s1"}], schema=node_schema("Shop")),
    }
    ties = {
        **same.ties,
        "HOLDS": same.ties["HOLDS"].with_columns(elected=pl.lit(value=True)),
        "TRADES_IN": pl.DataFrame([trade], schema=tie_schema("TRADES_IN")),
    }
    return replace(same, nodes=nodes, ties=ties)


def everything(cypher: Statement) -> list[list[Any]]:
    nodes = cypher(f"MATCH (n) WHERE NOT n:{LOAD} RETURN labels(n), properties(n) ORDER BY n.id")
    ties = cypher("MATCH (a)-[r]->(b) RETURN type(r), a.id, b.id, properties(r) ORDER BY type(r), a.id, b.id")
    return nodes + ties


def test_what_the_first_version_let_out_and_this_one_does_not_is_taken_away(
    database: Connection, cypher: Statement
) -> None:
    """Its loads did not say what was declared."""
    slice_ = early().at(DAY)
    push(slice_, database, snapshot="s1")
    cypher(f"MATCH (load:{LOAD}) REMOVE load.declared")
    cypher("MATCH (h:Household) SET h.building = '3', h.note = 'mine'")
    with pytest.raises(UsageError, match="push again"):
        Neo4jEngine(database)
    assert push(slice_, database, snapshot="s1").written
    assert cypher("MATCH (h:Household) RETURN h.building, h.note") == [[None, "mine"]]
    with Neo4jEngine(database) as engine:
        assert engine.query("MATCH (g:Grid) RETURN g.id AS id").rows == [("g1",)]
    assert not push(slice_, database, snapshot="s1").written


def test_a_graph_of_an_earlier_ontology_is_brought_up_to_date_and_one_of_a_later_back(
    database: Connection, cypher: Statement
) -> None:
    """Whether its load says what was declared or not; and though the push back is interrupted."""
    before = early()
    push(before.at(DAY), database, snapshot="s1")
    expected = everything(cypher)
    with later():
        slice_ = unchanged(before).at(DAY)
        for forget in ("RETURN load", "REMOVE load.declared"):
            cypher(f"MATCH (load:{LOAD}) {forget}")
            with pytest.raises(UsageError, match=r"another version of graphmodel.* push again"):
                Neo4jEngine(database)
            assert push(slice_, database, snapshot="s1", dry_run=True).nodes["Compound"].updated == 1
        report = push(slice_, database, snapshot="s1")
        assert report.nodes["Compound"] == (0, 1, 0, 0), "an empty cell means no gate"
        assert report.nodes["Grid"].unchanged == 1
        with Neo4jEngine(database) as engine:
            assert engine.query(NEW).rows == []
            posts = "MATCH ()-[h:HOLDS]->() RETURN h.elected AS elected"
            assert engine.query(posts).rows == [(None,)]
        assert not push(slice_, database, snapshot="s1").written
        push(grown(before).at(DAY), database, snapshot="s2")
        with Neo4jEngine(database) as engine:
            assert engine.query(NEW).rows == [("s1", 2, False)]
    assert everything(cypher) != expected
    with pytest.raises(UsageError, match="push again"):
        Neo4jEngine(database)
    with pytest.raises(KeyboardInterrupt):
        push(before.at(DAY), database, snapshot="s1", progress=give_up)
    assert push(before.at(DAY), database, snapshot="s1").written
    assert everything(cypher) == expected
    ((told,),) = cypher(f"MATCH (load:{LOAD}) RETURN load.declared")
    assert set(json.loads(str(told))) == declared_now()
    assert ["graphmodel_Shop"] not in cypher("SHOW CONSTRAINTS YIELD name RETURN name")
    assert not push(before.at(DAY), database, snapshot="s1").written


def give_up(what: Text, done: int, of: int) -> None:
    """Interrupt a push once something was written."""
    if what.en != "comparing" and done == of:
        raise KeyboardInterrupt


def test_a_node_of_a_label_that_is_gone_keeps_what_others_tied_to_it_unless_forced(
    database: Connection, cypher: Statement
) -> None:
    before = early()
    with later():
        push(grown(before).at(DAY), database, snapshot="s2")
    cypher("MATCH (s:Shop) CREATE (:Note)-[:ABOUT]->(s)")
    with pytest.raises(TooMuchToRemove, match="1 Shop nodes to be removed carry relations that others drew"):
        push(before.at(DAY), database, snapshot="s1")
    push(before.at(DAY), database, snapshot="s1", force=True)
    assert cypher("MATCH (s:Shop) RETURN count(s)") == [[0]]
    assert cypher("MATCH (n:Note) RETURN count(n)") == [[1]]


def test_what_is_no_name_never_becomes_part_of_a_statement(database: Connection, cypher: Statement) -> None:
    push(early().at(DAY), database, snapshot="s1")
    hostile = json.dumps(["Grid.x` = 1 OR true DETACH DELETE x //"])
    cypher(f"MATCH (load:{LOAD}) SET load.declared = $told", told=hostile)
    with pytest.raises(EnvironmentFailure, match="delete it and push again"):
        push(early().at(DAY), database, snapshot="s1")


def test_what_another_version_or_somebody_wrote_in_another_type_is_put_right(
    database: Connection, cypher: Statement
) -> None:
    slice_ = early().at(DAY)
    push(slice_, database, snapshot="s1")
    expected = everything(cypher)
    cypher("MATCH (g:Grid) SET g.valid_from = 2018, g.loose_ties = '0', g.name = date('2018-12-31')")
    cypher("MATCH (p:Person) SET p.is_owner = [1, 2]")
    cypher("MATCH ()-[h:HOLDS]->() SET h.post = true, h.tie = toString(h.tie)")
    report = push(slice_, database, snapshot="s1")
    assert (report.nodes["Grid"], report.nodes["Person"]) == ((0, 1, 0, 0), (0, 1, 0, 0))
    assert report.ties["HOLDS"] == (0, 1, 0, 0)
    assert everything(cypher) == expected
