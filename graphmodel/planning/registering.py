"""Stages 12 and 13: who is to register where ("双报到"): committees with a community, members where they live."""

from __future__ import annotations

from collections.abc import Collection

from graphmodel.planning.moves import Move, Node, Open, Outcome, Reason, Step, Subject, nodes
from graphmodel.planning.state import Network


def register_committees(network: Network, gaps: Collection[Subject]) -> Outcome:
    """Stage 12, R31 of organ committees: with the first of the communities they are paired with."""
    outcome = Outcome(12)
    for subject in sorted(gaps):
        org: Node = ("PartyOrg", subject[2])
        paired = sorted(place for place in network.paired.get(org[1], ()) if place[0] == "Community")
        moves = [Move("add", "REGISTERED_WITH", org, place) for place in paired]
        moves = [move for move in moves if not network.rosters.has_row(move)]
        if not paired:
            outcome.open[subject] = Open("not_paired")
        elif not moves:
            outcome.open[subject] = Open("no_candidate")
        else:
            rests_on = network.pairing_proposed(org[1], [moves[0].end])
            reason = Reason(others=len(moves) - 1)
            outcome.steps.append(Step(12, "R31", (moves[0],), (0,), (subject,), rests_on, reason))
    return outcome


def register_members(
    network: Network, unregistered: Collection[Subject], elsewhere: Collection[Subject]
) -> Outcome:
    """Stage 13: with a grid organisation of the grid a member lives in, of which they are no member.

    Args:
        network: what the stage sees.
        unregistered: R31 gaps of people.
        elsewhere: R32 gaps: their registrations end with the new one.
    """
    outcome = Outcome(13)
    for subject in sorted(unregistered):
        person = subject[2]
        moves = _registrations(network, person)
        if person not in network.home_grid:
            outcome.open[subject] = Open("unknown_residence")
        elif orgs := network.registered.get(person):
            outcome.open[subject] = Open("registered_elsewhere", nodes("PartyOrg", sorted(orgs)))
        elif not moves:
            outcome.open[subject] = Open("no_grid_organisation", (("Grid", network.home_grid[person]),))
        else:
            reason = Reason(0, None, len(moves) - 1)
            outcome.steps.append(Step(13, "R31", (moves[0],), (0,), (subject,), reason=reason))
    for subject in sorted(elsewhere):
        person = subject[2]
        moves = _registrations(network, person)
        led = sorted({*network.secretary_of.get(person, ())} & network.grid_organisations)
        if led:
            outcome.open[subject] = Open("holds_secretary", nodes("PartyOrg", led))
        elif not moves:
            outcome.open[subject] = Open("no_grid_organisation", (("Grid", network.home_grid[person]),))
        elif not (near := [move for move in moves if not _left_behind(network, person, move.end[1])]):
            left = _left_behind(network, person, moves[0].end[1])
            outcome.open[subject] = Open("homes_elsewhere", nodes("Grid", left))
        else:
            ended = tuple(
                Move("end", "REGISTERED_WITH", ("Person", person), ("PartyOrg", org))
                for org in sorted(network.registered[person])
            )
            every = (*ended, near[0])
            reason = Reason(0, None, len(near) - 1)
            outcome.steps.append(Step(13, "R32", every, (0,) * len(every), (subject,), reason=reason))
    return outcome


def _registrations(network: Network, person: str) -> list[Move]:
    """With which grid organisations a person may register where they live: branches before groups, then by code."""
    if person not in network.home_grid:
        return []
    belongs = network.belongs_to.get(person, ())
    moves = [
        Move("add", "REGISTERED_WITH", ("Person", person), ("PartyOrg", org))
        for org in network.grid_orgs_of(network.home_grid[person])
        if org not in belongs
    ]
    return [move for move in moves if not network.rosters.has_row(move)]


def _left_behind(network: Network, person: str, org: str) -> list[str]:
    """The grids of homes that would lie outside theirs with another registration, where none does today (R37)."""
    if ("R37", person) in network.waived:
        return []
    homes = network.grids_of_homes.get(person, frozenset())
    if not homes <= network.near(person, network.registered[person]):
        return []
    return sorted(homes - network.near(person, [org]))
