"""Where the figures of the report lead: to the first of the rows that they count."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from graphmodel.language import Text
from graphmodel.rules import VERDICTS
from graphmodel.workbooks.book import place_in

UNKNOWN: Final = Text("未知", "Unknown")
FIGURES: Final = {verdict: f"{verdict}_at" for verdict in VERDICTS}
"""Per figure, the column of its addresses."""

SUBJECTS: Final = Text("逐项核对", "Subject by subject")
_FIRST_ROW: Final = {UNKNOWN: 5, SUBJECTS: 6}
"""Where the rows of a sheet begin, below its title, notes and headings."""
_KEYS: Final = ["rule", "subject_label"]


def first_rows(findings: pl.DataFrame, unknowns: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Where the first row stands that counts for a figure.

    Args:
        findings: the rows of the sheet of single subjects, in their order.
        unknowns: the rows of the sheet of what is unknown.

    Returns:
        By verdict ``rule``, ``subject_label`` and the address, under the name that :data:`FIGURES` gives it.
    """
    addresses = {}
    for verdict in VERDICTS:
        sheet, rows = (UNKNOWN, unknowns) if verdict == "unknown" else (SUBJECTS, findings)
        numbered = rows.with_row_index("at", _FIRST_ROW[sheet]).filter(pl.col(verdict) > 0)
        first = numbered.group_by(_KEYS).agg(pl.col("at").min())
        places = [place_in(str(sheet), at) for at in first["at"]]
        addresses[verdict] = first.select(*_KEYS, pl.Series(FIGURES[verdict], places, pl.String))
    return addresses


def linked(coverage: pl.DataFrame, addresses: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """A coverage table whose figures lead to their rows.

    Args:
        coverage: has ``rule``, ``subject_label`` and the counts.
        addresses: of :func:`first_rows`.

    Returns:
        The table with the columns of :data:`FIGURES`; null where a figure is nought or its rows are not listed.
    """
    table = coverage
    for verdict, of_verdict in addresses.items():
        table = table.join(of_verdict, on=_KEYS, how="left", maintain_order="left").with_columns(
            pl.when(pl.col(verdict) > 0).then(FIGURES[verdict])
        )
    return table
