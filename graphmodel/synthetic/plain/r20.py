"""R20: a grid or body that no active organisation with the five haves covers is a gap (S2).

In this order. Met: one covering organisation has five yes and is active. Unknown: one has no flag no, some flag
unknown, and is active. Else gap.
"""

from __future__ import annotations

import polars as pl

from graphmodel.synthetic.months import WINDOW, month_before
from graphmodel.synthetic.plain.facts import Facts
from graphmodel.synthetic.plain.field import Field, among
from graphmodel.synthetic.plain.verdicts import MET, UNKNOWN, Verdict, Verdicts, gap


def verdicts(facts: Facts) -> Verdicts:
    """Grids and bodies."""
    return {(label, place): _of(facts, place) for label, place in facts.grids_and_bodies}


def _of(facts: Facts, place: str) -> Verdict:
    at_work = [facts.flags(org) for org in facts.covers.get(place, ()) if org in facts.active]
    if any(all(flags) for flags in at_work):
        return MET
    return UNKNOWN if any(False not in flags for flags in at_work) else gap("S2")


def plant(field: Field) -> None:
    """Those who cover the grid have done nothing lately."""
    recent = pl.col("month").is_in([month_before(ago) for ago in range(WINDOW)])
    for grid in field.pick("R20", "Grid", field.facts.grids):
        field.drop("activities", among("from", field.facts.covers[grid]) & recent)
