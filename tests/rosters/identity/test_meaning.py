from __future__ import annotations

import hmac
from base64 import b32encode
from functools import cache
from typing import Any, NamedTuple

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmodel.rosters.identity.joining import join_people
from graphmodel.rosters.identity.meaning import added, meant
from graphmodel.rosters.identity.people import People
from tests.rosters.identity.people import (
    CARD,
    CARD_2,
    MOBILE,
    MOBILE_2,
    ORGANISATIONS,
    key,
    mentions_of,
    rows_of,
)

KNOWN = join_people(
    rows_of(
        {"code": "P1", "name": "张三", "member_of": ["A"]},
        {"code": "P2", "name": "张三", "member_of": ["B"], "unit": "教育局"},
        {"code": "P3", "name": "李四", "member_of": ["A"]},
        {"name": "王五", "id_number": CARD, "mobile": MOBILE, "member_of": ["A"]},
        {"name": "王五", "mobile": MOBILE_2, "member_of": ["A"]},
    ),
    ORGANISATIONS,
    key(),
).people
BY_CARD, BY_MOBILE = KNOWN.persons["code"][3:]
NOBODY = People(KNOWN.persons.clear(), KNOWN.tell_units().clear, KNOWN.numbers.clear())


def code(text: str) -> str:
    digest = hmac.digest(bytes(range(32)), text.encode(), "sha256")
    return "p" + b32encode(digest).decode().lower()[:20]


class Told(NamedTuple):
    """Whom words mean, known or added."""

    codes: pl.DataFrame
    added: pl.DataFrame
    problems: pl.DataFrame


def told(words: pl.DataFrame, *, supplied: bool) -> Told:
    people = KNOWN if supplied else NOBODY
    known = meant(words, people)
    new = added(known.unknown, people, key(), supplied=supplied)
    found, problems = (pl.concat(both) for both in ((known.found, new.found), (known.problems, new.problems)))
    persons = pl.concat(one.select("person", "code") for one in (people.persons, new.persons))
    codes = found.join(persons, on="person").select("said", "code").sort("said")
    return Told(codes, new.persons, problems)


def asked(*written: str | dict[str, Any], supplied: bool = True, **more: Any) -> Told:
    return told(mentions_of(*written, **more), supplied=supplied)


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("P1", "P1"),
        ("李四", "P3"),
        ("李 四", "P3"),
        ("张三(甲支部)", "P1"),
        ("A/张三", "P1"),
        ({"names": "张三", "unit": "乙支部"}, "P2"),
        ("张三(教育局)", "P2"),
        ("张三(机关党委)", "P1"),
        ("张三(TOP)", "P1"),
        ("乙支部/张三(教育局)", "P2"),
        ("王五13800000001", BY_CARD),
        ({"names": "王五", "phone": MOBILE_2}, BY_MOBILE),
        ({"names": "王五", "id_number": CARD}, BY_CARD),
        ("李四13800000009", "P3"),
        ("李四(书记)", "P3"),
    ],
)
def test_a_mention_means_one_person(written: str | dict[str, Any], means: str) -> None:
    result = asked(written)
    assert result.problems.is_empty()
    assert result.added.is_empty()
    assert result.codes["code"].to_list() == [means]


@pytest.mark.parametrize("member", [True, False])
@pytest.mark.parametrize(
    ("written", "problem", "expected"),
    [
        ("张三", "ambiguous-reference", "乙支部, 甲支部"),
        ("王五", "ambiguous-reference", "甲支部"),
        ("王五(甲支部)", "ambiguous-reference", "甲支部"),
        ("张三(丙支部)", "unknown-reference", "people of that name are in: 乙支部, 甲支部"),
        ("甲支部/张三(教育局)", "unknown-reference", "people of that name are in: 乙支部, 甲支部"),
        ("李四13800000001", "number-conflict", "王五"),
        ({"names": "李四", "id_number": CARD}, "number-conflict", "王五"),
        ("13800000001", "missing-value", None),
    ],
)
def test_a_mention_that_means_nobody_is_told_what_it_may_have_meant(
    written: str | dict[str, Any], problem: str, expected: str | None, member: bool
) -> None:
    result = asked(written, member=member)
    assert result.problems.select("said", "code", "expected").rows() == [(0, problem, expected)]
    assert result.codes.is_empty()


