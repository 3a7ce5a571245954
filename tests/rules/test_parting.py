"""Judging part by part says what judging at once says, in every column."""

from datetime import date

import pytest
from polars.testing import assert_frame_equal

from tests.rules.by_parts import dice, parts_of, said, said_by_parts
from tests.rules.generate import DAYS, side_by_side


@pytest.mark.parametrize(("parts", "seeds", "day"), [(3, range(12), DAYS[0]), (40, range(12, 15), DAYS[1])])
def test_of_alliances_split_by_dice_the_parts_say_what_the_whole_says(
    parts: int, seeds: range, day: date
) -> None:
    whole = side_by_side(seeds)
    split = {part.code: part for part in parts_of(whole, dice(whole, parts, parts))}
    found = said_by_parts(split, day).drop("mark").sort("rule", "subject_label", "subject")
    assert_frame_equal(found, said(whole.at(day)))
