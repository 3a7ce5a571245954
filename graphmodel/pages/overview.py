"""index.html: how do we stand, and where first?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from graphmodel.charts.chart import Chart
from graphmodel.charts.treemap import Area, steps_in_words, treemap_chart
from graphmodel.charts.trend import small_trend
from graphmodel.language import Text
from graphmodel.pages.shell import Page, Site
from graphmodel.reporting.figures import above, rate, unit_key
from graphmodel.reporting.headlines import SENTENCES
from graphmodel.reporting.movement import MOVED
from graphmodel.rules.changes import STATES

_MOST: Final = 60
"""Characters of a name in what is shown to who points at it; a name may have hundreds."""
_TOLD: Final = Text(
    "{name}：网格 {grids} 个，范围内有 {grave} 处一级缺口",
    "{name}: {grids} grids, {grave} S1 gaps within",
)
_TOLD_OF_CELL: Final = Text("{name}：网格 {grids}，▲{grave}", "{name}: grids {grids}, ▲{grave}")
"""Short, for there are more than a thousand on the first page of a city."""
_UNKNOWN: Final = Text("{name}：网格 {grids} 个，无法判断", "{name}: {grids} grids, nothing can be told")
_OF_UNIT: Final = Text("{name}：{what}", "{name}: {what}")
_MAP: Final = Text("各小区的一级缺口（面积：网格数）", "S1 gaps by compound (area: grids)")


def _content(site: Site) -> dict[str, Any]:
    dossier, figures = site.dossier, site.figures
    headlines = dossier.headlines.to_dicts()
    whole = figures.headlines.get(("", ""), [])
    titles = {rule.id: str(rule.title) for rule in dossier.rules}
    below: dict[str, list[str]] = {}
    for row in figures.choices:
        below.setdefault(row["parent"] or "", []).append(row["code"])
    return {
        "headlines": [
            {
                **row,
                **rate(whole[at]),
                "at": at,
                "sentence": SENTENCES[row["rule"]],
                "moved": figures.moved[at] if figures.moved else None,
                "history": _history(site, row),
            }
            for at, row in enumerate(headlines)
        ],
        "then": figures.then,
        "moved_words": {state: STATES[state] for state in MOVED},
        "first": figures.look_first,
        "severities": figures.severities,
        "streets": [_street(site, row) for row in figures.choices if row["label"] == "Street"],
        "treemap": areas_chart(site),
        "communities": _communities(site),
        "steps": steps_in_words(),
        "not_supplied": dossier.not_supplied,
        "failed": dossier.failed,
        "data": {
            "figures": {row["code"]: _flat(site, row) for row in figures.choices}
            | {"": [count for counts in whole for count in counts]},
            "below": below,
            "names": {row["code"]: row["name"] for row in figures.choices},
            "pages": {row["code"]: site.page(row["label"], row["code"]) for row in figures.choices},
            "first": figures.first_of,
            "rules": titles,
            "headlines": [row["rule"] for row in headlines],
            "grave": {row["code"]: figures.severities_of.get(unit_key(row), []) for row in figures.choices},
            "list": "gaps.html" if site.has("gaps.html") else "",
            "words": [str(Text("处", "gaps")), str(Text("没有", "none"))],
        },
    }


PAGE: Final = Page("index.html", Text("总览", "Overview"), _content, ("overview.js",))


def _flat(site: Site, row: Mapping[str, Any]) -> list[int | None]:
    """Met, gap and unknown of each headline, one after the other."""
    return [count for counts in site.figures.headlines.get(unit_key(row), []) for count in counts]


def _street(site: Site, row: Mapping[str, Any]) -> dict[str, Any]:
    cells = [rate(counts) for counts in site.figures.headlines.get(unit_key(row), [])]
    moved = site.figures.moved_of[unit_key(row)] if site.figures.then else None
    return {**row, "page": site.page(*unit_key(row)), "cells": cells, "moved": moved}


def _history(site: Site, row: Mapping[str, Any]) -> Chart | None:
    points = site.figures.history.get((row["rule"], row["subject_label"]))
    return small_trend(f"{row['rule']} {row['title']}", points) if points else None


def _communities(site: Site) -> list[dict[str, Any]]:
    """What the treemap shows, for who cannot see it."""
    names = {unit_key(row): row["name"] for row in site.figures.units}
    return [
        {**row, "street": names.get(above(row), "")}
        for row in site.figures.choices
        if row["label"] == "Community"
    ]


# --- the map ---


def areas_chart(
    site: Site,
    top: Mapping[str, Any] | None = None,
    *,
    root: str = "",
    width: float = 1290,
    height: float = 470,
) -> Chart:
    """The treemap of everything, or of what lies in one unit.

    Args:
        site: of which it is.
        top: the unit; None: everything.
        root: the way from the page to the folder of the site.
        width: of the chart.
        height: of the chart.
    """
    areas = [_area(site, row, root) for row in site.parts.get(unit_key(top) if top else ("", ""), [])]
    title = (
        _OF_UNIT.fill(name=site.dossier.names.get(top["code"], top["name"]), what=_MAP) if top else str(_MAP)
    )
    return treemap_chart(title, areas, width, height)


def _area(site: Site, row: Mapping[str, Any], root: str) -> Area:
    grids, grave = row["grids"], row["grave"]
    text = (_TOLD_OF_CELL if row["label"] == "Compound" else _TOLD) if row["judged"] else _UNKNOWN
    page = site.page(*unit_key(row))
    return Area(
        row["code"],
        row["name"],
        grids,
        grave / grids if grids and row["judged"] else None,
        text.fill(name=row["name"][:_MOST], grids=grids, grave=grave),
        (f"▲{grave}" if grave else "") if row["judged"] else "？",
        page and f"{root}{page}",
        tuple(_area(site, part, root) for part in site.parts.get(unit_key(row), ())),
    )
