"""One line per fact, and one number wherever lines are counted."""

import json
import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from graphmodel.pages.shell import Site
from graphmodel.pages.site import write_site
from graphmodel.reporting.dossier import Dossier
from graphmodel.reporting.figures import Figures
from graphmodel.reporting.lines import one_per_fact
from graphmodel.rules import Judgement
from graphmodel.workbooks.answers import write_findings
from graphmodel.workbooks.report import write_report
from tests.rules.build import judged

# bare: R01, R16, R17; worked: none; g1: R01, R02; g2: R02 alone, for it has an instructor
CITY = """
compounds: id part_of
  c1 k1
  c3 k3
grids: id part_of
  g1 c1
  g2 c1
  g3 c3
owners_committees: id serves
  bare c1
  worked c1
property_companies: id serves
  both c1、c3
party_orgs: id kind covers
  b1 grid_branch g3
people: id
  p1
posts: from post to
  p1 instructor g2
  p1 owner_liaison worked
"""
RULES = ("R01", "R02", "R16", "R17")
LINES = [
    ("R02（R01）", "Grid", "g1"),
    ("R02", "Grid", "g2"),
    ("R17（R01、R16）", "OwnersCommittee", "bare"),
    ("R17（R01、R16）", "PropertyCompany", "both"),
]
IN_STREETS = {"s1": 4, "s2": 1}


@pytest.fixture(scope="module")
def said() -> Dossier:
    return Dossier(judged(CITY, *RULES))


def test_the_gaps_of_one_thing_for_one_reason_are_one_line(said: Dossier) -> None:
    assert said.judgement.findings.filter(verdict="gap").height == 9
    assert said.lines.select("told", "subject_label", "subject").rows() == LINES


@pytest.mark.parametrize(
    ("rules", "told"),
    [(("R01",), ["R01"]), (("R01", "R16"), ["R16（R01）"]), (("R01", "R17"), ["R17（R01）"])],
)
def test_only_rules_that_were_asked_for_are_in_a_line(rules: tuple[str, ...], told: list[str]) -> None:
    assert Dossier(judged(CITY, *rules)).lines.filter(subject="bare")["told"].to_list() == told


def test_only_gaps_are_joined() -> None:
    city = judged(CITY, *RULES)
    others = city.findings.filter(pl.col("verdict") != "gap")
    assert one_per_fact(city.findings).filter(pl.col("verdict") != "gap").height == others.height


def test_homes_are_one_line_per_grid(city: Judgement) -> None:
    grids = city.findings.filter(rule="R35", verdict="gap").height
    assert Dossier(city).lines.filter(rule="R35").height == grids > 0


def data_of(page: Path) -> Any:
    text = page.read_text(encoding="utf-8")
    return json.loads(re.search(r'<script[^>]*id="data"[^>]*>(.*?)</script>', text, re.DOTALL).group(1))  # type: ignore[union-attr]


def test_the_gravest_gaps_are_one_number_on_all_pages(said: Dossier, tmp_path: Path) -> None:
    write_site(lambda: Site(Figures(said)), tmp_path)
    write_report(said, tmp_path / "report.xlsx")
    write_findings(said, said.judgement.findings.filter(verdict="gap"), tmp_path / "gaps.xlsx")

    index = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert re.findall(r'data-severity="0">([0-9]+)<', index) == [str(len(LINES))]
    assert {
        street: data_of(tmp_path / "index.html")["grave"][street][0] for street in IN_STREETS
    } == IN_STREETS
    listed_here = data_of(tmp_path / "gaps.html")["lines"]
    assert sum(
        n for n, grave in zip(listed_here["count"], listed_here["severity"], strict=True) if grave == 1
    ) == len(LINES)
    for street, lines in IN_STREETS.items():
        assert f"范围内有 {lines} 处一级缺口" in (tmp_path / f"unit/{street}.html").read_text(
            encoding="utf-8"
        )

    data = data_of(tmp_path / "network.html")
    badges = dict(
        zip((data["nodes"]["code"][node] for node in data["below"]["node"]), data["below"]["S1"], strict=True)
    )
    assert badges["q"] == len(LINES)
    assert {street: badges[street] for street in IN_STREETS} == IN_STREETS

    summary = rows_of(tmp_path / "report.xlsx")
    assert [row[2] for row in summary if row[0] == "S1"] == [len(LINES)]
    listed = rows_of(tmp_path / "gaps.xlsx")
    assert [str(row[0]) for row in listed if str(row[0]).startswith("R")] == [told for told, _, _ in LINES]


def rows_of(path: Path) -> list[list[object]]:
    return [list(row) for row in CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()]


def test_where_to_look_first_adds_up_to_the_same(said: Dossier) -> None:
    counts = said.look_first.group_by("rule").agg(pl.col("lines").sum()).sort("rule")
    assert counts.rows() == [("R02", 2), ("R17", 3)]  # a company in two streets counts in both


def test_each_line_is_told_with_the_other_rules_it_is_a_gap_of(said: Dossier) -> None:
    assert said.gaps.select("rule", "subject_label", "code").rows() == LINES
