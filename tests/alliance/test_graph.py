"""The slice as a NetworkX graph, and the red thread of each compound."""

import networkx as nx

from graphmodel.alliance import Slice
from graphmodel.alliance.graph import loose_members, red_thread, to_networkx

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


def test_the_thread_joins_what_party_organisations_hold_together(office: Slice) -> None:
    threads = {thread.compound.rsplit("/")[-1]: thread for thread in red_thread(office)}
    joined = threads["甲小区"].joined
    assert ("Grid", f"{FIRST}/甲小区/甲一网格") in joined
    assert ("Grid", f"{FIRST}/甲小区/甲二网格") in joined
    assert ("Person", "005") in joined, "the secretary of the branch"
    assert not threads["甲小区"].loose


def test_a_grid_without_any_party_organisation_hangs_loose(office: Slice) -> None:
    assert loose_members(red_thread(office)).rows() == [
        (f"{FIRST}/乙小区", "Grid", f"{FIRST}/乙小区/乙网格"),
        ("990102001002/丙小区", "Grid", "990102001002/丙小区/丙网格"),
    ]
