"""Judging part by part says what judging at once says, in every column."""

from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from graphmodel.alliance import Alliance, Slice
from graphmodel.alliance.cutting import Part, of_the_whole
from graphmodel.alliance.ownership import owners
from graphmodel.analysis.thread import red_thread
from graphmodel.engines.embedded import Embedded
from graphmodel.errors import UsageError
from graphmodel.rules import Judgement, judge, rules
from graphmodel.rules.parting import judge_by_streets, judge_part, judge_together, merge
from tests.rules.build import AS_OF, alliance
from tests.rules.by_parts import EVERY_RULE, dice, parts_of, rules_told_apart, said, said_by_parts
from tests.rules.generate import DAYS, side_by_side

LEVELS = ("County", "Street", "Community")


@pytest.mark.parametrize(("parts", "seeds", "day"), [(3, range(8), DAYS[0]), (40, range(8, 10), DAYS[1])])
def test_of_alliances_split_by_dice_the_parts_say_what_the_whole_says(
    parts: int, seeds: range, day: date
) -> None:
    whole = side_by_side(seeds)
    cut, at_once = parts_of(whole, dice(whole, parts, parts)), said(whole.at(day))
    split = {part.code: part for part in cut}
    assert not rules_told_apart(said_by_parts(split, day).drop("mark"), at_once)
    half = len(cut) // 2
    judged = [
        part.findings.collect()
        for some in (cut[:half], cut[half:])
        for part in judge_together(some, day, EVERY_RULE, snapshot="")
    ]
    told = pl.concat(judged)
    as_text = pl.Series("sources", map(str, told["sources"].to_list()), dtype=pl.String)
    assert not rules_told_apart(told.with_columns(as_text), at_once)


@pytest.fixture(scope="module")
def whole(waived: Judgement) -> Alliance:
    """The invented city with waivers as an alliance of one day."""
    told = waived.slice
    return Alliance({**told.nodes}, {**told.ties}, told.supplied, told.absent_columns, waivers=told.waivers)


@pytest.fixture(scope="module")
def parts(whole: Alliance) -> dict[str, list[Part]]:
    return {level: parts_of(whole, owners(whole, level)) for level in LEVELS}


def test_a_city_judged_by_its_communities_is_judged_as_at_once(
    waived: Judgement, whole: Alliance, parts: dict[str, list[Part]]
) -> None:
    day, thresholds = waived.slice.as_of, waived.settings
    judged = [
        judge_part(part, day, waived.rules, snapshot="", settings=thresholds) for part in parts["Community"]
    ]
    merged = merge(of_the_whole(whole).at(day), judged, waived.rules, snapshot="", settings=thresholds)

    assert waived.findings.filter(verdict="exempt", rule="R40").height
    assert_frame_equal(merged.findings, waived.findings)
    assert_frame_equal(merged.territory, waived.territory)
    assert_frame_equal(merged.waivers, waived.waivers)
    assert_frame_equal(merged.coverage, waived.coverage)
    for level in LEVELS:
        assert_frame_equal(merged.coverage_by(level), waived.coverage_by(level))
    assert_frame_equal(merged.within(["main-urban"]).findings, waived.within(["main-urban"]).findings)


def test_and_so_by_its_county_and_by_its_streets(waived: Judgement, parts: dict[str, list[Part]]) -> None:
    split = {f"{level} {part.code}": part for level in LEVELS[:2] for part in parts[level]}
    found, at_once = said_by_parts(split, waived.slice.as_of), said(waived.slice)
    for level in LEVELS[:2]:
        of_level = found.filter(pl.col("mark").str.starts_with(level)).drop("mark")
        assert not rules_told_apart(of_level, at_once)


def test_the_red_thread_of_an_own_compound_is_that_of_the_whole(
    waived: Judgement, parts: dict[str, list[Part]]
) -> None:
    day = waived.slice.as_of
    found = {
        compound: graph
        for part in parts["Community"]
        for compound, graph in threads(part.alliance.at(day)).items()
        if ("Compound", compound) in part.own.rows()
    }
    assert found == threads(waived.slice)


def threads(slice_: Slice) -> dict[str, object]:
    return {
        thread.compound: (sorted(thread.graph), sorted(thread.graph.edges(data="tie")))
        for thread in red_thread(slice_)
    }


def test_an_own_rule_is_refused_for_nobody_knows_how_far_it_reads() -> None:
    one = alliance("compounds: id part_of\n  c1 k1\n")
    own = rules()["R23"].model_copy(update={"id": "X01"})
    with pytest.raises(UsageError, match="X01"):
        judge_part(parts_of(one, owners(one, "City"))[0], AS_OF, [own], snapshot="")


ONE_CODE_TWICE = """
compounds: id part_of
  x1 k1
  c2 k3
grids: id part_of
  x1 c2
party_orgs: id kind
  o1 organ_branch
pairings: from to
  o1 小区:x1
  o1 网格:x1
"""


def test_two_pairings_that_are_written_alike_fail_a_rule_as_at_once() -> None:
    one = alliance(ONE_CODE_TWICE)
    asked = [rules()[id_] for id_ in ("R23", "R43")]
    slice_ = one.at(AS_OF)
    with Embedded(slice_) as engine:
        at_once = judge(slice_, engine, asked, snapshot="")
    judged = [judge_part(part, AS_OF, asked, snapshot="") for part in parts_of(one, owners(one, "Community"))]
    merged = merge(of_the_whole(one).at(AS_OF), judged, asked, snapshot="")
    assert at_once.failed.keys() == {"R43"}
    assert "o1→x1 apart" in at_once.failed["R43"]
    assert merged.failed == at_once.failed
    assert_frame_equal(merged.findings, at_once.findings)


def test_a_rule_that_failed_in_one_part_has_failed_and_a_subject_of_two_owners_is_a_fault() -> None:
    one = alliance("compounds: id part_of\n  c1 k1\n")
    asked = [rules()["R23"]]
    judged = judge_part(parts_of(one, owners(one, "City"))[0], AS_OF, asked, snapshot="")
    assert judged.findings.collect().height == 1
    failed = judged._replace(findings=judged.findings.clear(), failed={"R23": "the engine gave up"})
    merged = merge(one.at(AS_OF), [judged, failed], asked, snapshot="")
    assert merged.failed == failed.failed
    assert merged.findings.is_empty()
    assert merged.coverage.is_empty()
    with pytest.raises(RuntimeError, match="R23"):
        merge(one.at(AS_OF), [judged, judged], asked, snapshot="")


def test_a_part_says_street_by_street_what_it_says_at_once_and_its_rates_are_of_what_it_counted() -> None:
    whole = side_by_side(range(20, 23))
    part = parts_of(whole, dice(whole, 2, 7))[0]
    at_once, by_streets = (
        judge(part, DAYS[0], EVERY_RULE, snapshot="") for judge in (judge_part, judge_by_streets)
    )
    assert at_once.findings.collect().height
    assert_frame_equal(by_streets.findings, at_once.findings)
    assert_frame_equal(by_streets.territory, at_once.territory, check_row_order=False)
    assert by_streets.failed == at_once.failed == {}

    one = of_the_whole(whole).at(DAYS[0])
    judged = merge(one, [at_once], EVERY_RULE, snapshot="")
    counted = merge(one, [by_streets._replace(findings=at_once.findings.clear())], EVERY_RULE, snapshot="")
    assert_frame_equal(counted.coverage, judged.saying(judged.told).coverage)
