"""Which files are read, and what becomes of those that cannot be: a listed problem, never a traceback."""

import io
import os
import re
import sys
import tempfile
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter  # type: ignore[import-untyped]

from graphmodel.errors import UsageError
from graphmodel.rosters import read_rosters
from graphmodel.spreadsheets.archives import MAX_INFLATED, MAX_RATIO, OWN_MARK
from graphmodel.spreadsheets.files import FAULT_FILE
from graphmodel.spreadsheets.opening import open_sheets
from tests.rosters.city import (
    CITY,
    COMMUNITY,
    Rows,
    city,
    network,
    read,
    write_text,
    write_texts,
    write_workbook,
)

PEOPLE: Rows = [["人员编号", "姓名"], ["P1", "甲"]]


LARGE = 12_000
"""Rows that fill several pieces of what is inflated at once, and several batches of cells."""


@cache
def _many_people(size: int) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        people = [PEOPLE[0], *([f"P{number}", "甲"] for number in range(size))]
        path = write_workbook(Path(folder) / "a.xlsx", {"人员": people})
        assert read(path).row_counts == {"people": size}
        return path.read_bytes()


def many_people(path: Path, size: int) -> Path:
    """A workbook of so many people, which can be read."""
    path.write_bytes(_many_people(size))
    return path


def unreadable(path: Path) -> str:
    """What is said of a file of which nothing can be read."""
    problems = read(path).problems.rows(named=True)
    assert [problem["code"] for problem in problems] == ["unreadable-file"]
    assert (problems[0]["file"], problems[0]["sheet"], problems[0]["row"]) == (path.name, None, None)
    assert ".xlsx" in problems[0]["expected"]
    return str(problems[0]["expected"])


