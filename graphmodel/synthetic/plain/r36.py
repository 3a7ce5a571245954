"""R36: an occupied home last contacted before the window is a gap (S2), counted by grid.

Exempt: vacant, opted out, contacted by nobody. Unknown: status empty, or no month on any of its ties.
"""

from __future__ import annotations

from graphmodel.ontology import GROUP
from graphmodel.synthetic.months import WINDOW, month_before
from graphmodel.synthetic.plain.facts import Facts
from graphmodel.synthetic.plain.field import Field, among
from graphmodel.synthetic.plain.r35 import per_grid
from graphmodel.synthetic.plain.verdicts import Verdicts


def verdicts(facts: Facts) -> Verdicts:
    """Homes, per grid."""
    first = min(facts.window)

    def of_home(home: str, status: str | None) -> str:
        if status in GROUP["homes_left_out"] or home not in facts.contacts:
            return "exempt"
        months = [month for month in facts.contacts[home] if month]
        if status is None or not months:
            return "unknown"
        return "met" if max(months) >= first else "gap"

    return per_grid(facts, "S2", of_home)


def plant(field: Field) -> None:
    """One home of a grid was contacted long ago; of one in another grid nobody knows when."""
    stale = field.contacted_homes(field.pick("R36", "Grid", field.facts.grids), 2)
    field.change("household_ties", among("to", stale), last_contact_month=month_before(WINDOW))
    unclear = field.contacted_homes(field.pick("R36", "Grid", field.facts.grids, "unknown"), 3)
    field.change("household_ties", among("to", unclear), last_contact_month=None)
