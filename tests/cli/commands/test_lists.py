"""A folder of lists: whole, replaced as a whole, and never over what somebody sent back."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import openpyxl
import pytest

from graphmodel.ontology.worklist import Sent
from tests.cli.conftest import Run, commands_in
from tests.cli.office import INVENTED_DIVISIONS, text

HandOut = Callable[..., "CompletedProcess[str]"]


@pytest.fixture
def hand_out(office_folder: Path, tmp_path: Path) -> HandOut:
    """Write lists of the office's data into a folder."""
    run = commands_in(tmp_path)

    def lists(*arguments: object, folder: str = "lists") -> "CompletedProcess[str]":
        store = office_folder / "alliance"
        return run("lists", "-o", folder, "--store", store, *arguments, lang="zh")

    return lists


def written(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def properties_of(book: openpyxl.Workbook) -> list[Any]:
    return list(book.custom_doc_props.props)  # type: ignore[attr-defined]  # its stubs do not know them


def told(folder: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((folder / "lists.json").read_text("utf-8"))
    return document


def test_every_street_with_lines_gets_a_list_that_is_known_again(hand_out: HandOut, tmp_path: Path) -> None:
    assert hand_out("--due", "2019-01-31").returncode == 0
    document = told(tmp_path / "lists")
    assert document["schema"] == "graphmodel/lists/1"
    assert (document["by"], document["due"]) == ("street", "2019-01-31")
    assert [one["unit"] for one in document["lists"]] == ["990102001000", None]
    names = {one["file"] for one in document["lists"]}
    assert {*written(tmp_path / "lists")} == {*names, "lists.json", "清单目录.xlsx"}
    for one in document["lists"]:
        path = tmp_path / "lists" / one["file"]
        assert hashlib.sha256(path.read_bytes()).hexdigest() == one["sha256"]
        book = openpyxl.load_workbook(path)
        (known_by,) = [known.value for known in properties_of(book) if known.name == "graphmodel"]
        sent = Sent.of_property(known_by)
        assert sent is not None
        assert (sent.snapshot, sent.as_of, sent.by, sent.unit) == (
            *(document["snapshot"], document["as_of"]),
            *("street", one["unit"]),
        )
        assert book["整改清单"].max_row == 1 + one["lines"]
        rows = sum(sheet.max_row - 1 for sheet in book if sheet.title.startswith("补填-"))
        assert rows == one["rows_to_fill"]


def test_every_sheet_prints_on_a4_lying_one_page_wide_with_its_headings(
    hand_out: HandOut, tmp_path: Path
) -> None:
    hand_out()
    for name in {*written(tmp_path / "lists")} - {"lists.json", "清单目录.xlsx"}:
        book = openpyxl.load_workbook(tmp_path / "lists" / name)
        assert book.properties.keywords == "内部使用"
        assert [book.sheetnames[0], book.sheetnames[-1]] == ["整改清单", "说明"]
        for sheet in book:
            page = sheet.page_setup
            assert (page.paperSize, page.orientation) == (9, "landscape")
            assert (page.fitToWidth or 1, page.fitToHeight) == (1, 0)
            assert "内部使用" in str(sheet.oddHeader.right.text)  # type: ignore[union-attr]
            assert sheet.print_title_rows == ("$3:$3" if sheet.title == "说明" else "$1:$1")


@pytest.mark.parametrize("pixels_per_digit", [7, 8.5], ids=["our font", "the widest that takes its place"])
def test_the_letters_of_the_lines_are_printed_at_nine_points_or_more(
    pixels_per_digit: float, hand_out: HandOut, tmp_path: Path
) -> None:
    hand_out()
    for one in told(tmp_path / "lists")["lists"]:
        sheet = openpyxl.load_workbook(tmp_path / "lists" / one["file"])["整改清单"]
        columns = sheet.column_dimensions.values()
        widths = [column.width * (1 + (column.max or 0) - (column.min or 0)) for column in columns]
        room = (297 / 25.4 - sheet.page_margins.left - sheet.page_margins.right) * 96
        assert sheet["A2"].font.size * min(1, room / (sum(widths) * pixels_per_digit)) >= 9


def test_the_states_are_chosen_from_a_list(hand_out: HandOut, tmp_path: Path) -> None:
    hand_out()
    name = told(tmp_path / "lists")["lists"][0]["file"]
    (choice,) = openpyxl.load_workbook(tmp_path / "lists" / name)["整改清单"].data_validations.dataValidation
    assert choice.formula1 == '"已整改,正在整改,情况不符,暂不具备条件"'


def test_people_are_only_named_where_that_is_asked_for(hand_out: HandOut, tmp_path: Path) -> None:
    for asked in ([], ["--with-names"]):
        assert hand_out("--plan", "--by", "county", *asked).returncode == 0
        found = {
            str(cell)
            for path in (tmp_path / "lists").glob("*.xlsx")
            for sheet in openpyxl.load_workbook(path)
            for row in sheet.iter_rows(values_only=True)
            for cell in row
        }
        named = {text for text in found if any(f"示例{letter}" in text for letter in "甲乙丙丁戊")}
        assert bool(named) == bool(asked)


def test_lists_of_an_earlier_call_are_replaced_whole(hand_out: HandOut, tmp_path: Path) -> None:
    hand_out("--by", "community")
    before = {*written(tmp_path / "lists")}
    assert hand_out().returncode == 0
    after = written(tmp_path / "lists")
    assert before - after.keys()
    assert hand_out().returncode == 0
    assert written(tmp_path / "lists") == after


def test_nothing_is_written_where_there_is_something_else(hand_out: HandOut, tmp_path: Path) -> None:
    for other in ("notes.txt", "lists.json"):
        folder = tmp_path / other
        folder.mkdir()
        (folder / other).write_text("[]", encoding="utf-8")
        done = hand_out(folder=other)
        assert done.returncode == 2
        assert other in done.stderr
        assert {*written(folder)} == {other}


def test_a_list_that_somebody_changed_stays_and_so_do_all_others(hand_out: HandOut, tmp_path: Path) -> None:
    hand_out()
    answer = tmp_path / "lists" / told(tmp_path / "lists")["lists"][0]["file"]
    book = openpyxl.load_workbook(answer)
    book["整改清单"]["L2"] = "已整改"
    book.save(answer)
    before = written(tmp_path / "lists")
    done = hand_out("--by", "community")
    assert done.returncode == 2
    assert answer.name in done.stderr
    assert written(tmp_path / "lists") == before
    answer.rename(tmp_path / answer.name)
    assert hand_out("--by", "community").returncode == 0


def test_another_file_in_the_way_is_not_replaced(hand_out: HandOut, tmp_path: Path) -> None:
    hand_out("--by", "county")
    hand_out(folder="others")
    name = told(tmp_path / "others")["lists"][0]["file"]
    (tmp_path / "lists" / name).write_text("mine", encoding="utf-8")
    done = hand_out()
    assert (done.returncode, name in done.stderr) == (2, True)
    assert (tmp_path / "lists" / name).read_text(encoding="utf-8") == "mine"


def test_without_gaps_there_is_no_list(hand_out: HandOut, tmp_path: Path) -> None:
    done = hand_out("--severity", "S1", "--rule", "R18")
    assert done.returncode == 0
    assert told(tmp_path / "lists")["lists"] == []
    assert "没有" in done.stderr


@pytest.mark.parametrize(
    "wrong", [("--severity", "S5"), ("--rule", "R99"), ("--scope", "x"), ("--by", "city")]
)
def test_what_cannot_be_asked_is_refused(wrong: tuple[str, str], hand_out: HandOut, tmp_path: Path) -> None:
    assert hand_out(*wrong).returncode == 2
    assert not (tmp_path / "lists").exists()


def hand_in(folder: Path) -> None:
    """A small office that knows its people by name."""
    folder.mkdir()
    for name, lines in {
        "区划": INVENTED_DIVISIONS.splitlines(),
        "小区": ["小区名称,所属社区", "甲小区,东风社区"],
        "网格": ["网格名称,所属小区", "甲网格,甲小区"],
        "任职": ["人员,职务,任职对象", "示例甲,网格长,甲网格"],
        "党员花名册": ["姓名,单位,居住网格,政治面貌", "示例甲,示例局,甲网格,正式党员"],
    }.items():
        text(folder / f"{name}.csv", lines)


@pytest.mark.parametrize("named", [[], ["--with-names"]])
def test_codes_that_say_nothing_to_a_street_are_told_of(
    named: list[str], graphmodel: Run, tmp_path: Path
) -> None:
    hand_in(tmp_path / "rosters")
    assert graphmodel("load", "rosters", "--as-of", "2018-12-31").returncode == 0
    done = graphmodel("lists", "-o", "lists", *named)
    assert done.returncode == 0
    assert ("--with-names" in done.stderr) == (not named)


def test_a_line_says_since_when_its_gap_is_one(graphmodel: Run, tmp_path: Path) -> None:
    hand_in(tmp_path / "rosters")
    for day in ("2018-10-31", "2018-12-31"):
        assert graphmodel("load", "rosters", "--as-of", day).returncode == 0
    assert graphmodel("lists", "-o", "lists", "--rule", "R25").returncode == 0
    path = tmp_path / "lists" / told(tmp_path / "lists")["lists"][0]["file"]
    headings, line = openpyxl.load_workbook(path)["整改清单"].iter_rows(values_only=True)
    assert dict(zip(headings, line, strict=True))["首次发现"] == datetime(2018, 10, 31)  # noqa: DTZ001 - as openpyxl reads it
