"""R47: an owners' committee with a director who is no member is told (S4), for information only.

Unknown: no director, or a status is.
"""

from __future__ import annotations

from graphmodel.synthetic.plain.facts import Facts
from graphmodel.synthetic.plain.field import Field, among, holding
from graphmodel.synthetic.plain.verdicts import MET, UNKNOWN, Verdicts, gap


def verdicts(facts: Facts) -> Verdicts:
    """Owners' committees."""
    found: Verdicts = {}
    for body in facts.bodies["OwnersCommittee"]:
        statuses = {facts.status(person) for person in facts.holders("committee_director", body)}
        if "none" in statuses:
            found["OwnersCommittee", body] = gap("S4")
        else:
            found["OwnersCommittee", body] = UNKNOWN if not statuses or None in statuses else MET
    return found


def plant(field: Field) -> None:
    """One director leaves the Party; another committee has none."""
    committees = field.facts.bodies["OwnersCommittee"]
    directors = field.facts.holders("committee_director", *field.pick("R47", "OwnersCommittee", committees))
    field.change("people", among("id", directors), party_status="none", member_of=None)
    unclear = field.pick("R47", "OwnersCommittee", committees, "unknown")
    field.drop("posts", holding("committee_director") & among("to", unclear))
