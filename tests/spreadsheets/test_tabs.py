"""A workbook is read for its tables, whatever other sheets it names."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from tests.rosters.city import read
from tests.spreadsheets.test_files import repacked

Change = Callable[[str, bytes], bytes]


def with_chart(path: Path, *, from_1904: bool = False) -> Path:
    """Two rosters with a chart between them, and a sheet for the tests to spoil."""
    with xlsxwriter.Workbook(str(path), {"date_1904": from_1904}) as workbook:
        workbook.add_worksheet("人员").write_column(0, 0, ["人员编号", "P1"])
        chart = workbook.add_chart({"type": "bar"})
        chart.add_series({"values": "=人员!$A$1:$A$2"})
        workbook.add_chartsheet("图").set_chart(chart)
        workbook.add_worksheet("别的").write(0, 0, "不是名册")
        last = workbook.add_worksheet("社会组织")
        last.write_row(0, 0, ["社会组织名称", "生效日期"])
        last.write_row(1, 0, ["义工队", 43252 - (1462 if from_1904 else 0)])
        last.write_string(2, 0, "义工二队")
        last.write_datetime(2, 1, date(2018, 6, 1), workbook.add_format({"num_format": "yyyy-mm-dd"}))
    return path


def related(old: bytes, new: bytes) -> Change:
    return lambda name, data: data.replace(old, new) if name.endswith("workbook.xml.rels") else data


_SHEET = b'officeDocument/2006/relationships/worksheet" Target="worksheets/sheet2.xml'
OTHERS: dict[str, Change] = {
    "macros": related(_SHEET, b'x/relationships/xlMacrosheet" Target="macrosheets/sheet1.xml'),
    "macros of another language": related(
        _SHEET, b'x/relationships/xlIntlMacrosheet" Target="macrosheets/1.xml'
    ),
    "a dialog": related(
        _SHEET, b'officeDocument/2006/relationships/dialogsheet" Target="dialogsheets/sheet1.xml'
    ),
    "without a part": related(b"worksheets/sheet2.xml", b"worksheets/sheet9.xml"),
    "without a relation": related(b'Id="rId3"', b'Id="rId99"'),
    "without a name of its part": lambda name, data: (
        data.replace(b'r:id="rId3"', b'state="veryHidden" r:id=""') if name == "xl/workbook.xml" else data
    ),
}


@pytest.mark.parametrize("change", OTHERS.values(), ids=OTHERS)
def test_a_sheet_that_is_no_table_is_passed_over(change: Change, tmp_path: Path) -> None:
    reading = read(repacked(with_chart(tmp_path / "a.xlsx"), change))
    assert reading.problems.is_empty()
    assert reading.row_counts == {"people": 1, "social_orgs": 2}


def test_a_chart_and_a_strange_table_are_passed_over_the_table_with_a_warning(tmp_path: Path) -> None:
    reading = read(with_chart(tmp_path / "a.xlsx"))
    assert reading.problems.select("code", "sheet", "severity").rows() == [
        ("unknown-roster", "别的", "warning")
    ]


def test_a_sheet_whose_part_is_damaged_is_not_passed_over(tmp_path: Path) -> None:
    path = repacked(
        with_chart(tmp_path / "a.xlsx"),
        lambda name, data: re.sub(rb"<sheetData>.*", b"<sheetData><row", data) if "sheet3" in name else data,
    )
    assert read(path).problems["code"].to_list() == ["unreadable-file"]


@pytest.mark.parametrize("from_1904", [False, True])
@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods"])
def test_numbers_count_from_the_day_the_workbook_counts_from(
    suffix: str, tmp_path: Path, converted: Callable[[Path, str], Path], *, from_1904: bool
) -> None:
    path = with_chart(tmp_path / "a.xlsx", from_1904=from_1904)
    path = path if suffix == "xlsx" else converted(path, suffix)
    assert read(path).rosters["social_orgs"].rows["valid_from"].to_list() == [date(2018, 6, 1)] * 2
