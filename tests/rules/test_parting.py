"""Judging part by part says what judging at once says, in every column."""

from datetime import date

import pytest
from polars.testing import assert_frame_equal

from graphmodel.rules.parting import judge_by_streets, judge_part
from tests.rules.by_parts import EVERY_RULE, dice, parts_of, said, said_by_parts
from tests.rules.generate import DAYS, side_by_side


@pytest.mark.parametrize(("parts", "seeds", "day"), [(3, range(12), DAYS[0]), (40, range(12, 15), DAYS[1])])
def test_of_alliances_split_by_dice_the_parts_say_what_the_whole_says(
    parts: int, seeds: range, day: date
) -> None:
    whole = side_by_side(seeds)
    split = {part.code: part for part in parts_of(whole, dice(whole, parts, parts))}
    found = said_by_parts(split, day).drop("mark").sort("rule", "subject_label", "subject")
    assert_frame_equal(found, said(whole.at(day)))


def test_a_part_says_street_by_street_what_it_says_at_once() -> None:
    whole = side_by_side(range(20, 23))
    part = parts_of(whole, dice(whole, 2, 7))[0]
    at_once, by_streets = (
        judge(part, DAYS[0], EVERY_RULE, snapshot="") for judge in (judge_part, judge_by_streets)
    )
    assert at_once.findings.height
    assert_frame_equal(by_streets.findings, at_once.findings)
    assert_frame_equal(by_streets.territory, at_once.territory, check_row_order=False)
    assert by_streets.failed == at_once.failed == {}
