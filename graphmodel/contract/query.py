"""``graphmodel/query/1``: what an engine answered to one query."""

from __future__ import annotations

from typing import Any, Final

from graphmodel.alliance import Slice
from graphmodel.contract.dating import dated
from graphmodel.engines import Answer

SCHEMA: Final = "graphmodel/query/1"


def query_document(answer: Answer, slice_: Slice, engine: str, snapshot: str) -> dict[str, Any]:
    """The answer of ``query --format json``."""
    rows = [dict(zip(answer.columns, map(_plain, row), strict=True)) for row in answer.rows]
    head = {**dated(slice_), "engine": engine, "snapshot": snapshot}
    return {"schema": SCHEMA, **head, "columns": answer.columns, "rows": rows}


def _plain(value: Any) -> Any:
    """What JSON has no word for as text."""
    if isinstance(value, list | tuple):
        return [*map(_plain, value)]
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
