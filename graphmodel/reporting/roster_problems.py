"""What is wrong in the rosters, in words: on a screen, and every problem with its message."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from graphmodel.language import Text
from graphmodel.reporting.wording import COLON, number
from graphmodel.rosters import message
from graphmodel.rosters.problems import ROW, messages

GRAVITY: Final = {"error": Text("错误", "error"), "warning": Text("警告", "warning")}
"""What the severities of problems are called."""


ERRORS_SHOWN: Final = 40

_OF_FILE: Final = Text("{file}：{count} 处错误", "{file}: {count} errors")
_OF_KIND: Final = Text(
    "警告 {count} 处  {place}：{message}", "{count} × {code} (warning)  {place}: {message}"
)
_SAID: Final = Text("{message}", "{message} ({code})")
_MORE: Final = Text("还有 {count} 处错误没有列在这里", "{count} more errors are not shown here")


def lines(problems: pl.DataFrame) -> list[str]:
    """The errors file by file, up to 40, and how many there are besides; a line per kind of warning, with the first.

    Args:
        problems: columns of :data:`graphmodel.rosters.problems.SCHEMA`.
    """
    errors = problems.filter(severity="error")
    shown = errors.head(ERRORS_SHOWN)
    found = []
    for file in shown["file"].unique(maintain_order=True):
        of_file = shown.filter(file=file)
        found.append(_OF_FILE.fill(file=file, count=number(errors.filter(file=file).height)))
        found += [f"  {_told(problem)}" for problem in of_file.iter_rows(named=True)]
    if errors.height > shown.height:
        found.append(_MORE.fill(count=number(errors.height - shown.height)))
    warnings = problems.filter(severity="warning").group_by("code", maintain_order=True)
    for first in warnings.agg(pl.len().alias("count"), pl.all().first()).sort("code").iter_rows(named=True):
        place = " ".join(filter(None, (first["file"], _place(first))))
        told = {"count": number(first["count"]), "code": first["code"], "message": message(first)}
        found.append(_OF_KIND.fill(place=place, **told))
    return found


def _told(problem: dict[str, Any]) -> str:
    place, said = _place(problem), _SAID.fill(message=message(problem), code=problem["code"])
    return f"{place}{COLON}{said}" if place else said


def _place(problem: dict[str, Any]) -> str:
    """Sheet and row."""
    row = None if problem["row"] is None else str(ROW).format(problem["row"])
    return " ".join(part for part in (problem["sheet"], row) if part is not None)


def in_words(problems: pl.DataFrame) -> pl.DataFrame:
    """Every problem with its ``message``, and its ``severity`` in words, in the order of files, sheets and rows."""
    words = {name: str(text) for name, text in GRAVITY.items()}
    return problems.with_columns(
        pl.col("severity").replace_strict(words, return_dtype=pl.String),
        message=pl.Series(messages(problems), dtype=pl.String),
    ).sort("file", "sheet", "row", nulls_last=False, maintain_order=True)


def counts(problems: pl.DataFrame) -> dict[str, int]:
    """How many problems are of each of :data:`GRAVITY`."""
    return {name: problems.filter(severity=name).height for name in GRAVITY}
