"""What should have stood where something else does: told with a problem, never put in its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import polars as pl

from graphmodel.language import AND, Text
from graphmodel.ontology import ROSTER, Column, Roster
from graphmodel.rosters.cells import expected
from graphmodel.rosters.headings import columns_by_heading, normalised
from graphmodel.rosters.likeness import nearest
from graphmodel.spreadsheets.cleaning import clean_text

_LACKS: Final = Text("“{roster}”，但缺少{lacking}", "'{roster}', yet it lacks {lacking}")
_ALONE: Final = Text("“{heading}”", "'{heading}'")
_LIKE: Final = Text("“{heading}”（最像的是“{like}”）", "'{heading}' (most like it is '{like}')")
_TEMPLATE: Final = Text("模板里的表头", "the headings of the template")


def what_was_expected(column: Column, problem: pl.Series, text: pl.Series) -> pl.Series:
    """What each cell of a column should hold; of a word that is no choice, the choices most like it.

    Args:
        column: the column.
        problem: the problem's code for each cell.
        text: what each says.
    """
    usual = problem.replace_strict(expected(column), default=None, return_dtype=pl.String)
    unknown = text.filter(problem == "bad-choice")
    if unknown.is_empty():
        return usual
    words = pl.Series([word for choice in column.choices for word in (choice.title.zh, *choice.aliases)])
    alike = nearest(unknown, words).select("text", words=pl.col("names").list.join(str(AND)))
    found = pl.DataFrame({"code": problem, "text": text}).join(
        alike, on="text", how="left", maintain_order="left"
    )
    return found.select(pl.when(code="bad-choice").then("words").fill_null(usual)).to_series()


def most_like(rows: Iterable[Sequence[str | None]]) -> str:
    """The roster of which some row has most headings, the required ones it lacks, and what is most like each."""
    cells = [[clean_text(cell) for cell in row if cell and clean_text(cell)] for row in rows]
    alike = _alike([text for row in cells for text in row])
    _, _, roster, row = max(
        ((*_likeness(row, roster, alike), roster, row) for row in cells for roster in ROSTER.values()),
        key=lambda found: found[:2],
        default=(0, 0, None, []),
    )
    if roster is None or not any(_likeness(row, roster, alike)):
        return str(_TEMPLATE)
    known = columns_by_heading(roster.name)
    there = {known[text].name for text in map(normalised, row) if text in known}
    lacking = [column.title.zh for column in roster.required if column.name not in there]
    others = pl.Series([text for text in row if normalised(text) not in known], dtype=pl.String)
    like = dict(nearest(pl.Series(lacking, dtype=pl.String), others).iter_rows())
    told = [
        (_LIKE if heading in like else _ALONE).fill(heading=heading, like=like.get(heading, [""])[0])
        for heading in lacking
    ]
    return _LACKS.fill(roster=roster.title, lacking=str(AND).join(told))


def _alike(texts: Sequence[str]) -> dict[str, list[str]]:
    """The headings of rosters most like each text."""
    headings = [heading for name in ROSTER for heading in columns_by_heading(name)]
    return dict(nearest(pl.Series(texts, dtype=pl.String), pl.Series(headings)).iter_rows())


def _likeness(row: Sequence[str], roster: Roster, alike: Mapping[str, list[str]]) -> tuple[int, int]:
    """How many headings of a roster stand in a row, and how many do nearly."""
    known = columns_by_heading(roster.name)
    there = {known[text].name for text in map(normalised, row) if text in known}
    nearly = {known[heading].name for text in row for heading in alike.get(text, ()) if heading in known}
    return len(there), len(nearly - there)
