"""Which thing a text means."""

import polars as pl
import pytest

from graphmodel.alliance.naming import meant, one_each
from graphmodel.errors import UsageError
from graphmodel.language import speaking
from tests.rules.build import AS_OF, alliance

TOWN = alliance("""
divisions: id name level part_of
  q 示例市 city -
  w 甲区 county q
  s1 荷花街道 street w
  s2 乙街道 street w
  k1 城北社区 community s1
  k2 城北社区 community s2
compounds: id name part_of
  c1 荷苑小区 k1
  c2 荷苑小区 k2
  c3 g1 k1
grids: id name part_of
  g1 第一网格 c1
  g2 第二网格 c1
  g3 第二网格 c2
  g4 第二网格 c3
party_orgs: id name kind
  d1 示例局 organ_committee
  x 一支部 organ_branch
people: id name party_status member_of
  x 示例甲 full d1
  y 示例甲 full x
  z 一支部 full -
pairings: from to
  d1 k1
""")


def found(text: str) -> list[tuple[str, str]]:
    return sorted(meant(TOWN, [text]).select("label", "id").rows())


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("g1", [("Grid", "g1")]),  # a code, though a compound has this name
        ("Compound:g1", [("Compound", "c3")]),
        ("x", [("PartyOrg", "x"), ("Person", "x")]),
        ("PartyOrg:x", [("PartyOrg", "x")]),
        ("党组织：x", [("PartyOrg", "x")]),
        ("街道(镇、乡):荷花街道", [("Street", "s1")]),
        ("第一网格", [("Grid", "g1")]),
        (" 第一网格 ", [("Grid", "g1")]),
        ("第二网格", [("Grid", "g2"), ("Grid", "g3"), ("Grid", "g4")]),
        ("荷苑小区/第二网格", [("Grid", "g2"), ("Grid", "g3")]),
        ("乙街道/第二网格", [("Grid", "g3")]),
        ("乙街道/荷苑小区/第二网格", [("Grid", "g3")]),
        ("网格:荷花街道 / 荷苑小区 / 第二网格", [("Grid", "g2")]),
        ("荷花街道/城北社区", [("Community", "k1")]),
        ("示例局/示例甲", [("Person", "x")]),
        ("一支部", [("PartyOrg", "x")]),  # no name of a person where a thing is called so
        ("d1→k1", [("PAIRED_WITH", "d1→k1")]),
        ("示例局→荷花街道/城北社区", [("PAIRED_WITH", "d1→k1")]),
        ("Grid:d1", []),
        ("第九网格", []),
        ("荷苑小区/第九网格", []),
        ("", []),
    ],
)
def test_codes_go_before_names_and_names_may_be_qualified(text: str, things: list[tuple[str, str]]) -> None:
    assert found(text) == things


def test_every_text_means_its_own_thing_in_its_own_place() -> None:
    assert one_each(TOWN, ["第一网格", "s2", "第一网格"]).rows() == [
        ("Grid", "g1"),
        ("Street", "s2"),
        ("Grid", "g1"),
    ]
    assert one_each(TOWN, []).rows() == []


def test_what_may_not_be_meant_does_not_stand_in_the_way() -> None:
    orgs = pl.DataFrame({"label": ["PartyOrg"], "id": ["x"]})
    assert one_each(TOWN, ["x"], orgs).rows() == [("PartyOrg", "x")]


def test_of_two_both_are_named_as_they_can_be_asked_for() -> None:
    with pytest.raises(UsageError, match="PartyOrg:x, Person:x"):
        one_each(TOWN, ["x"])
    with pytest.raises(UsageError, match="人员：x、党组织：x"), speaking("zh"):
        one_each(TOWN, ["x"])


def test_of_nothing_the_nearest_is_named_and_nobody() -> None:
    with pytest.raises(UsageError, match="第一网格"):
        one_each(TOWN, ["第一网"])
    with pytest.raises(UsageError) as error:
        one_each(TOWN, ["示例乙"])
    assert "示例甲" not in str(error.value)


def test_on_a_day_only_what_is_there_is_meant() -> None:
    made = alliance("""
compounds: id name part_of valid_to
  c1 荷苑小区 k1 2018-06-01
  c2 荷苑小区 k1 -
""")
    assert one_each(made.at(AS_OF), ["荷苑小区"]).rows() == [("Compound", "c2")]
    assert meant(made, ["荷苑小区"]).height == 2


def test_a_former_name_is_meant_where_no_present_name_is() -> None:
    made = alliance("""
compounds: id name former_names part_of
  c1 紫荆苑 紫荆花园、荷苑小区 k1
  c2 荷苑小区 - k1
""")
    assert one_each(made, ["紫荆花园", "荷苑小区"]).rows() == [("Compound", "c1"), ("Compound", "c2")]
