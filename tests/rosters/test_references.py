"""What a cell may call a thing, and what is said when it calls none, two, or one of another kind."""

from typing import Any

import pytest

from tests.rosters.city import (
    CITY,
    COMMUNITY,
    GRID,
    HOME,
    OTHER,
    Rows,
    city,
    clean_network,
    found,
    network,
    read,
)
from tests.rosters.conftest import Write


def added(roster: str, *rows: list[Any]) -> Rows:
    return [*CITY[roster], *rows]


def test_codes_go_before_names(write: Write) -> None:
    rows = added("小区", ["荷苑小区", "同名者", OTHER])
    said = network(read(write(city(小区=rows))))
    assert ("Grid", "荷苑小区/一网格", "Compound", "荷苑小区", None, None) in said["PART_OF"]


def test_a_code_borne_by_two_kinds_is_ambiguous(write: Write) -> None:
    rosters = city(人员=added("人员", ["D3", "丁"]))
    problems = read(write(rosters)).problems.filter(code="ambiguous-reference").rows(named=True)
    assert [(p["column"], p["value"]) for p in problems] == [("报到者*", "D3")] or not problems
    rosters = city(人员=added("人员", ["D3", "丁"]), 报到=added("报到", ["D3", "D3"]))
    problem = read(write(rosters)).problems.filter(code="ambiguous-reference").row(0, named=True)
    assert problem["column"] == "报到者*"
    assert problem["expected"] in {
        "人员 D3, 党组织 D3",
        "Party organisations D3, people D3",
        "people D3, Party organisations D3",
    }


def test_a_name_of_any_period_answers(write: Write) -> None:
    rows = [
        [*CITY["小区"][0], "失效日期"],
        *([*row, None] for row in CITY["小区"][1:]),
        ["XQ3", "老小区", OTHER, "2010-01-01"],
    ]
    reading = read(write(city(小区=rows, 网格=added("网格", ["WG9", "九网格", "老小区"]))))
    assert not reading.has_errors
    outlived = reading.problems.filter(code="outlives-its-end", column="所属小区*")
    assert outlived.select("row", "value", "expected").rows() == [(5, "XQ3", "…–2010-01-01")]


def test_a_row_with_errors_still_answers(write: Write) -> None:
    rows = [
        [*row, "也许" if row[1] == "城北社区" else None]
        if len(row) < 5
        else [*row[:4], "也许" if row[1] == "城北社区" else row[4]]
        for row in CITY["区划"]
    ]
    problems = read(write(city(区划=rows))).problems.filter(severity="error")
    assert problems["code"].to_list() == ["bad-yes-no"]


@pytest.mark.parametrize("level", ["六", None])
def test_a_division_of_unknown_level_still_answers(level: str | None, write: Write) -> None:
    rows = [[level if cell == "社区" else cell for cell in row] for row in CITY["区划"]]
    problems = read(write(city(区划=rows))).problems.filter(severity="error")
    assert problems["code"].unique().to_list() == ["bad-choice" if level else "missing-value"]


def test_the_other_row_of_a_repeated_code_still_answers_by_its_name(write: Write) -> None:
    rows = added("小区", ["XQ2", "菊苑二期", OTHER])
    problems = read(write(city(小区=rows, 网格=added("网格", ["WG9", "九网格", "菊苑二期"])))).problems
    assert problems.filter(severity="error")["code"].to_list() == ["duplicate-code"]


def test_a_row_with_a_wrong_part_answers_to_the_code_made_of_its_first_one(write: Write) -> None:
    grids = added("网格", [None, "九网格", "XQ2、没有的小区"], [None, "十网格", "没有的小区、XQ2"])
    homes = added("住户", ["H9", "XQ2/九网格"], ["H10", "九网格"], ["H11", "XQ2/十网格"])
    wrong = found(read(write(city(网格=grids, 住户=homes))), "unknown-reference")
    assert sorted((column, row, value) for _, _, row, column, value in wrong) == [
        ("所属小区*", 5, "没有的小区"),
        ("所属小区*", 6, "没有的小区"),
        ("所属网格*", 7, "XQ2/十网格"),
    ]


def test_a_table_with_a_missing_column_still_answers(write: Write) -> None:
    rows = [["小区代码", "小区名称*"], [f"{COMMUNITY}/荷苑小区", "荷苑小区"], ["XQ2", "菊苑小区"]]
    without_qualified = [
        [cell if cell != "柯城区/二网格" else "二网格" for cell in row] for row in CITY["住户"]
    ]
    problems = read(write(city(小区=rows, 住户=without_qualified))).problems.filter(severity="error")
    assert problems["code"].to_list() == ["missing-column"]


