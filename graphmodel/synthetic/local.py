"""The Party and the bodies on the spot: streets, communities, grids, owners, property companies, social bodies.

Everything here is a few thousand rows at most and is made one by one; the many are made in
:mod:`graphmodel.synthetic.members`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from graphmodel.rosters.writing import listed
from graphmodel.synthetic.randomness import Dice, apportioned
from graphmodel.synthetic.rows import (
    ORG,
    OWNERS_COMMITTEE,
    PERSON,
    PERSON_NAME,
    PROPERTY_COMPANY,
    SOCIAL_ORG,
    Rows,
    code,
)
from graphmodel.synthetic.sizes import Area, Bodies
from graphmodel.synthetic.territory import Territory

FLAGS: Final = ("has_venue", "has_facilities", "has_signage", "has_funds", "has_rules")
_START: Final = date(2018, 5, 22)
"""The day after the city's Party committee called for the alliance."""
_TEMPORARY_UNTIL: Final = date(2019, 7, 1)
_SERVED: Final = 9
"""Tenths of the compounds that a property company serves."""


class Seat(NamedTuple):
    """An organisation of the area and the place where it is active; ``kind`` chooses its habits."""

    org: str
    kind: str
    place: str
    until: date | None = None


@dataclass
class Locals:
    """What the organs of the area tie themselves to."""

    top: str = ""
    """The city's body over its organs."""
    community_orgs: list[str] = field(default_factory=list)
    org_of_grid: list[str | None] = field(default_factory=list)
    seats: list[Seat] = field(default_factory=list)


class _Settlers:
    """Adds local people and organisations; one throw of the dice per new thing."""

    def __init__(self, area: Area, dice: Dice, rows: Rows, land: Territory) -> None:
        self.area, self.flaws, self.rows, self.land = area, area.flaws, rows, land
        self.dice = dice
        self.people = self.orgs = 0
        self.status: dict[str, str | None] = {}
        self.grids_of: list[list[int]] = [[] for _ in land.communities]
        for at, grid in enumerate(land.grids):
            self.grids_of[grid.community].append(at)

    def person(
        self, *, lives_in: str | None, member_of: str | None, lay: float = 0, cadre: bool = False
    ) -> str:
        """A new local person; ``lay`` is the chance of not being in the Party."""
        self.people += 1
        at = self.people
        status: str | None = "none" if self.dice.of("lay").hits(lay, at) else "full"
        if self.dice.of("status").hits(self.flaws.status_missing, at):
            status = None
        new, number = self.rows.new(PERSON)
        self.rows.add(
            "people",
            id=new,
            name=code(PERSON_NAME, number),
            party_status=status,
            member_of=None if status == "none" else member_of,
            lives_in=lives_in,
            is_cadre=cadre and status != "none",
            is_owner=self.dice.of("owner").hits(0.7, at),
        )
        self.status[new] = status
        return new

    def org(self, **values: Any) -> str:
        """A new Party organisation of the place."""
        new = self.rows.new(ORG)[0]
        self.rows.add("party_orgs", id=new, **values)
        return new

    def own_branch(self, **values: Any) -> str:
        """A new branch of a grid or a body: founded since the start, with what it has and lacks."""
        self.orgs += 1
        at = self.orgs
        founded = _START + timedelta(days=10 + self.dice.of("founded").below(160, at))
        flags = {flag: self._flag(place + len(FLAGS) * at) for place, flag in enumerate(FLAGS)}
        return self.org(founded_on=founded, **flags, **values)

    def _flag(self, at: int) -> bool | None:
        if self.dice.of("flag missing").hits(self.flaws.flag_missing, at):
            return None
        return not self.dice.of("flag no").hits(self.flaws.flag_no, at)

    def post(self, person: str, post: str, place: str, until: date | None = None) -> None:
        """Give a local person a post."""
        self.rows.add("posts", **{"from": person, "post": post, "to": place, "valid_to": until})

    def secretary(self, org: str, person: str, until: date | None = None) -> None:
        """Make someone secretary, unless the post is vacant."""
        if not self.dice.of("secretary").hits(self.flaws.secretary_missing, self.people):
            self.post(person, "secretary", org, until)

    def home_of(self, community: int) -> str:
        """A grid of the community for the next person to live in."""
        grids = self.grids_of[community]
        return self.land.grids[grids[self.dice.of("lives").below(len(grids), self.people)]].id


