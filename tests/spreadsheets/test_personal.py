"""Personal numbers: found in every disguise, and masked."""

import re
from datetime import date, timedelta

import polars as pl
import pytest

from graphmodel.spreadsheets.personal import holds_personal, mask, masked

COMMUNITY = "330802001001"
PERSONAL = (
    "13800000000",
    "110101199003078888",
    "11010119900307888X",
    "11010119900307888x",
    "110101900307888",
    "138 0000 0000",
    "138-0000-0000",
    "1-3-8-0-0-0-0-0-0-0-0",
    "+8613800000000",
    "+86 138 0000 0000",
    "+86-13800000000",
    "110101 19900307 8888",
    "110101-19900307-8888",
    "110101 900307 888",
    "1.38E+10",
    "1.3800000000E+10",
    "1.10101199003078E+17",
    "1.10101900307888E+14",
    "张三13800000000",
    "甲、13800000000",
    "330802001001 13800000000",
    "电话-138-0000-0000",
    "330802001001123456、110101199003078888",
)
NOT_PERSONAL = (
    "12800000000",
    "1380000000",
    "138000000000",
    "110101199013078888",
    "110101199002308888",
    f"110101{date.today() + timedelta(days=2):%Y%m%d}8888",  # noqa: DTZ011
    "110101189903078888",
    "91330800MA28F1234X",
    f"{COMMUNITY}123",
    f"{COMMUNITY}-12-1",
    "330802001001-0001",
    "330802007001-13-02-1101-001",
    "H-13-02-1101-001",
    "110101901307888",
    "2018-05-21",
    "3.30802001001E+11",
)
DIVISIONS = pl.Series([COMMUNITY])


@pytest.mark.parametrize("text", PERSONAL)
def test_a_personal_number_is_found_and_masked(text: str) -> None:
    assert holds_personal(pl.Series([text, None]), DIVISIONS).to_list() == [True, False]
    safe = mask(text, [COMMUNITY])
    assert "＊＊＊" in safe
    assert not holds_personal(pl.Series([safe]), DIVISIONS).any()
    assert not re.search("[0-9]{7}", safe.replace(COMMUNITY, "").replace("123456", ""))


@pytest.mark.parametrize("text", NOT_PERSONAL)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert not holds_personal(pl.Series([text]), DIVISIONS).any()
    assert mask(text, [COMMUNITY]) == text


@pytest.mark.parametrize(
    "text",
    [
        "１３８００００００００",
        "138\u200b0000\u20600000",
        "138\u30000000\u00a00000",
        "¹³⁸⁰⁰⁰⁰⁰⁰⁰⁰",
        "①③⑧0000 0000",
    ],
)
def test_a_disguise_in_a_heading_is_seen_through(text: str) -> None:
    assert "＊＊＊" in mask(text)
    assert "0000" not in mask(text)
    column = pl.DataFrame({"text": [text, None, "张三"]}).select(masked(pl.col("text"), []))["text"]
    assert column.to_list() == [mask(text), None, "张三"]
