import re
from pathlib import Path

import openpyxl
import pytest

from graphmodel.errors import EnvironmentFailure
from graphmodel.rosters import read_rosters
from graphmodel.rosters.problems import Problems
from graphmodel.workbooks.problem_list import write_problems


@pytest.fixture
def problems() -> Problems:
    found = Problems()
    found.add("bad-choice", "小区.xlsx", "乙", row=9, column="级别", value="=1+1", expected="市、县")
    found.add("skipped-row", "小区.xlsx", "乙", row=3)
    found.add("missing-column", "小区.xlsx", "乙", column="小区名称", expected="小区")
    found.add("unreadable-file", "a.csv", expected="0")
    return found


def test_every_problem_stands_in_the_order_of_the_files(problems: Problems, tmp_path: Path) -> None:
    write_problems(problems.table(), [], tmp_path / "problems.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "problems.xlsx")["问题"]
    headings, *rows = sheet.iter_rows(min_row=3, values_only=True)
    found = [dict(zip(headings, row, strict=True)) for row in rows]
    assert [(row["文件"], row["行"], row["级别"]) for row in found] == [
        ("a.csv", None, "错误"),
        ("小区.xlsx", None, "错误"),
        ("小区.xlsx", 3, "警告"),
        ("小区.xlsx", 9, "错误"),
    ]
    assert found[3]["说明"] == "“级别”不能填“=1+1”，可填：市、县"
    assert found[3]["应为"] == "市、县"
    assert found[3]["问题代码"] == "bad-choice"
    assert sheet["A2"].value == "内部使用 · 错误 3 条，警告 1 条"
    assert sheet.freeze_panes == "A4"
    assert sheet.auto_filter.ref == "A3:I7"


def test_a_value_is_never_a_formula(problems: Problems, tmp_path: Path) -> None:
    write_problems(problems.table(), [], tmp_path / "problems.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "problems.xlsx")["问题"]
    assert sheet["F7"].value == "=1+1"
    assert sheet["F7"].data_type != "f"


def test_no_problem_is_a_list_without_rows(tmp_path: Path) -> None:
    write_problems(Problems().table(), [], tmp_path / "problems.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "problems.xlsx")["问题"]
    assert sheet["A2"].value == "内部使用 · 错误 0 条，警告 0 条"


@pytest.mark.usefixtures("in_english")
def test_in_english(problems: Problems, tmp_path: Path) -> None:
    write_problems(problems.table(), [], tmp_path / "problems.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "problems.xlsx")["problems"]
    assert [cell.value for cell in sheet[3]][:4] == ["severity", "file", "sheet", "row"]


def test_a_list_that_cannot_be_written_is_one_sentence(problems: Problems, tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFailure, match=re.escape(str(tmp_path))):
        write_problems(problems.table(), [], tmp_path)


def test_the_sheets_stand_behind_the_list_with_the_bad_cells_coloured_and_explained(tmp_path: Path) -> None:
    """As a person sees it: where the cell stood, in colour, with the reason on it; nothing that is not read."""
    folder = tmp_path / "rosters"
    folder.mkdir()
    rows = [
        "人员编号,姓名,政治面貌,电话,所在党组织",
        "P1,某甲,干部,1,",
        ",某乙,群众,2,=1+1",
        "P3,某丙,正式党员,3,",
    ]
    (folder / "人员[1].csv").write_text("\n".join(rows), encoding="utf-8")
    reading = read_rosters([folder])
    write_problems(reading.problems, reading.originals(), tmp_path / "problems.xlsx")
    book = openpyxl.load_workbook(tmp_path / "problems.xlsx")
    assert book.sheetnames == ["问题", "人员_1_"]
    leads = {
        row[4].value: row[4].hyperlink.location
        for row in book["问题"].iter_rows(min_row=4)
        if row[4].hyperlink
    }
    assert leads == {
        "政治面貌": "'人员_1_'!C2",
        "人员编号": "'人员_1_'!A3",
        "电话": "'人员_1_'!D1",
        "所在党组织": "'人员_1_'!E1",
    }
    sheet = book["人员_1_"]
    shown = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert shown[0] == ["人员编号", "姓名", "政治面貌", "电话", "所在党组织"]
    assert shown[1:] == [
        ["P1", None, "干部", None, None],
        ["", None, "群众", None, "=1+1"],
        ["P3", None, "正式党员", None, None],
    ]
    assert sheet["E3"].data_type == "s"
    said = {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}
    assert said == {
        "C2": "“政治面貌”不能填“干部”，可填：正式党员、预备党员、群众",
        "A3": "“人员编号”不能为空",
        "D1": "“电话”列不是名册要的列，未读入",
        "E1": "“所在党组织”所指的名册未提供：党组织",
    }
    colours = {place: sheet[place].fill.fgColor.rgb for place in said}
    assert colours["C2"] == colours["A3"] != colours["D1"] == colours["E1"] != sheet["B2"].fill.fgColor.rgb


def test_of_a_long_sheet_only_the_rows_with_problems_are_shown(tmp_path: Path) -> None:
    people = tmp_path / "人员.csv"
    people.write_text(
        "人员编号,政治面貌\n" + "".join(f"P{n},群众\n" for n in range(20_001)) + "P,干部\n", "utf-8"
    )
    reading = read_rosters([people])
    write_problems(reading.problems, reading.originals(), tmp_path / "problems.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "problems.xlsx")["人员"]
    filled = {cell.row: cell.value for cell in sheet["A"] if cell.value}
    assert filled == {1: "人员编号", 20_003: "P"}
    assert "20,002" in sheet["A1"].comment.text
