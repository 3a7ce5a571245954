"""Where to look first: the gravest gaps of what is required or aimed at, by rule and street.

It ranks rules and streets, never people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from graphmodel.reporting.addresses import address
from graphmodel.reporting.places import UNITS
from graphmodel.reporting.wording import counted, listed_column
from graphmodel.rules import Judgement, Rule

FIRST: Final = 5
"""So many places to look first."""

_COMMUNITIES_AT_MOST: Final = 3
_PER_RULE: Final = ["rule", "subject_label"]
_PER_STREET: Final = [*_PER_RULE, "street_code"]


def look_first(judgement: Judgement, lines: pl.DataFrame, names: Mapping[str, str]) -> pl.DataFrame:
    """Where to look first: rules in turn, duties then goals, and each names its next street, until five stand.

    Args:
        judgement: whose gaps.
        lines: of :func:`graphmodel.reporting.lines.of_gaps`.
        names: of :func:`graphmodel.reporting.findings.names_by_code`.

    Returns:
        ``rule``, ``title``; ``street_code``, ``street`` (its name), ``picture``; ``lines``: how many of the rule's
        gaps of the first severity lie in it, one per fact, of homes one per grid.
    """
    order = {rule.id: ("MUST", "GOAL").index(rule.modality) for rule in _asked(judgement)}
    titles = {rule.id: str(rule.title) for rule in judgement.rules}
    gaps = _grave(judgement, lines).with_columns(of_rule=pl.len().over("rule").cast(pl.Int64))
    streets = judgement.territory.filter(unit_label="Street").select(
        subject_label="label", subject="id", street_code="unit"
    )
    counts = gaps.join(streets, on=["subject_label", "subject"]).group_by("rule", "street_code", "of_rule")
    of_streets = counts.agg(lines=pl.len().cast(pl.Int64)).sort(
        "rule", "lines", "street_code", descending=[False, True, False]
    )
    turn = pl.int_range(pl.len()).over("rule")
    duties_first = pl.col("rule").replace_strict(order, return_dtype=pl.Int64)
    first = of_streets.sort(turn, duties_first, -pl.col("of_rule"), "rule").head(FIRST)
    return first.select(
        "rule",
        pl.col("rule").replace_strict(titles, return_dtype=pl.String).alias("title"),
        "street_code",
        pl.col("street_code").replace(names).alias("street"),
        pl.Series("picture", [address("Street", code) for code in first["street_code"]], pl.String),
        "lines",
    )


def of_units(judgement: Judgement, lines: pl.DataFrame, labels: Sequence[str]) -> pl.DataFrame:
    """The same of single units: in each the rules, duties first, then those with most gaps.

    Args:
        judgement: whose gaps.
        lines: of :func:`graphmodel.reporting.lines.of_gaps`.
        labels: of the units.

    Returns:
        ``unit``, ``rule``, ``lines``.
    """
    order = {rule.id: ("MUST", "GOAL").index(rule.modality) for rule in _asked(judgement)}
    units = judgement.territory.filter(pl.col("unit_label").is_in(list(labels)))
    within = _grave(judgement, lines).join(
        units, left_on=["subject_label", "subject"], right_on=["label", "id"]
    )
    duties_first = pl.col("rule").replace_strict(order, return_dtype=pl.Int64)
    counts = within.group_by("unit", "rule").agg(lines=pl.len().cast(pl.Int64))
    return counts.sort("unit", duties_first, -pl.col("lines"), "rule").select("unit", "rule", "lines")


def _asked(judgement: Judgement) -> list[Rule]:
    return [rule for rule in judgement.rules if rule.modality in {"MUST", "GOAL"}]


def _grave(judgement: Judgement, lines: pl.DataFrame) -> pl.DataFrame:
    """The lines of the first severity, of rules that require or aim at something."""
    asked = [rule.id for rule in _asked(judgement)]
    return lines.filter(pl.col("severity") == "S1", pl.col("rule").is_in(asked))


def where_to_look_first(judgement: Judgement, lines: pl.DataFrame, by_street: pl.DataFrame) -> pl.DataFrame:
    """The S1 gaps of MUST and GOAL rules, by street: one per fact, under the rule that leads; of homes one per grid.

    What lies in two streets counts in both; what lies in none stands under a street that is null.

    Args:
        judgement: whose gaps.
        lines: of :func:`graphmodel.reporting.lines.of_gaps`.
        by_street: coverage of the streets, of :func:`graphmodel.reporting.coverage.by_unit`.

    Returns:
        ``rule``, ``subject_label``; ``title``, ``counted``: what the rule asks, and of what; ``street_code``,
        ``county``, ``street`` (names), ``picture`` (the address of the street's); ``total``: how many such gaps
        of the rule and label there are in all; ``gap``: how many of them in the street; ``judged``: of how many
        subjects that are met or a gap, null where homes are judged; ``communities``: those with most of them, in words. The rule and label with most gaps
        come first, and within them the street with most.
    """
    gaps = _grave(judgement, lines)
    located = gaps.select(*_PER_RULE, "subject").join(
        _streets_and_communities(judgement.territory), on=["subject_label", "subject"], how="left"
    )
    total = gaps.group_by(_PER_RULE).agg(total=pl.len().cast(pl.Int64))
    street = located.unique([*_PER_STREET, "subject"]).group_by(_PER_STREET).agg(gap=pl.len().cast(pl.Int64))
    subjects = pl.when(pl.col("unit") == "subjects").then("judged")
    named = by_street.select(
        *_PER_RULE, "county", "street", "picture", street_code="unit_code", judged=subjects
    )
    words = pl.DataFrame(
        [
            (rule.id, label, str(rule.title), counted(rule, label))
            for rule in _asked(judgement)
            for label in rule.subjects
        ],
        schema=dict.fromkeys((*_PER_RULE, "title", "counted"), pl.String),
        orient="row",
    )
    table = (
        street.join(_communities(located, judgement), on=_PER_STREET, how="left", nulls_equal=True)
        .join(named, on=_PER_STREET, how="left")
        .join(total, on=_PER_RULE)
        .join(words, on=_PER_RULE)
    )
    return table.sort(
        pl.col("total"),
        pl.col("rule"),
        pl.col("subject_label"),
        pl.col("gap"),
        pl.col("street_code"),
        descending=[True, False, False, True, False],
        nulls_last=True,
    ).select(
        *(*_PER_RULE, "title", "counted", "street_code", "county", "street", "picture"),
        *("total", "gap", "judged", "communities"),
    )


def _streets_and_communities(territory: pl.DataFrame) -> pl.DataFrame:
    """Each subject with its communities and their streets; a subject in no community with its streets."""
    units = territory.select("unit_label", "unit", subject_label="label", subject="id")
    communities = units.filter(pl.col("unit_label") == "Community").drop("unit_label")
    streets = units.filter(pl.col("unit_label") == "Street").drop("unit_label")
    of_community = streets.filter(pl.col("subject_label") == "Community").select("unit", community="subject")
    through = communities.rename({"unit": "community"}).join(of_community, on="community", how="left")
    outside = streets.join(communities, on=["subject_label", "subject"], how="anti")
    return pl.concat(
        [through, outside.with_columns(community=pl.lit(None, pl.String))], how="diagonal"
    ).rename({"unit": "street_code"})


def _communities(located: pl.DataFrame, judgement: Judgement) -> pl.DataFrame:
    """Per rule and street the communities with most gaps, each with its number; where they are the subjects, without."""
    of_communities = judgement.slice.names.filter(pl.col("label") == "Community")
    names = of_communities.select(community="id", name=pl.col("name").fill_null(pl.col("id")))
    numbered = (
        located.drop_nulls("community")
        .group_by([*_PER_STREET, "community"])
        .agg(gap=pl.len())
        .join(names, on="community")
        .sort("gap", "community", descending=[True, False])
    )
    words = (
        pl.when(pl.col("subject_label") == "Community")
        .then("name")
        .otherwise(pl.format("{} {}", "name", "gap"))
    )
    return (
        numbered.group_by(_PER_STREET, maintain_order=True)
        .agg(communities=words)
        .with_columns(listed_column(pl.col("communities"), _COMMUNITIES_AT_MOST, UNITS["Community"]))
    )
