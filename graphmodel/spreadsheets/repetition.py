"""Columns in which cells repeat: whether they do, each cell once, and where among these each stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Final

import polars as pl

LONG: Final = 10_000
"""Cells from which on it pays to look whether they repeat."""
_SAMPLE, _DIFFERENT = 2_500, 0.9
"""Cells that are looked at for it, and what part of them is different at most where they do."""
_A_FEW: Final = 1000
"""Cells by which columns are compared."""


def repeat(raw: pl.Series) -> bool:
    """Whether a long column seems to hold few different cells."""
    if raw.len() < LONG:
        return False
    sample = raw.gather_every(raw.len() // _SAMPLE)
    return sample.n_unique() < sample.len() * _DIFFERENT


def variety(columns: pl.DataFrame) -> list[int]:
    """How many different cells a few of each column are, spread over it."""
    few = pl.int_range(0, columns.height, max(1, columns.height // _A_FEW), dtype=pl.UInt32, eager=True)
    return [column[few].n_unique() for column in columns]


def any_twice(values: pl.Series) -> bool:
    """Whether a column holds anything twice, nothing aside: told by counting, which asks far less than finding it."""
    return values.n_unique() - values.has_nulls() < values.len() - values.null_count()


def each_once(cells: pl.Series) -> pl.Series:
    """The cells of a column, or where they seem to repeat, each of them once: as :func:`different_cells`."""
    return cells.unique() if repeat(cells) else cells


def different_cells(columns: pl.DataFrame) -> list[pl.Expr]:
    """Every column, or where its cells seem to repeat, each of them once: enough to ask whether there is any such."""
    return [pl.col(column.name).unique() if repeat(column) else pl.col(column.name) for column in columns]


def asked_together(columns: Sequence[pl.Series], ask: Callable[[pl.Series], pl.Series]) -> list[pl.Series]:
    """What is asked of each of several columns, asked once of all their cells."""
    if not columns:
        return []
    answers = ask(pl.concat(columns))
    ends = accumulate(column.len() for column in columns)
    return [
        answers.slice(end - column.len(), column.len()) for column, end in zip(columns, ends, strict=True)
    ]


def told_apart(raw: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The different cells of a column, and where among them each cell stands; null where it is empty."""
    distinct = raw.drop_nulls().unique(maintain_order=True)
    return distinct, raw.cast(pl.Enum(distinct)).to_physical().cast(pl.UInt32)


def rows_told_apart(rows: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """Where each of the different rows first stands, and which of these each row is."""
    numbers = pl.int_range(rows.height, dtype=pl.UInt32, eager=True)
    numbered = rows.with_columns(numbers.alias("number of row"))
    first = numbered.select(pl.col("number of row").first().over(rows.columns)).to_series()
    is_first = first == numbers
    return is_first.arg_true(), (is_first.cum_sum() - 1)[first]
