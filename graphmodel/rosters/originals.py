"""The sheets in which problems stand, as they came: so that whoever mends them sees the cells and not only a list.

What is never read is not shown either: of columns that are no roster's only the heading stands here, names of people
are left out, and personal numbers are masked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from graphmodel.rosters.problems import shown
from graphmodel.rosters.recognition import Table, letter
from graphmodel.rosters.sources import open_tables
from graphmodel.spreadsheets.files import find

_NEVER_SHOWN: Final = {("people", "name")}
"""By roster and column: what is for display elsewhere and helps nobody here."""


@dataclass(frozen=True)
class Original:
    """What one sheet shows of what was read from it; rows are numbered as the spreadsheet does, places from 0."""

    file: str
    sheet: str | None
    heading_row: int
    cells: pl.DataFrame
    """``row``, and a column of texts for every place that has a heading, named by its letter."""
    headings: dict[str, str]
    """What is written above each of them, by letter."""
    marks: pl.DataFrame
    """The problems that stand in a cell of it, with ``at``, the row, and ``letter``, the column."""


def originals(
    inputs: Sequence[Path], problems: pl.DataFrame, passing_over: Iterable[Path] = ()
) -> Iterator[Original]:
    """The sheets in which some error stands in a cell, each read once more.

    Args:
        inputs: files and folders, as :func:`~graphmodel.rosters.reading.read_rosters` took them.
        problems: what it found.
        passing_over: as it took them.
    """
    in_a_cell = pl.col("row").is_not_null() | pl.col("column").is_not_null()
    wanted = problems.filter(in_a_cell, severity="error")
    sources = find(inputs, passing_over)
    names = [source.name for source in sources]
    for source, name in zip(sources, names, strict=True):
        # of two files that are called the same nobody could say which one a problem is in
        if names.count(name) > 1 or name not in wanted["file"]:
            continue
        for table in open_tables(source).tables:
            here = pl.col("file") == table.file, pl.col("sheet").eq_missing(table.sheet)
            if not wanted.filter(here).is_empty():
                yield _original(table, problems.filter(here))


def _original(table: Table, problems: pl.DataFrame) -> Original:
    headings = _shown({letter(place): text for place, text in enumerate(table.written) if text})
    cells = {
        letter(place): table.cells[name].raw
        for name, place in table.places.items()
        if (table.roster.name, name) not in _NEVER_SHOWN
    }
    return Original(
        table.file,
        table.sheet,
        table.heading_row,
        pl.DataFrame({"row": table.rows, **cells}).with_columns(shown(pl.col(list(cells)))),
        headings,
        _marks(table, problems, headings),
    )


def _shown(headings: dict[str, str]) -> dict[str, str]:
    texts = pl.DataFrame({"text": list(headings.values())}, schema={"text": pl.String}).select(
        shown(pl.col("text"))
    )
    return dict(zip(headings, texts.to_series(), strict=True))


def _marks(table: Table, problems: pl.DataFrame, headings: dict[str, str]) -> pl.DataFrame:
    """The problems that stand in a cell: under a heading, or beyond the last one, where its letter is told."""
    letters = {text: name for name, text in reversed(headings.items())}
    beyond = pl.when(pl.col("code") == "too-many-cells").then("expected")
    return problems.with_columns(
        at=pl.col("row").fill_null(table.heading_row),
        letter=pl.coalesce(
            beyond, pl.col("column").replace_strict(letters, default=None, return_dtype=pl.String)
        ),
    ).drop_nulls("letter")
