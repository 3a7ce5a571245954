"""R51: two where one belongs, or a tie to what is no longer there, is a gap (S2).

Two heads of a grid, memberships or registrations of a person, first secretaries in the organisations of a community,
directors of an owners' committee, owners' committees of a compound.
"""

from __future__ import annotations

from collections import Counter

from graphmodel.synthetic.plain.facts import Facts
from graphmodel.synthetic.plain.field import Field, post_row
from graphmodel.synthetic.plain.verdicts import MET, Subject, Verdicts, gap


def verdicts(facts: Facts) -> Verdicts:
    """Grids, people, communities, owners' committees and compounds."""
    counts: dict[Subject, int] = {}
    for grid in facts.grids:
        counts["Grid", grid] = len(facts.holders("grid_head", grid))
    for person in facts.people:
        ties = (facts.member_of.get(person, ()), facts.registered.get(person, ()))
        counts["Person", person] = max(len(orgs) for orgs in ties)
    for place in facts.communities:
        orgs = facts.community_orgs.get(place, ())
        counts["Community", place] = len(facts.holders("first_secretary", *orgs))
    for body in facts.bodies["OwnersCommittee"]:
        counts["OwnersCommittee", body] = len(facts.holders("committee_director", body))
    serving = Counter(
        compound for body in facts.bodies["OwnersCommittee"] for compound in facts.serves.get(body, ())
    )
    for compound in facts.compounds:
        counts["Compound", compound] = serving[compound]
    return {
        subject: gap("S2") if count > 1 or facts.loose_ties.get(subject[1]) else MET
        for subject, count in counts.items()
    }


def plant(field: Field) -> None:
    """A second head, a second registration, a second director."""
    for grid in field.pick("R51", "Grid", field.facts.grids):
        second = field.members_at_home(grid, but=field.facts.holders("grid_head", grid))[0]
        field.add("posts", post_row(second, "grid_head", grid))
    for person in field.pick("R51", "Person", field.plain_members()):
        orgs = field.facts.registered[person]
        other = min(org for org in field.facts.grid_organisations if org not in orgs)
        field.add("registrations", {"from": person, "to": other, "claims": 1})
    for committee in field.pick("R51", "OwnersCommittee", field.facts.bodies["OwnersCommittee"]):
        directors = field.facts.holders("committee_director", committee)
        second = min(set(field.appointees()) - directors)
        field.add("posts", post_row(second, "committee_director", committee))
