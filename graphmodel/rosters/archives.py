"""What a workbook's archive holds, looked at before a library opens it.

A hostile or damaged archive is refused here: one that inflates beyond measure, declares entities, or places two cells
so far apart that the rectangle between them fits no memory. It also finds what the library does not tell: formulas
and error values without a stored value.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final
from xml.etree import ElementTree

import polars as pl

from graphmodel.language import Text
from graphmodel.rosters.files import Unreadable

MAX_INFLATED: Final = 1 << 30
MAX_RATIO: Final = 500
MAX_CELLS: Final = 1 << 25
"""Of the rectangle a sheet spans, empty cells included: a full sheet of 32 columns."""
_PIECE: Final = 1 << 20
_SMALL: Final = 1 << 16
_PIECES_AT_ONCE: Final = 2

OWN_MARK: Final = "graphmodel"
"""The category, among the document's properties, of workbooks that this program writes as its answers."""

Places = pl.DataFrame
"""Cells by ``row`` (as the spreadsheet shows it) and ``place`` (0 for column A)."""
NOWHERE: Final = pl.DataFrame(schema={"row": pl.Int64, "place": pl.Int64})

_DECLARATIONS: Final = tuple(map("<!DOCTYPE".encode, ("utf-8", "utf-16-le", "utf-16-be")))
_OWN_CATEGORY: Final = f"<cp:category>{OWN_MARK}</cp:category>".encode()
_TABLES_OF_ODS: Final = "content.xml"
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True)
class Archive:
    """What is known of an archive that may be opened."""

    is_binary: bool
    """An .xlsb: its parts are records, which are not looked into."""
    is_own: bool
    """Written by this program as an answer, so no roster."""
    valueless: dict[str, Places] = field(default_factory=dict)
    """By sheet: formulas and error values without a stored value."""


def inspect(content: bytes) -> Archive:
    """Look through an archive, every part once, so that a header that lies about a size fails its checksum.

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
    ) as error:
        raise damaged() from error


def damaged() -> Unreadable:
    """What is said of a workbook that no library can open."""
    return Unreadable(Text("工作簿损坏或加密", "the workbook is damaged or encrypted"))


def _inspect(archive: zipfile.ZipFile, size: int) -> Archive:
    parts = archive.infolist()
    inflated = sum(part.file_size for part in parts)
    if inflated > MAX_INFLATED or inflated > MAX_RATIO * size:
        raise _too_large()
    names = {part.filename for part in parts}
    with ThreadPoolExecutor(_PIECES_AT_ONCE) as pool:
        are_ordinary = [
            pool.map(_is_ordinary, _pieces(archive, part))
            if part.file_size > _SMALL and part.filename != _TABLES_OF_ODS
            else (False,)
            for part in parts
        ]
    is_own, valueless = False, {}
    for part, each in zip(parts, are_ordinary, strict=True):
        if all(each):
            continue
        data = archive.read(part)
        is_sheet = b"<sheetData" in data
        if any(declaration in data for declaration in _DECLARATIONS):
            raise damaged()
        is_own |= part.filename == "docProps/core.xml" and _OWN_CATEGORY in data
        if is_sheet:
            _refuse_far_cells(data)
            valueless[part.filename] = _valueless(data)
        elif part.filename == _TABLES_OF_ODS:
            _refuse_far_repeats(data)
    found = {part: places for part, places in valueless.items() if places.height}
    by_sheet = {name: found[part] for name, part in _sheet_parts(archive) if part in found} if found else {}
    return Archive("xl/workbook.bin" in names, is_own, by_sheet)


def _too_large() -> Unreadable:
    return Unreadable(Text("展开后过大", "it inflates beyond measure"))


# --- sheets of .xlsx ---

_OUT_OF_THE_ORDINARY: Final = (
    r"""<![DE]|<f|[ \t\r\n]t="e"|[ \t\r\n]r(?:="[A-Za-z]{2}|[ \t\r\n]|=[' \t\r\n])"""
)
"""A declaration, a formula, an error value, a column beyond Z, a reference written in a way of its own."""
_REFERENCE: Final = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]{1,3})([0-9]+)[\"']")
_VALUELESS: Final = re.compile(
    rb"<c\s([^>]*)>\s*<f\b[^>]*?(?:/>|>[^<]*</f>)\s*(<v\s*/>\s*|<v>\s*</v>\s*)?</c>"
)
_ERROR: Final = re.compile(rb'<c\s([^>]*\bt="e"[^>]*)>')


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part, cut behind ends of tags, so that it never stands in memory as a whole."""
    rest = b""
    with archive.open(part) as stream:
        while len(rest) < _PIECE and (read := stream.read(_PIECE)):
            piece, end, rest = (rest + read).rpartition(b">")
            yield piece + end
        yield rest + stream.read()


def _is_ordinary(piece: bytes) -> bool:
    """Whether there is nothing in a piece at which one must look closely."""
    if b"\0" in piece:
        return False
    text = pl.Series([piece], dtype=pl.Binary).cast(pl.String, strict=False)
    return text.str.contains(_OUT_OF_THE_ORDINARY).item() is False  # null, unless it is UTF-8


def _refuse_far_cells(sheet: bytes) -> None:
    """Refuse a sheet whose cells span a rectangle that no one fills: 26 columns of any height are fine."""
    references = _REFERENCE.findall(sheet)
    width = max((_number(letters) for letters in {letters for letters, _ in references}), default=0)
    height = max((int(digits) for digits in {digits for _, digits in references}), default=0)
    if width * height > MAX_CELLS:
        raise _too_large()


def _number(letters: bytes) -> int:
    """The number of a column: 1 for A, 27 for AA."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _valueless(sheet: bytes) -> Places:
    cells: list[bytes] = []
    if b"<f" in sheet:
        cells += [cell for cell, value in _VALUELESS.findall(sheet) if not (value and b't="str"' in cell)]
    if b't="e"' in sheet:
        cells += _ERROR.findall(sheet)
    references = (
        pl.Series(cells, dtype=pl.Binary).cast(pl.String).str.extract_groups(r'\br="([A-Z]+)([0-9]+)"')
    )
    found = references.struct.unnest().drop_nulls()
    letters = {name: _number(name.encode()) - 1 for name in found["1"].unique()}
    return found.select(
        row=pl.col("2").cast(pl.Int64), place=pl.col("1").replace_strict(letters, return_dtype=pl.Int64)
    )


