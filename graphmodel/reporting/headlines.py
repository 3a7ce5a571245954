"""The headline rates: at most seven figures that say how far the red thread reaches."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import polars as pl

from graphmodel.language import Text
from graphmodel.reporting.places import LEVELS
from graphmodel.rules import VERDICTS, Judgement, ladder

_RATES: Final = (
    *(("R02", "Grid"), ("R25", "Grid"), ("R23", "Compound"), ("R21", "Community"), ("R35", "Grid")),
    *(("R14", ""), ("R31", "Person")),
)
"""Rules and labels in the order in which they are told; without a label: the formation rate, of all bodies."""
_FORMATION: Final = Text("应建已建（符合条件的主体）", "eligible bodies have their own branch")
_BODIES: Final = Text("各类主体", "bodies")


def of(judgement: Judgement, coverage: pl.DataFrame) -> pl.DataFrame:
    """The headline rates of a judgement, those that have subjects.

    Args:
        judgement: whose rates.
        coverage: of everything, of :func:`graphmodel.reporting.coverage.in_words`.

    Returns:
        ``rule``, ``subject_label`` (empty: the formation rate of all bodies); ``title``, ``counted``: what is asked
        and of what, in words; the four counts, ``judged`` (the denominator) and ``rate``.
    """
    order = pl.DataFrame(_RATES, ("rule", "subject_label"), orient="row").with_row_index("at")
    texts = ("rule", "subject_label", "title", "counted")
    every = pl.concat([coverage.select(*texts, *VERDICTS, "judged", "rate"), _formation(judgement)])
    told = order.join(every, on=["rule", "subject_label"]).filter(pl.sum_horizontal(VERDICTS) > 0)
    return told.sort("at").drop("at")


SENTENCES: Final = {
    "R02": Text("个网格没有网格党支部或党小组", "grids without a branch or group"),
    "R25": Text("个网格没有党建指导员", "grids without an instructor"),
    "R23": Text("个小区没有机关党组织结对", "compounds without a paired organisation"),
    "R21": Text("个社区没有机关党委（党总支）结对", "communities without a paired committee"),
    "R35": Text("户有人居住而没有党员联户", "occupied homes that no member contacts"),
    "R14": Text("个符合条件的主体没有单独组建党组织", "eligible bodies without a branch of their own"),
    "R31": Text("名党员没有到居住地报到", "members not registered where they live"),
}
"""What is wrong with the gaps of a headline, as they are counted."""


def by_unit(
    judgement: Judgement, headlines: pl.DataFrame, levels: Iterable[str] = tuple(LEVELS)
) -> pl.DataFrame:
    """The counts of headline rates in every county, street, community and compound that has such subjects.

    Args:
        judgement: whose rates.
        headlines: of :func:`of`.
        levels: of which units.

    Returns:
        ``unit_label``, ``unit_code``, ``rule``, ``subject_label``, the four counts.
    """
    keys = headlines.select("rule", "subject_label")
    tables = []
    for level in levels:
        every = judgement.coverage_by(level).join(keys, on=["rule", "subject_label"], how="semi")
        formed = ladder.formation_by(judgement, level).select(
            "unit_code",
            pl.lit("R14").alias("rule"),
            pl.lit("").alias("subject_label"),
            pl.col("reached").alias("met"),
            (pl.col("of") - pl.col("reached")).alias("gap"),
            "unknown",
            pl.lit(0, pl.Int64).alias("exempt"),
        )
        both = pl.concat(
            [every.select(formed.columns), formed.join(keys, on=["rule", "subject_label"], how="semi")]
        )
        tables.append(both.select(pl.lit(level).alias("unit_label"), *formed.columns))
    return pl.concat(tables).filter(pl.sum_horizontal(VERDICTS) > 0)


def with_steps(now: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """Headline rates with ``step``: by how many percentage points each moved, null where either side has none.

    Args:
        now: of :func:`of`.
        before: the same of the time before.
    """
    keys = ["rule", "subject_label"]
    then = before.select(*keys, then="rate")
    both = now.join(then, on=keys, how="left", maintain_order="left")
    return both.with_columns(step=((pl.col("rate") - pl.col("then")) * 100).round(1)).drop("then")


def _formation(judgement: Judgement) -> pl.DataFrame:
    """How many of the bodies that are to form a branch of their own have one; ``gap``: how many have not."""
    counts = ladder.rates(judgement).filter(measure="formation").select("reached", "of", "unknown").sum()
    rate = (pl.col("reached") / pl.col("of")).round(4, mode="half_away_from_zero")
    words = {"rule": "R14", "subject_label": "", "title": str(_FORMATION), "counted": str(_BODIES)}
    return counts.select(
        *(pl.lit(value).alias(name) for name, value in words.items()),
        pl.col("reached").alias("met"),
        (pl.col("of") - pl.col("reached")).alias("gap"),
        "unknown",
        pl.lit(0, pl.Int64).alias("exempt"),
        pl.col("of").alias("judged"),
        pl.when(pl.col("of") > 0).then(rate).alias("rate"),
    )
