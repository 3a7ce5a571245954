"""What a workbook's archive holds, looked at before a library opens it.

A damaged archive, one that inflates beyond measure and one that declares entities are refused here. Whatever else is
out of the ordinary, such as cells far apart or counts that no memory holds, is only noticed: then a process of its own
reads the workbook (:mod:`graphmodel.spreadsheets.binary`). It also finds what the library does not tell: formulas and error
values without a stored value.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple
from xml.etree import ElementTree

import polars as pl

from graphmodel.language import Text
from graphmodel.spreadsheets import listed, opendocument, xlsb
from graphmodel.spreadsheets.files import Unreadable, too_large
from graphmodel.spreadsheets.hollow import is_hollow
from graphmodel.spreadsheets.listed import Listed
from graphmodel.spreadsheets.sheets import EPOCH, EPOCH_1904, NOWHERE, Places, Span

MAX_INFLATED: Final = 1 << 30
MAX_RATIO: Final = 500
_PIECE: Final = 1 << 18
"""Bytes of a part that are looked at together."""
_LONGEST_SIGN: Final = 64
"""Bytes that the longest of the patterns below takes at most."""
_SMALL: Final = 1 << 16
"""Bytes up to which Python's own search is quicker than that of polars."""
_PIECES_AT_ONCE: Final = 2
_PIECES_WAITING: Final = 4

OWN_MARK: Final = "graphmodel"
"""The category, among the document's properties, of workbooks that this program writes as its answers."""

_WORKBOOK: Final = "xl/workbook.xml"
_SHEETS: Final = "xl/worksheets/sheet"
_OTHER_WORKBOOKS: Final = (xlsb.BOOK, opendocument.TABLES)
"""Of .xlsb and .ods: the library takes an archive for whatever it can."""
_ODD_BYTES: Final = b"".join(b"\\x%02x" % byte for byte in range(1, 256, 2))
_COUNTS_FROM_1904: Final = {
    _WORKBOOK: re.compile(rb"""\bdate1904\s*=\s*["'](?:1|true|on)["']"""),
    xlsb.BOOK: re.compile(rb"^\x83\x01.{0,300}?\x99\x01[\x0C-\x7F][" + _ODD_BYTES + rb"]", re.DOTALL),
    opendocument.TABLES: re.compile(rb"""<table:null-date\s[^>]*date-value\s*=\s*["']1904-01-01"""),
}
_PROPERTIES: Final = "docProps/core.xml"
_TITLE: Final = "{http://purl.org/dc/elements/1.1/}title"
_OWN_CATEGORY: Final = f"<cp:category>{OWN_MARK}</cp:category>".encode()
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True)
class Archive:
    """What is known of an archive that may be opened."""

    is_ordinary: bool
    """A workbook of XML without anything from which a library might not return."""
    answer: str | None = None
    """What it is called if this program wrote it as an answer, so that it is no input."""
    sheets: int = 1
    """How many sheets it seems to have, by the usual names of parts."""
    valueless: dict[str, Places] = field(default_factory=dict)
    """By sheet: formulas and error values without a stored value."""
    merged: Mapping[str, Sequence[Span]] = field(default_factory=dict)
    """By sheet: the ranges of merged cells, as far as the library does not tell them."""
    counted_from: date = EPOCH
    """The day from which its numbers count days."""
    rewritten: Mapping[str, bytes] = field(default_factory=dict)
    """Parts in which hollow sheets are lists of their cells."""
    listed: Mapping[str, Places] = field(default_factory=dict)
    """By sheet: where the cells of such a list stood."""
    across: int = 1
    """Over how many columns these lists go."""
    has_breaks: bool = False
    """Of an .ods: with line breaks in cells that the library would leave out."""


