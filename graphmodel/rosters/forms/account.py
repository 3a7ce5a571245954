"""What became of the rows of forms: used, skipped, or with errors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import polars as pl

from graphmodel.rosters.forms.state import Feeding
from graphmodel.rosters.forms.table import FormTable


class Account(NamedTuple):
    """The rows of one table of a form."""

    file: str
    sheet: str | None
    form: str
    heading_row: int
    """The last of the headings."""
    rows: int
    """Those below it that are not empty: the sum of the others."""
    used: int
    skipped: int
    with_errors: int


def accounts(feeding: Feeding, forms: Iterable[FormTable], problems: pl.DataFrame) -> tuple[Account, ...]:
    """The account of every table, in the order of reading.

    Args:
        feeding: what is known of them.
        forms: the tables.
        problems: all of them.
    """
    errors = problems.filter(severity="error")
    return tuple(_account(feeding, table, errors) for table in forms)


def _account(feeding: Feeding, table: FormTable, errors: pl.DataFrame) -> Account:
    rows = table.rows.len()
    if not table.sound or feeding.is_unplaced(table):
        wrong = rows
    else:
        here = errors.filter(pl.col("file") == table.file, pl.col("sheet").eq_missing(table.sheet))
        wrong = int(table.rows.is_in(here["row"].drop_nulls().implode()).sum())
    return Account(
        table.file,
        table.sheet,
        table.form.name,
        table.heading_row,
        rows + table.skipped,
        rows - wrong,
        table.skipped,
        wrong,
    )
