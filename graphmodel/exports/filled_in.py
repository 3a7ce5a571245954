"""The alliance as the workbook of rosters an office would hand in to say the same: all periods, references as codes."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import polars as pl

from graphmodel.alliance import Alliance
from graphmodel.alliance.writing_out import roster_rows
from graphmodel.language import Text
from graphmodel.ontology import PERIOD, ROSTER, Column, Roster, ValueType
from graphmodel.reporting.wording import MARK
from graphmodel.rosters.noted import Noted
from graphmodel.rosters.writing import RosterBook
from graphmodel.spreadsheets.creation import new_data_workbook
from graphmodel.spreadsheets.notes import take_down

_TITLE: Final = Text("名册", "rosters")


def write_filled_in(alliance: Alliance, path: Path) -> None:
    """Write everything an alliance holds as rosters; read again, they make the same alliance.

    There is no sheet for a roster that was not supplied and no column for one that was absent. People's names are
    written too. What no cell can say is noted in a property of the workbook (:mod:`graphmodel.rosters.noted`).

    Raises:
        EnvironmentFailure: the file cannot be written.
    """
    rows = roster_rows(alliance)
    columns = {name: _columns(alliance, ROSTER[name], table) for name, table in rows.items()}
    properties = {"title": str(_TITLE), "keywords": str(MARK)}
    with new_data_workbook(path, properties=properties) as workbook:
        take_down(workbook, _noted(alliance, rows, columns).as_property())
        book = RosterBook(workbook, guided=False)
        for name, table in rows.items():
            sheet = book.add(ROSTER[name], columns[name], None if table.is_empty() else table)
            sheet.set_header(f"&R&9{MARK}")
            if table.is_empty():
                book.say_none(sheet)


def _columns(alliance: Alliance, roster: Roster, rows: pl.DataFrame) -> list[Column]:
    """The columns that are written: those that were supplied; of a roster without rows all that can have been."""
    return [
        column
        for column in (*roster.columns, *PERIOD)
        if column.required or _was_there(alliance, column, rows)
    ]


def _was_there(alliance: Alliance, column: Column, rows: pl.DataFrame) -> bool:
    if rows.height and rows[column.name].is_not_null().any():
        return True
    if _is_optional(column):
        return column.becomes not in alliance.absent_columns
    return rows.is_empty() and column not in PERIOD


def _noted(alliance: Alliance, rows: dict[str, pl.DataFrame], columns: dict[str, list[Column]]) -> Noted:
    def optional(*, without_rows: bool) -> list[tuple[str, Column]]:
        return [
            (name, column)
            for name, table in rows.items()
            if table.is_empty() == without_rows
            for column in ROSTER[name].columns
            if _is_optional(column)
        ]

    return Noted(
        alliance.people_key,
        alliance.absent_parts,
        empty_columns=frozenset(
            column.becomes
            for name, column in optional(without_rows=False)
            if column in columns[name] and rows[name][column.name].is_null().all()
        ),
        absent_columns=frozenset(
            column.becomes
            for _, column in optional(without_rows=True)
            if column.becomes in alliance.absent_columns
        ),
    )


def _is_optional(column: Column) -> bool:
    """Whether it is a reference column that may be absent, which is remembered."""
    return column.value_type is ValueType.REFERENCE and bool(column.labels) and not column.required
