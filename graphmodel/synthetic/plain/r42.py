"""R42: an organ organisation that is paired and not active is a gap (S4)."""

from __future__ import annotations

from graphmodel.synthetic.plain.facts import Facts
from graphmodel.synthetic.plain.field import Field, among
from graphmodel.synthetic.plain.verdicts import MET, Verdicts, gap


def verdicts(facts: Facts) -> Verdicts:
    """Organ organisations with a pairing."""
    return {
        ("PartyOrg", org): MET if org in facts.active else gap("S4")
        for org in facts.organ_orgs
        if org in facts.paired
    }


def plant(field: Field) -> None:
    """The branch has done nothing."""
    chosen = field.pick("R42", "PartyOrg", field.facts.organ_branches)
    field.drop("activities", among("from", chosen))
