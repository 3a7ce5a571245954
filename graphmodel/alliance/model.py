"""The alliance in memory: one typed table per label and per relation type, with history; and a slice of one day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final, NamedTuple

import polars as pl

from graphmodel.alliance.at_home import AtHome, told_of_homes
from graphmodel.ontology import (
    ID,
    LABEL,
    OF_PEOPLE,
    PERIOD,
    RELATION,
    WAIVER,
    dtype,
    live_on,
    node_schema,
    tie_schema,
    waiver_schema,
)

_BEGIN_OR_END: Final = (*(column.name for column in PERIOD), "starts", "ends")
"""The columns that say when a row begins or ends; the last two are those of waivers."""


LOOSE: Final[dict[str, pl.DataType]] = {
    "label": pl.String(),
    **{column.name: dtype(column) for column in (ID, *PERIOD)},
}
"""The columns of a table of ties that lead out of a part of an alliance."""


def empty_waivers() -> pl.DataFrame:
    """A table of waivers without rows."""
    return pl.DataFrame(schema=waiver_schema())


@dataclass(frozen=True)
class Alliance:
    """Everything the rosters say, of every period.

    ``nodes`` has a table for every label and ``ties`` one for every relation type, empty ones too, with the columns
    of :func:`~graphmodel.ontology.node_schema` and :func:`~graphmodel.ontology.tie_schema`.
    """

    nodes: Mapping[str, pl.DataFrame]
    ties: Mapping[str, pl.DataFrame]
    supplied: frozenset[str]
    """The rosters that were supplied."""
    absent_columns: frozenset[str]
    """Relation columns that were not: relation types, and ``recommended_by``."""
    sources: dict[str, str] = field(default_factory=dict)
    """Files read and the checksums of their bytes."""
    waivers: pl.DataFrame = field(default_factory=empty_waivers)
    """Gaps that need not be closed; columns of :func:`~graphmodel.ontology.waiver_schema`."""
    absent_parts: frozenset[str] = frozenset()
    """Parts that were not supplied of rosters that were; only forms leave any. A relation of which all parts are absent is
    no absent column."""
    people_key: str | None = None
    """The fingerprint of the key with which codes of people and homes were made; None: none were."""
    data_as_of: date | None = None
    """The day for which this data was saved; None: it is undated, or not saved yet."""
    rows: dict[str, int] | None = None
    """How many rows each roster had; None: nobody counted."""
    formerly: Mapping[str, str] = field(default_factory=dict)
    """Codes in waivers that nothing has any more, with those that the same things have now, as earlier months tell."""
    loose: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=LOOSE))
    """Of a part of a larger alliance: nodes, once for each tie that leads out of the part, and the period in which it does
    so to what is not live."""

    def table(self, name: str) -> pl.DataFrame:
        """That of a label, of a relation type, or of waivers."""
        if name == WAIVER:
            return self.waivers
        return self.nodes[name] if name in self.nodes else self.ties[name]

    def at(self, day: date) -> Slice:
        """Only what is live on a day: no node or tie outside its period, no tie to an end that is not live.

        A period is half-open: what ends on a day is not live on it. A missing date is open.
        """
        nodes = {label: table.filter(live_on(day)) for label, table in self.nodes.items()}
        ties = {
            relation: _by_pair(relation, table.filter(live_on(day)))
            for relation, table in numbered(self.ties).items()
        }
        lost = _lost_ends(ties, nodes)
        loose = [_left_behind(ties[relation], lost) for relation in ties if relation != "TOOK_PART"]
        loose.append(self._loose_outside(day, nodes))
        loose_ties = pl.concat(loose).group_by("label", "id").agg(loose_ties=pl.len().cast(pl.Int64))
        whole = ~pl.col("tie").is_in(lost["tie"].implode())
        return Slice(
            day,
            nodes,
            {relation: pl.concat(of_pairs).filter(whole) for relation, of_pairs in ties.items()},
            loose_ties.sort("label", "id"),
            self.supplied,
            self.absent_columns,
            self.waivers.filter(live_on(day)),
            self.absent_parts,
            self.people_key,
            self.data_as_of,
            self.formerly,
        )

    def _loose_outside(self, day: date, nodes: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
        """Label and id of live nodes, once per tie that leads out of this part of an alliance and is loose."""
        loose = self.loose.filter(live_on(day)).select("label", "id")
        of_label = (
            rows.join(nodes[label], on="id", how="semi") for (label,), rows in loose.group_by("label")
        )
        return pl.concat([loose.clear(), *of_label])

    def moves(self, after: date, until: date) -> bool:
        """Whether a thing, a tie or a waiver begins or ends after one day and on or before another."""
        return any(
            table.select(
                pl.any_horizontal(
                    pl.col(name).is_between(after, until, closed="right").any()
                    for name in _BEGIN_OR_END
                    if name in table.columns
                )
            ).item()
            for table in (*self.nodes.values(), *self.ties.values(), self.waivers)
        )


@dataclass(frozen=True)
class Slice:
    """The alliance on one day.

    ``ties`` tables have a further column ``tie``: the number of the row among all of the alliance, the same on every day.
    """

    as_of: date
    nodes: Mapping[str, pl.DataFrame]
    ties: Mapping[str, pl.DataFrame]
    loose_ties: pl.DataFrame
    """``label``, ``id``, ``loose_ties``: how many live ties of a live node lead to an end that is not live;
    activities apart, for a place that has closed keeps what took place there."""
    supplied: frozenset[str]
    absent_columns: frozenset[str]
    waivers: pl.DataFrame = field(default_factory=empty_waivers)
    """Those that are past or yet to begin too; their own dates are for the judge."""
    absent_parts: frozenset[str] = frozenset()
    people_key: str | None = None
    data_as_of: date | None = None
    formerly: Mapping[str, str] = field(default_factory=dict)
    """These three as those of the alliance."""
    pieces: Pieces | None = None
    """Of what is only glanced at, how all of it is read; None: all of it is here."""

    def missing(
        self, rosters: Iterable[str], columns: Iterable[str] = (), parts: Iterable[str] = ()
    ) -> list[str]:
        """Those of the named rosters, relation columns and parts that were not supplied, in the order given.

        A part of what was not supplied at all is not named: the whole is.
        """
        return [
            *(name for name in rosters if name not in self.supplied),
            *(name for name in columns if name in self.absent_columns),
            *(name for name in parts if name in self.absent_parts),
        ]

    @cached_property
    def at_home(self) -> AtHome:
        """What there is to say of its homes; of what is only glanced at these are read for it, piece by piece."""
        return self.pieces.at_home() if self.pieces else told_of_homes(self.nodes, self.ties)

    @cached_property
    def names(self) -> pl.DataFrame:
        """``label``, ``id``, ``name`` of every node that may be named: people and homes may not."""
        return pl.concat(
            self.nodes[label].select(pl.lit(label).alias("label"), "id", "name")
            for label in self.nodes
            if label not in OF_PEOPLE
        )


class Piece(NamedTuple):
    """One of the pieces of an alliance on one day."""

    slice: Slice
    own: pl.DataFrame | None = None
    """``label`` and ``id`` of the nodes that no other piece has for its own; homes are not listed. None: all."""


class Pieces(NamedTuple):
    """An alliance on one day that is read piece by piece: every node and tie is in one of them at least."""

    codes: tuple[str, ...]
    read: Callable[[str], Piece]
    homes: Callable[[str], pl.DataFrame]
    """``id`` of the homes in a piece, without the rest of it."""
    at_home: Callable[[], AtHome]
    """What there is to say of all homes."""


def numbered(ties: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """By relation type, with the number of every tie, ``tie``; a part of an alliance brings those of the whole along."""
    with_numbers, first = {}, 0
    for relation, table in ties.items():
        number = pl.int_range(first, first + table.height, dtype=pl.Int64)
        with_numbers[relation] = table if "tie" in table.columns else table.with_columns(tie=number)
        first += table.height
    return with_numbers


def live_ties(
    relation: str, ties: pl.DataFrame, nodes: Mapping[str, pl.DataFrame], day: date
) -> pl.DataFrame:
    """Those of the ties of a type that are live on a day as :meth:`Alliance.at` has them.

    Args:
        relation: the type.
        ties: its ties, with their numbers.
        nodes: those that are live on the day.
        day: the day.
    """
    of_pairs = _by_pair(relation, ties.filter(live_on(day)))
    lost = _lost_ends({relation: of_pairs}, nodes)
    return pl.concat(of_pairs).filter(~pl.col("tie").is_in(lost["tie"].implode()))


def _by_pair(relation: str, ties: pl.DataFrame) -> list[pl.DataFrame]:
    """The ties of a type apart by the labels that they join; an empty table first."""
    of_pairs = (
        ties.filter((pl.col("from_label") == start) & (pl.col("to_label") == end))
        for start, end in RELATION[relation].pairs
    )
    return [ties.clear(), *(table for table in of_pairs if table.height)]


def _lost_ends(ties: Mapping[str, Sequence[pl.DataFrame]], nodes: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """``tie``, ``side`` (``from`` or ``to``), once for every end that is not live.

    Whatever leads to a label is looked up in one join: nothing takes longer than to join a city's homes. Where all of a
    label are named one after the other, as homes are that each lie in a grid, none is looked up.
    """
    none = pl.DataFrame(schema={"tie": pl.Int64, "side": pl.String})
    ends: dict[str, list[pl.DataFrame]] = {label: [] for label in nodes}
    for table in (table for tables in ties.values() for table in tables if table.height):
        for side in ("from", "to"):
            label, codes = table.item(0, f"{side}_label"), table[f"{side}_id"]
            if not codes.equals(nodes[label]["id"]):
                ends[label].append(table.select("tie", side=pl.lit(side), id=codes))
    lost = (
        pl.concat(led).join(nodes[label].select("id"), on="id", how="anti").drop("id")
        for label, led in ends.items()
        if led
    )
    return pl.concat([none, *lost])


def _left_behind(ties: Sequence[pl.DataFrame], lost: pl.DataFrame) -> pl.DataFrame:
    """Label and id of live nodes, once per tie that lost its other end."""
    once = lost.filter(pl.col("tie").is_unique())
    left = pl.when(pl.col("side") == "to").then
    return pl.concat(
        table.join(once, on="tie").select(
            label=left("from_label").otherwise("to_label"), id=left("from_id").otherwise("to_id")
        )
        for table in ties
    )


def empty_nodes(label: str) -> pl.DataFrame:
    """A table of nodes without rows."""
    return pl.DataFrame(schema=node_schema(label))


def empty_ties(relation: str) -> pl.DataFrame:
    """A table of ties without rows."""
    return pl.DataFrame(schema=tie_schema(relation))


def empty() -> Alliance:
    """An alliance of which nothing is known."""
    return Alliance(
        {label: empty_nodes(label) for label in LABEL},
        {relation: empty_ties(relation) for relation in RELATION},
        frozenset(),
        frozenset(),
    )