def install(area: Area, dice: Dice, rows: Rows, land: Territory) -> Locals:
    """Enter the organisations on the spot and the people who run them."""
    settlers = _Settlers(area, dice, rows, land)
    found = Locals(top=_top(settlers))
    streets = [_street_org(settlers, place) for place in range(len(land.streets))]
    heads: dict[int, str] = {}
    for community in range(len(land.communities)):
        found.community_orgs.append(_community_org(settlers, community, streets, heads))
    _grid_orgs(settlers, found, streets, heads)
    _owners_committees(settlers, found)
    _property_companies(settlers, found)
    _social_orgs(settlers, found)
    return found


# --- streets and communities ---


def _top(settlers: _Settlers) -> str:
    """The municipal body, which comes first of all."""
    if settlers.rows.take("top") > 1:
        return code(ORG, 1)
    top = settlers.org(name="示例市直属机关工委", kind="municipal_body")
    settlers.post(settlers.person(lives_in=None, member_of=top, cadre=True), "secretary", top)
    return top


def _street_org(settlers: _Settlers, place: int) -> str:
    street = settlers.land.streets[place]
    org = settlers.org(name=f"示例{street.name}党工委", kind="street", seated_in=street.id)
    settlers.post(settlers.person(lives_in=None, member_of=org, cadre=True), "secretary", org)
    return org


def _community_org(settlers: _Settlers, place: int, streets: list[str], heads: dict[int, str]) -> str:
    """A community's Party organisation, its two committees, and the heads of its grids."""
    area, community = settlers.area, settlers.land.communities[place]
    org = settlers.org(
        name=f"示例{community.name}党委",
        kind="community",
        seated_in=community.id,
        led_by=streets[community.street],
    )
    secretary = settlers.person(lives_in=settlers.home_of(place), member_of=org, cadre=True)
    settlers.secretary(org, secretary)
    grids = settlers.grids_of[place]
    size = settlers.dice.of("committee").between(*area.committee_members, at=place)
    if area.faultless:
        size = max(size, len(grids))
    members = [
        settlers.person(
            lives_in=settlers.home_of(place), member_of=org, lay=area.flaws.not_in_party, cadre=True
        )
        for _ in range(size)
    ]
    for member in members:
        settlers.post(member, "committee_member", org)
    for at, grid in enumerate(grids):
        head = _head(settlers, grid, members[at] if at < size else None, secretary if at == 0 else None, org)
        if head:
            heads[grid] = head
            settlers.post(head, "grid_head", settlers.land.grids[grid].id)
    return org


def _head(settlers: _Settlers, grid: int, member: str | None, secretary: str | None, org: str) -> str | None:
    """Who heads a grid: a member of the two committees as a rule, else someone who lives there."""
    flaws, dice = settlers.flaws, settlers.dice
    if dice.of("no head").hits(flaws.head_missing, grid):
        return None
    if secretary and dice.of("secretary heads").hits(flaws.head_is_secretary_of_community, grid):
        return secretary
    return member or settlers.person(
        lives_in=settlers.land.grids[grid].id, member_of=org, lay=flaws.not_in_party
    )


# --- grids ---


