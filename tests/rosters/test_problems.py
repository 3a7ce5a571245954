"""Every kind of problem, in a workbook and in a text file, with row and column as the spreadsheet shows them."""

import itertools
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
import pytest

from graphmodel.language import Language, speaking
from graphmodel.rosters import message
from graphmodel.rosters.problems import SORTS, messages
from tests.rosters.city import (
    CITY,
    COMMUNITY,
    GRID,
    HOME,
    OTHER,
    Rows,
    city,
    clean_network,
    clean_reading,
    network,
    read,
)
from tests.rosters.conftest import Write


class Case(NamedTuple):
    """What is wrong in one roster, and the problem expected: its row, column and value."""

    code: str
    roster: str
    rows: Rows
    row: int | None
    column: str | None
    value: str | None = None
    severity: str = "error"


def added(roster: str, *rows: list[Any]) -> Rows:
    return [*CITY[roster], *rows]


def headed(roster: str, *headings: str, cells: tuple[Any, ...] = ()) -> Rows:
    """A roster with further columns."""
    first, *rest = CITY[roster]
    return [[*first, *headings], *([*row, *cells] for row in rest)]


def without(roster: str, column: str) -> Rows:
    place = CITY[roster][0].index(column)
    return [row[:place] + row[place + 1 :] for row in CITY[roster]]


LONG = "长" * 1001

CASES = (
    Case("missing-column", "任职", without("任职", "职务*"), None, "职务"),
    Case("duplicate-column", "小区", headed("小区", "小区名称"), None, "小区名称"),
    Case(
        "dropped-column", "人员", headed("人员", "身份证号", cells=("x",)), None, "身份证号", None, "warning"
    ),
    Case("missing-value", "小区", added("小区", ["XQ3", None, OTHER]), 4, "小区名称*"),
    Case("missing-value", "住户", added("住户", ["#REF!", GRID]), 5, "户编号*"),
    Case("bad-code", "人员", added("人员", ["P→4"]), 5, "人员编号*", "P→4"),
    Case("bad-code", "人员", added("人员", ["3.308E+11"]), 5, "人员编号*", "3.308E+11"),
    Case("personal-number", "人员", added("人员", ["110101199003078888"]), 5, "人员编号*"),
    Case("personal-number", "住户", added("住户", ["H9", GRID, "138 0000 0000"]), 5, "楼栋"),
    Case("personal-number", "联户", added("联户", ["P1", "+86-13800000000"]), 4, "户编号*"),
    Case("duplicate-code", "人员", added("人员", ["P1", "丁"]), 5, "人员编号*", "P1"),
    Case("duplicate-row", "人员", added("人员", CITY["人员"][1]), 5, "人员编号*", "P1", "warning"),
    Case("duplicate-row", "联户", added("联户", ["P1", HOME, "2018-10"]), 4, "人员*", None, "warning"),
    Case("bad-choice", "任职", added("任职", ["P3", "队长", "D3"]), 5, "职务*", "队长"),
    Case(
        "bad-date",
        "党组织",
        added("党组织", [None, "甲支部", "其他", *[None] * 6, "2018-02-30"]),
        7,
        "成立日期",
        "2018-02-30",
    ),
    Case("bad-month", "联户", added("联户", ["P3", HOME, "2018-13"]), 4, "最近联系月份", "2018-13"),
    Case("bad-count", "报到", added("报到", ["P2", "D3", "1,000"]), 4, "认领数", "1,000"),
    Case(
        "bad-count", "活动", added("活动", ["D3", GRID, "上门走访", "2018-10", 1, 2]), 4, "其中周二次数", "2"
    ),
    Case("bad-yes-no", "人员", added("人员", ["P4", *[None] * 4, "也许"]), 5, "是否党务干部", "也许"),
    Case(
        "unknown-reference",
        "小区",
        added("小区", ["XQ3", "桂苑小区", "城东社区"]),
        4,
        "所属社区*",
        "城东社区",
    ),
    Case(
        "wrong-kind-of-reference",
        "小区",
        added("小区", ["XQ3", "桂苑小区", "府山街道"]),
        4,
        "所属社区*",
        "府山街道",
    ),
    Case("wrong-kind-of-reference", "任职", added("任职", ["P1", "网格长", "D3"]), 5, "任职对象*", "D3"),
    Case(
        "second-parent",
        "小区",
        added("小区", ["XQ3", "桂苑小区", f"{COMMUNITY}、{OTHER}"]),
        4,
        "所属社区*",
        f"{COMMUNITY}、{OTHER}",
    ),
    Case("too-many-cells", "小区", added("小区", ["XQ3", "桂苑小区", OTHER, "多余"]), 4, None, "多余"),
    Case("too-long", "小区", added("小区", ["XQ3", LONG, OTHER]), 4, "小区名称*", LONG[:200] + "…"),
    Case(
        "ends-before-start",
        "住户",
        added("住户", ["H9", GRID, *[None] * 3, "2018-05-21", "2018-05-21"]),
        5,
        "失效日期",
        "2018-05-21",
    ),
    Case(
        "ignored-value",
        "党组织",
        added("党组织", ["D6", "甲支部", "其他", None, None, COMMUNITY]),
        7,
        "所在街道或社区",
        COMMUNITY,
        "warning",
    ),
    Case(
        "outlives-its-end",
        "联户",
        added("联户", ["P3", "H0002", "2018-10"]),
        4,
        "户编号*",
        "H0002",
        "warning",
    ),
    Case(
        "skipped-row",
        "小区",
        added("小区", [], ["合 计", 2], [], ["填表人:", "13800000000"]),
        7,
        None,
        None,
        "warning",
    ),
    Case("skipped-row", "小区", added("小区", ["无"]), 4, None, None, "warning"),
    Case("skipped-row", "小区", added("小区", CITY["小区"][0]), 4, None, None, "warning"),
    Case(
        "ask-retired",
        "党组织",
        added("党组织", ["D6", "市教育局离退休支部", "其他"]),
        7,
        "是否离退休",
        None,
        "warning",
    ),
    Case("empty-roster", "社会组织", CITY["社会组织"][:1], None, None, None, "warning"),
)
HARMLESS = {"dropped-column", "skipped-row"}
"""Problems with which the network is the clean one."""


