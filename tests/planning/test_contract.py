"""Plans of random alliances, held to every clause of their contract by a reader that knows nothing of how they are made."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any, Final

import polars as pl
import pytest

from graphmodel.alliance import Alliance
from graphmodel.contract.planning import plan_document
from graphmodel.ontology import live_on, waiver_schema
from graphmodel.planning.moves import RELATION_OF
from graphmodel.planning.promise import ended_on
from graphmodel.rules import Settings
from tests.planning.dense import NAME, dense
from tests.planning.made import EVERY, plan_of
from tests.planning.referee import Asked, Referee, budget_faults
from tests.rules.build import AS_OF
from tests.rules.build import alliance as described
from tests.rules.comparing import Reading
from tests.rules.generate import DAYS, alliance, side_by_side

TIGHT: Final = Settings(max_homes=2)
NEXT: Final = date(2019, 12, 1)


def planned(asked: Asked, budget: int | None = None) -> dict[str, Any]:
    more = {"scope": asked.scope, "reach": asked.reach}
    return plan_document(plan_of(asked.alliance, asked.day, budget, asked.rules, asked.settings, **more))


def random(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - nothing secret is drawn


def of_tables(alliance: Alliance, change: Callable[[pl.DataFrame], pl.DataFrame]) -> Alliance:
    def changed(tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
        return {name: change(table) if table.height else table for name, table in tables.items()}

    return replace(alliance, nodes=changed(alliance.nodes), ties=changed(alliance.ties))


def shuffled(alliance: Alliance, seed: int) -> Alliance:
    draws = random(seed)
    return of_tables(
        alliance, lambda table: table.sample(fraction=1, shuffle=True, seed=draws.randrange(2**32))
    )


def with_endings(alliance: Alliance, day: date, seed: int) -> Alliance:
    """Every fifth live row of each of the four rosters has ended."""
    ties = dict(alliance.ties)
    for relation in RELATION_OF.values():
        live = ties[relation].filter(live_on(day))
        ties[relation] = ended_on(day, ties[relation], live.sample(fraction=0.2, seed=seed))
    return replace(alliance, ties=ties)


def with_waivers(alliance: Alliance, day: date, settings: Settings, seed: int) -> Alliance:
    """Gaps and others are waived, some no longer or not yet."""
    draws, reading = random(seed), Reading(alliance.at(day), settings)
    chosen = [*sorted(reading.those("gap"))[::4], *sorted(reading)[::40]]
    periods = [(date(2018, 1, 1), NEXT)] * 3 + [(date(2018, 1, 1), day), (NEXT, date(2020, 1, 1))]
    empty = dict.fromkeys(waiver_schema())
    rows = [
        empty | {"rule": rule, "subject": subject, "reason": "暂缓", "starts": starts, "ends": ends}
        for rule, _, subject in chosen
        for starts, ends in [draws.choice(periods)]
    ]
    return replace(alliance, waivers=pl.DataFrame(rows, waiver_schema()))


def whole(number: int) -> Asked:
    """Everything over one of three alliances: of random rosters, and of what plans are about."""
    seeds = range(3000 + 10 * number, 3000 + 10 * number + 3)
    made = dense(seeds) if number else side_by_side(range(3000, 3012))
    settings = Settings(max_homes=3)
    if number == 2:
        made = with_waivers(with_endings(made, DAYS[0], number), DAYS[0], settings, number)
    reach = ("grid", "compound", "community")[number]
    return Asked(made, DAYS[0], settings, EVERY, reach=reach)


@pytest.mark.parametrize("number", range(3))
def test_a_plan_keeps_its_contract(number: int) -> None:
    """One step too, with nothing but what it needs."""
    of = whole(number)
    document = planned(of)
    referee = Referee(of, document)
    assert list(referee.faults()) == []
    assert NAME not in json.dumps(document, ensure_ascii=False)
    draws = random(number)
    for step in draws.sample(sorted(referee.steps), 3):
        assert list(referee.needs(step)) == []
    if number == 1:
        budget = draws.randint(1, len(document["moves"]) - 1)
        given = planned(replace(of, alliance=shuffled(of.alliance, number)), budget)
        assert list(budget_faults(document, given, Referee(of, given).after, budget)) == []


@pytest.mark.parametrize("seed", [5003, 5005, 100141])
def test_a_plan_keeps_its_contract_in_a_scope_and_where_rosters_are_missing(seed: int) -> None:
    made = alliance(seed)
    scope = tuple(made.nodes["Compound"]["id"][:2])
    of = Asked(made, DAYS[0], TIGHT, EVERY, scope)
    assert list(Referee(of, planned(of)).faults()) == []


LATER = """
compounds: id part_of
  c1 k1
grids: id part_of
  g1 c1
  g2 c1
party_orgs: id kind covers
  b1 grid_branch g1
  b2 grid_branch g2
people: id party_status lives_in
  p1 full g1
  p2 full g1
registrations: from to
  p1 b1
  p2 b2
households: id part_of status
  h1 g1 有人
  h2 g1 有人
  h3 g1 有人
  h4 g2 有人
household_ties: from to valid_from
  p1 h1 2019-03-01
  p2 h1 2019-03-01
  p2 h4 2019-03-01
"""


def test_where_only_some_homes_of_a_grid_lack_people_the_witness_names_these() -> None:
    of = Asked(described(LATER), AS_OF, TIGHT, ("R34", "R35"))
    document = planned(of)
    assert list(Referee(of, document).faults()) == []
    told = [
        [w[key] for key in ("subjects", "neighbours", "demand", "capacity")] for w in document["witnesses"]
    ]
    assert told == [[["g1", "h1"], [], 1, 0], [["g2"], [], 1, 0]]
