"""What holds of every plan: it opens no gap, closes what it says, and gives a reason for everything left."""

from collections import Counter
from datetime import date
from typing import Final

import pytest

from graphmodel.alliance import Alliance, Slice
from graphmodel.contract.planning import plan_document
from graphmodel.engines.embedded import Embedded
from graphmodel.planning.plan import Plan
from graphmodel.planning.proposal import DECIDED, PLANNED_RULES, Proposal
from graphmodel.rules import Judgement, Settings, judge, rules
from tests.rules.build import AS_OF
from tests.rules.generate import side_by_side

DUTIES: Final = {"R43", "R45", "R42", "R34", "R52"}
"""Rules that may have gaps of subjects they did not have before."""


def planned(alliance: Alliance, day: date = AS_OF, budget: int | None = None, **asked: object) -> Plan:
    settings = Settings(max_homes=3)

    def judged(slice_: Slice) -> Judgement:
        with Embedded(slice_) as engine:
            return judge(slice_, engine, list(rules().values()), snapshot="", settings=settings)

    before = judged(alliance.at(day))
    return Plan(Proposal(alliance, before, (*PLANNED_RULES, DECIDED), **asked), judged, budget)  # type: ignore[arg-type]


@pytest.fixture(scope="module", params=range(2))
def plan(request: pytest.FixtureRequest) -> Plan:
    first = 600 + 25 * request.param
    return planned(
        side_by_side(range(first, first + 25)), reach=("grid", "compound", "community")[request.param % 3]
    )


def test_no_subject_becomes_a_gap_that_was_none_apart_from_the_duties_of_new_ties(plan: Plan) -> None:
    document = plan_document(plan)
    assert len(document["moves"]) > 20, "a case of something"
    worse = [
        row for row in document["promise"]["verdicts"] if row["after"] == "gap" and row["before"] != "gap"
    ]
    worse = [row for row in worse if not (row["rule"] in DUTIES and row["before"] is None)]
    if plan.proposal.reach != "grid":
        worse = [row for row in worse if row["rule"] != "R37"]
    assert worse == []


def test_what_a_move_closes_is_closed_and_the_rest_adds_up(plan: Plan) -> None:
    document = plan_document(plan)
    left = {
        (row["rule"], row["subject_label"], row["subject"]): row["open"] for row in document["stays_open"]
    }
    closed = Counter(
        (one["rule"], one["subject_label"], one["subject"])
        for move in document["moves"]
        for one in move["closes"]
    )
    assert not {key for key in closed if key[0] != "R35"} & left.keys()
    for row in document["rules"]:
        key = (row["rule"], row["subject_label"])
        assert row["gap_after"] == sum(open_ for left_key, open_ in left.items() if left_key[:2] == key), row
        assert row["closed"] == row["bound"] == sum(n for k, n in closed.items() if k[:2] == key)
        if row["rule"] != "R34":
            assert row["gap_before"] - row["gap_after"] >= row["closed"], row


def test_a_budget_gives_whole_steps_and_says_what_it_leaves_out(plan: Plan) -> None:
    assert "budget" not in {row.reason.why for row in plan.stays_open}
    small = Plan(plan.proposal, plan.judge, budget=3)
    document = plan_document(small)
    assert [move["move"] for move in document["moves"]] == list(range(1, len(document["moves"]) + 1))[:3]
    left = {(row["rule"], row["subject_label"]): 0 for row in document["stays_open"]}
    for row in document["stays_open"]:
        left[row["rule"], row["subject_label"]] += row["open"]
    for row in document["rules"]:
        assert row["gap_after"] == left.get((row["rule"], row["subject_label"]), 0), row
    assert "budget" in {row["why"] for row in document["stays_open"]}


def test_every_witness_lacks_what_is_left_open_of_it(plan: Plan) -> None:
    document = plan_document(plan)
    witnesses = {witness["id"]: witness for witness in document["witnesses"]}
    lacking: Counter[str] = Counter()
    for row in document["stays_open"]:
        if row["hall"]:
            lacking[row["hall"]] += row["open"]
            assert row["subject"] in witnesses[row["hall"]]["subjects"]
    assert {id_: witness["deficiency"] for id_, witness in witnesses.items()} == dict(lacking)
    for stage in {witness["stage"] for witness in witnesses.values()}:
        of_stage = [witness for witness in witnesses.values() if witness["stage"] == stage]
        for side in ("subjects", "neighbours"):
            codes = [code for witness in of_stage for code in witness[side]]
            assert len(codes) == len(set(codes))


def test_what_a_step_needs_comes_before_it(plan: Plan) -> None:
    for move in plan_document(plan)["moves"]:
        assert all(need < move["step"] for need in move["needs"])
