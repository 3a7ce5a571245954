"""The rosters while they are being filled: rows added one by one where they are few, whole tables where many.

Columns, their order and their types are the ontology's. Codes are given out in order, per prefix, and say nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any, Final

import polars as pl

from graphmodel.ontology import ROSTER
from graphmodel.rosters.shape import shaped
from graphmodel.rosters.writing import roster_schema

COMPOUND, GRID, HOME, ORG, PERSON = "XQ", "WG", "HU", "DZ", "RY"
OWNERS_COMMITTEE, PROPERTY_COMPANY, SOCIAL_ORG = "YW", "WY", "SH"
PERSON_NAME: Final = "示例人员"

_DIGITS: Final = {HOME: 7, PERSON: 6, PERSON_NAME: 6}


def code(prefix: str, number: int) -> str:
    """The code, or the name, of the thing with that number.

    >>> code(COMPOUND, 17)
    'XQ0017'
    """
    return f"{prefix}{number:0{_DIGITS.get(prefix, 4)}d}"


def codes(prefix: str, numbers: pl.Expr) -> pl.Expr:
    """:func:`code` of every row."""
    return pl.lit(prefix) + numbers.cast(pl.String).str.zfill(_DIGITS.get(prefix, 4))


class Rows:
    """Rosters being filled, and the next number of every prefix."""

    def __init__(self) -> None:
        self._rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self._tables: dict[str, list[pl.DataFrame]] = defaultdict(list)
        self._given_out: Counter[str] = Counter()

    def take(self, prefix: str, count: int = 1) -> int:
        """Give out that many numbers; the first of them."""
        first = self._given_out[prefix] + 1
        self._given_out[prefix] += count
        return first

    def new(self, prefix: str) -> tuple[str, int]:
        """A new code and its number."""
        number = self.take(prefix)
        return code(prefix, number), number

    def add(self, roster: str, **values: Any) -> None:
        """Add one row; what is not given stays empty."""
        self._rows[roster].append(values)

    def add_table(self, roster: str, table: pl.DataFrame) -> None:
        """Add many rows; columns that the roster does not have are not taken over."""
        self._close(roster)
        self._tables[roster].append(shaped(table, roster_schema(roster)))

    def rosters(self) -> dict[str, pl.DataFrame]:
        """Every roster that has any rows, with these in the order in which they were added."""
        for roster in list(self._rows):
            self._close(roster)
        filled = {roster: pl.concat(tables) for roster, tables in self._tables.items()}
        return {roster: filled[roster] for roster in ROSTER if roster in filled and filled[roster].height}

    def _close(self, roster: str) -> None:
        rows = self._rows.pop(roster, [])
        if rows and (unknown := set().union(*rows) - roster_schema(roster).keys()):
            raise KeyError(f"{roster}: {unknown}")
        self._tables[roster].append(pl.DataFrame(rows, schema=roster_schema(roster)))
