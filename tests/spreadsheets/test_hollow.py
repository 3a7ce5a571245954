"""Sheets whose cells stand far apart are read as what they hold, whatever the kind of workbook."""

from collections.abc import Callable
from pathlib import Path

import pytest

from graphmodel.spreadsheets.opening import open_sheets
from graphmodel.spreadsheets.sheets import Sheet
from tests.rosters.city import Rows, write_workbook
from tests.rosters.xlsb import write_xlsb

FAR: Rows = [
    ["人员编号", "姓名", "年龄", "面积", "数"],
    *([f"P{number}", "甲", number, number + 0.5, 3] for number in range(300)),
    *([None] * 5 for _ in range(20_000)),
    ["P300", None, True, 7, None, *[None] * 200, 1, 2, 3, "远"],
]
"""In the list of its cells, runs of numbers go over the end of rows."""


def only_sheet(path: Path) -> Sheet:
    (sheet,) = open_sheets("a", path.read_bytes(), lambda row: "人员编号" in row)
    return sheet


def held(sheet: Sheet) -> object:
    beyond = sheet.beyond
    kinds = {name: kind.to_list() for name, kind in sheet.kinds.items()}
    assert sheet.numbers is not None
    assert beyond is not None
    return sheet.texts.rows(), kinds, beyond.sort("place", "row").rows(), sheet.numbers.to_list()


@pytest.mark.parametrize("suffix", ["xls", "xlsb"])
def test_the_sheet_is_the_same_in_binary(
    suffix: str, tmp_path: Path, converted: Callable[[Path, str], Path]
) -> None:
    path = write_workbook(tmp_path / "a.xlsx", {"人员": FAR})
    binary = write_xlsb(tmp_path / "a.xlsb", {"人员": FAR}) if suffix == "xlsb" else converted(path, suffix)
    assert held(only_sheet(binary)) == held(only_sheet(path))


def test_of_many_hollow_sheets_of_an_xls_each_is_read(
    tmp_path: Path, converted: Callable[[Path, str], Path]
) -> None:
    far: Rows = [["人员编号"], *([None] for _ in range(300)), [*[None] * 254, "右", "x"]]
    path = write_workbook(tmp_path / "a.xlsx", {f"人{n}": far for n in range(3)})
    sheets = list(open_sheets("a", converted(path, "xls").read_bytes(), lambda row: "人员编号" in row))
    assert [sheet.name for sheet in sheets] == ["人0", "人1", "人2"]
    assert len({str(held(sheet)) for sheet in sheets}) == 1


def test_headings_may_fill_a_whole_row_over_a_narrow_table(tmp_path: Path) -> None:
    headings = ["人员编号", *(f"列{number}" for number in range(2_000))]
    below: Rows = [[f"P{number}", None, number] for number in range(300)]
    sheet = only_sheet(write_workbook(tmp_path / "a.xlsx", {"人员": [headings, *below]}))
    assert sheet.texts.row(0) == tuple(headings)
    assert sheet.texts.select("c0", "c1", "c2").rows()[1:] == [(f"P{n}", None, str(n)) for n in range(300)]
    assert all(column.null_count() == 300 for column in sheet.texts.get_columns()[3:])
    assert [*sheet.kinds] == ["c2"]