def repacked(path: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """The workbook with the bytes of its parts changed."""
    parts = {name: zipfile.ZipFile(path).read(name) for name in zipfile.ZipFile(path).namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, change(name, data))
    return path


# --- which files ---


def test_the_content_decides_not_the_suffix(tmp_path: Path) -> None:
    workbook = write_workbook(tmp_path / "a.xlsx", {"人员": PEOPLE}).rename(tmp_path / "a.csv")
    text = write_text(tmp_path / "b.xlsx", PEOPLE)
    other = write_text(tmp_path / "c.dat", PEOPLE)
    for path in (workbook, text, other):
        assert read(path).row_counts == {"people": 1}


def test_a_folder_is_read_in_path_order_and_everything_else_is_passed_over(tmp_path: Path) -> None:
    for name in ("b.csv", "a/z.csv", "a.csv", "~$b.csv", ".b.csv", ".hidden/c.csv", "notes.docx", "b.json"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        write_text(path, PEOPLE)
    reading = read(tmp_path)
    assert list(reading.sources) == ["a/z.csv", "a.csv", "b.csv"]
    assert reading.row_counts == {"people": 1}


def test_a_file_given_twice_is_read_once(tmp_path: Path) -> None:
    path = write_text(tmp_path / "人员.csv", PEOPLE)
    reading = read(path, tmp_path, path.parent / "." / path.name)
    assert list(reading.sources) == ["人员.csv"]
    assert reading.problems.is_empty()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a name is text")
def test_a_name_that_an_older_system_wrote(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode("名册".encode("gb18030"))
    folder.mkdir()
    path = folder / os.fsdecode("人员.csv".encode("gb18030"))
    path.write_text("人员编号\nP1\nP1\n", encoding="utf-8")
    for given, shown in ((path, "人员.csv"), (tmp_path, "名册/人员.csv")):
        reading = read(given)
        assert list(reading.sources) == [shown]
        assert reading.problems["file"].to_list() == [shown]
    with pytest.raises(UsageError, match=r"没有\.csv"):
        read(folder / os.fsdecode("没有.csv".encode("gb18030")))


def test_files_of_one_name_in_two_folders_are_both_remembered(tmp_path: Path) -> None:
    for folder, code in (("a", "P1"), ("b", "P2")):
        (tmp_path / folder).mkdir()
        write_text(tmp_path / folder / "人员.csv", [["人员编号"], [code]])
    reading = read(tmp_path / "a", tmp_path / "b")
    assert list(reading.sources) == ["人员.csv", "人员.csv (2)"]
    assert reading.row_counts == {"people": 2}


def test_what_this_program_writes_is_passed_over(tmp_path: Path) -> None:
    write_text(tmp_path / "人员.csv", PEOPLE)
    (tmp_path / "out").mkdir()
    write_text(tmp_path / "out" / "人员.csv", PEOPLE)
    assert list(read_rosters([tmp_path], passing_over=[tmp_path / "out"]).sources) == ["人员.csv"]
    answer = xlsxwriter.Workbook(tmp_path / "report.xlsx")
    answer.set_properties({"category": OWN_MARK})
    answer.add_worksheet().write_row(0, 0, ["规则", "对象"])
    answer.close()
    assert read(tmp_path).problems.filter(file="report.xlsx").is_empty()


def answer(path: Path, rows: Rows) -> Path:
    """A workbook as this program writes its answers."""
    with xlsxwriter.Workbook(str(path)) as workbook:
        workbook.set_properties({"title": "名册问题清单", "category": OWN_MARK})
        sheet = workbook.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path


def test_an_answer_of_ours_that_is_named_is_told_apart_by_its_title(tmp_path: Path) -> None:
    path = answer(tmp_path / "problems.xlsx", PEOPLE)
    for beside in ((), (write_text(tmp_path / "人员.csv", PEOPLE),)):
        reading = read(path, *beside)
        problems = reading.problems.select("code", "severity", "file", "expected").rows()
        assert problems == [("own-answer", "error", "problems.xlsx", "名册问题清单")]
        assert reading.found_any == bool(beside)


def test_an_answer_of_ours_that_another_program_saved_again_is_still_known(tmp_path: Path) -> None:
    path = answer(tmp_path / "problems.xlsx", PEOPLE)
    workbook = openpyxl.load_workbook(path)
    workbook.worksheets[0]["A2"] = "P2"
    workbook.save(path)
    assert read(path).problems["code"].to_list() == ["own-answer"]


def test_inputs_without_any_roster_are_an_error_each(tmp_path: Path) -> None:
    folder, blank = tmp_path / "名册", tmp_path / "空白.csv"
    folder.mkdir()
    answer(folder / "report.xlsx", PEOPLE)
    blank.write_text("\n \n", encoding="utf-8")
    problems = read(folder, blank).problems.select("code", "severity", "file").rows()
    assert problems == [("no-roster", "error", "名册"), ("no-roster", "error", "空白.csv")]
    assert read(blank, write_text(tmp_path / "人员.csv", PEOPLE)).problems.is_empty()


@pytest.mark.parametrize("name", ["nothing.csv", "n" * 5000, "nul\0"])
def test_an_input_that_does_not_exist_is_wrong_use(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        read(tmp_path / name)


def test_an_empty_folder_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        read(tmp_path)


# --- files that are none ---


@pytest.mark.parametrize("suffix", ["xlsx", "csv", "xls", "ods"])
def test_a_file_of_0_bytes(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{suffix}"
    path.touch()
    unreadable(path)


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "et", "ods", "html"])
@pytest.mark.parametrize(
    "page",
    [
        "<html><table><tr><td>人员编号</td></tr></table>",
        "\ufeff \n<!DOCTYPE html>",
        "<?xml version='1.0'?>",
        "MIME-Version: 1.0\n",
    ],
)
def test_a_web_page_under_a_workbooks_name(page: str, suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{suffix}"
    path.write_text(page, encoding="utf-8")
    unreadable(path)


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.4\n\x93\x8c\x8b\x9e\xff\xff",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"\xff\xd8\xff\xe0",
        b"PK\x05\x06" + bytes(18),
    ],
)
def test_a_file_that_is_no_roster_at_all(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(content)
    unreadable(path)


def test_a_text_of_another_kind(tmp_path: Path) -> None:
    path = tmp_path / "notes.md"
    path.write_text("# 说明\n这不是名册,只是说明\n", encoding="utf-8")
    unreadable(path)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no device files")
def test_a_device_and_a_pipe_are_not_opened(tmp_path: Path) -> None:
    unreadable(Path("/dev/zero"))
    os.mkfifo(tmp_path / "pipe.csv")
    unreadable(tmp_path / "pipe.csv")
    write_text(tmp_path / "人员.csv", PEOPLE)
    (tmp_path / "lost.csv").symlink_to(tmp_path / "gone.csv")
    assert list(read(tmp_path).sources) == ["人员.csv"]


def test_a_file_that_grows_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_text(tmp_path / "人员.csv", PEOPLE)
    size = path.stat().st_size
    measured = [size, size - 3]
    fstat = os.fstat

    def growing(descriptor: int) -> os.stat_result:
        found = list(fstat(descriptor))
        if measured:
            found[6] = measured.pop()
        return os.stat_result(found)

    monkeypatch.setattr("graphmodel.spreadsheets.files.os.fstat", growing)
    unreadable(path)


# --- workbooks that are damaged or hostile ---


def test_a_damaged_workbook(tmp_path: Path, converted: Callable[[Path, str], Path]) -> None:
    workbook = write_workbook(tmp_path / "city.xlsx", CITY)
    for path in (workbook, converted(workbook, "xls"), converted(workbook, "ods")):
        content = path.read_bytes()
        damaged = tmp_path / f"damaged{path.suffix}"
        for part in (0.1, 0.5, 0.9):
            damaged.write_bytes(content[: int(len(content) * part)])
            unreadable(damaged)


def test_of_a_workbook_with_one_damaged_sheet_nothing_is_read(tmp_path: Path) -> None:
    dropped = [[*PEOPLE[0], "电话"], *PEOPLE[1:]]
    path = write_workbook(tmp_path / "a.xlsx", {"人员": dropped, "社会组织": CITY["社会组织"]})
    assert "dropped-column" in read(path).problems["code"]
    unreadable(repacked(path, lambda name, data: data[: len(data) // 2] if "sheet2" in name else data))
    assert not read(path).rosters


def test_a_damaged_xls_says_nothing_on_standard_error(
    tmp_path: Path, converted: Callable[[Path, str], Path], capfd: pytest.CaptureFixture[str]
) -> None:
    content = converted(write_workbook(tmp_path / "city.xlsx", CITY), "xls").read_bytes()
    damaged = tmp_path / "damaged.xls"
    for end in range(512, 1024, 61):  # calamine panics on many of these
        damaged.write_bytes(content[:end])
        unreadable(damaged)
    assert capfd.readouterr().err == ""


def test_an_encrypted_workbook(tmp_path: Path) -> None:
    path = tmp_path / "secret.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptionInfo".encode("utf-16-le") + bytes(2000))
    unreadable(path)
    locked = io.BytesIO()
    with zipfile.ZipFile(locked, "w") as archive:
        archive.writestr("xl/workbook.xml", "x")
    content = bytearray(locked.getvalue())
    content[6] |= 1  # the flag of an encrypted part, in its header and in the list of parts
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    unreadable(path)


@pytest.mark.parametrize(
    "declaration", ['<!DOCTYPE x [<!ENTITY a "b">]>', "<!DOCTYPE x SYSTEM 'file:///etc/passwd'>"]
)
def test_a_workbook_that_declares_entities(declaration: str, tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", {"人员": PEOPLE})
    unreadable(repacked(path, lambda _, data: data.replace(b"?>", b"?>" + declaration.encode(), 1)))


def test_a_workbook_that_inflates_beyond_measure(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", {"人员": PEOPLE})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.png", bytes(MAX_RATIO * (path.stat().st_size + 200_000)))
    unreadable(path)


def test_a_workbook_that_claims_to_be_small(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", {"人员": PEOPLE})
    with zipfile.ZipFile(path) as archive:
        place = archive.getinfo("xl/worksheets/sheet1.xml")
        size = place.file_size.to_bytes(4, "little")
    content = path.read_bytes().replace(size, (20).to_bytes(4, "little"))
    path.write_bytes(content)
    unreadable(path)


def test_a_workbook_that_claims_to_be_large(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", {"人员": PEOPLE})
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size.to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(size, (MAX_INFLATED + 1).to_bytes(4, "little")))
    unreadable(path)


def wide(rows: int, far: int) -> Rows:
    """People with a cell far to the right of each."""
    return [PEOPLE[0], *([f"P{n}", "甲", *[None] * (far - 3), "x"] for n in range(1, rows + 1))]


CROWDED = ["code", "row", "value", "expected"]


@pytest.mark.parametrize("size", [1, 3_000])
def test_a_cell_in_the_last_corner_is_told_and_nothing_made_of_what_lies_between(
    size: int, tmp_path: Path
) -> None:
    path = many_people(tmp_path / "a.xlsx", size)
    end = FAR[0].encode() + b"</sheetData>"
    reading = read(repacked(path, lambda _, data: data.replace(b"</sheetData>", end)))
    assert sorted(reading.problems.select(CROWDED).rows()) == [
        ("missing-value", 1_048_576, None, None),
        ("too-many-cells", 1_048_576, "x", "XFD"),
    ]
    assert reading.row_counts == {"people": size + 1}
    assert next(iter(open_sheets("a", path.read_bytes(), lambda _: 0))).texts.height < size + 20


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv", "quoted.csv", "broken.csv", "a.ods"])
def test_columns_far_beyond_the_last_heading_are_counted_and_not_made(
    name: str, tmp_path: Path, converted: Callable[[Path, str], Path]
) -> None:
    rows = wide(100, 900)
    path = tmp_path / name
    if path.suffix == ".csv":
        text = "\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in rows)
        named = {"a.csv": "甲", "quoted.csv": '"甲"', "broken.csv": '"甲\n"'}[name]
        path.write_text(text.replace("甲", named), encoding="utf-8")
    else:
        path = write_workbook(tmp_path / "a.xlsx", {"人员": rows})
        path = converted(path, "ods") if name == "a.ods" else path
    (sheet,) = open_sheets("a", path.read_bytes(), lambda row: "人员编号" in row)
    assert sheet.texts.width == 3
    assert sheet.beyond is not None
    assert sheet.beyond.select("place", "text").unique().rows() == [(899, "x")]
    reading = read(path)
    assert reading.problems.select(CROWDED).rows() == [
        ("too-many-cells", number, "x", "AHP") for number in range(2, 102)
    ]
    assert reading.row_counts == {"people": 100}


def test_a_hollow_sheet_is_read_as_if_it_were_full(tmp_path: Path) -> None:
    def read_with(*far: object) -> object:
        rows = [list(row) for row in CITY["小区"]]
        book = {
            **CITY,
            "小区": [*rows, *([] for _ in range(30_000)), [*rows[-1][:1], "另一个", *rows[-1][2:]]],
        }
        book["小区"][-1][0] = "X-far"
        book["小区"][0] = [*book["小区"][0], *far]
        reading = read(write_workbook(tmp_path / "a.xlsx", book))
        return network(reading), reading.rosters["compounds"].rows

    near, hollow = read_with(), read_with(*[None] * 400, "远")
    assert str(near) == str(hollow)


FAR = (
    '<row r="1048576"><c r="XFD1048576" t="str"><v>x</v></c></row>',
    "<row r='1048576'><c r='XFD1048576' t='str'><v>x</v></c></row>",
    '<row r="1048576"><c t="str"r="XFD1048576"><v>x</v></c></row>',
    '<row r="1048576"><c s=">"r="XFD1048576"><v>x</v></c></row>',
    '<row r="1048576"><c r="A3"s="0"r="XFD1048576"><v>x</v></c></row>',
    '<row><c r="Z4000000000" t="str"><v>x</v></c></row>',
    '<row><c r="A99999999999" t="str"><v>x</v></c></row>',
    '<row><c r="ZZZZZ3" t="str"><v>x</v></c></row>',
    '<row><c r="AXFD1048576" t="str"><v>x</v></c></row>',
    '<row r="4000000000"><c><v>1</v></c></row>',
    '<row r = "4000000000"><c r="A4" t="str"><v>x</v></c><c><v>1</v></c></row>',
    f'<row>{"<c><v>1</v></c>" * 20_000}</row><row r="1048576"><c><v>1</v></c></row>',
    '<x:row r="1048576"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>',
    f'<row><c r="A5" t="str"><v>{"好" * (1 << 20)}</v></c><c r="XFD1048576" t="str"><v>x</v></c></row>',
    '<row><c r="A5" t="str"><v>\udcff</v></c><c r="XFD1048576" t="str"><v>x</v></c></row>',
)


@pytest.mark.parametrize("far", FAR[1:], ids=range(1, len(FAR)))
@pytest.mark.parametrize("size", [1, 6_000])
def test_cells_far_out_however_they_are_written(size: int, far: str, tmp_path: Path) -> None:
    path = many_people(tmp_path / "a.xlsx", size)
    end = far.encode(errors="surrogateescape") + b"</sheetData>"
    unreadable(repacked(path, lambda _, data: data.replace(b"</sheetData>", end)))


def test_a_count_of_texts_that_no_memory_holds(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        workbook.add_worksheet("人员").write_row(0, 0, ["人员编号"])
    old, new = b'uniqueCount="', b'uniqueCount="4000000000000" x="'
    unreadable(repacked(path, lambda _, data: data.replace(old, new)))


def test_a_declaration_at_the_end_of_a_large_sheet(tmp_path: Path) -> None:
    path = many_people(tmp_path / "a.xlsx", LARGE)
    end = b'</sheetData><!DOCTYPE x [<!ENTITY a "b">]>'
    unreadable(repacked(path, lambda _, data: data.replace(b"</sheetData>", end)))


@pytest.mark.parametrize(("number", "shown_as"), [(-1e18, "yyyy-mm-dd"), (1e10, "[h]:mm:ss")])
def test_a_moment_that_no_calendar_has(number: float, shown_as: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("人员")
        sheet.write_row(0, 0, ["人员编号", "姓名"])
        sheet.write_row(1, 0, ["P1", "甲"])
        sheet.write_number(2, 0, number, workbook.add_format({"num_format": shown_as}))
    unreadable(path)


PREFIXED = re.compile(rb"<(/?)(sheetData|row|c|v|is|t|f)(?=[ />])"), rb"<\1x:\2"


@pytest.mark.parametrize(
    ("found", "put"),
    [
        (re.compile(rb'<(c|row) r="[A-Z0-9]*"'), rb"<\1"),
        (re.compile(rb'(<(?:c|row) r=)"([A-Z0-9]*)"'), rb"\1'\2'"),
        PREFIXED,
    ],
    ids=["without places", "single quotes", "with prefixes"],
)
def test_cells_as_other_programs_write_them(found: re.Pattern[bytes], put: bytes, tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", {"人员": [*PEOPLE, ["P2", "乙"]]})
    clean = read(path).rosters["people"].rows
    again = read(repacked(path, lambda name, data: found.sub(put, data) if "sheet1" in name else data))
    assert again.rosters["people"].rows.equals(clean)


@pytest.mark.parametrize("part", ["sheet1.xml", "sharedStrings.xml", "workbook.xml"])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_part_in_utf_16_is_not_passed_over(part: str, encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        workbook.add_worksheet("人员").write_column(0, 0, ["人员编号", "P1"])

    def encoded(name: str, data: bytes) -> bytes:
        return ("\ufeff" + data.decode()).encode(encoding) if name.endswith(f"/{part}") else data

    unreadable(repacked(path, encoded))


def test_a_formula_without_a_value_as_other_programs_write_it(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", {"人员": [*PEOPLE, ["=A2", "乙"]]})
    found, put = PREFIXED
    problems = read(
        repacked(path, lambda name, data: found.sub(put, data) if "sheet1" in name else data)
    ).problems
    assert problems.filter(code="missing-value").select("row", "column").rows() == [(3, "人员编号")]


def test_merged_ranges_without_end(tmp_path: Path) -> None:
    path = many_people(tmp_path / "a.xlsx", LARGE)
    clean = read(path).rosters["people"].rows
    merged = (
        b'</sheetData><mergeCells count="9">'
        + b'<mergeCell ref="A2:B99999999999"/>' * 5_000
        + b"</mergeCells>"
    )
    again = read(repacked(path, lambda _, data: data.replace(b"</sheetData>", merged)))
    assert again.rosters["people"].rows.equals(clean)


@pytest.mark.parametrize(
    "repeats",
    [
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="16000"',
        "<table:table-row table:number-rows-repeated='2000000000'><table:table-cell",
        '<table:table-row><table:table-cell table:number-columns-repeated = "2000000000"',
    ],
)
def test_cells_repeated_far_in_ods(
    tmp_path: Path, converted: Callable[[Path, str], Path], repeats: str
) -> None:
    path = converted(write_workbook(tmp_path / "a.xlsx", {"人员": PEOPLE}), "ods")
    assert read(path).row_counts == {"people": 1}
    filled = (
        ' office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row><table:table-row'
    )

    def repeat(name: str, data: bytes) -> bytes:
        put = (repeats + filled).encode()
        return data.replace(b"<table:table-row", put, 1) if name == "content.xml" else data

    unreadable(repacked(path, repeat))


def test_an_ods_that_is_no_text(tmp_path: Path, converted: Callable[[Path, str], Path]) -> None:
    path = converted(write_workbook(tmp_path / "a.xlsx", {"人员": PEOPLE}), "ods")
    unreadable(repacked(path, lambda _, data: data.replace("甲".encode(), b"\xff\xfe")))


def test_equal_rows_of_ods_stand_there_once_and_are_read_as_often_as_they_are_repeated(
    tmp_path: Path, converted: Callable[[Path, str], Path]
) -> None:
    path = converted(write_workbook(tmp_path / "a.xlsx", {"人员": [*PEOPLE, *[PEOPLE[1]] * 500]}), "ods")
    assert read(path).problems["code"].to_list() == ["duplicate-row"] * 500


@pytest.mark.parametrize(("element", "said"), [("line-break", ["C1", "C2"]), ("tab", None)])
def test_breaks_within_cells_of_ods_are_not_left_out(
    element: str, said: list[str] | None, tmp_path: Path, converted: Callable[[Path, str], Path]
) -> None:
    grids = [["网格名称", "所属小区"], ["一网格", "C1|C2"]]
    compounds = [["小区代码", "小区名称", "所属社区"], ["C1", "甲", "城北社区"], ["C2", "乙", "城北社区"]]
    rosters = {"区划": CITY["区划"], "小区": compounds, "网格": grids}
    path = converted(write_workbook(tmp_path / "a.xlsx", rosters), "ods")
    reading = read(repacked(path, lambda _, data: data.replace(b"|", f"<text:{element}/>".encode())))
    if said:
        assert reading.rosters["grids"].references["part_of"]["id"].to_list() == said
    else:
        assert reading.problems["value"].to_list() == ["C1 C2"]


# --- texts that are odd ---


@pytest.mark.parametrize(
    "content", ['人员编号,姓名\n"P1,甲\n', '人员编号,姓名\n"P1"x,甲\n', '人员编号,姓名\nP1,甲\n"']
)
def test_an_unclosed_quote(content: str, tmp_path: Path) -> None:
    path = tmp_path / "人员.csv"
    path.write_text(content, encoding="utf-8")
    unreadable(path)


def test_quotes_hold_separators_quotes_and_line_breaks(tmp_path: Path) -> None:
    path = tmp_path / "人员.csv"
    for rows in (
        'P1,"甲,""小"""\n\nP2,"乙"\n',
        'P1,"甲,""小"""\n\nP2,"乙\n丙"\n',
        '"P1","甲,""小"""\n\n"P2","乙"',
    ):
        path.write_text(f"人员编号,姓名\n{rows}", encoding="utf-8")
        reading = read(path)
        people = reading.rosters["people"].rows
        assert people["row"].to_list() == [2, 4]
        assert people["name"].to_list()[0] == '甲,"小"'


def test_a_quote_within_a_field_stands_for_itself(tmp_path: Path) -> None:
    path = tmp_path / "人员.csv"
    path.write_text('人员编号,姓名\nP1,5" 甲\n', encoding="utf-8")
    assert read(path).rosters["people"].rows["name"].to_list() == ['5" 甲']


def test_a_text_without_any_cell_is_passed_over(tmp_path: Path) -> None:
    write_text(tmp_path / "人员.csv", PEOPLE)
    for number, content in enumerate(["\n\n", ",,,\n", "\ufeff", " \u3000\n\u200b", "sep=;\n"]):
        (tmp_path / f"{number}.csv").write_text(content, encoding="utf-8")
    assert read(tmp_path).problems.is_empty()


def test_many_columns_and_long_cells(tmp_path: Path) -> None:
    for write in (write_workbook, write_texts):
        wide = [["人员编号", *(f"附加{number}" for number in range(5000))], ["P1", *range(5000)]]
        long = [["人员编号", "姓名"], ["P1", "长" * 100_000], ["编" * 100_000, "乙"], ["x" * 100_000, "丙"]]
        place = tmp_path / write.__name__
        place.mkdir()
        reading = read(write(place / "wide.xlsx", {"人员": wide}))
        assert reading.row_counts == {"people": 1}
        assert reading.problems["code"].to_list() == ["dropped-column"] * 5000
        if write is write_texts:  # a spreadsheet's cell holds 32 767 characters
            reading = read(write(place / "long.xlsx", {"人员": long}))
            assert reading.problems["code"].to_list() == ["too-long"] * 3


def test_null_characters_count_as_blanks(tmp_path: Path) -> None:
    path = tmp_path / "人员.csv"
    path.write_bytes("人员编号,姓名\nP1,甲\0乙\nP\0 2,丙\n".encode())
    reading = read(path)
    assert reading.rosters["people"].rows["name"].to_list()[0] == "甲 乙"
    assert reading.problems.select("code", "row", "column").rows() == [("bad-code", 3, "人员编号")]


def test_utf_16_without_a_mark_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "人员.csv"
    path.write_bytes("人员编号,姓名\nP1,甲\n".encode("utf-16-le"))
    assert read(path).has_errors


def test_a_sheet_that_begins_as_instructions_is_passed_over_and_where_it_is_all_that_is_told(
    tmp_path: Path,
) -> None:
    path = write_workbook(tmp_path / "a.xlsx", {"人员": [["【说明】人员名册"], *PEOPLE]})
    assert read(path).problems["code"].to_list() == ["no-roster"]


def test_a_chart_beside_the_rosters_is_no_roster(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "city.xlsx", CITY)
    workbook = openpyxl.load_workbook(path)
    workbook.create_chartsheet("图")
    workbook.save(path)
    assert network(read(path)) == network(read(write_texts(tmp_path / "clean", CITY)))


def test_a_row_of_formulas_without_values_is_not_lost(tmp_path: Path) -> None:
    rows = [*CITY["小区"], ["=A2", "=B2", "=C2"], [None, None, None]]
    problems = read(write_workbook(tmp_path / "city.xlsx", city(小区=rows))).problems
    found = problems.filter(sheet="小区").select("code", "row", "column").rows()
    assert found == [("missing-value", 4, "小区名称*"), ("missing-value", 4, "所属社区*")]


def test_formulas_with_values_on_one_sheet_and_without_on_another(tmp_path: Path) -> None:
    path = tmp_path / "city.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        people = workbook.add_worksheet("人员")
        people.write_row(0, 0, ["人员编号", "姓名"])
        people.write_row(1, 0, ["P1", "甲"])
        people.write_formula(2, 0, "=A2", value="P2")
        divisions = workbook.add_worksheet("区划")
        for number, row in enumerate(CITY["区划"]):
            divisions.write_row(number, 0, row)
        divisions.write_formula(len(CITY["区划"]), 0, "=A2", value="")
        divisions.write_formula(len(CITY["区划"]), 1, "=NA()", value="#N/A")
    reading = read(path)
    assert reading.row_counts["people"] == 2
    missing = reading.problems.filter(code="missing-value", sheet="区划")
    assert set(missing["row"]) == {len(CITY["区划"]) + 1}


def test_a_formula_without_a_value_at_the_end_of_a_large_sheet(tmp_path: Path) -> None:
    compounds = [
        CITY["小区"][0],
        *([f"X{n}", f"{n}号小区", COMMUNITY] for n in range(LARGE)),
        ["Y", "=A2", COMMUNITY],
    ]
    problems = read(write_workbook(tmp_path / "city.xlsx", city(小区=compounds))).problems
    found = problems.filter(code="missing-value").select("sheet", "row", "column").rows()
    assert found == [("小区", LARGE + 2, "小区名称*")]


def test_a_sheet_that_begins_far_from_its_corner(tmp_path: Path) -> None:
    rows = [*([] for _ in range(3)), *([None, None, *row] for row in CITY["小区"])]
    moved = read(write_workbook(tmp_path / "city.xlsx", city(小区=rows)))
    assert network(moved) == network(read(write_workbook(tmp_path / "clean.xlsx", CITY)))
    assert moved.rosters["compounds"].rows["row"].to_list()[0] == 5


def test_ragged_lines_far_below_are_not_cut(tmp_path: Path) -> None:
    rows = [
        ["小区代码", "小区名称", "所属社区"],
        *([f"X{n}", f"{n}号小区", COMMUNITY] for n in range(60_000)),
        ["Y", "末", COMMUNITY, "多"],
    ]
    write_text(tmp_path / "小区.csv", rows)
    write_text(tmp_path / "区划.csv", CITY["区划"])
    reading = read(tmp_path)
    assert reading.problems.select("code", "row", "value").rows() == [("too-many-cells", 60_002, "多")]


# --- texts ---


def test_lines_of_another_encoding_are_named(tmp_path: Path) -> None:
    path = tmp_path / "人员.csv"
    lines = ["人员编号,姓名", "P1,王小明", "P2,李小红", "P3,周柳"]
    for mostly, odd in (("utf-8", "gb18030"), ("gb18030", "utf-8")):
        for ending in (b"\n", b"\r\n", b"\r"):
            for number in range(1, 4):
                encoded = [line.encode(odd if n == number else mostly) for n, line in enumerate(lines)]
                path.write_bytes(ending.join(encoded))
                assert f"{number + 1}" in unreadable(path)
    for encoding in ("utf-8", "gb18030"):
        path.write_text("\n".join(lines), encoding=encoding)
        assert read(path).row_counts == {"people": 3}


@pytest.mark.parametrize("written", ['="00101"', '"=""00101"""', "'00101", '"\'00101"', ' ="00101" '])
def test_a_mark_that_a_code_is_text_goes(written: str, tmp_path: Path) -> None:
    path = tmp_path / "人员.csv"
    path.write_text(f"人员编号,姓名\n{written},甲\n00102,乙\n", encoding="utf-8")
    assert read(path).rosters["people"].rows["id"].to_list() == ["00101", "00102"]


def test_headings_and_references_may_be_marked_as_texts_too(tmp_path: Path) -> None:
    write_text(tmp_path / "区划.csv", CITY["区划"])
    (tmp_path / "小区.csv").write_text(
        f'="小区代码",="小区名称",所属社区\nX,荷苑,="{COMMUNITY}"\n', encoding="utf-8"
    )
    (tmp_path / "网格.csv").write_text("网格代码,网格名称,所属小区\nG1,一,'X\n", encoding="utf-8")
    reading = read(tmp_path)
    assert reading.problems.is_empty()
    assert reading.row_counts["grids"] == 1


@pytest.mark.parametrize("code", ['="1', "=00101", "'", "''1", "'=1"])
def test_a_code_that_is_still_marked_is_refused(code: str, tmp_path: Path) -> None:
    path = write_text(tmp_path / "人员.csv", [["人员编号", "姓名"], [code, "甲"]])
    assert "bad-code" in read(path).problems["code"]


def test_what_was_written_after_a_fault_is_no_roster_of_the_folder(tmp_path: Path) -> None:
    write_workbook(tmp_path / "city.xlsx", CITY)
    before = read(tmp_path)
    (tmp_path / FAULT_FILE).write_text("graphmodel 0.1.0\nTypeError\n", encoding="utf-8")
    after = read(tmp_path)
    assert after.row_counts == before.row_counts
    assert after.problems.equals(before.problems)
