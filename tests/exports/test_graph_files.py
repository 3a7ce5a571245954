"""A slice in a file for other programs is, read back by NetworkX, the same graph; without names there are none."""

import csv
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from graphmodel.alliance import Slice
from graphmodel.analysis import to_networkx
from graphmodel.analysis.graph import portable
from graphmodel.exports.graph_files import network_of, write_network
from tests.rules.build import AS_OF, alliance

READERS: dict[str, Callable[[Path], Any]] = {
    "graphml": lambda path: nx.read_graphml(path, force_multigraph=True),
    "gexf": nx.read_gexf,
    "json": lambda path: nx.node_link_graph(json.loads(path.read_text("utf-8")), edges="edges"),
}


@pytest.fixture(scope="module")
def slice_() -> Slice:
    return alliance(
        """
        compounds: id part_of
          c1 k1
          c3 k3
        grids: id name part_of
          g1 一网格 c1
          g3 三网格 c3
        households: id part_of status
          h1 g1 occupied
        party_orgs: id name kind covers founded_on
          b1 一支部 grid_branch g1 2018-05-21
          b2 甲局党支部 organ_branch - -
        people: id name party_status lives_in
          p1 示例甲 full g1
        posts: from post to recommended_by
          p1 instructor g1 b2
          p1 grid_head g1 -
        pairings: from to agreement_signed_on
          b2 g1 2018-06-01
        household_ties: from to
          p1 h1
        """
    ).at(AS_OF)


def plain(graph: Any) -> tuple[dict[str, Any], list[Any]]:
    edges = [(start, end, dict(values)) for start, end, values in graph.edges(data=True)]
    return dict(graph.nodes(data=True)), sorted(edges, key=lambda edge: int(edge[2]["id"]))


@pytest.mark.parametrize("format_", READERS)
@pytest.mark.parametrize("whole", [False, True])
def test_read_back_it_is_the_same_graph(format_: str, whole: bool, slice_: Slice, tmp_path: Path) -> None:
    graph = network_of(slice_, homes=whole, names=whole)
    write_network(graph, format_, tmp_path / "graph")
    read = READERS[format_](tmp_path / "graph")
    assert plain(read) == plain(graph)
    text = (tmp_path / "graph").read_text("utf-8")
    assert ("示例甲" in text, "Household:h1" in text) == (whole, whole)
    assert "None" not in text


@pytest.mark.parametrize("write", [nx.write_graphml, nx.write_gexf])
def test_the_writers_take_the_graph_of_the_readme(
    write: Callable[..., None], slice_: Slice, tmp_path: Path
) -> None:
    graph = portable(to_networkx(slice_, homes=True))
    write(graph, tmp_path / "graph.xml")
    assert graph.nodes["PartyOrg:b1"]["founded_on"] == "2018-05-21"
    assert graph.nodes["Grid:g1"]["label"] == "一网格"


def test_in_a_scope_is_what_lies_in_it_and_the_ties_between(slice_: Slice) -> None:
    graph = network_of(slice_, scope=["k1"], homes=True)
    assert {*graph.nodes} == {
        *("Community:k1", "Compound:c1", "Grid:g1", "Household:h1"),
        *("PartyOrg:b1", "PartyOrg:b2", "Person:p1"),
    }
    relations = sorted(values["relation"] for *_, values in graph.edges(data=True))
    assert relations == sorted(
        ["PART_OF"] * 3 + ["COVERS", "LIVES_IN", "HOLDS", "HOLDS", "PAIRED_WITH", "CONTACTS"]
    )


def test_as_tables_types_are_declared_beside_nodes_and_edges(slice_: Slice, tmp_path: Path) -> None:
    graph = network_of(slice_)
    write_network(graph, "csv", tmp_path / "out")
    tables = {}
    for name in ("nodes", "edges", "types"):
        with (tmp_path / "out" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
            tables[name] = list(csv.DictReader(stream))
    assert {row["id"] for row in tables["nodes"]} == {*graph.nodes}
    ends = [(row["source"], row["target"], row["relation"]) for row in tables["edges"]]
    assert ends == [(*ends, values["relation"]) for *ends, values in graph.edges(data=True)]
    types = {(row["file"], row["column"]): row["type"] for row in tables["types"]}
    assert types["nodes.csv", "is_retired"] == "boolean"
    assert types["edges.csv", "source"] == "string"
    assert date.fromisoformat(
        next(row["founded_on"] for row in tables["nodes"] if row["id"] == "PartyOrg:b1")
    ) == date(2018, 5, 21)