def test_names_of_posts_places_are_narrowed_by_the_post(write: Write) -> None:
    committee = ["D3x", "一网格", "网格党支部"]  # bears the name of a grid
    rosters = city(
        党组织=added("党组织", committee),
        任职=added("任职", ["P1", "网格长", "荷苑小区/一网格"], ["P1", "书记", "一网格"]),
    )
    reading = read(write(rosters))
    assert not reading.has_errors, reading.problems.rows()
    held = {tie[3] for tie in network(reading)["HOLDS"] if tie[1] == "P1"}
    assert {GRID, "D3x"} <= held


def test_registrations_are_narrowed_by_who_registers(write: Write) -> None:
    rows = added("报到", ["P3", COMMUNITY], ["D5", "D3"])
    problems = read(write(city(报到=rows))).problems.filter(severity="error")
    assert problems.select("code", "row", "column").rows() == [
        ("wrong-kind-of-reference", 4, "报到对象*"),
        ("wrong-kind-of-reference", 5, "报到对象*"),
    ]


def test_an_unknown_name_is_answered_with_the_nearest(write: Write) -> None:
    rows = added("网格", ["WG9", "九网格", "荷园小区"])
    problem = read(write(city(网格=rows))).problems.filter(code="unknown-reference").row(0, named=True)
    assert problem["expected"].endswith(("最接近：荷苑小区", "nearest: 荷苑小区"))


def test_texts_of_another_kind_take_no_place_among_those_for_which_names_are_proposed(write: Write) -> None:
    others = [[f"红色义工{number}队"] for number in range(400)]
    grids = [[f"WG{number}", f"{number}网格", name] for number, (name,) in enumerate(others, start=10)]
    rosters = city(
        社会组织=[["社会组织名称*"], *others], 网格=added("网格", *grids, ["WG9", "九网格", "荷园小区"])
    )
    problems = read(write(rosters)).problems.filter(column="所属小区*")
    assert problems["code"].value_counts().sort("count").rows() == [
        ("unknown-reference", 1),
        ("wrong-kind-of-reference", 400),
    ]
    assert problems.filter(code="unknown-reference")["expected"].item().endswith("nearest: 荷苑小区")


def test_no_name_of_a_person_is_proposed(write: Write) -> None:
    people = [[cell if cell != "甲" else "欧阳甲乙" for cell in row] for row in CITY["人员"]]
    rosters = city(
        人员=people, 任职=added("任职", ["欧阳甲丙", "网格长", GRID]), 报到=added("报到", ["欧阳甲丙", "D3"])
    )
    problems = read(write(rosters)).problems.filter(code="unknown-reference")
    assert problems.height == 2
    assert not problems["expected"].str.contains("欧阳").any()


def test_a_name_that_contains_a_slash_is_tried_whole(write: Write) -> None:
    rosters = city(
        小区=added("小区", ["XQ3", "荷苑/二期", OTHER]), 网格=added("网格", [None, "九/网→格", "荷苑/二期"])
    )
    said = network(read(write(rosters)))
    assert ("Grid", "XQ3/九_网_格", "Compound", "XQ3", None, None) in said["PART_OF"]


def test_a_list_in_a_cell_for_one_thing(write: Write) -> None:
    for text in (f"{GRID}、", f"{GRID}、荷苑小区/一网格"):
        rows = [[text if cell == GRID else cell for cell in row] for row in CITY["任职"]]
        assert network(read(write(city(任职=rows)))) == clean_network()
    rows = added("任职", ["P1、P2", "网格长", GRID], ["丁、戊", "网格长", GRID])
    problems = read(write(city(任职=rows))).problems.filter(severity="error")
    assert problems.select("code", "value").rows() == [
        ("second-parent", "P1、P2"),
        ("unknown-reference", "丁、戊"),
    ]


def test_the_first_wrong_part_of_a_list_is_named(write: Write) -> None:
    rows = added("网格", ["WG9", "九网格", "荷苑小区、桂苑、兰苑"])
    problems = read(write(city(网格=rows))).problems.filter(severity="error")
    assert problems.select("code", "row", "value").rows() == [("unknown-reference", 5, "桂苑")]


@pytest.mark.parametrize("nothing", ["、", " ；;", "\n，\n"])
def test_separators_alone_name_nothing(nothing: str, write: Write) -> None:
    people = added("人员", ["P9", None, None, nothing, nothing])
    said = read(write(city(人员=people)))
    assert not said.has_errors
    row = said.rosters["people"].rows.filter(id="P9")["uid"].item()
    assert all(row not in ties["uid"] for ties in said.rosters["people"].references.values())
    grids = added("网格", ["WG9", "九网格", nothing])
    problems = read(write(city(网格=grids))).problems.filter(severity="error")
    assert problems.select("code", "row", "column").rows() == [("missing-value", 5, "所属小区*")]


