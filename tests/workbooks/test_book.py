import zipfile
from datetime import date
from pathlib import Path
from typing import Any, Final

import openpyxl
import polars as pl
import pytest

from graphmodel.spreadsheets.last_rows import LINKS_AT_MOST, part
from graphmodel.workbooks.book import Column, columns_of, place_in, workbook, write_workbook

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


_MANY: Final = pl.DataFrame(
    {
        "name": ["=1+1", "\t@x ", "a<b>&\"c'", "一\r\n二", "红线" * 40, None, ""],
        "said": ["是", None, *["否"] * 5],
        "count": [1, None, 3, 12_345, -1, 0, 7],
        "rate": [0.848, None, 1.0, 0.0, 1 / 3, 0.5, 0.1],
        "due": [date(2018, 12, 31), None, date(1999, 2, 3), *[date(2020, 2, 29)] * 4],
        "at": [
            place_in("少"),
            'network.html#Grid/a"b',
            None,
            "index.html",
            "network.html#Grid/甲%2F乙",
            place_in("多", 9),
            None,
        ],
    }
)


def test_many_rows_are_written_as_xlsxwriter_writes_each(tmp_path: Path) -> None:
    columns = [
        Column("name", "名称", width=76, link="at"),
        Column("count", "数量", "number", width=9, link="at"),
        Column("rate", "率", "rate", width=9),
        Column("due", "期限", "date", width=11),
        Column("said", "说明", "answer", width=30, choices=["是", "否"]),
    ]
    with workbook(tmp_path / "book.xlsx", "") as book:
        few, many = book.sheet("少"), book.sheet("多")
        few.widths([column.width or 0 for column in columns])
        few.table(_MANY, columns)
        many.long_table(_MANY, columns)
    written = openpyxl.load_workbook(tmp_path / "book.xlsx")
    few_cells, many_cells = (
        [_all_of(cell) for row in written[name] for cell in row] for name in ("少", "多")
    )
    assert many_cells == few_cells
    assert written["多"].dimensions == written["少"].dimensions == "A1:E8"
    heights = [
        {row: one.height for row, one in written[name].row_dimensions.items()} for name in ("少", "多")
    ]
    assert heights[0] == heights[1]
    assert [str(each.sqref) for each in written["多"].data_validations.dataValidation] == ["E2:E8"]


def _all_of(cell: Any) -> tuple[Any, ...]:
    link = cell.hyperlink and (cell.hyperlink.ref, cell.hyperlink.target, cell.hyperlink.location)
    return cell.coordinate, cell.value, cell.data_type, cell.style_id, link


def test_rows_are_folded_away_below_the_one_that_opens_them(tmp_path: Path) -> None:
    with workbook(tmp_path / "book.xlsx", "") as book:
        table = pl.DataFrame({"name": ["甲", "乙", "丙", "丁"]})
        book.sheet("多").long_table(table, columns_of(table), folded=pl.col("name").is_in(["乙", "丙"]))
    sheet = openpyxl.load_workbook(tmp_path / "book.xlsx")["多"]
    rows = [sheet.row_dimensions[row] for row in range(2, 6)]
    assert [(row.hidden, row.outlineLevel, row.collapsed) for row in rows] == [
        (False, 0, True),
        (True, 1, False),
        (True, 1, False),
        (False, 0, False),
    ]
    assert sheet.sheet_format.outlineLevelRow == 1


def test_a_sheet_has_no_more_links_than_excel_reads(tmp_path: Path) -> None:
    table = pl.DataFrame({"name": ["甲"] * (LINKS_AT_MOST // 2 + 1)}).with_columns(at=pl.lit(place_in("多")))
    with workbook(tmp_path / "book.xlsx", "") as book:
        book.sheet("多").long_table(table, [Column("name", "一", link="at"), Column("name", "二", link="at")])
    text = zipfile.ZipFile(tmp_path / "book.xlsx").read(part(1))
    assert text.count(b"<hyperlink ") == LINKS_AT_MOST
