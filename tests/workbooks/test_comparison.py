from pathlib import Path

import openpyxl
import pytest

from graphmodel.reporting.comparison import Comparison
from graphmodel.rules.changes import Changes
from graphmodel.workbooks.comparison import write_changes_workbook
from tests.cities import COMPARED

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning:openpyxl")
"""openpyxl does not read the newer form of data bars."""


def test_the_sheet_of_rates_has_both_days_and_every_state(changes: Changes, tmp_path: Path) -> None:
    write_changes_workbook(Comparison(changes, COMPARED), tmp_path / "changes.xlsx")
    book = openpyxl.load_workbook(tmp_path / "changes.xlsx")
    rates = [row for row in book["前后对比"].iter_rows(values_only=True) if row[0] == "R25"]
    assert rates == [
        ("R25", "一网格一党建指导员", "网格", 0.3333, 0.25, 3, 4, 2, 3, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0)
    ]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert "H1" not in [cell.value for cell in cells]
