"""``graphmodel/collect/1``: what came back, what it changed, and what is still to be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import polars as pl

from graphmodel.contract.dating import dated
from graphmodel.rosters.problems import messages
from graphmodel.rules import Judgement

COLLECT: Final = "graphmodel/collect/1"


def collect_document(
    judgement: Judgement,
    returned: Sequence[dict[str, Any]],
    outstanding: Sequence[str | None],
    merged: Mapping[str, Mapping[str, int]],
    findings: Mapping[str, pl.DataFrame],
    problems: pl.DataFrame,
    snapshot: str | None,
) -> dict[str, Any]:
    """What ``collect.json`` says.

    Args:
        judgement: of the data with what came back.
        returned: of every list ``unit``, ``file``, ``rows_filled``, ``rows_not_filled``, ``replies``, ``problems``.
        outstanding: the units of which no list came.
        merged: by roster how many rows were ``added``, ``changed``, ``ended``.
        findings: by name (``closed`` …) ``rule``, ``subject_label``, ``subject``.
        problems: everything that is wrong.
        snapshot: the id of what was saved; None: nothing was.
    """
    worded = [
        {**row, "message": message}
        for row, message in zip(problems.iter_rows(named=True), messages(problems), strict=True)
    ]
    return {
        "schema": COLLECT,
        **dated(judgement.slice),
        "returned": list(returned),
        "outstanding": list(outstanding),
        "merged": {name: dict(counts) for name, counts in merged.items()},
        **{name: table.rows(named=True) for name, table in findings.items()},
        "problems": worded,
        "snapshot": snapshot,
    }
