"""Plans of alliances, judged by the queries of the rules."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from graphmodel.alliance import Alliance, Slice
from graphmodel.engines.embedded import Embedded
from graphmodel.planning.plan import Plan
from graphmodel.planning.promise import judging_moves
from graphmodel.planning.proposal import DECIDED, PLANNED_RULES, Proposal
from graphmodel.rules import Judgement, Settings, rules
from tests.judging import judge_once
from tests.rules.build import AS_OF

EVERY: Final = (*PLANNED_RULES, DECIDED)
SETTINGS: Final = Settings(max_homes=3)


def plan_of(
    alliance: Alliance,
    day: date = AS_OF,
    budget: int | None = None,
    asked: Sequence[str] = EVERY,
    settings: Settings = SETTINGS,
    **more: Any,
) -> Plan:
    """A plan for the rules asked for; ``more``: its scope and reach."""

    def judged(slice_: Slice) -> Judgement:
        with Embedded(slice_) as engine:
            return judge_once(slice_, engine, list(rules().values()), snapshot="", settings=settings)

    proposal = Proposal(alliance, judged(alliance.at(day)), tuple(asked), **more)
    return Plan(proposal, judging_moves(alliance, day, judged), budget)
