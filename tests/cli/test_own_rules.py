"""An office's own rules: asked, judged, waived and told as ours are, wherever they are given."""

import csv
import io
import json
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import Run
from tests.cli.office import fill_in

RULE = """/*
title = { zh = "一个小区至少两个网格", en = "Every compound has two grids at least" }
phrase = "本单位规定"
modality = "DEFAULT"

[subjects.Compound]
severity = "S3"
rosters = ["grids"]
evidence = ["grids"]
gap = { zh = "网格不足两个", en = "it has less than two grids" }
closes = { zh = "再划分一个网格", en = "divide it into two grids" }
*/
MATCH (c:Compound)
OPTIONAL MATCH (g:Grid)-[:PART_OF]->(c)
WITH c, count(DISTINCT g.id) AS grids
RETURN c.label AS subject_label, c.id AS subject,
       CASE WHEN grids < 2 THEN 'gap' ELSE 'met' END AS verdict, grids
"""
WAIVED, GAP = "990102001001/乙小区", "990102001002/丙小区"
OWN = ("--rules", "own")


@pytest.fixture
def office(graphmodel: Run, tmp_path: Path) -> Run:
    """``graphmodel`` where an office's rosters and its own rule lie."""
    rosters = fill_in(tmp_path / "rosters")
    waiver = f"规则,对象,理由,批准人,起,止\nX01,{WAIVED},暂缓,区委组织部,2018-12-01,2019-03-01\n"
    (rosters / "豁免.csv").write_text(waiver, encoding="utf-8")
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "X01_小区网格少.cypher").write_text(RULE, encoding="utf-8")
    return graphmodel


def test_its_findings_stand_wherever_ours_do(office: Run, tmp_path: Path) -> None:
    done = office("run", "rosters", "-o", "out", "--as-of", "2018-12-31", *OWN)
    assert done.returncode == 0, done.stderr
    assert "Every compound has two grids" in office("coverage", "--store", "out/alliance", *OWN).stdout
    answer = json.loads((tmp_path / "out" / "findings.json").read_text(encoding="utf-8"))
    assert [finding["subject"] for finding in answer["findings"] if finding["rule"] == "X01"] == [GAP]
    (row,) = (row for row in answer["coverage"] if row["rule"] == "X01")
    assert [row[verdict] for verdict in ("met", "gap", "exempt")] == [1, 1, 1]
    for page in ("index.html", "network.html"):
        assert "Every compound has two grids at least" in (tmp_path / "out" / page).read_text(
            encoding="utf-8"
        )
    with closing(openpyxl.load_workbook(tmp_path / "out" / "report.xlsx", read_only=True)) as book:
        assert ("X01", GAP) in {
            (row[0], row[3]) for row in book["Subject by subject"].iter_rows(values_only=True)
        }


def test_every_command_that_judges_asks_it(office: Run, tmp_path: Path) -> None:
    assert office("load", "rosters", "--as-of", "2018-12-31", *OWN).returncode == 0
    found = json.loads(office("gaps", "--rule", "X01", "--format", "json", *OWN).stdout)["findings"]
    assert [(finding["subject"], finding["evidence"]) for finding in found] == [(GAP, {"grids": 1})]
    rates = csv.DictReader(
        io.StringIO(office("coverage", "--rule", "X01", "--format", "csv", "--raw", *OWN).stdout)
    )
    assert [row["rate"] for row in rates] == ["0.5"]
    told = office("explain", "X01", WAIVED, *OWN).stdout
    assert "divide it into two grids" in told
    assert "暂缓" in told
    until_it_ends = ("--from", "2018-12-31", "--to", "2019-03-01", "--rule", "X01", "--format", "json")
    gaps = json.loads(office("diff", *until_it_ends, *OWN).stdout)["gaps"]
    assert {(gap["subject"], gap["state"]) for gap in gaps} == {(GAP, "persisting"), (WAIVED, "new")}
    assert office("view", GAP, "-o", "view.html", *OWN).returncode == 0
    assert "Every compound has two grids at least" in (tmp_path / "view.html").read_text(encoding="utf-8")


def test_it_may_be_waived_and_is_unknown_where_it_is_not_given(office: Run) -> None:
    ignored = {
        own: [
            problem["value"]
            for problem in json.loads(office("check", "rosters", "--format", "json", *own).stdout)["problems"]
            if problem["code"] == "ignored-value"
        ]
        for own in ((), OWN)
    }
    assert ignored == {(): ["X01"], OWN: []}
    done = office("explain", "X01")
    assert done.returncode == 2
    assert "there is no rule X01" in done.stderr


@pytest.mark.parametrize("command", ["run", "check", "load", "gaps", "coverage", "explain", "diff", "view"])
def test_a_rule_that_cannot_be_used_is_named_before_anything_is_done(
    command: str, office: Run, tmp_path: Path
) -> None:
    (tmp_path / "own" / "R25_ours.cypher").write_text(RULE, encoding="utf-8")
    arguments = {
        "run": ["rosters", "-o", "out"],
        "check": ["rosters"],
        "load": ["rosters"],
        "explain": ["X01"],
        "diff": ["--from", "2018-12-31", "--to", "2018-12-31"],
        "view": [GAP, "-o", "view.html"],
    }
    done = office(command, *arguments.get(command, []), *OWN)
    assert (done.returncode, done.stdout) == (2, "")
    assert "R25_ours.cypher: R01 to R99 are the rules that come with graphmodel" in done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"rosters", "own"}
