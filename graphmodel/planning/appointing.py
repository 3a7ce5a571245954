"""Stages 7 to 11: who is to hold which post. Everyone proposed passed a stated condition; nobody is ranked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from graphmodel.ontology import GROUP
from graphmodel.planning.assignment import UNSERVED, assign, short
from graphmodel.planning.flows import Arc, least_cost
from graphmodel.planning.moves import Move, Node, Open, Outcome, Reason, Step, Subject, nodes
from graphmodel.planning.pairing_up import Pending, instructor_candidates, providing
from graphmodel.planning.state import Network

TEAM: Final = ("stairwell_head", "red_steward", "volunteer")
"""The posts of the red team (红色队伍) that members living in the grid can take."""


def _post(person: str, post: str, place: Node, recommended_by: str | None = None) -> Move:
    return Move("add", "HOLDS", ("Person", person), place, post, recommended_by)


# --- stage 7 ---


def appoint(network: Network, committees: Collection[Subject], communities: Collection[Subject]) -> Outcome:
    """Stage 7, R26: a first secretary or part-time member from each organ committee, where it is paired.

    First the most committees, then the most communities that have nobody, then the least cost: the posts the person
    holds beside the one of secretary, and how many hold either post there already. A minimum-cost flow from people
    through committees to communities, in which each further appointee of a community costs one more.

    Args:
        network: what the stage sees.
        committees: R26 gaps of organ committees.
        communities: those of communities.
    """
    outcome = Outcome(7)
    there = {subject[2]: _communities(network, subject[2]) for subject in sorted(committees)}
    several = {org: _recommended(network, org, places) for org, places in there.items()}
    asking = [org for org, places in there.items() if places and not several[org]]
    eligible = {org: _heads(network, org, there[org]) for org in asking}
    lacking = {subject[2] for subject in communities}
    serving = {place: _serving(network, place) for org in asking for place in there[org]}

    heads = [(org, person) for org in asking for person in eligible[org]]
    sends = [(org, place) for org in asking for place in there[org]]
    arcs = [Arc(("person", p), ("committee", org), network.held(p) - 1) for org, p in heads]
    arcs += [Arc(("recommending", org), ("community", place)) for org, place in sends]
    arcs += [Arc(("committee", org), ("recommending", org)) for org in asking]
    arcs += [Arc("source", ("person", person)) for person in sorted({person for _, person in heads})]
    most = 1 + len(asking) * (3 + len(asking) + max(serving.values(), default=0))
    for place in sorted(serving):
        costs = [serving[place] + further for further in range(len(asking))]
        costs[0] -= most if place in lacking else 0
        arcs += [Arc(("community", place), "sink", cost) for cost in costs]
    arcs += [Arc("source", "sink", UNSERVED, len(asking))]
    flow = least_cost(arcs, "source", "sink", len(asking))
    chosen = dict(pair for pair, used in zip(heads, flow, strict=False) if used)
    sent = dict(pair for pair, used in zip(sends, flow[len(heads) :], strict=False) if used)

    outcome.steps.extend(_appointments(network, chosen, sent, eligible, lacking))
    _explain_committees(outcome, there, several, eligible, chosen)
    return outcome


def _communities(network: Network, org: str) -> list[str]:
    """The communities with a community organisation that a committee is paired with, by code."""
    return sorted(
        id_
        for label, id_ in network.paired.get(org, ())
        if label == "Community" and id_ in network.community_orgs
    )


def _seat(network: Network, community: str) -> Node:
    """Where a community's next appointee serves: its community organisation, of two the first by code."""
    return "PartyOrg", network.community_orgs[community][0]


def _serving(network: Network, community: str) -> int:
    """How many are first secretary or part-time member there."""
    held = network.posts_at.get(_seat(network, community), ())
    return len({person for person, post, _ in held if post in GROUP["appointed_posts"]})


def _recommended(network: Network, org: str, communities: Iterable[str]) -> list[str]:
    """Whom a committee recommended to communities, by code."""
    held = (row for community in communities for row in network.appointed(community))
    return sorted({person for person, _, by in held if by == org})


