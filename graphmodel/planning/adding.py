"""More rosters tried: read beside those of an alliance, as if all had been handed in together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import polars as pl

from graphmodel.alliance import Alliance
from graphmodel.alliance.writing_out import rows_of
from graphmodel.language import Text
from graphmodel.ontology import FILLED_IN, PERIOD, RELATION, ROSTER, Roster, tie_schema
from graphmodel.rosters import Reading
from graphmodel.rosters.cells import Cells
from graphmodel.rosters.noted import Noted
from graphmodel.rosters.on_demand import OnDemand, changed
from graphmodel.rosters.recognition import Table
from graphmodel.rosters.writing import in_words
from graphmodel.spreadsheets.sheets import TEXT

_SAVED: Final = Text("已保存的数据：{file}", "saved data: {file}")
"""Where a row stands that was read before: a file that comes may be called like the one it came from."""


def of_the_inputs(reading: Reading) -> Reading:
    """What was read beside tables, its warnings those of the inputs alone; an error may lie between both."""
    told = pl.col("file").is_in(list(reading.sources)) | (pl.col("severity") == "error")
    return replace(reading, problems=reading.problems.filter(told))


def together(alliance: Alliance, read: Alliance, *, signed: bool) -> Alliance:
    """The alliance as if files had been handed in beside its rosters.

    Args:
        alliance: to which they come.
        read: the alliance that the files describe beside the tables of the first one; without errors. What no table can
            say of that one is lacking in it.
        signed: whether it is known which pairings have an agreement, though no row may tell a date now.
    """
    agreed = pl.col("agreement_signed_on").is_not_null()

    def told(relation: str, ties: pl.DataFrame) -> pl.DataFrame:
        return ties.with_columns(has_agreement=agreed) if relation == "PAIRED_WITH" else ties

    return replace(
        read,
        ties=changed(read.ties, told) if signed else read.ties,
        supplied=alliance.supplied | read.supplied,
        absent_columns=frozenset(
            name for name in alliance.absent_columns if still_absent(alliance, read, name)
        ),
        absent_parts=alliance.absent_parts & read.absent_parts,
        sources=alliance.sources | read.sources,
        people_key=alliance.people_key or read.people_key,
        data_as_of=alliance.data_as_of,
    )


def as_first_saved(alliance: Alliance) -> Alliance:
    """The alliance with the files from which its rows came, where :func:`tables_of` marked them as saved before."""
    file = pl.col("source_file").str.strip_prefix(str(_SAVED.fill(file="")))

    def first_saved(_: str, table: pl.DataFrame) -> pl.DataFrame:
        return table.with_columns(file)

    return replace(
        alliance,
        nodes=changed(alliance.nodes, first_saved),
        ties=changed(alliance.ties, first_saved),
        waivers=first_saved("", alliance.waivers),
    )


def file_first_saved(file: str) -> str:
    """The file from which rows came, where :func:`tables_of` marked it."""
    return file.removeprefix(str(_SAVED.fill(file="")))


def still_absent(before: Alliance, read: Alliance, name: str) -> bool:
    """Whether a relation column that was not supplied still is not: nothing is made of it, though its roster was there."""
    roster = next(
        roster
        for roster in ROSTER.values()
        for column in roster.columns
        if not column.required and name in (column.relation, column.name)
    )
    if roster.name not in before.supplied:
        return name in read.absent_columns
    return unfilled(read, name)


def unfilled(alliance: Alliance, name: str) -> bool:
    """Whether nothing is made of a relation column: it is called as in :attr:`Alliance.absent_columns`."""
    if name in RELATION:
        return alliance.ties[name].is_empty()
    telling = [relation for relation in RELATION if name in tie_schema(relation)]
    return all(alliance.ties[relation][name].is_null().all() for relation in telling)


def tables_of(alliance: Alliance) -> Mapping[str, list[Table]]:
    """The rows of an alliance by roster, as sheets that were recognised: one for every sheet they came from."""
    supplied = [roster.name for roster in FILLED_IN if roster.name in alliance.supplied]
    return OnDemand(supplied, lambda name: tables_with(ROSTER[name], rows_of(alliance, ROSTER[name])))


def tables_with(roster: Roster, rows: pl.DataFrame) -> list[Table]:
    """The same of rows as :func:`graphmodel.alliance.writing_out.rows_of` gives them."""
    return [table_with(roster, of_sheet) for of_sheet in by_sheet(rows) or [rows]]


def by_sheet(rows: pl.DataFrame) -> list[pl.DataFrame]:
    """Rows by the sheets from which they came."""
    return rows.partition_by("source_file", "source_sheet", maintain_order=True)


def table_with(roster: Roster, rows: pl.DataFrame) -> Table:
    """The rows of one sheet as it was recognised."""
    columns = [*roster.columns, *PERIOD]
    file, sheet = rows.select("source_file", "source_sheet").row(0) if rows.height else (None, None)
    texts = in_words(columns, rows).select(pl.all().cast(pl.String))
    return Table(
        roster,
        str(_SAVED.fill(file=file or "")),
        sheet,
        rows["source_row"].fill_null(0),
        {column.name: Cells(texts[column.name], TEXT) for column in columns},
        {column.name: place for place, column in enumerate(columns)},
        heading_row=1,
        written=tuple(column.title.zh for column in columns),
        sound=True,
        crowded=pl.Series([], dtype=pl.Int64),
        none_row=None if rows.height else 1,
        noted=Noted(),
    )
