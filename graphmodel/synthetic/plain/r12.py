"""R12: an own branch has exactly one secretary, who is a member; else a gap (S1).

Unknown: the one has unknown status.
"""

from __future__ import annotations

from graphmodel.synthetic.plain.facts import Facts
from graphmodel.synthetic.plain.field import Field, among, holding
from graphmodel.synthetic.plain.verdicts import MET, UNKNOWN, Verdicts, gap


def verdicts(facts: Facts) -> Verdicts:
    """Own branches."""
    found: Verdicts = {}
    for org in facts.own_branches:
        statuses = [facts.status(person) for person in facts.holders("secretary", org)]
        wrong = len(statuses) != 1 or statuses == ["none"]
        verdict = gap("S1") if wrong else UNKNOWN if statuses == [None] else MET
        found["PartyOrg", org] = verdict.showing(secretaries=len(statuses))
    return found


def plant(field: Field) -> None:
    """One branch loses its secretary; of another's nobody knows the status."""
    vacant = field.pick("R12", "PartyOrg", field.facts.own_branches)
    field.drop("posts", holding("secretary") & among("to", vacant))
    unclear = field.pick("R12", "PartyOrg", field.facts.own_branches, "unknown")
    field.change("people", among("id", field.facts.holders("secretary", *unclear)), party_status=None)
