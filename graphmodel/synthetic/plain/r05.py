"""R05: a compound whose grids more than one grid branch covers is a gap (S4); exempt when none does."""

from __future__ import annotations

from graphmodel.synthetic.plain.facts import Facts
from graphmodel.synthetic.plain.field import Field, post_row
from graphmodel.synthetic.plain.verdicts import EXEMPT, MET, Verdicts, gap


def verdicts(facts: Facts) -> Verdicts:
    """Compounds."""
    found: Verdicts = {}
    for compound in facts.compounds:
        grids = facts.grids_of_compound.get(compound, ())
        orgs = {org for grid in grids for org in facts.grid_orgs(grid)}
        branches = sorted(org for org in orgs if facts.kind(org) == "grid_branch")
        verdict = EXEMPT if not branches else MET if len(branches) == 1 else gap("S4")
        found["Compound", compound] = verdict.showing(branches=branches)
    return found


def plant(field: Field) -> None:
    """A second branch, like the first, with the same secretary."""
    facts = field.facts
    first = {facts.grids[facts.covered_grids(org)[0]][0]: org for org in facts.of_kind("grid_branch")}
    rows = {row["id"]: row for row in field.before["party_orgs"].iter_rows(named=True)}
    for compound in field.pick("R05", "Compound", first):
        org = rows[first[compound]]
        second = f"{org['id']}B"
        name = org["name"].replace("网格党支部", "第二网格党支部")
        field.add("party_orgs", org | {"id": second, "name": name})
        secretary = min(facts.holders("secretary", org["id"]))
        field.add("posts", post_row(secretary, "secretary", second))
