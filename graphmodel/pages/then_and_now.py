"""changes.html: rates then and now in one table, and the gaps that opened or closed, with what did it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import polars as pl

from graphmodel.language import Text
from graphmodel.pages.html import write_page
from graphmodel.pages.shell import Page, Site, rendered
from graphmodel.reporting.comparison import BY_GRID, TITLE, Comparison, Moved
from graphmodel.reporting.dossier import Dossier
from graphmodel.reporting.figures import CHOSEN_FROM, Figures
from graphmodel.reporting.wording import NONE, number

_GAPS_AT_MOST: Final = 30
_MORE: Final = Text("另有 {count} 个缺口，见 diff --format xlsx。", "{count} more: see diff --format xlsx.")
_DIVISIONS_AT_MOST: Final = 50


def _content(site: Site) -> Mapping[str, Any]:
    changes = site.dossier.changes
    if changes is None:
        return {"compared": False}
    comparison = Comparison(changes, [rule.id for rule in site.dossier.rules])
    return shown(comparison, site)


PAGE: Final = Page("changes.html", Text("变化", "Changes"), _content, ("changes.js",), released=False)


def shown(comparison: Comparison, site: Site | None = None) -> Mapping[str, Any]:
    """What the page tells of a comparison; as one of a site, what it tells under every scope too."""
    divisions = comparison.divisions.to_dicts()
    return {
        "compared": True,
        "none_": NONE,
        "sides": comparison.sides,
        "numbered": comparison.data,
        "note": BY_GRID,
        "states": comparison.became,
        "more": _MORE,
        "counts": comparison.states,
        "rates": comparison.rates.to_dicts(),
        "moved": [_moved(moved) for moved in comparison.moved],
        "divisions": divisions[:_DIVISIONS_AT_MOST],
        "more_divisions": len(divisions) - _DIVISIONS_AT_MOST,
        "renamed": comparison.renamed.to_dicts(),
        "network": comparison.network.to_dicts(),
        "data": None if site is None else _within(comparison, site),
    }


def _within(comparison: Comparison, site: Site) -> dict[str, Any]:
    """What changed in every unit that can be chosen, for the script.

    Units stand as numbers, rules and labels as the number of their row in the table of rates, -1 where that has none.
    """
    units = {row["code"]: number for number, row in enumerate(site.figures.choices)}
    rows = {key: at for at, key in enumerate(comparison.rates.select("rule", "subject_label").iter_rows())}
    states = list(comparison.became)
    rates, became = defaultdict(list), defaultdict(list)
    for unit, rule, label, *counts in comparison.rates_within(CHOSEN_FROM).iter_rows():
        if (rule, label) in rows:
            rates[unit].append([rows[rule, label], *counts])
    found = comparison.within(CHOSEN_FROM)
    for unit, rule, label, key, count in (
        found.group_by("unit", "rule", "subject_label", "key", maintain_order=True).len().iter_rows()
    ):
        became[unit].append([rows.get((rule, label), -1), states.index(key), count])
    numbered = found.filter(pl.col("key") != "persisting").with_columns(
        unit=pl.col("unit").replace_strict(units, default=None, return_dtype=pl.Int64)
    )
    told = ("rule", "title", "kind", "name", "subject", "cause", "ties")
    where = ["key", "subject_label", *told]
    placed = numbered.drop_nulls("unit").group_by(where, maintain_order=True).agg("unit")
    of_people = pl.col("subject_label") == "Person"
    alike = ["key", "rule", "title", "kind", "cause", "unit"]
    people = placed.filter(of_people).group_by(alike, maintain_order=True).len()
    things: dict[str, list[Any]] = {state: [] for state in states if state != "persisting"}
    counted: dict[str, list[Any]] = {state: [] for state in things}
    for row in placed.filter(~of_people).to_dicts():
        what = f"{row['kind']} {row['name'] or row['subject']}"
        line = [f"{row['rule']} {row['title']}", what, row["cause"], row["ties"], row["unit"]]
        things[row["key"]].append(line)
    for row in people.to_dicts():
        line = [
            f"{row['rule']} {row['title']}",
            f"{row['kind']} {number(row['len'])}",
            row["cause"],
            None,
            row["unit"],
        ]
        counted[row["key"]].append(line)
    return {
        "units": units,
        "states": states,
        "rates": rates,
        "became": became,
        "things": things,
        "people": counted,
        "most": _GAPS_AT_MOST,
        "more": str(_MORE),
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
