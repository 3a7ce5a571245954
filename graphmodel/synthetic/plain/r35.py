"""R35: an occupied home that no member contacts is a gap (S1), counted by grid.

Exempt: vacant, opted out. Unknown: status empty.
"""

from __future__ import annotations

from collections.abc import Callable

from graphmodel.ontology import GROUP
from graphmodel.synthetic.plain.facts import Facts
from graphmodel.synthetic.plain.field import Field, among
from graphmodel.synthetic.plain.verdicts import Verdict, Verdicts


def verdicts(facts: Facts) -> Verdicts:
    """Homes, per grid."""

    def of_home(home: str, status: str | None) -> str:
        if status in GROUP["homes_left_out"]:
            return "exempt"
        return "unknown" if status is None else "met" if home in facts.contacts else "gap"

    return per_grid(facts, "S1", of_home)


def per_grid(facts: Facts, severity: str, of_home: Callable[[str, str | None], str]) -> Verdicts:
    """The homes of each grid that has any by verdict, and what they amount to: gap, else unknown, met, exempt.

    Args:
        facts: of the day.
        severity: that of a gap.
        of_home: the verdict of a home, from its code and status.
    """
    counts: dict[str, dict[str, int]] = {}
    for home, grid, status in facts.homes():
        if grid is not None:
            of_grid = counts.setdefault(grid, {"met": 0, "gap": 0, "unknown": 0, "exempt": 0})
            of_grid[of_home(home, status)] += 1
    found: Verdicts = {}
    for grid, homes in counts.items():
        verdict = next(verdict for verdict in ("gap", "unknown", "met", "exempt") if homes[verdict])
        found["Grid", grid] = Verdict(verdict, severity if verdict == "gap" else None, homes)
    return found


def plant(field: Field) -> None:
    """Nobody contacts one home of a grid; of one in another grid nobody knows whether it is occupied."""
    lost = field.contacted_homes(field.pick("R35", "Grid", field.facts.grids), 0)
    field.drop("household_ties", among("to", lost))
    unclear = field.contacted_homes(field.pick("R35", "Grid", field.facts.grids, "unknown"), 1)
    field.change("households", among("id", unclear), status=None)
