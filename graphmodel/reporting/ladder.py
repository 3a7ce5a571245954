"""The ladder of cover in words: the bodies on each level, and the three rates with their denominators by name."""

from __future__ import annotations

import polars as pl

from graphmodel.reporting.wording import kinds
from graphmodel.rules import Judgement, ladder


def levels(judgement: Judgement) -> pl.DataFrame:
    """The bodies on the ladder; none without R17, on which it rests.

    Returns:
        One row per kind of body that occurs: ``subject_label``; ``kind``, in words; the count of each of
        :data:`graphmodel.rules.ladder.LEVELS`, and ``bodies``, all of them.
    """
    table = ladder.levels(judgement).with_columns(
        kind=kinds("subject_label"), bodies=pl.sum_horizontal(list(ladder.LEVELS))
    )
    return table.filter(pl.col("bodies") > 0)


def rates(judgement: Judgement) -> pl.DataFrame:
    """The three rates of each kind of body that occurs.

    Returns:
        ``subject_label``; ``kind`` and ``measure``, in words; ``rule``: that which tells who has reached it;
        ``reached``, ``of`` (the denominator), ``unknown`` and ``rate``; a kind's three rates follow one another.
    """
    words = {measure: str(title) for measure, title in ladder.RATES.items()}
    of_formation = pl.col("measure") == "formation"
    table = ladder.rates(judgement).with_columns(
        kind=kinds("subject_label"),
        rule=pl.when(of_formation).then(pl.lit("R14")).otherwise(pl.lit("R17")),
        measure=pl.col("measure").replace_strict(words, return_dtype=pl.String),
    )
    occur = (pl.col("of") + pl.col("unknown")).sum().over("kind") > 0
    return table.filter(occur).sort("subject_label", maintain_order=True)
