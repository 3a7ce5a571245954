"""Changes as an answer: tables for people, JSON for programs."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from graphmodel.language import Text
from graphmodel.pages.changes import words
from graphmodel.pages.wording import percent
from graphmodel.rules.changes import Changes

SCHEMA: Final = "graphmodel/changes/1"

_NO_ROOM: Final = {"title", "judged_before", "judged", "exempt_before", "exempt", "gone", "unjudged"}
"""Columns of the rates that a screen has no room for."""


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
    rates = words.rates(changes, ids).with_columns(
        pl.col("rate_before", "rate").map_elements(percent, return_dtype=pl.String, skip_nulls=False)
    )
    moved = words.gaps(changes, ids, with_people=True).filter(pl.col("key") != "persisting")
    narrow = {name: title for name, title in words.RATES.items() if name not in _NO_ROOM}
    return {
        str(Text("覆盖率的变化", "rates then and now")): words.titled(rates, narrow),
        str(Text("缺口的变化", "gaps that changed")): words.titled(moved, words.GAPS),
        str(Text("区划名单的变化", "divisions")): words.titled(words.divisions(changes), words.DIVISIONS),
        str(Text("网络的变化", "the network")): words.titled(words.network(changes), words.NETWORK),
    }
