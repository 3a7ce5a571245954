"""The same thing twice, the same tie twice; and what is left out with ``--keep-going``."""

from pathlib import Path
from typing import Any

from tests.rosters.city import CITY, GRID, HOME_3, Rows, city, found, network, read, write_text, write_texts
from tests.rosters.conftest import Write


def timed(roster: str, *rows: list[Any]) -> Rows:
    """A roster with a period; its own rows have none."""
    first, *rest = CITY[roster]
    return [[*first, "生效日期", "失效日期"], *([*row, None, None] for row in rest), *rows]


def test_a_row_of_another_file_may_be_the_later_one(tmp_path: Path) -> None:
    write_texts(tmp_path, CITY)
    write_text(tmp_path / "龥.csv", [["姓名", "人员编号", "备注"], ["丁", "P1", "x"], ["戊", "P4", None]])
    problems = read(tmp_path).problems.filter(code="duplicate-code").rows(named=True)
    assert [(p["file"], p["row"], p["expected"]) for p in problems] == [("龥.csv", 2, "人员.csv row 2")]


def test_remarks_make_no_difference(write: Write) -> None:
    rows = [
        [*CITY["人员"][0], "备注"],
        *([*row, str(n)] for n, row in enumerate([*CITY["人员"][1:], CITY["人员"][1]])),
    ]
    reading = read(write(city(人员=rows)))
    assert [problem[0] for problem in found(reading, "duplicate-row", "duplicate-code")] == ["duplicate-row"]
    assert reading.row_counts["people"] == 3


def test_codes_filled_in_may_repeat_too(write: Write) -> None:
    rows = [*CITY["小区"], [None, "荷苑小区", "330802001001"]]
    problems = found(read(write(city(小区=rows))), "duplicate-code")
    assert [problem[2:] for problem in problems] == [(4, "小区代码", "330802001001/荷苑小区")]


def test_ties_may_repeat_when_their_periods_do_not_overlap(write: Write) -> None:
    holds = ["P1", "楼道长", GRID, None]
    years = [
        ("2015-01-01", "2016-01-01"),
        ("2016-01-01", "2017-01-01"),
        (None, "2015-01-01"),
        ("2017-01-01", None),
    ]
    reading = read(write(city(任职=timed("任职", *([*holds, *year] for year in years)))))
    assert reading.row_counts["posts"] == 7
    again = [("2016-06-01", "2016-07-01"), ("2014-12-31", "2015-01-02")]
    reading = read(write(city(任职=timed("任职", *([*holds, *year] for year in (*years, *again))))))
    assert [problem[2] for problem in found(reading, "duplicate-row")] == [9, 10]
    assert reading.row_counts["posts"] == 7


def test_a_sound_tie_stays_when_the_one_it_repeats_is_left_out(write: Write) -> None:
    holds = ["P1", "楼道长", GRID, None]
    years = [("昨天", None), ("2016-01-01", "2017-01-01"), ("2016-06-01", None), ("昨天", None)]
    place = write(city(任职=timed("任职", *([*holds, *year] for year in years))))
    reading = read(place, keep_going=True)
    assert [problem[2] for problem in found(reading, "bad-date")] == [5, 8]
    assert [problem[2] for problem in found(reading, "duplicate-row")] == [7]
    assert 6 in reading.rosters["posts"].rows["row"]


def test_a_sound_tie_stays_when_the_one_it_repeats_points_to_a_row_with_errors(write: Write) -> None:
    organisations = [*CITY["党组织"], ["D9", "某某支部", "不是一种", *[None] * (len(CITY["党组织"][0]) - 3)]]
    posts = [*CITY["任职"], ["P1", "楼道长", GRID, "D9"], ["P1", "楼道长", GRID, None]]
    reading = read(write(city(党组织=organisations, 任职=posts)), keep_going=True)
    kept = reading.rosters["posts"].rows["row"].to_list()
    assert len(posts) in kept
    assert len(posts) - 1 not in kept


def test_a_tie_that_is_left_out_makes_no_later_one_a_repetition(write: Write) -> None:
    holds = ["P1", "楼道长", GRID, None]
    years = [("2015-01-01", "2016-01-01"), ("2015-06-01", "2017-01-01"), ("2016-06-01", "2018-01-01")]
    reading = read(write(city(任职=timed("任职", *([*holds, *year] for year in years)))))
    assert [problem[2] for problem in found(reading, "duplicate-row")] == [6]


def test_what_identifies_a_tie(write: Write) -> None:
    rosters = city(
        任职=[*CITY["任职"], ["P1", "党建指导员", GRID, None], ["P1", "红管家", GRID, "D5"]],
        联户=[*CITY["联户"], ["P3", HOME_3, "2018-01"], ["丙", HOME_3, "2018-02"]],
        活动=[
            *CITY["活动"],
            ["D3", GRID, "上门走访", "2018-12", 1],
            ["D3", "一网格", "上门走访", "2018年12月", 2],
        ],
    )
    problems = [
        (code, row, column) for code, _, row, column, _ in found(read(write(rosters)), "duplicate-row")
    ]
    assert sorted(problems) == [
        ("duplicate-row", 5, "人员*"),
        ("duplicate-row", 5, "党组织*"),
        ("duplicate-row", 5, "人员*"),
    ] or sorted(problems) == [
        ("duplicate-row", 5, "人员*"),
        ("duplicate-row", 5, "人员*"),
        ("duplicate-row", 5, "党组织*"),
    ]


def test_keeping_going_leaves_out_what_points_to_what_is_left_out(write: Write) -> None:
    grids = [*CITY["网格"][:3], ["WG3", "三网格", "荷苑小区、桂苑"]]
    place = write(city(网格=grids))
    reading = read(place, keep_going=True)
    assert reading.has_errors
    assert reading.row_counts["grids"] == 2
    assert reading.row_counts["posts"] == 2
    pointing = reading.problems.filter(code="unknown-reference", column="任职对象*")
    assert pointing.select("row", "value").rows() == [(4, "WG3")]
    assert "WG3" not in str(network(reading))
    assert read(place).row_counts["grids"] == 3


def test_a_roster_of_which_no_row_is_sound_counts_as_not_supplied(write: Write) -> None:
    posts = [[row[0], *row[2:]] for row in CITY["任职"]]
    reading = read(write(city(任职=posts)), keep_going=True)
    assert "posts" not in reading.rosters
    assert "recommended_by" in reading.absent_columns


def test_rows_with_cells_beyond_the_headings_are_left_out(write: Write) -> None:
    reading = read(write(city(人员=[*CITY["人员"], ["P4", *[None] * 6, "多", "余"]])), keep_going=True)
    assert [(code, row, value) for code, _, row, _, value in found(reading, "too-many-cells")] == [
        ("too-many-cells", 5, "余"),
        ("too-many-cells", 5, "多"),
    ] or [row for _, _, row, _, _ in found(reading, "too-many-cells")] == [5, 5]
    assert reading.row_counts["people"] == 3