def together(cases: Iterable[Case]) -> list[tuple[Case, ...]]:
    """Cases of different rosters, as many as may be: few cities are read, and each case is in one of them."""
    cities: list[dict[str, Case]] = []
    for case in cases:
        free = (
            city
            for city in cities
            if case.roster not in city
            and all((case.code in HARMLESS) == (other.code in HARMLESS) for other in city.values())
        )
        chosen = next(free, None)
        if chosen is None:
            cities.append(chosen := {})
        chosen[case.roster] = case
    return [tuple(city.values()) for city in cities]


def named(cases: tuple[Case, ...]) -> str:
    return ", ".join(f"{CASES.index(case)}-{case.code}" for case in cases)


@pytest.mark.parametrize("cases", together(CASES), ids=named)
def test_a_problem_names_file_sheet_row_and_column_and_nothing_else_is_wrong(
    cases: tuple[Case, ...], write_either: Write
) -> None:
    place = write_either(city(**{case.roster: case.rows for case in cases}))
    reading = read(place)
    for case in cases:
        file, sheet = (f"{case.roster}.csv", None) if place.is_dir() else (place.name, case.roster)
        here = [
            (problem["value"], problem["severity"])
            for problem in reading.problems.filter(code=case.code, file=file).rows(named=True)
            if (problem["sheet"], problem["row"], problem["column"]) == (sheet, case.row, case.column)
        ]
        assert here == [(case.value, case.severity)], case
    clean = clean_reading().problems
    new = reading.problems.join(clean, on=["code", "row", "column"], how="anti", nulls_equal=True)
    codes = {case.code for case in cases}
    of_both_columns = {"bad-code"} if "duplicate-column" in codes else set()
    assert set(new["code"]) <= codes | {"skipped-row"} | of_both_columns
    wrong = {case.roster for case in cases if case.severity == "error"}
    roster = pl.coalesce("sheet", pl.col("file").str.strip_suffix(".csv"))
    assert set(new.filter(severity="error").select(roster).to_series()) == wrong
    assert reading.has_errors == bool(wrong)
    if {case.code for case in cases} <= HARMLESS:
        assert network(reading) == clean_network()


def test_an_ambiguous_name_lists_roster_and_code_of_each(write: Write) -> None:
    rows = added("小区", ["XQ3", "荷苑小区", OTHER])
    problems = read(write(city(小区=rows))).problems.filter(code="ambiguous-reference").rows(named=True)
    assert problems[0]["column"] == "所属小区*"
    assert problems[0]["value"] == "荷苑小区"
    assert problems[0]["expected"] in {
        f"小区 {COMMUNITY}/荷苑小区, 小区 XQ3",
        f"compounds {COMMUNITY}/荷苑小区, compounds XQ3",
    }


