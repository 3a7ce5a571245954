"""A sheet as it was read: its cells as texts, and what kind of cell each was. It knows no files and no libraries."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import accumulate, pairwise
from typing import Final

import polars as pl

from graphmodel.spreadsheets.cleaning import has_content
from graphmodel.spreadsheets.repetition import each_once

TEXT, BARE, NUMBER, DATE, TRUTH = "text", "bare", "number", "date", "truth"
CELL_KINDS: Final = pl.Enum([TEXT, BARE, NUMBER, DATE, TRUTH])
"""What a cell was in its file; ``bare`` is a field of a text file, of which nobody knows."""

EPOCH: Final = date(1899, 12, 30)
"""The day from which spreadsheets count days, so that they are right from March 1900 on."""
EPOCH_1904: Final = date(1904, 1, 1)
"""The day from which workbooks of the 1904 system count, those of older Macintoshes."""

ERROR_VALUES: Final = (
    *("#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!", "#GETTING_DATA", "#SPILL!"),
    *("#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!"),
)
"""What a spreadsheet shows where a formula has no value; such a cell is empty."""

HEAD_ROWS: Final = 10
"""Rows among which a heading is looked for."""

Fitness = Callable[[Sequence[str | None]], int]
"""How well a row does as headings; 0: not at all."""

Span = tuple[tuple[int, int], tuple[int, int]]
"""A merged range: first and last cell, each as row and column from 0."""

Places = pl.DataFrame
"""Cells by ``row`` (as the spreadsheet shows it) and ``place`` (0 for column A)."""
NOWHERE: Final = pl.DataFrame(schema={"row": pl.Int64, "place": pl.Int64})


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook, or one text file.

    ``texts`` has a column per sheet column, ``c0`` for A, and a row per sheet row from row 1 on. A cell without
    content is null.
    """

    file: str
    name: str | None
    """None: it is a text file."""
    texts: pl.DataFrame
    usual_kind: str
    kinds: Mapping[str, pl.Series] = field(default_factory=dict)
    """The kinds of the cells of those columns that are not all of the usual kind."""
    merged: tuple[Span, ...] = ()
    valueless: Places = field(default_factory=lambda: NOWHERE)
    """Formulas and error values without a stored value."""
    counted_from: date = EPOCH
    """The day from which a number counts days where a date should stand."""

    beyond: pl.DataFrame | None = None
    """Of a hollow sheet: ``row`` and ``place`` (from 0) and ``text`` of the cells for which the last column stands, which
    shows the first of them in each row; no heading can stand there."""
    numbers: pl.Series | None = None
    """Of a hollow sheet, which has one of many empty rows, and of a stack: the numbers of its rows."""
    layers: tuple[tuple[int, str | None], ...] = ()
    """Of a stack (:func:`stacked`): the first row, from 0, and the name of each of its sheets."""
    _different: dict[tuple[int, int], pl.Series] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def different(self, place: int, first: int) -> pl.Series:
        """The texts of a column from the row ``first`` on, from 0: each once where it is long and they repeat.

        It is found out once, for much is asked of a column that its different texts answer.
        """
        if (place, first) not in self._different:
            self._different[place, first] = each_once(self.texts[f"c{place}"].slice(first).rechunk())
        return self._different[place, first]

    def numbered(self, rows: pl.Series) -> pl.Series:
        """The numbers of rows, which count from 0, as the spreadsheet shows them."""
        return rows + 1 if self.numbers is None else self.numbers.gather(rows)

    def number(self, row: int) -> int:
        """The number of one row."""
        return row + 1 if self.numbers is None else int(self.numbers[row])

    @property
    def names(self) -> tuple[str | None, ...]:
        """The name of every sheet of a stack; any other is a stack of one."""
        return tuple(name for _, name in self.layers) or (self.name,)

    def layers_of(self, rows: pl.Series) -> pl.Series:
        """In which sheet of the stack rows stand."""
        starts = pl.Series([start for start, _ in self.layers] or [0], dtype=pl.Int64)
        return starts.search_sorted(rows.cast(pl.Int64), side="right") - 1

    def runs_of(self, rows: pl.Series) -> list[tuple[int, int]]:
        """Where among these rows, which rise, those of each sheet of the stack stand: the first, and how many."""
        if len(self.layers) < 2:
            return [(0, rows.len())]
        starts = pl.Series([start for start, _ in self.layers[1:]], dtype=pl.Int64)
        firsts = [0, *rows.cast(pl.Int64).search_sorted(starts, side="left"), rows.len()]
        return [(first, end - first) for first, end in pairwise(firsts)]

    def where(self, rows: pl.Series) -> dict[str, pl.Series | pl.Expr]:
        """``file``, ``sheet`` and ``row`` of rows, as they are reported."""
        names = pl.Series(self.names, dtype=pl.String)
        sheet = names.gather(self.layers_of(rows)) if self.layers else pl.lit(self.name, pl.String)
        return {"file": pl.lit(self.file), "sheet": sheet, "row": self.numbered(rows)}

    def head(self, first: int = 0, count: int = HEAD_ROWS) -> list[tuple[str | None, ...]]:
        """Rows in which headings are looked for, the first of the sheet or those from the row ``first``, from 0.

        What is merged downwards stands in every row.
        """
        rows = [list(row) for row in self.texts.slice(first, count).rows()]
        for (top, left), (bottom, _) in self.merged:
            for below in range(max(top + 1 - first, 0), min(bottom + 1 - first, len(rows))):
                if left < len(rows[below]):
                    rows[below][left] = self.texts.item(top, left)
        return [tuple(row) for row in rows]

    @property
    def is_empty(self) -> bool:
        """Whether no cell holds anything that can be seen."""
        shown = (
            cells.to_frame("cell").select(has_content(pl.col("cell")).any()).item()
            for column in self.texts
            for cells in (column.head(HEAD_ROWS), column)  # the first tell, as a rule
        )
        return not any(shown)


