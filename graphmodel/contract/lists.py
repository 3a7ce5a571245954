"""``graphmodel/lists/1``: which lists were made, for whom, and what is in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from graphmodel.contract.dating import dated
from graphmodel.rules import Judgement

LISTS: Final = "graphmodel/lists/1"


def lists_document(
    judgement: Judgement,
    by: str,
    due: date | None,
    lists: Sequence[dict[str, Any]],
    directory: dict[str, str],
) -> dict[str, Any]:
    """What stands beside the lists in ``lists.json``.

    Args:
        judgement: whose gaps they tell.
        by: to whom they go.
        due: until when they are to be done.
        lists: of each ``unit``, ``unit_label``, ``name``, ``file``, ``sha256``, ``findings``, ``lines`` and
            ``rows_to_fill``.
        directory: ``file`` and ``sha256`` of the directory for people.
    """
    return {
        "schema": LISTS,
        **dated(judgement.slice),
        "snapshot": judgement.snapshot,
        "by": by,
        "due": due and due.isoformat(),
        "lists": list(lists),
        "directory": directory,
    }
