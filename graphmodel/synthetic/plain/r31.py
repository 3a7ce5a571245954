"""R31: an organ committee not registered with a community is a gap (S2).

So is a member of an organ organisation not registered with a grid organisation; who lives outside is exempt.
"""

from __future__ import annotations

from graphmodel.synthetic.plain.facts import Facts
from graphmodel.synthetic.plain.field import Field, among
from graphmodel.synthetic.plain.verdicts import EXEMPT, MET, Verdicts, gap


def verdicts(facts: Facts) -> Verdicts:
    """Organ committees, and members of organ organisations."""
    found: Verdicts = {}
    for org in facts.organ_committees:
        at_communities = facts.registered.get(org, set()) & facts.communities.keys()
        found["PartyOrg", org] = MET if at_communities else gap("S2")
    organs = {*facts.organ_orgs}
    for person, orgs in facts.member_of.items():
        if facts.is_member(person) and organs & set(orgs):
            if facts.lives_outside(person):
                found["Person", person] = EXEMPT
            else:
                found["Person", person] = MET if facts.registered_grid_orgs(person) else gap("S2")
    return found


def plant(field: Field) -> None:
    """Neither the member nor the committee has registered."""
    people = field.pick("R31", "Person", field.plain_members())
    committees = field.pick("R31", "PartyOrg", field.facts.organ_committees)
    field.drop("registrations", among("from", [*people, *committees]))
