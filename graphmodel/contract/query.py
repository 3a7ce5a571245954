"""``graphmodel/query/1``: what an engine answered to one query."""

from __future__ import annotations

from typing import Any, Final

from graphmodel.alliance import Slice
from graphmodel.contract.dating import dated
from graphmodel.engines import Answer

SCHEMA: Final = "graphmodel/query/1"


def query_document(answer: Answer, slice_: Slice, engine: str, snapshot: str) -> dict[str, Any]:
    """The answer of ``query --format json``."""
    rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    head = {**dated(slice_), "engine": engine, "snapshot": snapshot}
    return {"schema": SCHEMA, **head, "columns": answer.columns, "rows": rows}
