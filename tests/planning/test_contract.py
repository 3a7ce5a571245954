"""Plans of random alliances, held to every clause of their contract by a reader that knows nothing of how they are made."""

import json
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from graphmodel.alliance import Alliance, Slice
from graphmodel.contract.planning import plan_document
from graphmodel.planning.plan import Plan
from graphmodel.planning.proposal import DECIDED, PLANNED_RULES, Proposal
from graphmodel.rules import Judgement, Settings
from tests.planning.dense import NAME, dense
from tests.planning.referee import Asked, Referee, budget_faults, judged
from tests.rules.generate import DAYS, alliance, side_by_side

EVERY = (*PLANNED_RULES, DECIDED)


def planned(asked: Asked, budget: int | None = None) -> dict[str, Any]:
    def judge(slice_: Slice) -> Judgement:
        return judged(slice_, asked.settings)

    before = judge(asked.alliance.at(asked.day))
    proposal = Proposal(asked.alliance, before, asked.rules, asked.scope, asked.reach)  # type: ignore[arg-type]
    return plan_document(Plan(proposal, judge, budget))


def asked(number: int) -> Asked:
    """Everything over one of two alliances: of random rosters, and of what plans are about."""
    seeds = range(3000 + 10 * number, 3000 + 10 * number + 3)
    made = dense(seeds) if number else side_by_side(seeds)
    reach = ("grid", "compound", "community")[number % 3]
    return Asked(made, DAYS[0], Settings(max_homes=3), EVERY, reach=reach)


def shuffled(alliance: Alliance, random: Random) -> Alliance:
    def mixed(tables: Any) -> Any:
        seed = random.randrange(2**32)
        return {
            name: table.sample(fraction=1, shuffle=True, seed=seed) if table.height else table
            for name, table in tables.items()
        }

    return replace(alliance, nodes=mixed(alliance.nodes), ties=mixed(alliance.ties))


@pytest.mark.parametrize("number", range(2))
def test_a_plan_keeps_its_contract(number: int) -> None:
    """Also with a budget, whatever the order of rows, and one step with nothing but what it needs."""
    of = asked(number)
    whole = planned(of)
    referee = Referee(of, whole)
    random = Random(number)  # noqa: S311 - nothing secret is drawn
    assert list(referee.faults()) == []
    assert NAME not in json.dumps(whole, ensure_ascii=False)
    assert list(referee.needs(random.choice(sorted(referee.steps)))) == []

    budget = random.randint(1, len(whole["moves"]) - 1)
    given = planned(replace(of, alliance=shuffled(of.alliance, random)), budget)
    assert list(budget_faults(whole, given, Referee(of, given).after, budget)) == []


@pytest.mark.parametrize("seed", [5003, 5005])
def test_a_plan_keeps_its_contract_in_a_scope_and_where_rosters_are_missing(seed: int) -> None:
    made = alliance(seed)
    scope = tuple(made.nodes["Compound"]["id"][:2])
    of = Asked(made, DAYS[0], Settings(max_homes=2), EVERY, scope)
    assert list(Referee(of, planned(of)).faults()) == []
