"""R39: an organisation less than ``tuesday_share`` of whose home visits fall on Tuesdays is a gap (S4).

Unknown, before gap: a count of Tuesdays is empty.
"""

from __future__ import annotations

from collections import defaultdict

from graphmodel.synthetic.plain.facts import Done, Facts
from graphmodel.synthetic.plain.field import Field, among, equal
from graphmodel.synthetic.plain.verdicts import MET, UNKNOWN, Verdicts, gap


def verdicts(facts: Facts) -> Verdicts:
    """Organisations with home visits in the window."""
    visits: dict[str, list[Done]] = defaultdict(list)
    for did in facts.done:
        if did.kind == "home_visit":
            visits[did.org].append(did)
    found: Verdicts = {}
    for org, of_org in visits.items():
        on_tuesday = [did.on_tuesday for did in of_org if did.on_tuesday is not None]
        share = sum(on_tuesday) / sum(did.times for did in of_org)
        if len(on_tuesday) < len(of_org):
            found["PartyOrg", org] = UNKNOWN
        else:
            found["PartyOrg", org] = MET if share >= facts.settings.tuesday_share else gap("S4")
    return found


def plant(field: Field) -> None:
    """One organisation never visits on a Tuesday; of another nobody counted."""
    visits = equal("activity", "home_visit")
    visitors = field.doing("from", "home_visit")
    chosen = field.pick("R39", "PartyOrg", visitors)
    field.change("activities", among("from", chosen) & visits, times_on_tuesday=0)
    unclear = field.pick("R39", "PartyOrg", visitors, "unknown")
    field.change("activities", among("from", unclear) & visits, times_on_tuesday=None)
