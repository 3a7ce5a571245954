"""The tables of a slice, as the plain readings of the rules take them."""

from collections.abc import Iterator
from typing import Any

import polars as pl

from graphmodel.alliance import Slice
from graphmodel.synthetic.plain.tables import Row


class SliceTables:
    """The tables of a slice.

    Raises:
        ValueError: a code stands for two things; the plain readings tell things apart by their codes alone.
    """

    def __init__(self, slice_: Slice) -> None:
        self._slice = slice_
        ids = pl.concat(table["id"] for table in slice_.nodes.values())
        if ids.is_duplicated().any():
            raise ValueError(f"codes of two things: {ids.filter(ids.is_duplicated()).unique().to_list()}")

    def things(self, label: str) -> list[Row]:
        return self._slice.nodes[label].rows(named=True)

    def homes(self) -> Iterator[tuple[str, str | None, str | None]]:
        of_homes = self._slice.ties["PART_OF"].filter(from_label="Household")
        grids = dict(of_homes.select("from_id", "to_id").iter_rows())
        homes = self._slice.nodes["Household"].select("id", "status").iter_rows()
        return ((home, grids.get(home), status) for home, status in homes)

    def ties(self, relation: str, *values: str) -> Iterator[tuple[Any, ...]]:
        ties = self._slice.ties[relation].filter(pl.col("from_label") != "Household")
        return ties.select("from_id", "to_id", *values).iter_rows()

    def loose_ties(self) -> dict[str, int]:
        return dict(self._slice.loose_ties.select("id", "loose_ties").iter_rows())
