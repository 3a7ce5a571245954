"""``graphmodel/findings/1`` and ``graphmodel/coverage/1``: the verdicts of a judgement, with evidence and sources."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

import polars as pl

from graphmodel.contract.dating import dated
from graphmodel.ontology.vocabulary import FINDING_KEY
from graphmodel.rules import Judgement
from graphmodel.rules.judging import COVERAGE, evidence, sources, with_sources

FINDINGS: Final = "graphmodel/findings/1"
COVERAGES: Final = "graphmodel/coverage/1"
HISTORY: Final = "graphmodel/history/1"

_SINCE: Final[dict[str, type[pl.DataType]]] = {
    "first_seen": pl.String,
    "persists": pl.Int64,
    "reply": pl.String,
}
"""What gaps have beside their verdict."""
_AT_A_TIME: Final = 10_000
"""Findings of which there are rows at a time."""
_KEYS: Final = (*FINDING_KEY, "name", "verdict", "severity")


def findings_document(
    judgement: Judgement, rows: Iterator[list[dict[str, Any]]], coverage: pl.DataFrame
) -> dict[str, Any]:
    """The answer of ``gaps --format json``: coverage of everything, and the chosen findings.

    Args:
        judgement: whose they are.
        rows: of :func:`rows_in_pieces`, or of :func:`finding_rows` as one piece.
        coverage: columns of :data:`graphmodel.rules.judging.COVERAGE`.
    """
    return {"schema": FINDINGS, **_head(judgement), "coverage": _rows(coverage), "findings": rows}


def coverage_document(judgement: Judgement, coverage: pl.DataFrame, by: str | None) -> dict[str, Any]:
    """The answer of ``coverage --format json``; ``by``: the level of the units, if it is of units."""
    rows = [{"by": by, **row} for row in _rows(coverage)] if by else _rows(coverage)
    return {"schema": COVERAGES, **_head(judgement), "coverage": rows}


def rows_in_pieces(
    judgement: Judgement, chosen: pl.Expr, seen: pl.DataFrame | None = None
) -> Iterator[list[dict[str, Any]]]:
    """As :func:`finding_rows`, of the findings for which something holds, some of them at a time."""
    for piece in judgement.in_pieces(chosen):
        for some in with_sources(piece, judgement.slice).iter_slices(_AT_A_TIME):
            yield finding_rows(judgement, some, seen)


def finding_rows(
    judgement: Judgement, chosen: pl.DataFrame, seen: pl.DataFrame | None = None
) -> list[dict[str, Any]]:
    """Some findings of a judgement as its documents write them, with evidence and sources.

    Args:
        judgement: whose they are.
        chosen: those of its findings that are wanted.
        seen: of :attr:`graphmodel.reporting.past.Past.seen`: since when gaps are gaps; None: nothing is said of it.
    """
    where = sources(chosen, judgement.slice)
    told = [None] * chosen.height if seen is None else _since(chosen, seen)
    return [
        {
            **{key: finding[key] for key in _KEYS},
            **(since or {}),
            "evidence": evidence(finding),
            "sources": rows,
        }
        for finding, since, rows in zip(chosen.iter_rows(named=True), told, where, strict=True)
    ]


def _since(chosen: pl.DataFrame, seen: pl.DataFrame) -> list[dict[str, Any] | None]:
    """What each of some findings gets beside its verdict, if it is a gap."""
    first_seen = pl.col("first_seen").cast(pl.String)
    done_on = pl.col("reply").struct.field("date").cast(pl.String)
    reply = pl.when(pl.col("reply").is_not_null()).then(pl.col("reply").struct.with_fields(date=done_on))
    since = seen.select(*FINDING_KEY, since=pl.struct(first_seen, "persists", reply))
    keys = chosen.select(FINDING_KEY)
    return keys.join(since, on=FINDING_KEY, how="left", maintain_order="left")["since"].to_list()


def flat(rows: Sequence[dict[str, Any]], *, since: bool) -> pl.DataFrame:
    """The rows of :func:`finding_rows` as a table of texts, for what has no room for lists: evidence as JSON.

    Args:
        rows: these.
        since: whether they are some of several that tell since when gaps are gaps.
    """
    texts = [
        {
            **row,
            **({"reply": row["reply"] and row["reply"]["state"]} if "reply" in row else {}),
            "evidence": json.dumps(row["evidence"], ensure_ascii=False),
            "sources": "; ".join(
                " ".join(str(part) for part in place.values() if part is not None) for place in row["sources"]
            ),
        }
        for row in rows
    ]
    columns: dict[str, type[pl.DataType]] = dict.fromkeys((*_KEYS, "evidence", "sources"), pl.String)
    if since:
        columns |= _SINCE
    return pl.DataFrame(texts, schema=columns)


def history_document(points: pl.DataFrame) -> dict[str, Any]:
    """The answer of ``history --format json``; columns of :data:`graphmodel.reporting.past.POINT`."""
    told = points.with_columns(pl.col("as_of").cast(pl.String))
    return {"schema": HISTORY, "points": told.to_dicts()}


def _head(judgement: Judgement) -> dict[str, Any]:
    return {
        **dated(judgement.slice),
        "engine": judgement.engine,
        "snapshot": judgement.snapshot,
        "scope": list(judgement.scope),
    }


def _rows(coverage: pl.DataFrame) -> list[dict[str, Any]]:
    kept = [name for name in ("unit_code", *COVERAGE) if name in coverage.columns]
    return coverage.select(kept).to_dicts()
