"""Sheets whose cells stand far apart: their cells are made, never the rectangle that they span.

Such a sheet is first a list of its cells. Columns up to the last one in which a heading may stand become columns; of those
beyond, only the cells are kept. Empty rows that follow one another become one row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from graphmodel.spreadsheets.binary import MAX_CELLS
from graphmodel.spreadsheets.files import too_large
from graphmodel.spreadsheets.sheets import HEAD_ROWS, TEXT, Fitness, Places, Span

_LARGE: Final = 1 << 16
"""Cells of a rectangle up to which it costs nothing to make it."""
SELDOM: Final = 8
"""Of how many cells one is filled at most in what is called hollow."""


def is_hollow(filled: int, height: int, width: int) -> bool:
    """Whether a rectangle is large and hardly filled."""
    return height * width > max(_LARGE, filled * SELDOM)


@dataclass(frozen=True)
class Gathered:
    """A hollow sheet, without the empty rows that follow another."""

    texts: pl.DataFrame
    kinds: dict[str, pl.Series]
    beyond: pl.DataFrame | None
    """``row`` (from 0, of ``texts``), ``place`` and ``text`` of the cells for which the last column stands."""
    numbers: pl.Series
    """The numbers of the rows, as the spreadsheet shows them."""

    def found(self, places: Places) -> Places:
        """Cells of the sheet (row from 1), with the rows that they have here (from 1)."""
        rows = pl.DataFrame({"row": self.numbers}).with_row_index("here", offset=1)
        return places.join(rows, on="row").select(pl.col("here").cast(pl.Int64).alias("row"), "place")

    def span(self, span: Span) -> Span:
        """A range of the sheet, with the rows that it has here."""
        (top, left), (bottom, right) = span
        first = self.numbers.search_sorted(top + 1, side="left")
        last = self.numbers.search_sorted(bottom + 1, side="right") - 1
        return (int(first), left), (int(last), right)


def gathered(cells: pl.DataFrame, as_headings: Fitness) -> Gathered:
    """The sheet of these cells.

    Args:
        cells: ``row`` and ``place`` from 0, ``text`` (null: nothing in it that shows) and ``kind``.
        as_headings: how well a row does as headings; where one does, no heading stands beyond its last cell.

    Raises:
        Unreadable: even so it fits no memory.
    """
    filled = cells["row"].unique()
    bottom = cells.select(pl.col("row").max().fill_null(0)).item()
    head = pl.int_range(min(HEAD_ROWS, bottom + 1), dtype=pl.Int64, eager=True)
    after = (filled + 1).filter(filled < bottom)
    rows = pl.concat([head, filled, after]).unique().sort()
    here = cells.with_columns(row=rows.search_sorted(cells["row"]).cast(pl.Int64))
    width = _width(here.filter(pl.col("row") < HEAD_ROWS).drop_nulls(), as_headings)
    near = here.filter(pl.col("place") < width)
    whole = near.filter((pl.col("row") >= HEAD_ROWS) | (pl.col("kind") != TEXT))["place"].unique()
    if whole.len() * rows.len() > MAX_CELLS:
        raise too_large()
    texts = _headings(near.filter(pl.col("row") < HEAD_ROWS), width, head.len(), rows.len())
    kinds = {}
    for (place,), column in (
        near.filter(pl.col("place").is_in(whole.implode())).partition_by("place", as_dict=True).items()
    ):
        at = _at(rows.len(), column["row"])
        texts[f"c{place}"] = column["text"].gather(at)
        if (column["kind"] != TEXT).any():
            kinds[f"c{place}"] = column["kind"].gather(at).fill_null(TEXT)
    beyond = here.filter(pl.col("place") >= width).select("row", "place", "text").drop_nulls()
    if beyond.is_empty():
        return Gathered(pl.DataFrame(texts), kinds, None, rows + 1)
    beyond = beyond.sort("place", "row")
    first = beyond.unique("row", keep="first", maintain_order=True)
    texts[f"c{width}"] = first["text"].gather(_at(rows.len(), first["row"]))
    return Gathered(pl.DataFrame(texts), kinds, beyond, rows + 1)


def _headings(head: pl.DataFrame, width: int, height: int, rows: int) -> dict[str, pl.Series]:
    """Columns that hold something in the first rows alone; what they lack below, one series holds for all."""
    cells = head["text"].gather(_at(width * height, head["place"] * height + head["row"]))
    nothing = pl.repeat(None, rows - height, dtype=pl.String, eager=True)
    return {f"c{place}": cells.slice(place * height, height).append(nothing) for place in range(width)}


def _width(head: pl.DataFrame, as_headings: Fitness) -> int:
    """How many columns may have a heading."""
    rows = head.group_by("row").agg("text", pl.col("place").max())
    fit = [as_headings(texts) > 0 for texts in rows["text"]]
    last = rows.filter(fit) if any(fit) else rows
    return int(last.select(pl.col("place").max().fill_null(-1)).item()) + 1


def _at(height: int, rows: pl.Series) -> pl.Series:
    """For each row, where it stands among these; null: nowhere."""
    nowhere = pl.repeat(None, height, dtype=pl.UInt32, eager=True)
    return nowhere.scatter(rows, pl.int_range(rows.len(), dtype=pl.UInt32, eager=True))
