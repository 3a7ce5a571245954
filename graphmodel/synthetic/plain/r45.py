"""R45: a pairing whose organisation did no joint work in the window is a gap (S3).

It counts at the target, above it or below it.
"""

from __future__ import annotations

from collections import defaultdict

from graphmodel.ontology import GROUP
from graphmodel.synthetic.plain.facts import Facts, Ids
from graphmodel.synthetic.plain.field import Field, among
from graphmodel.synthetic.plain.verdicts import MET, Verdicts, gap


def verdicts(facts: Facts) -> Verdicts:
    """Pairings."""
    done: dict[str, Ids] = defaultdict(set)
    for did in facts.done:
        if did.kind in GROUP["joint_activities"]:
            done[did.org].add(did.place)
    return {
        pairing.subject: MET if done[pairing.org] & facts.around(pairing.place) else gap("S3")
        for pairing in facts.pairings
    }


def plant(field: Field) -> None:
    """The organisation did no joint work."""
    chosen = field.pick("R45", "PAIRED_WITH", field.pairing_subjects())
    orgs = [pairing.partition("→")[0] for pairing in chosen]
    field.drop("activities", among("from", orgs) & among("activity", GROUP["joint_activities"]))
