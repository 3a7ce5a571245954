"""The sheets with errors as they came: every cell where it stood, nothing that is never read, no personal number."""

from copy import deepcopy
from pathlib import Path

from graphmodel.rosters import read_rosters
from graphmodel.rosters.originals import Original
from tests.rosters.city import CITY, Rows
from tests.rosters.conftest import Write

ID_CARD, PHONE = "33080219900101123X", "138 0000 0000"


def shown(place: Path) -> dict[str, Original]:
    """The originals by title of their roster."""
    found = read_rosters([place]).originals()
    return {original.sheet or original.file.removesuffix(".csv"): original for original in found}


def city(**changed: Rows) -> dict[str, Rows]:
    return deepcopy(CITY) | changed


def test_only_sheets_with_errors_are_shown(write: Write) -> None:
    sheets = city()
    sheets["活动"][1][4] = -4
    sheets["小区"][0].append("电话")  # a warning
    assert list(shown(write(sheets))) == ["活动"]


def test_cells_stand_where_they_stood_and_marks_say_which_are_bad(write_either: Write) -> None:
    sheets = city()
    headings, *rows = sheets["活动"]
    sheets["活动"] = [["某市活动表"], [], headings, *rows]
    sheets["活动"][4][2:5] = ["跳舞", "2018-12", -1]
    original = shown(write_either(sheets))["活动"]
    assert original.heading_row == 3
    assert original.headings["C"] == "活动类型*"
    assert original.cells.select("row", "A", "C", "E").rows() == [
        (4, "D3", "上门走访", "4"),
        (5, "D3", "跳舞", "-1"),
    ]
    marked = original.marks.select("at", "letter", "code", "severity")
    assert marked.rows() == [(5, "E", "bad-count", "error"), (5, "C", "bad-choice", "error")]


def test_a_heading_is_marked_where_no_row_is_to_blame(write_either: Write) -> None:
    sheets = city()
    sheets["人员"][0].append("电话")
    sheets["人员"][2][2] = "干部"
    marks = shown(write_either(sheets))["人员"].marks
    assert marks.select("at", "letter", "code").rows() == [(1, "H", "dropped-column"), (3, "C", "bad-choice")]


def test_a_cell_beyond_the_last_heading_is_marked_in_its_own_column(write_either: Write) -> None:
    sheets = city()
    sheets["小区"][1] += [None, "多出"]
    assert shown(write_either(sheets))["小区"].marks.select("at", "letter").rows() == [(2, "E")]


def test_what_is_never_read_is_not_shown(write: Write) -> None:
    sheets = city()
    people = sheets["人员"]
    people[0] += ["身份证号", f"联系人{PHONE}"]
    people[1] += [ID_CARD, "甲某"]
    people[2][0] = PHONE
    original = shown(write(sheets))["人员"]
    texts = str((original.cells.to_dicts(), original.headings, original.marks.to_dicts()))
    assert "身份证号" in texts
    assert original.cells["A"].to_list() == ["P1", "＊＊＊", "P3"]
    for secret in (ID_CARD, PHONE, "甲某", "'甲'"):
        assert secret not in texts


def test_of_two_files_with_one_name_neither_is_shown(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "人员.csv").write_text("人员编号,政治面貌\nP1,干部\n", encoding="utf-8")
    inputs = [tmp_path / "a", tmp_path / "b"]
    reading = read_rosters(inputs)
    assert reading.has_errors
    assert not list(reading.originals())


def test_they_are_kept_from_reading_though_the_file_is_gone_meanwhile(tmp_path: Path) -> None:
    people = tmp_path / "人员.csv"
    people.write_text("人员编号,政治面貌\nP1,干部\n", encoding="utf-8")
    reading = read_rosters([people])
    people.unlink()
    (original,) = reading.originals()
    assert original.cells.rows() == [(2, "P1", "干部")]


def test_a_sheet_whose_rows_are_left_out_because_of_another_is_shown_too(write: Write) -> None:
    sheets = city()
    sheets["人员"][1][2] = "干部"
    place = write(sheets)
    assert list(shown(place)) == ["人员"]
    reading = read_rosters([place], keep_going=True)
    told = {original.sheet or original.file.removesuffix(".csv") for original in reading.originals()}
    assert told == {"人员", "任职", "报到", "联户"}


def test_sheets_stand_in_the_order_of_files_whatever_refers_to_what(write_either: Write) -> None:
    sheets = city()
    sheets["活动"][1][4], sheets["人员"][1][2], sheets["区划"][6][4] = -4, "干部", "也许"
    order = ["活动", "人员", "区划"]
    place = write_either({title: sheets[title] for title in [*order, *(sheets.keys() - set(order))]})
    assert list(shown(place)) == (order if place.suffix else sorted(order))
