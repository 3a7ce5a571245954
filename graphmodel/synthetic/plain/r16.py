"""R16: a body without work cover is a gap (S1); exempt where an organisation of any form covers it.

R01 plants its gaps.
"""

from __future__ import annotations

from graphmodel.synthetic.plain.facts import Facts
from graphmodel.synthetic.plain.verdicts import EXEMPT, MET, Verdicts, gap


def verdicts(facts: Facts) -> Verdicts:
    """Bodies."""
    found: Verdicts = {}
    for label, body in facts.body_subjects:
        if facts.covers.get(body):
            found[label, body] = EXEMPT
        else:
            found[label, body] = MET if facts.has_work_cover(body) else gap("S1")
    return found
