"""R34: a member registered with a grid organisation who contacts no home is a gap (S3)."""

from __future__ import annotations

from graphmodel.synthetic.plain.facts import Facts
from graphmodel.synthetic.plain.field import Field, among
from graphmodel.synthetic.plain.verdicts import MET, Verdicts, gap


def verdicts(facts: Facts) -> Verdicts:
    """Members registered with a grid organisation."""
    return {
        ("Person", person): MET if person in facts.homes_of else gap("S3")
        for person in facts.people
        if facts.is_member(person) and facts.registered_grid_orgs(person)
    }


def plant(field: Field) -> None:
    """The member contacts nobody any more."""
    chosen = field.pick("R34", "Person", field.plain_members())
    field.drop("household_ties", among("from", chosen))
