"""The one writer of rosters: what it writes for people to fill in is read back as it was."""

from pathlib import Path

import openpyxl
import pytest

from graphmodel.errors import EnvironmentFailure
from graphmodel.ontology import PERIOD, ROSTER
from graphmodel.rosters import read_rosters
from graphmodel.rosters.writing import RosterBook, write_rosters
from graphmodel.spreadsheets.creation import new_workbook
from graphmodel.synthetic import AS_OF, synthesise


def test_rows_of_a_guided_workbook_are_read_back(tmp_path: Path) -> None:
    rosters, path = synthesise("tiny"), tmp_path / "rosters.xlsx"
    with new_workbook(path, {}) as workbook:
        book = RosterBook(workbook, guided=True)
        for name, rows in rosters.items():
            book.add(ROSTER[name], [*ROSTER[name].columns, *PERIOD], rows)
    reading = read_rosters([path])
    assert reading.problems.is_empty()
    for name, rows in rosters.items():
        columns = [c.name for c in ROSTER[name].columns if c.default is None and not c.elsewhere]
        assert reading.rosters[name].rows.select(columns).equals(rows.select(columns)), name
    sheet = openpyxl.load_workbook(path)["结对"]
    assert [cell.value for cell in sheet[1]][:3] == ["党组织*", "结对对象*", "协议签订日期"]
    assert sheet["A2"].data_type == "s"
    assert sheet["A2"].number_format == "@"
    assert sheet["C2"].is_date


def test_below_an_example_come_the_rows(tmp_path: Path) -> None:
    roster, path = ROSTER["divisions"], tmp_path / "rosters.xlsx"
    rows = synthesise("tiny")["divisions"].head(1)
    with new_workbook(path, {}) as workbook:
        RosterBook(workbook, guided=True).add(
            roster, roster.columns, rows, ["【示例】", *["例"] * (len(roster.columns) - 1)]
        )
    sheet = openpyxl.load_workbook(path)["区划"]
    assert [cell.value for cell in sheet["A"]] == ["代码*", "【示例】", rows["id"].item()]


def test_a_folder_that_cannot_be_written_to_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "区划.xlsx").mkdir()
    rosters = {"divisions": synthesise("tiny")["divisions"]}
    with pytest.raises(EnvironmentFailure):
        write_rosters(rosters, tmp_path, "xlsx", AS_OF)
