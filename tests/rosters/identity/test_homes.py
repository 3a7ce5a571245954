from __future__ import annotations

import hmac
from base64 import b32encode

import polars as pl
import pytest

from graphmodel.rosters.identity.homes import ADDRESS, address_parts, home_codes, homes_named
from tests.rosters.identity.people import key

HOMES = pl.DataFrame(
    [
        ("H1", "G1", "1", "1", "101"),
        ("H2", "G1", "1", "1", "102"),
        ("H3", "G1", "1", "2", "101"),
        ("H4", "G1", "2", None, "301"),
        ("H5", "G2", "1", "1", "101"),
        ("H6", "G1", "3", "1", "302"),
        ("H7", "G1", None, None, None),
    ],
    schema=["code", "grid", *ADDRESS],
    orient="row",
)


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("1幢", "1"),
        ("01栋", "1"),
        ("1号楼", "1"),
        ("２单元", "2"),
        ("0301室", "301"),
        ("301号", "301"),
        ("A幢", "A"),
        ("0", "0"),
        ("1.0", "1"),
        ("301 室", "301"),
        ("幢", None),
        (None, None),
    ],
)
def test_parts_of_an_address_are_compared_without_words_and_leading_zeros(
    written: str | None, compared: str | None
) -> None:
    assert address_parts(pl.Series([written], dtype=pl.String)).to_list() == [compared]


def test_a_long_column_is_read_like_a_short_one() -> None:
    rooms = pl.Series([f"0{number % 50}室" for number in range(30_000)])
    assert address_parts(rooms).to_list() == [str(number % 50) for number in range(30_000)]


def test_a_home_without_code_gets_one_of_grid_and_address() -> None:
    homes = HOMES.with_columns(code=pl.when(pl.col("code") == "H7").then("code"))
    codes = home_codes(homes, key())
    wanted = b32encode(hmac.digest(bytes(range(32)), b"home\nG1\n1\n2\n101", "sha256"))
    assert codes[2] == "h" + wanted.decode().lower()[:20]
    assert codes.n_unique() == HOMES.height
    assert codes[6] == "H7"


def test_a_home_without_grid_or_room_has_no_code() -> None:
    homes = pl.DataFrame(
        [(None, "G1", "1", "1", None), (None, None, "1", "1", "101")], schema=HOMES.schema, orient="row"
    )
    assert home_codes(homes, key()).to_list() == [None, None]


@pytest.mark.parametrize(
    ("written", "homes"),
    [
        ("1幢1单元101室", ["H1"]),
        ("01栋 1单元 0101", ["H1"]),
        ("1号楼1单元101号", ["H1"]),
        ("1-2-101", ["H3"]),
        ("1－2－101", ["H3"]),
        ("1幢2-101", ["H3"]),
        ("2幢301", ["H4"]),
        ("2-301", ["H4"]),
        ("3幢302", ["H6"]),
        ("H7", ["H7"]),
        ("1幢1单元101、102", ["H1", "H2"]),
        ("1幢1单元101；2单元101", ["H1", "H3"]),
        ("1-1-101，2-301", ["H1", "H4"]),
        ("1-1-101、H7、102", ["H1", "H7", "H2"]),
    ],
)
def test_an_address_is_looked_up_in_a_grid(written: str, homes: list[str]) -> None:
    found, problems = homes_named(_cells(written), _grids("G1"), HOMES)
    assert problems.is_empty()
    assert found["code"].to_list() == homes


@pytest.mark.parametrize(
    ("written", "grids", "problem"),
    [
        ("9幢1单元101", ["G1"], "unknown-reference"),
        ("1幢3单元101", ["G1"], "unknown-reference"),
        ("101", ["G1"], "unknown-reference"),
        ("x", ["G1"], "unknown-reference"),
        ("1-1-1-1", ["G1"], "unknown-reference"),
        ("1幢101", ["G1"], "ambiguous-reference"),
        ("1-1-101", ["G1", "G2"], "ambiguous-reference"),
        ("1-1-101", [], "missing-column"),
    ],
)
def test_an_address_that_leads_to_no_home_is_told_so(written: str, grids: list[str], problem: str) -> None:
    found, problems = homes_named(_cells(written), _grids(*grids), HOMES)
    assert problems["code"].to_list() == [problem]
    assert found.is_empty()


def test_every_grid_of_the_compound_is_looked_in() -> None:
    assert homes_named(_cells("1-2-101"), _grids("G1", "G2"), HOMES)[0]["code"].to_list() == ["H3"]


def _cells(written: str) -> pl.DataFrame:
    return pl.DataFrame({"raw": [written]}).with_row_index("cell")


def _grids(*grids: str) -> pl.DataFrame:
    return pl.DataFrame(
        [(0, grid) for grid in grids], schema={"cell": pl.UInt32, "grid": pl.String}, orient="row"
    )
