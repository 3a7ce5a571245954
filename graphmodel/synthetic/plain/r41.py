"""R41: an organisation with an unanswered whistle call in the window is a gap (S4)."""

from __future__ import annotations

from collections import defaultdict

from graphmodel.ontology import GROUP
from graphmodel.synthetic.months import month_before
from graphmodel.synthetic.plain.facts import Facts
from graphmodel.synthetic.plain.field import Field
from graphmodel.synthetic.plain.verdicts import MET, Verdicts, gap


def verdicts(facts: Facts) -> Verdicts:
    """Organisations with whistle calls in the window."""
    calls: dict[str, set[str]] = defaultdict(set)
    for did in facts.done:
        if did.kind in GROUP["whistle_calls"]:
            calls[did.org].add(did.kind)
    return {
        ("PartyOrg", org): gap("S4") if "whistle_unanswered" in kinds else MET for org, kinds in calls.items()
    }


def plant(field: Field) -> None:
    """One call was not answered."""
    for org in field.pick("R41", "PartyOrg", field.doing("from", "whistle_answered")):
        done = {
            "from": org,
            "to": field.facts.covered_grids(org)[0],
            "activity": "whistle_unanswered",
            "month": month_before(0),
            "times": 1,
        }
        field.add("activities", done)
