"""R48: a grid whose red team lacks one of six is a gap (S3).

They are the secretary of its grid organisation, instructor, stairwell head, red steward, volunteer, and an owner
member: a member who is an owner and lives there. Unknown, before gap: only the owner member is lacking, and of a
member who lives there is_owner is empty.
"""

from __future__ import annotations

from typing import Final

from graphmodel.synthetic.plain.facts import Facts
from graphmodel.synthetic.plain.field import Field, among, holding
from graphmodel.synthetic.plain.verdicts import MET, UNKNOWN, Verdict, Verdicts, gap

_TEAM: Final = ("instructor", "red_steward", "stairwell_head", "volunteer")


def verdicts(facts: Facts) -> Verdicts:
    """Grids."""
    return {("Grid", grid): _of(facts, grid) for grid in facts.grids}


def _of(facts: Facts, grid: str) -> Verdict:
    missing = [post for post in _TEAM if not facts.holders(post, grid)]
    if not facts.holders("secretary", *facts.grid_orgs(grid)):
        missing.append("secretary")
    members = [person for person in facts.residents.get(grid, ()) if facts.is_member(person)]
    owners = {facts.people[person]["is_owner"] for person in members}
    if True not in owners:
        missing.append("owner_member")
    perhaps = missing == ["owner_member"] and None in owners
    verdict = UNKNOWN if perhaps else gap("S3") if missing else MET
    return verdict.showing(missing=sorted(missing))


def plant(field: Field) -> None:
    """One grid loses its red stewards; of another's residents nobody knows who is an owner."""
    chosen = field.pick("R48", "Grid", field.facts.grids)
    field.drop("posts", holding("red_steward") & among("to", chosen))
    unclear = field.pick("R48", "Grid", field.facts.grids, "unknown")
    field.change("people", among("lives_in", unclear), is_owner=None)
