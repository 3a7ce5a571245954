"""Faulty forms go with the list of what is wrong, without people, their numbers and their homes."""

import csv
from pathlib import Path

from graphmodel.rosters import read_rosters
from tests.rosters.forms.sheets import rows_of

GRIDS = """
    街道 | 社区 | 小区 | 网格 | 网格长 | 网格长电话 | 成立日期 | 网格党支部
    示例街道 | 东风社区 | 甲小区 | 一网格 | 张某甲 | 13000000000 | 去年 | 一党支部
"""


def test_a_faulty_form_is_shown_but_for_people(tmp_path: Path) -> None:
    with (tmp_path / "网格表.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows_of(GRIDS))
    (original,) = read_rosters([tmp_path]).originals()
    assert original.headings["E"] == "网格长"
    assert original.cells.row(0, named=True) == {
        "row": 2,
        "A": "示例街道",
        "B": "东风社区",
        "C": "甲小区",
        "D": "一网格",
        "G": "去年",
        "H": "一党支部",
    }
    marked = original.marks.filter(severity="error").select("code", "at", "letter").rows()
    assert marked == [("bad-date", 2, "G")]
