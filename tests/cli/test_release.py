"""What is made for outside the office betrays neither people nor small numbers."""

import json
import os
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.test_own_rules import RULE


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


def test_people_are_no_list_where_they_are_few_and_stand_in_no_evidence(released: Run) -> None:
    answer = released("gaps", "--verdict", "all", "--for-release", "--format", "json")
    findings = json.loads(answer.stdout)["findings"]
    assert "Person" not in {row["subject_label"] for row in findings}, "three people in all"
    heads = [row["evidence"]["head"] for row in findings if "head" in row["evidence"]]
    assert heads
    assert not any(heads)


@pytest.mark.parametrize("command", ["gaps", "coverage"])
def test_thresholds_of_ones_own_are_not_released(released: Run, tmp_path: Path, command: str) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text("max_homes = 10\n", encoding="utf-8")
    done = released(command, "--for-release", "--settings", str(settings))
    assert done.returncode == 2
    assert "--settings" in done.stderr
    assert not done.stdout


@pytest.mark.parametrize("command", ["gaps", "coverage"])
def test_rules_of_ones_own_are_not_released(released: Run, tmp_path: Path, command: str) -> None:
    (tmp_path / "X01_own.cypher").write_text(RULE, encoding="utf-8")
    done = released(command, "--for-release", "--rules", str(tmp_path))
    assert done.returncode == 2
    assert "without --rules" in done.stderr
    assert not done.stdout


@pytest.mark.parametrize("form", ["table", "json", "csv"])
@pytest.mark.parametrize("command", ["gaps", "coverage"])
def test_every_form_shows_what_may_be_shown(released: Run, command: str, form: str) -> None:
    done = released(command, "--for-release", "--format", form)
    assert (done.returncode, done.stderr.count("fault")) == (0, 0)
    assert "R25" in done.stdout


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
