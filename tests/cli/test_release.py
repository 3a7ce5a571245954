"""What is made for outside the office betrays neither people nor small numbers."""

import json
import os
from typing import Any

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


def test_people_are_no_list_where_they_are_few_and_pseudonyms_elsewhere(
    released: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def findings() -> list[dict[str, Any]]:
        answer = released("gaps", "--verdict", "all", "--for-release", "--format", "json")
        rows: list[dict[str, Any]] = json.loads(answer.stdout)["findings"]
        return rows

    def heads() -> list[str]:
        return [code for row in findings() for code in row["evidence"].get("head") or ()]

    assert "Person" not in {row["subject_label"] for row in findings()}, "three people in all"
    first = heads()
    assert first
    assert not set(first) & {f"00{number}" for number in range(1, 6)}
    monkeypatch.setitem(os.environ, "GRAPHMODEL_RELEASE_KEY", "another key")
    assert not set(heads()) & set(first)


@pytest.mark.parametrize("command", ["gaps", "coverage"])
def test_a_part_is_not_released_by_itself(released: Run, command: str) -> None:
    done = released(command, "--for-release", "--scope", "990102001002", "--format", "json")
    assert done.returncode == 2
    assert "coverage --by" in done.stderr
    assert not done.stdout


def test_without_a_key_nothing_is_released(released: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(os.environ, "GRAPHMODEL_RELEASE_KEY")
    done = released("gaps", "--for-release", "--format", "json")
    assert done.returncode == 2
    assert "GRAPHMODEL_RELEASE_KEY" in done.stderr
    assert not done.stdout
