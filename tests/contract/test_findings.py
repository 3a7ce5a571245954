from typing import Any

import polars as pl

from graphmodel.contract.findings import coverage_document, finding_rows, findings_document, flat
from tests.rules.build import judged

TEXT = """
compounds: id part_of
  c1 k1
grids: id name part_of
  g1 一网格 c1
  g2 二网格 c1
people: id
  p1
posts: from post to
  p1 instructor g1
"""
COUNTS = {"rule": "R25", "subject_label": "Grid", "unit": "subjects", "met": 1, "gap": 1, "unknown": 0}
ROW = {**COUNTS, "exempt": 0, "rate": 0.5}
HEAD: dict[str, Any] = {"as_of": "2018-12-31", "data_as_of": None, "engine": "embedded", "scope": []}


def test_findings_stand_under_their_schema_with_the_coverage_of_everything() -> None:
    judgement = judged(TEXT, "R25")
    gaps = judgement.findings.filter(verdict="gap")
    document = findings_document(judgement, iter([finding_rows(judgement, gaps)]), judgement.coverage)
    ((finding,),) = document.pop("findings")
    assert document.pop("coverage") == [ROW]
    assert document == {"schema": "graphmodel/findings/1", **HEAD, "snapshot": judgement.snapshot}
    assert finding == {
        "rule": "R25",
        "subject_label": "Grid",
        "subject": "g2",
        "name": "二网格",
        "verdict": "gap",
        "severity": "S1",
        "evidence": {"instructors": 0, "shared": 0},
        "sources": [{"file": "grids.csv", "sheet": None, "row": 3}],
    }


def test_coverage_of_units_says_by_what_and_of_which() -> None:
    judgement = judged(TEXT, "R25")
    whole = coverage_document(judgement, judgement.coverage, None)
    assert (whole["schema"], whole["coverage"]) == ("graphmodel/coverage/1", [ROW])
    of_streets = judgement.coverage_by("Street")
    rows = coverage_document(judgement, of_streets, "street")["coverage"]
    assert rows[0] == {"by": "street", "unit_code": "s1", **ROW}


def test_a_flat_finding_has_its_lists_as_texts() -> None:
    judgement = judged(TEXT, "R25")
    table = flat(finding_rows(judgement, judgement.findings), since=False)
    assert set(table.dtypes) == {pl.String}
    assert table.select("subject", "evidence", "sources").rows() == [
        ("g1", '{"instructors": 1, "shared": 0}', "grids.csv 2; posts.csv 2"),
        ("g2", '{"instructors": 0, "shared": 0}', "grids.csv 3"),
    ]


def test_findings_that_are_none_keep_their_columns() -> None:
    assert flat([], since=False).columns[-2:] == ["evidence", "sources"]
