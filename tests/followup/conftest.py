"""Lists, looked at in Chinese, and read as whoever gets them reads them: by a library that is not our own."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest

from graphmodel.followup.worklists import Asked, Worklist, Worklists
from graphmodel.planning.proposal import DECIDED, PLANNED_RULES, Proposal
from graphmodel.reporting.dossier import Dossier
from graphmodel.rules import Judgement
from graphmodel.workbooks.addressed import write_worklist
from tests.rules.build import alliance, judged

GREY, YELLOW = "FFE3E3E3", "FFFFF3B0"


class Row(NamedTuple):
    """A row of a sheet as it looks: by heading what is grey, what is yellow, and what has no colour and a value."""

    number: str
    grey: dict[str, Any]
    yellow: dict[str, Any]
    white: dict[str, Any]


class Written(NamedTuple):
    """A workbook: the lines of 整改清单 by heading, and the rows of the other sheets by roster."""

    lines: list[dict[str, Any]]
    rows: dict[str, list[Row]]


@pytest.fixture(autouse=True)
def _chinese(chinese: None) -> None:
    """What is said is looked at in Chinese."""


def lists_of(text: str, asked: Asked, *, plan: bool = False) -> dict[str | None, Worklist]:
    """The lists of an alliance that a text describes, by unit."""
    judgement = judged(text)
    return {one.unit: one for one in made(judgement, text, asked, plan=plan).lists()}


def made(judgement: Judgement, text: str, asked: Asked, *, plan: bool = False) -> Worklists:
    """The lists of a judgement of the alliance that a text describes."""
    rules = asked.rules or (*PLANNED_RULES, DECIDED)
    proposal = Proposal(alliance(text), judgement, rules, asked.scope) if plan else None
    return Worklists(Dossier(judgement), asked, proposal)


@pytest.fixture
def written(tmp_path: Path) -> Callable[[Worklist], Written]:
    """What a list says when it is opened."""

    def write(one: Worklist) -> Written:
        path = tmp_path / "list.xlsx"
        guidance = [("给谁", one.name)]
        write_worklist(one, path, known_by="{}", conditions="2018-12-31", data="", guidance=guidance)
        return read(path)

    return write


def read(path: Path) -> Written:
    """A list as its file says it."""
    book = openpyxl.load_workbook(path)
    headings, *lines = book["整改清单"].iter_rows(values_only=True)
    rows = {
        sheet.title.removeprefix("补填-"): _rows(sheet)
        for sheet in book.worksheets
        if sheet.title.startswith("补填-")
    }
    return Written([dict(zip(map(str, headings), line, strict=True)) for line in lines], rows)


def _rows(sheet: Any) -> list[Row]:
    headings, *rows = sheet.iter_rows()
    titles = [cell.value.rstrip("*") for cell in headings]
    found = []
    for row in rows:
        cells = {GREY: {}, YELLOW: {}, None: {}}  # type: ignore[var-annotated]
        for title, cell in zip(titles, row, strict=True):
            colour = cell.fill.fgColor.rgb if cell.fill.fill_type else None
            if colour or cell.value is not None:
                cells[colour][title] = cell.value
        found.append(Row(cells[GREY].pop("编号"), cells[GREY], cells[YELLOW], cells[None]))
    return found
