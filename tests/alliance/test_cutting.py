"""A part holds its own nodes, its halo and every tie between them, and knows of the whole what it cannot see."""

from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from graphmodel.alliance import Slice
from graphmodel.alliance.cutting import Part, of_the_whole, sizes
from graphmodel.alliance.halo import halos
from graphmodel.alliance.ownership import REST, Owned, owners
from graphmodel.rules.waivers import under_todays_codes
from tests.rules.build import alliance
from tests.rules.by_parts import dice, parts_of
from tests.rules.generate import DAYS, side_by_side

GENERATED = side_by_side(range(4))
"""Things and ties of many periods."""


@pytest.fixture(scope="module")
def parts() -> list[Part]:
    return parts_of(GENERATED, dice(GENERATED, 6, 1))


def held(slice_: Slice) -> pl.DataFrame:
    return pl.concat(table.select("id", label=pl.lit(label)) for label, table in slice_.nodes.items())


@pytest.mark.parametrize("day", [date(2018, 5, 21), *DAYS, date(2019, 6, 1)])
def test_on_any_day_a_part_has_every_tie_between_what_it_holds_and_counts_those_that_are_loose(
    parts: list[Part], day: date
) -> None:
    whole = GENERATED.at(day)
    loose = 0
    for part in parts:
        slice_ = part.alliance.at(day)
        here = held(slice_)
        for relation, ties in whole.ties.items():
            between = ties
            for side in ("from", "to"):
                end = [f"{side}_label", f"{side}_id"]
                between = between.join(here, left_on=end, right_on=["label", "id"], how="semi")
            assert_frame_equal(slice_.ties[relation].sort("tie"), between.sort("tie"))
        seen = whole.loose_ties.join(here, on=["label", "id"], how="semi").sort("label", "id")
        assert_frame_equal(slice_.loose_ties, seen)
        loose += part.alliance.loose.height
    assert loose


def test_every_node_is_owned_once_and_homes_are_not_listed(parts: list[Part]) -> None:
    own = pl.concat(part.own for part in parts).sort("label", "id")
    every = pl.concat(table.select("id", label=pl.lit(label)) for label, table in GENERATED.nodes.items())
    expected = every.filter(pl.col("label") != "Household").select("label", "id").sort("label", "id")
    assert_frame_equal(own, expected)


def test_what_was_supplied_and_whatever_else_is_a_fact_of_the_whole_goes_along(parts: list[Part]) -> None:
    facts = ("supplied", "absent_columns", "absent_parts", "sources", "people_key", "data_as_of", "formerly")
    for part in parts:
        assert all(getattr(part.alliance, fact) == getattr(GENERATED, fact) for fact in facts)


def test_the_rest_always_exists() -> None:
    one = alliance("compounds: id part_of\n  c1 k1\n")
    assert [part.code for part in parts_of(one, owners(one, "City"))] == ["q", REST]


def test_a_part_that_is_all_its_own_has_no_halo() -> None:
    whole = alliance("compounds: id part_of\n  c1 k1\n")
    owned = Owned(whole, owners(whole, "City"))
    assert sizes(owned.owners, halos(owned)).rows() == [("q", 8, 0)]


WAIVED = """
compounds: id name part_of former_names
  k1/新苑 新苑 k1 旧苑
  c2 二苑 k1 -
grids: id name part_of
  k1/新苑/一网格 一网格 k1/新苑
people: id
  p1
  p2
waivers: rule subject reason approver starts ends
  R40 k1/旧苑/一网格 整改 区委 2018-01-01 2019-01-01
  R38 p1 外出 区委 2018-01-01 2019-01-01
"""


def test_what_is_kept_of_the_whole_tells_what_waivers_mean() -> None:
    whole = alliance(WAIVED)
    kept = of_the_whole(whole)
    day = date(2018, 12, 31)
    assert under_todays_codes(kept.at(day))["subject"].to_list() == ["k1/新苑/一网格", "p1"]
    assert_frame_equal(under_todays_codes(kept.at(day)), under_todays_codes(whole.at(day)))
    assert kept.nodes["Person"]["id"].to_list() == ["p1"]