def _grid_orgs(settlers: _Settlers, found: Locals, streets: list[str], heads: dict[int, str]) -> None:
    """Branches and groups: one per compound that has any, over all its grids."""
    area, land, dice = settlers.area, settlers.land, settlers.dice
    found.org_of_grid = [None] * len(land.grids)
    covered = dice.of("covered").chosen(area.grid_branches + area.grid_groups, range(len(land.compounds)))
    groups = set(dice.of("groups").chosen(area.grid_groups, covered))
    for place in covered:
        org = _grid_org(settlers, place, streets, found.community_orgs, is_group=place in groups)
        compound = land.compounds[place]
        _grid_people(settlers, org, place, heads, found.community_orgs[compound.community])
        for grid in compound.grids:
            found.org_of_grid[grid] = org
        found.seats.append(Seat(org, "grid", land.grids[compound.grids[0]].id))


def _grid_org(
    settlers: _Settlers, place: int, streets: list[str], community_orgs: list[str], *, is_group: bool
) -> str:
    land, dice, flaws = settlers.land, settlers.dice, settlers.flaws
    compound = land.compounds[place]
    street = streets[land.communities[compound.community].street]
    approved = not is_group and not dice.of("approval").hits(flaws.no_approval, place)
    led_wrongly = dice.of("leader").hits(flaws.wrong_leader, place)
    odd = dice.of("name").hits(flaws.odd_name, place)
    suffix = "网格党小组" if is_group else "红色党支部" if odd else "网格党支部"
    return settlers.own_branch(
        name=f"{compound.name}{suffix}",
        kind="grid_group" if is_group else "grid_branch",
        form="joint" if len(compound.grids) > 1 else "standalone",
        led_by=street if led_wrongly else community_orgs[compound.community],
        approved_by=street if approved else None,
        approved_on=_START + timedelta(days=dice.of("approved on").below(10, place)) if approved else None,
        covers=listed(land.grids[grid].id for grid in compound.grids),
    )


def _grid_people(
    settlers: _Settlers, org: str, place: int, heads: dict[int, str], community_org: str
) -> None:
    """The secretary, who is head of a grid when a member of the Party is, and the members of the place."""
    grids = settlers.land.compounds[place].grids
    in_party = [heads[grid] for grid in grids if grid in heads and settlers.status[heads[grid]] != "none"]
    lives_in = [settlers.land.grids[grid].id for grid in grids]
    if settlers.dice.of("outsider").hits(settlers.flaws.secretary_from_elsewhere, place):
        secretary = settlers.person(lives_in=None, member_of=community_org)
    elif in_party:
        secretary = in_party[0]
    else:
        secretary = settlers.person(lives_in=lives_in[0], member_of=org)
    settlers.secretary(org, secretary)
    for at in range(settlers.dice.of("local members").between(*settlers.area.local_members, at=place)):
        settlers.person(lives_in=lives_in[at % len(lives_in)], member_of=org)


# --- bodies ---


class _Body(NamedTuple):
    """A body, and where its people live and report."""

    id: str
    name: str
    compound: int


def _eligible(plan: Bodies, at: int) -> bool | None:
    if at < plan.eligible:
        return True
    return None if at < plan.eligible + plan.eligible_unknown else False


def _owners_committees(settlers: _Settlers, found: Locals) -> None:
    plan, land, dice = settlers.area.owners_committees, settlers.land, settlers.dice.of("owners' committees")
    bodies = []
    for at, place in enumerate(dice.shuffled(range(len(land.compounds)))[: plan.bodies]):
        compound = land.compounds[place]
        new = settlers.rows.new(OWNERS_COMMITTEE)[0]
        body = _Body(new, f"{compound.name}业主委员会", place)
        settlers.rows.add(
            "owners_committees", id=new, name=body.name, serves=compound.id, eligible=_eligible(plan, at)
        )
        bodies.append(body)
        if not dice.of("no director").hits(settlers.flaws.no_director, at):
            director = settlers.person(
                lives_in=land.grids[compound.grids[0]].id,
                member_of=found.community_orgs[compound.community],
                lay=3 * settlers.flaws.not_in_party,
            )
            settlers.post(director, "committee_director", new)
    _reach(settlers, found, plan, bodies, "owners_committee_branch", "owner_liaison")


