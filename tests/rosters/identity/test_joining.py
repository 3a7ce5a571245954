from __future__ import annotations

import hmac
from base64 import b32encode
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmodel.rosters.identity.joining import Joined, join_people
from tests.rosters.identity.people import CARD, CARD_2, MOBILE, MOBILE_2, ORGANISATIONS, key, rows_of

Row = dict[str, Any]


def joined(*rows: Row) -> Joined:
    return join_people(rows_of(*rows), ORGANISATIONS, key())


def code(text: str) -> str:
    digest = hmac.digest(bytes(range(32)), text.encode(), "sha256")
    return "p" + b32encode(digest).decode().lower()[:20]


def persons(result: Joined) -> list[list[int]]:
    """The numbers of the rows of each person."""
    return sorted(result.rows.group_by("person").agg("row")["row"].list.sort().to_list())


def problems(result: Joined) -> list[tuple[Any, ...]]:
    return result.problems.select("row", "code", "earlier").sort("row").rows()


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ({"id_number": CARD, "mobile": MOBILE, "member_of": ["A"]}, f"id\n{CARD}"),
        ({"mobile": MOBILE, "member_of": ["A"], "unit": "甲"}, f"mobile\n{MOBILE}"),
        ({"member_of": ["B", "A"], "unit": "甲", "place": "C"}, "name\n张三\nB"),
        ({"unit": "某公司", "place": "C"}, "name\n张三\n某公司"),
        ({"place": "C"}, "name\n张三\nC"),
    ],
)
def test_a_code_is_made_of_the_best_that_is_known(row: Row, text: str) -> None:
    result = joined(row)
    assert result.people.persons.select("code", "name").row(0) == (code(text), "张三")
    assert not problems(result)


def test_the_best_that_any_row_gives_counts() -> None:
    result = joined(
        {"member_of": ["A"]},
        {"table": 1, "unit": "甲支部", "mobile": MOBILE},
        {"table": 2, "mobile": MOBILE, "id_number": CARD},
    )
    assert persons(result) == [[0, 1, 2]]
    assert result.people.persons["code"].to_list() == [code(f"id\n{CARD}")]


def test_a_given_code_stays() -> None:
    result = joined({"code": "P1", "member_of": ["A"]}, {"table": 1, "unit": "甲支部"})
    assert result.people.persons["code"].to_list() == ["P1"]
    assert persons(result) == [[0, 1]]


def test_nothing_to_be_told_by_is_no_identity() -> None:
    assert problems(joined({})) == [(0, "no-identity", None)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"id_number": CARD, "member_of": ["A"]}, {"id_number": CARD, "member_of": ["A"], "mobile": MOBILE}),
        ({"mobile": MOBILE}, {"mobile": MOBILE, "unit": "甲支部"}),
        ({"member_of": ["A"]}, {"member_of": ["A"]}),
        ({"member_of": ["A", "B"]}, {"member_of": ["A", "B"]}),
        ({"member_of": ["A"], "id_number": CARD}, {"member_of": ["A"], "mobile": MOBILE}),
        ({"member_of": ["A"], "id_number": CARD}, {"unit": "甲支部", "mobile": MOBILE}),
        ({"unit": "甲支部", "id_number": CARD}, {"member_of": ["A"]}),
        ({"member_of": ["A"]}, {"unit": "A"}),
        ({"member_of": ["A"]}, {"unit": "甲支部"}),
        ({"member_of": ["A"]}, {"unit": "机关党委"}),
        ({"member_of": ["A"]}, {"unit": "TOP"}),
        ({"member_of": ["A"], "unit": "教育局"}, {"unit": "教育局"}),
        ({"member_of": ["A"]}, {}),
        ({"mobile": MOBILE}, {}),
        ({"unit": "教育局"}, {"unit": "教育局"}),
        ({"unit": "教育局"}, {}),
        ({"place": "C"}, {"place": "C"}),
    ],
)
def test_rows_of_one_person(first: Row, second: Row) -> None:
    for one, other in ((first, second), (second, first)):
        result = joined(one | {"table": 0}, other | {"table": 1})
        assert persons(result) == [[0, 1]]
        assert not problems(result)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"id_number": CARD, "member_of": ["A"]}, {"id_number": CARD_2, "member_of": ["A"]}),
        ({"mobile": MOBILE, "member_of": ["A"]}, {"mobile": MOBILE_2, "member_of": ["A"]}),
        ({"id_number": CARD, "mobile": MOBILE, "member_of": ["A"]}, {"mobile": MOBILE_2, "member_of": ["A"]}),
        ({"member_of": ["A"]}, {"member_of": ["B"]}),
        ({"member_of": ["A"]}, {"member_of": ["UP"]}),
        ({"id_number": CARD, "member_of": ["A"]}, {"mobile": MOBILE}),
        ({"unit": "教育局"}, {"unit": "财政局"}),
        ({"place": "C"}, {"place": "D"}),
        ({"name": "李四", "member_of": ["A"]}, {"member_of": ["A"]}),
    ],
)
def test_rows_of_two_people(first: Row, second: Row) -> None:
    result = joined(first | {"table": 0}, second | {"table": 1})
    assert persons(result) == [[0], [1]]
    assert not problems(result)


