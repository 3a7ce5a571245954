"""index.html: the place to start from. The report in short, in one file that opens by double-click.

Every figure leads to the subjects it counts, in the lists at the end or in the workbook beside the page, and every
subject to its picture. The page carries counts and the names of places, bodies and organisations, never people or
homes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, NamedTuple

from graphmodel.ontology.vocabulary import UNITS
from graphmodel.pages.html import render, write_page
from graphmodel.reporting.addresses import NETWORK_PAGE, PLAN_PAGE
from graphmodel.reporting.coverage import NO_COVERAGE, Street
from graphmodel.reporting.dossier import Dossier
from graphmodel.reporting.loose import Compound
from graphmodel.reporting.movement import MOVED
from graphmodel.reporting.priorities import Claim
from graphmodel.reporting.wording import NONE, NOWHERE, TITLE
from graphmodel.rules import VERDICTS
from graphmodel.rules.changes import STATES
from graphmodel.rules.ladder import LEVELS

_CLAIMS_AT_MOST: Final = 6
_STREETS_AT_MOST: Final = 5
_STREET_ROWS_AT_MOST: Final = 12
_COMPOUNDS_AT_MOST: Final = 15
_NAMES_AT_MOST: Final = 4
_WAIVERS_AT_MOST: Final = 20


def write_index(dossier: Dossier, path: Path) -> None:
    """Write the page of a judgement; it links to the workbook, the network and ``findings.json`` beside it.

    Raises:
        EnvironmentFailure: it cannot be written, or the disk is full.
    """
    coverage = [_with_bar(row) for row in dossier.coverage.iter_rows(named=True)]
    shown = [row for row in coverage if row["bar"]]
    claims, streets, compounds = dossier.claims, dossier.streets, dossier.loose_by_compound
    waivers = dossier.waivers.to_dicts()
    page = render(
        "index.html.j2",
        title=TITLE,
        nowhere=NOWHERE,
        none_=NONE,
        units=UNITS,
        as_of=dossier.as_of,
        day=dossier.day,
        scope=dossier.scope,
        snapshot=dossier.snapshot,
        then=dossier.then,
        moved=MOVED,
        states=STATES,
        data=dossier.data,
        network=NETWORK_PAGE,
        plan=PLAN_PAGE if dossier.proposal else None,
        ladders=_ladders(dossier),
        levels=LEVELS,
        caption=dossier.ladder_caption,
        severities=dossier.gaps_by_severity.to_dicts(),
        headlines=[row for row in shown if row["headline"]],
        coverage=shown,
        registers=dossier.registers.to_dicts(),
        no_coverage=NO_COVERAGE,
        without_subjects=sorted({row["rule"] for row in coverage} - {row["rule"] for row in shown}),
        claims=[_claim(claim) for claim in claims[:_CLAIMS_AT_MOST]],
        more_claims=len(claims) - _CLAIMS_AT_MOST,
        streets=[_street(street) for street in streets[:_STREET_ROWS_AT_MOST]],
        more_streets=len(streets) - _STREET_ROWS_AT_MOST,
        not_supplied=dossier.not_supplied,
        failed=dossier.failed,
        undecided=dossier.missing_for_thread,
        compounds=[_compound(compound) for compound in compounds[:_COMPOUNDS_AT_MOST]],
        more_compounds=len(compounds) - _COMPOUNDS_AT_MOST,
        unreached=dossier.unreached,
        settings=dossier.settings.to_dicts(),
        waivers=waivers[:_WAIVERS_AT_MOST],
        more_waivers=len(waivers) - _WAIVERS_AT_MOST,
        lists=dossier.gap_lists,
        in_workbook=set(dossier.findings["rule"]),
    )
    write_page(page, path)


class _Part(NamedTuple):
    """A part of a bar: what it stands for, and start and width in percent of the bar."""

    verdict: str
    start: float
    width: float


def _bar(counts: dict[str, int], whole: int) -> list[_Part]:
    """Counts by verdict, side by side."""
    parts, start = [], 0
    for verdict, count in counts.items():
        if count:
            parts.append(_Part(verdict, round(100 * start / whole, 3), round(100 * count / whole, 3)))
        start += count
    return parts


def _with_bar(row: dict[str, Any]) -> dict[str, Any]:
    """A row of a coverage table with its bar; the bar is empty when there are no subjects."""
    counts = {verdict: row[verdict] for verdict in VERDICTS}
    return {**row, "bar": _bar(counts, sum(counts.values()))}


def _ladders(dossier: Dossier) -> list[dict[str, Any]]:
    """How far the Party reaches into each kind of body: how many on each level, and the three rates."""
    rates = dossier.rates.partition_by("subject_label", as_dict=True)
    ladders = []
    for row in dossier.levels.iter_rows(named=True):
        counts, label = {level: row[level] for level in LEVELS}, row["subject_label"]
        bar = _bar(counts, row["bodies"])
        rates_of_label = rates[(label,)].to_dicts()
        ladders.append({**row, "label": label, "counts": counts, "bar": bar, "rates": rates_of_label})
    return ladders


def _claim(claim: Claim) -> dict[str, Any]:
    """A claim with the streets that are shown, each with a bar as long as its gaps and what is met beside them."""
    streets = claim.streets[:_STREETS_AT_MOST]
    longest = max(row["judged"] or row["gap"] for row in streets)
    with_bars = [
        {**row, "bar": _bar({"gap": row["gap"], "met": (row["judged"] or row["gap"]) - row["gap"]}, longest)}
        for row in streets
    ]
    return {**claim._asdict(), "streets": with_bars, "more": len(claim.streets) - len(streets)}


def _street(street: Street) -> dict[str, Any]:
    return {**street._asdict(), "cells": [row and _with_bar(row) for row in street.rows]}


def _compound(compound: Compound) -> dict[str, Any]:
    """A compound with the first of its things, and how many there are."""
    things = compound.things
    return {**compound._asdict(), "things": things[:_NAMES_AT_MOST], "loose": len(things)}
