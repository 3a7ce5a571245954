"""What ends before its time: which row is meant, and what is said when there is none."""

from pathlib import Path
from typing import Any

import pytest

from graphmodel.alliance import assemble
from graphmodel.ontology import ENDED, ROSTER, VALID_FROM, VALID_TO
from tests.rosters.city import CITY, GRID, HOME, Rows, city, found, network, read, write_text, write_texts
from tests.rosters.conftest import Write
from tests.rosters.test_repeats import timed

HEADINGS = ["名册", "起点", "终点", "职务", "终止日期"]
DAY = "2018-10-01"
POST = ["任职", "P1", GRID, "党建指导员", DAY]
PAIRING = ["结对", "D5", GRID, None, DAY]
REGISTRATION = ["报到", "P1", "D3", None, DAY]
CONTACT = ["联户", "P1", HOME, None, DAY]


def ending(*rows: list[Any], **changed: Rows) -> dict[str, Rows]:
    return city(终止=[HEADINGS, *rows], **changed)


def periods(reading: Any, relation: str) -> list[tuple[Any, ...]]:
    """From, to and period of every tie that has one, dates as texts."""
    ties = assemble(reading).ties[relation].select("from_id", "to_id", VALID_FROM.name, VALID_TO.name)
    return [
        (*ends, *(day and day.isoformat() for day in days))
        for *ends, first, last in ties.sort("from_id", "to_id", VALID_FROM.name).iter_rows()
        for days in [(first, last)]
        if any(days)
    ]


def test_a_row_of_each_of_the_four_rosters_ends(write: Write) -> None:
    reading = read(write(ending(POST, PAIRING, REGISTRATION, CONTACT)))
    assert not reading.has_errors
    assert reading.row_counts["endings"] == 4
    assert {relation: periods(reading, relation) for relation in ("HOLDS", "PAIRED_WITH")} == {
        "HOLDS": [("P1", GRID, None, DAY)],
        "PAIRED_WITH": [("D5", GRID, None, DAY)],
    }
    assert periods(reading, "REGISTERED_WITH") == [("P1", "D3", None, DAY)]
    assert periods(reading, "CONTACTS") == [("P1", HOME, None, DAY)]


def test_it_says_the_same_as_the_row_with_its_last_day(write: Write) -> None:
    rows = timed("结对")
    rows[2][-1] = DAY
    assert network(read(write(ending(PAIRING)))) == network(read(write(city(结对=rows))))


@pytest.mark.parametrize("choice", ENDED, ids=lambda choice: choice.value)
def test_the_rosters_that_end_have_two_ends_and_a_word(choice: Any) -> None:
    assert ROSTER[choice.value].of_ties
    assert choice.title.zh == ROSTER[choice.value].title.zh


def test_of_several_periods_the_one_live_on_the_day_ends(write: Write) -> None:
    pair = ["D5", "菊苑小区", None, None, None]
    years = [("2015-01-01", "2016-01-01"), ("2018-10-01", None)]
    rows = timed("结对", *([*pair, *year] for year in years))
    reading = read(write(ending(["结对", "D5", "菊苑小区", None, "2018-10-01"], 结对=rows)))
    assert not reading.has_errors
    assert periods(reading, "PAIRED_WITH") == [
        ("D5", "XQ2", "2015-01-01", "2016-01-01"),
        ("D5", "XQ2", "2018-10-01", "2018-10-01"),
    ]


def test_of_two_days_the_earlier_counts_in_whatever_order(tmp_path: Path) -> None:
    for number, days in enumerate((("2018-03-01", DAY), (DAY, "2018-03-01"))):
        folder = write_texts(tmp_path / str(number), CITY)
        for file, day in zip(("0.csv", "龥.csv"), days, strict=True):
            write_text(folder / file, [HEADINGS, [*PAIRING[:4], day]])
        reading = read(folder)
        assert not reading.has_errors
        assert periods(reading, "PAIRED_WITH") == [("D5", GRID, None, "2018-03-01")]


