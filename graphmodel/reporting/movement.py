"""Rates beside those of the time before, and how many gaps are new, persist or were closed, by rule and by unit."""

from __future__ import annotations

from typing import Final

import polars as pl

from graphmodel.alliance.territory import MAIN_URBAN
from graphmodel.rules.changes import Changes

MOVED: Final = ("new", "persisting", "closed")
"""The states that are counted beside rates; the others are told with the changes."""

BEFORE: Final = ("rate_before", *MOVED)
"""What stands beside a rate."""

_KEY: Final = ["rule", "subject_label"]


def with_before(table: pl.DataFrame, changes: Changes | None, level: str | None = None) -> pl.DataFrame:
    """A coverage table with the columns of :data:`BEFORE`.

    Args:
        table: ``rule``, ``subject_label`` and, of units, ``unit_code``, null of the main urban area.
        changes: since the time before; None: there is none, and the columns are empty.
        level: of which the units are; None: the table is of everything.
    """
    if changes is None:
        nothing = {"rate_before": pl.Float64, **dict.fromkeys(MOVED, pl.Int64)}
        return table.with_columns(pl.lit(None, dtype).alias(name) for name, dtype in nothing.items())
    keys = [*_KEY, *(["unit_code"] if level else [])]
    then = changes.then.coverage
    if level:
        area = changes.then.coverage_within((MAIN_URBAN,)).with_columns(unit_code=pl.lit(None, pl.String))
        then = pl.concat([changes.then.coverage_by(level), area.select("unit_code", *then.columns)])
    counts = (
        counted(changes, level)
        .group_by(keys)
        .agg(pl.col("state").eq(state).sum().cast(pl.Int64).alias(state) for state in MOVED)
    )
    return (
        table.join(
            then.select(*keys, rate_before="rate"),
            on=keys,
            how="left",
            maintain_order="left",
            nulls_equal=True,
        )
        .join(counts, on=keys, how="left", maintain_order="left")
        .with_columns(pl.when(pl.col(keys[-1]).is_not_null()).then(pl.col(MOVED).fill_null(0)))
    )


def counted(changes: Changes, level: str | None) -> pl.DataFrame:
    """Every gap of either side with its state; of units once for each unit it lies in, or lay in when it is gone."""
    gaps = changes.gaps.select(*_KEY, "subject", "state")
    if level is None:
        return gaps
    where = ["subject_label", "subject"]
    subjects = gaps.select(label="subject_label", id="subject").unique()
    now, then = (
        judgement.located_of(subjects, level).select(subject_label="label", subject="id", unit_code="unit")
        for judgement in (changes.after, changes.then)
    )
    return gaps.join(pl.concat([now, then.join(now, on=where, how="anti")]), on=where)
