"""Not supplied is not empty: what counts as supplied, as absent, and as none."""

import pytest

from graphmodel.alliance import assemble
from tests.rosters.city import CITY, GRID, city, found, network, read
from tests.rosters.conftest import Write


def test_headings_alone_are_not_supplied(write: Write) -> None:
    reading = read(write(city(社会组织=CITY["社会组织"][:1])))
    assert "social_orgs" not in reading.rosters
    assert "social_orgs" not in reading.row_counts


def test_the_word_for_none_supplies_every_column_and_no_row(write: Write) -> None:
    for rest in ([], [["合计", 0]], [[" "]]):
        reading = read(write(city(党组织=[CITY["党组织"][0], [" 无 "], *rest], 任职=CITY["任职"][:1])))
        assert reading.row_counts["party_orgs"] == 0
        assert not {"COVERS", "LED_BY", "APPROVED_BY", "SEATED_IN"} & reading.absent_columns


def test_the_word_for_none_stands_for_columns_that_are_not_even_there(write: Write) -> None:
    reading = read(write({"党组织": [["党组织名称", "类型"], ["无"]]}))
    assert reading.problems.is_empty()
    assert reading.row_counts == {"party_orgs": 0}


def test_the_word_for_none_beside_rows_is_passed_over(write: Write) -> None:
    reading = read(write({**CITY, "社会组织二": [CITY["社会组织"][0], ["无"]]}))
    assert reading.row_counts["social_orgs"] == 1
    assert found(reading, "skipped-row") in (
        [("skipped-row", "社会组织二", 2, None, None)],
        [("skipped-row", None, 2, None, None)],
    )


def test_a_none_row_does_not_fill_the_columns_of_other_rows(write: Write) -> None:
    without = [["党组织名称", "类型"], ["甲党委", "机关党委"]]
    reading = read(write({"党组织": without, "党组织二": [CITY["党组织"][0], ["无"]]}))
    assert {"COVERS", "LED_BY", "APPROVED_BY", "SEATED_IN"} <= reading.absent_columns


def test_a_column_without_a_filled_cell_is_absent(write: Write) -> None:
    place = CITY["任职"][0].index("推荐党组织")
    for blank in (None, " ", "\u200b", "#N/A"):
        rows = [
            [blank if number and at == place else cell for at, cell in enumerate(row)]
            for number, row in enumerate(CITY["任职"])
        ]
        assert read(write(city(任职=rows))).absent_columns == {"recommended_by"}


def test_an_absent_column_holds_what_an_empty_cell_means(write: Write) -> None:
    said = network(read(write({"党组织": [["党组织名称", "类型"], ["甲党委", "机关党委"]]})))
    assert said["PartyOrg"][0][2:5] == ("organ_committee", "standalone", False)


def test_not_supplied_goes_on_through_required_references(write: Write) -> None:
    reading = read(write({title: rows for title, rows in CITY.items() if title != "区划"}))
    assert set(reading.row_counts) == {"party_orgs", "social_orgs", "people", "posts", "registrations"}
    named = reading.problems.filter(code="reference-not-supplied")
    assert named["row"].null_count() == named.height
    assert not reading.has_errors


def test_cells_of_a_roster_that_does_not_count_are_checked(write: Write) -> None:
    rows = [*CITY["住户"], ["H9", GRID, None, None, "满员"]]
    reading = read(write({"住户": rows}))
    assert "bad-choice" in reading.problems["code"].to_list()
    assert reading.row_counts == {}


def test_while_some_rosters_are_missing_an_unknown_reference_is_a_warning(write: Write) -> None:
    reading = read(write({title: rows for title, rows in CITY.items() if title != "网格"}))
    warnings = reading.problems.filter(code="unknown-reference")
    assert warnings["severity"].unique().to_list() == ["warning"]
    assert {tie[2] for tie in network(reading)["HOLDS"]} == {"PartyOrg"}
    assert reading.row_counts["posts"] == 3


def test_a_department_of_five_rosters_gets_its_answers(write: Write) -> None:
    few = {title: CITY[title] for title in ("区划", "小区", "网格", "任职")} | {
        "人员": [["人员编号"], ["P1"], ["P2"], ["P3"]]
    }
    reading = read(write(few))
    assert set(reading.row_counts) == {"divisions", "compounds", "grids", "people", "posts"}
    assert not reading.has_errors


@pytest.mark.parametrize(
    ("dates", "expected"), [(["2018-07-01", None], {True, False}), ([None, None], {None})]
)
def test_an_agreement_is_missing_only_where_others_have_one(
    dates: list[str | None], expected: set[bool | None], write: Write
) -> None:
    rows = [
        CITY["结对"][0],
        *([*row[:2], day, *row[3:]] for row, day in zip(CITY["结对"][1:], dates, strict=True)),
    ]
    paired = assemble(read(write(city(结对=rows)))).ties["PAIRED_WITH"]
    assert set(paired["has_agreement"]) == expected


def test_official_rows_that_are_no_place_are_counted(write: Write) -> None:
    reading = read(write(CITY))
    assert reading.left_out == {"divisions": 2}
    assert reading.row_counts["divisions"] == 5
