"""R02: a grid that no grid organisation covers is a gap (S1)."""

from __future__ import annotations

from graphmodel.synthetic.plain.facts import Facts
from graphmodel.synthetic.plain.field import Field
from graphmodel.synthetic.plain.verdicts import MET, Verdicts, gap


def verdicts(facts: Facts) -> Verdicts:
    """Grids."""
    found: Verdicts = {}
    for grid in facts.grids:
        branches = facts.grid_orgs(grid)
        found["Grid", grid] = (MET if branches else gap("S1")).showing(branches=sorted(branches))
    return found


def plant(field: Field) -> None:
    """Nobody covers the grid any more."""
    for grid in field.pick("R02", "Grid", field.facts.grids):
        field.uncover(grid)
