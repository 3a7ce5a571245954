"""Why a subject got its verdict."""

import pytest

from tests.cli.conftest import Run, answer

GRID = "990102001002/丙小区/丙网格"


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


@pytest.mark.usefixtures("asked_here")
def test_a_name_may_be_qualified_wherever_a_code_does(loaded: Run) -> None:
    (explained,) = answer(loaded, "explain", "R25", "西苑社区/丙网格")["explanations"]
    assert explained["subject"] == GRID
    of_name = answer(loaded, "gaps", "--scope", "西苑社区")
    assert of_name["scope"] == ["990102001002"]
    assert of_name["findings"] == answer(loaded, "gaps", "--scope", "990102001002")["findings"]
    compound = ("query", "explore_compound", "--param")
    assert answer(loaded, *compound, "code=丙小区") == answer(loaded, *compound, "code=990102001002/丙小区")


def test_a_subject_without_a_rule_is_answered_with_every_verdict(loaded: Run) -> None:
    told = answer(loaded, "explain", "丙网格")
    assert told["subject"] == {"subject_label": "Grid", "subject": GRID, "name": "丙网格"}
    findings = answer(loaded, "gaps", "--verdict", "all")["findings"]
    of_grid = [
        (f["rule"], f["verdict"]) for f in findings if (f["subject_label"], f["subject"]) == ("Grid", GRID)
    ]
    assert sorted((e["rule"], e["verdict"]) for e in told["explanations"]) == of_grid
    assert told["explanations"][0]["verdict"] == "gap"
    text = loaded("explain", "丙网格", lang="zh").stdout
    assert "R25 一网格一党建指导员：缺口（一级" in text


def test_of_a_unit_it_tells_what_lies_in_it(loaded: Run) -> None:
    within = answer(loaded, "explain", "西苑社区")["within"]
    of_scope = answer(loaded, "gaps", "--scope", "西苑社区")
    assert within["coverage"] == of_scope["coverage"]
    told = {(f["rule"], f["subject"]) for f in within["findings"]}
    assert told < {(f["rule"], f["subject"]) for f in of_scope["findings"]}
    assert ("R25", GRID) in told
    text = loaded("explain", "西苑社区", lang="zh").stdout
    assert "范围内的缺口：一级 " in text
    assert "网格 丙网格：" in text


def test_what_is_neither_rule_nor_thing_is_refused(loaded: Run) -> None:
    done = loaded("explain", "丙网", lang="zh")
    assert done.returncode == 2
    assert "丙网格" in done.stderr
