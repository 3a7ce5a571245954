"""What this program notes in a workbook that it will read again: a document property of its own, no cell.

It is how a workbook is known that comes back, whatever it is called by then. Office suites keep the property when they
save the workbook anew, as .ods and .xls too.
"""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from xml.etree import ElementTree

import olefile  # type: ignore[import-untyped]

from graphmodel.ontology.worklist import PROPERTY

_CUSTOM: Final = "docProps/custom.xml"
_CORE: Final = "docProps/core.xml"
_META: Final = "meta.xml"
_CHANGED: Final = ("{http://purl.org/dc/terms/}modified", "{http://purl.org/dc/elements/1.1/}date")
_NAMES: Final = ("name", "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}name")
_ARCHIVE: Final = b"PK"
_SUMMARY: Final = "\x05DocumentSummaryInformation"
_BEGINS: Final = '{"schema":'
_ENCODINGS: Final = ("utf-8", "gb18030", "utf-16-le")
_AT_MOST: Final = 1 << 20
"""Bytes of the part; no honest one comes near."""


def take_down(workbook: Any, text: str) -> None:
    """Note something in a workbook of xlsxwriter."""
    with warnings.catch_warnings():  # Excel itself lets nobody type more than 255 characters; it reads them
        warnings.simplefilter("ignore")
        workbook.set_custom_property(PROPERTY, text)


def taken_down(content: bytes) -> str | None:
    """What is noted in a workbook; None: nothing is."""
    if not content.startswith(_ARCHIVE):
        return _in_compound(content)
    ours = (element for element in _elements(content, _CUSTOM, _META) if PROPERTY in map(element.get, _NAMES))
    return next(("".join(element.itertext()) for element in ours), None)


def changed_at(content: bytes) -> str:
    """When a workbook was saved last, as its own properties tell; empty where they do not."""
    if not content.startswith(_ARCHIVE):
        with _compound(content) as file:
            saved = file.get_metadata().last_saved_time if file else None
        return saved.isoformat() if saved else ""
    told = (element for element in _elements(content, _CORE, _META) if element.tag in _CHANGED)
    return next((element.text or "" for element in told), "")


def _in_compound(content: bytes) -> str | None:
    """What is noted in an .xls or .et: a text of its summary, in whatever code page that is written."""
    with _compound(content) as file:
        if file is None or not file.exists(_SUMMARY):
            return None
        summary: bytes = file.openstream(_SUMMARY).read(_AT_MOST)
    for encoding in _ENCODINGS:
        begins = summary.find(_BEGINS.encode(encoding))
        if begins >= 0:
            text, _, _ = summary[begins:].decode(encoding, errors="replace").partition("\0")
            if "\ufffd" not in text:
                return text
    return None


@contextmanager
def _compound(content: bytes) -> Iterator[olefile.OleFileIO | None]:
    """The parts of an older workbook; None: it is none that can be opened."""
    try:
        file = olefile.OleFileIO(content)
    except (OSError, ValueError, IndexError, TypeError):
        yield None
        return
    with file:
        yield file


def _elements(content: bytes, *parts: str) -> Iterator[ElementTree.Element]:
    """The elements of some parts of an archive, as far as these can be read."""
    for part in parts:
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(part) as stream:
                read = stream.read(_AT_MOST)
            if b"<!" not in read:  # no property needs a document type or an entity
                yield from ElementTree.fromstring(read).iter()  # noqa: S314
        except (
            *(zipfile.BadZipFile, zlib.error, ElementTree.ParseError, KeyError),
            *(NotImplementedError, RuntimeError, EOFError, OSError, ValueError),
        ):
            continue
