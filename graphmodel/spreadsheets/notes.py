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
_META: Final = "meta.xml"
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
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return next((text for part in (_CUSTOM, _META) for text in _texts(archive, part)), None)
    except (
        *(zipfile.BadZipFile, zlib.error, ElementTree.ParseError),
        *(NotImplementedError, RuntimeError, EOFError, OSError, ValueError),
    ):
        return None


def _texts(archive: zipfile.ZipFile, part: str) -> Iterator[str]:
    """The values of our property in a part."""
    if part not in archive.namelist():
        return
    with archive.open(part) as stream:
        read = stream.read(_AT_MOST)
    if b"<!" in read:  # no property needs a document type or an entity
        return
    for element in ElementTree.fromstring(read).iter():  # noqa: S314
        if PROPERTY in map(element.get, _NAMES):
            yield "".join(element.itertext())
