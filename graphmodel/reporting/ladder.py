"""The ladder of cover in words: the bodies on each level, and the three rates with their denominators by name."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from graphmodel.language import Text
from graphmodel.reporting.wording import COLON, SEMICOLON, label_titles, number, percent
from graphmodel.rules import Judgement, ladder


def levels(judgement: Judgement) -> pl.DataFrame:
    """The bodies on the ladder; none without R17, on which it rests.

    Returns:
        One row per kind of body that occurs: ``subject_label``; ``kind``, in words; the count of each of
        :data:`graphmodel.rules.ladder.LEVELS`, and ``bodies``, all of them.
    """
    table = ladder.levels(judgement).with_columns(
        kind=label_titles("subject_label"), bodies=pl.sum_horizontal(list(ladder.LEVELS))
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
        kind=label_titles("subject_label"),
        rule=pl.when(of_formation).then(pl.lit("R14")).otherwise(pl.lit("R17")),
        measure=pl.col("measure").replace_strict(words, return_dtype=pl.String),
    )
    occur = (pl.col("of") + pl.col("unknown")).sum().over("kind") > 0
    return table.filter(occur).sort("subject_label", maintain_order=True)


_QUOTE: Final = Text(
    "分母不同，率就不同，引用任何一个率都要连分母一起写。",
    "Another denominator, another rate: never quote one without its denominator",
)
_TWO_RATES: Final = Text(
    "应建已建 {eligible}（占符合条件的），党的组织覆盖 {all}（占全部）",
    "{eligible} of the eligible have formed one, {all} of all are covered",
)


def caption(judgement: Judgement) -> str:
    """What to mind when a rate of the ladder is quoted, shown on the rates of this very judgement."""
    of_kind: dict[str, dict[str, str]] = {}
    for row in ladder.rates(judgement).with_columns(kind=label_titles("subject_label")).iter_rows(named=True):
        of_kind.setdefault(row["kind"], {})[row["measure"]] = _rate(row) if row["of"] else ""
    examples = [
        f"{kind}{COLON}{_TWO_RATES.fill(eligible=rates['formation'], all=rates['organisation'])}"
        for kind, rates in of_kind.items()
        if rates["formation"] and rates["organisation"]
    ]
    stop = [Text("。", ". ").fill()] if examples else []
    return "".join([str(SEMICOLON).join(examples), *stop, str(_QUOTE)])


def _rate(row: dict[str, Any]) -> str:
    return f"{number(row['reached'])}/{number(row['of'])} = {percent(row['rate'])}"
