"""Which rows of a form are data, and what its cells say: marks, what is the same as above, totals, closing rows."""

from pathlib import Path

import pytest

from graphmodel.rosters.sources import Opened
from tests.rosters.forms.sheets import codes, said, text, workbook

HEAD = "序号|网格|小区|网格长|有场所"
FIRST = "1|一网格|荷苑小区|甲|有"


def opened(kind: str, rows: str, path: Path) -> Opened:
    return workbook(path, {"表": rows}) if kind == "workbook" else text(path, rows)


SKIPPED = {
    "a total": ("合计|2", "合计"),
    "a total with blanks in it": ("合 计||2", "合计"),
    "a total behind the running number": ("2|小计|2", "小计"),
    "a total under a column": ("|累计：|2", "累计"),
    "another total": ("总计|2", "总计"),
    "yet another total": ("共计2个网格", "共计"),
    "headings once more": (HEAD, "网格"),
    "some headings once more": ("|网格|小 区", "网格"),
    "an example": ("【示例】|一|二|三|四", "【示例】"),
    "none beside others": ("无", "无"),
    "none beside others, behind the number": ("|无", "无"),
}


@pytest.mark.parametrize("kind", ["workbook", "text"])
@pytest.mark.parametrize(("row", "word"), SKIPPED.values(), ids=SKIPPED)
def test_rows_that_are_no_data_are_passed_over_anywhere(
    row: str, word: str, kind: str, tmp_path: Path
) -> None:
    found = opened(kind, f"{HEAD}\n{FIRST}\n{row}\n{FIRST.replace('一', '二')}", tmp_path)
    (table,) = found.forms
    problem = found.problems.table().select("code", "row", "expected", "value").rows()
    assert problem == [("skipped-row", 3, word, None)]
    assert (table.rows.to_list(), table.skipped) == ([2, 4], 1)


CLOSING = [
    "注：以上为准",
    "备注: 无",
    "填表人|甲",
    "制表人：甲|||审核人：乙",
    "|审核人 乙",
    "填报单位：某街道",
]


@pytest.mark.parametrize("closing", CLOSING)
def test_rows_at_the_end_that_close_the_table_are_passed_over(closing: str, tmp_path: Path) -> None:
    found = text(tmp_path, f"{HEAD}\n{FIRST}\n{closing}\n\n{closing}\n")
    assert codes(found) == ["skipped-row 3", "skipped-row 5"]
    assert (found.forms[0].rows.to_list(), found.forms[0].skipped) == ([2], 2)


def test_what_closes_a_table_is_data_before_its_end(tmp_path: Path) -> None:
    found = text(tmp_path, f"{HEAD}\n填表人网格|一\n|注：|二\n{FIRST}")
    assert found.forms[0].rows.to_list() == [2, 3, 4]


def test_a_row_that_holds_only_its_number_is_empty(tmp_path: Path) -> None:
    (table,) = text(tmp_path, f"{HEAD}\n{FIRST}\n2\n3\n").forms
    assert (table.rows.to_list(), table.skipped) == ([2], 0)


@pytest.mark.parametrize("row", ["无", "|无", "1", ""])
def test_a_form_says_that_there_are_none_or_counts_as_not_supplied(row: str, tmp_path: Path) -> None:
    found = text(tmp_path, f"{HEAD}\n{row}\n")
    (table,) = found.forms
    if "无" in row:
        assert (table.none_row, codes(found)) == (2, [])
        assert (table.skipped, all(column.there for column in table.columns)) == (1, True)
    else:
        assert (table.none_row, codes(found)) == (None, ["empty-roster"])


MARKS = ["-", "—", "–", "―", "/", "\\", "无", "暂无", "空缺", "未成立", " － ", "——", "／"]


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_is_an_empty_cell_of_a_column_that_is_there(mark: str, tmp_path: Path) -> None:
    (table,) = text(tmp_path, [["网格", "小区", "网格长", "状态"], ["一", "荷苑", mark, None]]).forms
    assert said(table, "grid_head", "name") == [None]
    assert table.column("grid_head", "name").there  # type: ignore[union-attr]


def test_marks_are_no_in_yes_no_columns_and_errors_in_codes(tmp_path: Path) -> None:
    (table,) = text(tmp_path, "网格|小区|网格代码|有场所|有制度\n一|荷苑|-|无|/").forms
    assert said(table, "code") == ["-"]
    assert (said(table, "has_venue"), said(table, "has_rules")) == (["无"], [None])


def test_a_status_takes_no_mark(tmp_path: Path) -> None:
    (table,) = text(tmp_path, "楼栋|室号|状态\n1|101|-").forms
    assert said(table, "status") == ["-"]


def test_a_column_without_a_filled_cell_is_not_there(tmp_path: Path) -> None:
    (table,) = text(tmp_path, "网格|小区|网格长\n一|荷苑|\n").forms
    assert [column.there for column in table.columns] == [True, True, False]


@pytest.mark.parametrize("same", ["同上", "〃", "″", '"', " 同上 "])
@pytest.mark.parametrize("kind", ["workbook", "text"])
def test_the_same_as_above_is_what_the_row_above_says(same: str, kind: str, tmp_path: Path) -> None:
    rows = [
        ["网格", "小区", "网格长"],
        ["一", "荷苑", "甲"],
        ["二", same, "无"],
        ["合计", "菊苑", "2"],
        ["三", same, same],
        ["四", "梅苑", "同上门"],
    ]
    found = workbook(tmp_path, {"表": rows}) if kind == "workbook" else text(tmp_path, rows)
    (table,) = found.forms
    assert said(table, "compound") == ["荷苑", "荷苑", "荷苑", "梅苑"]
    assert said(table, "grid_head", "name") == ["甲", None, None, "同上门"]
    assert codes(found) == ["skipped-row 4"]


def test_the_same_as_nothing_is_a_missing_value(tmp_path: Path) -> None:
    found = text(tmp_path, "网格|小区|网格长|\n一|荷苑|同上\n二|荷苑|\n三|荷苑|同上\n四|荷苑|同上")
    assert codes(found) == [f"missing-value {row} 网格长" for row in (2, 4, 5)]


def test_what_is_merged_downwards_stands_in_every_row(tmp_path: Path) -> None:
    rows = "网格|小区|网格长\n一|荷苑|甲\n二||乙\n三||丙"
    (table,) = workbook(tmp_path, {"表": rows}, ["B2:B3"]).forms
    assert said(table, "compound") == ["荷苑", "荷苑", None]


def test_a_cell_beyond_the_headings_is_reported(tmp_path: Path) -> None:
    found = text(tmp_path, "网格||小区\n一|二|荷苑|多")
    assert codes(found) == ["dropped-column B", "too-many-cells 2"]
    assert found.forms[0].crowded.to_list() == [2]
