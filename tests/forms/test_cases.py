"""What must be said of forms, case by case: of a workbook or of text files, and the other holds the same."""

from pathlib import Path

import pytest

from graphmodel.alliance import assemble
from graphmodel.rosters import read_rosters
from tests.forms import cases
from tests.rosters.city import opened

CASES = cases.cases()

pytestmark = pytest.mark.usefixtures("chinese")


@pytest.mark.parametrize("case", CASES, ids=str)
def test_of_a_form_is_said(case: cases.Case, tmp_path: Path) -> None:
    # about half of the cases are read as each kind: a case read as both took twice as long
    kind, other = sorted(cases.KINDS, reverse=len(case.title) % 2 == 0)
    folder = case.write(tmp_path / kind, kind)
    assert opened(case.write(tmp_path / other, other)) == opened(folder)
    reading = read_rosters([folder])
    if "problems" in case.expected:
        found = cases.problems(reading, kind)
        assert cases.unlike(found, case.expected["problems"], cases.same_problem) == ([], [])
    if "facts" in case.expected:
        asked = case.expected["facts"]
        found = cases.facts(assemble(reading), asked)
        assert cases.unlike(found, cases.wanted(asked), cases.same) == ([], [])
    if "account" in case.expected:
        assert cases.unlike(cases.account(reading, kind), case.expected["account"], cases.same) == ([], [])
