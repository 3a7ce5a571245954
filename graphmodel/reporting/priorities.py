"""Where to look first: the gravest gaps of what is required or aimed at, by rule and street.

It ranks rules and streets, never people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from graphmodel.reporting.addresses import address
from graphmodel.rules import Judgement, Rule

FIRST: Final = 5
"""So many places to look first."""


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
