"""Rows that came back, merged: things by code, ties by identity, endings last."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from graphmodel.alliance import Alliance
from graphmodel.followup.merging import Merged, merged
from graphmodel.followup.returned import RowsBack
from graphmodel.ontology import ENDINGS, ROSTER
from graphmodel.rosters import Problems
from graphmodel.rosters.reading import tables_in
from tests.rosters.city import write_text
from tests.rules.build import AS_OF, alliance

ORGS = """
    compounds: id part_of
      c1 k1
    grids: id part_of
      g1 c1
      g2 c1
    party_orgs: id name kind covers seated_in has_venue has_funds
      b1 一支部 grid_branch g1 - 否 -
      k 社区党委 community - k1 - -
    people: id name
      p1 示例甲
      p2 示例乙
    posts: from post to valid_from valid_to
      p1 grid_head g1 - -
      p2 grid_head g2 2018-01-01 2018-06-01
"""


@pytest.fixture(scope="module")
def base() -> Alliance:
    return alliance(ORGS, (ENDINGS.name,))


def came_back(base: Alliance, folder: Path, *sheets: list[list[Any]]) -> tuple[Merged, pl.DataFrame]:
    """What becomes of the rows of some text files, and what is wrong with them."""
    for number, rows in enumerate(sheets):
        write_text(folder / f"{number}.csv", rows)
    tables, _ = tables_in([folder])
    backs = [RowsBack(table, pl.Series([None] * table.rows.len(), dtype=pl.String)) for table in tables]
    problems = Problems()
    result = merged(base, backs, AS_OF, problems)
    return result, problems.table()


def test_filled_cells_of_a_thing_take_the_place_of_the_old_ones_and_empty_ones_say_nothing(
    base: Alliance, tmp_path: Path
) -> None:
    rows = [
        ["党组织代码", "党组织名称", "类型", "上级党组织", "有场所", "有经费"],
        ["b1", "一支部", "网格党支部", "社区党委", "是", ""],
    ]
    result, problems = came_back(base, tmp_path, rows)
    assert problems.is_empty()
    assert result.counts == {"party_orgs": {"added": 0, "changed": 1, "ended": 0}}
    after = result.alliance
    told = after.nodes["PartyOrg"].filter(id="b1").select("name", "has_venue", "has_funds", "source_file")
    assert told.rows() == [("一支部", True, None, "0.csv")]
    assert after.ties["LED_BY"].select("from_id", "to_id").rows() == [("b1", "k")]
    assert after.ties["COVERS"].select("from_id", "to_id").rows() == [("b1", "g1")]
    assert after.nodes["PartyOrg"].filter(id="k").equals(base.nodes["PartyOrg"].filter(id="k"))


def test_a_row_that_says_what_is_known_changes_nothing(base: Alliance, tmp_path: Path) -> None:
    orgs = [["党组织代码", "党组织名称", "类型", "有场所"], ["b1", "一支部", "网格党支部", "否"]]
    posts = [["人员", "职务", "任职对象"], ["示例甲", "网格长", "g1"]]
    result, problems = came_back(base, tmp_path, orgs, posts)
    assert problems.is_empty()
    assert result.alliance is base


def test_two_lists_may_fill_one_thing_together_and_not_against_one_another(
    base: Alliance, tmp_path: Path
) -> None:
    def rows(venue: str, funds: str) -> list[list[str]]:
        return [
            ["党组织代码", "党组织名称", "类型", "有场所", "有经费"],
            ["b1", "一支部", "网格党支部", venue, funds],
        ]

    result, problems = came_back(base, tmp_path, rows("是", ""), rows("是", "是"))
    assert problems.is_empty()
    told = result.alliance.nodes["PartyOrg"].filter(id="b1").select("has_venue", "has_funds")
    assert told.rows() == [(True, True)]
    _, problems = came_back(base, tmp_path, rows("是", "否"), rows("是", "是"))
    assert problems.select("code", "file", "column", "value").rows() == [
        ("conflicting-value", "0.csv", "有经费", "否"),
        ("conflicting-value", "1.csv", "有经费", "是"),
    ]


def test_a_tie_that_is_over_begins_anew_on_the_day(base: Alliance, tmp_path: Path) -> None:
    posts = [["人员", "职务", "任职对象"], ["示例乙", "网格长", "g2"]]
    result, problems = came_back(base, tmp_path, posts, posts)  # told by two lists, one tie
    assert problems.is_empty()
    assert result.counts == {"posts": {"added": 1, "changed": 0, "ended": 0}}
    periods = result.alliance.ties["HOLDS"].filter(from_id="p2").select("valid_from", "valid_to")
    assert periods.rows() == [(date(2018, 1, 1), date(2018, 6, 1)), (AS_OF, None)]


def test_an_ending_ends_what_is_live_on_its_day_and_names_what_is_not(base: Alliance, tmp_path: Path) -> None:
    def ending(person: str, place: str) -> list[list[str]]:
        return [["名册", "起点", "终点", "职务", "终止日期"], ["任职", person, place, "网格长", "2018-12-01"]]

    result, problems = came_back(base, tmp_path, ending("p1", "g1"))
    assert problems.is_empty()
    assert result.counts == {"posts": {"added": 0, "changed": 0, "ended": 1}}
    assert result.alliance.ties["HOLDS"].filter(from_id="p1")["valid_to"].to_list() == [date(2018, 12, 1)]
    _, problems = came_back(base, tmp_path, ending("p2", "g2"))
    assert problems.select("code", "file", "row", "column", "value").rows() == [
        ("unknown-reference", "0.csv", 2, "终点", "g2")
    ]


def test_a_roster_or_column_that_was_absent_is_supplied_from_then_on(base: Alliance, tmp_path: Path) -> None:
    without = alliance(ORGS, (ENDINGS.name, "registrations", "LED_BY"))
    orgs = [["党组织代码", "党组织名称", "类型", "上级党组织"], ["b1", "一支部", "网格党支部", "k"]]
    registrations = [["报到者", "报到对象"], ["p1", "b1"]]
    result, problems = came_back(without, tmp_path, orgs, registrations)
    assert problems.is_empty()
    assert "registrations" in result.alliance.supplied
    assert "LED_BY" not in result.alliance.absent_columns
    assert without.supplied < result.alliance.supplied <= ROSTER.keys()
    assert "LED_BY" not in base.absent_columns
