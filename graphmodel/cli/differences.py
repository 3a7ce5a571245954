"""Changes as an answer: tables for people, JSON for programs."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from graphmodel.language import Text
from graphmodel.pages.changes import words
from graphmodel.pages.wording import percent
from graphmodel.rules.changes import STATES, Changes

SCHEMA: Final = "graphmodel/changes/1"

_THEN_AND_NOW: Final = {
    "rate": Text("覆盖率", "rate"),
    "gap": Text("缺口", "gaps"),
    "unknown": Text("未知", "unknown"),
}
_RATES: Final = {
    **{name: words.RATES[name] for name in ("rule", "counted")},
    **_THEN_AND_NOW,
    **{name: STATES[name] for name in ("new", "persisting", "closed")},
}
_GAPS: Final = {name: words.GAPS[name] for name in ("state", "rule", "kind", "name", "subject", "cause")}
"""What a screen has room for; page and workbook tell the rest."""


def as_json(changes: Changes, ids: list[str]) -> dict[str, Any]:
    """The answer of ``diff --format json``."""
    of_rules = pl.col("rule").is_in(ids)
    return {
        "schema": SCHEMA,
        **{
            side: {"as_of": judgement.slice.as_of.isoformat(), "snapshot": judgement.snapshot}
            for side, judgement in (("from", changes.before), ("to", changes.after))
        },
        "scope": list(changes.after.scope),
        "gaps": changes.gaps.filter(of_rules).to_dicts(),
        "coverage": changes.coverage.filter(of_rules).to_dicts(),
        "divisions": changes.divisions.to_dicts(),
        "network": changes.network.to_dicts(),
    }


def gap_table(changes: Changes, ids: list[str]) -> pl.DataFrame:
    """Every gap of either side with what became of it, as texts."""
    return words.titled(words.gaps(changes, ids, with_people=True), words.GAPS)


def tables(changes: Changes, ids: list[str]) -> dict[str, pl.DataFrame]:
    """What changed, table by table under its title: rates, gaps that moved, divisions, the network."""
    moved = words.gaps(changes, ids, with_people=True).filter(pl.col("key") != "persisting")
    return {
        str(Text("覆盖率的变化", "rates then and now")): words.titled(_rates(changes, ids), _RATES),
        str(Text("缺口的变化", "gaps that changed")): words.titled(moved, _GAPS),
        str(Text("区划名单的变化", "divisions")): words.titled(words.divisions(changes), words.DIVISIONS),
        str(Text("网络的变化", "the network")): words.titled(words.network(changes), words.NETWORK),
    }


def _rates(changes: Changes, ids: list[str]) -> pl.DataFrame:
    """The rates and counts in which anything changed, then and now in one cell."""
    rates = words.rates(changes, ids)
    moved = pl.sum_horizontal(pl.col(state) for state in STATES if state != "persisting") > 0
    other = [pl.col(name).ne_missing(pl.col(f"{name}_before")) for name in _THEN_AND_NOW]
    shown = rates.filter(pl.any_horizontal(moved, *other)).with_columns(
        pl.col("rate_before", "rate").map_elements(percent, return_dtype=pl.String, skip_nulls=False)
    )
    return shown.with_columns(
        pl.when(pl.col(name).ne_missing(pl.col(f"{name}_before")))
        .then(pl.format("{} → {}", f"{name}_before", name))
        .otherwise(pl.col(name).cast(pl.String))
        .alias(name)
        for name in _THEN_AND_NOW
    )
