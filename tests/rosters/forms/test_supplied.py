"""What counts as supplied when forms tell it: rosters, columns that are there, and parts."""

import csv
from collections.abc import Mapping
from pathlib import Path

import pytest

from graphmodel.alliance import Alliance, assemble
from graphmodel.ontology.parts import PARTS
from graphmodel.rosters import read_rosters
from tests.rosters.forms.sheets import rows_of

DIVISIONS = """
    代码 | 名称 | 级别 | 上级代码
    990100000000 | 示例市 | 市 |
    990102000000 | 示例区 | 县 | 990100000000
    990102001000 | 示例街道 | 街道 | 990102000000
    990102001001 | 东风社区 | 社区 | 990102001000
"""


def alliance(folder: Path, tables: Mapping[str, str]) -> Alliance:
    for name, rows in {"区划": DIVISIONS, **tables}.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows_of(rows))
    reading = read_rosters([folder])
    assert not reading.has_errors, reading.problems.rows()
    return assemble(reading)


def grids(heading: str, cell: str, *more: str) -> str:
    """A form of grids with one column besides the place."""
    rows = [f"社区 | 小区 | 网格 | {heading}", f"东风社区 | 甲小区 | 一网格 | {cell}"]
    return "\n".join([*rows, *more])


def supplied(folder: Path, **tables: str) -> set[str]:
    """The parts of what was supplied at all that were supplied."""
    found = alliance(folder, tables)
    there = found.supplied | {"COVERS"} - found.absent_columns
    return {part.name for part in PARTS if part.of in there and part.name not in found.absent_parts}


@pytest.mark.parametrize(
    ("heading", "part"),
    [
        ("网格长", "posts:grid_head"),
        ("指导员", "posts:instructor"),
        ("楼栋长", "posts:stairwell_head"),
        ("红管家", "posts:red_steward"),
        ("志愿者", "posts:volunteer"),
        ("网格党支部", "covers:Grid"),
        ("结对单位", "pairings:Grid"),
    ],
)
def test_a_column_supplies_its_part_and_one_of_empty_marks_too(
    tmp_path: Path, heading: str, part: str
) -> None:
    assert supplied(tmp_path, 网格表=grids(heading, "无")) == {part}


def test_a_column_of_empty_cells_supplies_nothing(tmp_path: Path) -> None:
    found = alliance(tmp_path, {"网格表": grids("网格长", "")})
    assert found.supplied == {"divisions", "compounds", "grids"}


def test_a_post_of_no_part_supplies_its_roster(tmp_path: Path) -> None:
    found = alliance(tmp_path, {"网格表": grids("兼职网格员", "张某甲")})
    assert "posts" in found.supplied
    assert {part.name for part in PARTS if part.of == "posts"} <= found.absent_parts


def test_a_roster_of_its_own_supplies_all_its_parts(tmp_path: Path) -> None:
    people = "人员编号 | 姓名\nP1 | 张某甲"
    posts = "人员 | 职务 | 任职对象\nP1 | 网格长 | 一网格"
    found = supplied(tmp_path, 网格表=grids("网格长", "张某甲"), 人员=people, 任职=posts)
    assert found == {part.name for part in PARTS if part.of == "posts"}


def test_secretaries_are_supplied_by_kind_of_organisation(tmp_path: Path) -> None:
    communities = "社区 | 社区党组织 | 社区书记\n东风社区 | 东风社区党委 | 张某甲"
    assert supplied(tmp_path, 社区表=communities) == {"posts:secretary:community"}


def test_forms_may_say_what_organisations_of_a_roster_cover(tmp_path: Path) -> None:
    orgs = "党组织名称 | 类型\n一党支部 | 网格党支部"
    found = alliance(tmp_path, {"网格表": grids("网格党支部", "一党支部"), "党组织": orgs})
    assert "COVERS" not in found.absent_columns
    assert "covers:Grid" not in found.absent_parts
    assert "covers:SocialOrg" in found.absent_parts


def test_relations_are_absent_whose_columns_are_not_there(tmp_path: Path) -> None:
    found = alliance(tmp_path, {"网格表": grids("网格党支部 | 上级党组织", "一党支部 | 一党支部")})
    assert {"APPROVED_BY", "SEATED_IN", "MEMBER_OF", "recommended_by"} <= found.absent_columns
    assert not {"LED_BY", "COVERS"} & found.absent_columns


def test_a_form_of_nothing_but_none_says_that_there_are_none(tmp_path: Path) -> None:
    found = alliance(tmp_path, {"小区表": "社区 | 小区 | 业委会 | 业委会主任\n无 | | |"})
    assert {"compounds", "owners_committees", "posts"} <= found.supplied
    assert "posts:committee_director" not in found.absent_parts
