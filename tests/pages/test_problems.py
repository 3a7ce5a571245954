import re
from pathlib import Path

import openpyxl
import pytest

from graphmodel.errors import EnvironmentFailure
from graphmodel.pages.problems import write_problems
from graphmodel.rosters.problems import Problems


@pytest.fixture
def problems() -> Problems:
    found = Problems()
    found.add("bad-choice", "小区.xlsx", "乙", row=9, column="级别", value="=1+1", expected="市、县")
    found.add("skipped-row", "小区.xlsx", "乙", row=3)
    found.add("missing-column", "小区.xlsx", "乙", column="小区名称", expected="小区")
    found.add("unreadable-file", "a.csv", expected="0")
    return found


def test_every_problem_stands_in_the_order_of_the_files(problems: Problems, tmp_path: Path) -> None:
    write_problems(problems.table(), tmp_path / "problems.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "problems.xlsx")["问题"]
    headings, *rows = sheet.iter_rows(min_row=3, values_only=True)
    found = [dict(zip(headings, row, strict=True)) for row in rows]
    assert [(row["文件"], row["行"], row["级别"]) for row in found] == [
        ("a.csv", None, "错误"),
        ("小区.xlsx", None, "错误"),
        ("小区.xlsx", 3, "警告"),
        ("小区.xlsx", 9, "错误"),
    ]
    assert found[3]["说明"] == "“级别”的“=1+1”不在可选范围:市、县"
    assert found[3]["应为"] == "市、县"
    assert found[3]["问题代码"] == "bad-choice"
    assert sheet["A2"].value == "内部使用 · 错误 3 条,警告 1 条"
    assert sheet.freeze_panes == "A4"
    assert sheet.auto_filter.ref == "A3:I7"


def test_a_value_is_never_a_formula(problems: Problems, tmp_path: Path) -> None:
    write_problems(problems.table(), tmp_path / "problems.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "problems.xlsx")["问题"]
    assert sheet["F7"].value == "=1+1"
    assert sheet["F7"].data_type != "f"


def test_no_problem_is_a_list_without_rows(tmp_path: Path) -> None:
    write_problems(Problems().table(), tmp_path / "problems.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "problems.xlsx")["问题"]
    assert sheet["A2"].value == "内部使用 · 错误 0 条,警告 0 条"


@pytest.mark.usefixtures("in_english")
def test_in_english(problems: Problems, tmp_path: Path) -> None:
    write_problems(problems.table(), tmp_path / "problems.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "problems.xlsx")["problems"]
    assert [cell.value for cell in sheet[3]][:4] == ["severity", "file", "sheet", "row"]


def test_a_list_that_cannot_be_written_is_one_sentence(problems: Problems, tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFailure, match=re.escape(str(tmp_path))):
        write_problems(problems.table(), tmp_path)
