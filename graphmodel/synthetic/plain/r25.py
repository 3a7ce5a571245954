"""R25: a grid without an instructor is a gap (S1), however many grids an instructor has."""

from __future__ import annotations

from graphmodel.synthetic.plain.facts import Facts
from graphmodel.synthetic.plain.field import Field, among, holding
from graphmodel.synthetic.plain.verdicts import MET, Verdicts, gap


def verdicts(facts: Facts) -> Verdicts:
    """Grids."""
    found: Verdicts = {}
    for grid in facts.grids:
        instructors = facts.holders("instructor", grid)
        found["Grid", grid] = (MET if instructors else gap("S1")).showing(instructors=len(instructors))
    return found


def plant(field: Field) -> None:
    """The grid loses its instructors."""
    chosen = field.pick("R25", "Grid", field.facts.grids)
    field.drop("posts", holding("instructor") & among("to", chosen))
