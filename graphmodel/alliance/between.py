"""What of an alliance is live on one of two days and not on the other, piece by piece where it is only glanced at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import polars as pl

from graphmodel.alliance.model import Piece, Pieces, Slice
from graphmodel.ontology import HOUSEHOLD, LABEL, RELATION, TIE_ENDS, tie_properties

IDENTITY: Final = {
    relation: (
        *TIE_ENDS,
        *(one.name for one in tie_properties(relation) if one.name in {"post", "activity", "month"}),
    )
    for relation in RELATION
}
"""By relation type the columns by which a tie is the same on two days."""

_Tables = dict[str, pl.DataFrame]


class OneSide(NamedTuple):
    """What is live on one day alone."""

    nodes: _Tables
    """By label: ``id``."""
    ties: _Tables
    """By relation type: the columns of :data:`IDENTITY`, and ``tie``, its number on this day."""


def ended_and_begun(before: Slice, after: Slice) -> tuple[OneSide, OneSide]:
    """What is live on the first of two days alone, and what is on the second.

    Every node and tie is looked at in the one piece that has it for its own. What is there on both days and has moved
    to another piece meanwhile seems to have ended in the one and begun in the other, and is found out in the end.

    Args:
        before: the earlier day, under the codes of the later one.
        after: the later day.
    """
    sides = [pieces_of(slice_) for slice_ in (before, after)]
    codes = sorted({code for side in sides for code in side.codes})
    ended, begun = map(_together, zip(*(_alone_in(code, sides) for code in codes), strict=True))
    return _finally(ended, begun, sides[1]), _finally(begun, ended, sides[0])


def pieces_of(slice_: Slice) -> Pieces:
    """All of a slice, as one piece where it is all here."""
    if slice_.pieces is not None:
        return slice_.pieces
    return Pieces(
        ("",),
        lambda _: Piece(slice_),
        lambda _: slice_.nodes[HOUSEHOLD].select("id"),
        lambda: slice_.at_home,
    )


def _alone_in(code: str, sides: Sequence[Pieces]) -> list[_Tables]:
    """What a piece has on each of two days and not on the other."""
    tables = [_own_tables(side.read(code)) if code in side.codes else {} for side in sides]
    return [
        {name: _without(table, there.get(name)) for name, table in here.items()}
        for here, there in zip(tables, reversed(tables), strict=True)
    ]


def _own_tables(piece: Piece) -> _Tables:
    """The nodes and ties of a piece that it has for its own: of ties the end that is no home; homes whoever has them."""
    nodes = {label: piece.slice.nodes[label].select("id") for label in LABEL}
    ties = {relation: piece.slice.ties[relation].select(*IDENTITY[relation], "tie") for relation in RELATION}
    if piece.own is None:
        return nodes | ties
    of_label = {label: piece.own.filter(label=label).select("id") for label in LABEL if label != HOUSEHOLD}
    own = {label: nodes[label].join(ids, on="id", how="semi") for label, ids in of_label.items()}
    at_home = pl.col("from_label") == HOUSEHOLD
    end = [pl.when(at_home).then(f"to_{name}").otherwise(f"from_{name}") for name in ("label", "id")]
    of_own = {
        relation: table.join(piece.own, left_on=end, right_on=["label", "id"], how="semi")
        for relation, table in ties.items()
    }
    return nodes | own | of_own


def _without(table: pl.DataFrame, other: pl.DataFrame | None) -> pl.DataFrame:
    """The rows of a table of nodes or ties that another has not."""
    if other is None:
        return table
    keys = [name for name in table.columns if name != "tie"]
    return table.join(other, on=keys, how="anti", nulls_equal=True)


def _together(pieces: Sequence[_Tables]) -> _Tables:
    """The tables of all pieces; a home that several hold once."""
    names = [*LABEL, *RELATION]
    tables = {name: pl.concat(piece[name] for piece in pieces if name in piece) for name in names}
    return tables | {HOUSEHOLD: tables[HOUSEHOLD].unique()}


def _finally(tables: _Tables, others: _Tables, other_day: Pieces) -> OneSide:
    """What seems to be live on one day alone, without what is on the other in another piece."""
    found = {name: _without(table, others[name]) for name, table in tables.items()}
    homes = found[HOUSEHOLD]
    for code in other_day.codes if homes.height else ():
        homes = _without(homes, other_day.homes(code))
    return OneSide(
        {label: found[label] for label in LABEL} | {HOUSEHOLD: homes},
        {relation: found[relation] for relation in RELATION},
    )