def _property_companies(settlers: _Settlers, found: Locals) -> None:
    """Companies that serve one compound, several, or, a few of them, many."""
    plan, land, dice = settlers.area.property_companies, settlers.land, settlers.dice.of("companies")
    served = dice.shuffled(range(len(land.compounds)))[
        : max(plan.bodies, len(land.compounds) * _SERVED // 10)
    ]
    weights = [1 + dice.below(4, at) * dice.below(4, plan.bodies + at) for at in range(plan.bodies)]
    bodies = []
    for at, count in enumerate(apportioned(len(served), weights, least=1)):
        places, served = sorted(served[:count]), served[count:]
        new, number = settlers.rows.new(PROPERTY_COMPANY)
        settlers.rows.add(
            "property_companies",
            id=new,
            name=f"示例物业{number:03d}公司",
            serves=listed(land.compounds[place].id for place in places),
            eligible=_eligible(plan, at),
        )
        bodies.append(_Body(new, f"示例物业{number:03d}公司", places[0]))
    _reach(settlers, found, plan, bodies, "property_company_branch", "service_supervisor")


def _social_orgs(settlers: _Settlers, found: Locals) -> None:
    plan, land, dice = settlers.area.social_orgs, settlers.land, settlers.dice.of("social organisations")
    bodies = []
    for at in range(plan.bodies):
        first = dice.below(len(land.compounds), at)
        places = sorted({first, dice.of("second").below(len(land.compounds), at)})
        new, number = settlers.rows.new(SOCIAL_ORG)
        settlers.rows.add(
            "social_orgs",
            id=new,
            name=f"示例社会组织{number:03d}",
            serves=listed(land.compounds[place].id for place in places),
            eligible=_eligible(plan, at),
        )
        bodies.append(_Body(new, f"示例社会组织{number:03d}", first))
    _reach(settlers, found, plan, bodies, "social_org_branch", "instructor")


def _reach(
    settlers: _Settlers, found: Locals, plan: Bodies, bodies: list[_Body], kind: str, post: str
) -> None:
    """Give bodies their branches by form, and some of the others a post of the Party at them."""
    eligible, others = bodies[: plan.eligible], bodies[plan.eligible :]
    forms: list[tuple[str, list[_Body]]] = [("standalone", [body]) for body in eligible[: plan.standalone]]
    forms += [("joint", others[2 * at : 2 * at + 2]) for at in range(plan.joint)]
    singles = others[2 * plan.joint :]
    forms += [("temporary", [body]) for body in singles[: plan.temporary]]
    singles = singles[plan.temporary :]
    forms += [("mobile", [body]) for body in singles[: plan.mobile]]
    for form, covered in forms:
        _body_branch(settlers, found, kind, form, covered)
    for body in [*singles[plan.mobile :], *eligible[plan.standalone :]][: plan.in_touch]:
        compound = settlers.land.compounds[body.compound]
        contact = settlers.person(
            lives_in=settlers.land.grids[compound.grids[0]].id,
            member_of=found.community_orgs[compound.community],
        )
        settlers.post(contact, post, body.id)


def _body_branch(settlers: _Settlers, found: Locals, kind: str, form: str, covered: list[_Body]) -> None:
    compound = settlers.land.compounds[covered[0].compound]
    leader = found.community_orgs[compound.community]
    until = _TEMPORARY_UNTIL if form == "temporary" else None
    org = settlers.own_branch(
        name=f"{covered[0].name}{'联合' if form == 'joint' else ''}党支部",
        kind=kind,
        form=form,
        led_by=leader,
        covers=listed(body.id for body in covered),
        valid_to=until,
    )
    home = settlers.land.grids[compound.grids[0]].id
    settlers.secretary(org, settlers.person(lives_in=home, member_of=None if until else org), until)
    found.seats.append(Seat(org, "body", compound.id, until))
