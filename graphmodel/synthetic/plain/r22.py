"""R22: a grid with no organ branch paired is a gap (S1); so is an organ branch paired with several grids (S2).

An organ branch without a grid is exempt.
"""

from __future__ import annotations

from graphmodel.synthetic.plain.facts import Facts
from graphmodel.synthetic.plain.field import Field, among, pairing_row
from graphmodel.synthetic.plain.verdicts import EXEMPT, MET, Verdicts, gap


def verdicts(facts: Facts) -> Verdicts:
    """Grids and organ branches."""
    found: Verdicts = {}
    for grid in facts.grids:
        branches = {*facts.organ_branches} & facts.paired_by.get(grid, set())
        found["Grid", grid] = (MET if branches else gap("S1")).showing(branches=sorted(branches))
    for branch in facts.organ_branches:
        grids = facts.paired.get(branch, set()) & facts.grids.keys()
        verdict = EXEMPT if not grids else MET if len(grids) == 1 else gap("S2")
        found["PartyOrg", branch] = verdict.showing(grids=sorted(grids))
    return found


def plant(field: Field) -> None:
    """One grid has no pairing; one branch takes a second grid."""
    field.drop("pairings", among("to", field.pick("R22", "Grid", field.facts.grids)))
    grids = field.grid_of_branch()
    for branch in field.pick("R22", "PartyOrg", grids):
        other = max(grid for grid in grids.values() if grid != grids[branch])
        field.add("pairings", pairing_row(branch, other))
