"""The subjects behind the gaps, rule by rule and community by community.

Places, bodies and organisations stand by name and lead to their pictures; of people and homes there are only numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import polars as pl

from graphmodel.language import Text
from graphmodel.reporting.addresses import address
from graphmodel.reporting.coverage import judged
from graphmodel.reporting.findings import called
from graphmodel.reporting.wording import counted
from graphmodel.rules import Judgement, Rule

SUBJECTS_AT_MOST: Final = 40
"""Of one rule and label; the workbook has all of them."""

_KEYS: Final = ("rule", "subject_label", "subject")


class Item(NamedTuple):
    """A subject with a gap."""

    name: str
    picture: str
    homes: int | None
    """How many of its homes, where homes are counted."""


class Group(NamedTuple):
    """The subjects in one community, or in none."""

    place: str | None
    picture: str | None
    items: list[Item]
    people: int
    """How many people, who are not listed."""


class GapList(NamedTuple):
    """The gaps of one rule and one kind of subject."""

    rule: Rule
    label: str
    counted: str
    wrong: Text
    closes: Text
    gap: int
    groups: list[Group]
    more: int
    """How many further subjects, or communities with people, are not shown."""


def of_every_rule(judgement: Judgement, names: Mapping[str, str], pictures: pl.DataFrame) -> list[GapList]:
    """Every rule and label with gaps, in the order of the coverage table.

    Args:
        judgement: whose gaps.
        names: of :func:`graphmodel.reporting.findings.names_by_code`.
        pictures: of :func:`graphmodel.reporting.addresses.pictures`.
    """
    tables = _gaps(judgement, names, pictures).partition_by("rule", "subject_label", as_dict=True)
    totals = {
        (rule, label): gap for rule, label, gap in judgement.coverage.select(*_KEYS[:2], "gap").iter_rows()
    }
    return [
        GapList(
            rule,
            label,
            counted(rule, label),
            subject.gap,
            subject.closes,
            totals[rule.id, label],
            *_groups(rule, label, tables[rule.id, label]),
        )
        for rule, label, subject in judged(judgement)
        if (rule.id, label) in tables
    ]


def _gaps(judgement: Judgement, names: Mapping[str, str], pictures: pl.DataFrame) -> pl.DataFrame:
    """The findings with gaps with their names, pictures and first community; the gravest first, then by place."""
    communities = (
        judgement.territory.filter(pl.col("unit_label") == "Community")
        .group_by(subject_label="label", subject="id")
        .agg(community=pl.col("unit").min())
    )
    titles = judgement.slice.names.filter(pl.col("label") == "Community").select(community="id", place="name")
    return (
        judgement.findings.filter(pl.col("gap") > 0)
        .with_columns(name=called(names))
        .join(pictures, on=_KEYS[1:], how="left")
        .join(communities, on=_KEYS[1:], how="left")
        .join(titles, on="community", how="left")
        .sort("severity", "community", *_KEYS, nulls_last=True)
    )


def _groups(rule: Rule, label: str, found: pl.DataFrame) -> tuple[list[Group], int]:
    """The first subjects by community, and how many are left out."""
    if label == "Person":
        counts = found.group_by("community", "place", maintain_order=True).agg(pl.len().alias("people"))
        shown = counts.sort("people", descending=True, maintain_order=True).head(SUBJECTS_AT_MOST)
        return [_group(row, [], row["people"]) for row in shown.to_dicts()], counts.height - shown.height
    shown = found.head(SUBJECTS_AT_MOST)
    groups = []
    for of_community in shown.partition_by("community", maintain_order=True):
        rows = of_community.to_dicts()
        items = [
            Item(row["name"] or row["subject"], row["picture"], row["gap"] if rule.unit == "homes" else None)
            for row in rows
        ]
        groups.append(_group(rows[0], items, 0))
    return groups, found.height - shown.height


def _group(row: dict[str, Any], items: list[Item], people: int) -> Group:
    community = row["community"]
    picture = None if community is None else address("Community", community)
    return Group(row["place"] or community, picture, items, people)
