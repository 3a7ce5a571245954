"""Stages 1 to 3: what is wrong is ended: loose ties, pairings of retired branches, of one branch with several grids."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Final, NamedTuple

import polars as pl

from graphmodel.alliance import Alliance
from graphmodel.ontology import GROUP, live_on
from graphmodel.planning.moves import RELATION_OF, Move, Node, Open, Outcome, Step, Subject, nodes
from graphmodel.planning.state import IDENTITY, Network

_ENDED: Final = tuple(RELATION_OF.values())
_ATTENDANT: Final = frozenset((*GROUP["appointed_posts"], "instructor"))
"""Posts that rest on a pairing of who recommended them."""


def end_loose_ties(
    alliance: Alliance, day: date, gaps: Collection[Subject], several: Collection[Subject]
) -> Outcome:
    """Stage 1, R51: end the ties that lead to what is no more, where nothing else is wrong and all are rows of their own.

    Args:
        alliance: of every period; of a slice such ties are left out.
        day: the day in question.
        gaps: those of R51.
        several: the gaps among them where there are two of something of which there should be one.
    """
    outcome = Outcome(1)
    loose = _loose_ties(alliance, day, gaps)
    for subject in sorted(gaps):
        ties = loose.get(subject[1:], [])
        if subject in several or any(tie is None for tie in ties):
            outcome.open[subject] = Open("find_out")
            continue
        moves = tuple(sorted(tie for tie in ties if tie))
        outcome.steps.append(Step(1, "R51", moves, (0,) * len(moves), (subject,)))
    return outcome


def _loose_ties(alliance: Alliance, day: date, gaps: Collection[Subject]) -> dict[Node, list[Move | None]]:
    """By subject, how each of its ties to what is not live ends; None: only with a change of a thing's own row."""
    subjects = pl.DataFrame(
        sorted(gaps), schema={"rule": pl.String, "label": pl.String, "id": pl.String}, orient="row"
    )
    alive = {label: table.filter(live_on(day)).select("id") for label, table in alliance.nodes.items()}
    found: dict[Node, list[Move | None]] = {}
    for relation, table in alliance.ties.items():
        if relation == "TOOK_PART":
            continue
        post = pl.col("post") if relation == "HOLDS" else pl.lit(None, pl.String).alias("post")
        live = table.filter(live_on(day)).select(*IDENTITY, post)
        for here, there in (("from", "to"), ("to", "from")):
            own = live.join(
                subjects, left_on=[f"{here}_label", f"{here}_id"], right_on=["label", "id"], how="semi"
            )
            for (label,), ties in own.partition_by(f"{there}_label", as_dict=True).items():
                lost = ties.join(alive[str(label)], left_on=f"{there}_id", right_on="id", how="anti")
                for *ends, held in lost.sort(IDENTITY).iter_rows():
                    start, end = (ends[0], ends[1]), (ends[2], ends[3])
                    move = Move("end", relation, start, end, held) if relation in _ENDED else None
                    found.setdefault(start if here == "from" else end, []).append(move)
    return found


def end_pairings_of_retired(network: Network, gaps: Collection[Subject]) -> Outcome:
    """Stage 2, R24: end all pairings of a retired organisation, unless a post rests on one ("不包括退休党支部")."""
    outcome = Outcome(2)
    for subject in sorted(gaps):
        org = subject[2]
        targets = sorted(network.paired[org])
        resting = sorted({p for target in targets for p in _resting(network, org, target)})
        if resting:
            outcome.open[subject] = Open("rests", nodes("Person", resting))
            continue
        moves = tuple(_end(org, target) for target in targets)
        outcome.steps.append(Step(2, "R24", moves, (0,) * len(moves), (subject,)))
    return outcome


def _resting(network: Network, org: str, target: Node) -> list[str]:
    """Who holds a post recommended by an organisation that rests on its pairing with a target."""
    places: list[Node] = [target, *(("PartyOrg", org) for org in network.seated_at.get(target, ()))]
    return [
        person
        for place in places
        for person, post, by in network.posts_at.get(place, ())
        if by == org and post in _ATTENDANT
    ]