def _heads(network: Network, org: str, communities: Collection[str]) -> list[str]:
    """Who may be recommended: full members who are secretary of the committee or of a branch it leads."""
    led = [branch for branch in network.led.get(org, ()) if branch in network.organ_branches]
    heads = {
        person
        for place in (org, *led)
        for person, post, _ in network.posts_at.get(("PartyOrg", place), ())
        if post == "secretary"
    }
    busy = network.holders(*GROUP["appointed_posts"])
    places: list[Node] = [("PartyOrg", seat) for c in communities for seat in network.community_orgs[c]]
    return sorted(
        person
        for person in heads & network.full_members - busy
        if not any(
            network.rosters.has_row(_post(person, post, place))
            for post in GROUP["appointed_posts"]
            for place in places
        )
    )


def _appointments(
    network: Network,
    chosen: Mapping[str, str],
    sent: Mapping[str, str],
    eligible: Mapping[str, list[str]],
    lacking: Collection[str],
) -> Iterable[Step]:
    """The steps, in the order of the committees' codes: the first at a place where nobody is becomes first secretary."""
    first_secretaries = {
        community
        for community in sent.values()
        if any(post == "first_secretary" for _, post, _ in network.appointed(community))
    }
    serving = {community: _serving(network, community) for community in sent.values()}
    served = set[str]()
    for org in sorted(sent):
        community, person = sent[org], chosen[org]
        post = "part_time_member" if community in first_secretaries else "first_secretary"
        first_secretaries.add(community)
        move = _post(person, post, _seat(network, community), org)
        closes: tuple[Subject, ...] = (("R26", "PartyOrg", org),)
        if community in lacking and community not in served:
            closes = (("R26", "Community", community), *closes)
        served.add(community)
        cost = network.held(person) - 1 + serving[community]
        reason = Reason(None, network.held(person), len(eligible[org]) - 1)
        rests_on = network.pairing_proposed(org, [("Community", community)])
        yield Step(7, "R26", (move,), (cost,), closes, rests_on, reason)
        serving[community] += 1


def _explain_committees(
    outcome: Outcome,
    there: Mapping[str, list[str]],
    several: Mapping[str, list[str]],
    eligible: Mapping[str, list[str]],
    chosen: Mapping[str, str],
) -> None:
    costs = {org: dict.fromkeys(people, 0) for org, people in eligible.items()}
    why = short(costs, chosen)
    outcome.halls.extend(why.halls)
    for org in sorted(there):
        subject: Subject = ("R26", "PartyOrg", org)
        if several[org]:
            outcome.open[subject] = Open("already_recommended", nodes("Person", several[org]))
        elif not there[org]:
            outcome.open[subject] = Open("not_paired")
        elif org not in chosen:
            outcome.open[subject] = Open("not_enough" if eligible[org] else "no_candidate", hall=why.of[org])


# --- stages 8 and 9 ---


def instruct_grids(
    network: Network, gaps: Collection[Subject], pending: Mapping[str, Pending], branches: Collection[str]
) -> Outcome:
    """Stage 8, R25: an instructor for each grid, from a branch paired with it alone ("一网格一党建指导员").

    Args:
        network: what the stage sees, the pairings of ``pending`` included.
        gaps: those of R25.
        pending: by grid.
        branches: the branches with an R27 gap, which the same post closes.
    """
    outcome = Outcome(8)
    grids = sorted(subject[2] for subject in gaps)
    by = {grid: _instructors(network, grid, providing(network, grid)) for grid in grids}
    costs = {grid: {person: _cost(network, person, grid) for person in by[grid]} for grid in grids}
    chosen = assign(costs)
    dropped = pending.keys() - chosen.keys()
    why = short({grid: {} if grid in dropped else costs[grid] for grid in grids}, chosen)
    outcome.halls.extend(why.halls)
    for grid in grids:
        subject: Subject = ("R25", "Grid", grid)
        if grid in chosen:
            person, org = chosen[grid], by[grid][chosen[grid]]
            closes = (subject, ("R27", "PartyOrg", org)) if org in branches else (subject,)
            outcome.steps.append(
                _instruct(network, 8, "R25", org, person, grid, closes, pending.get(grid), len(by[grid]) - 1)
            )
        else:
            eligible = bool(by[grid]) and grid not in dropped
            outcome.open[subject] = Open("not_enough" if eligible else "no_candidate", hall=why.of[grid])
    return outcome


