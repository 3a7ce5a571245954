"""What was not supplied, and what nobody can tell without it."""

from __future__ import annotations

from typing import Final, NamedTuple

from graphmodel.ontology import FILLED_IN, HOUSEHOLD, ROSTER, roster_of
from graphmodel.reporting.coverage import judged
from graphmodel.reporting.wording import relation_column, supply
from graphmodel.rules import Judgement, Rule

_THREAD_NEEDS: Final = (("party_orgs", "pairings", "posts"), ("COVERS",))
"""The rosters and columns without which nobody can say what the red thread does not reach."""


class Affected(NamedTuple):
    """A rule that a missing roster or column leaves without an answer for the subjects of one label."""

    rule: Rule
    label: str
    unknown: int
    """How many subjects or homes are unknown; none when the roster of the subjects themselves is missing."""


class NotSupplied(NamedTuple):
    """A roster or a relation column that was not supplied, and what cannot be told without it."""

    name: str
    affected: tuple[Affected, ...]

    @property
    def words(self) -> str:
        """What is missing, as an analyst would look for it."""
        return supply(self.name)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules concerned, each once."""
        return tuple({affected.rule.id: affected.rule for affected in self.affected}.values())


def not_supplied(judgement: Judgement) -> list[NotSupplied]:
    """Every roster and relation column that was not supplied; a column of a missing roster goes with its roster."""
    slice_ = judgement.slice
    counts = judgement.coverage.select("rule", "subject_label", "unknown")
    unknown = {(rule, label): count for rule, label, count in counts.iter_rows()}
    absent = [roster.name for roster in FILLED_IN if roster.name not in slice_.supplied]
    absent += sorted(name for name in slice_.absent_columns if _missing_thing(judgement, name) == name)
    affected: dict[str, list[Affected]] = {name: [] for name in absent}
    for rule, label, subject in judged(judgement):
        own = roster_of(HOUSEHOLD if rule.unit == "homes" else label).name
        missing = slice_.missing((own, *subject.rosters), subject.columns)
        for name in dict.fromkeys(_missing_thing(judgement, name) for name in missing):
            affected[name].append(Affected(rule, label, unknown[rule.id, label]))
    return [NotSupplied(name, tuple(rules)) for name, rules in affected.items()]


def missing_for_thread(judgement: Judgement) -> list[str]:
    """What is missing, in words, when the red thread cannot be told; empty when it can."""
    rosters, columns = _THREAD_NEEDS
    missing = judgement.slice.missing(rosters, columns)
    return [supply(name) for name in dict.fromkeys(_missing_thing(judgement, name) for name in missing)]


def _missing_thing(judgement: Judgement, name: str) -> str:
    """The roster to ask for, when a column's roster was not supplied at all; else the name itself."""
    if name in ROSTER:
        return name
    roster, _ = relation_column(name)
    return name if roster.name in judgement.slice.supplied else roster.name
