"""Whether cells repeat is told by some of them; which are different, by all."""

import polars as pl

from graphmodel.spreadsheets.repetition import LONG, any_twice, each_once, repeat, told_apart


def test_only_a_long_column_is_said_to_repeat() -> None:
    few = pl.Series(["甲", "乙"] * (LONG // 2))
    assert repeat(few)
    assert not repeat(few.head(LONG - 1))
    assert not repeat(pl.Series(map(str, range(LONG))))
    assert sorted(each_once(few)) == ["乙", "甲"]
    assert each_once(few.head(10)).equals(few.head(10))


def test_cells_are_told_apart_in_the_order_in_which_they_come_first() -> None:
    distinct, places = told_apart(pl.Series(["丙", None, "甲", "丙", "乙"]))
    assert distinct.to_list() == ["丙", "甲", "乙"]
    assert places.to_list() == [0, None, 1, 0, 2]


def test_nothing_is_there_twice_however_often_it_is() -> None:
    assert not any_twice(pl.Series(["甲", None, None]))
    assert any_twice(pl.Series(["甲", None, "甲"]))
