"""What is made for outside the office betrays neither people nor small numbers."""

import json
import os

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def released(loaded: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setitem(os.environ, "GRAPHMODEL_RELEASE_KEY", "a key kept elsewhere")
    return loaded


def test_small_numbers_of_people_and_homes_are_hidden(released: Run) -> None:
    rows = json.loads(released("coverage", "--for-release", "--format", "json").stdout)["coverage"]
    people = next(row for row in rows if (row["rule"], row["subject_label"]) == ("R31", "Person"))
    homes = next(row for row in rows if row["rule"] == "R35")
    assert people["met"] is people["gap"] is people["rate"] is None
    assert homes["met"] is homes["gap"] is homes["rate"] is None
    grids = next(row for row in rows if row["rule"] == "R25")
    assert (grids["met"], grids["gap"]) == (1, 3), "grids are no people"


def test_people_get_pseudonyms_that_need_the_key(released: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def subjects() -> list[str]:
        answer = released("gaps", "--rule", "R31", "--verdict", "all", "--for-release", "--format", "json")
        findings = json.loads(answer.stdout)["findings"]
        return [f["subject"] for f in findings if f["subject_label"] == "Person"]

    first = subjects()
    assert len(set(first)) == 3
    assert not set(first) & {"001", "002", "003"}
    assert subjects() == first
    monkeypatch.setitem(os.environ, "GRAPHMODEL_RELEASE_KEY", "another key")
    assert not set(subjects()) & set(first)


def test_without_a_key_nothing_is_released(released: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(os.environ, "GRAPHMODEL_RELEASE_KEY")
    done = released("gaps", "--for-release", "--format", "json")
    assert done.returncode == 2
    assert "GRAPHMODEL_RELEASE_KEY" in done.stderr
    assert not done.stdout
