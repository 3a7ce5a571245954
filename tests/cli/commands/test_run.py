"""The main job: rosters as people fill them in go in, a workbook, a page and findings come out."""

import json
import subprocess
from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import Run, commands_in, program_in
from tests.cli.office import COVERAGE, REAL_DIVISIONS, fill_in


def counts(findings: Path) -> dict[tuple[str, str], tuple[int, int, int, int]]:
    coverage = json.loads(findings.read_text(encoding="utf-8"))["coverage"]
    return {
        (r["rule"], r["subject_label"]): (r["met"], r["gap"], r["unknown"], r["exempt"])
        for r in coverage
        if (r["rule"], r["subject_label"]) in COVERAGE
    }


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, "subprocess.CompletedProcess[str]"]:
    """The folder in which a person ran the program, in English, and what it said."""
    folder = tmp_path_factory.mktemp("ran")
    fill_in(folder / "rosters")
    return folder, program_in(folder)("run", "rosters", "-o", "out", "--as-of", "2018-12-31")


@pytest.mark.filterwarnings("ignore:.* extension is not supported")  # openpyxl knows no data bars of 2010
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_one_command_gives_workbook_page_findings_and_a_store(
    ran: tuple[Path, "subprocess.CompletedProcess[str]"], tmp_path: Path, lang: str
) -> None:
    folder, done = ran
    if lang == "zh":
        folder = tmp_path
        fill_in(folder / "rosters")
        done = commands_in(folder)("run", "rosters", "-o", "out", "--as-of", "2018-12-31", lang=lang)
    assert done.returncode == 0, done.stderr
    assert "R25" in done.stdout
    out = folder / "out"
    assert counts(out / "findings.json") == COVERAGE
    assert {f["verdict"] for f in json.loads((out / "findings.json").read_text("utf-8"))["findings"]} == {
        "gap",
        "unknown",
    }
    assert openpyxl.load_workbook(out / "report.xlsx").sheetnames
    assert "R25" in (out / "index.html").read_text(encoding="utf-8")
    assert (
        json.loads(commands_in(folder)("gaps", "--store", "out/alliance", "--format", "json").stdout)["as_of"]
        == "2018-12-31"
    )
    written = {path.relative_to(folder).parts[0] for path in folder.rglob("*")}
    assert written == {"rosters", "out"}


def test_the_list_of_problems_goes_when_they_are_mended(graphmodel: Run, tmp_path: Path) -> None:
    graphmodel("synthesise", "-o", "rosters")
    (tmp_path / "rosters" / "empty.csv").touch()
    run = ("run", "rosters", "-o", "out", "--as-of", "2018-12-31")
    failed = graphmodel(*run)
    assert failed.returncode == 1
    assert (tmp_path / "out" / "problems.xlsx").is_file()
    assert "last run" not in failed.stderr
    (tmp_path / "rosters" / "empty.csv").unlink()
    assert graphmodel(*run).returncode == 0
    assert not (tmp_path / "out" / "problems.xlsx").exists()
    (tmp_path / "rosters" / "empty.csv").touch()
    assert "workbook and pages in out are still those of the last run" in graphmodel(*run).stderr


def test_results_are_no_input_of_the_next_run(graphmodel: Run, tmp_path: Path) -> None:
    fill_in(tmp_path)
    for _ in range(2):
        done = graphmodel("run", ".", "-o", "out", "--as-of", "2018-12-31")
        assert done.returncode == 0, done.stderr
    assert counts(tmp_path / "out" / "findings.json") == COVERAGE


def test_what_the_program_wrote_is_passed_over_wherever_it_lies(graphmodel: Run, tmp_path: Path) -> None:
    fill_in(tmp_path / "rosters")
    graphmodel("run", "rosters", "-o", "rosters/out", "--as-of", "2018-12-31")
    problems = json.loads(graphmodel("check", "rosters", "--format", "json").stdout)["problems"]
    assert {problem["severity"] for problem in problems} == {"warning"}
    assert not any("out" in problem["file"] for problem in problems)


def test_the_same_rosters_give_the_same_findings_wherever_they_lie(
    ran: tuple[Path, "subprocess.CompletedProcess[str]"], graphmodel: Run, tmp_path: Path
) -> None:
    """Also in another process, in which sets are in another order."""
    fill_in(tmp_path / "elsewhere")
    graphmodel("run", "elsewhere", "-o", "there", "--as-of", "2018-12-31")
    first, second = (ran[0] / "out" / "findings.json"), (tmp_path / "there" / "findings.json")
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.skipif(not REAL_DIVISIONS.exists(), reason="the official division list lies outside the project")
def test_the_official_division_list_is_read_whole(graphmodel: Run, tmp_path: Path) -> None:
    rosters = fill_in(tmp_path / "rosters", "新荷社区", "荷花街道/兴华社区", REAL_DIVISIONS)
    done = graphmodel("run", "rosters", "-o", "out", "--as-of", "2018-12-31")
    assert done.returncode == 0, done.stderr
    assert counts(tmp_path / "out" / "findings.json") == COVERAGE
    check = json.loads(graphmodel("check", rosters, "--format", "json").stdout)
    assert check["rows"]["divisions"] + check["left_out"]["divisions"] == 1705
    r02 = json.loads(
        graphmodel("gaps", "--store", "out/alliance", "--rule", "R02", "--format", "json").stdout
    )
    assert r02["findings"][0]["subject"] == "330802007001/乙小区/乙网格"
