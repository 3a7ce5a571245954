"""The red thread of each compound: what its Party organisations hold together, what hangs loose, where it may break."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from graphmodel.alliance import Slice
from graphmodel.ontology import BODIES, TIE_ENDS

if TYPE_CHECKING:
    import networkx as nx

Node = tuple[str, str]
"""Label and id."""

_THREAD: Final = ("COVERS", "LED_BY", "PAIRED_WITH", "HOLDS")
"""The ties along which the red thread runs; lying in the same compound is not enough."""
_JOINED: Final = frozenset(("Grid", *BODIES))
"""What the thread is there to join; everything else is part of the thread itself."""


@dataclass(frozen=True, eq=False)
class Thread:
    """The alliance of one compound: what the Party organisations hold together, and what hangs loose.

    Members are ``(label, id)``; people stand for the posts they hold in the compound.
    """

    compound: str
    graph: nx.Graph[Node]
    """The members, joined by the ties between them; each edge has its ``tie``, from where it leads to where."""

    @cached_property
    def joined(self) -> frozenset[Node]:
        """The members that hang together with a Party organisation."""
        return frozenset(node for part in self._parts if _has_organisation(part) for node in part)

    @cached_property
    def loose(self) -> frozenset[Node]:
        """The members that do not."""
        return frozenset(node for part in self._parts if not _has_organisation(part) for node in part)

    @property
    def loose_places(self) -> list[Node]:
        """The grids and bodies among :attr:`loose`, sorted."""
        return sorted(node for node in self.loose if node[0] in _JOINED)

    @cached_property
    def components(self) -> list[list[Node]]:
        """The parts that hold a grid or a body, as their grids and bodies: all sorted. One part is a whole thread.

        Connected components in linear time (Tarjan, Depth-first search and linear graph algorithms, 1972).
        """
        parts = (sorted(node for node in part if node[0] in _JOINED) for part in self._parts)
        return sorted(filter(None, parts))

    @property
    def joins_needed(self) -> int:
        """How many ties would join all grids and bodies: as many as there are parts beside the first, and no fewer."""
        return max(len(self.components) - 1, 0)

    @property
    def cut_points(self) -> list[Node]:
        """The people and Party organisations without whom the grids and bodies lie in more parts, sorted."""
        return sorted(node for node in self._weak.points if node[0] not in _JOINED)

    @property
    def bridges(self) -> list[tuple[Node, Node]]:
        """The ties, from where to where, without which the grids and bodies lie in more parts, sorted.

        Two members that are joined by several ties are joined by one edge, which goes whole.
        """
        return sorted(self.graph.edges[edge]["tie"] for edge in self._weak.edges)

    @cached_property
    def _parts(self) -> list[set[Node]]:
        import networkx as nx

        return list(nx.connected_components(self.graph))

    @cached_property
    def _weak(self) -> _Weak:
        return _weak(self.graph, {node for node in self.graph if node[0] in _JOINED})


def red_thread(slice_: Slice) -> list[Thread]:
    """For each compound, the group that its Party organisations connect, and the members outside it.

    Members are the compound's grids, the bodies that serve it, the Party organisations that cover or are paired
    with these or the compound, and the holders of posts in its grids, bodies and covering organisations; the thread
    runs along cover, leadership, pairing and posts. A member in no connected group with a Party organisation hangs
    loose: "用党建这根“红线”把小区网格、业主委员会、物业服务企业…等主体贯穿起来".

    Returns:
        One thread per compound, sorted by the compound's code.

    Complexity: linear in members and ties.
    """
    import networkx as nx

    members = _members(slice_)
    graphs: dict[str, nx.Graph[Node]] = {
        compound: nx.Graph() for compound in slice_.nodes["Compound"]["id"].sort()
    }
    for compound, label, id_ in members.iter_rows():
        graphs[compound].add_node((label, id_))
    for compound, *ends in _thread_ties(slice_, members).iter_rows():
        tie = (ends[0], ends[1]), (ends[2], ends[3])
        told = graphs[compound].get_edge_data(*tie, {"tie": tie})["tie"]  # organisations may lead each other
        graphs[compound].add_edge(*tie, tie=min(told, tie))
    return [Thread(compound, graph) for compound, graph in graphs.items()]


def loose_members(threads: list[Thread]) -> pl.DataFrame:
    """What hangs loose, as ``compound``, ``label``, ``id``."""

    def rows() -> Iterator[tuple[str, str, str]]:
        for thread in threads:
            for label, id_ in sorted(thread.loose):
                yield thread.compound, label, id_

    return pl.DataFrame(list(rows()), schema=_MEMBER, orient="row")


_MEMBER: Final = {"compound": pl.String(), "label": pl.String(), "id": pl.String()}


# --- where it may break ---


class _Weak(NamedTuple):
    """Where a graph falls apart so that some nodes that matter lie in more parts than before."""

    points: list[Node]
    edges: list[tuple[Node, Node]]


def _weak(graph: nx.Graph[Node], ends: set[Node]) -> _Weak:
    """The nodes and the edges without which ``ends`` lie in more parts than with them.

    The blocks of a graph (its biconnected components) and the nodes in which they meet form a forest: taking out such
    a node leaves as many parts as blocks meet in it, and an edge is a bridge if it is a block of its own. What counts
    are the parts that hold one of ``ends``. Linear (Hopcroft and Tarjan, Algorithm 447: efficient algorithms for
    graph manipulation, 1973).
    """
    import networkx as nx

    blocks: list[set[Node]] = list(nx.biconnected_components(graph))  # type: ignore[arg-type]
    forest: nx.Graph[Node | int] = nx.Graph()
    for number, block in enumerate(blocks):
        forest.add_edges_from((number, node) for node in block)
    downwards = list(nx.dfs_edges(forest))
    parent = {child: above for above, child in downwards}
    root: dict[Node | int, Node | int] = {}
    for above, child in downwards:
        root[child] = root.get(above, above)
    held = {node: int(node in ends) for node in forest}
    for above, child in reversed(downwards):
        held[above] += held[child]

    def beyond(here: Node | int, neighbour: Node | int) -> int:
        """How many of ``ends`` lie on the neighbour's side."""
        if parent.get(neighbour) == here:
            return held[neighbour]
        return held[root.get(here, here)] - held[here]

    edges = [
        (one, other)
        for number, (one, other) in ((n, sorted(block)) for n, block in enumerate(blocks) if len(block) == 2)
        if beyond(number, one) and beyond(number, other)
    ]
    inner = (node for node in graph if node in forest)
    return _Weak([n for n in inner if sum(beyond(n, block) > 0 for block in forest[n]) > 1], edges)


