"""The columnar form of the rules that count homes, which must say what the queries say."""

import importlib
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmodel.alliance import Slice
from graphmodel.engines.embedded import Embedded
from graphmodel.rules import Settings, judge, rules
from graphmodel.rules.columnar import COLUMNAR
from tests.rules.build import AS_OF, alliance, cases
from tests.rules.generate import alliance as generated

HOMES = next(case.text for case in cases() if case.rule == "R35")


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


@settings(max_examples=settings().max_examples // 2)
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
    assert result.findings.height == 18
