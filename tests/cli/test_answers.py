"""What the commands answer, in the forms of the contract, on a city counted by hand."""

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest
from rich.cells import cell_len
from rich.console import Console

from graphmodel.cli import answers
from tests.cli.conftest import Run, answer, program_in
from tests.cli.office import COVERAGE


def test_coverage_is_what_was_counted_by_hand(loaded: Run) -> None:
    rows = {(r["rule"], r["subject_label"]): r for r in answer(loaded, "coverage")["coverage"]}
    for key, counts in COVERAGE.items():
        row = rows[key]
        assert (row["met"], row["gap"], row["unknown"], row["exempt"]) == counts, key
        judged = counts[0] + counts[1]
        assert row["rate"] == (round(counts[0] / judged, 4) if judged else None)


def test_gaps_have_the_form_of_the_contract(loaded: Run) -> None:
    gaps = answer(loaded, "gaps", "--rule", "R25")
    assert gaps["schema"] == "graphmodel/findings/1"
    assert (gaps["as_of"], gaps["engine"], gaps["scope"]) == ("2018-12-31", "embedded", [])
    assert len(gaps["snapshot"]) == 64
    assert {row["rule"] for row in gaps["coverage"]} >= {"R02", "R25", "R35"}, "filters never change coverage"
    assert [finding["subject"] for finding in gaps["findings"]] == [
        "990102001001/乙小区/乙网格",
        "990102001001/甲小区/甲二网格",
        "990102001002/丙小区/丙网格",
    ]
    assert gaps["findings"][0] == {
        "rule": "R25",
        "subject_label": "Grid",
        "subject": "990102001001/乙小区/乙网格",
        "name": "乙网格",
        "verdict": "gap",
        "severity": "S1",
        "evidence": {"instructors": 0, "shared": 0},
        "sources": [{"file": "网格.xlsx", "sheet": "Sheet", "row": 5}],
        "first_seen": "2018-12-31",
        "persists": 1,
        "reply": None,
    }


def test_a_verdict_names_the_rows_that_decided_it(loaded: Run) -> None:
    (met,) = answer(loaded, "gaps", "--rule", "R25", "--verdict", "met")["findings"]
    assert met["severity"] is None
    assert met["sources"] == [
        {"file": "网格.xlsx", "sheet": "Sheet", "row": 3},
        {"file": "任职.csv", "sheet": None, "row": 2},
    ]


def test_homes_are_counted_per_grid(loaded: Run) -> None:
    findings = answer(loaded, "gaps", "--rule", "R35", "--verdict", "all")["findings"]
    assert {f["name"]: (f["verdict"], f["evidence"]) for f in findings} == {
        "甲一网格": ("met", {"met": 2, "gap": 0, "unknown": 0, "exempt": 1}),
        "乙网格": ("gap", {"met": 0, "gap": 1, "unknown": 1, "exempt": 1}),
    }


def test_people_are_codes_without_names(loaded: Run) -> None:
    gaps = loaded("gaps", "--format", "json", "--verdict", "all").stdout
    assert '"subject": "003"' in gaps
    assert "示例丙" not in gaps


def test_findings_are_sorted_and_the_same_bytes_every_time(loaded: Run, office_folder: Path) -> None:
    """Also in another process, in which sets are in another order."""
    first = loaded("gaps", "--format", "json", "--verdict", "all").stdout
    assert program_in(office_folder)("gaps", "--format", "json", "--verdict", "all").stdout == first
    keys = [(f["rule"], f["subject_label"], f["subject"]) for f in json.loads(first)["findings"]]
    assert keys == sorted(keys)


def test_scope_chooses_subjects_never_facts(loaded: Run) -> None:
    rows = answer(loaded, "coverage", "--scope", "990102001002")["coverage"]
    assert {
        (r["rule"], r["subject_label"]): (r["met"], r["gap"]) for r in rows if r["rule"] in {"R25", "R22"}
    } == {
        ("R22", "Grid"): (0, 1),
        ("R22", "PartyOrg"): (0, 0),
        ("R25", "Grid"): (0, 1),
    }
    both = answer(loaded, "coverage", "--scope", "990102001002", "--scope", "990102001001")
    assert both["scope"] == ["990102001002", "990102001001"]
    assert next(r for r in both["coverage"] if r["rule"] == "R25")["gap"] == 3


def test_an_empty_mark_of_main_urban_is_not_main_urban(loaded: Run) -> None:
    rows = answer(loaded, "coverage", "--scope", "main-urban")["coverage"]
    assert all(row["met"] == row["gap"] == 0 and row["rate"] is None for row in rows)


def test_coverage_by_community_names_the_unit(loaded: Run) -> None:
    rows = answer(loaded, "coverage", "--by", "community")["coverage"]
    of_r25 = {row["unit_code"]: (row["by"], row["met"], row["gap"]) for row in rows if row["rule"] == "R25"}
    assert of_r25 == {
        "990102001001": ("community", 1, 2),
        "990102001002": ("community", 0, 1),
        "990102001003": ("community", 0, 0),
    }


def test_another_day_gives_other_answers(loaded: Run) -> None:
    early = answer(loaded, "coverage", "--as-of", "2018-04-30")["coverage"]
    row = next(r for r in early if r["rule"] == "R25")
    assert (row["met"], row["gap"]) == (1, 3), (
        "the instructor of 丙网格 left in November, that of 甲一网格 came in May"
    )


