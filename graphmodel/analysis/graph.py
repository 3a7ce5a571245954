"""The slice as a NetworkX graph, for whoever wants to ask more of it than the rules do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graphmodel.alliance import Slice
from graphmodel.alliance.projection import LOOSE_TIES, NAME_NORMALISED, Projection, pairs
from graphmodel.ontology import LABEL, PERIOD

if TYPE_CHECKING:
    import networkx as nx

    Node = tuple[str, str]
    Network = nx.MultiDiGraph[Node]

_FOR_RULES: Final = frozenset(prop.name for prop in (NAME_NORMALISED, LOOSE_TIES, *PERIOD))
"""What only the rules' queries need."""


def to_networkx(slice_: Slice, *, homes: bool = False) -> Network:
    """The slice as a ``MultiDiGraph``.

    Nodes are ``(label, id)`` with their properties as attributes, people with their names; edges have the tie's number
    as key and attribute ``tie``, and the relation type as ``type``. Homes and their ties are left out unless asked for.

    Complexity: linear in nodes and ties.
    """
    import networkx as nx

    graph: Network = nx.MultiDiGraph(as_of=slice_.as_of)
    projection = Projection(slice_, homes=homes, names=True)
    for label in LABEL:
        for row in projection.nodes(label).drop(_FOR_RULES, strict=False).iter_rows(named=True):
            graph.add_node((label, row["id"]), **row)
    for pair in pairs():
        for row in projection.ties(pair).drop(_FOR_RULES, strict=False).iter_rows(named=True):
            start, end = (pair.start, row.pop("from_id")), (pair.end, row.pop("to_id"))
            graph.add_edge(start, end, key=row["tie"], type=pair.relation, **row)
    return graph
