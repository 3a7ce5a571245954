"""A returned list on its way back to who sent it: the same workbook, its wrong cells coloured and explained."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

import openpyxl
import polars as pl
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils.exceptions import InvalidFileException

from graphmodel.drafts import draft
from graphmodel.rosters.headings import normalised
from graphmodel.rosters.problems import messages
from graphmodel.spreadsheets.sheets import HEAD_ROWS
from graphmodel.workbooks.problem_list import write_problems

_FILLS: Final = {
    "error": PatternFill("solid", fgColor="F2B3AB"),
    "warning": PatternFill("solid", fgColor="FBE7A8"),
}
_AUTHOR: Final = "graphmodel"
_WIDTH, _HEIGHT = 320, 120


def write_sent_back(returned: Path, problems: pl.DataFrame, path: Path) -> None:
    """Write a returned workbook anew with what is wrong in it.

    What is no .xlsx cannot be written anew: then it is the list of its problems.

    Args:
        returned: the workbook as it came.
        problems: those of this workbook alone.
        path: where it is written.

    Raises:
        EnvironmentFailure: it cannot be written.
    """
    try:
        book = openpyxl.load_workbook(io.BytesIO(returned.read_bytes()))
    except (OSError, ValueError, KeyError, TypeError, BadZipFile, InvalidFileException):
        write_problems(problems, (), path.with_suffix(".xlsx"))
        return
    worded = problems.with_columns(message=pl.Series(messages(problems), dtype=pl.String))
    for problem in worded.sort("severity", descending=True).iter_rows(
        named=True
    ):  # an error goes over a warning
        if problem["sheet"] in book.sheetnames:
            sheet = book[problem["sheet"]]
            _mark(sheet.cell(problem["row"] or 1, _place(sheet, problem["column"])), problem)
    buffer = io.BytesIO()
    book.save(buffer)
    with draft(path) as place:
        place.write_bytes(buffer.getvalue())


def _place(sheet: Any, heading: str | None) -> int:
    """The column under a heading; the first, where there is none."""
    wanted = normalised(heading)
    for row in sheet.iter_rows(1, HEAD_ROWS):
        for cell in row:
            if heading and isinstance(cell.value, str) and normalised(cell.value) == wanted:
                return int(cell.column)
    return 1


def _mark(cell: Any, problem: dict[str, Any]) -> None:
    cell.fill = _FILLS[problem["severity"]]
    said = f"{cell.comment.text}\n{problem['message']}" if cell.comment else problem["message"]
    cell.comment = Comment(said, _AUTHOR, height=_HEIGHT, width=_WIDTH)
