"""coverage.html: every rate, with its denominator; by county, street and community."""

from __future__ import annotations

from typing import Any, Final

from graphmodel.charts.bars import Bar, Part, bar_chart
from graphmodel.charts.chart import Chart
from graphmodel.charts.trend import trend_chart
from graphmodel.language import Text
from graphmodel.ontology.vocabulary import UNITS
from graphmodel.pages.shell import Page, Site
from graphmodel.reporting.coverage import NO_COVERAGE
from graphmodel.reporting.figures import CHOSEN_FROM, rate
from graphmodel.reporting.movement import MOVED
from graphmodel.reporting.wording import label_title, number, percent
from graphmodel.rules import VERDICTS
from graphmodel.rules.changes import STATES
from graphmodel.rules.ladder import LEVELS

_HEADLINES: Final = Text("主要覆盖率", "Headline rates")
_STREETS: Final = Text("各街道的一级缺口（处）", "S1 gaps by street")
_LADDER: Final = Text("党组织覆盖的层级（个数）", "How far the Party reaches into bodies")
_KINDS: Final = ("met", "gap", "unknown")


def _content(site: Site) -> dict[str, Any]:
    dossier = site.dossier
    rows = [_row(row) for row in site.figures.coverage]
    return {
        "rows": rows,
        "then": site.figures.then,
        "moved_words": {state: STATES[state] for state in MOVED},
        "history": {f"{row['rule']}-{row['subject_label']}": _history(site, row) for row in rows},
        "headline_chart": headline_chart(site),
        "street_chart": street_chart(site),
        "ladder_chart": _ladder(site),
        "levels": LEVELS,
        "ladder_rates": dossier.rates.to_dicts(),
        "caption": dossier.ladder_caption,
        "registers": site.figures.registers,
        "no_coverage": NO_COVERAGE,
        "settings": dossier.settings.to_dicts(),
        "waivers": site.figures.waivers,
        "counted_words": UNITS,
        "data": {
            "figures": site.figures.counts_by_unit,
            "units": [
                [
                    row["code"],
                    row["label"],
                    row["name"],
                    row["parent"] or "",
                    site.page(row["label"], row["code"]),
                ]
                for row in site.figures.choices
            ],
            "list": "gaps.html" if site.has("gaps.html") else "",
            "levels": {label: label_title(label) for label in CHOSEN_FROM},
        },
    }


PAGE: Final = Page("coverage.html", Text("覆盖率", "Coverage"), _content, ("rates.js",))


def headline_chart(site: Site) -> Chart:
    """The headline rates as bars, met beside gap beside unknown."""
    rows = []
    for row, counts in zip(
        site.dossier.headlines.to_dicts(), site.figures.headlines.get(("", ""), []), strict=True
    ):
        whole = sum(count or 0 for count in counts) or 1
        parts = [Part(kind, (count or 0) / whole) for kind, count in zip(_KINDS, counts, strict=True)]
        told = rate(counts)
        note = f"{percent(told['rate'])}　{_shown(told['met'])}/{_shown(told['judged'])}"
        rows.append(Bar(f"{row['rule']} {row['title']}", parts, note))
    return bar_chart(str(_HEADLINES), rows, 1)


def _shown(count: int | None) -> str:
    return "*" if count is None else number(count)


def street_chart(site: Site) -> Chart:
    """The gaps of the first severity of each street, most first."""
    streets = [row for row in site.figures.choices if row["label"] == "Street"]
    rows = [
        Bar(
            row["name"],
            [Part("gap", row["grave"])],
            number(row["grave"]),
            address=site.page("Street", row["code"]),
        )
        for row in sorted(streets, key=lambda row: (-row["grave"], row["code"]))
    ]
    return bar_chart(str(_STREETS), rows)


def _ladder(site: Site) -> Chart:
    rows = [
        Bar(
            row["kind"],
            [Part(level, row[level], number(row[level])) for level in LEVELS],
            number(row["bodies"]),
        )
        for row in site.dossier.levels.to_dicts()
    ]
    return bar_chart(str(_LADDER), rows, width=560)


def _history(site: Site, row: dict[str, Any]) -> Chart | None:
    points = site.figures.history.get((row["rule"], row["subject_label"]))
    return trend_chart(f"{row['rule']} {row['title']}", points) if points else None


def _row(row: dict[str, Any]) -> dict[str, Any]:
    """A row of coverage; one without any subject is shown grey."""
    return {**row, "any": any(row[name] != 0 for name in VERDICTS)}
