"""Parts of workbooks in which cells stand far apart, written anew with the cells one below the other.

The library makes the rectangle that the cells of a sheet span. Of such a list it is a column; where each cell stood is told
beside it (:mod:`graphmodel.spreadsheets.hollow` puts them back).
"""

from __future__ import annotations

import html
import re
from typing import Final, NamedTuple

import polars as pl

from graphmodel.spreadsheets.binary import MAX_CELLS
from graphmodel.spreadsheets.hollow import is_hollow
from graphmodel.spreadsheets.sheets import Places

ACROSS: Final = 256
"""Over how many columns the lists of binary formats go, whose rows are few; those of the others are one column."""


class Listed(NamedTuple):
    """A part in which cells follow one another, and where these stood: ``row`` and ``place``, from 0; null: nowhere."""

    part: bytes
    places: Places


_LAST_CELL: Final = r"(?s)^(.*)<c([ \t\r\n][^<>]*)>(.*)$"
_REFERENCE: Final = r"""[ \t\r\n]r="([A-Z]{1,3})([0-9]{1,7})\""""


def xlsx(part: bytes) -> Listed | None:
    """The cells of a sheet of an .xlsx that hold something; None, if it is not hollow or not as spreadsheets write it."""
    start, end = part.find(b"<sheetData>"), part.rfind(b"</sheetData>")
    if start < 0 or end < 0:
        return None
    start += len(b"<sheetData>")
    chunks = pl.Series(part[start:end].split(b"</c>")[:-1], dtype=pl.Binary).cast(pl.String)
    cells = chunks.str.extract_groups(_LAST_CELL).struct.unnest()
    places = cells["2"].str.extract_groups(_REFERENCE).struct.unnest()
    if places["1"].has_nulls():
        return None
    letters = {name: _number(name) - 1 for name in places["1"].unique()}
    found = places.select(
        row=pl.col("2").cast(pl.Int64) - 1,
        place=pl.col("1").replace_strict(letters, default=0, return_dtype=pl.Int64),
    )
    if not is_hollow(found.height, *(found.max() + 1).row(0)):
        return None
    listed = cells.with_row_index("row", offset=1).select(
        pl.format('<c r="A{}"{}>{}</c>', "row", pl.col("2").str.replace(_REFERENCE, ""), "3").str.join()
    )
    return Listed(b"<row>".join((part[:start], listed.item().encode())) + b"</row>" + part[end:], found)


_ROW: Final = b"<table:table-row"
_CELL: Final = "<table:table-cell"
_HOLDS: Final = r"^[^>]*office:(?:[a-z]+-)?value|<text:p"
_WHOLE_CELL: Final = r"(?s)^([^>]*/>|.*?</table:table-cell>)"


def ods(tables: bytes) -> tuple[bytes, dict[str, Places]]:
    """The tables of an .ods of which the hollow ones are lists, and where the cells of these stood."""
    start, *bodies = tables.split(b"<table:table ")
    written, places = [start], dict[str, Places]()
    for body in bodies:
        listed = _table(body)
        name = re.match(rb"""[^>]*\btable:name\s*=\s*["']([^"'>]*)["']""", body)
        if listed is None or name is None:
            written.append(body)
        else:
            written.append(listed.part)
            places[html.unescape(name[1].decode())] = listed.places
    return b"<table:table ".join(written), places


def _table(body: bytes) -> Listed | None:
    """A table, from behind its name on, as a list of its cells that hold something."""
    end = body.find(b"</table:table>")
    rows = (
        body[: max(end, 0)]
        .replace(b"<table:covered-table-cell", _CELL.encode())
        .replace(b"</table:covered-table-cell", b"</table:table-cell")
        .split(_ROW)
    )
    texts = pl.Series([row for row in rows[1:] if row[:1] in b" \t\r\n>/"], dtype=pl.Binary).cast(pl.String)
    if texts.is_empty():
        return None
    high = pl.DataFrame({"text": texts}).with_columns(high=_repeated("rows"))
    cells = (
        high.with_columns(row=pl.col("high").cum_sum() - pl.col("high"))
        .filter(pl.col("text").str.contains("office:|<text:p"))
        .with_columns(pl.col("text").str.split(_CELL).list.slice(1))
        .explode("text")
        .drop_nulls()
        .with_columns(wide=_repeated("columns"))
        .with_columns(place=pl.col("wide").cum_sum().over("row") - pl.col("wide"))
        .filter(pl.col("text").str.contains(_HOLDS))
    )
    filled = cells.select((pl.col("high").cast(float) * pl.col("wide")).sum()).item()
    bottom, right = cells.select(pl.col("row", "place").max().fill_null(0)).row(0)
    if filled > MAX_CELLS or not is_hollow(int(filled), bottom + 1, right + 1):
        return None
    every = cells.with_columns(
        row=pl.int_ranges("row", pl.col("row") + pl.col("high")),
        place=pl.int_ranges("place", pl.col("place") + pl.col("wide")),
        text=pl.col("text").str.extract(_WHOLE_CELL).str.replace(_REPEATED.format("columns"), ""),
    )
    every = every.explode("row").explode("place")
    listed = every.select(
        pl.format(f"<table:table-row>{_CELL}{{}}</table:table-row>", "text").str.join()
    ).item()
    opened = body[: body.index(b">") + 1]
    return Listed(opened + listed.encode() + body[end:], every.select("row", "place"))


_REPEATED: Final = r"""\s+table:number-{}-repeated\s*=\s*["']([0-9]{{1,9}})["']"""


def _repeated(of: str) -> pl.Expr:
    """How often something stands there, as its first tag says."""
    return pl.col("text").str.extract("^[^>]*?" + _REPEATED.format(of)).cast(pl.Int64).fill_null(1)


def _number(letters: str) -> int:
    """The number of a column: 1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
