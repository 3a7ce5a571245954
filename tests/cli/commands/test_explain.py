"""Why a subject got its verdict."""

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
