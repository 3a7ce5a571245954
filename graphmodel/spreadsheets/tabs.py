"""The sheets that a workbook names but that hold no cells: of dialogs and macros, and those of which there is no part.

The library opens no workbook that names such a sheet, as if it were damaged; it passes over sheets of charts alone. So
they are called charts before it sees them. What stands in sheets is not looked at here.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Final

from graphmodel.spreadsheets.parts import with_parts

_RELATIONS: Final = ("xl/_rels/workbook.xml.rels", "xl/_rels/workbook.bin.rels")
_RELATION: Final = re.compile(rb"<Relationship\s[^>]*/>")
_OTHER_SHEET: Final = re.compile(rb"""\bType\s*=\s*["'][^"']*(?:dialogsheet|macrosheet)["']""", re.IGNORECASE)
_ID: Final = re.compile(rb"""\bId\s*=\s*["']([^"']*)["']""")
_SHEET: Final = re.compile(rb"""<(?:\w+:)?sheet\s[^>]*?\bid\s*=\s*["']([^"']*)["']""")
_CHART: Final = (
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/chartsheet"'
    b' Target="chartsheets/none.xml"/>'
)


def only_tables(content: bytes) -> bytes:
    """The workbook with every sheet that is no table called a chart; as it is, if there is none."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        changed: dict[str, bytes] = {
            name: new
            for name in _RELATIONS
            if name in names and (new := _changed(archive, old := archive.read(name))) != old
        }
    return with_parts(content, changed)


def _changed(archive: zipfile.ZipFile, relations: bytes) -> bytes:
    """The relations of a workbook, with one to a chart in place of those to other sheets and of those that lack."""
    others = [found[0] for found in _RELATION.finditer(relations) if _OTHER_SHEET.search(found[0])]
    changed = relations
    for relation in others:
        changed = changed.replace(relation, b"")
    book = archive.read("xl/workbook.xml") if "xl/workbook.xml" in archive.namelist() else b""
    missing = set(_SHEET.findall(book)) - set(_ID.findall(relations))
    ids = sorted(missing.union(*(_ID.findall(relation) for relation in others)))
    added = b"".join(b'<Relationship Id="' + id_ + b'" ' + _CHART for id_ in ids)
    return changed.replace(b"</Relationships>", added + b"</Relationships>")
