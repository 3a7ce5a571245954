"""Stages 4 to 6: who is to be paired: committees with communities, organisations with compounds, branches with grids."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

from graphmodel.ontology import GROUP
from graphmodel.planning.assignment import UNSERVED, assign, short
from graphmodel.planning.flows import Arc, least_cost
from graphmodel.planning.moves import Move, Node, Open, Outcome, Reason, Step, Subject
from graphmodel.planning.state import Network

WITHOUT_CANDIDATE: Final = 10
"""What a pairing with a branch that has no instructor for the grid costs beside its distance."""


def pair_communities(network: Network, gaps: Collection[Subject], content: Collection[str]) -> Outcome:
    """Stage 4, R21: an organ committee for each community ("机关党委(党总支)组团联系社区").

    Args:
        network: what the stage sees.
        gaps: those of R21.
        content: the committees of which R26 is no gap: whom these recommended they may not meet again.
    """
    committees = network.orgs(*GROUP["organ_committees"])
    meets = {subject[2]: {by for _, _, by in network.appointed(subject[2])} & {*content} for subject in gaps}
    eligible = {
        subject: [org for org in committees if org not in meets[subject[2]]] for subject in sorted(gaps)
    }
    return _spread(network, 4, "Community", eligible)


def pair_compounds(network: Network, gaps: Collection[Subject]) -> Outcome:
    """Stage 5, R23: an organ organisation, or another that is none of retired members ("一小区一组团")."""
    orgs = network.orgs(*GROUP["organ_orgs"], "other")
    return _spread(network, 5, "Compound", dict.fromkeys(sorted(gaps), orgs))


def _spread(network: Network, stage: int, label: str, eligible: Mapping[Subject, list[str]]) -> Outcome:
    """Pair every target with the nearest, evenly: each further tie of that sort costs one more."""
    outcome = Outcome(stage)
    allowed = {
        subject: [org for org in orgs if not network.rosters.has_row(_pair(org, (label, subject[2])))]
        for subject, orgs in eligible.items()
    }
    outcome.open.update((subject, Open("no_candidate")) for subject, orgs in allowed.items() if not orgs)
    served = [subject for subject, orgs in allowed.items() if orgs]
    orgs = sorted({org for subject in served for org in allowed[subject]})
    has = {org: sum(end[0] == label for end in network.paired.get(org, ())) for org in orgs}
    pairs = [(subject, org) for subject in served for org in allowed[subject]]
    far = [network.places.from_org(org, (label, subject[2])) for subject, org in pairs]
    arcs = [Arc(subject, ("org", org), cost) for (subject, org), cost in zip(pairs, far, strict=True)]
    arcs += [Arc("source", subject) for subject in served]
    arcs += [Arc(("org", org), "sink", has[org] + further) for org in orgs for further in range(len(served))]
    flow = least_cost(arcs, "source", "sink", len(served))
    for (subject, org), distance, used in zip(pairs, far, flow, strict=False):
        if used:
            reason = Reason(distance, has[org], len(allowed[subject]) - 1)
            move = _pair(org, (label, subject[2]))
            cost = distance + has[org]
            outcome.steps.append(Step(stage, subject[0], (move,), (cost,), (subject,), reason=reason))
            has[org] += 1
    return outcome


def _pair(org: str, target: Node) -> Move:
    return Move("add", "PAIRED_WITH", ("PartyOrg", org), target)


class Pending(NamedTuple):
    """A pairing that only an instructor for its grid is worth; it is dropped if nobody becomes that."""

    move: Move
    cost: int


def pair_grids(
    network: Network, unpaired: Collection[str], without_instructor: Collection[str]
) -> tuple[Outcome, dict[str, Pending]]:
    """Stage 6, R22 and R25 of grids: a branch that is paired with no grid, for each at most one.

    First the most grids that have no branch; then the most without an instructor that get a branch which has one for
    them; then the least distance. A grid that has a branch but no instructor takes only a branch that has one for it.

    Args:
        network: what the stage sees.
        unpaired: the grids with an R22 gap, if these are to be closed.
        without_instructor: those with an R25 gap, if these are.

    Returns:
        The outcome for the unpaired grids, and the pairings that other grids need for an instructor.
    """
    outcome = Outcome(6)
    free = [org for org in network.organ_branches if not network.paired_grids(org)]
    second = sorted(
        grid
        for grid in {*without_instructor} - {*unpaired}
        if not any(has_instructor(network, org, grid) for org in providing(network, grid))
    )
    targets = sorted({*unpaired, *second})
    costs = {grid: _costs_of_branches(network, grid, free) for grid in targets}
    useful = 1 + len(targets) * max(
        (cost for by_org in costs.values() for cost in by_org.values()), default=0
    )
    weighed = {
        grid: {
            org: cost - useful * (grid in without_instructor and cost < WITHOUT_CANDIDATE)
            for org, cost in by_org.items()
            if grid in unpaired or cost < WITHOUT_CANDIDATE
        }
        for grid, by_org in costs.items()
    }
    chosen = assign(weighed, dict.fromkeys(targets, 0) | dict.fromkeys(unpaired, UNSERVED))
    lacking = {grid: costs[grid] for grid in unpaired}
    why = short(lacking, {grid: org for grid, org in chosen.items() if grid in lacking})
    outcome.halls.extend(why.halls)
    for grid in sorted(unpaired):
        subject = ("R22", "Grid", grid)
        if grid in chosen:
            org = chosen[grid]
            reason = Reason(network.places.from_org(org, ("Grid", grid)), None, len(costs[grid]) - 1)
            move = _pair(org, ("Grid", grid))
            outcome.steps.append(Step(6, "R22", (move,), (costs[grid][org],), (subject,), reason=reason))
        else:
            outcome.open[subject] = Open("not_enough" if costs[grid] else "no_candidate", hall=why.of[grid])
    return outcome, {
        grid: Pending(_pair(chosen[grid], ("Grid", grid)), costs[grid][chosen[grid]])
        for grid in second
        if grid in chosen
    }


def _costs_of_branches(network: Network, grid: str, free: Collection[str]) -> dict[str, int]:
    """What each free branch would cost: its distance, and more if it has no instructor for the grid."""
    place: Node = ("Grid", grid)
    return {
        org: network.places.from_org(org, place)
        + (0 if has_instructor(network, org, grid) else WITHOUT_CANDIDATE)
        for org in free
        if not network.rosters.has_row(_pair(org, place))
    }


def providing(network: Network, grid: str) -> list[str]:
    """The organ branches paired with this grid only."""
    paired = network.branches_at.get(("Grid", grid), ())
    return [org for org in paired if network.paired_grids(org) == [grid]]


def instructor_candidates(network: Network, org: str, grid: str) -> list[str]:
    """Full members of a branch who are instructor nowhere and hold no post in the grid or a grid organisation of it."""
    present = network.in_grid(grid)
    return [person for person in network.unengaged.get(org, ()) if person not in present]


def has_instructor(network: Network, org: str, grid: str) -> bool:
    """Whether there is any such member."""
    present = network.in_grid(grid)
    return any(person not in present for person in network.unengaged.get(org, ()))
