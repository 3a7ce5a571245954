"""The page of changes: rates then and now in one table, and the gaps that opened or closed, with what did it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from graphmodel.pages.html import render, write_page
from graphmodel.reporting.comparison import BECAME, BY_GRID, TITLE, Comparison, Moved
from graphmodel.reporting.wording import NONE

_GAPS_AT_MOST: Final = 30
_DIVISIONS_AT_MOST: Final = 50


def write_changes_page(comparison: Comparison, path: Path) -> None:
    """Write the page of what changed.

    Raises:
        EnvironmentFailure: it cannot be written, or the disk is full.
    """
    divisions = comparison.divisions.to_dicts()
    page = render(
        "changes.html.j2",
        title=TITLE,
        none_=NONE,
        between=comparison.between,
        data=comparison.data,
        note=BY_GRID,
        states=BECAME,
        counts=comparison.states,
        rates=comparison.rates.to_dicts(),
        moved=[_moved(moved) for moved in comparison.moved],
        divisions=divisions[:_DIVISIONS_AT_MOST],
        more_divisions=len(divisions) - _DIVISIONS_AT_MOST,
        renamed=comparison.renamed.to_dicts(),
        network=comparison.network.to_dicts(),
    )
    write_page(page, path)


def _moved(moved: Moved) -> dict[str, Any]:
    """The gaps of one state with the first of the things, and how many more there are."""
    more = len(moved.things) - _GAPS_AT_MOST
    return {**moved._asdict(), "things": moved.things[:_GAPS_AT_MOST], "more": more}
