"""What is wrong in the rosters, in words: one line per kind of problem, and every problem with its message."""

from __future__ import annotations

from typing import Final

import polars as pl

from graphmodel.language import Text
from graphmodel.reporting.wording import COLON
from graphmodel.rosters import message
from graphmodel.rosters.problems import ROW, messages

GRAVITY: Final = {"error": Text("错误", "error"), "warning": Text("警告", "warning")}
"""What the severities of problems are called."""


def lines(problems: pl.DataFrame) -> list[str]:
    """One line per kind of problem: how grave, how often, and the first of them.

    Args:
        problems: columns of :data:`graphmodel.rosters.problems.SCHEMA`.
    """
    kinds = problems.group_by("code", maintain_order=True).agg(pl.len().alias("count"), pl.all().first())
    found = []
    for first in kinds.sort("severity", "code").iter_rows(named=True):
        row = None if first["row"] is None else str(ROW).format(first["row"])
        place = " ".join(part for part in (first["file"], first["sheet"], row) if part is not None)
        grave, count = GRAVITY[first["severity"]], first["count"]
        found.append(f"{grave} {first['code']} ×{count}  {place}{COLON}{message(first)}")
    return found


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