@pytest.mark.parametrize("outside", ["市外；", "市外、市外", "、市外"])
def test_outside_the_city_among_separators(outside: str, write: Write) -> None:
    reading = read(write(city(人员=added("人员", ["P9", None, None, None, outside]))))
    assert not reading.has_errors
    assert reading.rosters["people"].rows.filter(id="P9")["lives_outside"].to_list() == [True]


def test_outside_the_city_is_no_grid(write: Write) -> None:
    people = {person[0]: person[5] for person in network(read(write(CITY)))["Person"]}
    assert people == {"P1": False, "P2": True, "P3": None}
    without_grids = {"区划": CITY["区划"], "人员": CITY["人员"]}
    reading = read(write(without_grids))
    assert {p[0]: p[5] for p in network(reading)["Person"]} == {"P1": None, "P2": True, "P3": None}
    assert "LIVES_IN" in reading.absent_columns


def test_a_tie_of_a_home_is_resolved_among_homes_alone(write: Write) -> None:
    rosters = city(人员=added("人员", [HOME, "丁"]))
    assert not read(write(rosters)).has_errors


def test_a_thing_of_another_kind_is_told_whichever_roster_is_read_first(write: Write) -> None:
    compounds = [*CITY["小区"], [None, "菊苑", "三网格"]]
    problems = found(read(write(city(小区=compounds))), "wrong-kind-of-reference", "unknown-reference")
    assert [(problem[0], problem[2]) for problem in problems] == [("wrong-kind-of-reference", 4)]


def test_a_thing_of_another_kind_is_an_error_though_some_rosters_are_missing(write: Write) -> None:
    rosters = {name: CITY[name] for name in ("区划", "小区", "网格", "人员")}
    organisations = [["党组织名称", "类型", "覆盖对象"], ["某支部", "网格党支部", "P1"]]
    reading = read(write({**rosters, "党组织": organisations}))
    covers = reading.problems.filter(column="覆盖对象").select("code", "severity", "value").rows()
    assert covers == [("wrong-kind-of-reference", "error", "P1")]


NAMESAKES = added("人员", ["P8", "同名", "群众", "D3"], ["P9", "同名", "群众", "D5"])


@pytest.mark.parametrize(
    ("written", "person"),
    [
        ("荷苑小区网格党支部/同名", "P8"),
        ("D3/同名", "P8"),
        ("同名（荷苑小区网格党支部）", "P8"),
        ("同名（市教育局机关党委）", "P9"),
        ("府山街道党工委/同名", "P8"),
        ("同名(荷苑小区网格党支部、兼)", "P8"),
    ],
)
def test_a_person_may_be_qualified_by_the_unit(written: str, person: str, write: Write) -> None:
    posts = added("任职", [written, "网格长", GRID, None])
    ties = added("联户", [written, HOME, None])
    registered = added("报到", [written, "D3", 1])
    read_ = read(write(city(人员=NAMESAKES, 任职=posts, 联户=ties, 报到=registered)))
    assert not read_.has_errors
    for roster in ("posts", "household_ties", "registrations"):
        assert person in read_.rosters[roster].references["from"]["id"].to_list()


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("同名", "ambiguous-reference"),
        ("城北社区党委/同名(荷苑小区网格党支部)", None),
        ("市教育局第一支部/同名(荷苑小区网格党支部)", "unknown-reference"),
        ("同名(兼)", "unknown-reference"),
        ("城南社区党委/同名", "unknown-reference"),
        ("荷苑小区网格党支部/同名13800000001", "personal-number"),
    ],
)
def test_a_unit_that_does_not_fit_leads_to_nobody(written: str, code: str | None, write: Write) -> None:
    posts = added("任职", [written, "网格长", GRID, None])
    problems = read(write(city(人员=NAMESAKES, 任职=posts))).problems.filter(severity="error")
    assert problems["code"].to_list() == ([code] if code else [])


def test_namesakes_in_one_unit_are_ambiguous_by_it_too(write: Write) -> None:
    people = [*NAMESAKES, ["P7", "同名", "群众", "D3"]]
    posts = added("任职", ["D3/同名", "网格长", GRID, None])
    problem = read(write(city(人员=people, 任职=posts))).problems.filter(severity="error").row(0, named=True)
    assert (problem["code"], problem["value"]) == ("ambiguous-reference", "D3/同名")
    assert problem["expected"] == "people P7, people P8"