def test_headings_of_two_rosters_are_ambiguous(write: Write) -> None:
    both = [["人员*", "户编号*", "职务*", "任职对象*"], ["P1", HOME, "网格长", GRID]]
    problems = read(write({"混合": both})).problems
    assert problems["code"].to_list() == ["ambiguous-roster"]
    assert problems["row"].to_list() == [None]


def test_a_sheet_beside_rosters_is_a_warning_and_a_file_alone_an_error(write_either: Write) -> None:
    strange: Rows = [["品名", "数量"], ["笔", 3]]
    problems = read(write_either(city(采购=strange))).problems.filter(code="unknown-roster").rows(named=True)
    assert [p["severity"] for p in problems] == ["warning" if problems[0]["sheet"] else "error"]
    alone = read(write_either({"采购": strange})).problems.filter(code="unknown-roster")
    assert "error" in alone["severity"].to_list()


def test_a_roster_not_supplied_is_named_once_for_each_column_that_needs_it(write: Write) -> None:
    reading = read(write({"区划": CITY["区划"], "人员": CITY["人员"]}))
    problems = reading.problems.filter(code="reference-not-supplied")
    assert problems.select("row", "column").rows() == [(None, "居住网格"), (None, "所在党组织")]
    assert {"MEMBER_OF", "LIVES_IN"} <= reading.absent_columns


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_problem_is_worded_in_both_languages(language: Any) -> None:
    for code, row, value in itertools.product(SORTS, (None, 3), ("队长", "√", None)):
        facts = {"code": code, "row": row, "column": "职务", "value": value, "expected": "书记"}
        with speaking(language):
            sentence = message(facts)
        assert sentence
        assert "{" not in sentence
        assert row is None or code not in _SHOW_NO_VALUE or value or not re.search("“”|''", sentence)


_SHOW_NO_VALUE = ("bad-code", "duplicate-code", "unknown-reference", "ambiguous-reference")
"""What may be told of cells that are never shown."""


@pytest.mark.parametrize(("spoken", "reason"), [("zh", "文件是空的"), ("en", "the file has 0 bytes")])
def test_what_a_thread_finds_in_a_file_is_said_in_the_language_of_the_reader(
    spoken: Language, reason: str, tmp_path: Path
) -> None:
    (tmp_path / "区划.xlsx").touch()
    with speaking(spoken):
        problems = read(tmp_path).problems
    assert reason in problems["expected"].item()


def test_a_row_that_was_passed_over_is_named_by_the_word_it_begins_with(write: Write) -> None:
    rows = added("小区", CITY["小区"][0], ["无"], ["【示例】甲"], ["合 计", 2], ["填表人：张三"])
    skipped = read(write(city(小区=rows))).problems.filter(code="skipped-row")
    assert skipped["expected"].to_list() == ["小区代码", "无", "【示例】", "合计", "填表人"]
    assert skipped["value"].null_count() == skipped.height
    assert "张三" not in "".join(messages(skipped))


def test_two_numbers_in_columns_that_are_not_read_are_no_empty_row(write: Write) -> None:
    rows = [[*CITY["社会组织"][0], "序号", "人数"], [None] * 4 + [1, 5], [None] * 4 + [2, None]]
    problems = read(write(city(社会组织=rows))).problems.filter(code="missing-value")
    assert problems["row"].to_list() == [2]


def test_two_references_of_a_tie_are_two_rows(write: Write) -> None:
    rows = added("任职", ["P1", "网格长", f"{GRID}、三网格"])
    problem = read(write(city(任职=rows))).problems.filter(code="second-parent")
    assert problem["expected"].to_list()[0] in {"每个各写一行", "write a row for each"}


@pytest.mark.parametrize(("written", "point"), [("网\u0433长", "U+0433"), ("网格\u0555", "U+0555")])
def test_a_letter_that_only_looks_like_another_is_named(written: str, point: str, write: Write) -> None:
    problems = read(write(city(任职=added("任职", ["P1", written, GRID])))).problems.filter(code="bad-choice")
    assert point in next(iter(messages(problems)))


def test_no_letter_is_odd_where_another_word_is_meant(write: Write) -> None:
    problems = read(write(city(任职=added("任职", ["P1", "网格员", GRID])))).problems.filter(
        code="bad-choice"
    )
    assert "U+" not in next(iter(messages(problems)))
