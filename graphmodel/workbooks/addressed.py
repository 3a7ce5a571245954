"""The workbook that an addressee gets and sends back, and the directory of them all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import polars as pl

from graphmodel.followup.worklists import Worklist
from graphmodel.language import Text
from graphmodel.ontology import ENDINGS, ROSTER, Roster
from graphmodel.ontology import Column as Cells
from graphmodel.ontology.worklist import INSTRUCTIONS, LINE, NUMBER, TASKS, sheet_of
from graphmodel.rosters.headings import columns_of
from graphmodel.rosters.writing import RosterBook, words
from graphmodel.spreadsheets.notes import take_down
from graphmodel.workbooks.book import Book, Column, Style, workbook

_WIDTHS: Final = {
    "number": 10,
    "rule": 6,
    "title": 8,
    "kind": 5,
    "code": 8,
    "name": 9,
    "community": 7,
    "why": 14,
    "closes": 15,
    "first_seen": 10,
    "due": 10,
    "state": 6,
    "date": 10,
    "note": 6,
}
"""In narrow characters: printed one page wide on A4 lying, the letters then are 9 points or more, also where another font
with wider digits takes the place of ours."""
_MARGIN: Final = 0.3
_ANSWERS: Final[dict[str, Style]] = {"state": "answer", "date": "answered on", "note": "answer"}
_TITLE: Final = Text("{name} 整改清单", "list for {name}")
_DIRECTORY: Final = Text("清单目录", "directory of the lists")


def write_worklist(
    one: Worklist,
    path: Path,
    *,
    known_by: str,
    conditions: str,
    data: str,
    guidance: Sequence[tuple[str, str]],
) -> None:
    """Write the list of one addressee.

    Args:
        one: what it gets.
        path: where.
        known_by: what is noted in it.
        conditions: of which day it is.
        data: which data it tells of, for the foot of every page.
        guidance: what the sheet of instructions says: headings and texts.

    Raises:
        EnvironmentFailure: the file is open elsewhere or cannot be written, or the disk is full.
    """
    title = _TITLE.fill(name=one.name)
    told = f"{title} · {conditions}"
    with workbook(path, title, data) as book:
        take_down(book.xlsx, known_by)
        _write_lines(book, one, told)
        rosters = RosterBook(book.xlsx, guided=True)
        for name, rows in one.rows.items():
            roster = ROSTER[name]
            columns = [NUMBER, *_columns(roster)]
            cells = rows.with_columns(
                pl.lit(None, pl.String).alias(column.name)
                for column in columns
                if column.name not in rows.columns
            )
            book.mark(rosters.add_to_fill(sheet_of(roster), columns, cells, rows["yellow"]), told, _MARGIN)
        sheet = book.sheet(INSTRUCTIONS, told=told)
        sheet.title(title, conditions)
        table = pl.DataFrame(guidance, schema=["what", "said"], orient="row")
        sheet.widths([18, 110])
        sheet.repeat_headings()
        sheet.table(table, [Column("what", str(_WHAT)), Column("said", str(_SAID), most=110)])


_WHAT: Final = Text("项目", "about")
_SAID: Final = Text("说明", "what it says")


def _columns(roster: Roster) -> Sequence[Cells]:
    """All headings of a roster, as in the template; an ending has no period of its own."""
    return roster.columns if roster is ENDINGS else columns_of(roster)


def _write_lines(book: Book, one: Worklist, told: str) -> None:
    sheet = book.sheet(TASKS, told=told, margin=_MARGIN)
    sheet.long_table(one.lines, [_shown(column) for column in LINE])


def _shown(column: Cells) -> Column:
    style: Style = _ANSWERS.get(column.name) or ("date" if column.name in {"first_seen", "due"} else "text")
    width = _WIDTHS[column.name]
    return Column(column.name, column.title.zh, style, choices=words(column), width=width)


def write_directory(lists: pl.DataFrame, path: Path, *, conditions: str, data: str) -> None:
    """Write the directory of lists: for whom each is, what it is called, what is in it.

    Args:
        lists: ``name``, ``unit``, ``file``, ``findings``, ``lines``, ``rows_to_fill``.
        path: where.
        conditions: of which day they are.
        data: as :func:`write_worklist`.

    Raises:
        EnvironmentFailure: as :func:`write_worklist`.
    """
    with workbook(path, str(_DIRECTORY), data) as book:
        sheet = book.sheet(str(_DIRECTORY))
        sheet.title(str(_DIRECTORY), conditions)
        sheet.long_table(
            lists,
            [
                Column(name, str(title), "number" if lists[name].dtype.is_integer() else "text", most)
                for name, (title, most) in _LISTED.items()
            ],
        )


_LISTED: Final[dict[str, tuple[Text, int]]] = {
    "name": (Text("单位", "for whom"), 30),
    "unit": (Text("代码", "code"), 30),
    "file": (Text("文件", "file"), 50),
    "findings": (Text("缺口（条）", "gaps"), 12),
    "lines": (Text("清单行数（处）", "lines"), 14),
    "rows_to_fill": (Text("补填行数", "rows to fill in"), 12),
}
