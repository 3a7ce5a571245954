"""The slice as a NetworkX graph."""

from collections.abc import Iterable

import networkx as nx

from graphmodel.alliance import Slice
from graphmodel.analysis import to_networkx
from graphmodel.ontology import NAME, PROVENANCE, Property, node_properties, tie_properties

FIRST = "990102001001"


def test_the_graph_has_typed_nodes_and_edges(office: Slice) -> None:
    graph = to_networkx(office)
    assert graph.nodes["PartyOrg", "党组织/第一社区党委"]["kind"] == "community"
    grid = ("Grid", f"{FIRST}/甲小区/甲一网格")
    types = sorted(facts["type"] for _, _, facts in graph.in_edges(grid, data=True))
    assert types == ["COVERS", "HOLDS", "HOLDS", "LIVES_IN", "PAIRED_WITH"]
    assert (
        graph.number_of_edges()
        == sum(table.height for relation, table in office.ties.items() if relation != "CONTACTS") - 6
    ), "six homes lie in grids"


def test_homes_come_only_when_asked_for(office: Slice) -> None:
    assert not any(label == "Household" for label, _ in to_networkx(office))
    with_homes = to_networkx(office, homes=True)
    assert sum(label == "Household" for label, _ in with_homes) == 6
    assert with_homes.number_of_edges() == sum(table.height for table in office.ties.values())


def test_parallel_ties_stay_apart(office: Slice) -> None:
    graph = to_networkx(office)
    assert isinstance(graph, nx.MultiDiGraph)
    assert len(graph.get_edge_data(("Person", "001"), ("PartyOrg", "党组织/示例局第一党支部"))) == 1


def leaving(properties: Iterable[Property]) -> set[str]:
    return {prop.name for prop in properties if prop.may_leave}


def test_nodes_and_edges_say_what_was_declared_and_nothing_else(office: Slice) -> None:
    graph = to_networkx(office, homes=True)
    for (label, _), facts in graph.nodes(data=True):
        assert facts.keys() == {"label", "id", NAME.name, *leaving(node_properties(label))}
    for _, _, facts in graph.edges(data=True):
        assert facts.keys() == {"type", "tie", *leaving(tie_properties(facts["type"]))}
    assert graph.nodes["Person", "001"]["name"] == "示例甲"
    assert not PROVENANCE.keys() & graph.nodes["Person", "001"].keys()
