"""A snapshot in parts (``scale.md`` §3): a folder for each, and one for what only the whole knows.

A part can be read without the others; what is damaged of one stops only what needs it. All of them together are the
alliance as it was saved, in its own order.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Final

import polars as pl
from pydantic import BaseModel

from graphmodel.alliance import Alliance
from graphmodel.alliance.cutting import (
    held_by_number,
    loose_by_part,
    of_the_whole,
    own_by_part,
    sizes,
    table_by_table,
)
from graphmodel.alliance.halo import halos
from graphmodel.alliance.model import numbered
from graphmodel.alliance.ownership import Owned, owners
from graphmodel.alliance.streamed import Streamed
from graphmodel.rosters.streaming import HomesApart
from graphmodel.stores.checked import TableEntry, read_table, write_table
from graphmodel.stores.layout import Layout, layouts
from graphmodel.stores.worked_out import place_of

_PARTS: Final = "parts"
_WHOLE: Final = "whole"
_OWN: Final = "own.parquet"
_LOOSE: Final = "loose.parquet"
_ORDER: Final = "number"
"""The column that numbers nodes in the order of the whole, as ``tie`` numbers ties."""


class PartEntry(BaseModel):
    """What the manifest says of one part."""

    own: int
    """How many nodes it owns, homes too."""
    halo: int
    """How many it holds beside them."""
    tables: dict[str, TableEntry]
    """Its files, by their names in its folder."""


@dataclass(frozen=True)
class Division:
    """An alliance cut into the units of a label."""

    label: str
    owned: Owned
    halos: pl.DataFrame
    """See :func:`graphmodel.alliance.halo.halos`."""

    @property
    def sizes(self) -> pl.DataFrame:
        """See :func:`graphmodel.alliance.cutting.sizes`."""
        return sizes(self.owned.owners, self.halos)

    @cached_property
    def _held(self) -> pl.DataFrame:
        return held_by_number(self.owned, self.halos)

    def tables(self) -> Iterator[tuple[str, str, pl.DataFrame]]:
        """See :func:`graphmodel.alliance.cutting.table_by_table`."""
        return table_by_table(self.owned, self._held)

    def loose(self) -> dict[str, pl.DataFrame]:
        """See :func:`graphmodel.alliance.cutting.loose_by_part`."""
        return loose_by_part(self.owned, self._held)

    def whole(self) -> Alliance:
        """See :func:`graphmodel.alliance.cutting.of_the_whole`."""
        return of_the_whole(self.owned.alliance)


def divided(alliance: Alliance, label: str) -> Division:
    """An alliance by its counties, cities or streets; see :func:`graphmodel.alliance.ownership.owners`."""
    in_order = {name: table.with_row_index(_ORDER) for name, table in alliance.nodes.items()}
    owned = Owned(replace(alliance, nodes=in_order, ties=numbered(alliance.ties)), owners(alliance, label))
    return Division(label, owned, halos(owned))


def divided_on_disk(alliance: Alliance, homes: HomesApart, label: str) -> Streamed:
    """As :func:`divided`, of an alliance whose homes are not in memory; what was read of them is used up."""
    return Streamed(alliance, homes, label, _ORDER)


def write_parts(
    division: Division | Streamed, folder: Path
) -> tuple[dict[str, PartEntry], dict[str, TableEntry]]:
    """Write every part of an alliance, and what is of the whole, into the folder of a snapshot.

    Returns:
        What the manifest says of the parts, by their codes; and of the files of the whole. Those of the whole are there
        for every table; a part has those that say something.
    """
    counts = {
        part: (own, halo) for part, own, halo in division.sizes.select("part", "own", "halo").iter_rows()
    }
    files = {layout.name: layout.file for layout in layouts()}
    loose = division.loose()
    written: dict[str, dict[str, TableEntry]] = {code: {} for code in division.owned.codes}
    for code, name, rows in division.tables():
        if rows.height:
            written[code][files[name]] = write_table(rows, _place(folder, code) / files[name])
    entries, own = {}, own_by_part(division.owned)
    for code, of_part in written.items():
        of_part[_OWN] = write_table(own[code], _place(folder, code) / _OWN)
        of_part[_LOOSE] = write_table(loose[code], _place(folder, code) / _LOOSE)
        in_order = {file: of_part[file] for file in (*files.values(), _OWN, _LOOSE) if file in of_part}
        nodes, beside = counts.get(code, (0, 0))
        entries[code] = PartEntry(own=nodes, halo=beside, tables=in_order)
    whole = division.whole()
    return entries, {
        file_of_the_whole(layout): write_table(whole.table(layout.name), folder / file_of_the_whole(layout))
        for layout in layouts()
    }


def tables_of_the_whole(
    folder: Path, entries: Mapping[str, TableEntry], but: Collection[str] = ()
) -> dict[str, pl.DataFrame]:
    """What is of the whole alone, by the names of tables: places, what waivers name, and waivers.

    Args:
        folder: of the snapshot.
        entries: what its manifest says of these files.
        but: names of tables that are not wanted.

    Raises:
        EnvironmentFailure: some of it is damaged.
    """
    return {
        layout.name: read_table(folder / file, entries[file])
        for layout in layouts()
        if layout.name not in but and (file := file_of_the_whole(layout)) in entries
    }


def tables_of_a_part(
    folder: Path, code: str, entry: PartEntry, names: Collection[str] | None = None
) -> dict[str, pl.DataFrame]:
    """The tables of a part that say something, by their names; ties with their numbers.

    Args:
        folder: of the snapshot.
        code: of the part.
        entry: what the manifest says of it.
        names: of the tables that are wanted; None: all.

    Raises:
        EnvironmentFailure: one is damaged.
    """
    return {
        layout.name: read_table(_place(folder, code) / layout.file, entry.tables[layout.file])
        for layout in layouts()
        if layout.file in entry.tables and (names is None or layout.name in names)
    }


def _held(folder: Path, layout: Layout, entries: Mapping[str, PartEntry]) -> Iterator[pl.DataFrame]:
    """A table as each part has it that has it at all."""
    return (
        read_table(_place(folder, code) / layout.file, entry.tables[layout.file])
        for code, entry in entries.items()
        if layout.file in entry.tables
    )


def _order_of(table: pl.DataFrame) -> str | None:
    """The column that numbers its rows in the order of the whole."""
    return next((name for name in (_ORDER, "tie") if name in table.columns), None)


def own_of_a_part(folder: Path, code: str, entry: PartEntry) -> pl.DataFrame:
    """The own nodes of a part; see :class:`graphmodel.alliance.cutting.Part`.

    Raises:
        EnvironmentFailure: what it owns is damaged.
    """
    return read_table(_place(folder, code) / _OWN, entry.tables[_OWN])


def loose_of_a_part(folder: Path, code: str, entry: PartEntry) -> pl.DataFrame:
    """Where ties lead out of a part; see :class:`graphmodel.alliance.cutting.Part`.

    Raises:
        EnvironmentFailure: it is damaged.
    """
    return read_table(_place(folder, code) / _LOOSE, entry.tables[_LOOSE])


def table_of_all(
    folder: Path,
    layout: Layout,
    parts: Mapping[str, PartEntry],
    whole: Mapping[str, TableEntry],
    where: pl.Expr | None = None,
) -> pl.DataFrame:
    """A table as it was before it was cut, ties with their numbers: what several parts hold once, in the order of the whole.

    With ``where`` only the rows of which that is true.

    Raises:
        EnvironmentFailure: that of a part is damaged.
    """
    file = file_of_the_whole(layout)
    table = read_table(folder / file, whole[file])
    order = _order_of(table)
    if order is None:
        return table
    held = _held(folder, layout, parts)
    return (
        pl.concat([table.clear(), *(held if where is None else (rows.filter(where) for rows in held))])
        .unique(order)
        .sort(order)
        .drop(_ORDER, strict=False)
    )


def file_of_the_whole(layout: Layout) -> str:
    """The file of what only the whole knows of a table."""
    return f"{_WHOLE}/{layout.file}"


def folder_of_parts(folder: Path) -> Path:
    """Where the parts of a snapshot lie, each in a folder of its own."""
    return folder / _PARTS


def _place(folder: Path, code: str) -> Path:
    """Where a part lies in the folder of a snapshot."""
    return place_of(folder_of_parts(folder), code)