def test_a_row_that_was_left_out_stays_out(write: Write) -> None:
    pair = ["D5", "菊苑小区", None, None, None]
    rows = timed("结对", [*pair, None, None], [*pair, "2018-11-01", None])
    reading = read(write(ending(["结对", "D5", "菊苑小区", None, DAY], 结对=rows)))
    assert [problem[2] for problem in found(reading, "duplicate-row")] == [5]
    assert periods(reading, "PAIRED_WITH") == [("D5", "XQ2", None, DAY)]


def test_an_ending_of_no_row_is_an_error_at_the_end(write: Write) -> None:
    missing = ["结对", "D5", "菊苑小区", None, DAY]
    other_post = ["任职", "P1", GRID, "楼道长", DAY]
    reading = read(write(ending(PAIRING, missing, other_post)))
    assert [problem[2:] for problem in found(reading, "unknown-reference")] == [
        (3, "终点", "菊苑小区"),
        (4, "终点", GRID),
    ]
    assert list(reading.originals()), "the sheet goes with the list"
    kept = read(write(ending(PAIRING, missing)), keep_going=True)
    assert kept.row_counts["endings"] == 1
    assert periods(kept, "PAIRED_WITH") == [("D5", GRID, None, DAY)]
    assert "endings" not in read(write(ending(missing)), keep_going=True).row_counts


def test_a_row_that_was_no_longer_held_cannot_end(write: Write) -> None:
    rows = timed("结对")
    rows[2][-1] = "2018-09-01"
    assert found(read(write(ending(PAIRING, 结对=rows))), "unknown-reference")


def test_a_tie_to_what_has_closed_can_end(write: Write) -> None:
    rows = [[*row, None] for row in CITY["网格"]]
    rows[0][-1], rows[1][-1] = "失效日期", "2018-05-01"
    reading = read(write(ending(PAIRING, 网格=rows)))
    assert periods(reading, "PAIRED_WITH") == [("D5", GRID, None, DAY)]
    assert warned(reading, "结对对象*"), "until then it lasted longer"
    assert not warned(reading, "终点*"), "what ends makes no tie"
    rows[1][-1] = DAY
    assert not warned(read(write(ending(PAIRING, 网格=rows))), "结对对象*")


def warned(reading: Any, column: str) -> bool:
    return column in {problem[3] for problem in found(reading, "outlives-its-end")}


def test_ends_are_looked_for_as_in_the_roster_named(write: Write) -> None:
    wrong: Rows = [
        ["结对", "P1", GRID, None, DAY],
        ["任职", "P1", "D3", "网格长", DAY],
        ["报到", "P1", "城北社区", None, DAY],
        ["联户", "P1", GRID, None, DAY],
    ]
    reading = read(write(ending(*wrong)))
    assert [problem[2:4] for problem in found(reading, "wrong-kind-of-reference")] == [
        (2, "起点"),
        (3, "终点"),
        (4, "终点"),
        (5, "终点"),
    ]


def test_the_post_is_needed_for_a_post_and_not_read_elsewhere(write: Write) -> None:
    reading = read(write(ending([*POST[:3], None, DAY], [*PAIRING[:3], "书记", DAY])))
    assert found(reading, "missing-value") == [
        ("missing-value", reading.problems["sheet"][0], 2, "职务", None)
    ]
    assert [problem[2:] for problem in found(reading, "ignored-value")] == [(3, "职务", "书记")]
    assert not found(reading, "unknown-reference")
    headings, post, pairing = ([*row[:3], row[4]] for row in (HEADINGS, POST, PAIRING))
    assert not read(write(city(终止=[headings, pairing]))).has_errors
    missing = found(read(write(city(终止=[headings, post]))), "missing-value")
    assert [problem[2:4] for problem in missing] == [(2, "职务")]


def test_a_repeated_ending_counts_once(write: Write) -> None:
    reading = read(write(ending(PAIRING, PAIRING, POST)))
    assert [problem[2] for problem in found(reading, "duplicate-row")] == [3]
    assert reading.row_counts["endings"] == 2


def test_endings_are_no_roster_of_the_alliance(write: Write) -> None:
    assert "endings" not in assemble(read(write(ending(PAIRING)))).supplied
