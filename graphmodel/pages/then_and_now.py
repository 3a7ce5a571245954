"""changes.html: rates then and now in one table, and the gaps that opened or closed, with what did it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from graphmodel.language import Text
from graphmodel.pages.html import write_page
from graphmodel.pages.shell import Page, Site, rendered
from graphmodel.reporting.comparison import BECAME, BY_GRID, TITLE, Comparison, Moved
from graphmodel.reporting.dossier import Dossier
from graphmodel.reporting.figures import Figures
from graphmodel.reporting.wording import NONE

_GAPS_AT_MOST: Final = 30
_DIVISIONS_AT_MOST: Final = 50


def _content(site: Site) -> Mapping[str, Any]:
    changes = site.dossier.changes
    if changes is None:
        return {"compared": False}
    return shown(Comparison(changes, [rule.id for rule in site.dossier.rules]))


PAGE: Final = Page("changes.html", Text("变化", "Changes"), _content, released=False)


def shown(comparison: Comparison) -> Mapping[str, Any]:
    """What the page tells of a comparison."""
    divisions = comparison.divisions.to_dicts()
    return {
        "compared": True,
        "none_": NONE,
        "between": comparison.between,
        "numbered": comparison.data,
        "note": BY_GRID,
        "states": BECAME,
        "counts": comparison.states,
        "rates": comparison.rates.to_dicts(),
        "moved": [_moved(moved) for moved in comparison.moved],
        "divisions": divisions[:_DIVISIONS_AT_MOST],
        "more_divisions": len(divisions) - _DIVISIONS_AT_MOST,
        "renamed": comparison.renamed.to_dicts(),
        "network": comparison.network.to_dicts(),
    }


def write_changes_page(comparison: Comparison, path: Path) -> None:
    """Write the page of what changed, for itself.

    Raises:
        EnvironmentFailure: it cannot be written, or the disk is full.
    """
    alone = Site(Figures(Dossier(comparison.changes.after)), title=TITLE)
    write_page(rendered(alone, PAGE, "changes.html.j2", shown(comparison)), path)


def _moved(moved: Moved) -> dict[str, Any]:
    """The gaps of one state with the first of the things, and how many more there are."""
    more = len(moved.things) - _GAPS_AT_MOST
    return {**moved._asdict(), "things": moved.things[:_GAPS_AT_MOST], "more": more}
