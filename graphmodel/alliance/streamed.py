"""Cutting an alliance whose homes are not in memory (:mod:`graphmodel.rosters.streaming`).

All else is cut as ever. A home is owned where its grid is, so between homes and grids no part is left; what crosses from one
part to another are people who keep in touch with a home. Of each share of the homes that is told at once, and the rows are
laid into their parts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

import polars as pl

from graphmodel.alliance.assembly import assemble_contacts, assemble_homes, assemble_places
from graphmodel.alliance.cutting import (
    held_by_number,
    loose_by_part,
    named_codes,
    of_the_whole,
    sizes,
    table_by_table,
    while_lost,
)
from graphmodel.alliance.halo import halos
from graphmodel.alliance.model import LOOSE, Alliance
from graphmodel.alliance.ownership import Owned, owners
from graphmodel.ontology import HOUSEHOLD, VALID_FROM, VALID_TO
from graphmodel.rosters.on_demand import OnDemand, lazily
from graphmodel.rosters.spilled import SHARE, InOrder, Spilled
from graphmodel.rosters.streaming import CONTACTS, HOUSEHOLDS, HomesApart, Share

_FROM, _TO = VALID_FROM.name, VALID_TO.name
_WHERE: Final = {"table": pl.lit(0, pl.UInt32), "row": pl.lit(None, pl.Int64)}
"""Where rows stand, of which that is not told."""
_HELD: Final = {"part": pl.UInt32(), "node": pl.UInt32()}


@dataclass
class _Crossing:
    """What is told of homes share by share; parts and nodes by their numbers, homes by theirs among all."""

    beside: list[pl.DataFrame] = field(default_factory=lambda: [pl.DataFrame(schema=_HELD)])
    """``part`` and ``node``: grids and people that a part holds because of whom somebody keeps in touch with."""
    sizes: list[pl.DataFrame] = field(default_factory=list)
    """``part``, ``own`` and ``halo``: how many homes."""
    left_homes: list[pl.DataFrame] = field(default_factory=list)
    """Of people (``node``) whose ties to homes are loose: the period, ``owner`` and ``home``."""
    held_homes: list[pl.DataFrame] = field(default_factory=list)
    """``part`` and ``home``: homes that a part holds and that are among those."""
    left_people: list[pl.DataFrame] = field(default_factory=list)
    """Of homes (``id``) that a ``part`` holds whose ties to people are loose: the period, and ``node``."""
    named: list[pl.DataFrame] = field(default_factory=list)
    """The homes that waivers name."""


class Streamed:
    """An alliance by its counties, cities or streets, whose homes go from disk to disk.

    Args:
        alliance: without homes and whoever keeps in touch with them.
        homes: these.
        label: whose units are the parts.
        order: the column that numbers nodes in the order of the whole.
    """

    apart: Final = (HOUSEHOLD, "PART_OF", "CONTACTS")
    """The tables that the alliance does not have, or not whole."""

    def __init__(self, alliance: Alliance, homes: HomesApart, label: str, order: str) -> None:
        self.label = label
        self._homes, self._order = homes, order
        further = {"PART_OF": homes.counts[HOUSEHOLDS], "CONTACTS": homes.counts[CONTACTS]}
        first, self._first = _first_numbers(alliance.ties, further)
        numbered = replace(
            alliance,
            nodes=OnDemand(
                [*alliance.nodes],
                lambda name: alliance.nodes[name].with_row_index(order),
                lambda name: lazily(alliance.nodes, name).with_row_index(order),
            ),
            ties=OnDemand(
                [*alliance.ties],
                lambda name: _numbered(alliance.ties[name], first[name]),
                lambda name: lazily(alliance.ties, name),
            ),
        )
        self.owned = Owned(numbered, owners(alliance, label))
        self._batches = min(self.owned.codes.len(), homes.shares)
        self._of_parts = {name: Spilled(homes.folder / f"{name}-of-parts") for name in (HOUSEHOLDS, CONTACTS)}
        self._contacts = InOrder(homes.folder / f"{CONTACTS}-in-order", homes.sampled, homes.shares)
        self._crossing = _Crossing()
        self._shares_of_things = self._contacts.share_of(homes.things["id"])
        self._named = named_codes(self.owned.alliance)
        self._by_thing = self._owners_of_things()
        for share in homes:
            self._lay(share)

    def _owners_of_things(self) -> pl.DataFrame:
        """``node``, ``owner`` and the period of every thing, by its number."""
        nodes = pl.concat(
            [
                lazily(tables, label).select(pl.lit(label).alias("label"), "id", _FROM, _TO).collect()
                for tables in [self.owned.alliance.nodes]
                for label in tables
            ]
        )
        known = self.owned.nodes.join(nodes, on=["label", "id"], how="left", maintain_order="left")
        return self._homes.things.join(known, on=["label", "id"], how="left", maintain_order="left").select(
            "node", "owner", _FROM, _TO
        )

    # --- share by share ---

    def _lay(self, share: Share) -> None:
        """Lay the rows of a share into the parts that hold them, and contacts into their order by values."""
        places, ties = self._placed(share)
        crossing = ties.filter(pl.col("mine") != pl.col("owner"))
        held = crossing.select("home", part="mine").unique()
        self._crossing.beside += [
            crossing.select(part="mine", node="grid").unique(),
            crossing.select(part="owner", node="node").unique(),
        ]
        self._count(places, held)
        self._tell_loose(ties, held, share.homes["number"])
        self._crossing.named.append(share.homes.filter(pl.col("id").is_in(self._named.implode())))
        self._lay_into_parts(share, places, ties, held)
        contacts = share.contacts.drop("number", "home", *_WHERE)
        self._contacts.add(_in_shares(contacts, self._shares_of_things.gather(contacts["from"])))

    def _placed(self, share: Share) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Of every home and of every contact, by their places in a share (``home``, ``row``), who owns what it joins.

        Returns:
            ``home``, its ``number``, its ``grid`` and ``owner``, and its period (``since``, ``until``); and beside these columns of
            the home ``row``, the period of the contact, ``node`` (the person), ``mine`` (its owner), ``born`` and ``died``.
        """
        homes, contacts = share
        of_grid = self._by_thing[homes["part_of"]].select("owner", grid="node")
        places = homes.select("number", since=_FROM, until=_TO).hstack(of_grid).with_row_index("home")
        of_person = self._by_thing[contacts["from"]].select("node", mine="owner", born=_FROM, died=_TO)
        ties = contacts.select("to", _FROM, _TO, number="home").hstack(of_person).with_row_index("row")
        return places, ties.join(places, on="number", how="left", maintain_order="left")

    def _lay_into_parts(
        self, share: Share, places: pl.DataFrame, ties: pl.DataFrame, held: pl.DataFrame
    ) -> None:
        homes, contacts = share.homes, share.contacts.drop("home")
        self._of_parts[HOUSEHOLDS].add(self._batched(homes, places["owner"]))
        self._of_parts[HOUSEHOLDS].add(self._batched(homes[held["home"]], held["part"]))
        nobody = pl.lit(None, pl.UInt32).alias("node")
        self._of_parts[CONTACTS].add(self._batched(contacts.with_columns(nobody), ties["owner"]))
        third = pl.col("part") != pl.col("mine")  # whether it holds the person is known when all are laid
        beside = ties.join(held, on="home").select("row", "part", pl.when(third).then("node").alias("node"))
        laid = contacts[beside["row"]].with_columns(beside["node"])
        self._of_parts[CONTACTS].add(self._batched(laid, beside["part"]))

    def _batched(self, rows: pl.DataFrame, part: pl.Series) -> pl.DataFrame:
        batch = part.cast(pl.UInt64) * self._batches // self.owned.codes.len()
        return _in_shares(rows.with_columns(part.alias("part")), batch)

    def _count(self, places: pl.DataFrame, held: pl.DataFrame) -> None:
        own, halo = (
            table.group_by(part=column).agg(pl.len().cast(pl.Int64).alias(name))
            for table, column, name in ((places, "owner", "own"), (held, "part", "halo"))
        )
        self._crossing.sizes.append(own.join(halo, on="part", how="full", coalesce=True))

    def _tell_loose(self, ties: pl.DataFrame, held: pl.DataFrame, number: pl.Series) -> None:
        """Remember the ties of which one end is not live: those of homes to their grids live as long as the homes."""
        left = while_lost(ties.filter(pl.col("since").is_not_null() | pl.col("until").is_not_null()))
        if left.height:
            self._crossing.left_homes.append(
                left.select("node", "owner", _FROM, _TO, home=pl.lit(number).gather("home"))
            )
            self._crossing.held_homes.append(
                held.join(left, on="home", how="semi").select("part", home=pl.lit(number).gather("home"))
            )
        mortal = pl.col("born").is_not_null() | pl.col("died").is_not_null()
        of_held = ties.filter(mortal).join(held, on="home").filter(pl.col("part") != pl.col("mine"))
        left = while_lost(of_held.drop("since", "until").rename({"born": "since", "died": "until"}))
        if left.height:
            self._crossing.left_people.append(left.select("part", "node", _FROM, _TO, id="to"))

    # --- part by part ---

    @cached_property
    def halos(self) -> pl.DataFrame:
        """See :func:`graphmodel.alliance.halo.halos`."""
        return halos(self.owned, beside=pl.concat(self._crossing.beside).unique())

    @property
    def sizes(self) -> pl.DataFrame:
        """See :func:`graphmodel.alliance.cutting.sizes`; homes count."""
        of_homes = pl.concat(self._crossing.sizes).group_by("part").agg(pl.col("own", "halo").sum())
        named = of_homes.select("own", "halo", part=pl.lit(self.owned.codes).gather("part"))
        both = pl.concat([sizes(self.owned.owners, self.halos), named], how="diagonal")
        return both.group_by("part").agg(pl.col("own", "halo").sum()).sort("part")

    @cached_property
    def _held(self) -> pl.DataFrame:
        return held_by_number(self.owned, self.halos)

    def tables(self) -> Iterator[tuple[str, str, pl.DataFrame]]:
        """See :func:`graphmodel.alliance.cutting.table_by_table`; those of homes come last, part by part, and only once."""
        places = {}
        for code, name, rows in table_by_table(self.owned, self._held):
            if name == "PART_OF":
                places[code] = rows
            elif name not in self.apart:
                yield code, name, rows
        batch, homes, contacts = -1, {}, {}
        for number, code in enumerate(self.owned.codes):
            if batch != (batch := number * self._batches // self.owned.codes.len()):
                homes = _by_part(self._of_parts[HOUSEHOLDS].take(batch))
                contacts = _by_part(_sure(self._of_parts[CONTACTS].take(batch), self._held))
            of_homes = homes.pop(number, self._of_parts[HOUSEHOLDS].none)
            yield code, HOUSEHOLD, self._node_table(of_homes)
            placed = assemble_places(of_homes, self._homes).with_columns(self._tie("PART_OF", of_homes))
            others = places.get(code, placed.clear())
            yield code, "PART_OF", pl.concat([others, placed])
            of_contacts = contacts.pop(number, self._of_parts[CONTACTS].none)
            yield (
                code,
                "CONTACTS",
                assemble_contacts(of_contacts, self._homes).with_columns(self._tie("CONTACTS", of_contacts)),
            )

    def _node_table(self, homes: pl.DataFrame) -> pl.DataFrame:
        number = homes["number"].cast(pl.UInt32).alias(self._order)
        return assemble_homes(homes, self._homes).insert_column(0, number)

    def _tie(self, relation: str, rows: pl.DataFrame) -> pl.Series:
        return (rows["number"].cast(pl.Int64) + self._first[relation]).alias("tie")

    def loose(self) -> dict[str, pl.DataFrame]:
        """See :func:`graphmodel.alliance.cutting.loose_by_part`."""
        return loose_by_part(self.owned, self._held, self._loose(self._held))

    def _loose(self, held: pl.DataFrame) -> list[pl.DataFrame]:
        """``part`` and columns of :data:`LOOSE`: ties of its halo, between people and homes, that lead out and are loose."""
        codes = self.owned.nodes.select("node", "label", "id")
        found = []
        if self._crossing.left_homes:
            left = pl.concat(self._crossing.left_homes).join(held, on="node")
            left = left.filter(pl.col("part") != pl.col("owner"))
            left = left.join(pl.concat(self._crossing.held_homes), on=["part", "home"], how="anti")
            found.append(left.join(codes, on="node").select("part", *LOOSE))
        if self._crossing.left_people:
            left = pl.concat(self._crossing.left_people).join(held, on=["part", "node"], how="anti")
            found.append(left.with_columns(label=pl.lit(HOUSEHOLD)).select("part", *LOOSE))
        return found

    # --- of the whole ---

    def whole(self) -> Alliance:
        """See :func:`graphmodel.alliance.cutting.of_the_whole`."""
        whole = of_the_whole(self.owned.alliance)
        named = self._node_table(pl.concat(self._crossing.named).sort("number"))
        return replace(whole, nodes={**whole.nodes, HOUSEHOLD: named})

    def in_order(self, table: str) -> Iterator[pl.DataFrame]:
        """The values of a table of nodes or ties in pieces, each of rows whose values sort before those of the next.

        Where a row came from is not told.
        """
        if table == HOUSEHOLD:
            yield from (assemble_homes(rows, self._homes) for rows in self._homes_in_order())
        elif table == "CONTACTS":
            for share in self._contacts.shares:
                yield assemble_contacts(self._contacts.of(share).with_columns(**_WHERE), self._homes)
        else:
            others = self.owned.alliance.ties["PART_OF"]
            yield others.filter(pl.col("from_label") < HOUSEHOLD)
            yield from (assemble_places(rows, self._homes) for rows in self._homes_in_order())
            yield others.filter(pl.col("from_label") > HOUSEHOLD)

    def _homes_in_order(self) -> Iterator[pl.DataFrame]:
        return (homes.with_columns(**_WHERE) for homes in self._homes.in_order())


def without_homes(alliance: Alliance) -> Alliance:
    """All of an alliance that is not :attr:`Streamed.apart`."""
    places = alliance.ties["PART_OF"].filter(pl.col("from_label") != HOUSEHOLD)
    return replace(
        alliance,
        nodes={**alliance.nodes, HOUSEHOLD: alliance.nodes[HOUSEHOLD].clear()},
        ties={**alliance.ties, "PART_OF": places, "CONTACTS": alliance.ties["CONTACTS"].clear()},
    )


def _first_numbers(
    ties: Mapping[str, pl.DataFrame], further: Mapping[str, int]
) -> tuple[dict[str, int], dict[str, int]]:
    """The number of the first tie of every type; and where there are further ones behind those in its table, of these."""
    first, of_further, free = {}, {}, 0
    for relation in ties:
        first[relation] = free
        free += lazily(ties, relation).select(pl.len()).collect().item()
        if relation in further:
            of_further[relation] = free
            free += further[relation]
    return first, of_further


def _numbered(ties: pl.DataFrame, first: int) -> pl.DataFrame:
    return ties.with_columns(tie=pl.int_range(first, first + pl.len(), dtype=pl.Int64))


def _in_shares(rows: pl.DataFrame, share: pl.Series) -> pl.DataFrame:
    return rows.with_columns(share.cast(pl.UInt32).alias(SHARE))


def _by_part(rows: pl.DataFrame) -> dict[int, pl.DataFrame]:
    """The rows of every part, by its number, in order."""
    in_order = rows.sort(pl.col("part").cast(pl.UInt64) * (1 << 32) + pl.col("number"))  # one key sorts fast
    runs = in_order["part"].rle().struct.unnest().with_columns(begin=pl.col("len").cum_sum() - pl.col("len"))
    return {part: in_order[begin : begin + length] for length, part, begin in runs.iter_rows()}


def _sure(contacts: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """Contacts without those of third parties who do not hold the person (``node``) too."""
    asked = contacts.filter(pl.col("node").is_not_null())
    if asked.is_empty():
        return contacts
    return pl.concat(
        [
            contacts.filter(pl.col("node").is_null()),
            asked.join(held, on=["part", "node"], how="semi", maintain_order="left"),
        ]
    )
