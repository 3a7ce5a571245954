"""What the commands answer, in the forms of the contract: JSON, CSV, workbook, table on the screen."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import polars as pl
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from graphmodel.errors import writing
from graphmodel.rosters.problems import messages
from graphmodel.rules import Judgement
from graphmodel.rules.judge import COVERAGE, evidence, sources

FINDINGS_SCHEMA: Final = "graphmodel/findings/1"
COVERAGE_SCHEMA: Final = "graphmodel/coverage/1"
PROBLEMS_SCHEMA: Final = "graphmodel/problems/1"
QUERY_SCHEMA: Final = "graphmodel/query/1"

_FINDING_KEYS: Final = ("rule", "subject_label", "subject", "name", "verdict", "severity")
_FORMULA_STARTS: Final = r"^([=+\-@\t\r])"

screen = Console()


def findings(judgement: Judgement, rows: Sequence[dict[str, Any]], table: pl.DataFrame) -> dict[str, Any]:
    """The answer of ``gaps --format json``: coverage of everything, and the chosen findings."""
    return {"schema": FINDINGS_SCHEMA, **_head(judgement), "coverage": _rows(table), "findings": list(rows)}


def finding_rows(judgement: Judgement, chosen: pl.DataFrame) -> list[dict[str, Any]]:
    """Findings as the contract writes them, with evidence and sources."""
    where = sources(chosen, judgement.slice)
    return [
        {**{key: finding[key] for key in _FINDING_KEYS}, "evidence": evidence(finding), "sources": rows}
        for finding, rows in zip(chosen.iter_rows(named=True), where, strict=True)
    ]


def coverage(judgement: Judgement, table: pl.DataFrame, by: str | None) -> dict[str, Any]:
    """The answer of ``coverage --format json``."""
    rows = [{"by": by, **row} for row in _rows(table)] if by else _rows(table)
    return {"schema": COVERAGE_SCHEMA, **_head(judgement), "coverage": rows}


def problems(
    table: pl.DataFrame, row_counts: Mapping[str, int], left_out: Mapping[str, int]
) -> dict[str, Any]:
    """The answer of ``check --format json``."""
    rows = [
        {**row, "message": message}
        for row, message in zip(table.iter_rows(named=True), messages(table), strict=True)
    ]
    return {"schema": PROBLEMS_SCHEMA, "problems": rows, "rows": dict(row_counts), "left_out": dict(left_out)}


def flat_findings(rows: Sequence[dict[str, Any]]) -> pl.DataFrame:
    """Findings as a table of texts, for CSV and workbooks."""
    flat = [
        {
            **row,
            "evidence": json.dumps(row["evidence"], ensure_ascii=False),
            "sources": "; ".join(
                " ".join(str(part) for part in place.values() if part is not None) for place in row["sources"]
            ),
        }
        for row in rows
    ]
    return pl.DataFrame(flat, schema=dict.fromkeys((*_FINDING_KEYS, "evidence", "sources"), pl.String))


def write_json(answer: Mapping[str, Any], path: Path | None) -> None:
    """JSON to a file, or to standard output."""
    _put(json.dumps(answer, ensure_ascii=False, indent=1, allow_nan=False, default=str) + "\n", path)


def write_csv(table: pl.DataFrame, path: Path | None) -> None:
    """CSV to a file (with a mark, so that Excel reads it), or to standard output; no text can be a formula."""
    safe = table.with_columns(pl.col(pl.String).str.replace(_FORMULA_STARTS, "'$1"))
    _put(("\ufeff" if path else "") + safe.write_csv(), path)


def write_text(lines: Iterable[str], path: Path | None) -> None:
    """Lines of text to a file, or to standard output."""
    _put("\n".join(lines) + "\n", path)


def show(headings: Sequence[str], rows: Iterable[Sequence[Any]], *, title: str | None = None) -> None:
    """A table on the screen; numbers to the right."""
    grid = Table(title=title, title_justify="left")
    rows = [list(row) for row in rows]
    for number, heading in enumerate(headings):
        numeric = all(isinstance(row[number], int | float | None) for row in rows)
        grid.add_column(heading, justify="right" if numeric and rows else "left", overflow="fold")
    for row in rows:
        grid.add_row(*(escape(as_text(value) or "") for value in row))
    screen.print(grid)


def as_text(value: Any) -> str | None:
    """A value of an answer as text; lists and maps as JSON."""
    if value is None:
        return None
    return (
        json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, list | dict) else str(value)
    )


def _head(judgement: Judgement) -> dict[str, Any]:
    return {
        "as_of": judgement.slice.as_of.isoformat(),
        "engine": judgement.engine,
        "snapshot": judgement.snapshot,
        "scope": list(judgement.scope),
    }


def _rows(table: pl.DataFrame) -> list[dict[str, Any]]:
    kept = [name for name in ("unit_code", *COVERAGE) if name in table.columns]
    return table.select(kept).to_dicts()


def _put(text: str, path: Path | None) -> None:
    if path is None:
        screen.file.write(text)
        return
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
