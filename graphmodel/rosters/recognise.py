"""Which roster a sheet is, told by its headings alone, and the rows of it that are data.

The result is a :class:`Table`: the recognised columns as raw cells, one row per data row, with the row number the
spreadsheet shows. What is passed over on the way is reported, never silently lost.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import polars as pl

from graphmodel.ontology import PERIOD, REMARKS, ROSTER, Column, Roster
from graphmodel.rosters.problems import Problems
from graphmodel.rosters.sheets import Sheet

NONE_WORD: Final = "无"
"""Alone in its row, it says that there are none of these."""

_CLOSING_WORDS: Final = ("合计", "总计", "小计", "制表人", "填表人", "审核人", "填报单位")
_LEAST_HEADINGS: Final = 2


@dataclass(frozen=True)
class Table:
    """The data rows of one recognised sheet.

    ``cells`` has ``row`` (as the spreadsheet shows it) and, for every recognised column, its raw text under the
    column's name and the cell's kind under ``name:kind``.
    """

    roster: Roster
    file: str
    sheet: str | None
    cells: pl.DataFrame
    headings: dict[str, str]
    """Recognised column names and their headings as written."""
    sound: bool
    """False when a required column is missing or a heading is there twice."""
    none_row: int | None = None
    """The row in which the table says that there are none."""


@dataclass(frozen=True)
class _Heading:
    row: int
    roster: Roster


def recognise(sheets: Sequence[Sheet], problems: Problems) -> list[Table]:
    """The tables of one file's sheets; sheets that are no roster are reported."""
    found = {number: _heading(sheet) for number, sheet in enumerate(sheets)}
    some_roster = any(isinstance(heading, _Heading) for heading in found.values())
    tables = []
    for number, sheet in enumerate(sheets):
        match found[number]:
            case _Heading() as heading:
                tables.append(_table(sheet, heading, problems))
            case tuple() as candidates if candidates:
                titles = ", ".join(str(ROSTER[name].title) for name in candidates)
                problems.add("ambiguous-roster", sheet.file, sheet.name, expected=titles)
            case _:
                severity = "warning" if some_roster and sheet.name is not None else "error"
                problems.add("unknown-roster", sheet.file, sheet.name, severity=severity)
    return tables


def normalised_heading(text: str | None) -> str:
    """A heading as it is compared: width and case folded, without blanks and the star of required columns.

    >>> normalised_heading(" *小区 名称* ")
    '小区名称'
    """
    text = unicodedata.normalize("NFKC", text or "")
    text = "".join(char for char in text if unicodedata.category(char) not in {"Cf", "Cc"})
    return re.sub(r"\s", "", text).strip("*").casefold()


@cache
def _columns(roster: str) -> dict[str, Column]:
    """The columns of a roster by normalised heading, those of the period included."""
    return {
        normalised_heading(heading): column
        for column in (*ROSTER[roster].columns, *PERIOD)
        for heading in column.headings
    }


def _heading(sheet: Sheet) -> _Heading | tuple[str, ...]:
    """The first row with which the sheet is recognised; else the rosters it might be (none: unknown)."""
    doubtful: tuple[str, ...] = ()
    for number, row in enumerate(sheet.head()):
        candidates = _candidates({normalised_heading(cell) for cell in row} - {""})
        if len(candidates) == 1:
            return _Heading(number, ROSTER[candidates[0]])
        doubtful = doubtful or candidates
    return doubtful


def _candidates(headings: set[str]) -> tuple[str, ...]:
    shared = {normalised_heading(column.title.zh) for column in PERIOD}
    complete, counts = [], {}
    for name, roster in ROSTER.items():
        named = {column.name for heading, column in _columns(name).items() if heading in headings - shared}
        counts[name] = len(named)
        if {column.name for column in roster.required} <= named:
            complete.append(name)
    if complete:
        return tuple(complete)
    most = max(counts.values())
    return tuple(name for name, count in counts.items() if count == most) if most >= _LEAST_HEADINGS else ()


def _table(sheet: Sheet, heading: _Heading, problems: Problems) -> Table:
    roster = heading.roster
    written = sheet.texts.row(heading.row)
    body = _data_rows(sheet, heading.row + 1, problems)
    placed, sound = _place_columns(sheet, roster, written, body, problems)
    none = _says_none(sheet, body)
    none_row = body["row"][0] if body.height and none.all() else None
    if none_row is None:
        _report_skipped(sheet, body.filter(none), problems)
    body = body.filter(~none)
    if body.is_empty() and none_row is None:
        problems.add("empty-roster", sheet.file, sheet.name, expected=str(roster.title))
    cells = body.select(
        "row",
        *(pl.col(f"c{place}").alias(name) for name, place in placed.items()),
        *(pl.col(kind_of(f"c{place}")).alias(kind_of(name)) for name, place in placed.items()),
    )
    headings = {name: (written[place] or "").strip() for name, place in placed.items()}
    return Table(
        roster,
        sheet.file,
        sheet.name,
        _fill_merged(sheet, cells, placed),
        headings,
        sound,
        none_row,
    )


