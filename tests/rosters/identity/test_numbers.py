from __future__ import annotations

import polars as pl
import pytest

from graphmodel.rosters.cells import Cells
from graphmodel.rosters.identity.numbers import id_number, id_numbers, mobile_numbers, without_numbers
from graphmodel.spreadsheets.sheets import NUMBER, TEXT


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("33080119900101001X", "33080119900101001X"),
        ("33080119900101001x", "33080119900101001X"),
        ("330801 19900101 001X", "33080119900101001X"),
        ("330801900101001", "330801199001010014"),
        ("3308011990010100", None),
        ("330801********001X", None),
        ("已上报", None),
    ],
)
def test_an_id_card_number_is_its_18_characters(written: str, read: str | None) -> None:
    assert pl.select(id_number(pl.lit(written))).item() == read


def test_the_check_character_is_that_of_the_standard() -> None:
    old = pl.Series(["110105491231002", "440524800101001"])
    assert old.to_frame("old").select(id_number(pl.col("old"))).to_series().to_list() == [
        "11010519491231002X",
        "440524198001010013",
    ]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("13800000001", "13800000001"),
        ("138-0000-0001", "13800000001"),
        ("+86 138 0000 0001", "13800000001"),
        ("8613800000001", "13800000001"),
        ("13800000001.0", "13800000001"),
        ("0570-8888888 13800000001", "13800000001"),
        ("0570-8888888", None),
        ("12800000001", None),
        ("138000000012", None),
    ],
)
def test_a_mobile_number_is_11_digits(written: str, read: str | None) -> None:
    assert mobile_numbers(pl.Series([written])).to_list() == [read]


def test_a_card_number_that_a_spreadsheet_took_for_a_number_has_lost_its_end() -> None:
    raw = pl.Series(["330801199001010000", None])
    assert id_numbers(Cells(raw, NUMBER))["problem"].to_list() == ["bad-code", None]
    assert id_numbers(Cells(raw, TEXT))["value"].to_list() == ["330801199001010000", None]
    old = id_numbers(Cells(pl.Series(["330801900101001"]), pl.Series([NUMBER])))
    assert old.row(0) == ("330801199001010014", None)


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("张三13800000001", "张三"),
        ("张三(电话:13800000001)", "张三()"),
        ("张三 手机 +86 138-0000-0001", "张三 "),
        ("张三0570-8888888", "张三"),
        ("张三33080119900101001X", "张三"),
        ("第12支部/张三", "第12支部/张三"),
    ],
)
def test_a_text_without_numbers_keeps_the_rest(written: str, left: str) -> None:
    assert pl.select(without_numbers(pl.lit(written))).item() == left
