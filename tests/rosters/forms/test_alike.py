"""Sheets under the same headings are read together, and each as if it stood alone."""

from pathlib import Path
from typing import Any

import openpyxl
import polars as pl

from graphmodel.rosters.forms.table import FormTable
from graphmodel.rosters.sources import Opened, open_tables
from graphmodel.spreadsheets.files import Source

HEAD = ["序号", "网格", "小区", "网格长", None, "户数"]
SHEETS: dict[str, list[list[Any]]] = {
    "plain": [HEAD, [1, "一网格", "荷苑小区", "甲"], [2, "二网格", "同上", "〃"]],
    "nothing above": [["某社区网格一览表"], [], HEAD, [1, "三网格", "同上", "-", None, 120]],
    "closed": [HEAD, [1, "四网格", "荷苑小区", "乙"], ["合计", 1], ["注：以上为准"], ["填表人", "丙"]],
    "closed throughout": [HEAD, *([["注：以上为准"]] * 30)],
    "none": [HEAD, ["无"]],
    "none beside others": [HEAD, ["无"], [1, "五网格", "荷苑小区", "无"]],
    "empty": [HEAD],
    "two columns under a heading": [HEAD, [1, "一网格", "荷苑小区", "甲"]],
    "two columns that say something": [HEAD, [1, "一网格", "荷苑小区", "甲", "乙"]],
    "unnamed and crowded": [HEAD, [1, "六网格", "荷苑小区", "甲", "多", "18", "余"], HEAD, [2, "七网格"]],
    "merged": [HEAD, [1, "八网格", "荷苑小区", "甲"], [2, "九网格", None, "乙"], [3, "十网格", "荷苑小区"]],
    "merged beyond its end": [HEAD, [1, "八网格", "荷苑小区", "甲"]],
    "empty cells above": [HEAD, [1, "十网格"], [2, "九网格", "荷苑小区", "乙"]],
    "broken": [HEAD, [1, "#REF!", "荷苑小区", "甲"], [], [3, "十一网格", "荷苑小区"]],
    "two tables": [
        HEAD,
        [1, "十二网格", "荷苑小区"],
        ["社区情况"],
        ["社区", "街道", "书记"],
        ["甲", "乙", "丙"],
    ],
    "more empty cells above": [
        HEAD,
        [1, "十网格"],
        [2, "十网格"],
        [3, "十网格"],
        [4, "九网格", "荷苑小区", "乙"],
    ],
}
MERGED = {
    "two columns under a heading": "D1:E1",
    "two columns that say something": "D1:E1",
    "merged": "C2:C3",
    "merged beyond its end": "C2:D9",
    "two tables": "C5:D9",
}


def opened(path: Path, *names: str) -> Opened:
    book = openpyxl.Workbook()
    del book["Sheet"]
    for name in names:
        sheet = book.create_sheet(name)
        for row in SHEETS[name]:
            sheet.append(row)
        if name in MERGED:
            sheet.merge_cells(MERGED[name])
    book.save(path / "book.xlsx")
    return open_tables(Source(path / "book.xlsx", "book.xlsx"))


def kinds(kinds: pl.Series | str, height: int) -> list[str]:
    return [kinds] * height if isinstance(kinds, str) else kinds.to_list()


def said(table: FormTable) -> tuple[Any, ...]:
    columns = [
        (one.heading, one.place, one.there, one.cells.raw.to_list(), kinds(one.cells.kinds, len(table.rows)))
        for one in table.columns
    ]
    rows = (table.rows.to_list(), table.skipped, table.crowded.to_list(), table.none_row, table.sound)
    return table.form.name, table.sheet, table.titles, table.heading_row, rows, columns


def test_a_sheet_reads_alike_alone_and_among_others_under_its_headings(tmp_path: Path) -> None:
    together = opened(tmp_path, *SHEETS)
    alone = [opened(tmp_path, name) for name in SHEETS]
    assert [said(table) for table in together.forms] == [said(one) for file in alone for one in file.forms]
    assert len(together.forms) == len(SHEETS) + 1
    problems = pl.concat([file.problems.table() for file in alone]).sort(
        "file", "sheet", "row", "column", "code", nulls_last=False, maintain_order=True
    )
    assert together.problems.table().rows() == problems.rows()
    assert set(problems["code"]) >= {"missing-value", "skipped-row", "too-many-cells", "dropped-column"}
