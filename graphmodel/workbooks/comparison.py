"""The workbook of changes: rates then and now on one sheet, then the gaps, the divisions and the network."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import polars as pl

from graphmodel.language import Text
from graphmodel.reporting.comparison import (
    BY_GRID,
    DIVISIONS,
    GAPS,
    NETWORK,
    RENAMED,
    TITLE,
    Comparison,
)
from graphmodel.workbooks.book import RED, TEAL, Column, style_of, workbook

_WIDTHS: Final = {"title": 34, "ties": 50, "name": 30, "subject": 30}
_WIDTH: Final = 18


def write_changes_workbook(comparison: Comparison, path: Path) -> None:
    """Write the workbook of what changed.

    Raises:
        EnvironmentFailure: the file is open elsewhere or cannot be written, or the disk is full.
    """
    sheets: dict[Text, tuple[Text, pl.DataFrame, Mapping[str, Text]]] = {
        Text("前后对比", "Then and now"): (BY_GRID, comparison.rates, comparison.rate_titles),
        Text("缺口变化", "Gaps"): (
            Text("一条规则、一个对象算一个缺口。", "a gap is one rule and one subject"),
            comparison.gaps,
            GAPS,
        ),
        Text("区划变化", "Divisions"): (
            Text("区划名单的变化不是工作的变化。", "a change of the official list is no change of the work"),
            comparison.divisions,
            DIVISIONS,
        ),
        Text("改名", "Renamed"): (
            Text("只有填写了曾用名的，才认作同一对象。", "only a former name makes two the same thing"),
            comparison.renamed,
            RENAMED,
        ),
        Text("网络变化", "Network"): (
            Text("新增和终止的节点、关系数。", "how many nodes and ties began or ended"),
            comparison.network,
            NETWORK,
        ),
    }
    with workbook(path, str(TITLE), comparison.data) as book:
        for name, (note, table, titles) in sheets.items():
            sheet = book.sheet(str(name), colour=RED if titles is comparison.rate_titles else TEAL)
            sheet.title(f"{TITLE} · {name}", comparison.between)
            sheet.line(str(note))
            sheet.long_table(table, [_column(table, column, title) for column, title in titles.items()])


def _column(table: pl.DataFrame, name: str, title: Text) -> Column:
    return Column(name, str(title), style_of(table.schema[name]), _WIDTHS.get(name, _WIDTH))
