"""Why a subject got its verdict, and what changed between two days or two snapshots."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.cli.office import INVENTED_DIVISIONS, fill_in

GRID = "990102001002/丙小区/丙网格"


def answer(graphmodel: Run, *arguments: object) -> dict[str, Any]:
    done = graphmodel(*arguments, "--format", "json")
    assert done.returncode == 0, done.stderr
    parsed: dict[str, Any] = json.loads(done.stdout)
    return parsed


def test_a_rule_is_explained_without_any_data(graphmodel: Run) -> None:
    done = graphmodel("explain", "R25", lang="zh")
    assert done.returncode == 0
    assert "一网格一党建指导员" in done.stdout


def test_a_verdict_is_explained_with_the_rows_that_decided_it(loaded: Run) -> None:
    (explained,) = answer(loaded, "explain", "R25", "甲一网格")["explanations"]
    assert explained["verdict"] == "met"
    (fact,) = explained["facts"]
    assert (fact["from"]["id"], fact["properties"]["post"]) == ("001", "instructor")
    assert fact["source"] == {"file": "任职.csv", "sheet": None, "row": 2}
    text = loaded("explain", "R25", GRID, lang="zh").stdout
    assert "怎样补上" in text
    assert "网格.xlsx" in text


def test_an_unknown_subject_is_answered_with_the_nearest(loaded: Run) -> None:
    done = loaded("explain", "R25", "甲一网")
    assert done.returncode == 2
    assert "甲一网格" in done.stderr


def test_a_gap_that_opened_names_the_tie_that_ended(loaded: Run) -> None:
    changes = answer(loaded, "diff", "--from", "2018-10-31", "--to", "2018-12-31", "--rule", "R25")
    (opened,) = [gap for gap in changes["gaps"] if gap["state"] == "new"]
    assert (opened["subject"], opened["cause"]) == (GRID, "tie_ended")
    assert opened["ties"] == [f"HOLDS 002→{GRID}"]
    assert {gap["state"] for gap in changes["gaps"]} == {"new", "persisting"}
    (rates,) = changes["coverage"]
    assert (rates["gap_before"], rates["gap"]) == (2, 3)


def test_two_snapshots_tell_new_divisions_from_changes_in_the_network(
    graphmodel: Run, tmp_path: Path
) -> None:
    fill_in(tmp_path / "rosters")
    assert graphmodel("load", "rosters", "--as-of", "2018-12-31").returncode == 0
    first = answer(graphmodel, "gaps")["snapshot"]
    listed = (
        INVENTED_DIVISIONS.replace("没有小区的社区", "改了名的社区")
        + "990102001004,新设社区,5,990102001000\n"
    )
    (tmp_path / "rosters" / "区划名单.csv").write_text(listed, encoding="utf-8")
    (tmp_path / "rosters" / "又一个小区.csv").write_text(
        "小区名称,所属社区\n丁小区,新设社区\n", encoding="utf-8"
    )
    assert graphmodel("load", "rosters", "--as-of", "2018-12-31").returncode == 0
    changes = answer(
        graphmodel, "diff", "--from", first[:12], "--to", "2018-12-31", "--rule", "R21", "--rule", "R23"
    )
    assert [(d["change"], d["id"], d["name"], d["name_after"]) for d in changes["divisions"]] == [
        ("added", "990102001004", None, "新设社区"),
        ("renamed", "990102001003", "没有小区的社区", "改了名的社区"),
    ]
    opened = {(gap["subject"], gap["cause"]) for gap in changes["gaps"] if gap["state"] == "new"}
    assert opened == {("990102001004", "new_division"), ("990102001004/丁小区", "new_division")}


def test_an_unknown_snapshot_names_those_there_are(loaded: Run) -> None:
    done = loaded("diff", "--from", "nothing", "--to", "2018-12-31")
    assert done.returncode == 2
    assert "nothing" in done.stderr


@pytest.mark.parametrize("form", ["table", "csv", "xlsx"])
def test_changes_come_in_every_form(loaded: Run, tmp_path: Path, form: str) -> None:
    target = ["-o", tmp_path / "changes.xlsx"] if form == "xlsx" else []
    done = loaded("diff", "--from", "2018-10-31", "--to", "2018-12-31", "--format", form, *target, lang="zh")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "changes.xlsx").exists() if form == "xlsx" else "丙网格" in done.stdout
