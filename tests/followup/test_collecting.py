"""The two laws of what comes back, over random alliances."""

import tempfile
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from graphmodel.alliance import Alliance
from graphmodel.engines.embedded import Embedded
from graphmodel.followup.collecting import Collected, collected
from graphmodel.followup.returned import read_all, returned_files
from graphmodel.followup.worklists import Asked, Worklists
from graphmodel.planning.promise import with_moves
from graphmodel.planning.proposal import DECIDED, PLANNED_RULES, Proposal
from graphmodel.reporting.dossier import Dossier
from graphmodel.rosters import Problems
from graphmodel.rules import Judgement, rules
from graphmodel.stores.layout import identity
from graphmodel.workbooks.addressed import write_worklist
from tests.followup.test_worklists import APPOINTING
from tests.judging import judge_once
from tests.planning.handed_in import random_alliance
from tests.rules.build import AS_OF, alliance


def judged(data: Alliance, day: date) -> Judgement:
    slice_ = data.at(day)
    with Embedded(slice_) as engine:
        return judge_once(slice_, engine, list(rules().values()), snapshot="f" * 64)


def id_of(data: Alliance) -> str:
    return identity(data)


def sent_and_returned(base: Alliance, before: Judgement, by: str, proposal: Proposal | None) -> Collected:
    """What becomes of all the lists of an alliance that come back as they were sent."""
    made, problems = Worklists(Dossier(before), Asked(by), proposal), Problems()
    with tempfile.TemporaryDirectory() as folder:
        for number, one in enumerate(made.lists()):
            known_by = made.sent(one).as_property()
            path = Path(folder) / f"{number}.xlsx"
            write_worklist(one, path, known_by=known_by, conditions="", data="", guidance=[])
        lists = read_all(returned_files([Path(folder)], []), problems)
    result = collected(lists, base, AS_OF, problems, judge=judged, sent=lambda _: before)
    assert result.problems.filter(severity="error").is_empty(), result.problems
    return result


@pytest.fixture(scope="module", params=[(40, "street"), (900, "organ")])
def case(request: pytest.FixtureRequest) -> tuple[Alliance, Judgement, str]:
    first, by = request.param
    base = random_alliance(first, 4)
    return base, judged(base, AS_OF), by


def test_lists_that_come_back_unfilled_change_nothing(case: tuple[Alliance, Judgement, str]) -> None:
    base, before, by = case
    result = sent_and_returned(base, before, by, None)
    assert id_of(result.alliance) == id_of(base)
    assert sum(one.filled for one in result.filled.values()) == 0


def test_proposals_that_come_back_untouched_give_what_was_promised(
    case: tuple[Alliance, Judgement, str],
) -> None:
    base, before, by = case
    proposal = Proposal(base, before, (*PLANNED_RULES, DECIDED))
    result = sent_and_returned(base, before, by, proposal)
    promised = judged(with_moves(base, proposal.moves, AS_OF), AS_OF).findings
    told = ["rule", "subject_label", "subject", "verdict", "severity", "met", "gap", "unknown", "exempt"]
    assert proposal.moves.height > 0
    assert result.after.findings.select(told).equals(promised.select(told)), result.after.findings.join(
        promised, on=told, how="anti", nulls_equal=True
    ).select(pl.col(told))


@pytest.mark.parametrize(
    ("heading", "value", "told"),
    [("任职对象", "com2", ["changed-key"]), ("推荐党组织", "m", []), ("职务", "兼职委员", [])],
)
def test_of_who_is_proposed_to_a_community_all_but_the_place_may_be_another(
    heading: str, value: str, told: list[str], tmp_path: Path
) -> None:
    base = alliance(APPOINTING)
    before, problems = judged(base, AS_OF), Problems()
    asked = Asked(by="community", rules=("R26",), severities=("S4",))
    lists = Worklists(Dossier(before), asked, Proposal(base, before, ("R26",)))
    one = next(one for one in lists.lists() if one.unit == "k1")
    path = tmp_path / one.file
    write_worklist(one, path, known_by=lists.sent(one).as_property(), conditions="", data="", guidance=[])
    book = openpyxl.load_workbook(path)
    headings, row = book["补填-任职"].iter_rows(max_row=2)
    row[[str(cell.value).rstrip("*") for cell in headings].index(heading)].value = value
    book.save(path)
    returned = read_all(returned_files([path], []), problems)
    result = collected(returned, base, AS_OF, problems, judge=judged, sent=lambda _: before)
    assert result.problems.filter(severity="error")["code"].to_list() == told
