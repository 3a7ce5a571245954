"""plan.html: what would close the gaps, how much it closes, street by street, and what proves that no more can be done.

Counts, and the names of places, bodies and organisations; no people and no homes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

import polars as pl

from graphmodel.ontology.vocabulary import SEVERITIES as SEVERITY_TITLES
from graphmodel.pages.html import render, write_page
from graphmodel.planning.ordering import SEVERITIES, curve_of
from graphmodel.reporting import proposed
from graphmodel.reporting.dossier import Dossier

_POINTS: Final = 240
"""Of a curve at most; more are not told apart on a screen."""
_WIDTH, _HEIGHT = 640, 220
_WITNESSES_AT_MOST: Final = 12


class Line(NamedTuple):
    """One line of the curve: gaps of a severity closed, after so many moves."""

    severity: str
    points: str
    """As SVG writes them."""
    closed: int


class Chart(NamedTuple):
    """How much so many moves close."""

    moves: int
    lines: list[Line]
    with_homes: bool


def write_plan(dossier: Dossier, path: Path) -> None:
    """Write the page of the proposal of a dossier.

    Raises:
        EnvironmentFailure: it cannot be written, or the disk is full.
    """
    proposal = dossier.proposal
    assert proposal is not None
    fares = proposed.fares(proposal)
    witnesses = proposed.witnesses(proposal)
    few = proposal.moves.filter(pl.col("roster") != "household_ties")
    page = render(
        "plan.html.j2",
        title=proposed.TITLE,
        as_of=dossier.as_of,
        day=dossier.day,
        data=dossier.data,
        scope=dossier.scope,
        home="index.html",
        headings=fares.table.columns,
        fares=fares.table.rows(),
        caption=fares.caption,
        width=_WIDTH,
        height=_HEIGHT,
        charts=[_chart(moves) for moves in (few, proposal.moves) if moves.height],
        severities=SEVERITY_TITLES,
        streets=proposed.by_street(proposal),
        witnesses=witnesses[:_WITNESSES_AT_MOST],
        more_witnesses=len(witnesses) - _WITNESSES_AT_MOST,
    )
    write_page(page, path)


def _chart(moves: pl.DataFrame) -> Chart:
    """A line for each severity of which something is closed."""
    curve = curve_of(moves)
    last = curve.row(-1, named=True)
    every = max(1, curve.height // _POINTS)
    kept = pl.concat([curve.gather_every(every), curve.tail(1)]).unique(maintain_order=True)
    across, up = _WIDTH / max(last["moves"], 1), _HEIGHT / max(*(last[name] for name in SEVERITIES), 1)
    lines = [
        Line(
            name,
            " ".join(
                f"{moves * across:.1f},{_HEIGHT - closed * up:.1f}"
                for moves, closed in kept.select("moves", name).iter_rows()
            ),
            last[name],
        )
        for name in SEVERITIES
        if last[name]
    ]
    return Chart(moves.height, lines, with_homes=(moves["roster"] == "household_ties").any())
