"""Renamed, not replaced (``month.md`` §2): the same thing under another code, and what lies under it."""

from dataclasses import replace
from itertools import combinations

import polars as pl
import pytest

from graphmodel.rules import Judgement
from graphmodel.rules.changes import Changes
from graphmodel.rules.judging import Said
from tests.rules.build import judged

THINGS = {
    "compounds": "紫荆花园",
    "grids": "一网格",
    "party_orgs": "花园网格党支部",
    "owners_committees": "花园业委会",
    "property_companies": "花园物业",
    "social_orgs": "花园社",
}
"""One of each roster in which 曾用名 stands, by the name it has at first."""

ALLIANCE = """
compounds: name part_of former_names
  {compounds} k1 {former[compounds]}
  荷苑 k1 -
grids: name part_of former_names
  {grids} {compounds} {former[grids]}
  二网格 {compounds} -
party_orgs: name kind covers seated_in former_names
  {party_orgs} 网格党支部 {grids} - {former[party_orgs]}
  机关一支部 机关党支部 - - -
  街道工委 街道党组织 - s1 -
owners_committees: name serves eligible former_names
  {owners_committees} {compounds} 是 {former[owners_committees]}
property_companies: name serves eligible former_names
  {property_companies} {compounds} 是 {former[property_companies]}
social_orgs: name serves eligible former_names
  {social_orgs} {compounds} 是 {former[social_orgs]}
people: id party_status member_of
  p1 正式党员 {party_orgs}
  p2 正式党员 机关一支部
posts: from post to recommended_by
  p1 书记 {party_orgs} -
  p2 党建指导员 {grids} {party_orgs}
pairings: from to
  机关一支部 {grids}
  机关一支部 二网格
  {party_orgs} {compounds}
registrations: from to
  p2 {party_orgs}
"""


def alliance(*renamed: str, said: bool = True) -> str:
    """Describe the alliance after some rosters' things got another name; ``said``: with 曾用名."""
    names = {name: f"新{was}" if name in renamed else was for name, was in THINGS.items()}
    former = {name: was if said and name in renamed else "-" for name, was in THINGS.items()}
    return ALLIANCE.format(**names, former=former)


@pytest.fixture(scope="module")
def first() -> Judgement:
    return judged(alliance())


def states(changes: Changes) -> dict[str, int]:
    by_code = changes.gaps.filter(~pl.col("rule").is_in(["R06", "R07"]))  # they ask for the names themselves
    return dict(by_code["state"].value_counts().iter_rows())


@pytest.mark.parametrize(
    "renamed", [(name,) for name in THINGS] + [tuple(THINGS), *list(combinations(THINGS, 2))[:2]], ids=str
)
def test_a_renaming_changes_no_gaps_state_and_begins_and_ends_nothing(
    first: Judgement, renamed: tuple[str, ...]
) -> None:
    changes = Changes(first, judged(alliance(*renamed)))
    assert states(changes).keys() == {"persisting"}
    assert changes.network.is_empty()
    assert changes.perhaps_renamed.is_empty()
    before = changes.gaps.drop_nulls("subject_before")
    assert before.height
    assert (before["subject"] != before["subject_before"]).all()


def test_codes_are_told_then_and_now_of_what_lies_under_it_and_of_pairings_too(first: Judgement) -> None:
    changes = Changes(first, judged(alliance("compounds", "grids")))
    assert {(row["before"], row["after"]) for row in changes.renamed.to_dicts()} == {
        ("k1/紫荆花园", "k1/新紫荆花园"),
        ("k1/紫荆花园/一网格", "k1/新紫荆花园/新一网格"),
        ("k1/紫荆花园/二网格", "k1/新紫荆花园/二网格"),
    }
    told = {row["subject_before"]: row["subject"] for row in changes.gaps.to_dicts()}
    org = "党组织/机关一支部→k1"
    assert told[f"{org}/紫荆花园/一网格"] == f"{org}/新紫荆花园/新一网格"
    assert told[f"{org}/紫荆花园/二网格"] == f"{org}/新紫荆花园/二网格"
    assert told["k1/紫荆花园/二网格"] == "k1/新紫荆花园/二网格"


def test_without_a_former_name_nothing_is_joined_and_it_is_asked(first: Judgement) -> None:
    changes = Changes(first, judged(alliance("property_companies", said=False)))
    assert changes.renamed.is_empty()
    assert {"new", "gone"} <= states(changes).keys()
    assert changes.perhaps_renamed.to_dicts() == [
        {"label": "PropertyCompany", "before": "物业服务企业/花园物业", "after": "物业服务企业/新花园物业"}
    ]
    assert changes.gaps["subject_before"].null_count() == changes.gaps.height


def test_what_has_no_tie_but_to_its_parent_is_not_asked_about() -> None:
    then, now = (judged(f"compounds: name part_of\n  {name} k1\n", "R23") for name in ("荷苑", "桂苑"))
    assert Changes(then, now).perhaps_renamed.is_empty()


COMPOUNDS = """
compounds: id name part_of former_names
  {}
"""


def compounds(*rows: str) -> Judgement:
    return judged(COMPOUNDS.format("\n  ".join(rows)), "R23")


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        (["- 甲 k1 -"], ["k1/乙 乙 k1 甲"], [("k1/甲", "k1/乙")]),  # the code was written
        (["- 甲 k1 -"], ["c9 乙 k1 甲"], []),  # it has a code of its own
        (["c9 甲 k1 -"], ["- 乙 k1 甲"], []),
        (["- 甲 k2 -"], ["- 乙 k1 甲"], []),  # another place
        (["- 甲 k1 -"], ["- 乙 k1 甲", "- 甲 k1 -"], []),  # it is there still
        (["- 甲 k1 -", "- 乙 k1 -"], ["- 乙 k1 甲"], []),  # it was there, as itself
        (["- 甲 k1 -"], ["- 乙 k1 甲", "- 丙 k1 甲"], []),  # two say so
        (["- 甲 k1 -"], ["- 丙 k1 乙、甲"], [("k1/甲", "k1/丙")]),
        (["- 甲/→乙 k1 -"], ["- 丙 k1 甲/→乙"], [("k1/甲__乙", "k1/丙")]),
    ],
)
def test_one_thing_is_one_other_thing(
    before: list[str], after: list[str], same: list[tuple[str, str]]
) -> None:
    changes = Changes(compounds(*before), compounds(*after))
    assert changes.renamed.select("before", "after").rows() == same


def test_a_waiver_holds_for_what_was_renamed_since() -> None:
    waiver = """
waivers: rule subject reason approver starts ends
  R40 k1/紫荆花园/二网格 正在整改 区委组织部 2018-01-01 2019-12-31
"""
    found = judged(alliance("compounds") + waiver, "R40")
    outcome = dict(found.findings.select("subject", "verdict").iter_rows())
    assert outcome["k1/新紫荆花园/二网格"] == "exempt"
    assert outcome["k1/新紫荆花园/一网格"] == "gap"
    assert found.waivers["outcome"].to_list() == ["applied"]


def test_what_was_renamed_lies_where_it_lay_also_where_that_was_kept(first: Judgement) -> None:
    changes = Changes(replace(first, said=(Said(first.told, first.located),)), judged(alliance("compounds")))
    then, now = (
        set(side.territory.filter(label="Grid", unit_label="Street").rows())
        for side in (changes.then, changes.after)
    )
    assert then == now
