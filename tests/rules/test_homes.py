"""Rules on members and homes, and their columnar form, which must say what the queries say."""

import importlib
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmodel.alliance import Slice
from graphmodel.engines.embedded import Embedded
from graphmodel.rules import Settings, judge, rules
from graphmodel.rules.columnar import COLUMNAR
from tests.rules.build import AS_OF, alliance, evidence, judged, verdicts
from tests.rules.generate import alliance as generated

HOMES = """
compounds: id part_of
  c1 k1
grids: id part_of
  g1 c1
  g2 c1
  g3 c1
  g4 c1
households: id part_of status
  seen g1 occupied
  seen-twice g1 occupied
  long-ago g1 occupied
  never g1 occupied
  vacant g1 vacant
  opted-out g1 opted_out
  unclear g2 -
  undated g2 occupied
  unclear-alone g3 -
  vacant-seen g4 vacant
people: id party_status
  p1 full
  p2 probationary
  p3 full
  p4 none
party_orgs: id kind
  b1 grid_branch
  o1 organ_branch
registrations: from to
  p1 b1
  p2 b1
  p3 o1
  p4 b1
household_ties: from to last_contact_month
  p1 seen 2018-10
  p1 seen-twice 2017-01
  p3 seen-twice 2018-12
  p1 long-ago 2018-09
  p1 unclear 2018-12
  p1 undated -
  p1 vacant-seen 2018-12
"""


def test_r34_registered_members_contact_homes() -> None:
    assert verdicts(judged(HOMES, "R34")) == {"p1": "met", "p2": "gap S3"}


def test_r35_homes_are_counted_by_grid() -> None:
    result = judged(HOMES, "R35")
    assert verdicts(result) == {"g1": "gap S1", "g2": "unknown", "g3": "unknown", "g4": "exempt"}
    assert _counts(result.findings) == {
        "g1": (3, 1, 0, 2),
        "g2": (1, 0, 1, 0),
        "g3": (0, 0, 1, 0),
        "g4": (0, 0, 0, 1),
    }


def test_r36_contacted_homes_were_seen_lately() -> None:
    result = judged(HOMES, "R36")
    assert verdicts(result) == {"g1": "gap S2", "g2": "unknown", "g3": "exempt", "g4": "exempt"}
    assert _counts(result.findings) == {
        "g1": (2, 1, 0, 3),
        "g2": (0, 0, 2, 0),
        "g3": (0, 0, 0, 1),
        "g4": (0, 0, 0, 1),
    }
    wider = judged(HOMES, "R36", settings=Settings(window_months=4))
    assert _counts(wider.findings)["g1"] == (3, 0, 0, 3)


def test_r35_and_r36_without_household_ties_every_home_is_unknown() -> None:
    result = judged(HOMES, "R35", "R36", without=("household_ties",))
    assert set(verdicts(result).values()) == {"unknown"}
    assert evidence(result, "missing_roster")["g1"] == ["household_ties"]
    assert _counts(result.findings)["g1"] == (0, 0, 6, 0)


def test_r37_homes_lie_nearby() -> None:
    result = judged(
        """
        compounds: id part_of
          c1 k1
        grids: id part_of valid_to
          g1 c1 -
          g2 c1 -
          closed c1 2018-12-01
        households: id part_of
          h1 g1
          h2 g2
          h3 closed
        people: id lives_in
          neighbour g1
          registered -
          far g1
          nowhere -
          organ -
        party_orgs: id kind covers
          b2 grid_branch g2
          o1 organ_branch g1
        registrations: from to
          registered b2
          organ o1
        household_ties: from to
          neighbour h1
          neighbour h3
          registered h2
          far h1
          far h2
          nowhere h1
          organ h1
        """,
        "R37",
    )
    assert verdicts(result) == {
        **dict.fromkeys(("neighbour", "registered"), "met"),
        "far": "gap S4",
        **dict.fromkeys(("nowhere", "organ"), "unknown"),
    }
    assert (evidence(result, "homes_outside")["far"], evidence(result, "homes")["far"]) == (1, 2)


def test_r38_nobody_contacts_too_many_homes() -> None:
    assert verdicts(judged(HOMES, "R38")) == {"p1": "met", "p3": "met"}
    result = judged(HOMES, "R38", settings=Settings(max_homes=5))
    assert verdicts(result) == {"p1": "gap S3", "p3": "met"}
    assert evidence(result, "homes") == {"p1": 6, "p3": 1}


def _same(slice_: Slice, thresholds: Settings) -> None:
    """Both forms, run through the judge, give one set of findings."""
    household_rules = [rules()[id_] for id_ in COLUMNAR]
    with Embedded(slice_) as with_homes, Embedded(slice_, homes=False) as without_homes:
        asked, counted = (
            judge(slice_, engine, household_rules, snapshot="", settings=thresholds)
            for engine in (with_homes, without_homes)
        )
    assert not asked.failed
    assert not counted.failed
    assert counted.findings.equals(asked.findings)


@pytest.mark.parametrize("text", [HOMES, ""])
def test_the_columnar_form_says_the_same_of_a_small_alliance(text: str) -> None:
    _same(alliance(text).at(AS_OF), Settings(max_homes=5))


@given(
    seed=st.integers(0, 1_000_000),
    as_of=st.dates(date(2018, 6, 1), date(2019, 3, 31)),
    window_months=st.integers(1, 6),
    max_homes=st.integers(1, 4),
)
def test_the_columnar_form_says_the_same_of_generated_alliances(
    seed: int, as_of: date, window_months: int, max_homes: int
) -> None:
    _same(generated(seed).at(as_of), Settings(window_months=window_months, max_homes=max_homes))


def test_with_many_homes_the_tables_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.import_module("graphmodel.rules.columnar"), "MANY_HOMES", 9)
    slice_ = alliance(HOMES).at(AS_OF)
    with Embedded(slice_) as engine:
        monkeypatch.setattr(engine, "query", lambda *_: pytest.fail("the projection was asked"))
        result = judge(slice_, engine, [rules()[id_] for id_ in COLUMNAR], snapshot="")
    assert result.findings.height == 14


def _counts(findings: pl.DataFrame) -> dict[str, tuple[int, int, int, int]]:
    rows = findings.filter(pl.col("rule").is_in(("R35", "R36")))
    return {row[0]: row[1:] for row in rows.select("subject", "met", "gap", "unknown", "exempt").iter_rows()}
