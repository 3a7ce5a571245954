"""A whole city: its areas invented one after the other, each as it would be alone, into one set of rosters."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from graphmodel.synthetic import activities, local, members, organs, territory
from graphmodel.synthetic.divisions import Divided
from graphmodel.synthetic.randomness import Dice
from graphmodel.synthetic.rows import Rows
from graphmodel.synthetic.sizes import Area


def invent(
    areas: Sequence[Area], seed: int, divisions: pl.DataFrame | None = None
) -> dict[str, pl.DataFrame]:
    """The rosters of a city of these areas.

    Raises:
        UsageError: the division list is too short.
    """
    rows = Rows()
    divided = None if divisions is None else Divided(divisions)
    for area in areas:
        _add(area, Dice.from_seed(seed).of(area.name), rows, divided)
    if divided:
        divided.enter(rows)
    return rows.rosters()


def _add(area: Area, dice: Dice, rows: Rows, divided: Divided | None) -> None:
    land = territory.settle(area, dice, rows, divided.take(area) if divided else None)
    on_the_spot = local.install(area, dice, rows, land)
    established = organs.establish(area, dice, rows, land, on_the_spot)
    members.fill(area, dice, rows, land, on_the_spot, established.branches)
    activities.record(area, dice, rows, on_the_spot.seats)
