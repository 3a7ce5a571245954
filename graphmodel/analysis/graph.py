"""The slice as a NetworkX graph, for whoever wants to ask more of it than the rules do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from graphmodel.alliance import Slice
from graphmodel.alliance.projection import LOOSE_TIES, NAME_NORMALISED, Projection, pairs
from graphmodel.ontology import LABEL, PERIOD

if TYPE_CHECKING:
    import networkx as nx

    Node = tuple[str, str]
    Network = nx.MultiDiGraph[Node]
    Portable = nx.MultiDiGraph[str]

_FOR_RULES: Final = frozenset(prop.name for prop in (NAME_NORMALISED, LOOSE_TIES, *PERIOD))
"""What only the rules' queries need."""


def to_networkx(slice_: Slice, *, homes: bool = False, names: bool = True) -> Network:
    """The slice as a ``MultiDiGraph``.

    Nodes are ``(label, id)`` with their properties as attributes, people with their names unless these are left out;
    edges have the tie's number as key and attribute ``tie``, and the relation type as ``type``. Homes and their ties are
    left out unless asked for. For a file that other programs read: :func:`portable`.

    Complexity: linear in nodes and ties.
    """
    import networkx as nx

    graph: Network = nx.MultiDiGraph(as_of=slice_.as_of, data_as_of=slice_.data_as_of)
    projection = Projection(slice_, homes=homes, names=names)
    for label in LABEL:
        for row in projection.nodes(label).drop(_FOR_RULES, strict=False).iter_rows(named=True):
            graph.add_node((label, row["id"]), **row)
    for pair in pairs():
        for row in projection.ties(pair).drop(_FOR_RULES, strict=False).iter_rows(named=True):
            start, end = (pair.start, row.pop("from_id")), (pair.end, row.pop("to_id"))
            graph.add_edge(start, end, key=row["tie"], type=pair.relation, **row)
    return graph


def portable(graph: Network) -> Portable:
    """The same graph as NetworkX's writers, and the programs that read what they write, take it.

    A node is the text ``LABEL:CODE``, with ``label`` what it is called (its code, if it may not be named), ``node_label``
    and ``code``; an edge has ``relation`` and an ``id`` of its own. A value that is missing is left out, dates are ISO
    texts. The names are not those of :func:`to_networkx` where GEXF means something else by them.

    >>> from graphmodel.alliance.model import empty
    >>> from datetime import date
    >>> portable(to_networkx(empty().at(date(2018, 12, 31)))).graph
    {'as_of': '2018-12-31'}
    """
    import networkx as nx

    plain: Portable = nx.MultiDiGraph(**_said(graph.graph))
    for (label, id_), values in graph.nodes(data=True):
        name = values["name"] or id_
        others = _said({key: value for key, value in values.items() if key not in {"id", "name", "label"}})
        plain.add_node(f"{label}:{id_}", label=name, node_label=label, code=id_, **others)
    for start, end, tie, values in graph.edges(keys=True, data=True):
        others = _said({key: value for key, value in values.items() if key not in {"tie", "type"}})
        here, there = (f"{label}:{id_}" for label, id_ in (start, end))
        plain.add_edge(here, there, key=tie, id=str(tie), relation=values["type"], **others)
    return plain


def _said(values: Mapping[str, Any]) -> dict[str, Any]:
    """What is there of the values, dates as text."""
    return {
        key: value.isoformat() if isinstance(value, date) else value
        for key, value in values.items()
        if value is not None
    }
