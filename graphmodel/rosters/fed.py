"""Rows of a roster that a form feeds: checked already, and what they refer to found already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from graphmodel.ontology import Roster, dtype
from graphmodel.rosters.headings import columns_of


@dataclass(frozen=True)
class Fed:
    """Rows of one roster out of tables of one form. Every series and frame here has an entry per row.

    What is wrong in the cells was told where they stand; here it only marks rows.
    """

    roster: Roster
    row_numbers: pl.Series
    """As the spreadsheet shows them; several rows may come from one."""
    table_numbers: pl.Series
    """Which of ``sheets`` they stand in."""
    sheets: tuple[tuple[str, str | None], ...]
    headings: tuple[dict[str, str], ...]
    """For every table, by column of the roster: the heading of the column that says it."""
    values: pl.DataFrame
    """Values by column of the roster; those that are not there say nothing."""
    texts: pl.DataFrame
    """The same cells as they were written."""
    codes: pl.Series
    """The codes made for them; null where they have one of their own, or where none can be made."""
    bad: pl.Series
    """Whether something is wrong with them."""
    filled: frozenset[str]
    """Columns of the roster that count as filled."""
    references: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    """By column: ``row``, the number of the row here, and ``thing``, what it refers to."""
    own: bool = True
    """Whether these are what the form is a table of: then its periods are theirs."""

    def rows(self) -> pl.DataFrame:
        """The values of every column of the roster."""
        nothing, height = pl.Series([None]), self.row_numbers.len()
        return pl.DataFrame(
            {
                column.name: self.values[column.name].cast(dtype(column))
                if column.name in self.values.columns
                else nothing.cast(dtype(column)).new_from_index(0, height)
                for column in columns_of(self.roster)
            }
        )
