"""What was not supplied, and what nobody can tell without it."""

from __future__ import annotations

import json
from collections import Counter
from typing import Final, NamedTuple

import polars as pl

from graphmodel.ontology import FILLED_IN, HOUSEHOLD, PART, roster_of
from graphmodel.reporting.coverage import judged
from graphmodel.reporting.wording import supplier, supply
from graphmodel.rules import Judgement, Rule

_THREAD_ROSTERS: Final = ("party_orgs", "pairings", "posts")
_THREAD_COLUMNS: Final = ("COVERS",)
_THREAD_PARTS: Final = {
    "Grid": (
        *("covers:Grid", "pairings:Grid", "posts:grid_head", "posts:instructor", "posts:secretary:grid"),
        *("posts:stairwell_head", "posts:red_steward", "posts:volunteer"),
    ),
    "OwnersCommittee": (
        *("covers:OwnersCommittee", "posts:secretary:body", "posts:committee_director"),
        "posts:work:OwnersCommittee",
    ),
    "PropertyCompany": ("covers:PropertyCompany", "posts:secretary:body", "posts:work:PropertyCompany"),
    "SocialOrg": ("covers:SocialOrg", "posts:secretary:body", "posts:work:SocialOrg"),
}
"""Without these nobody can say what the red thread does not reach; the parts where there are members of the label."""


class Affected(NamedTuple):
    """A rule that a missing roster or column leaves without an answer for the subjects of one label."""

    rule: Rule
    label: str
    unknown: int
    """How many subjects or homes are unknown; none when the roster of the subjects themselves is missing."""


class NotSupplied(NamedTuple):
    """A roster, a relation column or a part that was not supplied, and what cannot be told without it."""

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
    """Every roster, relation column and part that was not supplied; what is of a missing roster goes with it."""
    slice_ = judgement.slice
    absent = [roster.name for roster in FILLED_IN if roster.name not in slice_.supplied]
    absent += sorted(name for name in slice_.absent_columns if _missing_thing(judgement, name) == name)
    absent += [name for name in PART if name in slice_.absent_parts]
    unknown = _unknown(judgement)
    affected: dict[str, list[Affected]] = {name: [] for name in absent}
    for rule, label, subject in judged(judgement):
        own = roster_of(HOUSEHOLD if rule.unit == "homes" else label).name
        missing = [*slice_.missing([own]), *subject.missing(slice_)]
        for name in dict.fromkeys(_missing_thing(judgement, name) for name in missing):
            affected[name].append(Affected(rule, label, unknown[rule.id, label, name]))
    return [NotSupplied(name, tuple(rules)) for name, rules in affected.items()]


def missing_for_thread(judgement: Judgement) -> list[str]:
    """What is missing, in words, when the red thread cannot be told; empty when it can."""
    slice_ = judgement.slice
    parts = [
        part
        for label, parts in _THREAD_PARTS.items()
        if roster_of(label).name in slice_.supplied
        for part in parts
    ]
    missing = slice_.missing(_THREAD_ROSTERS, _THREAD_COLUMNS, parts)
    return [supply(name) for name in dict.fromkeys(_missing_thing(judgement, name) for name in missing)]


def _unknown(judgement: Judgement) -> Counter[tuple[str, str, str]]:
    """How many subjects or homes of a rule and label are unknown for want of each thing."""
    lacking = judgement.findings.select(
        "rule", "subject_label", "unknown", missing=pl.col("evidence").str.json_path_match("$.missing_roster")
    ).drop_nulls("missing")
    counts = lacking.group_by("rule", "subject_label", "missing").agg(pl.col("unknown").sum())
    unknown: Counter[tuple[str, str, str]] = Counter()
    for rule, label, missing, count in counts.iter_rows():
        for name in {_missing_thing(judgement, name) for name in json.loads(missing)}:
            unknown[rule, label, name] += count
    return unknown


def _missing_thing(judgement: Judgement, name: str) -> str:
    """The roster to ask for, when a column's roster was not supplied at all; else the name itself."""
    roster = supplier(name).name
    return name if roster in judgement.slice.supplied else roster
