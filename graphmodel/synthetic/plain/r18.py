"""R18: an organisation of form temporary without an end is a gap (S3)."""

from __future__ import annotations

from graphmodel.synthetic.plain.facts import Facts
from graphmodel.synthetic.plain.field import Field, among
from graphmodel.synthetic.plain.verdicts import MET, Verdicts, gap


def verdicts(facts: Facts) -> Verdicts:
    """Temporary organisations."""
    return {
        ("PartyOrg", id_): MET if org["valid_to"] else gap("S3")
        for id_, org in facts.orgs.items()
        if org["form"] == "temporary"
    }


def plant(field: Field) -> None:
    """Its end is gone."""
    temporary = [id_ for id_, org in field.facts.orgs.items() if org["form"] == "temporary"]
    field.change("party_orgs", among("id", field.pick("R18", "PartyOrg", temporary)), valid_to=None)
