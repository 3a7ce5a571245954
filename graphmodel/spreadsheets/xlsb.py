"""Parts of an .xlsb: which sheets a workbook has, and a hollow sheet written anew as a list of its cells.

A part is a row of records, each with a number, a size and so many bytes ([MS-XLSB] 2.1.4).
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

import polars as pl

from graphmodel.spreadsheets.binary import MAX_COLUMNS
from graphmodel.spreadsheets.hollow import is_hollow
from graphmodel.spreadsheets.listed import ACROSS, Listed

BOOK: Final = "xl/workbook.bin"
"""The part that names the sheets."""

_ROW, _BUNDLE, _DIMENSIONS, _DATA, _END_OF_DATA = 0, 156, 148, 145, 146
_CELLS: Final = range(2, 11)
"""Records of cells with a value, each of which begins with its column."""
_HEAD: Final = 8
"""Bytes of a cell before its value."""
_MAX_ROWS: Final = 1 << 20
_CONTINUED: Final = 0x80
_Record = tuple[int, int, int, int]
"""Its number; where it begins, where what it holds begins, and where that ends."""


def sheets(book: bytes) -> Iterator[tuple[str, str]]:
    """The sheets of a workbook: the name of each, and the relation by which its part is found."""
    for kind, _, start, _ in _records(book):
        if kind == _BUNDLE:
            relation, end = _text(book, start + 8)
            name, _ = _text(book, end)
            yield name, relation


def listed(part: bytes) -> Listed | None:
    """A sheet as a list of its cells, row by row over :data:`ACROSS` columns; None, if it is not hollow or not sound."""
    row, dimensions, data, end = 0, 0, 0, 0
    rows, records = array("q"), list[_Record]()
    for record in _records(part):
        kind, begins, start, ends = record
        if kind in _CELLS and data:
            if ends - start < _HEAD:
                return None
            rows.append(row)
            records.append(record)
        elif kind == _ROW and data:
            row = _number(part, start)
        elif kind == _DIMENSIONS:
            dimensions = start
        elif kind == _DATA:
            data = ends
        elif kind == _END_OF_DATA:
            end = begins
            break
    if not (records and end and dimensions):
        return None
    columns = pl.Series([part[start : start + 4] for _, _, start, _ in records], dtype=pl.Binary)
    places = pl.DataFrame(
        {
            "row": pl.Series(rows, dtype=pl.Int64),
            "place": columns.bin.reinterpret(dtype=pl.UInt32).cast(pl.Int64),
        }
    )
    height, width = (places.max() + 1).row(0)
    if height > _MAX_ROWS or width > MAX_COLUMNS or not is_hollow(places.height, height, width):
        return None
    last = struct.pack("<IIII", 0, (len(records) - 1) // ACROSS, 0, ACROSS - 1)
    written = [part[:dimensions], last, part[dimensions + len(last) : data]]
    for index, (_, begins, start, ends) in enumerate(records):
        row, place = divmod(index, ACROSS)
        if place == 0:
            written.append(struct.pack("<BBI", _ROW, 4, row))
        written += part[begins:start], struct.pack("<I", place), part[start + 4 : ends]
    return Listed(b"".join((*written, part[end:])), places)


def _records(part: bytes) -> Iterator[_Record]:
    """Every whole record; what a damaged part is, is for the library to say."""
    at = 0
    with suppress(IndexError):
        while True:
            begins = at
            kind = part[at]
            at += 1
            if kind & _CONTINUED:
                kind = kind & ~_CONTINUED | part[at] << 7
                at += 1
            size = shift = 0
            while part[at] & _CONTINUED:
                size |= (part[at] & ~_CONTINUED) << shift
                shift += 7
                at += 1
            size |= part[at] << shift
            at += 1
            if at + size > len(part):
                return
            yield kind, begins, at, at + size
            at += size


def _number(part: bytes, at: int) -> int:
    return int.from_bytes(part[at : at + 4], "little")


def _text(part: bytes, at: int) -> tuple[str, int]:
    """A text with its length before it, and where it ends."""
    end = at + 4 + 2 * _number(part, at)
    return part[at + 4 : end].decode("utf-16-le", "replace"), end
