"""R30: a person registered with an organisation they are a member of is a gap (S3)."""

from __future__ import annotations

from graphmodel.synthetic.plain.facts import Facts
from graphmodel.synthetic.plain.field import Field, equal
from graphmodel.synthetic.plain.verdicts import MET, Verdicts, gap


def verdicts(facts: Facts) -> Verdicts:
    """People who are both a member and registered."""
    found: Verdicts = {}
    for person, orgs in facts.member_of.items():
        if person in facts.registered:
            same = facts.registered[person] & set(orgs)
            found["Person", person] = (gap("S3") if same else MET).showing(org=sorted(same))
    return found


def plant(field: Field) -> None:
    """A member belongs where they are registered."""
    for person in field.pick("R30", "Person", field.plain_members()):
        org = field.facts.registered_grid_orgs(person)[0]
        field.change("people", equal("id", person), member_of=org)
