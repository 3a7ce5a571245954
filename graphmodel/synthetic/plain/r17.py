"""R17: a body on level L0 of the ladder is a gap (S1). The highest level that holds counts.

L4: a standalone organisation covers it and no other body; L3: a joint one; L2: a temporary or mobile one; L1: none,
but work cover; L0: none. R01 plants its gaps.
"""

from __future__ import annotations

from graphmodel.synthetic.plain.facts import Facts
from graphmodel.synthetic.plain.verdicts import MET, Verdicts, gap


def verdicts(facts: Facts) -> Verdicts:
    """Bodies."""
    found: Verdicts = {}
    for label, body in facts.body_subjects:
        level = _level(facts, body)
        found[label, body] = (gap("S1") if level == "L0" else MET).showing(level=level)
    return found


def _level(facts: Facts, body: str) -> str:
    forms = {facts.form(org) for org in facts.covers.get(body, ())}
    if "standalone" in forms:
        return "L4"
    if "joint" in forms:
        return "L3"
    if forms:
        return "L2"
    return "L1" if facts.has_work_cover(body) else "L0"
