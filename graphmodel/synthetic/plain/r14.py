"""R14: an eligible body that no standalone organisation covers is a gap (S1).

Exempt: not eligible. Unknown: eligibility unknown and no standalone one covers it.
"""

from __future__ import annotations

from graphmodel.synthetic.plain.facts import Facts
from graphmodel.synthetic.plain.field import Field, among
from graphmodel.synthetic.plain.verdicts import EXEMPT, MET, UNKNOWN, Verdict, Verdicts, gap


def verdicts(facts: Facts) -> Verdicts:
    """Bodies."""
    return {(label, body): _of(facts, label, body) for label, body in facts.body_subjects}


def _of(facts: Facts, label: str, body: str) -> Verdict:
    eligible = facts.eligible(label, body)
    forms = {facts.form(org) for org in facts.covers.get(body, ())}
    if eligible is False:
        verdict = EXEMPT
    elif "standalone" in forms:
        verdict = MET
    else:
        verdict = gap("S1") if eligible else UNKNOWN
    return verdict.showing(form=sorted(forms))


def plant(field: Field) -> None:
    """A branch of one's own becomes a joint one."""
    for label, bodies in field.facts.bodies.items():
        eligible = [body for body, row in bodies.items() if row["eligible"]]
        for body in field.pick("R14", label, eligible):
            field.change("party_orgs", among("id", field.facts.covers[body]), form="joint")
