"""Writing rosters as an office would keep them: one file each, Chinese headings and words, codes as text.

Headings and words are the ontology's. The bytes depend on the tables alone: no time, machine or person enters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import polars as pl
import xlsxwriter  # type: ignore[import-untyped]

from graphmodel.errors import UsageError
from graphmodel.language import Text
from graphmodel.ontology import PERIOD, ROSTER, Column, Kind, Roster
from graphmodel.synthetic.sizes import AS_OF

_YES_NO: Final = {True: "是", False: "否"}
_WIDTH: Final = 16


def write(rosters: Mapping[str, pl.DataFrame], folder: Path, format: str = "xlsx") -> list[Path]:  # noqa: A002
    """Write every roster to a file named after it.

    Args:
        rosters: tables by roster name, with the ontology's column names and stored values.
        folder: made if it is not there.
        format: ``xlsx`` for workbooks, or ``csv``: UTF-8 with byte order mark, as spreadsheets save it.

    Returns:
        The files, in the order of the rosters.

    Raises:
        UsageError: there is no such format.
    """
    if format not in _WRITERS:
        raise UsageError(
            Text(
                "没有这种格式：{format}（可选 {formats}）", "no such format: {format} (choose from {formats})"
            ),
            format=format,
            formats=", ".join(_WRITERS),
        )
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for name, table in rosters.items():
        roster = ROSTER[name]
        columns = _columns(roster, table)
        file = folder / f"{roster.title.zh}.{format}"
        _WRITERS[format](file, roster, columns, table.select(_written(column) for column in columns))
        files.append(file)
    return files


def _columns(roster: Roster, table: pl.DataFrame) -> list[Column]:
    """The columns of the template; those for the period only where something is limited in time."""
    limits = [column for column in PERIOD if table[column.name].is_not_null().any()]
    return [*roster.columns, *limits]


def _written(column: Column) -> pl.Expr:
    """A column in the words of an office."""
    value = pl.col(column.name)
    if column.kind is Kind.YES_NO:
        return value.replace_strict(_YES_NO, return_dtype=pl.String)
    if column.kind is Kind.CHOICE:
        words = {choice.value: choice.title.zh for choice in column.choices}
        return value.replace_strict(words, return_dtype=pl.String)
    return value


def _write_csv(file: Path, _: Roster, columns: list[Column], table: pl.DataFrame) -> None:
    headings = {column.name: column.title.zh for column in columns}
    table.rename(headings).write_csv(file, include_bom=True, line_terminator="\r\n")


def _write_xlsx(file: Path, roster: Roster, columns: list[Column], table: pl.DataFrame) -> None:
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as workbook:
        workbook.set_properties({"created": datetime(AS_OF.year, AS_OF.month, AS_OF.day)})  # noqa: DTZ001
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        sheet = workbook.add_worksheet(roster.title.zh)
        sheet.set_column(0, len(columns) - 1, _WIDTH)
        sheet.freeze_panes(1, 0)
        heading = workbook.add_format({"bold": True})
        for place, column in enumerate(columns):
            sheet.write_string(0, place, column.title.zh, heading)
        writers: list[Callable[..., Any]] = [
            sheet.write_number if column.kind is Kind.COUNT else sheet.write_string for column in columns
        ]
        for row, values in enumerate(table.iter_rows(), start=1):
            for place, value in enumerate(values):
                if isinstance(value, date):
                    sheet.write_datetime(row, place, value, day)
                elif value is not None:
                    writers[place](row, place, value)


_WRITERS: Final[dict[str, Callable[[Path, Roster, list[Column], pl.DataFrame], None]]] = {
    "xlsx": _write_xlsx,
    "csv": _write_csv,
}
