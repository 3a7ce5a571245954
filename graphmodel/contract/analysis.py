"""``graphmodel/analysis/1``: what the network shows: threads, single points, pairing, capacity, load and reach."""

from __future__ import annotations

from itertools import groupby
from typing import Any, Final

import polars as pl

from graphmodel.analysis import Pairing, Thread
from graphmodel.analysis.thread import Node
from graphmodel.contract.dating import dated
from graphmodel.ontology.vocabulary import FINDING_KEY
from graphmodel.reporting.network import Analysis

SCHEMA: Final = "graphmodel/analysis/1"


def analysis_document(analysis: Analysis) -> dict[str, Any]:
    """The answer of ``analyse --format json``; parts that cannot be told are null and named in ``not_supplied``."""
    threads, paired = analysis.red_thread, analysis.pairing
    return {
        "schema": SCHEMA,
        **dated(analysis.slice),
        "snapshot": analysis.snapshot,
        "scope": list(analysis.scope),
        "red_thread": None if threads is None else [_thread(thread) for thread in threads],
        "single_points": _single_points(analysis.single_points),
        "pairing": paired and _pairing(paired),
        "household_capacity": _rows(analysis.household_capacity),
        "load": {name: table.to_dicts() for name, table in analysis.load.items()},
        "reach": _rows(analysis.reach),
        "not_supplied": analysis.not_supplied,
    }


def _thread(thread: Thread) -> dict[str, Any]:
    return {
        "compound": thread.compound,
        "members": len(thread.graph),
        "components": [list(map(_written, part)) for part in thread.components],
        "loose": list(map(_written, thread.loose_places)),
        "joins_needed": thread.joins_needed,
        "cut_points": list(map(_written, thread.cut_points)),
        "bridges": [list(map(_written, tie)) for tie in thread.bridges],
    }


def _written(node: Node) -> str:
    return ":".join(node)


def _single_points(losses: pl.DataFrame) -> list[dict[str, Any]]:
    rows = losses.iter_rows(named=True)
    return [
        {
            "subject_label": label,
            "subject": id_,
            "loses": [{key: row[key] for key in FINDING_KEY} for row in lost],
        }
        for (label, id_), lost in groupby(rows, lambda row: (row["label"], row["id"]))
    ]


def _pairing(pairing: Pairing) -> dict[str, Any]:
    return {
        "branches": pairing.branches,
        "free": pairing.free,
        "over_paired": [{"org": org, "grids": grids} for org, grids in pairing.over_paired.items()],
        "grids_without": pairing.grids_without,
        "paired_grids": pairing.paired_grids,
        "matched": pairing.matched,
        "deficiency": pairing.deficiency,
        "witness": {"grids": pairing.witness_grids, "branches": pairing.witness_branches},
    }


def _rows(table: pl.DataFrame | None) -> list[dict[str, Any]] | None:
    return None if table is None else table.to_dicts()