def test_nobody_of_that_name_is_an_error_where_only_members_stand() -> None:
    result = asked("李四四", "里四", "赵六", member=True)
    assert result.problems.select("code", "expected").rows() == [
        ("unknown-reference", "nearest: 李四"),
        ("unknown-reference", "nearest: 李四"),
        ("unknown-reference", None),
    ]
    assert result.added.is_empty()


def test_nobody_of_that_name_is_added_where_others_may_stand() -> None:
    result = asked("李四四", "李四四", "赵六")
    assert result.added.select("code", "name").rows() == [
        (code("name\n李四四\nCOMMUNITY"), "李四四"),
        (code("name\n赵六\nCOMMUNITY"), "赵六"),
    ]
    assert result.problems.select("said", "code", "expected").rows() == [
        (0, "person-added", "nearest: 李四"),
        (2, "person-added", None),
    ]
    assert result.codes["code"].n_unique() == 2


@pytest.mark.parametrize("member", [True, False])
def test_with_no_people_supplied_all_are_added_and_counted(member: bool) -> None:
    result = asked("张三", "李四、张三", supplied=False, member=member)
    assert result.added["name"].to_list() == ["张三", "李四"]
    assert result.problems.select("said", "column", "code", "expected").rows() == [
        (None, 0, "person-added", "2")
    ]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ({"names": "赵六", "id_number": CARD_2, "phone": MOBILE}, f"id\n{CARD_2}"),
        ("赵六(丙支部)13900000001", "mobile\n13900000001"),
        ("赵六(丙支部)", "name\n赵六\n丙支部"),
        ({"names": "赵六(丁支部)", "unit": "丙支部"}, "name\n赵六\n丙支部"),
        ("赵六", "name\n赵六\nCOMMUNITY"),
    ],
)
def test_somebody_added_is_known_by_the_best_beside_him(written: str | dict[str, Any], text: str) -> None:
    assert asked(written, supplied=False).added["code"].to_list() == [code(text)]


def test_the_same_name_is_one_person_in_a_community_and_two_in_two() -> None:
    here, there = (mentions_of("赵六", "赵六", place=place) for place in ("C", "D"))
    both = pl.concat([here, there.with_columns(pl.col("said") + 2)])
    found = told(both, supplied=False).codes
    assert found["code"][0] == found["code"][1] != found["code"][2] == found["code"][3]


def test_added_people_cannot_share_a_number_under_two_names() -> None:
    result = asked("赵六13900000001", "孙七13900000001", supplied=False)
    assert result.problems.drop_nulls("said").select("said", "code", "earlier").rows() == [
        (1, "number-conflict", 0)
    ]


def test_somebody_without_number_qualifier_and_community_has_no_identity() -> None:
    assert asked("赵六", supplied=False, place=None).problems["code"].to_list() == ["no-identity"]


@cache
def alone(mention: str) -> list[str]:
    return asked(mention).codes["code"].to_list()


@given(st.lists(st.sampled_from(["张三(甲支部)", "李四", "王五13800000001", "赵六", "赵六(丙)"]), max_size=6))
def test_whom_a_mention_means_does_not_depend_on_the_others(written: list[str]) -> None:
    together = asked(*written).codes["code"].to_list()
    assert together == [one for mention in written for one in alone(mention)]


@given(
    st.lists(
        st.tuples(st.sampled_from(["张三(甲支部)", "李四", "张三", "李四(丙)"]), st.integers(0, 9)),
        max_size=6,
    ),
    st.booleans(),
)
def test_a_number_that_is_nobodys_changes_nothing(written: list[tuple[str, int]], beside: bool) -> None:
    names = [name for name, _ in written]
    numbers = [f"1390000000{digit}" for _, digit in written]
    numbered = [
        {"names": name, "phone": number} if beside else name + number
        for name, number in zip(names, numbers, strict=True)
    ]
    plain, more = asked(*names), asked(*numbered)
    assert more.codes.equals(plain.codes)
    assert more.problems.equals(plain.problems)
