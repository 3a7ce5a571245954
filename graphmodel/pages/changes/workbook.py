"""The workbook of changes: rates then and now on one sheet, then the gaps, the divisions and the network."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

import polars as pl

from graphmodel.language import Text
from graphmodel.pages import contents
from graphmodel.pages.changes import words
from graphmodel.pages.tables import RED, TEAL, Column, form_of, workbook
from graphmodel.rules.changes import Changes

TITLE: Final = Text("红色物业联盟 前后变化", "Red property alliance: what changed")
_WIDTHS: Final = {"title": 34, "ties": 50, "name": 30, "subject": 30}
_WIDTH: Final = 18


def between(changes: Changes) -> str:
    """Which two days and snapshots are compared, and of what."""
    return Text(
        "{then}（快照 {before}）→ {now}（快照 {after}） · 范围：{scope}",
        "{then} (snapshot {before}) → {now} (snapshot {after}) · scope: {scope}",
    ).fill(
        then=changes.before.slice.as_of,
        before=changes.before.snapshot[:12],
        now=changes.after.slice.as_of,
        after=changes.after.snapshot[:12],
        scope=contents.scope(changes.after),
    )


def write_changes_workbook(changes: Changes, ids: Collection[str], path: Path) -> None:
    """Write the workbook of the changes of some rules.

    Raises:
        EnvironmentFailure: the file is open elsewhere or cannot be written, or the disk is full.
    """
    sheets: dict[Text, tuple[Text, pl.DataFrame, Mapping[str, Text]]] = {
        Text("前后对比", "Then and now"): (words.BY_GRID, words.rates(changes, ids), words.RATES),
        Text("缺口变化", "Gaps"): (
            Text("一条规则、一个对象算一个缺口。", "a gap is one rule and one subject"),
            words.gaps(changes, ids, with_people=True),
            words.GAPS,
        ),
        Text("区划变化", "Divisions"): (
            Text("区划名单的变化不是工作的变化。", "a change of the official list is no change of the work"),
            words.divisions(changes),
            words.DIVISIONS,
        ),
        Text("网络变化", "Network"): (
            Text("新增和终止的节点、关系数。", "how many nodes and ties began or ended"),
            words.network(changes),
            words.NETWORK,
        ),
    }
    with workbook(path, str(TITLE)) as book:
        for name, (note, table, titles) in sheets.items():
            sheet = book.sheet(str(name), colour=RED if titles is words.RATES else TEAL)
            sheet.title(f"{TITLE} · {name}", between(changes))
            sheet.line(str(note))
            sheet.long_table(table, [_column(table, column, title) for column, title in titles.items()])


def _column(table: pl.DataFrame, name: str, title: Text) -> Column:
    return Column(name, str(title), form_of(table.schema[name]), _WIDTHS.get(name, _WIDTH))
