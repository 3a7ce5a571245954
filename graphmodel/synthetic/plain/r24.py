"""R24: a retired members' organisation that holds a pairing is a gap (S2)."""

from __future__ import annotations

from graphmodel.synthetic.plain.facts import Facts
from graphmodel.synthetic.plain.field import Field, pairing_row
from graphmodel.synthetic.plain.verdicts import MET, Verdicts, gap


def verdicts(facts: Facts) -> Verdicts:
    """Retired members' organisations."""
    found: Verdicts = {}
    for org in _retired(facts):
        targets = facts.paired.get(org, set())
        found["PartyOrg", org] = (gap("S2") if targets else MET).showing(targets=sorted(targets))
    return found


def _retired(facts: Facts) -> list[str]:
    return [id_ for id_, org in facts.orgs.items() if org["is_retired"]]


def plant(field: Field) -> None:
    """It is paired with a compound."""
    for org in field.pick("R24", "PartyOrg", _retired(field.facts)):
        field.add("pairings", pairing_row(org, min(field.facts.compounds)))
