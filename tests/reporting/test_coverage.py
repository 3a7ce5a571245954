"""Coverage in words, where there is more of it than can be shown."""

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