def instruct_for_branches(network: Network, gaps: Collection[Subject]) -> Outcome:
    """Stage 9, R27: each branch that recommended nobody recommends an instructor for the grid it is paired with."""
    outcome = Outcome(9)
    costs: dict[str, dict[str, int]] = {}
    for subject in sorted(gaps):
        org = subject[2]
        grids = network.paired_grids(org)
        recommended = {
            person
            for grid in grids
            for person, post, by in network.posts_at.get(("Grid", grid), ())
            if post == "instructor" and by == org
        }
        if len(recommended) > 1:
            outcome.open[subject] = Open("already_recommended", nodes("Person", sorted(recommended)))
        elif len(grids) != 1:
            outcome.open[subject] = Open("not_paired", nodes("Grid", grids))
        else:
            eligible = _instructors(network, grids[0], [org])
            costs[org] = {person: _cost(network, person, grids[0]) for person in eligible}
    chosen = assign(costs)
    why = short(costs, chosen)
    outcome.halls.extend(why.halls)
    for org, people in costs.items():
        closed: Subject = ("R27", "PartyOrg", org)
        grid = network.paired_grids(org)[0]
        if org in chosen:
            others = len(people) - 1
            step = _instruct(network, 9, "R27", org, chosen[org], grid, (closed,), None, others)
            outcome.steps.append(step)
        else:
            outcome.open[closed] = Open("not_enough" if people else "no_candidate", hall=why.of[org])
    return outcome


def _instructors(network: Network, grid: str, orgs: Iterable[str]) -> dict[str, str]:
    """Who may be instructor of a grid, and by which of the branches, the first by code, each is recommended."""
    found: dict[str, str] = {}
    for org in orgs:
        for person in instructor_candidates(network, org, grid):
            if not network.rosters.has_row(_post(person, "instructor", ("Grid", grid))):
                found.setdefault(person, org)
    return found


def _cost(network: Network, person: str, grid: str) -> int:
    return network.places.from_person(person, ("Grid", grid)) + network.held(person)


def _instruct(
    network: Network,
    stage: int,
    rule: str,
    org: str,
    person: str,
    grid: str,
    closes: tuple[Subject, ...],
    pairing: Pending | None,
    others: int,
) -> Step:
    """A post of an instructor, with the pairing it needs; it rests on whatever left the branch with this grid alone."""
    place: Node = ("Grid", grid)
    post = _post(person, "instructor", place, org)
    reason = Reason(network.places.from_person(person, place), network.held(person), others)
    cost = _cost(network, person, grid)
    if pairing is None:
        rests_on = network.pairing_proposed(org, [place]) | network.pairings_ended(org)
        return Step(stage, rule, (post,), (cost,), closes, rests_on, reason)
    moves, costs = (pairing.move, post), (pairing.cost, cost)
    return Step(stage, rule, moves, costs, closes, reason=reason, stages=(6, stage))


# --- stage 10 ---


def staff_bodies(network: Network, gaps: Collection[Subject]) -> Outcome:
    """Stage 10, R16: work cover for bodies without a Party organisation ("发展党员业主联络员、派遣物业服务质量党员监督员")."""
    outcome = Outcome(10)
    workers = {subject: _workers(network, subject) for subject in sorted(gaps)}
    key = {subject: ":".join(subject[1:]) for subject in workers}
    costs = {
        key[subject]: {person: network.held(person) for person in people}
        for subject, people in workers.items()
    }
    chosen = assign(costs)
    why = short(costs, chosen)
    outcome.halls.extend(
        hall._replace(subjects=tuple(subject.partition(":")[2] for subject in hall.subjects))
        for hall in why.halls
    )
    for subject, people in workers.items():
        body: Node = subject[1:]
        if key[subject] in chosen:
            person = chosen[key[subject]]
            org = people[person]
            reason = Reason(None, network.held(person), len(people) - 1)
            rests_on = network.pairing_proposed(org, _served(network, body)) if org else frozenset()
            move = _post(person, _WORK[subject[1]], body, org)
            outcome.steps.append(
                Step(10, "R16", (move,), (network.held(person),), (subject,), rests_on, reason)
            )
        else:
            outcome.open[subject] = Open(
                "not_enough" if people else "no_candidate", hall=why.of[key[subject]]
            )
    return outcome


