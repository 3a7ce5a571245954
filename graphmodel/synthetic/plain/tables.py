"""Where the facts of a plain reading come from: the rosters of an invented city as they were invented.

In an invented city every reference is a code and every value is stored as invented, so it needs no reader; reading what
offices really send is the reader's business. The tests give the tables of a slice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Protocol

import polars as pl

from graphmodel.ontology import LIST, ROSTER, ValueType, roster_of

Row = dict[str, Any]


class Tables(Protocol):
    """Things by label and ties by relation type, live on one day."""

    def things(self, label: str) -> list[Row]:
        """Every thing of a label: ``id`` and every value."""

    def homes(self) -> Iterator[tuple[str, str | None, str | None]]:
        """Code, grid and status of every home."""

    def ties(self, relation: str, *values: str) -> Iterator[tuple[Any, ...]]:
        """Codes of both ends, and some values, of every tie; PART_OF without that of homes."""

    def loose_ties(self) -> dict[str, int]:
        """How many ties of a thing lead to what is not live, by its code."""


class RosterTables:
    """The tables of invented rosters on a day. No tie is loose there: what ends in an invented city ends later."""

    def __init__(self, rosters: Mapping[str, pl.DataFrame], day: date) -> None:
        starts, ends = pl.col("valid_from"), pl.col("valid_to")
        live = (starts.is_null() | (starts <= day)) & (ends.is_null() | (ends > day))
        self._live = {name: table.filter(live) for name, table in rosters.items()}
        pairings = self._live["pairings"]
        self._live["pairings"] = pairings.with_columns(has_agreement=_has_agreement(pairings))

    def things(self, label: str) -> list[Row]:
        """See :class:`Tables`."""
        roster = roster_of(label)
        rows = self._live[roster.name].rows(named=True)
        for column in roster.columns:
            if column.elsewhere:
                word, flag = column.elsewhere
                for row in rows:
                    row[flag] = row[column.name] == word
        return [row for row in rows if not roster.label_by or row[roster.label_by] == label.lower()]

    def homes(self) -> Iterator[tuple[str, str | None, str | None]]:
        """See :class:`Tables`."""
        return _rows(self._live["households"], "id", "part_of", "status")

    def ties(self, relation: str, *values: str) -> Iterator[tuple[Any, ...]]:
        """See :class:`Tables`."""
        for roster in ROSTER.values():
            if roster.makes == (relation,):
                return _rows(self._live[roster.name], "from", "to", *values)
        return self._named(relation, values)

    def _named(self, relation: str, values: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
        """The ties that cells of the things' own rows name."""
        for name, table in self._live.items():
            for column in ROSTER[name].columns:
                if (
                    column.value_type is ValueType.REFERENCE
                    and column.relation == relation
                    and name != "households"
                ):
                    for id_, cell, *of_row in _rows(table, "id", column.name, *values):
                        if cell and cell not in (column.elsewhere or ()):
                            yield from ((id_, other, *of_row) for other in cell.split(LIST))

    def loose_ties(self) -> dict[str, int]:
        """See :class:`Tables`."""
        return {}


def _rows(table: pl.DataFrame, *columns: str) -> Iterator[tuple[Any, ...]]:
    """Some columns row by row; for many rows much faster than the table's own way."""
    return zip(*(table[column].to_list() for column in columns), strict=True)


def _has_agreement(pairings: pl.DataFrame) -> pl.Expr | pl.Series:
    """Whether an agreement was signed: unknown for all when no row has a date."""
    signed = pairings["agreement_signed_on"].is_not_null()
    return signed if signed.any() else pl.lit(None, pl.Boolean)
