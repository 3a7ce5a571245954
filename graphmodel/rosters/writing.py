"""Rosters out: the one writer of all that can be read in again, in the ontology's headings and words, codes as text.

A sheet for people to fill in is *guided*: it stars what is required, offers lists to choose from and formats whole
columns. A sheet of data is plain. Which rows there are, and why, is decided elsewhere. The bytes depend on the tables
alone: no time, machine or person enters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import polars as pl

from graphmodel.drafts import draft
from graphmodel.errors import UsageError
from graphmodel.language import Text
from graphmodel.ontology import FORMER_NAMES, LIST, PERIOD, REMARKS, ROSTER, Column, Roster, ValueType, dtype
from graphmodel.rosters.data_rows import NONE_WORD
from graphmodel.spreadsheets.creation import A4, KNOWN, LINE, TO_FILL, new_data_workbook

YES, NO = "是", "否"

_WIDTH: Final = 16
_LEAST_WIDTH: Final = 10
_NARROWEST: Final = 8
_WIDEST: Final = 38
"""The widths of a column with rows to fill; longer texts are wrapped, headings too."""
_LAST_ROW: Final = (1 << 20) - 1
_DATE: Final = {"num_format": "yyyy-mm-dd"}
_PLAIN: Final[dict[str, dict[str, Any]]] = {"date": _DATE, "heading": {"bold": True}}
_GUIDED_HEADING: Final = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}
_LOOKS: Final[dict[str, dict[str, Any]]] = {
    "text": {"num_format": "@"},
    "date": _DATE,
    "number": {"num_format": "0"},
}
_CELL: Final = {"border": 1, "border_color": "#D5DADF", "text_wrap": True, "valign": "vcenter"}
_GUIDED: Final[dict[str, dict[str, Any]]] = {
    "title": {"bold": True, "font_size": 14},
    "wrapped": {"text_wrap": True, "valign": "top"},
    "heading": _GUIDED_HEADING | {"bg_color": "#EFEFEF"},
    "required": _GUIDED_HEADING | {"bg_color": "#F6DCDC"},
    **_LOOKS,
    "example": {"italic": True, "font_color": "#808080", "num_format": "@"},
    **{
        f"{name} {state}": look | _CELL | {"bg_color": colour}
        for name, look in _LOOKS.items()
        for state, colour in (("known", KNOWN), ("open", TO_FILL))
    },
}


def listed(references: Iterable[str]) -> str | None:
    """Several references in one cell; None: the cell is empty."""
    return LIST.join(references) or None


def listed_column(references: pl.Expr) -> pl.Expr:
    """The same for the references of a group."""
    return references.str.join(LIST)


def roster_schema(roster: str) -> dict[str, pl.DataType]:
    """The columns of a roster's rows and the types of their values as they are stored, in the order of the template."""
    return {column.name: dtype(column) for column in (*ROSTER[roster].columns, *PERIOD)}


