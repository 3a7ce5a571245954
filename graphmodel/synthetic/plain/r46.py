"""R46: a compound in which, or in whose grids, none of the four councils met in the window is a gap (S4)."""

from __future__ import annotations

from graphmodel.ontology import GROUP
from graphmodel.synthetic.plain.facts import Facts
from graphmodel.synthetic.plain.field import Field, among
from graphmodel.synthetic.plain.verdicts import MET, Verdicts, gap


def verdicts(facts: Facts) -> Verdicts:
    """Compounds."""
    places = {did.place for did in facts.done if did.kind in GROUP["councils"]}
    return {
        ("Compound", compound): MET
        if places & {compound, *facts.grids_of_compound.get(compound, ())}
        else gap("S4")
        for compound in facts.compounds
    }


def plant(field: Field) -> None:
    """No council met there."""
    for compound in field.pick("R46", "Compound", field.facts.compounds):
        places = {compound} | field.facts.grids_of_compound[compound]
        field.drop("activities", among("to", places) & among("activity", GROUP["councils"]))
