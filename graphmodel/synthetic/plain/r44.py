"""R44: a pairing that lacks one of the two lists of duties is a gap (S2); unknown: none is no, one unknown."""

from __future__ import annotations

from graphmodel.synthetic.plain.facts import Facts
from graphmodel.synthetic.plain.field import Field, pairing_subject
from graphmodel.synthetic.plain.verdicts import MET, UNKNOWN, Verdicts, gap


def verdicts(facts: Facts) -> Verdicts:
    """Pairings."""
    found: Verdicts = {}
    for pairing in facts.pairings:
        lists = (pairing.party_building_list, pairing.governance_list)
        verdict = gap("S2") if False in lists else UNKNOWN if None in lists else MET
        found[pairing.subject] = verdict
    return found


def plant(field: Field) -> None:
    """One pairing has no list of governance duties; of another nobody knows about the other list."""
    chosen = field.pick("R44", "PAIRED_WITH", field.pairing_subjects())
    field.change("pairings", pairing_subject().is_in(chosen), governance_list=False)
    unclear = field.pick("R44", "PAIRED_WITH", field.pairing_subjects(), "unknown")
    field.change("pairings", pairing_subject().is_in(unclear), party_building_list=None)