def stacked(sheets: Sequence[Sheet], firsts: Sequence[int]) -> Sheet:
    """Sheets of one workbook one below the other, each from a row on, so that what is asked of all is asked once.

    A hollow sheet stands alone.
    """
    if len(sheets) == 1 and not firsts[0]:
        return sheets[0]
    cut = [sheet.texts.slice(first) for sheet, first in zip(sheets, firsts, strict=True)]
    tops = list(accumulate((texts.height for texts in cut[:-1]), initial=0))
    down = [top - first for top, first in zip(tops, firsts, strict=True)]
    texts = pl.concat(cut, how="diagonal", rechunk=True)
    return replace(
        sheets[0],
        name=None,
        texts=texts,
        kinds={
            name: pl.concat([_kinds(sheet, name, first) for sheet, first in zip(sheets, firsts, strict=True)])
            for name in texts.columns
            if any(name in sheet.kinds for sheet in sheets)
        },
        merged=tuple(
            ((max(top, first) + by, left), (min(bottom, sheet.texts.height - 1) + by, right))
            for sheet, first, by in zip(sheets, firsts, down, strict=True)
            for (top, left), (bottom, right) in sheet.merged
            if bottom >= first and top < sheet.texts.height
        ),
        valueless=pl.concat(
            [
                NOWHERE,
                *(
                    sheet.valueless.filter(pl.col("row") > first).with_columns(pl.col("row") + by)
                    for sheet, first, by in zip(sheets, firsts, down, strict=True)
                    if not sheet.valueless.is_empty()
                ),
            ]
        ),
        beyond=None
        if sheets[0].beyond is None
        else sheets[0].beyond.filter(pl.col("row") >= firsts[0]).with_columns(pl.col("row") + down[0]),
        numbers=sheets[0].numbered(_ranges(firsts, [sheet.texts.height for sheet in sheets])),
        layers=tuple((top, sheet.name) for top, sheet in zip(tops, sheets, strict=True)),
    )


def _ranges(firsts: Sequence[int], ends: Sequence[int]) -> pl.Series:
    """The numbers from each first to before its end."""
    ranges = pl.DataFrame({"first": firsts, "end": ends}).select(pl.int_ranges("first", "end").explode())
    return ranges.to_series().drop_nulls()


def _kinds(sheet: Sheet, name: str, first: int) -> pl.Series:
    if name in sheet.kinds:
        return sheet.kinds[name].slice(first)
    return pl.repeat(sheet.usual_kind, sheet.texts.height - first, dtype=CELL_KINDS, eager=True)


def without_errors(texts: pl.DataFrame) -> tuple[pl.DataFrame, Places]:
    """The texts with error values emptied, and where these stood."""
    if not texts.width or not pl.concat(texts.get_columns()).str.starts_with("#").any():
        return texts, NOWHERE
    seen = texts.select(pl.all().str.starts_with("#").any())
    suspicious = [name for name in texts.columns if seen.item(0, name)]
    found = [
        pl.DataFrame({"row": texts[name].is_in(ERROR_VALUES).arg_true().cast(pl.Int64) + 1}).with_columns(
            place=pl.lit(int(name[1:]), pl.Int64)
        )
        for name in suspicious
    ]
    return texts.with_columns(pl.col(suspicious).replace(list(ERROR_VALUES), None)), pl.concat(found)


def number_text(number: pl.Expr) -> pl.Expr:
    """A number as a spreadsheet shows it: whole ones without a point, never in powers of ten below 10¹⁸."""
    whole = (number == number.floor()) & (number.abs() < 1e18)
    return (
        pl.when(whole)
        .then(number.cast(pl.Int64, strict=False).cast(pl.String))
        .otherwise(number.cast(pl.String))
    )
