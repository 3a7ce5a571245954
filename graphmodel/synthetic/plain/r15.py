"""R15: a body that is not eligible and has neither organisation cover nor work cover is a gap (S2).

Exempt: eligible. Unknown: eligibility unknown and neither cover. R01 plants its gaps.
"""

from __future__ import annotations

from graphmodel.synthetic.plain.facts import Facts
from graphmodel.synthetic.plain.verdicts import EXEMPT, MET, UNKNOWN, Verdict, Verdicts, gap


def verdicts(facts: Facts) -> Verdicts:
    """Bodies."""
    return {(label, body): _of(facts, label, body) for label, body in facts.body_subjects}


def _of(facts: Facts, label: str, body: str) -> Verdict:
    eligible = facts.eligible(label, body)
    if eligible:
        return EXEMPT
    if facts.covers.get(body) or facts.has_work_cover(body):
        return MET
    return UNKNOWN if eligible is None else gap("S2")
