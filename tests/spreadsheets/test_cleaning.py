"""What looks the same is the same text, by columns and one by one."""

import unicodedata

import polars as pl
import pytest

from graphmodel.spreadsheets.cleaning import clean_text, cleaned, has_content, shown
from graphmodel.spreadsheets.radicals import LETTERS


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("松\u2edb小区", "松风小区"),
        ("\u2f08\u2ea0网格\u2ed3", "人民网格长"),
        ("城\ufe00北\U000e0101社\u180b区", "城北社区"),
        (" 荷苑\u3000小区\u200b", "荷苑 小区"),
    ],
)
def test_radicals_and_selectors_are_the_letters_they_look_like(written: str, read: str) -> None:
    assert clean_text(written) == read
    assert cleaned(pl.Series([written])).to_list() == [read]


def test_nothing_is_seen_of_a_selector_alone() -> None:
    assert cleaned(pl.Series(["\ufe0f"])).to_list() == [None]


def test_a_column_shows_what_each_of_its_cells_shows() -> None:
    letters = " !~\x7f\x85\xad\u200b\u3000\u4dff\u4e00\u9fa5\u9fa6\ufe0f\ufeff\uffff\U00020000\U000e0100"
    cells = pl.Series([None, "", *letters, *(one + other for one in letters for other in letters)])
    assert shown(cells).equals(pl.select(has_content(pl.lit(cells))).to_series(), null_equal=True)


def test_every_radical_has_a_letter_in_its_place() -> None:
    assert len(LETTERS) == 114
    assert all(unicodedata.name(radical).startswith("CJK RADICAL") for radical in LETTERS)
    assert all(letter >= "\u3400" for letter in LETTERS.values())
