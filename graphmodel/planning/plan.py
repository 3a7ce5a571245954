"""A plan: the moves given out of all that are proposed, what they promise, and why each other gap stays open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import polars as pl

from graphmodel.planning.moves import Open, Subject
from graphmodel.planning.proof import Proof
from graphmodel.planning.proposal import DECIDED, NOT_PLANNED, PLANNED_RULES, Proposal, gaps_of
from graphmodel.rules import Judgement


class StaysOpen(NamedTuple):
    """A gap that is left after the moves given; ``open``: 1, for homes how many."""

    subject: Subject
    open: int
    reason: Open
    hall: str | None


class NotPlanned(NamedTuple):
    """A rule that is not planned, or is not for one label, for want of rosters."""

    rule: str
    label: str | None
    why: str
    rosters: list[str]


class Tally(NamedTuple):
    """How the gaps of a rule and label fare."""

    rule: str
    label: str
    gap_before: int
    gap_after: int
    closed: int
    bound: int


@dataclass(frozen=True, eq=False)
class Plan:
    """What is given of a proposal, and what the rules say of the network with it."""

    proposal: Proposal
    judge: Callable[[pl.DataFrame], Judgement]
    """What every rule says of everything, by the thresholds of the proposal, when moves are made."""
    budget: int | None = None
    """At most so many moves are given."""

    # --- the moves ---

    @cached_property
    def moves(self) -> pl.DataFrame:
        """The moves given: whole steps, in order, as many as the budget has room for."""
        every = self.proposal.moves
        if self.budget is None:
            return every
        whole = every.filter(
            pl.col("step") != pl.col("step").shift(-1).fill_null(0)
        )  # the last move of each step
        taken = whole.filter(pl.col("move") <= self.budget)["move"].max() or 0
        return every.head(taken)  # type: ignore[arg-type]

    @property
    def stages(self) -> list[tuple[int, int]]:
        """The stages that ran, and what the moves given of each cost."""
        costs = dict(self.moves.group_by("stage").agg(pl.col("cost").sum()).iter_rows())
        return [(stage, costs.get(stage, 0)) for stage in self.proposal.stages]

    # --- what they promise ---

    @cached_property
    def after(self) -> Judgement:
        """What the rules say when the rows are handed in with the rosters."""
        return self._with(self.moves)

    def _with(self, moves: pl.DataFrame) -> Judgement:
        return self.proposal.before if moves.is_empty() else self.judge(moves)

    @cached_property
    def tallies(self) -> list[Tally]:
        """One per rule and label that is planned."""
        given, whole = closed_by(self.moves), closed_by(self.proposal.moves)
        before = gap_counts(self.proposal.before, self.proposal.gaps)
        after = gap_counts(self.after, self._left)
        return [
            Tally(*key, before.get(key, 0), after.get(key, 0), given.get(key, 0), whole.get(key, 0))
            for key in sorted(self.proposal.planned)
        ]

    @cached_property
    def _left(self) -> dict[tuple[str, str], set[str]]:
        """The gaps in scope that are left."""
        return gaps_of(self.after, self.proposal.inside)

    @cached_property
    def _left_by_all(self) -> dict[tuple[str, str], set[str]]:
        """Those that the whole proposal leaves, which may close some along with others."""
        every = self.proposal.moves
        return (
            self._left
            if self.moves.height == every.height
            else gaps_of(self._with(every), self.proposal.inside)
        )

    # --- what stays open ---

    @cached_property
    def proof(self) -> Proof:
        """Why gaps stay open when everything proposed is done."""
        return Proof(self.proposal)

    @cached_property
    def stays_open(self) -> list[StaysOpen]:
        """Every gap of the rules asked for that is left, once, sorted."""
        asked = {key for key in self._left if key in self.proposal.planned}
        if DECIDED in self.proposal.rules:
            asked.add((DECIDED, "Grid"))
        counts = self._open_homes if ("R35", "Grid") in asked else {}
        later = _subjects(self.proposal.moves.slice(self.moves.height))
        found = []
        for key in sorted(asked):
            for id_ in sorted(self._left.get(key, ())):
                subject: Subject = (*key, id_)
                whole = subject not in later and id_ in self._left_by_all.get(key, ())
                reason, hall = self.proof.reason(subject) if whole else (Open("budget"), None)
                found.append(StaysOpen(subject, counts.get(id_, 1) if key[0] == "R35" else 1, reason, hall))
        return found

    @property
    def not_planned(self) -> list[NotPlanned]:
        """The rules asked for that are not planned, sorted."""
        never = [
            NotPlanned(rule, None, NOT_PLANNED.get(rule, "find_out"), [])
            for rule in self.proposal.rules
            if rule not in PLANNED_RULES
        ]
        lacking = [
            NotPlanned(*key, "roster_not_supplied", missing)
            for key, missing in self.proposal.asked.items()
            if missing
        ]
        return sorted([*never, *lacking], key=lambda row: (row.rule, row.label or ""))

    @cached_property
    def _open_homes(self) -> dict[str, int]:
        gaps = self.after.findings.filter((pl.col("rule") == "R35") & (pl.col("verdict") == "gap"))
        return dict(gaps.select("subject", "gap").iter_rows())


def closed_by(moves: pl.DataFrame) -> dict[tuple[str, str], int]:
    """How much moves close, by rule and label."""
    closes = moves.select(pl.col("closes").explode()).drop_nulls().unnest("closes")
    counts = closes.group_by("rule", "subject_label").len()
    return {(rule, label): count for rule, label, count in counts.iter_rows()}


def _subjects(moves: pl.DataFrame) -> set[Subject]:
    return {*moves.select(pl.col("closes").explode()).drop_nulls().unnest("closes").unique().iter_rows()}


def gap_counts(judgement: Judgement, gaps: dict[tuple[str, str], set[str]]) -> dict[tuple[str, str], int]:
    """How many gaps there are, by rule and label; of R35 how many homes."""
    sizes = {key: len(ids) for key, ids in gaps.items()}
    homes = ("R35", "Grid")
    if homes in gaps:
        of_grids = judgement.findings.filter(
            (pl.col("rule") == "R35") & pl.col("subject").is_in(list(gaps[homes]))
        )
        sizes[homes] = int(of_grids["gap"].sum())
    return sizes
