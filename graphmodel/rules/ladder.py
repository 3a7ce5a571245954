"""The ladder of cover: how far the Party reaches into each body, and three rates that are easily taken for one another.

The same facts read otherwise over the eligible than over all; so no rate is given here without its denominator.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from graphmodel.language import Text
from graphmodel.ontology import BODIES
from graphmodel.rules.judging import Judgement

LEVELS: Final[dict[str, Text]] = {
    "L4": Text("L4 单独组建党组织", "L4 a Party organisation of its own"),
    "L3": Text("L3 联合党组织", "L3 a joint one"),
    "L2": Text("L2 临时或流动党组织", "L2 a temporary or mobile one"),
    "L1": Text("L1 只有党的工作覆盖", "L1 Party work only"),
    "L0": Text("L0 没有覆盖", "L0 none"),
    "U": Text("不明：未提供名册", "not known: a roster was not supplied"),
}
"""From the highest level down; the highest that holds counts."""

RATES: Final[dict[str, Text]] = {
    "organisation": Text("党的组织覆盖率（占全部）", "organisation rate (of all)"),
    "total": Text("党的组织和党的工作覆盖率（占全部）", "total cover (of all)"),
    "formation": Text("应建已建率（占符合条件的）", "formation rate (of the eligible)"),
}

_REACHED: Final = {
    "organisation": ("L4", "L3", "L2"),
    "total": ("L4", "L3", "L2", "L1"),
    "formation": ("L4",),
}


def levels(judgement: Judgement) -> pl.DataFrame:
    """The bodies on the ladder.

    Args:
        judgement: of R17 at least.

    Returns:
        One row per label of bodies, with ``subject_label`` and the count of each of :data:`LEVELS`.
    """
    counts = [(pl.col("level") == level).sum().cast(pl.Int64).alias(level) for level in LEVELS]
    labels = pl.DataFrame({"subject_label": BODIES})
    counted = _bodies(judgement).group_by("subject_label").agg(counts)
    return labels.join(counted, on="subject_label", how="left", maintain_order="left").fill_null(0)


def rates(judgement: Judgement) -> pl.DataFrame:
    """The three rates of each label of bodies; bodies of which nothing is known are in none.

    Args:
        judgement: of R17 at least.

    Returns:
        One row per label and rate: ``subject_label``, ``measure`` (a key of :data:`RATES`), ``reached``, ``of`` (the
        denominator), ``unknown`` (bodies of which nobody can say whether they belong in the rate or have reached it)
        and ``rate``, null where there is nothing to divide by.
    """
    bodies = _bodies(judgement)
    labels = pl.DataFrame({"subject_label": BODIES})
    tables = []
    for measure in _REACHED:
        counts = bodies.group_by("subject_label").agg(**_counts(measure))
        tables.append(
            labels.join(counts, on="subject_label", how="left", maintain_order="left").select(
                "subject_label",
                pl.lit(measure).alias("measure"),
                pl.col("reached", "of", "unknown").fill_null(0).cast(pl.Int64),
            )
        )
    rate = (pl.col("reached") / pl.col("of")).round(4, mode="half_away_from_zero")
    return pl.concat(tables).with_columns(rate=pl.when(pl.col("of") > 0).then(rate))


def formation_by(judgement: Judgement, unit_label: str) -> pl.DataFrame:
    """The formation rate of all bodies together in every unit of a label that has any that are eligible.

    Returns:
        ``unit_code``, ``reached``, ``of`` and ``unknown``, as :func:`rates` has them.
    """
    bodies = _bodies(judgement)
    places = judgement.located.filter(pl.col("unit_label") == unit_label, pl.col("label").is_in(BODIES))
    located = places.select(subject_label="label", subject="id", unit_code="unit").collect()
    placed = bodies.join(located, on=["subject_label", "subject"])
    return placed.group_by("unit_code").agg(**_counts("formation")).sort("unit_code")


def _counts(measure: str) -> dict[str, pl.Expr]:
    """How many bodies reached what a rate measures, of how many, and of how many nobody can say."""
    belongs = pl.col("eligible") if measure == "formation" else pl.lit(value=True)
    known, reached = belongs & (pl.col("level") != "U"), pl.col("level").is_in(_REACHED[measure])
    unknown = belongs.is_null() | (belongs & (pl.col("level") == "U"))
    counts = {"reached": known & reached, "of": known, "unknown": unknown}
    return {name: which.sum().cast(pl.Int64) for name, which in counts.items()}


def _bodies(judgement: Judgement) -> pl.DataFrame:
    """Label, level and eligibility of every body that R17 judged."""
    eligible = pl.concat(
        judgement.slice.nodes[label].select(pl.lit(label).alias("subject_label"), "eligible", subject="id")
        for label in BODIES
    )
    return (
        judgement.told.filter(pl.col("rule") == "R17")
        .select("subject_label", "subject", "evidence")
        .collect(engine="streaming")
        .join(eligible, on=["subject_label", "subject"])
        .select(
            "subject_label",
            "subject",
            "eligible",
            level=pl.col("evidence").str.json_path_match("$.level").fill_null("U"),
        )
    )