def kind_of(name: str) -> str:
    """The column that holds the kinds of the cells of a column."""
    return f"{name}:kind"


def _data_rows(sheet: Sheet, start: int, problems: Problems) -> pl.DataFrame:
    """Texts and kinds of the rows that have any cell, without totals and signatures at the end."""
    body = (
        pl.concat([sheet.texts, sheet.kinds.rename(kind_of)], how="horizontal")
        .with_row_index("row", 1)
        .slice(start)
    )
    cells = pl.col(sheet.texts.columns)
    content = r"[^\s\p{Cc}\p{Cf}]"
    body = body.filter(pl.any_horizontal(cells.str.contains(content)))
    closing = body.select(
        pl.coalesce(pl.when(cells.str.contains(content)).then(cells))
        .str.normalize("NFKC")
        .str.replace_all(r"[\s\p{Cf}]", "")
        .str.contains(f"^(?:{'|'.join(_CLOSING_WORDS)})")
    ).to_series()
    data = (closing.not_()).arg_true()
    kept = data[-1] + 1 if len(data) else 0
    _report_skipped(sheet, body.slice(kept), problems)
    return body.head(kept)


def _report_skipped(sheet: Sheet, rows: pl.DataFrame, problems: Problems) -> None:
    problems.extend(
        rows.select(
            code=pl.lit("skipped-row"), file=pl.lit(sheet.file), sheet=pl.lit(sheet.name), row=pl.col("row")
        )
    )


def _says_none(sheet: Sheet, body: pl.DataFrame) -> pl.Series:
    """Which rows hold nothing but the word for none, in the first cell."""
    first, *others = sheet.texts.columns
    return body.select(
        (pl.col(first).str.strip_chars() == NONE_WORD).fill_null(value=False)
        & pl.all_horizontal(pl.lit(value=True), *(pl.col(name).is_null() for name in others))
    ).to_series()


def _place_columns(
    sheet: Sheet, roster: Roster, written: tuple[str | None, ...], body: pl.DataFrame, problems: Problems
) -> tuple[dict[str, int], bool]:
    """Where each recognised column stands; reports what is missing, twice, dropped, or beyond the headings."""
    known = _columns(roster.name)
    placed: dict[str, int] = {}
    sound = True
    last = max((place for place, text in enumerate(written) if normalised_heading(text)), default=-1)
    for place, text in enumerate(written[: last + 1]):
        heading = normalised_heading(text)
        column = known.get(heading)
        if column is not None and column.name in placed:
            problems.add("duplicate-column", sheet.file, sheet.name, column=text)
            sound = False
        elif column is not None:
            placed[column.name] = place
        elif heading and heading != REMARKS:
            problems.add("dropped-column", sheet.file, sheet.name, column=text)
    for column in roster.required:
        if column.name not in placed:
            problems.add(
                "missing-column", sheet.file, sheet.name, column=column.title.zh, expected=str(roster.title)
            )
            sound = False
    beyond = [f"c{place}" for place in range(last + 1, len(written))]
    surplus = body.select("row", value=pl.coalesce(beyond) if beyond else pl.lit(None, pl.String))
    problems.extend(
        surplus.drop_nulls("value").select(
            code=pl.lit("too-many-cells"),
            file=pl.lit(sheet.file),
            sheet=pl.lit(sheet.name),
            row=pl.col("row"),
            value=pl.col("value"),
        )
    )
    return placed, sound


def _fill_merged(sheet: Sheet, named: pl.DataFrame, placed: dict[str, int]) -> pl.DataFrame:
    """Give every row under a vertically merged cell the value that the spreadsheet shows beside it."""
    for name, place in placed.items():
        spans = [(top, bottom) for (top, left), (bottom, _) in sheet.merged if left == place and bottom > top]
        if not spans:
            continue
        shown = {
            row + 1: sheet.texts.item(top, f"c{place}")
            for top, bottom in spans
            for row in range(top, bottom + 1)
        }
        named = named.with_columns(
            pl.coalesce(
                name, pl.col("row").replace_strict(shown, default=None, return_dtype=pl.String)
            ).alias(name)
        )
    return named
