"""Each row of the table of rows to fill, as the contract has it."""

from collections.abc import Callable

import pytest

from graphmodel.followup.worklists import Asked, Worklist
from graphmodel.rules import Judgement
from tests.followup.conftest import Row, Written, made
from tests.rules.build import judged

# b1 covers g1, nobody covers g2; o1 is paired with g1 alone, o2 with none, o3 with two
CITY = """
compounds: id part_of
  c1 k1
  c2 k2
grids: id part_of
  g1 c1
  g2 c1
  g3 c2
owners_committees: id serves
  y1 c1
party_orgs: id kind seated_in led_by has_venue has_facilities has_signage has_funds has_rules covers
  com1 community k1 - - - - - - -
  b1 grid_branch - - 是 否 - 是 是 g1
  k organ_committee - - - - - - - -
  o1 organ_branch - k - - - - - -
  o2 organ_branch - k - - - - - -
  o3 organ_branch - k - - - - - -
people: id party_status member_of lives_in
  p1 full o1 g1
  p2 full b1 g2
pairings: from to agreement_signed_on party_building_list governance_list
  k k1 - 是 否
  o1 g1 2018-05-01 是 是
  o3 g1 2018-05-01 是 是
  o3 g3 2018-05-01 - 是
registrations: from to
  p2 b1
"""

POST = {"职务": "党建指导员", "任职对象": "g1"}
EMPTY = {"人员": None}
TABLE: dict[str, tuple[str, str, list[dict[str, object]], list[set[str]]]] = {
    "R25:Grid:g2": ("R25", "任职", [{"职务": "党建指导员", "任职对象": "g2"}], [{"人员", "推荐党组织"}]),
    "R12:PartyOrg:b1": ("R12", "任职", [{"职务": "书记", "任职对象": "b1"}], [{"人员"}]),
    "R48:Grid:g1": (
        "R48",
        "任职",
        [
            {"职务": "党建指导员", "任职对象": "g1"},
            {"职务": "红管家", "任职对象": "g1"},
            {"职务": "书记", "任职对象": "b1"},
            {"职务": "楼道长", "任职对象": "g1"},
            {"职务": "党员志愿者", "任职对象": "g1"},
        ],
        [{"人员", "推荐党组织"}, {"人员"}, {"人员"}, {"人员"}, {"人员"}],
    ),
    "R27:PartyOrg:o1": (
        "R27",
        "任职",
        [{"职务": "党建指导员", "推荐党组织": "o1", "任职对象": "g1"}],
        [{"人员"}],
    ),
    "R27:PartyOrg:o2": ("R27", "任职", [{"职务": "党建指导员", "推荐党组织": "o2"}], [{"人员", "任职对象"}]),
    "R27:PartyOrg:o3": ("R27", "任职", [{"职务": "党建指导员", "推荐党组织": "o3"}], [{"人员", "任职对象"}]),
    "R26:PartyOrg:k": ("R26", "任职", [{"推荐党组织": "k"}], [{"人员", "职务", "任职对象"}]),
    "R26:Community:k1": ("R26", "任职", [{"任职对象": "com1"}], [{"人员", "职务", "推荐党组织"}]),
    "R16:OwnersCommittee:y1": ("R16", "任职", [{"任职对象": "y1"}], [{"人员", "职务"}]),
    "R21:Community:k2": ("R21", "结对", [{"结对对象": "k2"}], [{"党组织"}]),
    "R22:Grid:g2": ("R22", "结对", [{"结对对象": "g2"}], [{"党组织"}]),
    "R23:Compound:c2": ("R23", "结对", [{"结对对象": "c2"}], [{"党组织"}]),
    "R43:PAIRED_WITH:k→k1": (
        "R43",
        "结对",
        [{"党组织": "k", "结对对象": "k1", "党建责任清单": "是"}],
        [{"协议签订日期"}],
    ),
    "R44:PAIRED_WITH:k→k1": (
        "R44",
        "结对",
        [{"党组织": "k", "结对对象": "k1", "党建责任清单": "是"}],
        [{"小区治理责任清单"}],
    ),
    "R31:PartyOrg:k": ("R31", "报到", [{"报到者": "k"}], [{"报到对象"}]),
    "R31:Person:p1": ("R31", "报到", [{"报到者": "p1"}], [{"报到对象"}]),
    "R32:Person:p2": ("R32", "报到", [{"报到者": "p2"}], [{"报到对象"}]),
    "R19:PartyOrg:b1": (
        "R19",
        "党组织",
        [
            {
                "党组织代码": "b1",
                "党组织名称": "b1",
                "类型": "网格党支部",
                "有场所": "是",
                "有经费": "是",
                "有制度": "是",
            }
        ],
        [{"有设施", "有标识"}],
    ),
    "R03:PartyOrg:b1": (
        "R03",
        "党组织",
        [{"党组织代码": "b1", "党组织名称": "b1", "类型": "网格党支部"}],
        [{"批准党组织", "批准日期"}],
    ),
    "R04:PartyOrg:b1": (
        "R04",
        "党组织",
        [{"党组织代码": "b1", "党组织名称": "b1", "类型": "网格党支部"}],
        [{"上级党组织"}],
    ),
}
"""By number the rule asked for, the sheet, what is grey and what is yellow, row by row."""