def _has_organisation(part: set[Node]) -> bool:
    return any(label == "PartyOrg" for label, _ in part)


# --- who belongs to it ---


def _members(slice_: Slice) -> pl.DataFrame:
    compound = pl.col("to_label") == "Compound"
    things = [
        slice_.ties[relation]
        .filter(compound & pl.col("from_label").is_in(("Grid", *BODIES)))
        .select(compound="to_id", label="from_label", id="from_id")
        for relation in ("PART_OF", "SERVES")
    ]
    inside = pl.concat(things).unique()
    compounds = slice_.nodes["Compound"].select(compound="id", label=pl.lit("Compound"), id="id")
    places = pl.concat([inside, compounds])
    covering = _linked(slice_.ties["COVERS"], inside)
    paired = _linked(slice_.ties["PAIRED_WITH"], places)
    posts = _linked(slice_.ties["HOLDS"], pl.concat([inside, covering]))
    return pl.concat([inside, covering, paired, posts]).unique().sort("compound", "label", "id")


def _linked(ties: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    return ties.join(places, left_on=["to_label", "to_id"], right_on=["label", "id"]).select(
        "compound", label="from_label", id="from_id"
    )


def _thread_ties(slice_: Slice, members: pl.DataFrame) -> pl.DataFrame:
    """The ties of the thread between members of one compound."""
    ties = pl.concat(slice_.ties[relation].select(TIE_ENDS.keys()) for relation in _THREAD)
    return (
        ties.join(members, left_on=["from_label", "from_id"], right_on=["label", "id"])
        .join(members, left_on=["to_label", "to_id", "compound"], right_on=["label", "id", "compound"])
        .select("compound", "from_label", "from_id", "to_label", "to_id")
    )
