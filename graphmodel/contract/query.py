"""``graphmodel/query/1``: what an engine answered to one query."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from graphmodel.engines import Answer

SCHEMA: Final = "graphmodel/query/1"


def query_document(answer: Answer, as_of: date, engine: str, snapshot: str) -> dict[str, Any]:
    """The answer of ``query --format json``."""
    rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    head = {"as_of": as_of.isoformat(), "engine": engine, "snapshot": snapshot}
    return {"schema": SCHEMA, **head, "columns": answer.columns, "rows": rows}