@pytest.fixture(scope="module")
def city() -> Judgement:
    return judged(CITY)


def rows_for(
    city: Judgement, number: str, rule: str, written: Callable[[Worklist], Written]
) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for one in made(city, CITY, Asked(rules=(rule,))).lists():
        for roster, rows in written(one).rows.items():
            of_number = [row for row in rows if row.number == number]
            if of_number and roster not in found:
                found[roster] = of_number
    return found


@pytest.mark.parametrize("number", TABLE)
def test_the_row_to_fill_has_known_cells_grey_and_cells_to_fill_yellow(
    number: str, city: Judgement, written: Callable[[Worklist], Written]
) -> None:
    rule, sheet, grey, yellow = TABLE[number]
    rows = rows_for(city, number, rule, written)[sheet]
    assert [row.grey for row in rows] == grey
    assert [{*row.yellow} for row in rows] == yellow
    assert all(value is None for row in rows for value in row.yellow.values())
    assert [row.white for row in rows] == [{}] * len(rows)


def test_who_is_registered_elsewhere_has_a_row_that_ends_each_registration(
    city: Judgement, written: Callable[[Worklist], Written]
) -> None:
    (row,) = rows_for(city, "R32:Person:p2", "R32", written)["终止"]
    assert (row.grey, row.yellow) == ({"名册": "报到", "起点": "p2", "终点": "b1"}, {"终止日期": None})


@pytest.mark.parametrize("number", ["R26:Community:k2", "R20:Grid:g1", "R13:Community:k1"])
def test_what_no_row_can_close_has_none(
    number: str, city: Judgement, written: Callable[[Worklist], Written]
) -> None:
    assert rows_for(city, number, number[:3], written) == {}


def test_a_row_serves_all_lines_that_need_it_under_the_number_of_the_first(
    city: Judgement, written: Callable[[Worklist], Written]
) -> None:
    every = {one.unit: one for one in made(city, CITY, Asked(rules=("R25", "R43", "R44", "R48"))).lists()}
    rows = written(every["s1"]).rows
    instructing = [row for row in rows["任职"] if row.grey.get("职务") == "党建指导员"]
    assert [row.number for row in instructing] == ["R25:Grid:g1", "R25:Grid:g2", "R25:Grid:g3"]
    (paper,) = [row for row in rows["结对"] if row.number.endswith("k→k1")]
    assert paper.number == "R43:PAIRED_WITH:k→k1"
    assert {*paper.yellow} == {"协议签订日期", "小区治理责任清单"}


def test_who_a_branch_recommends_serves_its_grid_too(
    city: Judgement, written: Callable[[Worklist], Written]
) -> None:
    every = {one.unit: one for one in made(city, CITY, Asked(rules=("R25", "R27"))).lists()}
    (row,) = [row for row in written(every["s1"]).rows["任职"] if row.grey.get("任职对象") == "g1"]
    assert (row.number, row.grey["推荐党组织"], row.yellow) == ("R25:Grid:g1", "o1", EMPTY)
