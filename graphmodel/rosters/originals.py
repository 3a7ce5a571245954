"""The sheets in which problems stand, as they came: so that whoever mends them sees the cells and not only a list.

What is never read is not shown either: of columns that are no roster's only the heading stands here, names of people
are left out, and personal numbers are masked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from graphmodel.ontology import FieldKind
from graphmodel.rosters.data_rows import letter
from graphmodel.rosters.forms.table import FormTable
from graphmodel.rosters.problems import shown
from graphmodel.rosters.recognition import Table

_NEVER_SHOWN: Final = {("people", "name")}
"""By roster or form and column: what is for display elsewhere and helps nobody here."""
_OF_PEOPLE: Final = frozenset({FieldKind.PERSON, FieldKind.IDENTITY, FieldKind.ADDRESS})
"""What columns of forms hold that is never shown: people, their numbers and their homes."""


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


def original_of(table: Table | FormTable, problems: pl.DataFrame) -> Original:
    """What a table shows, with those of the problems that stand in it."""
    here = problems.filter(pl.col("file") == table.file, pl.col("sheet").eq_missing(table.sheet))
    if isinstance(table, FormTable):
        headings = _shown({letter(column.place): column.heading for column in table.columns})
        cells = {
            letter(column.place): column.cells.raw
            for column in table.columns
            if column.field.kind not in _OF_PEOPLE
            and (table.form.name, column.field.name) not in _NEVER_SHOWN
        }
    else:
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
        _marks(table, here, headings),
    )


def _shown(headings: dict[str, str]) -> dict[str, str]:
    texts = pl.DataFrame({"text": list(headings.values())}, schema={"text": pl.String}).select(
        shown(pl.col("text"))
    )
    return dict(zip(headings, texts.to_series(), strict=True))


def _marks(table: Table | FormTable, problems: pl.DataFrame, headings: dict[str, str]) -> pl.DataFrame:
    """The problems that stand in a cell: under a heading, or beyond the last one, where its letter is told."""
    letters = {text: name for name, text in reversed(headings.items())}
    beyond = pl.when(pl.col("code") == "too-many-cells").then("expected")
    return problems.with_columns(
        at=pl.col("row").fill_null(table.heading_row),
        letter=pl.coalesce(
            beyond, pl.col("column").replace_strict(letters, default=None, return_dtype=pl.String)
        ),
    ).drop_nulls("letter")
