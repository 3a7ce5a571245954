"""R11: where a head of a grid is no member, another member who is tied to the grid leads its organisation.

In this order. Exempt: it has heads and all are members. Unknown: no head, or no head has status none and one is
unknown, or no secretary. Then each secretary of its grid organisations: S1 if a head or of status none, S2 if neither
in or registered with one of these organisations nor living in the grid, unknown if of unknown status, else met; and
the best of them.
"""

from __future__ import annotations

from graphmodel.synthetic.plain.facts import Facts
from graphmodel.synthetic.plain.field import Field, among
from graphmodel.synthetic.plain.verdicts import EXEMPT, MET, UNKNOWN, Verdict, Verdicts, gap


def verdicts(facts: Facts) -> Verdicts:
    """Grids."""
    return {("Grid", grid): _of(facts, grid) for grid in facts.grids}


def _of(facts: Facts, grid: str) -> Verdict:
    heads = facts.holders("grid_head", grid)
    if heads and all(facts.is_member(head) for head in heads):
        return EXEMPT
    secretaries = facts.holders("secretary", *facts.grid_orgs(grid))
    if all(facts.status(head) != "none" for head in heads) or not secretaries:
        return UNKNOWN
    found = {_of_secretary(facts, grid, person) for person in secretaries}
    return next(verdict for verdict in (MET, UNKNOWN, gap("S2"), gap("S1")) if verdict in found)


def _of_secretary(facts: Facts, grid: str, person: str) -> Verdict:
    if person in facts.holders("grid_head", grid) or facts.status(person) == "none":
        return gap("S1")
    orgs = {*facts.member_of.get(person, ()), *facts.registered.get(person, ())}
    if facts.lives_in.get(person) != grid and not orgs & facts.grid_orgs(grid):
        return gap("S2")
    return UNKNOWN if facts.status(person) is None else MET


def plant(field: Field) -> None:
    """A head who is secretary turns out not to be in the Party."""
    for grid in field.pick("R11", "Grid", field.facts.grids):
        heads = field.facts.holders("grid_head", grid)
        secretaries = field.facts.holders("secretary", *field.facts.grid_orgs(grid))
        field.change("people", among("id", heads | secretaries), party_status="none", member_of=None)
