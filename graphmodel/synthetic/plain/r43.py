"""R43: a pairing without an agreement, or with one signed after the day, is a gap (S2).

Unknown: whether there is an agreement is.
"""

from __future__ import annotations

from graphmodel.synthetic.plain.facts import Facts, Pairing
from graphmodel.synthetic.plain.field import Field, pairing_subject
from graphmodel.synthetic.plain.verdicts import MET, UNKNOWN, Verdict, Verdicts, gap


def verdicts(facts: Facts) -> Verdicts:
    """Pairings."""
    return {pairing.subject: _of(facts, pairing) for pairing in facts.pairings}


def _of(facts: Facts, pairing: Pairing) -> Verdict:
    if pairing.has_agreement is False or (pairing.signed_on and pairing.signed_on > facts.day):
        return gap("S2")
    return UNKNOWN if pairing.has_agreement is None else MET


def plant(field: Field) -> None:
    """No agreement was signed."""
    chosen = field.pick("R43", "PAIRED_WITH", field.pairing_subjects())
    field.change("pairings", pairing_subject().is_in(chosen), agreement_signed_on=None)
