"""Analysis and plan on an invented city, stage by stage, and its homes against another solver: `planning.py [tiny|core|city]…`.

Goals: the homes stage solved in 0.5 s on the core city and 2 s on the whole one, ten times as fast as the same model in
HiGHS with the same objective; the plan in 5 s and 20 s after the rules, judging the promise apart; the analysis of the
city in 10 s; a what-if of one removal in twice the time of `gaps`, with the same store. Default: core. All times but the
stages' are of the processor.
"""

import subprocess
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import highspy
import numpy as np
import polars as pl
from measuring import Stages, cpu_seconds, program_cpu_seconds

from graphmodel import synthetic
from graphmodel.alliance import Alliance, Slice, assemble
from graphmodel.analysis.capacity import members_with_room, near_grids
from graphmodel.contract.analysis import analysis_document
from graphmodel.contract.planning import plan_document
from graphmodel.engines import engine_over
from graphmodel.planning import flows, homes
from graphmodel.planning.plan import Plan
from graphmodel.planning.promise import judging_moves
from graphmodel.planning.proposal import DECIDED, PLANNED_RULES, Proposal
from graphmodel.reporting.network import Analysis
from graphmodel.rosters import read_rosters
from graphmodel.rules import Judgement, judge, rules
from graphmodel.rules.judging import queries_asked


def main(*sizes: str) -> None:
    """Time every stage on each size, and what the homes stage is worth."""
    for size in sizes or ("core",):
        print(size)
        with tempfile.TemporaryDirectory() as folder:
            measure(size, Path(folder))


def measure(size: str, folder: Path) -> None:
    """Time every stage on an invented city that is written to a folder."""
    alliance = city(size, folder / "rosters")
    stages = Stages()
    with stages.stage("rules"):
        before = judged(alliance.at(synthetic.AS_OF))
    with stages.stage("analysis"):
        analysis_document(Analysis(before.slice, "", before.rules))
    proposal = Proposal(alliance, before, (*PLANNED_RULES, DECIDED))
    with stages.stage("stages 1 to 13"):
        _ = proposal.outcomes
    with stages.stage("homes"):
        _ = proposal.homes
    with stages.stage("order"):
        _ = proposal.moves
    plan = Plan(proposal, judging_moves(alliance, synthetic.AS_OF, judged))
    with stages.stage("promise"):
        _ = plan.after
    with stages.stage("answer"):
        plan_document(plan)
    stages.show()
    against_highs(proposal)
    print(f"  a greedy pass leaves {greedy(proposal):,} homes open, the plan {left_open(proposal):,}")
    ask(folder / "rosters", folder / "store")


def against_highs(proposal: Proposal) -> None:
    """Solve the homes stage once more, and with HiGHS the same model: every member for themselves, and what we solve."""
    ours = Model.of(proposal)
    seconds, flow = cpu_seconds(ours.flow)
    alone = Model.of(proposal, everyone_alone=True)
    for whose, model in (("every member for themselves", alone), ("members who are alike together", ours)):
        theirs, objective = cpu_seconds(model.solved_by_highs)
        times = f"HiGHS {theirs:.3f} s, we {seconds:.3f} s ({theirs / seconds:.0f} ×)"
        objectives = f"objectives {float(flow.to_numpy() @ ours.cost):,.0f} and {objective:,.0f}"
        print(f"  {whose}: {len(model.arcs):,} arcs, {times}; {objectives}")


class Model:
    """The flow of the homes stage."""

    def __init__(self, arcs: pl.DataFrame, *ends: int) -> None:
        self.arcs, self.ends = arcs, ends

    @staticmethod
    def of(proposal: Proposal, *, everyone_alone: bool = False) -> "Model":
        """That of a proposal, as it is solved or with a node for every member."""
        models: list[Model] = []

        def remembered(arcs: pl.DataFrame, *ends: int) -> pl.Series:
            models.append(Model(arcs, *ends))
            return flows.greatest_flow(arcs, *ends)

        def alone(links: Any) -> pl.DataFrame:
            members: pl.DataFrame = pl.concat([links.to_hub, links.direct], how="diagonal").unique("person")
            return members.sort("person").select(pl.concat_list("person"))

        with ExitStack() as stack:
            stack.enter_context(patch.object(homes, "greatest_flow", remembered))
            if everyone_alone:
                stack.enter_context(patch.object(homes, "_alike", alone))
            _ = replace(proposal).homes
        return models[0]

    def flow(self) -> pl.Series:
        """How much flows along each arc."""
        return flows.greatest_flow(self.arcs, *self.ends)

    @property
    def cost(self) -> np.ndarray:
        """Of each arc; what arrives is worth more than anything can cost."""
        cost = self.arcs["cost"].to_numpy().astype(float)
        cost[self.arcs["end"].to_numpy() == 1] -= 10_000_000
        return cost

    def solved_by_highs(self) -> float:
        """The objective that HiGHS comes to."""
        start, end = self.arcs["start"].to_numpy(), self.arcs["end"].to_numpy()
        nodes, count = int(max(start.max(), end.max())) + 1, len(start)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = count, nodes
        model.col_cost_ = self.cost
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
        solver.run()
        return float(solver.getInfo().objective_function_value)


def ask(rosters: Path, store: Path) -> None:
    """Time `gaps` and a what-if of one removal with the same store."""
    program = [sys.executable, "-m", "graphmodel"]
    subprocess.run([*program, "load", rosters, "--store", store], check=True, capture_output=True)
    person = pl.read_csv(rosters / "人员.csv", n_rows=1, infer_schema=False).row(0)[0]
    answers = {"gaps": ["gaps"], "what-if": ["what-if", "--remove", f"Person:{person}"]}
    seconds = {
        name: program_cpu_seconds([*program, *answer, "--store", str(store), "--format", "json"])
        for name, answer in answers.items()
    }
    told = ", ".join(f"{name} {taken:.2f} s" for name, taken in seconds.items())
    print(f"  {told} ({seconds['what-if'] / seconds['gaps']:.2f} ×)")


def greedy(proposal: Proposal) -> int:
    """How many homes stay open when each grid in turn takes the members that are left."""
    assert proposal.homes is not None
    slice_ = proposal.network.slice
    room: dict[str, int] = dict(
        members_with_room(slice_, slice_.at_home.contacts, proposal.settings.max_homes).iter_rows()
    )
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


def city(size: str, folder: Path) -> Alliance:
    """An invented city, whose rosters are written to a folder."""
    synthetic.write(synthetic.synthesise(size), folder, "csv")
    return assemble(read_rosters([folder]))


if __name__ == "__main__":
    main(*sys.argv[1:])