def test_a_row_that_leads_to_none_or_to_several_of_its_name_is_told_so() -> None:
    namesakes = ({"id_number": CARD, "member_of": ["A"]}, {"id_number": CARD_2, "member_of": ["B"]})
    none = joined(*namesakes, {"table": 1, "unit": "丙支部"})
    assert problems(none) == [(2, "unknown-reference", None)]
    assert none.problems["expected"].to_list() == ["people of that name are in: 乙支部, 甲支部"]
    several = joined(*namesakes, {"table": 1})
    assert problems(several) == [(2, "ambiguous-reference", None)]
    assert several.problems["expected"].to_list() == ["乙支部, 甲支部"]
    same_unit = joined(
        namesakes[0], {"id_number": CARD_2, "member_of": ["A"]}, {"table": 1, "member_of": ["A"]}
    )
    assert problems(same_unit) == [(2, "ambiguous-reference", None)]


def test_a_unit_above_counts_only_where_the_unit_is_nobodys() -> None:
    result = joined(
        {"id_number": CARD, "member_of": ["A"]},
        {"id_number": CARD_2, "member_of": ["UP"]},
        {"table": 1, "unit": "机关党委"},
    )
    assert persons(result) == [[0], [1, 2]]


@pytest.mark.parametrize("number", [{"id_number": CARD}, {"mobile": MOBILE}])
def test_one_number_with_two_names_is_a_conflict_on_the_later_row(number: Row) -> None:
    result = joined(number, number | {"name": "李四", "table": 1, "member_of": ["A"]})
    assert problems(result) == [(1, "number-conflict", 0)]
    assert persons(result) == [[0]]


def test_two_rows_of_one_table_must_be_told_apart_by_numbers() -> None:
    assert problems(joined({"member_of": ["A"]}, {"member_of": ["A"]})) == [(1, "no-identity", 0)]
    assert problems(joined({"id_number": CARD, "member_of": ["A"]}, {"member_of": ["A"]})) == [
        (1, "no-identity", 0)
    ]
    assert problems(joined({"member_of": ["A"], "cells": 7}, {"member_of": ["A"], "cells": 7})) == [
        (1, "duplicate-row", 0)
    ]
    assert not problems(joined({"id_number": CARD}, {"id_number": CARD, "mobile": MOBILE}))
    assert not problems(joined({"id_number": CARD, "mobile": MOBILE}, {"mobile": MOBILE}))


def test_another_membership_in_another_table_conflicts() -> None:
    here = {"id_number": CARD, "member_of": ["A"]}
    assert problems(joined(here, here | {"member_of": ["B"], "table": 1})) == [(1, "conflicting-value", 0)]
    assert not problems(joined(here, here | {"member_of": ["B"]}))
    assert not problems(joined(here, here | {"member_of": [], "table": 1}))


def test_two_numbers_are_never_one_person() -> None:
    result = joined(
        {"id_number": CARD, "member_of": ["A"]},
        {"table": 1, "mobile": MOBILE, "member_of": ["A"]},
        {"table": 1, "mobile": MOBILE_2, "member_of": ["A"]},
    )
    assert problems(result) == [(1, "ambiguous-reference", None), (2, "ambiguous-reference", None)]


def test_whoever_gets_a_number_is_known_by_his_former_code() -> None:
    former = joined({"id_number": CARD, "mobile": MOBILE, "member_of": ["A"]}).former.under(key().key)
    assert set(former.rows()) == {
        (code(f"id\n{CARD}"), code(f"mobile\n{MOBILE}")),
        (code(f"id\n{CARD}"), code("name\n张三\nA")),
    }
    assert joined({"member_of": ["A"]}).former.under(key().key).is_empty()


_ROWS = st.lists(
    st.fixed_dictionaries(
        {"table": st.integers(0, 2), "name": st.sampled_from(["张三", "李四"])},
        optional={
            "id_number": st.sampled_from([CARD, CARD_2]),
            "mobile": st.sampled_from([MOBILE, MOBILE_2]),
            "unit": st.sampled_from(["甲支部", "UP", "教育局"]),
            "member_of": st.lists(st.sampled_from(["A", "B"]), max_size=2, unique=True),
            "place": st.sampled_from(["C", "D"]),
        },
    ),
    max_size=7,
)


@given(_ROWS, st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_who_is_who_does_not_depend_on_the_order_of_rows(rows: list[Row], random: Any) -> None:
    numbered = [row | {"cells": number} for number, row in enumerate(rows)]
    mixed = random.sample(numbered, len(numbered))
    results = [
        dict(
            rows_of(*order)
            .join(result.rows, on="row")
            .join(result.people.persons, on="person")
            .select("cells", pl.col("code_right"))
            .iter_rows()
        )
        for order in (numbered, mixed)
        if not (result := joined(*order)).problems.height
    ]
    assert len(results) in {0, 2}
    assert results[:1] == results[1:]
