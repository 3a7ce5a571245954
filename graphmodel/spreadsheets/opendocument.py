"""What an .ods holds that the library multiplies, drops, or does not tell: repeated cells, line breaks, merged cells."""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict
from typing import Final
from xml.etree import ElementTree

import polars as pl

from graphmodel.spreadsheets.parts import with_parts
from graphmodel.spreadsheets.sheets import Span

TABLES: Final = "content.xml"
"""The part in which the tables stand."""

# --- repeated rows and cells ---

_REPEATED: Final = r"""-repeated\s*=\s*["']([0-9]+)"""
_FILLED: Final = "office:value|<text:p"


def inflated(tables: bytes) -> float:
    """How many bytes the filled rows and cells take at least when each is written as often as it is repeated."""
    rows = pl.Series(tables.split(b"<table:table-row")[1:], dtype=pl.Binary).cast(pl.String)
    filled = rows.filter(rows.str.contains(_FILLED)).to_frame("row")
    cells = pl.col("row").str.extract(f"(?s)^(.*)(?:{_FILLED})")
    repeated = cells.str.extract_all(f"number-columns{_REPEATED}").list.eval(
        pl.element().str.extract("([0-9]+)$").cast(pl.Float64)
    )
    height = pl.col("row").str.extract(f"^[^>]*number-rows{_REPEATED}").cast(pl.Float64).fill_null(1)
    width = repeated.list.sum() + cells.str.count_matches("<table:(?:covered-)?table-cell")
    return float(filled.select((width * height).sum() * len("<table:table-cell/>")).item())


# --- line breaks ---

_BREAK: Final = re.compile(rb"<text:(line-break|tab)\s*/>")
_WRITTEN: Final = {b"line-break": b"\n", b"tab": b"\t"}


def has_breaks(tables: bytes) -> bool:
    """Whether line breaks or tabs stand in cells as elements, which the library leaves out."""
    return _BREAK.search(tables) is not None


def with_breaks(content: bytes) -> bytes:
    """The workbook with these line breaks and tabs as characters."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        tables = archive.read(TABLES)
    return with_parts(content, {TABLES: _BREAK.sub(lambda found: _WRITTEN[found[1]], tables)})


# --- merged cells ---

_MERGED: Final = re.compile(rb"""-rows-spanned\s*=\s*["']0*(?:[2-9]|1[0-9])""")
_NAMESPACE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def merged(tables: bytes) -> dict[str, list[Span]]:
    """The ranges of merged cells by sheet; none, if none is merged downwards.

    Raises:
        ParseError: it is no XML.
        ValueError: what should be a number is none.
    """
    found: defaultdict[str, list[Span]] = defaultdict(list)
    if not _MERGED.search(tables):
        return found
    name, row, place = "", 0, 0
    # it declares no entity: that was refused beforehand
    for event, element in ElementTree.iterparse(io.BytesIO(tables), ("start", "end")):  # noqa: S314
        match event, element.tag.removeprefix(_NAMESPACE):
            case "start", "table":
                name, row = element.get(f"{_NAMESPACE}name", ""), 0
            case "start", "table-row":
                place = 0
            case "start", "table-cell" | "covered-table-cell":
                height, width = (_count(element, f"number-{of}-spanned") for of in ("rows", "columns"))
                if height > 1:
                    found[name].append(((row, place), (row + height - 1, place + width - 1)))
                place += _count(element, "number-columns-repeated")
            case "end", "table-row":
                row += _count(element, "number-rows-repeated")
                element.clear()
    return found


def _count(element: ElementTree.Element, name: str) -> int:
    return int(element.get(f"{_NAMESPACE}{name}", 1))
