"""What other programs write amiss into an .xls is read as Excel shows it."""

import io
import struct
from collections.abc import Callable
from pathlib import Path

import olefile  # type: ignore[import-untyped]
import openpyxl
import pytest

from tests.rosters.city import read


def changed(path: Path, change: Callable[[int, bytes], tuple[int, bytes]]) -> Path:
    """The workbook with some of its records changed, none in its size."""
    file = io.BytesIO(path.read_bytes())
    with olefile.OleFileIO(file, write_mode=True) as container:
        stream = bytearray(container.openstream("Workbook").read())
        place = 0
        while place + 4 <= len(stream):
            record, size = struct.unpack_from("<HH", stream, place)
            new, data = change(record, bytes(stream[place + 4 : place + 4 + size]))
            stream[place : place + 4 + size] = struct.pack("<HH", new, size) + data
            place += 4 + size
        container.write_stream("Workbook", bytes(stream))
    path.write_bytes(file.getvalue())
    return path


@pytest.fixture
def people(tmp_path: Path, converted: Callable[[Path, str], Path]) -> Path:
    """An .xls with a row of constants and a row of formulas with stored values."""
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    for row in (["人员编号", "姓名"], ["1", "甲"], ["=1+1", '="乙"&""']):
        sheet.append(row)
    workbook.save(tmp_path / "a.xlsx")
    return converted(tmp_path / "a.xlsx", "xls")


@pytest.mark.parametrize("number", [0x0206, 0x0406])
def test_formulas_that_bear_an_older_number_are_read(number: int, people: Path) -> None:
    seen = []

    def older(record: int, data: bytes) -> tuple[int, bytes]:
        seen.append(record)
        return number if record == 0x0006 else record, data

    path = changed(people, older)
    assert 0x0006 in seen
    assert read(path).rosters["people"].rows["id"].to_list() == ["1", "2"]


@pytest.mark.parametrize("code_page", [936, 1252, 10000])
def test_texts_are_unicode_whatever_code_page_is_named(code_page: int, people: Path) -> None:
    path = changed(
        people,
        lambda record, data: (record, struct.pack("<H", code_page) if record == 0x0042 else data),
    )
    reading = read(path)
    assert reading.problems.is_empty()
    assert reading.rosters["people"].rows["name"].to_list() == ["甲", "乙"]
