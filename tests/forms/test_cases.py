"""What must be said of forms, case by case, on a workbook and on text files."""

from pathlib import Path

import pytest

from graphmodel.alliance import assemble
from graphmodel.rosters import read_rosters
from tests.forms import cases

CASES = cases.cases()

pytestmark = pytest.mark.usefixtures("chinese")


@pytest.mark.parametrize("kind", ["workbook", "text"])
@pytest.mark.parametrize("case", CASES, ids=str)
def test_of_a_form_is_said(case: cases.Case, kind: str, tmp_path: Path) -> None:
    reading = read_rosters([case.write(tmp_path / "office", kind)])
    if "problems" in case.expected:
        found = cases.problems(reading, kind)
        assert cases.unlike(found, case.expected["problems"], cases.same_problem) == ([], [])
    if "facts" in case.expected:
        asked = case.expected["facts"]
        found = cases.facts(assemble(reading), asked)
        assert cases.unlike(found, cases.wanted(asked), cases.same) == ([], [])
    if "account" in case.expected:
        assert cases.unlike(cases.account(reading, kind), case.expected["account"], cases.same) == ([], [])
