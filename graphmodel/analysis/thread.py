"""The red thread of each compound: what its Party organisations hold together, and what hangs loose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import polars as pl

from graphmodel.alliance import Slice
from graphmodel.ontology import BODIES, TIE_ENDS

_THREAD: Final = ("COVERS", "LED_BY", "PAIRED_WITH", "HOLDS")
"""The ties along which the red thread runs; lying in the same compound is not enough."""


@dataclass(frozen=True)
class Thread:
    """The alliance of one compound: what the Party organisations hold together, and what hangs loose.

    Members are ``(label, id)``; people stand for the posts they hold in the compound.
    """

    compound: str
    joined: frozenset[tuple[str, str]]
    loose: frozenset[tuple[str, str]]


def red_thread(slice_: Slice) -> list[Thread]:
    """For each compound, the group that its Party organisations connect, and the members outside it.

    Members are the compound's grids, the bodies that serve it, the Party organisations that cover or are paired
    with these or the compound, and the holders of posts in its grids, bodies and covering organisations; the thread
    runs along cover, leadership, pairing and posts. A member in no connected group with a Party organisation hangs
    loose: "用党建这根“红线”把小区网格、业主委员会、物业服务企业…等主体贯穿起来".

    Returns:
        One thread per compound, sorted by the compound's code.
    """
    import networkx as nx

    members = _members(slice_)
    edges = _thread_ties(slice_, members)
    graph: nx.Graph[tuple[str, str, str]] = nx.Graph()
    graph.add_nodes_from(members.select("compound", "label", "id").iter_rows())
    graph.add_edges_from(((c, fl, f), (c, tl, t)) for c, fl, f, tl, t in edges.iter_rows())
    joined: dict[str, set[tuple[str, str]]] = {}
    loose: dict[str, set[tuple[str, str]]] = {}
    for component in nx.connected_components(graph):
        held = any(label == "PartyOrg" for _, label, _ in component)
        for compound, label, id_ in component:
            (joined if held else loose).setdefault(compound, set()).add((label, id_))
    return [
        Thread(compound, frozenset(joined.get(compound, ())), frozenset(loose.get(compound, ())))
        for compound in slice_.nodes["Compound"]["id"].sort()
    ]


def loose_members(threads: list[Thread]) -> pl.DataFrame:
    """What hangs loose, as ``compound``, ``label``, ``id``."""

    def rows() -> Iterator[tuple[str, str, str]]:
        for thread in threads:
            for label, id_ in sorted(thread.loose):
                yield thread.compound, label, id_

    return pl.DataFrame(list(rows()), schema=_MEMBER, orient="row")


_MEMBER: Final = {"compound": pl.String(), "label": pl.String(), "id": pl.String()}


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
