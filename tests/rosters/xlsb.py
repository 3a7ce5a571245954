"""Workbooks in Excel's binary format, which no library writes: as few records as a reader needs."""

import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

from tests.rosters.city import Rows

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>'
)


def write_xlsb(path: Path, sheets: Mapping[str, Rows]) -> Path:
    """One workbook with a sheet per roster; numbers and truth values stay what they are."""
    names = list(sheets)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _related({"rId1": ("officeDocument", "xl/workbook.bin")}))
        parts = {f"rId{n}": ("worksheet", f"worksheets/sheet{n}.bin") for n, _ in enumerate(names, start=1)}
        archive.writestr("xl/_rels/workbook.bin.rels", _related(parts))
        bundles = (
            _record(156, struct.pack("<II", 0, n) + _text(f"rId{n}") + _text(name))
            for n, name in enumerate(names, start=1)
        )
        book = (_record(131), _record(143), *bundles, _record(144), _record(132))
        archive.writestr("xl/workbook.bin", b"".join(book))
        for n, name in enumerate(names, start=1):
            archive.writestr(f"xl/worksheets/sheet{n}.bin", _sheet(sheets[name]))
    return path


def _related(parts: Mapping[str, tuple[str, str]]) -> str:
    relations = (
        f'<Relationship Id="{id_}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for id_, (kind, target) in parts.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(relations)}</Relationships>'


def _sheet(rows: Rows) -> bytes:
    width = max(map(len, rows))
    records = [_record(129), _record(148, struct.pack("<IIII", 0, len(rows) - 1, 0, width - 1)), _record(145)]
    for number, row in enumerate(rows):
        records.append(_record(0, struct.pack("<I", number) + bytes(13)))
        records += [_cell(place, value) for place, value in enumerate(row) if value is not None]
    return b"".join([*records, _record(146), _record(130)])


def _cell(place: int, value: object) -> bytes:
    where = struct.pack("<II", place, 0)
    match value:
        case bool():
            return _record(4, where + bytes([value]))
        case int() | float():
            return _record(5, where + struct.pack("<d", value))
        case _:
            return _record(6, where + _text(str(value)))


def _text(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _record(kind: int, content: bytes = b"") -> bytes:
    return _number(kind) + _number(len(content)) + content


def _number(number: int) -> bytes:
    """Seven bits a byte, lowest first; but a kind above 127 keeps its marks."""
    digits = b""
    while True:
        number, low = number >> 7, number & 0x7F
        digits += bytes([low | (0x80 if number else 0)])
        if not number:
            return digits
