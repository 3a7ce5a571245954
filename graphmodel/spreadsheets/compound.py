"""What an .xls holds that the library takes for something else, put right in its bytes before it is read.

In BIFF8, the format since Excel 97, texts are Unicode whatever the CODEPAGE record says, and formulas that bear the
number of an older format are formulas all the same ([MS-XLS] 2.4.52, 2.4.127). Cells are not looked at here.
"""

from __future__ import annotations

import io
import struct
from datetime import date
from typing import Final, NamedTuple

import olefile  # type: ignore[import-untyped]

from graphmodel.spreadsheets.sheets import EPOCH, EPOCH_1904

_BOOK: Final = "Workbook"
"""The stream of BIFF8; that of older formats is called ``Book``."""
_BOF, _EOF, _FORMULA, _CODEPAGE, _DATEMODE = 0x0809, 0x000A, 0x0006, 0x0042, 0x0022
_OLDER_FORMULAS: Final = (0x0206, 0x0406)
_BIFF8: Final = 0x0600
_UNICODE: Final = 1200
_NO_STREAM: Final = (OSError, ValueError, IndexError, TypeError, AssertionError, struct.error)
"""What olefile raises of what is no sound compound file; whether it is one is for the library to say."""


class Compound(NamedTuple):
    """An .xls as the library reads it rightly, and the day from which it counts days."""

    content: bytes
    counted_from: date


def mended(content: bytes) -> Compound:
    """An .xls put right; anything else in a compound file stays as it is."""
    file = io.BytesIO(content)
    try:
        with olefile.OleFileIO(file, write_mode=True) as container:
            if not container.exists(_BOOK):
                return Compound(content, EPOCH)
            old = container.openstream(_BOOK).read()
            book, counted_from = _mended(old)
            if book != old:
                container.write_stream(_BOOK, book)
                content = file.getvalue()
    except _NO_STREAM:
        return Compound(content, EPOCH)
    return Compound(content, counted_from)


def _mended(stream: bytes) -> tuple[bytes, date]:
    """The records put right; one pass over them, since only their headers tell where the next begins."""
    book, counted_from = bytearray(stream), EPOCH
    header, place, end = struct.Struct("<HH").unpack_from, 0, len(stream) - 4
    if struct.unpack_from("<HHH", stream)[::2] != (_BOF, _BIFF8):
        return stream, EPOCH
    while place <= end:
        record, size = header(stream, place)
        if record in _OLDER_FORMULAS:
            struct.pack_into("<H", book, place, _FORMULA)
        elif record == _CODEPAGE:
            struct.pack_into("<H", book, place + 4, _UNICODE)
        elif record == _DATEMODE and stream[place + 4] == 1:
            counted_from = EPOCH_1904
        place += 4 + size
    return bytes(book), counted_from
