"""Trying a change at the terminal: what turns, what is refused, and that nothing is saved."""

from pathlib import Path
from typing import Any

from tests.cli.conftest import Run, answer

Verdict = dict[str, Any]


def turned(document: dict[str, Any], rule: str) -> list[tuple[str, str | None, str | None]]:
    rows = [row for row in document["verdicts"] if row["rule"] == rule]
    return [(row["subject"], row["before"], row["after"]) for row in rows]


def test_without_a_compound_its_subjects_are_no_more_and_coverage_is_told_of_both(loaded: Run) -> None:
    before = answer(loaded, "coverage")
    document = answer(loaded, "what-if", "--remove", "甲小区")
    assert document["schema"] == "graphmodel/what-if/1"
    assert turned(document, "R23") == [("990102001001/甲小区", "met", None)]
    assert {after for _, _, after in turned(document, "R25")} == {None}
    rates = {(row["rule"], row["subject_label"]): row for row in before["coverage"]}
    for row in document["coverage"]:
        was = rates[row["rule"], row["subject_label"]]
        assert row["before"] == {verdict: was[verdict] for verdict in row["before"]}
    assert answer(loaded, "coverage") == before, "nothing was saved"


def test_rows_and_files_change_verdicts_the_same_way(loaded: Run, tmp_path: Path) -> None:
    findings = answer(loaded, "gaps", "--rule", "R25", "--verdict", "met")["findings"]
    grid = findings[0]["subject"]
    by_row = answer(loaded, "what-if", "--end", f"任职:001,党建指导员,{grid}", "--rule", "R25")
    file = tmp_path / "终止.csv"
    lines = ["名册,起点,终点,职务,终止日期", f"任职,001,{grid},党建指导员,{by_row['as_of']}"]
    file.write_text("\n".join(lines), encoding="utf-8")
    by_file = answer(loaded, "what-if", "--add", str(file), "--rule", "R25")
    assert turned(by_row, "R25") == [(grid, "met", "gap")]
    assert by_row == by_file


def test_errors_of_added_files_are_told_as_check_tells_them(loaded: Run, tmp_path: Path) -> None:
    file = tmp_path / "终止.csv"
    file.write_text("名册,起点,终点,职务,终止日期\n结对,没有,甲小区,,2018-12-31\n", encoding="utf-8")
    done = loaded("what-if", "--add", str(file), lang="zh")
    assert done.returncode == 1
    assert "终止.csv" in done.stdout
    assert "没有" in done.stdout


def test_what_changes_nothing_or_is_nothing_is_refused(loaded: Run) -> None:
    assert loaded("what-if").returncode == 2
    assert loaded("what-if", "--remove", "没有的").returncode == 2
    assert loaded("what-if", "--close", "甲小区", "--scope", "没有的").returncode == 2
    assert loaded("what-if", "--end", "结对:甲,乙").returncode == 2


def test_the_table_is_said_in_the_language_of_the_reader(loaded: Run) -> None:
    shown = loaded("what-if", "--close", "甲小区", lang="zh")
    assert shown.returncode == 0
    for word in ("试算：结论怎样变化", "变了的结论", "原来", "之后", "没有保存"):
        assert word in shown.stdout
    assert "No" not in shown.stdout
