from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmodel.rosters.identity.mentions import listed, mentions_in, person_name
from tests.rosters.identity.people import CARD, MOBILE, MOBILE_2, mentions_of


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("张三", "张三"),
        ("张 三", "张三"),
        ("张　三　丰", "张三丰"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("阿依古丽・买买提", "阿依古丽·买买提"),
        ("阿依古丽‧买买提", "阿依古丽·买买提"),
        ("John Smith", "John Smith"),
        (" ", None),
    ],
)
def test_names_are_normalised(written: str, compared: str | None) -> None:
    assert pl.select(person_name(pl.lit(written))).item() == compared


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("张三", [{"name": "张三"}]),
        ("张 三、李四；王五\n赵六", [{"name": name} for name in ("张三", "李四", "王五", "赵六")]),
        ("张三 李四", [{"name": "张三李四"}]),
        ("张三13800000001", [{"name": "张三", "mobile": MOBILE, "text": "张三"}]),
        ("张三（138-0000-0001）", [{"name": "张三", "mobile": MOBILE, "text": "张三"}]),
        (f"张三 {CARD}", [{"name": "张三", "id_number": CARD, "text": "张三"}]),
        ("张三(兼)", [{"name": "张三", "notes": ["兼"]}]),
        ("(代)张三（女，正式党员）", [{"name": "张三", "notes": ["代", "女", "正式党员"]}]),
        ("张三(兼职委员)", [{"name": "张三", "notes": ["兼职委员"]}]),
        ("张三(甲支部)", [{"name": "张三", "qualifiers": ["甲支部"], "text": "张三(甲支部)"}]),
        ("甲支部/张三", [{"name": "张三", "qualifiers": ["甲支部"]}]),
        ("柯城区/甲支部/张三", [{"name": "张三", "qualifiers": ["柯城区/甲支部"]}]),
        ("张三(甲支部、书记)", [{"name": "张三", "qualifiers": ["甲支部"], "notes": ["书记"]}]),
        ("张三【甲支部】", [{"name": "张三", "qualifiers": ["甲支部"]}]),
        ("张三(甲支部", [{"name": "张三", "qualifiers": ["甲支部"]}]),
        (
            "张三，13800000001；李四，13800000002",
            [{"name": "张三", "mobile": MOBILE}, {"name": "李四", "mobile": MOBILE_2}],
        ),
        ("13800000001", [{"name": None, "mobile": MOBILE, "text": None}]),
        ("、；", []),
    ],
)
def test_a_cell_says_who(cell: str, said: list[dict[str, Any]]) -> None:
    usual: dict[str, Any] = {"mobile": None, "id_number": None, "qualifiers": [], "notes": []}
    read = mentions_of(cell).rows(named=True)
    assert len(read) == len(said)
    for mention, facts in zip(read, said, strict=True):
        wanted = usual | facts
        assert {name: mention[name] for name in wanted} == wanted


def test_the_words_of_choices_are_notes_too(subtests: pytest.Subtests) -> None:
    for note in ("挂职", "男", "群众", "离任", "预备党员", "党支部书记", "网格长"):
        with subtests.test(note):
            assert mentions_of(f"张三({note})")["notes"].to_list() == [[note]]


def test_one_entry_beside_holds_for_all_and_as_many_as_people_go_one_by_one() -> None:
    one = mentions_of({"names": "张三、李四", "unit": "甲支部"})
    assert one["qualifiers"].to_list() == [["甲支部"], ["甲支部"]]
    each = mentions_of({"names": "张三、李四", "unit": "甲支部、乙支部", "phone": f"{MOBILE}、{MOBILE_2}"})
    assert each["qualifiers"].to_list() == [["甲支部"], ["乙支部"]]
    assert each["mobile"].to_list() == [MOBILE, MOBILE_2]
    assert each.select("nth", "of").rows() == [(0, 2), (1, 2)]


def test_what_stands_beside_comes_before_what_stands_within() -> None:
    both = mentions_of({"names": "乙支部/张三(兼)", "unit": "甲支部", "duty": "兼职委员"})
    assert both.select("qualifiers", "notes").row(0) == (["甲支部", "乙支部"], ["兼职委员", "兼"])


def test_lists_of_other_lengths_are_mismatched() -> None:
    cells = pl.DataFrame({"names": ["张三、李四", "张三"], "unit": ["甲、乙、丙", "甲"]}).with_row_index(
        "cell"
    )
    mentions, problems = mentions_in(cells.with_columns(listed(pl.col("names", "unit"))))
    assert problems.rows() == [(0, "unit", "mismatched-lists")]
    assert mentions["cell"].to_list() == [1]


@given(
    st.lists(
        st.text("张三李四 、，；/()（）[]甲支部兼1380+-Xx\n·", max_size=30) | st.text(max_size=20), max_size=5
    )
)
def test_parsing_is_total_and_shows_no_number(cells: list[str]) -> None:
    read = mentions_of(*cells)
    filled = pl.Series(cells, dtype=pl.String).to_frame("cell").select(listed(pl.col("cell")).list.len())
    assert read.height <= filled.to_series().sum()
    numbers = read.select(
        pl.col("text", "name").fill_null("").str.contains(r"1[3-9][0-9]{9}|[0-9]{17}[0-9Xx]").any()
    )
    assert not any(numbers.row(0))
