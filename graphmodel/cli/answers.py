"""Where answers go: JSON, CSV and text to a file or to standard output, tables to the screen."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, Final

import polars as pl
from pydantic_core import to_json
from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from graphmodel.cli.terminal import printable
from graphmodel.drafts import draft
from graphmodel.spreadsheets.creation import without_formulas

_C1: Final = re.compile(r"[\x7f-\x9f]")
"""Control characters that JSON need not escape; they stand in its strings only."""

_SHORT: Final = 10
"""Up to this width what stands in a column stays on one line."""
_FOLDED: Final = 6
"""Room that is kept for what is wider."""
_BORDER: Final = 3
"""What a column takes beside what stands in it."""

screen = Console()


def write_json(answer: Mapping[str, Any], path: Path | None) -> None:
    """JSON to a file, or to standard output.

    A list that comes in pieces is written piece by piece.
    """
    _put(_written(answer), path)


def _written(answer: Mapping[str, Any]) -> Iterator[str]:
    before = "{"
    for key, value in answer.items():
        if isinstance(value, Iterator):
            yield before + _as_json({key: []})[1:].removesuffix("]\n}")
            yield from _in_pieces(value)
        else:
            yield before + _as_json({key: value})[1:].removesuffix("\n}")
        before = ","
    yield "\n}\n"


def _in_pieces(value: Iterator[Sequence[Any]]) -> Iterator[str]:
    between = ""
    for piece in value:
        if piece:
            lines = _as_json(piece).removeprefix("[").removesuffix("\n]")
            yield between + lines.replace("\n", "\n ")
            between = ","
    yield "\n ]" if between else "]"


def _as_json(value: Any) -> str:
    text = to_json(value, indent=1, fallback=str).decode()  # a tenth of the time of Python's own
    return _C1.sub(lambda control: f"\\u{ord(control[0]):04x}", text)


def write_csv(tables: Iterable[pl.DataFrame], path: Path | None) -> None:
    """CSV to a file (with a mark, so that Excel reads it), or to standard output; no text can be a formula.

    Args:
        tables: pieces of one table.
        path: the file.
    """
    texts = (
        without_formulas(table).write_csv(include_header=number == 0) for number, table in enumerate(tables)
    )
    if path:
        _put(chain(["\ufeff"], texts), path)
    else:
        _put(map(printable, texts) if sys.stdout.isatty() else texts, None)


def write_text(lines: Iterable[str], path: Path | None) -> None:
    """Lines of text to a file, or to standard output."""
    text = "\n".join(lines) + "\n"
    _put([text if path else printable(text)], path)


def show(headings: Sequence[str], rows: Iterable[Sequence[Any]], *, title: str | None = None) -> None:
    """A table on the screen; numbers to the right. Where it is too wide, long texts take more lines, not days and codes."""
    grid = Table(title=title, title_justify="left")
    rows = [list(row) for row in rows]
    lines = [[printable(as_text(value) or "") for value in row] for row in rows]
    words = [max(heading.split() or [""], key=cell_len) for heading in headings]
    whole = _kept_whole([max(map(cell_len, cells)) for cells in zip(words, *lines, strict=True)])
    for number, heading in enumerate(headings):
        numeric = bool(rows) and all(isinstance(row[number], int | float | None) for row in rows)
        grid.add_column(
            heading, justify="right" if numeric else "left", overflow="fold", width=whole.get(number)
        )
    for line in lines:
        grid.add_row(*map(escape, line))
    screen.print(grid)


def _kept_whole(widths: Sequence[int]) -> dict[int, int]:
    """The columns whose cells stay on one line, and their widths: the narrowest, as far as there is room beside the others."""
    room = screen.width - 1 - sum(_BORDER + min(width, _FOLDED) for width in widths)
    whole: dict[int, int] = {}
    for place in sorted(range(len(widths)), key=lambda place: widths[place]):
        room -= max(0, widths[place] - _FOLDED)
        if widths[place] > _SHORT or room < 0:
            break
        whole[place] = widths[place]
    return whole


def as_text(value: Any) -> str | None:
    """A value of an answer as text; lists and maps as JSON."""
    if value is None:
        return None
    return (
        json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, list | dict) else str(value)
    )


def _put(texts: Iterable[str], path: Path | None) -> None:
    if path is None:
        screen.file.writelines(texts)
        return
    with draft(path) as place, place.open("w", encoding="utf-8", newline="") as stream:
        stream.writelines(texts)
