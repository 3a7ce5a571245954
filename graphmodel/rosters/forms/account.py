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
    errors = problems.filter(severity="error").drop_nulls("row")
    wrong = {(file, sheet): rows["row"] for (file, sheet), rows in errors.group_by("file", "sheet")}
    return tuple(_account(feeding, table, wrong.get((table.file, table.sheet))) for table in forms)


def _account(feeding: Feeding, table: FormTable, errors: pl.Series | None) -> Account:
    rows = table.rows.len()
    if not table.sound or feeding.is_unplaced(table):
        wrong = rows
    else:
        wrong = 0 if errors is None else int(table.rows.is_in(errors.implode()).sum())
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
