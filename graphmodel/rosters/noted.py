"""What the cells of rosters that are written out cannot say, and a property of their workbook does.

Parts of rosters that were not supplied, whose key made the codes of people, and the columns of which it cannot be seen
whether they were there: an empty one that was, one that was not of a roster that says there are none.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphmodel.ontology import PARTS

SCHEMA: Final = "graphmodel/rosters/1"
_ONLY: Final = "+"
_BUT: Final = "-"


@dataclass(frozen=True)
class Noted:
    """What is noted beside the cells."""

    people_key: str | None = None
    """The fingerprint of the key with which codes were made; None: none were."""
    absent_parts: frozenset[str] = frozenset()
    """The parts that were not supplied."""
    empty_columns: frozenset[str] = frozenset()
    """What reference columns make that were supplied, though no cell is filled."""
    absent_columns: frozenset[str] = frozenset()
    """What reference columns make that were not supplied, though their roster was, and has no row."""

    def as_property(self) -> str:
        """The same as the property says it; of parts the shorter list, so that Excel keeps it."""
        said = {
            "schema": SCHEMA,
            **({"people_key": self.people_key} if self.people_key else {}),
            **({"parts": dict(_shorter(self.absent_parts))} if self.absent_parts else {}),
            **({"empty_columns": sorted(self.empty_columns)} if self.empty_columns else {}),
            **({"absent_columns": sorted(self.absent_columns)} if self.absent_columns else {}),
        }
        return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def noted_in(told: str | None) -> Noted | None:
    """What the property of a workbook says, if the workbook is one of rosters that were written out."""
    try:
        said: Any = json.loads(told or "null")
    except ValueError:
        return None
    if not isinstance(said, Mapping) or said.get("schema") != SCHEMA:
        return None
    parts = said.get("parts", {})
    return Noted(
        people_key=said.get("people_key"),
        absent_parts=frozenset(part for of, listed in parts.items() for part in _absent(of, listed)),
        empty_columns=frozenset(said.get("empty_columns", ())),
        absent_columns=frozenset(said.get("absent_columns", ())),
    )


def _named(of: str) -> dict[str, str]:
    """The parts of a roster or relation, by the name behind its own."""
    return {part.name.partition(":")[2]: part.name for part in PARTS if part.of == of}


def _shorter(absent: Collection[str]) -> Iterable[tuple[str, str]]:
    """By roster or relation its parts: those that are absent, or only those that are there."""
    for of in dict.fromkeys(part.of for part in PARTS if part.name in absent):
        lacking = [short for short, name in _named(of).items() if name in absent]
        there = [short for short, name in _named(of).items() if name not in absent]
        yield of, min(" ".join((_BUT, *lacking)), " ".join((_ONLY, *there)), key=len)


def _absent(of: str, listed: str) -> Iterable[str]:
    sign, *short = listed.split(" ")
    named = _named(of)
    return (name for one, name in named.items() if (one in short) == (sign == _BUT))