def test_a_threshold_of_ones_own_is_said_with_the_usual_one(loaded: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("max_homes = 12", encoding="utf-8")
    for command in (("coverage",), ("gaps", "--rule", "R38")):
        own = loaded(*command, "--settings", tmp_path / "mine.toml")
        assert "threshold: homes one member may contact 12 (default 20)" in own.stderr
        assert "threshold" not in loaded(*command).stderr
    explained = loaded("explain", "R38", "--settings", tmp_path / "mine.toml")
    assert "homes one member may contact: 12" in explained.stdout


def test_csv_can_be_read_and_holds_no_formula(loaded: Run, tmp_path: Path) -> None:
    done = loaded("gaps", "--rule", "R25", "--format", "csv", "--raw")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["name"] for row in rows] == ["乙网格", "甲二网格", "丙网格"]
    loaded("gaps", "--format", "csv", "-o", tmp_path / "gaps.csv")
    assert (tmp_path / "gaps.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_csv_speaks_to_people_unless_it_is_raw(loaded: Run) -> None:
    asked = ("gaps", "--rule", "R25", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(loaded(*asked, lang="zh").stdout)))
    raw = list(csv.DictReader(io.StringIO(loaded(*asked, "--raw", lang="zh").stdout)))
    assert [(row["类别"], row["名称"], row["街道"], row["结论"]) for row in rows] == [
        ("网格", "乙网格", "示例街道", "缺口"),
        ("网格", "甲二网格", "示例街道", "缺口"),
        ("网格", "丙网格", "示例街道", "缺口"),
    ]
    assert {(row["subject_label"], row["verdict"]) for row in raw} == {("Grid", "gap")}
    rates = list(csv.DictReader(io.StringIO(loaded("coverage", "--format", "csv", lang="zh").stdout)))
    raw_rates = list(csv.DictReader(io.StringIO(loaded("coverage", "--format", "csv", "--raw").stdout)))
    assert len(rates) == len(raw_rates)
    assert {"规则": "R25", "覆盖率": "25.0%"}.items() <= next(r for r in rates if r["规则"] == "R25").items()
    assert next(r for r in raw_rates if r["rule"] == "R25")["rate"] == "0.25"


def test_gaps_are_counted_by_rule_and_street_unless_they_are_listed(loaded: Run) -> None:
    counted, listed = loaded("gaps", lang="zh"), loaded("gaps", "--list", lang="zh")
    lines = ([cell.strip() for cell in line.split("│")[1:-1]] for line in counted.stdout.splitlines())
    rows = {(cells[0], cells[2]): cells[3:] for cells in lines if cells and cells[0]}
    assert rows["R25", "网格"] == ["3", "示例街道 3"]
    assert rows["R35", "住户"] == ["1", "示例街道 1"]
    assert ("R24", "党组织") not in rows
    assert "graphmodel gaps --list" in counted.stderr
    assert "丙网格" not in counted.stdout
    assert "丙网格" in listed.stdout


def test_rates_without_subjects_are_left_out_on_a_screen(loaded: Run) -> None:
    assert "R18" not in loaded("coverage").stdout
    assert "R18" in loaded("coverage", "--format", "csv").stdout


def test_a_workbook_needs_a_file_and_then_holds_the_rows(loaded: Run, tmp_path: Path) -> None:
    assert loaded("gaps", "--format", "xlsx").returncode == 2
    assert loaded("gaps", "--rule", "R25", "--format", "xlsx", "-o", tmp_path / "gaps.xlsx").returncode == 0
    sheet = openpyxl.load_workbook(tmp_path / "gaps.xlsx").worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert "as of 2018-12-31" in str(rows[1][0])
    found = [dict(zip(rows[2], row, strict=True)) for row in rows[3:]]
    assert {row["code"] for row in found} == {
        "990102001001/乙小区/乙网格",
        "990102001001/甲小区/甲二网格",
        "990102001002/丙小区/丙网格",
    }
    assert {row["verdict"] for row in found} == {"gap"}
    assert all("instructors: 0" in str(row["what is missing, on what evidence"]) for row in found)


@pytest.mark.filterwarnings("ignore:.* extension is not supported")  # openpyxl knows no data bars of 2010
def test_a_workbook_of_rates_names_its_units(loaded: Run, tmp_path: Path) -> None:
    file = tmp_path / "coverage.xlsx"
    done = loaded("coverage", "--rule", "R25", "--by", "community", "--format", "xlsx", "-o", file)
    assert done.returncode == 0, done.stderr
    rows = list(openpyxl.load_workbook(file).worksheets[0].iter_rows(values_only=True))
    headings = rows[3]
    found = {row["unit code"]: row for row in (dict(zip(headings, row, strict=True)) for row in rows[4:])}
    assert [found["990102001001"][key] for key in ("denominator", "met", "gap")] == [3, 1, 2]
    assert all(row["unit"] for row in found.values())


def test_the_screen_says_the_evidence_in_words(loaded: Run) -> None:
    shown = "".join(loaded("gaps", "--rule", "R25").stdout.split())
    assert "instructors:0" in shown
    assert "{" not in shown


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_command_explains_itself_in_both_languages(graphmodel: Run, lang: str) -> None:
    for command in ("run", "check", "load", "gaps", "coverage", "query", "schema", "synthesise", "demo"):
        done = graphmodel(command, "--help", lang=lang)
        assert done.returncode == 0
        assert ("名册" in done.stdout or "结" in done.stdout or "输出" in done.stdout) == (lang == "zh"), (
            command
        )


def test_on_a_narrow_screen_days_stay_whole_and_long_texts_take_lines(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "screen", Console(width=40))
    answers.show(["name", "first seen"], [("网格" * 12, "2018-12-31"), ("甲", "2018-12-31")])
    lines = capsys.readouterr().out.splitlines()
    assert sum("2018-12-31" in line for line in lines) == 2
    assert max(map(cell_len, lines)) <= 40
    assert "".join(lines).count("网") == 12
