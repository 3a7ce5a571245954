"""The page of changes: rates then and now in one table, and the gaps that opened or closed, with what did it."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any, Final, NamedTuple

import polars as pl

from graphmodel.pages.changes import words
from graphmodel.pages.changes.workbook import TITLE, between
from graphmodel.pages.html import render, write_page
from graphmodel.pages.wording import NONE
from graphmodel.rules.changes import STATES, Changes

_GAPS_AT_MOST: Final = 30
_DIVISIONS_AT_MOST: Final = 50


def write_changes_page(changes: Changes, ids: Collection[str], path: Path) -> None:
    """Write the page of the changes of some rules.

    Raises:
        EnvironmentFailure: it cannot be written, or the disk is full.
    """
    gaps = words.gaps(changes, ids, with_people=False)
    divisions = words.divisions(changes).to_dicts()
    page = render(
        "changes.html.j2",
        title=TITLE,
        none_=NONE,
        between=between(changes),
        note=words.BY_GRID,
        states=STATES,
        counts={state: gaps.filter(key=state).height for state in STATES},
        rates=[_with_step(row) for row in words.rates(changes, ids).iter_rows(named=True)],
        moved=[_moved(state, gaps.filter(key=state)) for state in STATES if state != "persisting"],
        divisions=divisions[:_DIVISIONS_AT_MOST],
        more_divisions=len(divisions) - _DIVISIONS_AT_MOST,
        network=words.network(changes).to_dicts(),
    )
    write_page(page, path)


def _with_step(row: dict[str, Any]) -> dict[str, Any]:
    """A row with the step of its rate in percentage points, as it is written; null where either side has no rate."""
    if row["rate"] is None or row["rate_before"] is None:
        return {**row, "step": None}
    return {**row, "step": round(100 * (row["rate"] - row["rate_before"]), 1)}


class _Moved(NamedTuple):
    """The gaps that came to one state: things one by one, people as numbers by rule and cause."""

    state: str
    gaps: int
    things: list[dict[str, Any]]
    people: list[dict[str, Any]]
    more: int


def _moved(state: str, gaps: pl.DataFrame) -> _Moved:
    of_people = pl.col("subject_label") == "Person"
    things = gaps.filter(~of_people)
    people = gaps.filter(of_people).group_by("rule", "title", "kind", "cause", maintain_order=True)
    return _Moved(
        state,
        gaps.height,
        things.head(_GAPS_AT_MOST).to_dicts(),
        people.agg(count=pl.len()).to_dicts(),
        things.height - _GAPS_AT_MOST,
    )
