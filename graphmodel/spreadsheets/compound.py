"""What an .xls holds that the library takes for something else, put right in its bytes before it is read.

In BIFF8, the format since Excel 97, texts are Unicode whatever the CODEPAGE record says, and formulas that bear the
number of an older format are formulas all the same ([MS-XLS] 2.4.52, 2.4.127). Of a hollow sheet the library makes the
rectangle that its cells span: there they are moved together, and where each stood is told beside it.
"""

from __future__ import annotations

import io
import struct
from bisect import bisect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import olefile  # type: ignore[import-untyped]
import polars as pl

from graphmodel.spreadsheets.hollow import is_hollow
from graphmodel.spreadsheets.listed import ACROSS
from graphmodel.spreadsheets.sheets import EPOCH, EPOCH_1904, Places

_BOOK: Final = "Workbook"
"""The stream of BIFF8; that of older formats is called ``Book``."""
_BOF, _EOF, _FORMULA, _CODEPAGE, _DATEMODE = 0x0809, 0x000A, 0x0006, 0x0042, 0x0022
_OLDER_FORMULAS: Final = (0x0206, 0x0406)
_BOUNDSHEET, _DIMENSIONS, _MULRK = 0x0085, 0x0200, 0x00BD
_CELLS: Final = frozenset({_FORMULA, *_OLDER_FORMULAS, _MULRK, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E})
"""Records of cells with a value, each of which begins with its row and its column."""
_AROUND_MULRK, _SIZE_OF_RK = 6, 6
"""Bytes of a record of several numbers, and of each number in it; its last column stands at its end."""
_BIFF8: Final = 0x0600
_UNICODE: Final = 1200
_NO_STREAM: Final = (OSError, ValueError, IndexError, TypeError, AssertionError, struct.error)
"""What olefile raises of what is no sound compound file; whether it is one is for the library to say."""


@dataclass(frozen=True)
class Compound:
    """An .xls as the library reads it rightly."""

    content: bytes
    counted_from: date = EPOCH
    """The day from which it counts days."""
    listed: dict[str, Places] = field(default_factory=dict)
    """By sheet: where the cells of a hollow one stood."""


def mended(content: bytes) -> Compound:
    """An .xls put right; anything else in a compound file stays as it is."""
    file = io.BytesIO(content)
    try:
        with olefile.OleFileIO(file, write_mode=True) as container:
            if not container.exists(_BOOK):
                return Compound(content)
            old = container.openstream(_BOOK).read()
            if struct.unpack_from("<HHH", old)[::2] != (_BOF, _BIFF8):
                return Compound(content)
            book = bytearray(old)
            seen = _mend(book)
            places = dict(_lists(book, seen))
            if book != old:
                container.write_stream(_BOOK, bytes(book))
                content = file.getvalue()
    except _NO_STREAM:
        return Compound(content)
    return Compound(content, seen.counted_from, places)


@dataclass
class _Seen:
    """What stands in a book, by the places of records."""

    counted_from: date = EPOCH
    sheets: list[int] = field(default_factory=list)
    cells: list[int] = field(default_factory=list)
    dimensions: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)


def _mend(book: bytearray) -> _Seen:
    """Put the records right; one pass over them, since only their headers tell where the next begins."""
    seen = _Seen()
    header, place, end = struct.Struct("<HH").unpack_from, 0, len(book) - 4
    while place <= end:
        record, size = header(book, place)
        if record in _CELLS:
            seen.cells.append(place)
            if record in _OLDER_FORMULAS:
                struct.pack_into("<H", book, place, _FORMULA)
        elif record == _EOF:
            seen.ends.append(place)
        elif record == _CODEPAGE:
            struct.pack_into("<H", book, place + 4, _UNICODE)
        elif record == _DATEMODE and book[place + 4] == 1:
            seen.counted_from = EPOCH_1904
        elif record == _BOUNDSHEET:
            seen.sheets.append(place)
        elif record == _DIMENSIONS:
            seen.dimensions.append(place)
        place += 4 + size
    return seen


# --- hollow sheets ---


def _lists(book: bytearray, seen: _Seen) -> Iterator[tuple[str, Places]]:
    """Move the cells of every hollow sheet together, and tell where they stood."""
    for sheet in seen.sheets:
        (start,) = struct.unpack_from("<I", book, sheet + 4)
        end = next(iter(_between(seen.ends, start, len(book))), len(book))
        cells = _between(seen.cells, start, end)
        places = _listed(book, cells)
        if places is not None:
            for dimensions in _between(seen.dimensions, start, end):
                (size,) = struct.unpack_from("<H", book, dimensions + 2)
                book[dimensions + 4 : dimensions + 4 + size] = bytes(
                    size
                )  # for as many the library takes memory
            yield _name(book, sheet), places


def _between(places: list[int], start: int, end: int) -> list[int]:
    return places[bisect(places, start) : bisect(places, end)]


def _name(book: bytearray, sheet: int) -> str:
    """The name of a sheet, as the library gives it."""
    _, size, _, _, length, wide = struct.unpack_from("<HHIHBB", book, sheet)
    text = book[sheet + 12 : sheet + 4 + size]
    name = text[: 2 * length].decode("utf-16-le", "replace") if wide & 1 else text[:length].decode("latin-1")
    return name.replace("\0", "")


def _listed(book: bytearray, records: list[int]) -> Places | None:
    """Move these cells together, if they are hollow: row by row over :data:`ACROSS` columns, as they follow one another."""
    heads = pl.Series([bytes(book[record : record + 8]) for record in records], dtype=pl.Binary)
    found = _unpacked(heads, ["record", "size", "row", "place"]).with_columns(
        wide=pl.when(record=_MULRK).then((pl.col("size") - _AROUND_MULRK) // _SIZE_OF_RK).otherwise(1)
    )
    filled, height, width = found.select(
        pl.col("wide").sum(), pl.col("row").max() + 1, (pl.col("place") + pl.col("wide")).max()
    ).row(0)
    if not filled or not is_hollow(filled, height, width) or found.select(pl.col("wide").min()).item() < 1:
        return None
    slots = list(_laid_out(found["wide"]))
    for record, size, wide, slot in zip(records, found["size"], found["wide"], slots, strict=True):
        row, place = divmod(slot, ACROSS)
        struct.pack_into("<HH", book, record + 4, row, place)
        if wide > 1:
            struct.pack_into("<H", book, record + 4 + size - 2, place + wide - 1)
    first = pl.Series(slots, dtype=pl.Int64)
    each = found.select(
        "row",
        place=pl.int_ranges("place", pl.col("place") + pl.col("wide")),
        slot=pl.int_ranges(first, first + pl.col("wide")),
    ).explode("place", "slot")
    every = pl.DataFrame({"slot": pl.int_range(each["slot"][-1] + 1, dtype=pl.Int64, eager=True)})
    return every.join(each, on="slot", how="left", maintain_order="left").select("row", "place")


def _unpacked(heads: pl.Series, names: list[str]) -> pl.DataFrame:
    """Numbers of two bytes each, by their names."""
    numbers = heads.bin.reinterpret(dtype=pl.Array(pl.UInt16, len(names)))
    return numbers.arr.to_struct(names).struct.unnest().cast(pl.Int64)


def _laid_out(widths: Iterable[int]) -> Iterator[int]:
    """Where each run of cells begins in the list; none goes over the end of a row."""
    slot = 0
    for wide in widths:
        if slot % ACROSS + wide > ACROSS:
            slot += ACROSS - slot % ACROSS
        yield slot
        slot += wide
