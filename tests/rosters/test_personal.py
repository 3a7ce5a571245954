"""Personal numbers: found in every disguise, refused, and shown nowhere."""

import re
import zipfile
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from graphmodel.alliance import assemble
from graphmodel.pages.problems import write_problems
from graphmodel.rosters import message
from graphmodel.rosters.originals import originals
from graphmodel.rosters.personal import holds_personal, mask, masked
from graphmodel.stores import snapshot
from tests.rosters.city import CITY, COMMUNITY, GRID, city, read
from tests.rosters.conftest import Write

PERSONAL = (
    "13800000000",
    "110101199003078888",
    "11010119900307888X",
    "11010119900307888x",
    "110101900307888",
    "138 0000 0000",
    "138-0000-0000",
    "1-3-8-0-0-0-0-0-0-0-0",
    "+8613800000000",
    "+86 138 0000 0000",
    "+86-13800000000",
    "110101 19900307 8888",
    "110101-19900307-8888",
    "110101 900307 888",
    "1.38E+10",
    "1.3800000000E+10",
    "1.10101199003078E+17",
    "1.10101900307888E+14",
    "张三13800000000",
    "甲、13800000000",
    "330802001001 13800000000",
    "电话-138-0000-0000",
    "330802001001123456、110101199003078888",
)
NOT_PERSONAL = (
    "12800000000",
    "1380000000",
    "138000000000",
    "110101199013078888",
    "110101199002308888",
    f"110101{date.today() + timedelta(days=2):%Y%m%d}8888",  # noqa: DTZ011
    "110101189903078888",
    "91330800MA28F1234X",
    f"{COMMUNITY}123",
    f"{COMMUNITY}-12-1",
    "330802001001-0001",
    "330802007001-13-02-1101-001",
    "H-13-02-1101-001",
    "110101901307888",
    "2018-05-21",
    "3.30802001001E+11",
)
DIVISIONS = pl.Series([COMMUNITY])


@pytest.mark.parametrize("text", PERSONAL)
def test_a_personal_number_is_found_and_masked(text: str) -> None:
    assert holds_personal(pl.Series([text, None]), DIVISIONS).to_list() == [True, False]
    safe = mask(text, [COMMUNITY])
    assert "＊＊＊" in safe
    assert not holds_personal(pl.Series([safe]), DIVISIONS).any()
    assert not re.search("[0-9]{7}", safe.replace(COMMUNITY, "").replace("123456", ""))


@pytest.mark.parametrize("text", NOT_PERSONAL)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert not holds_personal(pl.Series([text]), DIVISIONS).any()
    assert mask(text, [COMMUNITY]) == text


@pytest.mark.parametrize(
    "text",
    [
        "１３８００００００００",
        "138\u200b0000\u20600000",
        "138\u30000000\u00a00000",
        "¹³⁸⁰⁰⁰⁰⁰⁰⁰⁰",
        "①③⑧0000 0000",
    ],
)
def test_a_disguise_in_a_heading_is_seen_through(text: str) -> None:
    assert "＊＊＊" in mask(text)
    assert "0000" not in mask(text)
    column = pl.DataFrame({"text": [text, None, "张三"]}).select(masked(pl.col("text"), []))["text"]
    assert column.to_list() == [mask(text), None, "张三"]


def test_fifteen_digits_that_begin_with_a_supplied_division_are_a_code(write: Write) -> None:
    homes = [*CITY["住户"], [f"{COMMUNITY}123", GRID]]
    reading = read(write(city(住户=homes)))
    assert not reading.has_errors
    twice = read(write(city(住户=[*homes, [f"{COMMUNITY}123", "WG3"]]))).problems
    assert twice.filter(code="duplicate-code")["value"].to_list() == [f"{COMMUNITY}123"]


def test_a_name_of_which_a_code_is_made_is_looked_at(write: Write) -> None:
    rows = [*CITY["社会组织"], [None, "热线13800000000", None, None]]
    problems = read(write(city(社会组织=rows))).problems.filter(severity="error")
    assert problems.select("code", "row", "column", "value").rows() == [
        ("personal-number", 3, "社会组织名称*", None)
    ]


def test_no_byte_that_is_written_or_shown_holds_a_personal_number(write: Write, tmp_path: Path) -> None:
    number, card = "13800000000", "110101199003078888"
    rosters = city(
        人员=[
            [*CITY["人员"][0], f"电话{number}", f"身份证{card}"],
            *([*row, number, card] for row in CITY["人员"][1:]),
            [card, "丁", None, f"D5、{number}"],
            ["P5", "戊", number],
            ["P6", "己", None, None, None, card],
            ["合计", number],
        ],
        住户=[*CITY["住户"], ["H9", GRID, number, card, number]],
        联户=[["名册 " + number], *CITY["联户"], [number, card, number]],
        活动=[
            *CITY["活动"],
            ["D3", GRID, "上门走访", "2018-12", number, card],
            ["D3", GRID, number, card, "1", "1", number],
        ],
    )
    rosters[f"通讯录{number}"] = [["姓名", "电话"], ["甲", number]]
    place = write(rosters)
    reading = read(place, keep_going=True)
    snapshot.save(assemble(reading), tmp_path / "store")
    write_problems(reading.problems, originals([place], reading.problems), tmp_path / "problems.xlsx")
    shown = [
        *map(str, reading.problems.rows()),
        *map(message, reading.problems.rows(named=True)),
        str(reading.sources),
    ]
    written = [path.read_bytes() for path in (tmp_path / "store").rglob("*") if path.is_file()]
    with zipfile.ZipFile(tmp_path / "problems.xlsx") as workbook:
        written += map(workbook.read, workbook.namelist())
    everything = "\n".join(shown).encode() + b"\n".join(written)
    for text in (number, card):
        assert text.encode() not in everything
    assert "＊＊＊".encode() in everything
