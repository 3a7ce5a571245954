"""Which gaps of today a stage still sees: what earlier moves closed, or made unknown, is none.

Each line is the condition of the rule on the ties that plans add and end; whether the rest of it holds, no move
changes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final

from graphmodel.ontology import GROUP
from graphmodel.planning.appointing import TEAM
from graphmodel.planning.moves import Node, Subject
from graphmodel.planning.state import Network


def still_open(network: Network, gaps: Collection[Subject]) -> set[Subject]:
    """Those of the gaps that are gaps in the network."""
    return {gap for gap in gaps if _OPEN.get(gap[:2], _always)(network, gap[2])}


def recommends_wrongly(network: Network, org: str) -> bool:
    """R26: whether a committee did not recommend exactly one person, as far as is known, and that is not waived."""
    places = [place for place in network.paired.get(org, ()) if place[0] == "Community"]
    seats: list[Node] = [
        ("PartyOrg", seat) for _, community in places for seat in network.community_orgs.get(community, ())
    ]
    waived = ("R26", org) in network.waived
    return not waived and _not_one(network, org, seats, GROUP["appointed_posts"])


def _branch_recommends_wrongly(network: Network, org: str) -> bool:
    """R27: the same of branches and instructors."""
    return _not_one(network, org, [("Grid", grid) for grid in network.paired_grids(org)], ("instructor",))


def _not_one(network: Network, org: str, places: Collection[Node], posts: Collection[str]) -> bool:
    held = [row for place in places for row in network.posts_at.get(place, ()) if row[1] in posts]
    recommended = {person for person, _, by in held if by == org}
    unattributed = any(by is None for _, _, by in held)
    return len(recommended) > 1 or (not recommended and not unattributed)


def _without_org(network: Network, place: Node, kinds: Collection[str]) -> bool:
    return not any(network.kind[org] in kinds for org in network.active_at.get(place, ()))


def _without_team(network: Network, grid: str) -> bool:
    """R48: whether a grid lacks something beside an owner of whom it is not known."""
    held = {post for _, post, _ in network.posts_at.get(("Grid", grid), ())}
    if not network.has_secretary(grid) or not held.issuperset((*TEAM, "instructor")):
        return True
    living = network.members.intersection(network.residents.get(grid, ()))
    return not living & network.owners and not living & network.perhaps_owners


def _always(_: Network, __: str) -> bool:
    return True


_OPEN: Final[dict[tuple[str, str], Callable[[Network, str], bool]]] = {
    ("R21", "Community"): lambda network, id_: _without_org(
        network, ("Community", id_), GROUP["organ_committees"]
    ),
    ("R22", "PartyOrg"): lambda network, id_: len(network.paired_grids(id_)) > 1,
    ("R22", "Grid"): lambda network, id_: not network.branches_at.get(("Grid", id_)),
    ("R23", "Compound"): lambda network, id_: _without_org(
        network, ("Compound", id_), (*GROUP["organ_orgs"], "other")
    ),
    ("R25", "Grid"): lambda network, id_: (
        not any(post == "instructor" for _, post, _ in network.posts_at.get(("Grid", id_), ()))
    ),
    ("R26", "PartyOrg"): recommends_wrongly,
    ("R26", "Community"): lambda network, id_: not network.appointed(id_),
    ("R27", "PartyOrg"): _branch_recommends_wrongly,
    ("R48", "Grid"): _without_team,
}
