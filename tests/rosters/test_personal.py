"""Personal numbers in rosters: refused, and shown nowhere."""

import zipfile
from pathlib import Path

import pytest

from graphmodel.alliance import assemble
from graphmodel.rosters import message
from graphmodel.stores import snapshot
from graphmodel.workbooks.problem_list import write_problems
from tests.rosters.city import CITY, COMMUNITY, GRID, city, read
from tests.rosters.conftest import Write


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


NAMED = {
    "人员": ["P9", "张三13800000000"],
    "小区": ["XQ9", "荷苑138 0000 0000", COMMUNITY],
    "党组织": ["D9", "热线１３８００００００００", "其他"],
}


@pytest.mark.parametrize("roster", NAMED)
def test_a_name_is_looked_at_whoever_bears_it(roster: str, write: Write) -> None:
    rows = [*CITY[roster], NAMED[roster]]
    problems = read(write(city(**{roster: rows}))).problems.filter(severity="error")
    assert problems.select("code", "row", "value").rows() == [("personal-number", len(rows), None)]


def test_a_former_name_and_a_waiver_are_looked_at(write: Write) -> None:
    divisions = [[*CITY["区划"][0], "曾用名"], *CITY["区划"][1:]]
    divisions[-1] = [
        *divisions[-1],
        *[None] * (len(divisions[0]) - 1 - len(divisions[-1])),
        "老名13800000000",
    ]
    waivers = [
        ["规则", "对象", "理由", "批准人", "起", "止"],
        ["R25", GRID, "问13800000000", "李110101199003078888", "2018-01-01", "2019-01-01"],
    ]
    problems = read(write(city(区划=divisions, 豁免=waivers))).problems.filter(code="personal-number")
    assert set(problems["column"]) == {"曾用名", "批准人", "理由"}


def test_no_byte_that_is_written_or_shown_holds_a_personal_number(
    write_either: Write, tmp_path: Path
) -> None:
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
    place = write_either(rosters)
    reading = read(place, keep_going=True)
    snapshot.save(assemble(reading), tmp_path / "store")
    write_problems(reading.problems, reading.originals(), tmp_path / "problems.xlsx")
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
