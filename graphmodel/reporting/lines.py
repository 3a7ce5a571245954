"""One line per fact: what several rules say of one thing for one and the same reason is said, and counted, once.

Wherever gaps of several rules are added up such lines are counted; a figure of one rule is that of its coverage. What
programs read stays by rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from graphmodel.language import AND
from graphmodel.reporting.wording import WITH_REMARK
from graphmodel.rules import Judgement

_LEADING: Final = ("R17", "R16", "R02", "R01")
"""Of these the gaps of one thing are one fact, which the first leads: the first two judge bodies, the third grids."""


_THING: Final = ("subject_label", "subject")


def one_per_fact(findings: pl.DataFrame, thing: Sequence[str] = _THING) -> pl.DataFrame:
    """Findings, without the gaps that another gap of the same thing tells.

    Args:
        findings: ``rule``, ``subject_label``, ``subject``, ``verdict`` and whatever else.
        thing: the columns by which it is the same.

    Returns:
        The findings by rule, label and subject; ``others``: the rules besides that the line tells of; ``told``: both
        as people read them.

    >>> gaps = pl.DataFrame({"rule": ["R01", "R16", "R17"], "subject_label": "SocialOrg", "subject": "h", "verdict": "gap"})
    >>> one_per_fact(gaps).select("rule", "others").rows()
    [('R17', ['R01', 'R16'])]
    """
    may_join = (pl.col("verdict") == "gap") & pl.col("rule").is_in(_LEADING)
    order = pl.col("rule").replace_strict(
        {rule: at for at, rule in enumerate(_LEADING)}, return_dtype=pl.Int64
    )
    led = findings.filter(may_join).sort(order).group_by(thing, maintain_order=True)
    joined = led.agg(pl.all().first(), others=pl.col("rule").slice(1).sort())
    single = findings.filter(~may_join).with_columns(others=pl.lit([], pl.List(pl.String)))
    both = WITH_REMARK.fill(what="{}", remark="{}")
    told = pl.format(both, "rule", pl.col("others").list.join(str(AND)))
    return (
        pl.concat([single, joined.select(single.columns)])
        .sort("rule", *thing)
        .with_columns(told=pl.when(pl.col("others").list.len() > 0).then(told).otherwise("rule"))
    )


def of_fact() -> pl.Expr:
    """What the rules of gaps of one thing have in common that are one line; of any other rule the rule."""
    return pl.when(pl.col("rule").is_in(_LEADING)).then(pl.lit(_LEADING[0])).otherwise("rule")


def of_gaps(judgement: Judgement) -> pl.DataFrame:
    """The gaps of a judgement, one per fact: the columns of its findings, ``others`` and ``told``."""
    return one_per_fact(judgement.told.filter(pl.col("verdict") == "gap").collect())


def within_units(judgement: Judgement, lines: pl.DataFrame) -> pl.DataFrame:
    """How many lines lie in each unit.

    Args:
        judgement: whose they are.
        lines: of :func:`of_gaps`.

    Returns:
        ``unit_label``, ``unit``, ``severity``, ``lines``; what lies in two units counts in both.
    """
    return (
        lines.join(judgement.territory, left_on=["subject_label", "subject"], right_on=["label", "id"])
        .group_by("unit_label", "unit", "severity")
        .agg(lines=pl.len().cast(pl.Int64))
        .sort("unit_label", "unit", "severity")
    )