class RosterBook:
    """Rosters being written into a workbook of xlsxwriter, a sheet each."""

    def __init__(self, workbook: Any, *, guided: bool) -> None:
        self.xlsx = workbook
        """The workbook as xlsxwriter knows it, for sheets that are no rosters."""
        self.formats = {
            name: workbook.add_format(look) for name, look in (_GUIDED if guided else _PLAIN).items()
        }
        """What sheets are written with, by name."""
        self._guided = guided

    def add(
        self,
        roster: Roster,
        columns: Sequence[Column],
        rows: pl.DataFrame | None = None,
        example: Sequence[str] = (),
    ) -> Any:
        """Add the sheet of a roster, and return it as xlsxwriter knows it.

        Args:
            roster: the sheet is called like it.
            columns: those that are written, in this order.
            rows: a column of values as they are stored for each of them, in any order; None: no row.
            example: texts of a row above all others, of a guided sheet: one for every column.
        """
        sheet = self.xlsx.add_worksheet(roster.title.zh)
        if self._guided:
            self._guide(sheet, columns, example)
        else:
            sheet.set_column(0, len(columns) - 1, _WIDTH)
            sheet.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            sheet.write_string(0, place, self._heading(column), self._format_of_heading(column))
        if self._guided:
            sheet.write_string(0, len(columns), REMARKS, self.formats["heading"])
        for place, text in enumerate(example):
            sheet.write_string(1, place, text, self.formats["example"])
        if rows is not None:
            self._write(sheet, columns, in_words(columns, rows), 2 if example else 1)
        return sheet

    def say_none(self, sheet: Any) -> None:
        """Let a sheet without rows say that there are none."""
        sheet.write_string(1, 0, NONE_WORD)

    def add_to_fill(self, name: str, columns: Sequence[Column], rows: pl.DataFrame, open_: pl.Series) -> Any:
        """Add a sheet with rows of a roster that are to be filled in, in a guided workbook.

        What is known is grey, what is to be filled in is yellow, whether it is proposed or empty; all else is white.

        Args:
            name: of the sheet.
            columns: those that are written, in this order, the roster's and others.
            rows: a column of values as they are stored for each of them.
            open_: of every row the names of the columns that are to be filled in, and of the remarks if they are.

        Returns:
            The sheet as xlsxwriter knows it.
        """
        sheet = self.xlsx.add_worksheet(name)
        worded = in_words(columns, rows)
        self._guide(sheet, columns)
        lines = 1
        for place, (column, cells) in enumerate(zip(columns, worded, strict=True)):
            width = max(_NARROWEST, min(_widest(cells) + 2, _WIDEST))
            sheet.set_column(place, place, width, self.formats[_look(column)])
            lines = max(lines, -(-_shown_width(self._heading(column)) // (width - 1)))
        sheet.set_row(0, lines * LINE)
        sheet.repeat_rows(0)
        for place, column in enumerate(columns):
            sheet.write_string(0, place, self._heading(column), self._format_of_heading(column))
        sheet.write_string(0, len(columns), REMARKS, self.formats["heading"])
        looks = [
            (column.name, self.formats[f"{_look(column)} known"], self.formats[f"{_look(column)} open"])
            for column in columns
        ]
        for row, (values, to_fill) in enumerate(
            zip(worded.iter_rows(), open_.to_list(), strict=True), start=1
        ):
            for place, (value, (name_, known, empty)) in enumerate(zip(values, looks, strict=True)):
                if name_ in to_fill:
                    _put(sheet, row, place, value, empty)
                elif value is not None:
                    _put(sheet, row, place, value, known)
            if REMARKS in to_fill:
                _put(sheet, row, len(columns), None, self.formats["text open"])
        return sheet

    def _guide(self, sheet: Any, columns: Sequence[Column], example: Sequence[str] = ()) -> None:
        """Set a sheet up to be filled in: printed on A4, its columns wide enough, formatted, with lists to choose from."""
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.freeze_panes(1, 1)
        for place, column in enumerate(columns):
            width = max(_LEAST_WIDTH, 2 * len(self._heading(column)) + 2)
            if example:
                width = max(width, _shown_width(example[place]) + 2)
            sheet.set_column(place, place, width, self.formats[_look(column)])
            if listed_words := words(column):
                sheet.data_validation(
                    1,
                    place,
                    _LAST_ROW,
                    place,
                    {"validate": "list", "source": listed_words, "error_type": "warning"},
                )

    def _heading(self, column: Column) -> str:
        return f"{column.title.zh}*" if self._guided and column.required else column.title.zh

    def _format_of_heading(self, column: Column) -> Any:
        return self.formats["required" if self._guided and column.required else "heading"]

    def _write(self, sheet: Any, columns: Sequence[Column], rows: pl.DataFrame, first: int) -> None:
        looks = [self.formats["date"] if column.value_type is ValueType.DATE else None for column in columns]
        for row, values in enumerate(rows.iter_rows(), start=first):
            for place, value in enumerate(values):
                if value is not None:
                    _put(sheet, row, place, value, looks[place])


def in_words(columns: Iterable[Column], rows: pl.DataFrame) -> pl.DataFrame:
    """The columns of a table in the words of an office."""
    return rows.select(_in_words(column) for column in columns)


def _in_words(column: Column) -> pl.Expr:
    value = pl.col(column.name)
    if column.value_type is ValueType.YES_NO:
        return value.replace_strict({True: YES, False: NO}, return_dtype=pl.String)
    if column.value_type is ValueType.CHOICE:
        words = {choice.value: choice.title.zh for choice in column.choices}
        return value.replace_strict(words, return_dtype=pl.String)
    return value


def words(column: Column) -> list[str]:
    """The drop-down list of a column, if it has one."""
    if column.value_type is ValueType.YES_NO:
        return [YES, NO]
    return [choice.title.zh for choice in column.choices]


def _look(column: Column) -> str:
    """The format of a column's cells: text, wherever a spreadsheet would take a code for a number or a date."""
    return {ValueType.DATE: "date", ValueType.COUNT: "number"}.get(column.value_type, "text")


def _put(sheet: Any, row: int, place: int, value: Any, look: Any) -> None:
    """A value in a cell, as what it is: a text is never a formula."""
    if value is None:
        sheet.write_blank(row, place, None, look)
    elif isinstance(value, str):
        sheet.write_string(row, place, value, look)
    elif isinstance(value, date):
        sheet.write_datetime(row, place, value, look)
    else:
        sheet.write_number(row, place, value, look)


def _widest(cells: pl.Series) -> int:
    """How wide the widest text of a column is, in narrow characters."""
    texts = cells.cast(pl.String)
    width = (texts.str.len_bytes() + texts.str.len_chars()) // 2
    return int(width.max() or 0)  # type: ignore[arg-type]


def _shown_width(text: str) -> int:
    """In narrow characters; a Chinese one has three bytes and takes two."""
    return (len(text.encode()) + len(text)) // 2


# --- a file for every roster ---


def write_rosters(
    rosters: Mapping[str, pl.DataFrame], folder: Path, format_: str, made_on: date
) -> list[Path]:
    """Write every roster to a file named after it.

    Args:
        rosters: tables by roster name, with the ontology's column names and stored values.
        folder: made if it is not there.
        format_: ``xlsx`` for plain workbooks, ``csv``: UTF-8 with byte order mark, as spreadsheets save it, or ``parquet``
            for what is too much for either.
        made_on: the day that workbooks tell as theirs.

    Returns:
        The files, in the order of the rosters.

    Raises:
        UsageError: there is no such format.
        EnvironmentFailure: a workbook cannot be written.
    """
    if format_ not in _WRITERS:
        raise UsageError(
            Text(
                "没有这种格式：{format}（可选 {formats}）", "no such format: {format} (choose from {formats})"
            ),
            format=format_,
            formats=", ".join(_WRITERS),
        )
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for name, rows in rosters.items():
        file = folder / f"{ROSTER[name].title.zh}.{format_}"
        _WRITERS[format_](file, ROSTER[name], _columns(ROSTER[name], rows), rows, made_on)
        files.append(file)
    return files


def _columns(roster: Roster, rows: pl.DataFrame) -> list[Column]:
    """The columns of a roster; former names and the period only where something was renamed, or is limited in time."""
    rare = {FORMER_NAMES, *(column.name for column in PERIOD)}
    return [
        column
        for column in (*roster.columns, *PERIOD)
        if column.name not in rare or rows[column.name].is_not_null().any()
    ]


def _write_csv(file: Path, _: Roster, columns: list[Column], rows: pl.DataFrame, __: date) -> None:
    headings = {column.name: column.title.zh for column in columns}
    table = in_words(columns, rows).rename(headings)
    with draft(file) as place, place.open("wb") as stream:
        table.write_csv(stream, include_bom=True, line_terminator="\r\n")


def _write_parquet(file: Path, _: Roster, columns: list[Column], rows: pl.DataFrame, __: date) -> None:
    headings = {column.name: column.title.zh for column in columns}
    with draft(file) as place:
        in_words(columns, rows).rename(headings).write_parquet(place)


def _write_xlsx(file: Path, roster: Roster, columns: list[Column], rows: pl.DataFrame, made_on: date) -> None:
    made = datetime(made_on.year, made_on.month, made_on.day)  # noqa: DTZ001 - a document tells no zone
    with new_data_workbook(file, made) as workbook:
        RosterBook(workbook, guided=False).add(roster, columns, rows)


_WRITERS: Final[dict[str, Callable[[Path, Roster, list[Column], pl.DataFrame, date], None]]] = {
    "xlsx": _write_xlsx,
    "csv": _write_csv,
    "parquet": _write_parquet,
}
