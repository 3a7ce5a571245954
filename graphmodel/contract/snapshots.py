"""``graphmodel/snapshots/1``: the snapshots of a store, and which of them speak."""

from __future__ import annotations

from typing import Any, Final

from graphmodel.stores.days import Snapshots

SCHEMA: Final = "graphmodel/snapshots/1"


def snapshots_document(saved: Snapshots) -> dict[str, Any]:
    """The answer of ``snapshots --format json``."""
    return {
        "schema": SCHEMA,
        "snapshots": [
            {
                "snapshot": one.manifest.snapshot,
                "as_of": one.as_of.isoformat() if one.as_of else None,
                "saved_at": one.manifest.saved_at.isoformat(),
                "files": list(one.manifest.sources),
                "rows": one.manifest.rows,
                "speaks": one.speaks,
            }
            for one in saved.all
        ],
    }