_WORK: Final = {
    "OwnersCommittee": "owner_liaison",
    "PropertyCompany": "service_supervisor",
    "SocialOrg": "instructor",
}
"""The post by which a member does Party work at a body."""


def _workers(network: Network, subject: Subject) -> dict[str, str | None]:
    """Who may hold the post at a body, and which branch recommends them, if one must."""
    body: Node = subject[1:]
    post = _WORK[body[0]]
    people: dict[str, str | None]
    if body[0] == "SocialOrg":
        people = {}
        for org in _branches_at(network, body):
            for person in network.members_of.get(org, ()):
                if person in network.full_members and person not in network.instructors:
                    people.setdefault(person, org)
    else:
        suitable = network.members & network.owners if body[0] == "OwnersCommittee" else network.members
        people = {
            person: None
            for label, grid in _served(network, body)
            if label == "Grid"
            for person in network.residents.get(grid, ())
            if person in suitable
        }
    there = {person for person, _, _ in network.posts_at.get(body, ())}
    return {
        person: org
        for person, org in people.items()
        if person not in there
        and person not in network.working_at_bodies
        and not network.rosters.has_row(_post(person, post, body))
    }


def _served(network: Network, body: Node) -> list[Node]:
    """The compounds a body serves, and their grids."""
    compounds = network.serves.get(body, [])
    grids = sorted({grid for compound in compounds for grid in network.grids_of.get(compound, ())})
    return [*(("Compound", compound) for compound in compounds), *(("Grid", grid) for grid in grids)]


def _branches_at(network: Network, body: Node) -> list[str]:
    """The organ branches paired with a compound that a body serves, or with a grid of one, by code."""
    return sorted({org for place in _served(network, body) for org in network.branches_at.get(place, ())})


# --- stage 11 ---


def complete_teams(network: Network, gaps: Collection[Subject]) -> Outcome:
    """Stage 11, R48: the posts of the red team that a grid lacks, for members who live in it, all or none ("红色队伍")."""
    outcome = Outcome(11)
    for subject in sorted(gaps):
        grid = subject[2]
        place: Node = ("Grid", grid)
        lacks = _lacks(network, grid)
        if lacks:
            outcome.open[subject] = Open("lacks", facts={"lacks": lacks})
            continue
        held = {post for _, post, _ in network.posts_at.get(place, ())}
        wanted = [post for post in TEAM if post not in held]
        eligible = [
            (network.held(person), person)
            for person in network.residents.get(grid, ())
            if person in network.members
            and person not in network.in_grid(grid)
            and not any(network.rosters.has_row(_post(person, post, place)) for post in wanted)
        ]
        if len(eligible) < len(wanted):
            outcome.open[subject] = Open("not_enough" if eligible else "no_candidate")
            continue
        people = [person for _, person in sorted(eligible)[: len(wanted)]]
        moves = tuple(_post(person, post, place) for person, post in zip(people, wanted, strict=True))
        costs = tuple(network.held(person) for person in people)
        reason = Reason(0, None, len(eligible) - len(wanted))
        instructing = [row for row in network.posts_at[place] if row[1] == "instructor"]
        rests_on = network.proposed([_post(person, "instructor", place, by) for person, _, by in instructing])
        outcome.steps.append(Step(11, "R48", moves, costs, (subject,), rests_on, reason))
    return outcome


def _lacks(network: Network, grid: str) -> list[str]:
    """Of what no post of the team makes up for the lack: a secretary, an instructor, an owner who is a member."""
    instructors = any(post == "instructor" for _, post, _ in network.posts_at.get(("Grid", grid), ()))
    owners = any(
        person in network.members and person in network.owners for person in network.residents.get(grid, ())
    )
    there = {"secretary": network.has_secretary(grid), "instructor": instructors, "owner_member": owners}
    return [what for what, found in there.items() if not found]
