"""What this program notes in a workbook that it will read again: a document property of its own, no cell.

It is how a workbook is known that comes back, whatever it is called by then. Office suites keep the property when they
save the workbook anew, as .ods too; in .xls it is not looked for.
"""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, Final
from xml.etree import ElementTree

from graphmodel.ontology.worklist import PROPERTY

_CUSTOM: Final = "docProps/custom.xml"
_CORE: Final = "docProps/core.xml"
_META: Final = "meta.xml"
_CHANGED: Final = ("{http://purl.org/dc/terms/}modified", "{http://purl.org/dc/elements/1.1/}date")
_NAMES: Final = ("name", "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}name")
_AT_MOST: Final = 1 << 20
"""Bytes of the part; no honest one comes near."""


def take_down(workbook: Any, text: str) -> None:
    """Note something in a workbook of xlsxwriter."""
    with warnings.catch_warnings():  # Excel itself lets nobody type more than 255 characters; it reads them
        warnings.simplefilter("ignore")
        workbook.set_custom_property(PROPERTY, text)


def taken_down(content: bytes) -> str | None:
    """What is noted in a workbook; None: it is no archive, or nothing is."""
    ours = (element for element in _elements(content, _CUSTOM, _META) if PROPERTY in map(element.get, _NAMES))
    return next(("".join(element.itertext()) for element in ours), None)


def changed_at(content: bytes) -> str:
    """When a workbook was saved last, as its own properties tell; empty where they do not."""
    told = (element for element in _elements(content, _CORE, _META) if element.tag in _CHANGED)
    return next((element.text or "" for element in told), "")


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
