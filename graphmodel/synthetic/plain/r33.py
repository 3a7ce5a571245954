"""R33: a person or organisation that claims nothing in all its registrations is a gap (S4).

Unknown: none above 0 and one empty.
"""

from __future__ import annotations

from graphmodel.synthetic.plain.facts import Facts
from graphmodel.synthetic.plain.field import Field, among
from graphmodel.synthetic.plain.verdicts import MET, UNKNOWN, Verdicts, gap


def verdicts(facts: Facts) -> Verdicts:
    """Whoever is registered."""
    found: Verdicts = {}
    for who, counts in facts.claims.items():
        label = "Person" if who in facts.people else "PartyOrg"
        found[label, who] = MET if any(counts) else UNKNOWN if None in counts else gap("S4")
    return found


def plant(field: Field) -> None:
    """A member claims nothing; of a committee nobody knows."""
    chosen = field.pick("R33", "Person", field.plain_members())
    field.change("registrations", among("from", chosen), claims=0)
    unclear = field.pick("R33", "PartyOrg", field.facts.organ_committees, "unknown")
    field.change("registrations", among("from", unclear), claims=None)
