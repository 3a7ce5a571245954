"""What is proposed for data in parts is what is proposed for it in one piece, whatever lies in which part."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl
import pytest

from graphmodel.alliance import Alliance
from graphmodel.alliance.halo import halos
from graphmodel.alliance.ownership import Owned
from graphmodel.cli import judging
from graphmodel.cli.asked import Question
from graphmodel.contract.analysis import analysis_document
from graphmodel.contract.planning import plan_document
from graphmodel.ontology import HOUSEHOLD, PERIOD
from graphmodel.planning.plan import Plan
from graphmodel.planning.proposal import DECIDED, PLANNED_RULES, Proposal
from graphmodel.reporting.network import Analysis
from graphmodel.rosters import spilled
from graphmodel.stores import snapshot
from graphmodel.stores.partitions import Division, divided
from tests.planning.dense import dense
from tests.rules.by_parts import dice
from tests.rules.generate import side_by_side

DAY: Final = date(2018, 12, 31)
PERIODS: Final = [column.name for column in PERIOD]


def as_handed_in(alliance: Alliance) -> Alliance:
    """An alliance in which a home lies in its grid as long as there is the home: both are one row."""
    places = alliance.ties["PART_OF"]
    of_homes = places.filter(from_label=HOUSEHOLD).drop(PERIODS)
    homes = alliance.nodes[HOUSEHOLD].select(*PERIODS, from_id="id")
    dated = of_homes.join(homes, on="from_id", maintain_order="left").select(places.columns)
    others = places.filter(pl.col("from_label") != HOUSEHOLD)
    return replace(alliance, ties={**alliance.ties, "PART_OF": pl.concat([others, dated])})


def both(one: Alliance, other: Alliance) -> Alliance:
    """Two alliances beside one another, of which the first tells what was supplied."""
    nodes = {label: pl.concat([table, other.nodes[label]]) for label, table in one.nodes.items()}
    ties = {relation: pl.concat([table, other.ties[relation]]) for relation, table in one.ties.items()}
    return replace(one, nodes=nodes, ties=ties)


def by_dice(alliance: Alliance) -> Division:
    """An alliance cut by dice, and not as it is cut when something changes."""
    cut = divided(alliance, "Street")
    owned = Owned(cut.owned.alliance, dice(alliance, 3, seed=1))
    return Division("Street", owned, halos(owned))


@pytest.mark.usefixtures("judged_here")
def test_a_plan_and_an_analysis_are_those_of_all_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spilled, "_AT_ONCE", 100)  # so that homes are in several shares
    alliance = as_handed_in(both(dense(range(4)), side_by_side(range(3000, 3004))))
    told = []
    for name, cut in (("whole", None), ("parts", by_dice(alliance))):
        with snapshot.saving(alliance, tmp_path / name, DAY, division=cut):
            pass
        alliance_, before, after, *_ = judging.planning(Question(tmp_path / name))
        plan = Plan(Proposal(alliance_, before, (*PLANNED_RULES, DECIDED), (), "community"), after)
        analysis = Analysis(before.slice, before.snapshot, before.rules)
        told.append({**plan_document(plan), "analysis": analysis_document(analysis)})
        monkeypatch.setattr("graphmodel.stores.snapshot.read", None)
    at_once, in_parts = (json.dumps(one, default=str) for one in told)
    assert at_once == in_parts
    moves = {(move["roster"], move["change"]) for move in told[0]["moves"]}
    assert {("household_ties", "add"), ("endings", "end")} <= moves
