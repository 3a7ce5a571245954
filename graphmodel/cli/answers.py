"""Where answers go: JSON, CSV and text to a file or to standard output, tables to the screen."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import polars as pl
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from graphmodel.cli.terminal import printable
from graphmodel.drafts import draft
from graphmodel.spreadsheets.creation import without_formulas

_C1: Final = re.compile(r"[\x7f-\x9f]")
"""Control characters that JSON need not escape; they stand in its strings only."""

screen = Console()


def write_json(answer: Mapping[str, Any], path: Path | None) -> None:
    """JSON to a file, or to standard output."""
    text = json.dumps(answer, ensure_ascii=False, indent=1, allow_nan=False, default=str)
    _put(_C1.sub(lambda control: f"\\u{ord(control[0]):04x}", text) + "\n", path)


def write_csv(table: pl.DataFrame, path: Path | None) -> None:
    """CSV to a file (with a mark, so that Excel reads it), or to standard output; no text can be a formula."""
    text = without_formulas(table).write_csv()
    if path:
        _put("\ufeff" + text, path)
    else:
        _put(printable(text) if sys.stdout.isatty() else text, None)


def write_text(lines: Iterable[str], path: Path | None) -> None:
    """Lines of text to a file, or to standard output."""
    text = "\n".join(lines) + "\n"
    _put(text if path else printable(text), path)


def show(headings: Sequence[str], rows: Iterable[Sequence[Any]], *, title: str | None = None) -> None:
    """A table on the screen; numbers to the right."""
    grid = Table(title=title, title_justify="left")
    rows = [list(row) for row in rows]
    for number, heading in enumerate(headings):
        numeric = all(isinstance(row[number], int | float | None) for row in rows)
        grid.add_column(heading, justify="right" if numeric and rows else "left", overflow="fold")
    for row in rows:
        grid.add_row(*(escape(printable(as_text(value) or "")) for value in row))
    screen.print(grid)


def as_text(value: Any) -> str | None:
    """A value of an answer as text; lists and maps as JSON."""
    if value is None:
        return None
    return (
        json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, list | dict) else str(value)
    )


def _put(text: str, path: Path | None) -> None:
    if path is None:
        screen.file.write(text)
        return
    with draft(path) as place:
        place.write_text(text, encoding="utf-8", newline="")
