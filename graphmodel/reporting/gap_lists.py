"""The subjects behind the gaps, one per fact, rule by rule and community by community.

Places, bodies and organisations stand by name and lead to their pictures; of people and homes there are only numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple

import polars as pl

from graphmodel.language import AND, Text
from graphmodel.reporting.addresses import address
from graphmodel.reporting.coverage import judged
from graphmodel.reporting.findings import called, replied
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
    others: str
    """The rules besides that tell of the same gap, where the list does not say it of all."""
    first_seen: date | None = None
    """Since when it is a gap, if that is known."""
    reply: str | None = None
    """What was answered to it, if anything was."""


class Group(NamedTuple):
    """The subjects in one community, or in none."""

    place: str | None
    picture: str | None
    items: list[Item]
    people: int
    """How many people, who are not listed."""


class GapList(NamedTuple):
    """The gaps that one rule leads, of one kind of subject."""

    rule: Rule
    label: str
    told: str
    """The rule; where all the gaps are those of other rules too, with these."""
    anchors: list[str]
    """Under which names of the form ``RULE-LABEL`` it is looked for: its own, then those of rules whose gaps it tells."""
    counted: str
    wrong: Text
    closes: Text
    gap: int
    """How many subjects, or homes."""
    groups: list[Group]
    more: int
    """How many further subjects, or communities with people, are not shown."""


def of_every_rule(
    judgement: Judgement,
    lines: pl.DataFrame,
    names: Mapping[str, str],
    pictures: pl.DataFrame,
    seen: pl.DataFrame | None = None,
) -> list[GapList]:
    """Every rule and label that leads gaps, in the order of the coverage table.

    Args:
        judgement: whose gaps.
        lines: of :func:`graphmodel.reporting.lines.of_gaps`.
        names: of :func:`graphmodel.reporting.findings.names_by_code`.
        pictures: of :func:`graphmodel.reporting.addresses.pictures`.
        seen: of :attr:`graphmodel.reporting.past.Past.seen`; None: nobody asked.
    """
    found = _gaps(judgement, lines, names, pictures)
    if seen is None:
        found = found.with_columns(first_seen=pl.lit(None, pl.Date), reply=pl.lit(None, pl.String))
    else:
        told = seen.drop("persists").with_columns(reply=replied())
        found = found.join(told, on=_KEYS, how="left", maintain_order="left")
    tables = found.partition_by("rule", "subject_label", as_dict=True)
    return [
        _list(rule, label, tables[rule.id, label])
        for rule, label, _ in judged(judgement)
        if (rule.id, label) in tables
    ]


def _list(rule: Rule, label: str, found: pl.DataFrame) -> GapList:
    subject = rule.subjects[label]
    told = found["told"].unique()
    others = found["others"].explode().drop_nulls().unique().sort()
    if alike := len(told) == 1:
        found = found.with_columns(others=pl.lit([], pl.List(pl.String)))
    return GapList(
        rule,
        label,
        told[0] if alike else rule.id,
        [f"{id_}-{label}" for id_ in (rule.id, *others)],
        counted(rule, label),
        subject.gap,
        subject.closes,
        int(found["gap"].sum()),
        *_groups(rule, label, found),
    )


def _gaps(
    judgement: Judgement, lines: pl.DataFrame, names: Mapping[str, str], pictures: pl.DataFrame
) -> pl.DataFrame:
    """The gaps with their names, pictures and first community; the gravest first, then by place."""
    communities = (
        judgement.territory.filter(pl.col("unit_label") == "Community")
        .group_by(subject_label="label", subject="id")
        .agg(community=pl.col("unit").min())
    )
    titles = judgement.slice.names.filter(pl.col("label") == "Community").select(community="id", place="name")
    return (
        lines.with_columns(name=called(names))
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
            Item(
                row["name"] or row["subject"],
                row["picture"],
                row["gap"] if rule.unit == "homes" else None,
                str(AND).join(row["others"]),
                row["first_seen"],
                row["reply"],
            )
            for row in rows
        ]
        groups.append(_group(rows[0], items, 0))
    return groups, found.height - shown.height


def _group(row: dict[str, Any], items: list[Item], people: int) -> Group:
    community = row["community"]
    picture = None if community is None else address("Community", community)
    return Group(row["place"] or community, picture, items, people)