def _end(org: str, target: Node) -> Move:
    return Move("end", "PAIRED_WITH", ("PartyOrg", org), target)


class _Choice(NamedTuple):
    """A branch paired with several grids: those it may keep alone, and those of which it must keep each."""

    grids: list[str]
    firm: list[str]

    @property
    def kept(self) -> list[str]:
        return self.firm or self.grids


def keep_one_pairing(network: Network, gaps: Collection[Subject]) -> Outcome:
    """Stage 3, R22 of branches: keep one pairing and end the others ("“一对一”或“多对一”").

    A pairing on which an instructor's post rests is kept, and no grid loses its last organ branch. Which branch keeps
    which grid is a cover of the grids that have no other branch: solved as an integer program.
    """
    outcome = Outcome(3)
    choices = {subject[2]: _choice(network, subject[2]) for subject in sorted(gaps)}
    kept = _keep(network, {org: choice for org, choice in choices.items() if len(choice.firm) < 2})
    agreed = _agreed(network)
    for subject in sorted(gaps):
        org = subject[2]
        choice = choices[org]
        if len(choice.firm) > 1:
            holders = {p for grid in choice.firm for p in _instructors_on(network, org, grid)}
            outcome.open[subject] = Open("rests", nodes("Person", sorted(holders)))
        elif org not in kept:
            outcome.open[subject] = Open("last_branch", nodes("Grid", choice.grids))
        else:
            ended = [grid for grid in choice.grids if grid != kept[org]]
            moves = tuple(_end(org, ("Grid", grid)) for grid in ended)
            costs = tuple(1 + ((org, grid) in agreed) for grid in ended)
            outcome.steps.append(Step(3, "R22", moves, costs, (subject,)))
    return outcome


def _choice(network: Network, org: str) -> _Choice:
    grids = network.paired_grids(org)
    return _Choice(grids, [grid for grid in grids if _instructors_on(network, org, grid)])


def _instructors_on(network: Network, org: str, grid: str) -> list[str]:
    """The instructors of a grid whom an organisation recommended, or nobody is said to have."""
    posts = network.posts_at.get(("Grid", grid), ())
    return [person for person, post, by in posts if post == "instructor" and by in (org, None)]


def _agreed(network: Network) -> frozenset[tuple[str, str]]:
    """The pairings for which an agreement was signed."""
    ties = network.slice.ties["PAIRED_WITH"].filter("has_agreement")
    return frozenset(ties.select("from_id", "to_id").iter_rows())


def _keep(network: Network, choices: dict[str, _Choice]) -> dict[str, str]:
    """Which grid each branch keeps; branches that must stay as they are, so that no grid loses its last, are left out."""
    from ortools.linear_solver import pywraplp

    if not choices:
        return {}
    agreed = _agreed(network)
    solver = pywraplp.Solver.CreateSolver("SCIP")
    keeps = {(org, grid): solver.BoolVar("") for org, choice in choices.items() for grid in choice.kept}
    leaves = {org: solver.BoolVar("") for org in choices}
    for org, choice in choices.items():
        solver.Add(solver.Sum([leaves[org], *(keeps[org, grid] for grid in choice.kept)]) == 1)
    for (label, grid), orgs in network.branches_at.items():
        if label == "Grid" and all(org in choices for org in orgs):
            remaining = [keeps[org, grid] for org in orgs if (org, grid) in keeps]
            solver.Add(solver.Sum([*remaining, *(leaves[org] for org in orgs)]) >= 1)
    worth = {
        (org, grid): sum(1 + ((org, other) in agreed) for other in choices[org].grids if other != grid)
        for org, grid in keeps
    }
    left_open = 1 + sum(max(worth[org, grid] for grid in choice.kept) for org, choice in choices.items())
    cost = [worth[pair] * keep for pair, keep in keeps.items()]
    solver.Minimize(solver.Sum([*cost, *(left_open * leave for leave in leaves.values())]))
    if solver.Solve() != pywraplp.Solver.OPTIMAL:
        raise RuntimeError("the choice of pairings to keep could not be proven best")
    return {org: grid for (org, grid), keep in keeps.items() if keep.solution_value() > 0.5}
