"""R08: a grid organisation none of whose secretaries heads a grid it covers is a gap (S3).

In this order. Exempt: its grids have heads and all have status none (R11). Met: a secretary is head of a covered
grid. Unknown: no secretary, no head, or a head's status unknown. Else gap.
"""

from __future__ import annotations

from graphmodel.synthetic.plain.facts import Facts
from graphmodel.synthetic.plain.field import Field, equal, holding
from graphmodel.synthetic.plain.verdicts import EXEMPT, MET, UNKNOWN, Verdict, Verdicts, gap


def verdicts(facts: Facts) -> Verdicts:
    """Grid organisations."""
    return {("PartyOrg", org): _of(facts, org) for org in facts.grid_organisations}


def _of(facts: Facts, org: str) -> Verdict:
    heads = facts.holders("grid_head", *facts.covered_grids(org))
    secretaries = facts.holders("secretary", org)
    statuses = {facts.status(head) for head in heads}
    if statuses == {"none"}:
        return EXEMPT
    if secretaries & heads:
        return MET
    return UNKNOWN if not secretaries or not heads or None in statuses else gap("S3")


def plant(field: Field) -> None:
    """Another member of the grid becomes secretary."""
    for org in field.pick("R08", "PartyOrg", field.facts.grid_organisations):
        grids = field.facts.covered_grids(org)
        other = field.members_at_home(grids[0], but=field.facts.holders("grid_head", *grids))[-1]
        field.change("posts", holding("secretary") & equal("to", org), **{"from": other})
