"""Coverage in words, where there is more of it than can be shown."""

from dataclasses import replace

import pytest

from graphmodel.reporting import coverage
from graphmodel.reporting.coverage import TOLD, by_rule_and_unit, told_by
from tests.rules.build import judged

STREETS = range(TOLD["Street"] + 2)
PROVINCE = "\n".join(
    [
        "divisions: id level part_of",
        "  q city -",
        "  w county q",
        *(f"  s{n:02} street w\n  k{n:02} community s{n:02}" for n in STREETS),
        "compounds: id part_of",
        *(f"  c{n:02} k{n:02}" for n in STREETS),
        "grids: id part_of",
        *(f"  g{n:02} c{n:02}" for n in STREETS),
        "  more c07",
    ]
)


def test_of_many_streets_those_with_most_are_told_and_how_many_there_are() -> None:
    judgement = judged(PROVINCE, "R02")
    counts = by_rule_and_unit(judgement, judgement.coverage, judgement.coverage_by("Street"), ("gap",))
    (told,) = counts["units"]
    assert told.startswith("s07 2、s00 1、s01 1")
    assert told.endswith(f"s39 1……共 {TOLD['Street'] + 2} 个街道")


def test_where_streets_are_too_many_counties_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    judgement = judged(PROVINCE, "R02")
    assert told_by(judgement) == "Street"
    monkeypatch.setattr(coverage, "STREETS_AT_MOST", len(STREETS) - 1)
    counts = by_rule_and_unit(
        judgement, judgement.coverage, judgement.coverage_by(told_by(judgement)), ("gap",)
    )
    assert counts["units"].to_list() == [f"w {len(STREETS) + 1}"]


def test_a_unit_has_its_own_name_where_others_bear_its_code() -> None:
    judgement = judged(
        "divisions: id name level part_of\n  1 荷城 city -\n  2 荷县 county 1\n  3 荷街 street 2\n  4 荷社区 community 3\n"
        "compounds: id name part_of\n  3 荷苑 4\ngrids: id name part_of\n  3 一网格 3\n  4 二网格 3\n"
        "party_orgs: id name kind\n  2 荷支部 organ_branch\n",
        "R02",
    )
    assert coverage.scope(judgement.within(["2", "Grid:3", "Compound:3"])) == "荷县、一网格、荷苑"
    assert coverage.scope(replace(judgement, scope=("3",))) == "荷街"  # a part
    for level, name in (("County", "荷县"), ("Street", "荷街"), ("Community", "荷社区")):
        named = coverage.with_unit_names(judgement, judgement.coverage_by(level))
        assert {*named["unit_name"]} == {name}
