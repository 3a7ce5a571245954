"""R40: a grid in which one of the five things was not done in the window is a gap (S4)."""

from __future__ import annotations

from graphmodel.ontology import GROUP
from graphmodel.synthetic.plain.facts import Facts
from graphmodel.synthetic.plain.field import Field, among, equal
from graphmodel.synthetic.plain.verdicts import MET, Verdicts, gap


def verdicts(facts: Facts) -> Verdicts:
    """Grids."""
    done = {(did.place, did.kind) for did in facts.done}
    found: Verdicts = {}
    for grid in facts.grids:
        missing = sorted(kind for kind in GROUP["five_visits"] if (grid, kind) not in done)
        found["Grid", grid] = (gap("S4") if missing else MET).showing(missing=missing)
    return found


def plant(field: Field) -> None:
    """Nobody visited the sick."""
    chosen = field.pick("R40", "Grid", field.facts.grids)
    field.drop("activities", among("to", chosen) & equal("activity", "visit_sick"))
