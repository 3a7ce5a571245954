"""``graphmodel/problems/1``: everything that is wrong in the rosters, and how many rows each has."""

from __future__ import annotations

from typing import Any, Final

from graphmodel.rosters import Reading
from graphmodel.rosters.problems import messages

SCHEMA: Final = "graphmodel/problems/1"


def problems_document(reading: Reading) -> dict[str, Any]:
    """The answer of ``check --format json``."""
    table = reading.problems
    rows = [
        {**row, "message": message}
        for row, message in zip(table.iter_rows(named=True), messages(table), strict=True)
    ]
    counts = {"rows": dict(reading.row_counts), "left_out": dict(reading.left_out)}
    forms = [account._asdict() for account in reading.forms]
    return {"schema": SCHEMA, "problems": rows, **counts, "forms": forms}
