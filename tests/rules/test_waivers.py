"""Gaps that the office decided not to close: counted apart, with the reason, and never where that is forbidden."""

from datetime import date
from pathlib import Path

import pytest

from graphmodel.rosters import read_rosters
from graphmodel.rules import Judgement, rules, waiver_problems
from graphmodel.stores import snapshot
from tests.rules.build import alliance, evidence, judged, verdicts
from tests.saved import saved_in

TEXT = """
compounds: id part_of
  c1 k1
grids: id part_of
  g1 c1
  g2 c1
people: id party_status
  p1 full
  p2 full
party_orgs: id kind seated_in approved_by covers
  so1 street s1 - -
  so2 street s2 - -
  b1 grid_branch - so2 g1
  b2 grid_branch - - g2
  b3 grid_group - so1 g2
posts: from post to
  p1 grid_head g1
  p2 grid_head g2
  p2 secretary b1
  p2 secretary b2
  p1 secretary b3
pairings: from to agreement_signed_on
  b1 g1 2018-05-01
  b1 c1 -
"""


def outcomes(judgement: Judgement) -> list[tuple[str, str, str]]:
    return judgement.waivers.select("rule", "subject", "outcome").rows()


def test_a_waived_gap_is_exempt_with_its_reason_and_the_others_stay() -> None:
    result = judged(
        TEXT
        + """
        waivers: rule subject reason approver starts ends
          R08 b3 新任网格长即将到任 组织科 2018-10-01 2019-03-01
        """,
        "R08",
    )
    assert verdicts(result) == {"b1": "gap S3", "b2": "met", "b3": "exempt"}
    assert evidence(result, "waived") == {"b3": "新任网格长即将到任"}
    assert evidence(result, "waived_until") == {"b3": "2019-03-01"}
    assert evidence(result, "head")["b3"] == ["p2"]
    assert result.coverage.select("met", "gap", "exempt", "rate").rows() == [(1, 1, 1, 0.5)]
    assert outcomes(result) == [("R08", "b3", "applied")]


@pytest.mark.parametrize(
    ("day", "verdict", "outcome"),
    [
        (date(2018, 9, 30), "gap S3", "not-yet"),
        (date(2018, 10, 1), "exempt", "applied"),
        (date(2019, 2, 28), "exempt", "applied"),
        (date(2019, 3, 1), "gap S3", "expired"),
    ],
)
def test_a_waiver_holds_from_its_first_day_until_its_last(day: date, verdict: str, outcome: str) -> None:
    text = TEXT + "waivers: rule subject reason approver starts ends\n R08 b3 理由 甲 2018-10-01 2019-03-01"
    result = judged(text, "R08", as_of=day)
    assert verdicts(result)["b3"] == verdict
    assert outcomes(result) == [("R08", "b3", outcome)]


def test_goals_and_must_gaps_of_s1_refuse() -> None:
    result = judged(
        TEXT
        + """
        waivers: rule subject reason approver starts ends
          R25 g1 理由 甲 2018-01-01 2020-01-01
          R03 b1 理由 甲 2018-01-01 2020-01-01
          R03 b2 理由 甲 2018-01-01 2020-01-01
          R43 b1→c1 理由 甲 2018-01-01 2020-01-01
        """,
        "R03",
        "R25",
        "R43",
    )
    assert verdicts(result) == {
        "b1": "exempt",
        "b2": "gap S1",
        "b3": "exempt",
        "g1": "gap S1",
        "g2": "gap S1",
        "b1→g1": "met",
        "b1→c1": "exempt",
    }
    assert outcomes(result) == [
        ("R03", "b1", "applied"),
        ("R03", "b2", "refused"),
        ("R25", "g1", "refused"),
        ("R43", "b1→c1", "applied"),
    ]


def test_of_two_waivers_the_longer_counts_and_what_is_no_gap_needs_none() -> None:
    result = judged(
        TEXT
        + """
        waivers: rule subject reason approver starts ends
          R08 b3 先到期 甲 2018-01-01 2019-01-01
          R08 b3 后到期 甲 2018-01-01 2019-06-01
          R08 b2 理由 甲 2018-01-01 2019-06-01
          R08 so1 理由 甲 2018-01-01 2019-06-01
          R10 b3 理由 甲 2018-01-01 2019-06-01
        """,
        "R08",
    )
    assert evidence(result, "waived") == {"b3": "后到期"}
    assert outcomes(result) == [
        ("R08", "b2", "not-needed"),
        ("R08", "b3", "applied"),
        ("R08", "b3", "applied"),
        ("R08", "so1", "no-subject"),
    ]


def test_what_a_waiver_can_never_do_is_a_warning() -> None:
    found = waiver_problems(
        alliance(
            TEXT
            + """
            waivers: rule subject reason approver starts ends
              R08 b3 理由 甲 2018-01-01 2019-01-01
              R08 b9 理由 甲 2018-01-01 2019-01-01
              R08 g1 理由 甲 2018-01-01 2019-01-01
              R02 g1 理由 甲 2018-01-01 2019-01-01
              R14 g1 理由 甲 2018-01-01 2019-01-01
              R99 g1 理由 甲 2018-01-01 2019-01-01
              R43 b1→c1 理由 甲 2018-01-01 2019-01-01
              R43 b2→c1 理由 甲 2018-01-01 2019-01-01
            """
        ),
        rules(),
    )
    assert found.select("code", "severity", "file", "row", "column", "value").rows() == [
        ("ignored-value", "warning", "waivers.csv", 3, "对象", "b9"),
        ("ignored-value", "warning", "waivers.csv", 4, "对象", "g1"),
        ("ignored-value", "warning", "waivers.csv", 5, "规则", "R02"),
        ("ignored-value", "warning", "waivers.csv", 6, "规则", "R14"),
        ("ignored-value", "warning", "waivers.csv", 7, "规则", "R99"),
        ("ignored-value", "warning", "waivers.csv", 9, "对象", "b2→c1"),
    ]


def test_without_waivers_nothing_is_said_of_them() -> None:
    result = judged(TEXT, "R08")
    assert result.waivers.is_empty()
    assert waiver_problems(alliance(TEXT), rules()).is_empty()


def test_the_roster_is_checked_like_the_others(tmp_path: Path) -> None:
    rows = [
        "规则,对象,理由,批准人,起,止",
        "R08,330802007001.0,理由,甲,2018-10-01,2019-03-01",
        "R08,b3,,甲,2018-10-01,2019-03-01",
        "R08,b3,理由,甲,2019-03-01,2019-03-01",
        "R08,b3,理由,甲,2018-10-01,长期",
        "R08,33080219700101123X,理由,甲,2018-10-01,2019-03-01",
    ]
    (tmp_path / "豁免.csv").write_text("\n".join(rows), encoding="utf-8")
    reading = read_rosters([tmp_path])
    assert reading.problems.select("row", "code", "column").rows() == [
        (3, "missing-value", "理由"),
        (4, "ends-before-start", "止"),
        (5, "bad-date", "止"),
        (6, "personal-number", "对象"),
    ]
    assert reading.rosters["waivers"].rows["subject"].to_list()[0] == "330802007001"


def test_a_snapshot_keeps_them_and_is_another_for_them(tmp_path: Path) -> None:
    with_waiver = (
        TEXT + "waivers: rule subject reason approver starts ends\n R08 b3 理由 甲 2018-10-01 2019-03-01"
    )
    plain, waived = (snapshot.save(alliance(text), tmp_path) for text in (TEXT, with_waiver))
    assert plain.snapshot != waived.snapshot
    assert saved_in(tmp_path)[0].waivers["subject"].to_list() == ["b3"]
