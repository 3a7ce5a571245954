"""R37: a member who contacts a home outside the grids they live in or are registered for is a gap (S4).

Unknown, before gap: no such grid. A home without a grid is not outside.
"""

from __future__ import annotations

from graphmodel.synthetic.plain.facts import Facts
from graphmodel.synthetic.plain.field import Field, tie_row
from graphmodel.synthetic.plain.verdicts import MET, UNKNOWN, Verdicts, gap


def verdicts(facts: Facts) -> Verdicts:
    """People who contact homes."""
    found: Verdicts = {}
    for person, homes in facts.homes_of.items():
        near = facts.registered_grids(person)
        if person in facts.lives_in:
            near.add(facts.lives_in[person])
        grids = (facts.grid_of_home.get(home) for home in homes)
        outside = any(grid and grid not in near for grid in grids)
        found["Person", person] = UNKNOWN if not near else gap("S4") if outside else MET
    return found


def plant(field: Field) -> None:
    """A member contacts a home far away."""
    homes = {grid: home for home, grid in field.facts.grid_of_home.items()}
    for person in field.pick("R37", "Person", field.plain_members()):
        field.add("household_ties", tie_row(person, homes[field.far_grid(person)]))