def _sheet_parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """The sheets of a workbook and the parts in which they stand."""
    # neither declares an entity: that was refused above
    related = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {relation.get("Id"): relation.get("Target", "") for relation in related}
    for element in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():  # noqa: S314
        target = targets.get(element.get(_RELATION)) if element.tag.endswith("}sheet") else None
        if target:
            yield element.get("name", ""), target.lstrip("/") if target.startswith("/") else f"xl/{target}"


# --- sheets of .ods ---


def _refuse_far_repeats(document: bytes) -> None:
    """Refuse tables that repeat a filled row or cell, or leave gaps, until a rectangle no one fills is reached."""
    for table in document.split(b"<table:table ")[1:]:
        rows = pl.Series(table.split(b"<table:table-row")[1:], dtype=pl.Binary).cast(pl.String, strict=False)
        measured = rows.to_frame("row").select(
            height=pl.col("row")
            .str.extract(r'^[^>]*number-rows-repeated="([0-9]+)"')
            .cast(pl.Int64, strict=False)
            .fill_null(1),
            filled=pl.col("row").str.contains("office:value|<text:p", literal=False),
            until=pl.col("row").str.extract(r"(?s)^(.*)(?:office:value|<text:p)").fill_null(""),
        )
        last = measured["filled"].arg_true()
        if last.is_empty():
            continue
        reached = measured.head(int(last[-1]) + 1)
        width = (
            pl.col("until").str.count_matches("<table:(?:covered-)?table-cell")
            + pl.col("until")
            .str.extract_all(r'number-columns-repeated="[0-9]+')
            .list.eval(pl.element().str.extract("([0-9]+)$").cast(pl.Int64, strict=False))
            .list.sum()
        )
        spans = reached.select(area=width.max() * pl.col("height").sum())
        if spans.item() > MAX_CELLS:
            raise _too_large()
