"""The organs: committees, general branches, branches; whom they are paired with, and whom they recommend.

A committee leads the branches that are paired with the compounds of its communities, so that it and they are one
group ("一小区一组团"), as the article has it: 机关党委(党总支)组团联系社区、机关党支部结对联系小区网格.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from graphmodel.synthetic.local import Locals, Seat
from graphmodel.synthetic.randomness import Dice, apportioned
from graphmodel.synthetic.rows import ORG, PERSON, Rows, code
from graphmodel.synthetic.sizes import Area
from graphmodel.synthetic.territory import Territory

_FIRST_AGREEMENT: Final = date(2018, 6, 1)
_AGREEMENT_DAYS: Final = 180
_GENERAL_BRANCHES: Final = 4
"""Every fourth organ is led by a general branch."""


class Committee(NamedTuple):
    """An organ committee or general branch: the places of its communities and of its own compound."""

    id: str
    communities: list[int]
    compound: int


class Branch(NamedTuple):
    """An organ branch, the place of the grid it is paired with, and the numbers of its members."""

    id: str
    committee: int
    grid: int | None
    members: range


class Organs(NamedTuple):
    """The organs of an area."""

    committees: list[Committee]
    branches: list[Branch]


def establish(area: Area, dice: Dice, rows: Rows, land: Territory, local: Locals) -> Organs:
    """Enter the organs, their pairings, their secretaries, and whom they recommend.

    The numbers of the branches' members are given out here; the members are entered by
    :mod:`graphmodel.synthetic.members`. The first of a branch is its secretary, the second its instructor.
    """
    committees = _committees(area, dice, rows, land, local.top)
    targets = _targets(area, dice, land, committees)
    branches = _branches(area, dice, rows, land, committees, targets)
    organs = Organs(committees, branches)
    _Pairings(area, dice, rows, land).enter(organs, local)
    _appoint(area, dice, rows, land, local, organs)
    _instruct(area, dice, rows, land, branches)
    for branch in branches:
        rows.add("posts", **{"from": _member(branch, 0), "post": "secretary", "to": branch.id})
    _retired(area, rows, committees)
    return organs


def _member(branch: Branch, rank: int) -> str:
    return code(PERSON, branch.members[rank])


# --- committees ---


def _committees(area: Area, dice: Dice, rows: Rows, land: Territory, top: str) -> list[Committee]:
    committees: list[Committee] = []
    taken: set[int] = set()
    for communities in _communities(area, dice):
        free = [c for place in communities for c in land.compounds_of(place) if c not in taken]
        compound = free[-1] if free else land.compounds_of(communities[0])[0]
        taken.add(compound)
        number = rows.take("organ")
        general = number % _GENERAL_BRANCHES == 0
        new = rows.new(ORG)[0]
        rows.add(
            "party_orgs",
            id=new,
            name=f"示例{number:03d}号机关{'党总支' if general else '党委'}",
            kind="organ_general_branch" if general else "organ_committee",
            led_by=top,
        )
        committees.append(Committee(new, communities, compound))
    return committees


def _communities(area: Area, dice: Dice) -> list[list[int]]:
    """Which communities each committee is paired with: neighbours, when it has several."""
    paired = dice.of("paired communities").chosen(area.paired_communities, range(area.communities))
    most, more = divmod(len(paired), area.committees)
    if not most:
        return [[paired[at % len(paired)]] for at in range(area.committees)]
    doubled = set(dice.of("two communities").chosen(more, range(area.committees)))
    found = []
    for at in range(area.committees):
        count = most + (at in doubled)
        found.append(paired[:count])
        paired = paired[count:]
    return found


# --- branches ---


def _targets(area: Area, dice: Dice, land: Territory, committees: list[Committee]) -> list[int]:
    """The grid of each linked branch, in order: every compound that is to be paired, then more grids, then again."""
    own = {committee.compound for committee in committees}
    others = [place for place in range(len(land.compounds)) if place not in own]
    reached = dice.of("paired compounds").chosen(area.paired_compounds - len(own), others)
    grids = [land.compounds[place].grids[0] for place in reached]
    first = set(grids)
    further = [
        grid
        for place in sorted({*own, *reached})
        for grid in land.compounds[place].grids
        if grid not in first
    ]
    grids += dice.of("further grids").chosen(area.paired_grids - len(grids), further)
    return sorted(grids + dice.of("several to one").chosen(area.linked - len(grids), grids))


def _branches(
    area: Area, dice: Dice, rows: Rows, land: Territory, committees: list[Committee], targets: list[int]
) -> list[Branch]:
    """Linked branches stand under the committee whose communities they serve; the others anywhere."""
    of_community = {
        place: at for at, committee in reversed([*enumerate(committees)]) for place in committee.communities
    }
    places: list[tuple[int, int | None]] = []
    committee = 0
    for grid in targets:
        committee = of_community.get(land.grids[grid].community, committee)
        places.append((committee, grid))
    unlinked = area.branches - area.linked
    without = [at for at in range(len(committees)) if at not in {place for place, _ in places}]
    weights = [1 + dice.of("unlinked").below(4, at) for at in range(len(committees))]
    places += [(at, None) for at in without]
    for at, count in enumerate(apportioned(unlinked - len(without), weights)):
        places += [(at, None)] * count
    places.sort(key=lambda place: place[0])

    least = 2
    sizes = apportioned(
        area.members,
        [
            4 + dice.of("branch size").below(12, at) + dice.of("large branch").below(8, at)
            for at in range(len(places))
        ],
        least=least,
    )
    numbers: Counter[int] = Counter()
    branches: list[Branch] = []
    for (at, target), size in zip(places, sizes, strict=True):
        numbers[at] += 1
        new = rows.new(ORG)[0]
        first = rows.take(PERSON, size)
        rows.add(
            "party_orgs",
            id=new,
            name=f"{_organ_name(rows, committees, at)}第{numbers[at]}党支部",
            kind="organ_branch",
            led_by=committees[at].id,
            pledges_signed=_pledges(area, dice, size, len(branches)),
        )
        branches.append(Branch(new, at, target, range(first, first + size)))
    return branches


def _organ_name(rows: Rows, committees: list[Committee], at: int) -> str:
    return f"示例{rows.take('organ', 0) - len(committees) + at:03d}号机关"


def _pledges(area: Area, dice: Dice, members: int, at: int) -> int | None:
    """Pledges signed by the members of a branch (《有礼小区·党员先行》承诺书)."""
    if dice.of("pledges missing").hits(area.flaws.pledges_missing, at):
        return None
    short = dice.of("pledges short").hits(area.flaws.pledges_short, at)
    return max(0, members - 1 - dice.of("pledges").below(4, at)) if short else members


def _retired(area: Area, rows: Rows, committees: list[Committee]) -> None:
    """Branches of the retired, which are not counted among the linked ("不包括退休党支部")."""
    for at, count in enumerate(apportioned(area.retired, [1] * len(committees))):
        for _ in range(count):
            rows.add(
                "party_orgs",
                id=rows.new(ORG)[0],
                name=f"{_organ_name(rows, committees, at)}离退休党支部",
                kind="other",
                is_retired=True,
                led_by=committees[at].id,
            )


# --- pairings ---


class _Pairings:
    """Enters pairings with their papers, and where the paired are active."""

    def __init__(self, area: Area, dice: Dice, rows: Rows, land: Territory) -> None:
        self.area, self.dice, self.rows, self.land = area, dice.of("pairings"), rows, land
        self.count = 0

    def enter(self, organs: Organs, local: Locals) -> None:
        area, land = self.area, self.land
        for committee in organs.committees:
            for community in committee.communities:
                self._pair(committee.id, land.communities[community].id)
            self._pair(committee.id, land.compounds[committee.compound].id)
            local.seats.append(Seat(committee.id, "committee", land.compounds[committee.compound].id))
        linked = [branch for branch in organs.branches if branch.grid is not None]
        second = set(self.dice.of("second grid").chosen(area.two_grid_branches, range(len(linked))))
        for at, branch in enumerate(linked):
            assert branch.grid is not None
            grid = land.grids[branch.grid]
            self._pair(branch.id, land.compounds[grid.compound].id)
            self._pair(branch.id, grid.id)
            if at in second:
                self._pair(branch.id, self._neighbour(linked, at))
            local.seats.append(Seat(branch.id, "branch", grid.id))
        self._firms(organs, local)
        registered = len(organs.committees) - area.committees_unregistered
        for committee in self.dice.of("registered").chosen(registered, organs.committees):
            self._register(committee)

    def _neighbour(self, linked: list[Branch], at: int) -> str:
        """The grid of the next branch that has another one."""
        others = [branch.grid for branch in linked[at:] + linked[:at] if branch.grid != linked[at].grid]
        assert others[0] is not None
        return self.land.grids[others[0]].id

    def _firms(self, organs: Organs, local: Locals) -> None:
        """State firms join organs in some compounds."""
        paired = sorted({self.land.grids[b.grid].compound for b in organs.branches if b.grid is not None})
        for compound in self.dice.of("firms").chosen(self.area.firms, paired):
            org, _ = self.rows.new(ORG)
            number = self.rows.take("firm")
            self.rows.add("party_orgs", id=org, name=f"示例{number:03d}号国企党支部", kind="other")
            self._pair(org, self.land.compounds[compound].id)
            local.seats.append(Seat(org, "committee", self.land.compounds[compound].id))

    def _pair(self, org: str, place: str) -> None:
        self.count += 1
        at, flaws = self.count, self.area.flaws
        signed = _FIRST_AGREEMENT + timedelta(days=self.dice.of("signed").below(_AGREEMENT_DAYS, at))
        lists: dict[str, Any] = {}
        for name in ("party_building_list", "governance_list"):
            dice = self.dice.of(name)
            known = not dice.of("missing").hits(flaws.list_missing, at)
            lists[name] = not dice.hits(flaws.list_no, at) if known else None
        self.rows.add(
            "pairings",
            **{"from": org, "to": place},
            agreement_signed_on=None if self.dice.of("unsigned").hits(flaws.no_agreement, at) else signed,
            **lists,
        )

    def _register(self, committee: Committee) -> None:
        """Register a committee with the first of its communities (单位报到)."""
        self.count += 1
        missing = self.dice.of("claims missing").hits(self.area.flaws.claims_missing, self.count)
        claims = None if missing else self.dice.of("claims").between(1, 4, self.count)
        self.rows.add(
            "registrations",
            **{"from": committee.id, "to": self.land.communities[committee.communities[0]].id},
            claims=claims,
        )


# --- recommendations ---


def _appoint(area: Area, dice: Dice, rows: Rows, land: Territory, local: Locals, organs: Organs) -> None:
    """Secretaries of committees become first secretaries or part-time members of a community they are paired with."""
    first_branch = {branch.committee: branch for branch in reversed(organs.branches)}
    secretaries = [_member(first_branch[at], 0) for at in range(len(organs.committees))]
    for committee, secretary in zip(organs.committees, secretaries, strict=True):
        rows.add("posts", **{"from": secretary, "post": "secretary", "to": committee.id})
    leading = range(min(area.committees, area.paired_communities))
    appointing = dice.of("appointing").chosen(area.appointees, leading)
    for order, at in enumerate(appointing):
        committee = organs.committees[at]
        community = max(committee.communities, key=lambda place: (len(land.compounds_of(place)), -place))
        recommended = order < area.appointees - area.appointees_unrecommended
        rows.add(
            "posts",
            **{"from": secretaries[at], "to": local.community_orgs[community]},
            post="first_secretary" if dice.of("first secretary").hits(0.6, at) else "part_time_member",
            recommended_by=committee.id if recommended else None,
        )


def _instruct(area: Area, dice: Dice, rows: Rows, land: Territory, branches: list[Branch]) -> None:
    """Instructors: one grid each, and no grid twice while another paired one has none."""
    first: dict[int | None, Branch] = {}
    linked = [branch for branch in branches if branch.grid is not None]
    for branch in reversed(linked):
        first[branch.grid] = branch
    further = [branch for branch in linked if first[branch.grid] is not branch]
    firsts = [branch for branch in linked if first[branch.grid] is branch]
    once = dice.of("instructors").chosen(min(area.instructors, len(firsts)), firsts)
    again = dice.of("second instructors").chosen(area.instructors - len(once), further)
    for order, branch in enumerate([*once, *again]):
        assert branch.grid is not None
        recommended = order < area.instructors - area.instructors_unrecommended
        rows.add(
            "posts",
            **{"from": _member(branch, 1), "to": land.grids[branch.grid].id},
            post="instructor",
            recommended_by=branch.id if recommended else None,
        )
