"""Where the figures of the report lead: to the first of the rows that they count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Final

import polars as pl

from graphmodel.language import Text
from graphmodel.rules import VERDICTS
from graphmodel.workbooks.book import place_in

UNKNOWN: Final = Text("未知", "Unknown")
FIGURES: Final = {verdict: f"{verdict}_at" for verdict in VERDICTS}
"""Per figure, the column of its addresses."""

_TENS: Final = Text("{first}—{last}", "{first}—{last}")

LINES_ABOVE_LIST: Final = {"rule": 4, "unknown": 3}
"""How many lines stand above the rows of a rule's sheet, and of the sheet of what is unknown."""


_KEYS: Final = ["rule", "subject_label"]


def sheets_of(rules: Sequence[str]) -> dict[str, str]:
    """By rule the sheet that lists its subjects: ten rules share one, for a sheet is a page at least.

    >>> sheets_of(["R08", "R09", "R10", "X01"])
    {'R08': 'R08—R09', 'R09': 'R08—R09', 'R10': 'R10', 'X01': 'X01'}
    """
    tens = {tens: list(ids) for tens, ids in groupby(rules, key=lambda rule: rule[:-1])}
    names = {
        key: ids[0] if len(ids) == 1 else _TENS.fill(first=ids[0], last=ids[-1]) for key, ids in tens.items()
    }
    return {rule: names[rule[:-1]] for rule in rules}


def first_rows(findings: pl.DataFrame, unknowns: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Where the first row stands that counts for a figure.

    Args:
        findings: the rows of the rules' sheets, in their order, with ``at_sheet``, the sheet's name.
        unknowns: the rows of the sheet of what is unknown.

    Returns:
        By verdict ``rule``, ``subject_label`` and the address, under the name that :data:`FIGURES` gives it.
    """
    addresses = {}
    above = LINES_ABOVE_LIST["rule"] + 1
    in_rule = findings.with_columns(at=pl.int_range(pl.len()).over("at_sheet") + above)
    for verdict in VERDICTS:
        rows = (
            unknowns.with_row_index("at", LINES_ABOVE_LIST["unknown"] + 1).with_columns(
                at_sheet=pl.lit(str(UNKNOWN))
            )
            if verdict == "unknown"
            else in_rule.filter(pl.col(verdict) > 0)
        )
        first = rows.group_by(_KEYS).agg(pl.col("at").min(), pl.col("at_sheet").first())
        places = [place_in(sheet, at) for sheet, at in first.select("at_sheet", "at").iter_rows()]
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
