from pathlib import Path

import openpyxl
import polars as pl
import pytest

from graphmodel.workbooks.book import Column, workbook, write_workbook

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning:openpyxl")
"""openpyxl does not read the newer form of data bars."""

TABLE = pl.DataFrame({"name": ["=1+1", "\t@x", None], "count": [1, None, 3], "rate": [0.5, None, 1.0]})


def test_an_answer_keeps_its_column_names_and_its_types(tmp_path: Path) -> None:
    write_workbook({"结果": TABLE}, tmp_path / "answer.xlsx", "2018-12-31")
    sheet = openpyxl.load_workbook(tmp_path / "answer.xlsx").active
    assert sheet is not None
    assert list(sheet.iter_rows(values_only=True)) == [
        ("内部使用 · 2018-12-31", None, None),
        ("name", "count", "rate"),
        ("=1+1", 1, 0.5),
        ("\t@x", None, "—"),
        (None, 3, 1),
    ]
    assert "f" not in {sheet.cell(row, 1).data_type for row in (3, 4)}


def test_a_table_without_rows_has_its_headings(tmp_path: Path) -> None:
    write_workbook({"结果": TABLE.clear()}, tmp_path / "answer.xlsx", "2018-12-31")
    sheet = openpyxl.load_workbook(tmp_path / "answer.xlsx").active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]] == ["name", "count", "rate"]


@pytest.mark.parametrize("words", [1, 400])
def test_rows_are_as_high_as_their_texts_need(words: int, tmp_path: Path) -> None:
    write_workbook({"结果": pl.DataFrame({"name": ["红线" * words]})}, tmp_path / "answer.xlsx", "2018-12-31")
    sheet = openpyxl.load_workbook(tmp_path / "answer.xlsx").active
    assert sheet is not None
    height = sheet.row_dimensions[3].height
    width = sheet.column_dimensions["A"].width
    assert (height or 15) >= min(13.2 * words * 4 / width * 0.9, 408)  # no row may be higher than 409


def test_what_needs_room_gets_it_from_what_does_not(tmp_path: Path) -> None:
    table = pl.DataFrame(
        {"short": ["红线" * 9, *["红"] * 20], "long": ["红线" * 24] * 21, "also": ["红线" * 12] * 21}
    )
    columns = [Column(name, name, most=50) for name in table.columns]
    with workbook(tmp_path / "book.xlsx", "") as book:
        sheet = book.sheet("结果", upright=True)
        sheet.long_table(table, columns)
    written = openpyxl.load_workbook(tmp_path / "book.xlsx")["结果"]
    assert [written.row_dimensions[row].height for row in range(3, 23)] == [
        29.25
    ] * 20  # two lines, in steps of a pixel
    assert sum(column.width for column in written.column_dimensions.values()) <= 96


def test_each_table_has_a_sheet(tmp_path: Path) -> None:
    write_workbook({"甲": TABLE, "乙": TABLE.head(1)}, tmp_path / "answer.xlsx", "2018-12-31")
    assert openpyxl.load_workbook(tmp_path / "answer.xlsx").sheetnames == ["甲", "乙"]


def test_what_pages_are_of_is_no_code_of_a_header(tmp_path: Path) -> None:
    with workbook(tmp_path / "answer.xlsx", "answer") as book:
        book.sheet("甲", told="1号&P街道")
    left = openpyxl.load_workbook(tmp_path / "answer.xlsx")["甲"].oddHeader.left  # type: ignore[union-attr]
    assert (left.text, left.size) == ("1号&&P街道", 9)
