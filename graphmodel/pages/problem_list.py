"""What was read as what, and the problems of each file beside the rows in which they stand, the bad cells marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import polars as pl

from graphmodel.pages.html import render, write_page
from graphmodel.reporting import received, roster_problems
from graphmodel.rosters import Reading
from graphmodel.rosters.originals import Original
from graphmodel.rosters.problems import messages

_ROWS_AT_MOST: Final = 50
"""Of one sheet; all stand in the workbook of problems."""
_PLACE: Final = ["file", "sheet", "row", "column", "code"]


def write_problem_page(reading: Reading, path: Path) -> None:
    """Write the page of everything that is wrong in rosters.

    Raises:
        EnvironmentFailure: it cannot be written, or the disk is full.
    """
    problems = reading.problems.with_columns(message=pl.Series(messages(reading.problems), dtype=pl.String))
    errors = problems.filter(severity="error")
    originals = list(reading.originals())
    page = render(
        "problems.html.j2",
        counts=roster_problems.counts(problems),
        tables=received.tables(reading).to_dicts(),
        files=list(_of_files(errors, originals)),
        warnings=_kinds(problems.filter(severity="warning")),
    )
    write_page(page, path)


def _of_files(errors: pl.DataFrame, originals: Iterable[Original]) -> Iterator[dict[str, Any]]:
    """File by file: how many errors it has, the sheets in which they stand, and what stands in no cell."""
    of_file: dict[str, list[Original]] = {}
    for original in originals:
        of_file.setdefault(original.file, []).append(original)
    for (file,), there in errors.group_by("file", maintain_order=True):
        sheets = [_sheet(original) for original in of_file.get(str(file), [])]
        marked = pl.concat([there.select(_PLACE).clear(), *(sheet["marks"] for sheet in sheets)])
        elsewhere = there.join(marked, on=_PLACE, how="anti", nulls_equal=True, maintain_order="left")
        yield {
            "file": file,
            "count": there.height,
            "sheets": [sheet for sheet in sheets if sheet["rows"]],
            "elsewhere": elsewhere.head(_ROWS_AT_MOST).to_dicts(),
            "more": max(0, elsewhere.height - _ROWS_AT_MOST),
        }


def _sheet(original: Original) -> dict[str, Any]:
    """The rows of a sheet in which errors stand, each with its bad cells and what is said of them."""
    marks = original.marks.filter(severity="error")
    said = marks.with_columns(message=pl.Series(messages(marks), dtype=pl.String))
    at = marks["at"].unique().sort()
    shown = at.head(_ROWS_AT_MOST)
    cells = {
        row["row"]: row for row in original.cells.filter(pl.col("row").is_in(shown.implode())).to_dicts()
    }
    heading = {"row": original.heading_row, **original.headings}
    of_row: dict[int, list[dict[str, Any]]] = {}
    for mark in said.filter(pl.col("at").is_in(shown.implode())).to_dicts():
        of_row.setdefault(mark["at"], []).append(mark)
    letters = sorted({*original.headings, *marks["letter"]}, key=lambda letter: (len(letter), letter))
    return {
        "sheet": original.sheet,
        "letters": letters,
        "headings": original.headings,
        "marks": marks.select(_PLACE),
        "rows": [
            {
                "row": number,
                "cells": cells.get(number, heading if number == original.heading_row else {}),
                "bad": {mark["letter"] for mark in of_row[number]},
                "said": [(mark["letter"], mark["column"], mark["message"]) for mark in of_row[number]],
            }
            for number in shown
        ],
        "more": at.len() - shown.len(),
    }


def _kinds(warnings: pl.DataFrame) -> list[dict[str, Any]]:
    """The warnings by kind: how many, with the first of them."""
    kinds = warnings.group_by("code", maintain_order=True).agg(pl.len().alias("count"), pl.all().first())
    return kinds.sort("count", descending=True).to_dicts()
