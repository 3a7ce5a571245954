"""Analysis and plan on an invented city, stage by stage, and its homes against another solver: `planning.py [tiny|core|city]…`.

Goals: the homes stage solved in 0.5 s on the core city and 2 s on the whole one, ten times as fast as the same model in
HiGHS with the same objective; the plan in 5 s and 20 s after the rules, judging the promise apart; the analysis of the
city in 10 s. Default: core.
"""

import sys
import tempfile
import time
from pathlib import Path

import highspy
import numpy as np
import polars as pl
from measuring import Stages

from graphmodel import synthetic
from graphmodel.alliance import Alliance, Slice, assemble
from graphmodel.analysis.capacity import members_with_room, near_grids
from graphmodel.contract.analysis import analysis_document
from graphmodel.engines import engine_over
from graphmodel.planning import flows, homes
from graphmodel.planning.plan import Plan
from graphmodel.planning.proposal import DECIDED, PLANNED_RULES, Proposal
from graphmodel.reporting.network import Analysis
from graphmodel.rosters import read_rosters
from graphmodel.rules import Judgement, judge, rules
from graphmodel.rules.judging import queries_asked


def main(*sizes: str) -> None:
    """Time every stage on each size, and what the homes stage is worth."""
    for size in sizes or ("core",):
        print(size)
        alliance = city(size)
        stages = Stages()
        with stages.stage("rules"):
            before = judged(alliance.at(synthetic.AS_OF))
        with stages.stage("analysis"):
            analysis_document(Analysis(before.slice, "", before.rules))
        proposal = Proposal(alliance, before, (*PLANNED_RULES, DECIDED))
        with stages.stage("stages 1 to 13"):
            _ = proposal.outcomes
        solved = Solved()
        homes.greatest_flow = solved.greatest_flow  # type: ignore[attr-defined]  # the very model that is solved, for the others too
        with stages.stage("homes"):
            _ = proposal.homes
        with stages.stage("order"):
            _ = proposal.moves
        with stages.stage("promise"):
            _ = Plan(proposal, judged).after
        stages.show()
        solved.compare()
        print(f"  a greedy pass leaves {greedy(proposal):,} homes open, the plan {left_open(proposal):,}")


class Solved:
    """The flow of the homes stage: its arcs, what flows, and how long that took."""

    def greatest_flow(self, arcs: pl.DataFrame, source: int, sink: int, most: int) -> pl.Series:
        """As :func:`graphmodel.planning.flows.greatest_flow`, remembered."""
        begin = time.perf_counter()
        self.arcs, self.flow = arcs, flows.greatest_flow(arcs, source, sink, most)
        self.seconds = time.perf_counter() - begin
        return self.flow

    def compare(self) -> None:
        """Solve the same model with HiGHS: as much as can flow, at the least cost."""
        worth = 1 + 20 * int(self.arcs["capacity"].to_numpy().max())
        cost = self.arcs["cost"].to_numpy().astype(float)
        start, end = self.arcs["start"].to_numpy(), self.arcs["end"].to_numpy()
        cost[end == 1] -= worth
        nodes, count = int(max(start.max(), end.max())) + 1, len(cost)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = count, nodes
        model.col_cost_ = cost
        model.col_lower_, model.col_upper_ = np.zeros(count), self.arcs["capacity"].to_numpy().astype(float)
        free = np.array([0, 1])
        bound = np.zeros(nodes)
        bound[free] = highspy.kHighsInf
        model.row_lower_, model.row_upper_ = -bound, bound
        model.a_matrix_.start_ = np.arange(0, 2 * count + 1, 2)
        model.a_matrix_.index_ = np.stack([start, end], axis=1).reshape(-1)
        model.a_matrix_.value_ = np.tile([1.0, -1.0], count)
        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        solver.silent()
        solver.passModel(model)
        begin = time.perf_counter()
        solver.run()
        seconds = time.perf_counter() - begin
        ours = float(self.flow.to_numpy() @ cost)
        theirs = solver.getInfo().objective_function_value
        print(
            f"  homes solved in {self.seconds:.2f} s, by HiGHS in {seconds:.2f} s ({seconds / self.seconds:.0f} ×); "
            f"objectives {ours:,.0f} and {theirs:,.0f}"
        )


def greedy(proposal: Proposal) -> int:
    """How many homes stay open when each grid in turn takes the members that are left."""
    assert proposal.homes is not None
    slice_ = proposal.network.slice
    room: dict[str, int] = dict(members_with_room(slice_, proposal.settings.max_homes).iter_rows())
    reaching = dict(near_grids(slice_).group_by("grid").agg(pl.col("id").sort()).iter_rows())
    taken = proposal.homes.moves.group_by("grid").agg(open=pl.len().cast(pl.Int64))
    every = pl.concat([taken, proposal.homes.open_homes.select("grid", "open")])
    left = 0
    for grid, homes_open in every.group_by("grid").agg(pl.col("open").sum()).sort("grid").iter_rows():
        wanted = homes_open
        for person in reaching.get(grid, ()):
            given = min(room.get(person, 0), wanted)
            room[person] = room.get(person, 0) - given
            wanted -= given
        left += wanted
    return left


def left_open(proposal: Proposal) -> int:
    """How many homes the plan leaves open."""
    assert proposal.homes is not None
    return int(proposal.homes.open_homes["open"].sum())


def judged(slice_: Slice) -> Judgement:
    """Every rule."""
    every = list(rules().values())
    with engine_over(slice_, "", queries=queries_asked(slice_, every)) as engine:
        return judge(slice_, engine, every, snapshot="")


def city(size: str) -> Alliance:
    """An invented city."""
    with tempfile.TemporaryDirectory() as folder:
        synthetic.write(synthetic.synthesise(size), Path(folder), "csv")
        return assemble(read_rosters([Path(folder)]))


if __name__ == "__main__":
    main(*sys.argv[1:])
