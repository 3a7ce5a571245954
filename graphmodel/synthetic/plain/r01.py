"""R01: a grid or body with neither organisation cover nor work cover is a gap (S1)."""

from __future__ import annotations

from graphmodel.synthetic.plain.facts import Facts
from graphmodel.synthetic.plain.field import Field
from graphmodel.synthetic.plain.verdicts import MET, Verdicts, gap


def verdicts(facts: Facts) -> Verdicts:
    """Grids and bodies."""
    found: Verdicts = {}
    for label, place in facts.grids_and_bodies:
        if facts.covers.get(place):
            found[label, place] = MET.showing(cover="organisation")
        elif facts.has_work_cover(place):
            found[label, place] = MET.showing(cover="work")
        else:
            found[label, place] = gap("S1").showing(cover="none")
    return found


def plant(field: Field) -> None:
    """A body that is not eligible loses its cover: R01, R15, R16 and R17 at once."""
    for label, bodies in field.facts.bodies.items():
        alone = [
            body
            for body, row in bodies.items()
            if row["eligible"] is False and len(field.facts.covers.get(body, ())) == 1
        ]
        chosen = field.pick("R01", label, alone)
        for rule in ("R15", "R16", "R17"):
            field.note(rule, label, chosen)
        for body in chosen:
            field.uncover(body)
