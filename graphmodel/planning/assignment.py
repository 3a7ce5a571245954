"""Assignment: each target gets one of the candidates eligible for it, each candidate serves one; exact, and proven."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import starmap
from typing import Final, NamedTuple

from graphmodel.planning.flows import Arc, least_cost
from graphmodel.planning.moves import Hall

Costs = Mapping[str, Mapping[str, int]]
"""By target, by candidate eligible for it, what it costs; less than nothing is a gain."""

UNSERVED: Final = 10**9
"""What leaving a target open costs: more than anything that serving the others could."""


def assign(costs: Costs, unserved: Mapping[str, int] | None = None) -> dict[str, str]:
    """The candidate of each target that gets one: as many targets as can be, then the least cost.

    A minimum-cost flow (OR-Tools' cost-scaling push-relabel; Goldberg, An efficient implementation of a scaling
    minimum-cost flow algorithm, 1997), in which candidates eligible for the same at the same costs go together. Among
    equals the code decides.

    Args:
        costs: see :data:`Costs`.
        unserved: what leaving a target open costs, where that is not :data:`UNSERVED`.

    >>> assign({"g1": {"p1": 1, "p2": 0}, "g2": {"p2": 3}, "g3": {}})
    {'g1': 'p1', 'g2': 'p2'}
    """
    targets = sorted(target for target, eligible in costs.items() if eligible)
    alike = _alike({target: costs[target] for target in targets})
    served = [(target, number, cost) for number, one in enumerate(alike) for target, cost in one.profile]
    arcs = [Arc(("target", target), ("alike", number), cost) for target, number, cost in served]
    arcs += [Arc("source", ("target", target)) for target in targets]
    arcs += [Arc(("target", target), "sink", (unserved or {}).get(target, UNSERVED)) for target in targets]
    arcs += [Arc(("alike", number), "sink", 0, len(one.members)) for number, one in enumerate(alike)]
    flow = least_cost(arcs, "source", "sink", len(targets))
    free = [iter(one.members) for one in alike]
    chosen = sorted((target, number) for (target, number, _), used in zip(served, flow, strict=False) if used)
    return {target: next(free[number]) for target, number in chosen}


class _Alike(NamedTuple):
    """Candidates who are eligible for the same targets at the same costs."""

    profile: tuple[tuple[str, int], ...]
    members: list[str]


def _alike(costs: Costs) -> list[_Alike]:
    """All candidates, by what they are eligible for; members are sorted."""
    profiles: dict[str, list[tuple[str, int]]] = {}
    for target, eligible in sorted(costs.items()):
        for candidate, cost in eligible.items():
            profiles.setdefault(candidate, []).append((target, cost))
    members: dict[tuple[tuple[str, int], ...], list[str]] = {}
    for candidate, profile in sorted(profiles.items()):
        members.setdefault(tuple(profile), []).append(candidate)
    return list(starmap(_Alike, members.items()))


class Short(NamedTuple):
    """Why targets stay open: Hall sets, and in which of them each open target lies."""

    halls: list[Hall]
    of: dict[str, int]


def short(costs: Costs, chosen: Mapping[str, str]) -> Short:
    """Why no choice serves more targets: sets of targets that have fewer eligible candidates between them.

    From the open targets alternating paths lead to anyone eligible and on to the targets they serve instead
    (Kőnig 1931). What they reach falls apart into sets without common candidates: all candidates of such a set serve
    in it, so it lacks as many as it has open targets (Hall, On representatives of subsets, 1935).

    Args:
        costs: as for :func:`assign`.
        chosen: a choice that serves as many targets as can be.

    >>> halls = short({"g1": {"p1": 0}, "g2": {"p1": 0}, "g3": {}}, {"g1": "p1"}).halls
    >>> [(hall.subjects, hall.neighbours, hall.demand, hall.capacity) for hall in halls]
    [(('g1', 'g2'), ('p1',), 2, 1), (('g3',), (), 1, 0)]
    """
    import networkx as nx

    serves = {candidate: target for target, candidate in chosen.items()}
    reached = costs.keys() - chosen.keys()
    found = list(reached)
    while found:
        further = {serves[candidate] for candidate in costs[found.pop()]} - reached
        reached |= further
        found.extend(further)
    graph: nx.Graph[tuple[str, str]] = nx.Graph()
    graph.add_nodes_from(("target", target) for target in reached)
    graph.add_edges_from((("target", t), ("candidate", c)) for t in reached for c in costs[t])
    halls: list[Hall] = []
    of: dict[str, int] = {}
    for part in sorted(map(sorted, nx.connected_components(graph)), key=lambda part: part[-1]):
        subjects = tuple(code for side, code in part if side == "target")
        neighbours = tuple(code for side, code in part if side == "candidate")
        of |= {subject: len(halls) for subject in subjects if subject not in chosen}
        halls.append(Hall(subjects, neighbours, len(subjects), len(neighbours)))
    return Short(halls, of)
