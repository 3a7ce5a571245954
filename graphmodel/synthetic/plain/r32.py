"""R32: a person registered with grid organisations none of which covers the grid they live in is a gap (S2).

Exempt: lives outside. Unknown, before gap: no such grid, or none of the organisations covers one.
"""

from __future__ import annotations

from graphmodel.synthetic.plain.facts import Facts
from graphmodel.synthetic.plain.field import Field, among, equal
from graphmodel.synthetic.plain.verdicts import EXEMPT, MET, UNKNOWN, Verdict, Verdicts, gap


def verdicts(facts: Facts) -> Verdicts:
    """People registered with a grid organisation."""
    return {
        ("Person", person): _of(facts, person)
        for person in facts.people
        if facts.registered_grid_orgs(person)
    }


def _of(facts: Facts, person: str) -> Verdict:
    home, grids = facts.lives_in.get(person), facts.registered_grids(person)
    if facts.lives_outside(person):
        return EXEMPT
    if not home or not grids:
        return UNKNOWN
    return MET if home in grids else gap("S2")


def plant(field: Field) -> None:
    """One member lives far away; of another nobody knows where."""
    for person in field.pick("R32", "Person", field.plain_members()):
        field.change("people", equal("id", person), lives_in=field.far_grid(person))
    unclear = field.pick("R32", "Person", field.plain_members(), "unknown")
    field.change("people", among("id", unclear), lives_in=None)
