"""R03: a grid branch is approved by exactly one street organisation (S1), of its street, before it is founded (S2).

Grid groups are exempt. Unknown where no street of it is known, or the approver has no seat; missing dates are not
compared.
"""

from __future__ import annotations

from graphmodel.synthetic.plain.facts import Facts
from graphmodel.synthetic.plain.field import Field, among
from graphmodel.synthetic.plain.verdicts import EXEMPT, MET, UNKNOWN, Verdict, Verdicts, gap


def verdicts(facts: Facts) -> Verdicts:
    """Grid branches and grid groups."""
    return {("PartyOrg", org): _of(facts, org) for org in facts.grid_organisations}


def _of(facts: Facts, org: str) -> Verdict:
    if facts.kind(org) == "grid_group":
        return EXEMPT
    approvals = facts.approvals.get(org, [])
    if len(approvals) != 1 or facts.kind(approvals[0][0]) != "street":
        return gap("S1")
    approver, approved_on = approvals[0]
    streets, seat = facts.streets_of_org(org), facts.seat.get(approver)
    if streets and seat and seat not in streets:
        return gap("S2")
    founded_on = facts.orgs[org]["founded_on"]
    if approved_on and founded_on and approved_on > founded_on:
        return gap("S2")
    return MET if streets and seat else UNKNOWN


def plant(field: Field) -> None:
    """Nobody approved it."""
    chosen = field.pick("R03", "PartyOrg", field.facts.of_kind("grid_branch"))
    field.change("party_orgs", among("id", chosen), approved_by=None, approved_on=None)
