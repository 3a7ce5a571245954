"""``graphmodel/changes/1``: what changed between two days or two snapshots."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import polars as pl

from graphmodel.contract.dating import dated
from graphmodel.rules.changes import Changes

SCHEMA: Final = "graphmodel/changes/1"
_AT_A_TIME: Final = 10_000
"""Gaps of which there are rows at a time."""


def changes_document(changes: Changes, ids: Sequence[str]) -> dict[str, Any]:
    """The answer of ``diff --format json``, of some rules; ``gaps`` come in pieces."""
    of_rules = pl.col("rule").is_in(ids)
    return {
        "schema": SCHEMA,
        **{
            side: {**dated(judgement.slice), "snapshot": judgement.snapshot}
            for side, judgement in (("from", changes.before), ("to", changes.after))
        },
        "scope": list(changes.after.scope),
        "people_comparable": changes.people_comparable,
        "gaps": (some.to_dicts() for some in _gaps(changes, ids).iter_slices(_AT_A_TIME)),
        "coverage": changes.coverage.filter(of_rules).to_dicts(),
        "divisions": changes.divisions.to_dicts(),
        "network": changes.network.to_dicts(),
        "perhaps_renamed": changes.perhaps_renamed.to_dicts(),
    }


def gaps_flat(changes: Changes, ids: Sequence[str]) -> pl.DataFrame:
    """The gaps of the document for what has no room for lists."""
    return _gaps(changes, ids).with_columns(pl.col("ties").list.join("; "))


def _gaps(changes: Changes, ids: Sequence[str]) -> pl.DataFrame:
    """The gaps; what moved out of the scope is ``gone`` from it, and its cause says how."""
    moved = pl.col("state") == "moved_out"
    return (
        changes.gaps.filter(pl.col("rule").is_in(ids))
        .with_columns(
            cause=pl.when(moved).then("state").otherwise("cause"),
            state=pl.when(moved).then(pl.lit("gone")).otherwise("state"),
        )
        .drop("before")
    )
