"""R09: a grid none of whose heads is committee member or secretary of its community's organisation is a gap (S3).

Unknown, before gap: no head, or that organisation has no committee member and no secretary.
"""

from __future__ import annotations

from graphmodel.synthetic.plain.facts import Facts, Ids
from graphmodel.synthetic.plain.field import Field, equal, holding
from graphmodel.synthetic.plain.verdicts import MET, UNKNOWN, Verdicts, gap


def verdicts(facts: Facts) -> Verdicts:
    """Grids."""
    found: Verdicts = {}
    for grid in facts.grids:
        heads, officers = facts.holders("grid_head", grid), _officers(facts, grid)
        if not heads or not officers:
            found["Grid", grid] = UNKNOWN
        else:
            found["Grid", grid] = MET if heads & officers else gap("S3")
    return found


def _officers(facts: Facts, grid: str) -> Ids:
    """Committee members and secretaries of the community organisation."""
    communities = facts.communities_of(grid)
    orgs = [org for community in communities for org in facts.community_orgs.get(community, ())]
    return facts.holders("committee_member", *orgs) | facts.holders("secretary", *orgs)


def plant(field: Field) -> None:
    """Another member of the grid becomes its head."""
    for grid in field.pick("R09", "Grid", field.facts.grids):
        other = field.members_at_home(grid, but=_officers(field.facts, grid))[-1]
        field.change("posts", holding("grid_head") & equal("to", grid), **{"from": other})
