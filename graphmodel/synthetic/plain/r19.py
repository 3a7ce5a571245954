"""R19: an own branch that lacks one of the five haves is a gap (S3), one that lacks more a graver one (S2).

Unknown: none is no and one is unknown.
"""

from __future__ import annotations

from graphmodel.synthetic.plain.facts import Facts
from graphmodel.synthetic.plain.field import Field, among
from graphmodel.synthetic.plain.verdicts import MET, UNKNOWN, Verdicts, gap


def verdicts(facts: Facts) -> Verdicts:
    """Own branches."""
    found: Verdicts = {}
    for org in facts.own_branches:
        flags = facts.flags(org)
        if False in flags:
            found["PartyOrg", org] = gap("S3" if flags.count(False) == 1 else "S2")
        else:
            found["PartyOrg", org] = UNKNOWN if None in flags else MET
    return found


def plant(field: Field) -> None:
    """One branch has no funds; of another nobody knows whether it has a venue."""
    branches = field.facts.own_branches
    field.change("party_orgs", among("id", field.pick("R19", "PartyOrg", branches)), has_funds=False)
    unclear = field.pick("R19", "PartyOrg", branches, "unknown")
    field.change("party_orgs", among("id", unclear), has_venue=None)
