"""plan.html: what would close the gaps, how much it closes, street by street, and what proves that no more can be done.

Counts, and the names of places, bodies and organisations; no people and no homes.
"""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from graphmodel.charts.bars import Bar, Part, bar_chart
from graphmodel.charts.chart import Chart
from graphmodel.charts.curve import curve_chart
from graphmodel.language import Text
from graphmodel.ontology.vocabulary import GRADES
from graphmodel.pages.shell import Page, Site
from graphmodel.planning.ordering import SEVERITIES, curve_of
from graphmodel.reporting import left_open, proposed
from graphmodel.reporting.wording import number, percent

_WITNESSES_AT_MOST: Final = 12
_DRAWN_AT_MOST: Final = 6
_WITH_HOMES: Final = Text("补上的缺口（连同联户）", "Gaps closed (with homes)")
_WITHOUT_HOMES: Final = Text("补上的缺口（不含联户）", "Gaps closed (without homes)")
_RATES: Final = Text("主要指标：现在和之后", "Headline rates: now and then")
_PROOF: Final = Text("需要的和最多能有的", "What is needed and what there can be at most")


def _content(site: Site) -> dict[str, Any]:
    proposal = site.dossier.proposal
    assert proposal is not None
    fares = proposed.fares(proposal)
    witnesses = left_open.witnesses(proposal)
    few = proposal.moves.filter(pl.col("roster") != "household_ties")
    with_homes = few.height < proposal.moves.height
    then = proposed.headlines_then(proposal, site.dossier.headlines)
    return {
        "headings": fares.table.columns,
        "fares": fares.table.rows(),
        "caption": fares.caption,
        "curve": _curve(few, _WITHOUT_HOMES) if few.height else None,
        "curve_with_homes": _curve(proposal.moves, _WITH_HOMES) if with_homes else None,
        "before_after": _before_after(then),
        "then": then.to_dicts(),
        "streets": proposed.by_street(proposal, site.figures.people),
        "left": left_open.left_by_reason(proposal),
        "proof": _proof(witnesses[:_DRAWN_AT_MOST]),
        "witnesses": witnesses[:_WITNESSES_AT_MOST],
        "more_witnesses": len(witnesses) - _WITNESSES_AT_MOST,
        "moves": proposal.moves.height,
    }


PAGE: Final = Page("plan.html", Text("建议", "Proposals"), _content, released=False)


def _curve(moves: pl.DataFrame, title: Text) -> Chart:
    curve = curve_of(moves)
    reached = {name: curve[name].to_list() for name in SEVERITIES if curve[name][-1]}
    return curve_chart(
        str(title), curve["moves"].to_list(), reached, {name: str(GRADES[name]) for name in reached}
    )


def _before_after(then: pl.DataFrame) -> Chart:
    """What is met now, what the moves add, what stays a gap."""
    rows = []
    for row in then.to_dicts():
        judged = row["judged"] or 1
        parts = [
            Part("met", row["met"] / judged),
            Part("closed", row["closed"] / judged),
            Part("gap", (row["gap"] - row["closed"]) / judged),
        ]
        rows.append(
            Bar(
                f"{row['rule']} {row['title']}",
                parts,
                f"{percent(row['rate'])} → {percent(row['rate_then'])}",
            )
        )
    return bar_chart(str(_RATES), rows, 1, 620)


def _proof(witnesses: list[left_open.Shown]) -> Chart:
    rows = []
    for one in witnesses:
        rows += [
            Bar(one.subjects, [Part("gap", one.demand)], number(one.demand)),
            Bar("", [Part("met", one.capacity)], number(one.capacity)),
        ]
    return bar_chart(str(_PROOF), rows, width=620)
