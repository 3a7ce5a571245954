"""Sheets made by hand, as a workbook and as a text file, and what recognition finds on them."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from graphmodel.rosters.discovery import Found
from graphmodel.rosters.forms.table import FormTable
from graphmodel.rosters.sources import Opened, open_tables
from graphmodel.spreadsheets.files import Source

Rows = Sequence[Sequence[Any]]


def rows_of(text: str) -> list[list[str | None]]:
    """Rows as lines, cells between bars; an empty cell is empty."""
    lines = [line.strip() for line in text.strip().splitlines()]
    return [[cell.strip() or None for cell in line.split("|")] for line in lines]


def workbook(path: Path, sheets: Mapping[str, Rows | str], merged: Sequence[str] = ()) -> Opened:
    """What is found in a workbook of these sheets; ``merged`` are ranges of the first."""
    book = openpyxl.Workbook()
    del book["Sheet"]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows_of(rows) if isinstance(rows, str) else rows:
            sheet.append(list(row))
    for cells in merged:
        book.worksheets[0].merge_cells(cells)
    book.save(path / "book.xlsx")
    return open_tables(Source(path / "book.xlsx", "book.xlsx"))


def text(path: Path, rows: Rows | str) -> Opened:
    """What is found in a text file of these rows."""
    with (path / "text.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows_of(rows) if isinstance(rows, str) else rows)
    return open_tables(Source(path / "text.csv", "text.csv"))


def columns(table: FormTable) -> list[str]:
    """The columns of a form, each as its field, the parts of a person's, and its heading."""
    return [
        f"{column.field.name}{':' * bool(column.parts)}{'+'.join(column.parts)} {column.heading}"
        for column in table.columns
    ]


def said(table: FormTable, field: str, *parts: str) -> list[str | None]:
    """The cells of a column."""
    column = table.column(field, *parts)
    assert column is not None
    return column.cells.raw.to_list()


def codes(opened: Opened) -> list[str]:
    """The problems, each as its code, row and column."""
    return [
        " ".join(str(problem[name]) for name in ("code", "row", "column") if problem[name] is not None)
        for problem in opened.problems.table().iter_rows(named=True)
    ]


def taken(opened: Opened | Found) -> list[str]:
    """The tables in the order of their kinds: rosters as ``=name``, forms by name."""
    rosters = opened.tables if isinstance(opened, Opened) else opened.rosters
    return [*(f"={table.roster.name}" for table in rosters), *(table.form.name for table in opened.forms)]
