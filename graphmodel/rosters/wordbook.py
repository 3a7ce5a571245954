"""The 对照表: the workbook in which an office says what its own words mean. Its sheets, its lines, how it is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graphmodel.language import Text
from graphmodel.spreadsheets.archives import OWN_MARK
from graphmodel.spreadsheets.creation import A4, new_workbook

TITLE: Final = "对照表"
HEADINGS, UNITS, WORDS, PEOPLE, MOVES = "表头", "单位", "用词", "人员", "调动"
ORIGINAL: Final[dict[str, tuple[str, ...]]] = {
    HEADINGS: ("原表头",),
    UNITS: ("原名称", "类别"),
    WORDS: ("列", "原词"),
    PEOPLE: ("姓名", "单位"),
    MOVES: ("姓名", "现单位"),
}
"""By sheet: the columns that say what a line is about."""
SUGGESTED, REASON, SEEN, CONFIRMED = "建议", "理由", "见于", "确认"

YES: Final = "√"
"""As a confirmation: what is suggested holds."""
LEAVE_OUT: Final = "略过"
"""As a confirmation: the column is dropped without a word, the name, word or mention is an empty cell."""
ADD: Final = "新增"
"""As the confirmation of a person: somebody who is in no roster."""

_WIDTHS: Final = {SUGGESTED: 30, REASON: 40, SEEN: 40, CONFIRMED: 30}
_USUAL: Final = 24
_HOW: Final = Text(
    "只有“确认”一列起作用：√ 采用建议，略过 不读入，或直接填正确的写法；留空不作处理",
    "only 确认 counts: √ takes the suggestion, 略过 leaves it out, anything else is what it should say; "
    "empty changes nothing",
)


@dataclass(frozen=True)
class Line:
    """One line of the 对照表."""

    sheet: str
    original: tuple[str, ...]
    """What it is about, as in :data:`ORIGINAL`."""
    suggested: str = ""
    reason: str = ""
    seen: str = ""
    confirmed: str = ""
    row: int = 0
    """As the spreadsheet shows it."""


def write_lines(path: Path, lines: Sequence[Line]) -> None:
    """Write the 对照表, a sheet for each kind of line.

    Raises:
        EnvironmentFailure: the file cannot be written.
    """
    with new_workbook(path, {"title": TITLE, "category": OWN_MARK}) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        for name, original in ORIGINAL.items():
            sheet = book.add_worksheet(name)
            columns = (*original, SUGGESTED, REASON, SEEN, CONFIRMED)
            sheet.freeze_panes(1, 0)
            sheet.set_landscape()
            sheet.set_paper(A4)
            sheet.fit_to_pages(1, 0)
            sheet.repeat_rows(0)
            for place, heading in enumerate(columns):
                sheet.set_column(place, place, _WIDTHS.get(heading, _USUAL), text)
                sheet.write_string(0, place, heading, bold)
            sheet.write_comment(0, len(columns) - 1, str(_HOW))
            for row, line in enumerate((line for line in lines if line.sheet == name), start=1):
                cells = (*line.original, line.suggested, line.reason, line.seen, line.confirmed)
                for place, cell in enumerate(cells):
                    sheet.write_string(row, place, cell, text)


def carried_over(lines: Sequence[Line], old: Sequence[Line]) -> list[Line]:
    """The lines with the confirmations of old ones; of these, the confirmed ones that are asked no more stand first."""
    asked = {(line.sheet, line.original) for line in lines}
    answers = {(line.sheet, line.original): line for line in old if line.confirmed}
    kept = [line for key, line in answers.items() if key not in asked]
    return kept + [answers.get((line.sheet, line.original), line) for line in lines]
