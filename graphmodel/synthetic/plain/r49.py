"""R49: an organ organisation with fewer pledges signed than members is a gap (S4); unknown: pledges empty."""

from __future__ import annotations

from collections import Counter

from graphmodel.synthetic.plain.facts import Facts
from graphmodel.synthetic.plain.field import Field, among
from graphmodel.synthetic.plain.verdicts import MET, UNKNOWN, Verdicts, gap


def verdicts(facts: Facts) -> Verdicts:
    """Organ organisations with members."""
    belongings = [(org, person) for person, orgs in facts.member_of.items() for org in orgs]
    members = Counter(org for org, person in belongings if facts.is_member(person))
    found: Verdicts = {}
    for org in facts.organ_orgs:
        if members[org]:
            signed = facts.orgs[org]["pledges_signed"]
            verdict = UNKNOWN if signed is None else MET if signed >= members[org] else gap("S4")
            found["PartyOrg", org] = verdict.showing(signed=signed, members=members[org])
    return found


def plant(field: Field) -> None:
    """In one branch one pledge was signed; of another nobody counted."""
    branches = field.facts.organ_branches
    field.change("party_orgs", among("id", field.pick("R49", "PartyOrg", branches)), pledges_signed=1)
    unclear = field.pick("R49", "PartyOrg", branches, "unknown")
    field.change("party_orgs", among("id", unclear), pledges_signed=None)
