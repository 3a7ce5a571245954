"""R04: a grid organisation is led by exactly one community organisation (S1), of its community (S2).

Unknown where no community of it is known, or the leader has no seat.
"""

from __future__ import annotations

from graphmodel.synthetic.plain.facts import Facts
from graphmodel.synthetic.plain.field import Field, equal
from graphmodel.synthetic.plain.verdicts import MET, UNKNOWN, Verdict, Verdicts, gap


def verdicts(facts: Facts) -> Verdicts:
    """Grid organisations."""
    return {("PartyOrg", org): _of(facts, org) for org in facts.grid_organisations}


def _of(facts: Facts, org: str) -> Verdict:
    leaders = facts.leaders.get(org, [])
    if len(leaders) != 1 or facts.kind(leaders[0]) != "community":
        return gap("S1")
    communities, seat = facts.communities_of_org(org), facts.seat.get(leaders[0])
    if not communities or not seat:
        return UNKNOWN
    return MET if seat in communities else gap("S2")


def plant(field: Field) -> None:
    """It is led by the street."""
    for org in field.pick("R04", "PartyOrg", field.facts.of_kind("grid_branch")):
        street_org, _ = field.facts.approvals[org][0]
        field.change("party_orgs", equal("id", org), led_by=street_org)
