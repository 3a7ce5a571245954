"""What the judge makes of a query's rows, whatever engine gave them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graphmodel.engines import Answer, Engine
from graphmodel.engines.embedded import Embedded
from graphmodel.errors import EnvironmentFailure
from graphmodel.rules import Judgement, Rule, Settings, judge, rules, sources
from graphmodel.rules.catalogue import load_rules, queries_folder
from graphmodel.rules.explanation import explain
from tests.rules.build import AS_OF, alliance, evidence, judged, verdicts

TEXT = """
compounds: id part_of
  c1 k1
grids: id part_of
  g1 c1
  g2 c1
people: id
  p1
party_orgs: id kind
  o1 organ_branch
posts: from post to
  p1 instructor g1
pairings: from to
  o1 g1
"""


@dataclass
class Answering(Engine):
    """An engine that answers everything with the same rows."""

    columns: list[str]
    rows: list[tuple[Any, ...]]
    name: str = "answering"
    homes: bool = True
    asked: list[Mapping[str, Any]] = field(default_factory=list)

    def query(
        self, statement: str, parameters: Mapping[str, Any] | None = None, *, time_limit: float | None = None
    ) -> Answer:
        assert statement
        assert time_limit is None
        self.asked.append(parameters or {})
        return Answer(self.columns, self.rows)

    def expect(self, as_of: date, snapshot: str) -> None:
        """It answers for any."""

    def close(self) -> None:
        """There is nothing to let go of."""


def judged_from(rule: Rule, columns: list[str], *rows: tuple[Any, ...]) -> Judgement:
    return judge(alliance(TEXT).at(AS_OF), Answering(columns, [*rows]), [rule], snapshot="")


COLUMNS = ["subject_label", "subject", "verdict", "branches", "decided_by"]


def test_the_order_of_rows_and_lists_is_no_engines() -> None:
    rows = [("Grid", "g2", "met", ["b2", "b1", "b2"], [3, 1]), ("Grid", "g1", "gap", [], [])]
    forth = judged_from(rules()["R02"], COLUMNS, *rows)
    back = judged_from(rules()["R02"], COLUMNS, *rows[::-1])
    assert forth.findings.equals(back.findings)
    assert evidence(forth, "branches") == {"g1": [], "g2": ["b1", "b2"]}
    assert forth.findings["decided_by"].to_list() == [[], [1, 3]]


@pytest.mark.parametrize(
    ("columns", "row", "column"),
    [
        (COLUMNS, ("Grid", "g1", "maybe", [], []), "verdict"),
        (COLUMNS, ("Grid", "g1", None, [], []), "verdict"),
        (COLUMNS, ("Compound", "c1", "met", [], []), "subject_label"),
        (["subject_label", "subject", "verdict"], ("Grid", "g1", "met"), "branches"),
        (["subject_label", "verdict", "branches"], ("Grid", "met", []), "subject"),
        ([*COLUMNS, "severity"], ("Grid", "g1", "gap", [], [], "S0"), "severity"),
    ],
)
def test_rows_that_are_no_verdicts_fail_the_rule(
    columns: list[str], row: tuple[Any, ...], column: str
) -> None:
    result = judged_from(rules()["R02"], columns, row)
    assert "R02_grid_without_branch.cypher" in result.failed["R02"]
    assert column in result.failed["R02"]
    assert result.findings.is_empty()
    assert result.coverage.is_empty()


def test_one_subject_has_one_verdict() -> None:
    row: tuple[Any, ...] = ("Grid", "g1", "met", [], [])
    assert "g1" in judged_from(rules()["R02"], COLUMNS, row, row).failed["R02"]


def test_a_rule_that_fails_stops_only_itself(tmp_path: Path) -> None:
    text = (queries_folder() / "R02_grid_without_branch.cypher").read_text(encoding="utf-8")
    (tmp_path / "R60_broken.cypher").write_text(
        text.replace("MATCH (g:Grid)", "MATCH (g:Gird)"), encoding="utf-8"
    )
    broken = load_rules(tmp_path)["R60"]
    slice_ = alliance(TEXT).at(AS_OF)
    with Embedded(slice_) as engine:
        result = judge(slice_, engine, [rules()["R02"], broken, rules()["R25"]], snapshot="")
    assert result.failed.keys() == {"R60"}
    assert set(result.findings["rule"]) == {"R02", "R25"}
    assert set(result.coverage["rule"]) == {"R02", "R25"}
    with pytest.raises(EnvironmentFailure, match="R60"):
        explain(result, broken, "g1")


def test_a_severity_stands_only_beside_a_gap_and_the_rows_own_goes_first() -> None:
    result = judged_from(
        rules()["R19"],
        ["subject_label", "subject", "verdict", "severity", "missing", "unknown"],
        ("PartyOrg", "a", "gap", "S3", [], []),
        ("PartyOrg", "b", "gap", None, [], []),
        ("PartyOrg", "c", "met", "S3", [], []),
    )
    assert verdicts(result) == {"a": "gap S3", "b": "gap S2", "c": "met"}


def test_a_grid_and_an_owners_committee_of_one_code_are_two_subjects() -> None:
    text = "compounds: id part_of\n  c1 k1\ngrids: id part_of\n  1 c1\nowners_committees: id serves\n  1 c1\npeople: id\n"
    text += "  p1\n  p2\nposts: from post to\n  p1 committee_director 1\n  p2 committee_director 1\n"
    found = judged(text, "R51").findings.filter(subject="1").select("subject_label", "verdict")
    assert found.rows() == [("Grid", "met"), ("OwnersCommittee", "gap")]


def test_what_was_not_supplied_makes_every_subject_unknown() -> None:
    result = judged(TEXT, "R01", "R25", without=("posts", "COVERS"))
    assert set(verdicts(result).values()) == {"unknown"}
    rows = result.findings.select("rule", "subject", "evidence").rows()
    assert rows == [
        ("R01", "g1", '{"missing_roster":["posts","COVERS"]}'),
        ("R01", "g2", '{"missing_roster":["posts","COVERS"]}'),
        ("R25", "g1", '{"missing_roster":["posts"]}'),
        ("R25", "g2", '{"missing_roster":["posts"]}'),
    ]
    assert result.coverage["rate"].to_list() == [None] * 5


def test_a_pairing_is_a_subject_whose_own_row_comes_first() -> None:
    result = judged(TEXT, "R43", "R45")
    assert result.findings["subject_label"].to_list() == ["PAIRED_WITH", "PAIRED_WITH"]
    assert result.findings["name"].to_list() == [None, None]
    assert sources(result.findings, result.slice) == [[{"file": "pairings.csv", "sheet": None, "row": 2}]] * 2


def test_the_rows_that_decided_follow_the_subjects_own() -> None:
    result = judged(TEXT, "R25")
    files = [[place["file"] for place in places] for places in sources(result.findings, result.slice)]
    assert files == [["grids.csv", "posts.csv"], ["grids.csv"]]


def test_every_rule_is_told_the_settings() -> None:
    engine = Answering(COLUMNS, [])
    judge(alliance(TEXT).at(AS_OF), engine, [rules()["R02"]], snapshot="")
    assert engine.asked[0] == Settings().parameters(AS_OF)
