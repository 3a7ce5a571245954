"""R21: a community with a compound and no organ committee paired with it is a gap (S1)."""

from __future__ import annotations

from graphmodel.synthetic.plain.facts import Facts
from graphmodel.synthetic.plain.field import Field, among
from graphmodel.synthetic.plain.verdicts import MET, Verdicts, gap


def verdicts(facts: Facts) -> Verdicts:
    """Communities with a compound."""
    committees = set(facts.organ_committees)
    found: Verdicts = {}
    for community in facts.built_up:
        orgs = committees & facts.paired_by.get(community, set())
        found["Community", community] = (MET if orgs else gap("S1")).showing(orgs=sorted(orgs))
    return found


def plant(field: Field) -> None:
    """Nobody is paired with the community."""
    field.drop("pairings", among("to", field.pick("R21", "Community", field.facts.built_up)))