def inspect(content: bytes) -> Archive:
    """Look through an archive and every part of it, so that a header that lies about a size fails its checksum.

    Raises:
        Unreadable: it is damaged, encrypted, or not safe to open.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _inspect(archive, len(content))
    except (
        zipfile.BadZipFile,
        zlib.error,
        ElementTree.ParseError,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        KeyError,
        ValueError,
        pl.exceptions.ComputeError,  # what polars says of texts that are no UTF-8
    ) as error:
        raise damaged() from error


def damaged() -> Unreadable:
    """What is said of a workbook that no library can open."""
    return Unreadable(Text("工作簿损坏或加密", "the workbook is damaged or encrypted"))


def _inspect(archive: zipfile.ZipFile, size: int) -> Archive:
    parts = archive.infolist()
    inflated = sum(part.file_size for part in parts)
    if inflated > MAX_INFLATED or inflated > MAX_RATIO * size:
        raise too_large()
    with ThreadPoolExecutor(_PIECES_AT_ONCE) as pool:
        signs = [(part, _together(_looked_at(pool, _pieces(archive, part)))) for part in parts]
    if any(sign.declares for _, sign in signs):
        raise damaged()
    names = {part.filename.lower() for part in parts}
    tables = archive.read(opendocument.TABLES) if opendocument.TABLES in archive.namelist() else b""
    listed_tables, places_of_tables = listed.ods(tables)
    if tables and opendocument.inflated(listed_tables) > min(MAX_RATIO * size, MAX_INFLATED):
        raise too_large()
    encodings = _encodings_of_cells(archive, [part for part, sign in signs if sign.no_text])
    if encodings - {"utf-8"}:
        raise damaged()  # the library would find no cell in it, and say nothing
    is_xlsb = xlsb.BOOK in archive.namelist() and _WORKBOOK not in names
    lists = (
        _lists(archive, xlsb.listed, {part for _, part in _sheet_parts(archive)} & set(archive.namelist()))
        if is_xlsb
        else _lists(archive, listed.xlsx, (part.filename for part, sign in signs if _may_be_hollow(sign)))
    )
    odd = bool(encodings) or any(sign.odd for _, sign in signs)
    return Archive(
        is_ordinary=_WORKBOOK in names and names.isdisjoint(_OTHER_WORKBOOKS) and not odd,
        answer=_answer(archive.read(_PROPERTIES)) if _PROPERTIES in archive.namelist() else None,
        sheets=max(1, sum(name.startswith(_SHEETS) for name in names)),
        valueless=_valueless(archive, [part.filename for part, sign in signs if sign.calculates]),
        merged=opendocument.merged(tables),
        counted_from=EPOCH_1904 if _counts_from_1904(archive) else EPOCH,
        rewritten={opendocument.TABLES: listed_tables}
        if places_of_tables
        else {part: found.part for part, found in lists.items()},
        listed={name: lists[part].places for name, part in _sheet_parts(archive) if part in lists}
        if lists
        else places_of_tables,
        across=listed.ACROSS if is_xlsb else 1,
        has_breaks=opendocument.has_breaks(tables),
    )


def _may_be_hollow(sign: _Signs) -> bool:
    return sign.height > 0 and is_hollow(sign.filled, sign.height, sign.width)


def _lists(
    archive: zipfile.ZipFile, read: Callable[[bytes], Listed | None], parts: Iterable[str]
) -> dict[str, Listed]:
    found = ((part, read(archive.read(part))) for part in parts)
    return {part: cells for part, cells in found if cells is not None}


def _counts_from_1904(archive: zipfile.ZipFile) -> bool:
    """Whether the properties of an .xlsx, an .xlsb or an .ods say that it is of the 1904 system."""
    parts = set(archive.namelist()) & _COUNTS_FROM_1904.keys()
    return any(_COUNTS_FROM_1904[part].search(archive.read(part)) for part in parts)


def _answer(properties: bytes) -> str | None:
    """The title among the properties of a document that this program wrote as an answer."""
    if _OWN_CATEGORY not in properties:
        return None
    # it declares no entity: that was refused above
    return ElementTree.fromstring(properties).findtext(_TITLE, "")  # noqa: S314


# --- what parts show ---


class _Signs(NamedTuple):
    """What a part, or a piece of one, shows at a glance."""

    declares: bool
    """A document type or an entity."""
    calculates: bool
    """A formula or an error value."""
    odd: bool
    """Cells or counts written as no spreadsheet writes them, or far out."""
    no_text: bool
    """It is no UTF-8, so that nothing else could be told."""
    wide: bool = False
    """Cells beyond column H."""
    filled: int = 0
    """How many cells hold something."""
    height: int = 0
    """The row of the last cell."""

    @property
    def width(self) -> int:
        """No cell stands beyond this column."""
        if self.odd:
            return _FAR_OUT
        return _WITHIN_AZ if self.wide else _WITHIN_H


_DECLARES: Final = "<![DE]"
_CALCULATES: Final = r"""[<:]f[ \t\r\n/>]|[ \t\r\n]t(?:[ \t\r\n]|=["']e["'])"""
_ODD: Final = (
    r"""<c(?:[>/]|[ \t\r\n](?:[^r]|r[^=]))|:c[ \t\r\n>/]|["']r[ \t\r\n=]"""
    r"""|[ \t\r\n]r(?:[ \t\r\n]|=(?:[^"]|"(?:[^A-Z0-9]|[A-Z][^A-Z0-9]|[B-Z][A-Z]|A[A-Z](?:[^0-9]|[0-9]{6})"""
    r"""|[A-Z]?[0-9]{1,6}[^0-9"]|[A-Z]?[0-9]{7})))"""
    r"""|uniqueCount(?:[^=]|=(?:[^"]|"(?:[^0-9]|[0-9]{8})))"""
)
"""Cells that do not begin with a place of their own within column AZ and row 999999, and great counts of texts."""
_WIDE: Final = r"""<c r="(?:[I-Z]|[A-Z]{2})"""
_WITHIN_H, _WITHIN_AZ, _FAR_OUT = 8, 52, 1 << 14
_ROW: Final = re.compile(rb"""<c\s(?:[^<>]*?\s)?r="[A-Z]{1,3}([0-9]{1,7})\"""")
_CELLS: Final = {encoding: "sheetData".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be")}


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part, cut behind the end of a tag if there is one: no pattern goes on behind it."""
    rest = b""
    with archive.open(part) as stream:
        while read := stream.read(_PIECE):
            piece, end, rest = (rest + read).rpartition(b">")
            if len(rest) > _PIECE:
                piece, rest = rest, rest[-_LONGEST_SIGN:]
            yield piece + end
        yield rest


def _looked_at(pool: ThreadPoolExecutor, pieces: Iterable[bytes]) -> Iterator[_Signs]:
    """What each piece shows; a few are looked at while the next is inflated."""
    waiting: deque[Future[_Signs]] = deque()
    for piece in pieces:
        waiting.append(pool.submit(_signs, piece))
        if len(waiting) > _PIECES_WAITING:
            yield waiting.popleft().result()
    for seen in waiting:
        yield seen.result()


def _signs(piece: bytes) -> _Signs:
    try:
        text = pl.Series([piece], dtype=pl.Binary).cast(pl.String)
    except pl.exceptions.ComputeError:
        text = None
    if text is None or b"\0" in piece:
        return _Signs(declares=False, calculates=False, odd=False, no_text=True)

    def holds(pattern: str) -> bool:
        """Whether a pattern occurs; Python is the quicker on little, polars on much."""
        if len(piece) < _SMALL:
            return re.search(pattern.encode(), piece) is not None
        return bool(text.str.contains(pattern).item())

    last = _ROW.match(piece, piece.rfind(b"<c "))
    cells = holds(_WIDE), piece.count(b"</c>"), int(last[1]) if last else 0
    if not holds(f"{_DECLARES}|{_CALCULATES}|{_ODD}"):
        return _Signs(False, False, False, False, *cells)
    return _Signs(holds(_DECLARES), holds(_CALCULATES), holds(_ODD), False, *cells)


def _together(pieces: Iterable[_Signs]) -> _Signs:
    seen = list(pieces)
    declares, calculates, odd, no_text, wide = (
        any(getattr(piece, sign) for piece in seen)
        for sign in ("declares", "calculates", "odd", "no_text", "wide")
    )
    filled, height = sum(piece.filled for piece in seen), max(piece.height for piece in seen)
    return _Signs(declares, calculates, odd, no_text, wide, filled, height)


def _encodings_of_cells(archive: zipfile.ZipFile, parts: Iterable[zipfile.ZipInfo]) -> set[str]:
    """In which encodings some of these parts hold cells."""
    pieces = (piece for part in parts for piece in _pieces(archive, part))
    return {encoding for piece in pieces for encoding, cells in _CELLS.items() if cells in piece}


# --- formulas and error values ---

_VALUELESS: Final = re.compile(
    rb"<(?:\w+:)?c\s([^>]*)>\s*<(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(<(?:\w+:)?v\s*/>\s*|<(?:\w+:)?v>\s*</(?:\w+:)?v>\s*)?</(?:\w+:)?c>"
)
_ERROR: Final = re.compile(rb"""<(?:\w+:)?c\s([^>]*\bt\s*=\s*["']e["'][^>]*)>""")
_TEXT: Final = re.compile(rb"""\bt\s*=\s*["']str["']""")
_PLACE: Final = r"""\br\s*=\s*["']([A-Z]+)([0-9]+)["']"""


def _number(letters: bytes) -> int:
    """The number of a column: 1 for A, 27 for AA."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _valueless(archive: zipfile.ZipFile, parts: Sequence[str]) -> dict[str, Places]:
    """Formulas and error values without a stored value, by sheet; those of the parts that may hold some."""
    found = {part: _valueless_cells(archive.read(part)) for part in parts}
    if not any(places.height for places in found.values()):
        return {}
    return {name: found[part] for name, part in _sheet_parts(archive) if part in found}


def _valueless_cells(sheet: bytes) -> Places:
    cells = [cell for cell, value in _VALUELESS.findall(sheet) if not (value and _TEXT.search(cell))]
    cells += _ERROR.findall(sheet)
    references = pl.Series(cells, dtype=pl.Binary).cast(pl.String).str.extract_groups(_PLACE)
    found = references.struct.unnest().drop_nulls()
    if found.is_empty():
        return NOWHERE
    letters = {name: _number(name.encode()) - 1 for name in found["1"].unique()}
    return found.select(
        row=pl.col("2").cast(pl.Int64), place=pl.col("1").replace_strict(letters, return_dtype=pl.Int64)
    )


def _sheet_parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """The sheets of a workbook and the parts in which they stand."""
    book = _WORKBOOK if _WORKBOOK in archive.namelist() else xlsb.BOOK
    # neither declares an entity: that was refused above
    related = ElementTree.fromstring(archive.read(f"xl/_rels/{book.removeprefix('xl/')}.rels"))  # noqa: S314
    targets = {relation.get("Id", ""): relation.get("Target", "") for relation in related}
    content = archive.read(book)
    for name, relation in xlsb.sheets(content) if book == xlsb.BOOK else _sheets(content):
        target = targets.get(relation)
        if target:
            yield name, target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _sheets(book: bytes) -> Iterator[tuple[str, str]]:
    """The sheets of a workbook of XML: the name of each, and the relation by which its part is found."""
    for element in ElementTree.fromstring(book).iter():  # noqa: S314
        if element.tag.endswith("}sheet"):
            yield element.get("name", ""), element.get(_RELATION, "")
