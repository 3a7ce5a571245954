"""R23: a compound with which itself neither an organ organisation nor another one is paired is a gap (S1)."""

from __future__ import annotations

from graphmodel.synthetic.plain.facts import Facts
from graphmodel.synthetic.plain.field import Field, among
from graphmodel.synthetic.plain.verdicts import MET, Verdicts, gap


def verdicts(facts: Facts) -> Verdicts:
    """Compounds."""
    partners = {*facts.organ_orgs, *facts.others}
    found: Verdicts = {}
    for compound in facts.compounds:
        orgs = partners & facts.paired_by.get(compound, set())
        found["Compound", compound] = (MET if orgs else gap("S1")).showing(orgs=sorted(orgs))
    return found


def plant(field: Field) -> None:
    """Nobody is paired with the compound."""
    field.drop("pairings", among("to", field.pick("R23", "Compound", field.facts.compounds)))
