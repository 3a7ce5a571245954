"""How much there is of everything, and how often something is amiss: the numbers an invented city is made from.

*Published* is what the article on Quzhou's red property alliance says, end of 2018; *inferred* follows from it by
arithmetic; *assumed* is ours, chosen to be believable and open to correction. Counts are met exactly.

Main urban area
    64 communities and 369 compounds (published), a grid for each compound (inferred), 150 000 homes (assumed).
    434 organ branches; 392 organisations linked with compounds (published): 342 branches and 50 organ committees or
    general branches, of which each recommends one appointee, and 50 hold such a post (inferred). 313 instructors, no
    grid with two (published, inferred). "Close to 10 000" members registered (published): 9 880 of 10 060.

Whole city
    950 branches and groups of grids, 117 branches of owners' committees and 84 of property companies, 1 500
    organisations in pairings, 1 100 compounds, 30 000 members registered (published, as bounds: "more than"). Six
    counties (published); how what lies outside the main urban area divides over them, and its 750 000 homes in
    1 875 grids, are assumed.

Province
    Eleven cities of eight counties, 24 times what the city has (assumed), so that it has 21.6 million homes. Every county
    is an area of its own, two of each city are its main urban area; how much crosses their borders is told in
    :mod:`graphmodel.synthetic.crossing`.

Distributions
    Homes of a grid: three dice added, so that four grids of five have 300–500, as is usual in Zhejiang; one in twenty
    is a third of that (an old quarter), one in thirty half more (a new estate); assumed. One home in eleven is vacant
    in the main urban area, one in eight elsewhere; assumed.
    Compounds of a community, grids of a compound: the smaller of two throws, so few are large; assumed.
    Homes a member contacts (1+N): two dice added, 5 to 20, 12 on average; the range is the practice elsewhere in
    Zhejiang.
    Where organ members live: in proportion to homes, and half of the compounds attract one time, a third two times, a
    sixth three times as many; assumed. A member lives in the county of the organ; municipal organs' members live
    anywhere in the main urban area.
    Distance: members register in the grid they live in, or in the nearest with an organisation (98 %), and contact
    homes there (97 %) or next to it, as kin and acquaintance go (就近就亲就熟); assumed.
    Last contact: half of the homes this month, half of the rest the month before, and so on; assumed.
    Activity: habits by kind of organisation, rising from June; see :mod:`graphmodel.synthetic.activities`.
    Everything in :data:`BELIEVABLE`, how often something is amiss, is assumed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields, replace
from datetime import date
from typing import Any, Final, NamedTuple

from graphmodel.synthetic.randomness import apportioned

AS_OF: Final = date(2018, 12, 31)
"""The day on which everything invented is live."""


@dataclass(frozen=True)
class Bodies:
    """How many bodies of one label there are, and what of the Party reaches them."""

    bodies: int
    eligible: int
    eligible_unknown: int
    standalone: int
    """Branches that cover one eligible body each."""
    joint: int
    """Branches that cover two bodies each, none of them eligible."""
    temporary: int
    mobile: int
    in_touch: int
    """Further bodies with a Party post at them: a liaison, a supervisor or an instructor."""

    @property
    def branches(self) -> int:
        """All branches of bodies of this label."""
        return self.standalone + self.joint + self.temporary + self.mobile

    def times(self, factor: int) -> Bodies:
        """That many times as many of everything."""
        return Bodies(*(number * factor for number in astuple(self)))

    def split(self, weights: list[int]) -> list[Bodies]:
        """Every number divided in proportion to the weights."""
        portions = [apportioned(number, weights) for number in astuple(self)]
        return [Bodies(*numbers) for numbers in zip(*portions, strict=True)]


@dataclass(frozen=True)
class Flaws:
    """How often something is amiss, as shares; without arguments, never."""

    no_contacts: float = 0
    contacts_elsewhere: float = 0
    stale_contact: float = 0
    contact_month_missing: float = 0
    registered_elsewhere: float = 0
    no_claims: float = 0
    claims_missing: float = 0
    head_missing: float = 0
    head_is_secretary_of_community: float = 0
    not_in_party: float = 0
    """Of committee members and other local office holders."""
    secretary_missing: float = 0
    secretary_from_elsewhere: float = 0
    """Of branches and groups of grids: neither a head nor at home there."""
    status_missing: float = 0
    flag_no: float = 0
    flag_missing: float = 0
    wrong_leader: float = 0
    no_approval: float = 0
    odd_name: float = 0
    no_agreement: float = 0
    list_no: float = 0
    list_missing: float = 0
    idle: float = 0
    pledges_short: float = 0
    pledges_missing: float = 0
    team_gap: float = 0
    """Of each of the posts of the red team of a grid."""
    owner_missing: float = 0
    no_director: float = 0


BELIEVABLE: Final = Flaws(
    no_contacts=0.015,
    contacts_elsewhere=0.03,
    stale_contact=0.08,
    contact_month_missing=0.03,
    registered_elsewhere=0.02,
    no_claims=0.05,
    claims_missing=0.04,
    head_missing=0.01,
    head_is_secretary_of_community=0.05,
    not_in_party=0.1,
    secretary_missing=0.01,
    secretary_from_elsewhere=0.06,
    status_missing=0.005,
    flag_no=0.05,
    flag_missing=0.03,
    wrong_leader=0.015,
    no_approval=0.02,
    odd_name=0.03,
    no_agreement=0.06,
    list_no=0.07,
    list_missing=0.03,
    idle=0.07,
    pledges_short=0.1,
    pledges_missing=0.03,
    team_gap=0.1,
    owner_missing=0.04,
    no_director=0.06,
)


@dataclass(frozen=True)
class Area:
    """A stretch of the city whose organs, members and homes belong together."""

    name: str
    """Names its random numbers, so that an area is the same whatever is invented beside it."""
    counties: tuple[int, ...]
    """Which counties of the city it lies in, counted from 0."""
    in_main_urban: bool
    streets: int
    communities: int
    compounds: int
    grids: int
    homes: int
    homes_vacant: int
    homes_opted_out: int
    homes_unknown: int
    committees: int
    """Organ committees and general branches."""
    branches: int
    linked: int
    """Branches paired with a compound and a grid of it."""
    retired: int
    firms: int
    """State firms' organisations, of kind ``other``, paired with a compound."""
    paired_communities: int
    paired_compounds: int
    paired_grids: int
    two_grid_branches: int
    """Branches paired with a second grid, which is none of the stated forms."""
    appointees: int
    appointees_unrecommended: int
    """Of these, without a recommending organisation in the roster."""
    instructors: int
    instructors_unrecommended: int
    members: int
    """Of organ branches."""
    members_outside: int
    members_unplaced: int
    """Registered, with no word on where they live."""
    members_unregistered: int
    committees_unregistered: int
    grid_branches: int
    grid_groups: int
    owners_committees: Bodies
    property_companies: Bodies
    social_orgs: Bodies
    committee_members: tuple[int, int] = (5, 9)
    """Of a community's two committees, beside the secretary."""
    local_members: tuple[int, int] = (2, 8)
    """Members of a grid's own branch, beside its office holders."""
    load: tuple[int, int] = (5, 20)
    """Homes per contacting member."""
    faultless: bool = False
    """Whoever can be reached is: homes are divided evenly, committees are large enough, nobody is idle."""
    flaws: Flaws = BELIEVABLE

    @property
    def members_resident(self) -> int:
        """Organ members who live in a grid of the area."""
        return self.members - self.members_outside - self.members_unplaced

    def times(self, factor: int) -> Area:
        """That many times as much of everything."""
        counts: dict[str, Any] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, Bodies):
                counts[field.name] = value.times(factor)
            elif isinstance(value, int) and not isinstance(value, bool):
                counts[field.name] = value * factor
        return replace(self, **counts)

    def split(self, shares: dict[int, int]) -> tuple[Area, ...]:
        """One area per county, the counts divided by the counties' shares."""
        weights = list(shares.values())
        portions: dict[str, Sequence[Any]] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, Bodies):
                portions[field.name] = value.split(weights)
            elif isinstance(value, int) and not isinstance(value, bool):
                portions[field.name] = apportioned(value, weights)
        return tuple(
            replace(
                self,
                name=f"{self.name} {county}",
                counties=(county,),
                **{name: parts[place] for name, parts in portions.items()},
            )
            for place, county in enumerate(shares)
        )


TINY: Final = Area(
    name="tiny",
    counties=(0,),
    in_main_urban=True,
    streets=2,
    communities=3,
    compounds=6,
    grids=7,
    homes=34,
    homes_vacant=3,
    homes_opted_out=1,
    homes_unknown=2,
    committees=3,
    branches=6,
    linked=4,
    retired=1,
    firms=0,
    paired_communities=2,
    paired_compounds=5,
    paired_grids=4,
    two_grid_branches=1,
    appointees=2,
    appointees_unrecommended=1,
    instructors=3,
    instructors_unrecommended=1,
    members=13,
    members_outside=1,
    members_unplaced=0,
    members_unregistered=1,
    committees_unregistered=1,
    grid_branches=4,
    grid_groups=1,
    owners_committees=Bodies(2, 1, 0, 1, 0, 0, 0, 0),
    property_companies=Bodies(1, 0, 0, 0, 0, 0, 0, 1),
    social_orgs=Bodies(1, 0, 1, 0, 0, 0, 0, 0),
    committee_members=(1, 2),
    local_members=(0, 1),
    load=(1, 3),
)

CORE: Final = Area(
    name="core",
    counties=(0, 1),
    in_main_urban=True,
    streets=10,
    communities=64,
    compounds=369,
    grids=369,
    homes=150_000,
    homes_vacant=13_500,
    homes_opted_out=2_400,
    homes_unknown=900,
    committees=50,
    branches=434,
    linked=342,
    retired=38,
    firms=0,
    paired_communities=64,
    paired_compounds=369,
    paired_grids=327,
    two_grid_branches=4,
    appointees=50,
    appointees_unrecommended=0,
    instructors=313,
    instructors_unrecommended=0,
    members=10_060,
    members_outside=110,
    members_unplaced=50,
    members_unregistered=70,
    committees_unregistered=3,
    grid_branches=349,
    grid_groups=12,
    owners_committees=Bodies(196, 64, 14, 44, 6, 6, 2, 60),
    property_companies=Bodies(72, 41, 5, 32, 4, 4, 1, 16),
    social_orgs=Bodies(30, 9, 4, 7, 2, 1, 0, 0),
)

_OUTER: Final = Area(
    name="outer",
    counties=(0, 1, 2, 3, 4, 5),
    in_main_urban=False,
    streets=40,
    communities=200,
    compounds=731,
    grids=1_875,
    homes=750_000,
    homes_vacant=97_500,
    homes_opted_out=12_000,
    homes_unknown=7_500,
    committees=120,
    branches=1_150,
    linked=958,
    retired=90,
    firms=30,
    paired_communities=180,
    paired_compounds=690,
    paired_grids=900,
    two_grid_branches=12,
    appointees=108,
    appointees_unrecommended=4,
    instructors=800,
    instructors_unrecommended=20,
    members=20_500,
    members_outside=240,
    members_unplaced=200,
    members_unregistered=140,
    committees_unregistered=8,
    grid_branches=545,
    grid_groups=44,
    owners_committees=Bodies(330, 80, 40, 42, 8, 7, 2, 90),
    property_companies=Bodies(140, 52, 16, 33, 5, 4, 1, 30),
    social_orgs=Bodies(60, 12, 12, 8, 2, 2, 0, 0),
)

SHARES: Final = {0: 7, 1: 12, 2: 20, 3: 26, 4: 18, 5: 17}
"""How what lies outside the main urban area divides over the six counties, per cent; assumed."""

AREAS: Final[dict[str, tuple[Area, ...]]] = {
    "tiny": (TINY,),
    "core": (CORE,),
    "city": (CORE, *_OUTER.split(SHARES)),
}
SIZES: Final = tuple(AREAS)


class County(NamedTuple):
    """A county of a province: its city and its place in it, both counted from 0, and what is in it."""

    city: int
    place: int
    area: Area


@dataclass(frozen=True)
class Province:
    """Cities of as many counties each, every county an area of its own."""

    main_urban: Area
    """The main urban areas of all cities together."""
    outer: Area
    """What lies outside of them."""
    cities: tuple[int, ...]
    """How both divide over the cities."""
    urban_counties: tuple[int, ...]
    """How a main urban area divides over the first counties of its city."""
    outer_counties: tuple[int, ...]
    """How the rest divides over the other counties."""

    @property
    def homes(self) -> int:
        """How many homes there are."""
        return self.main_urban.homes + self.outer.homes

    def counties(self) -> list[County]:
        """Every county, city by city."""
        urban = len(self.urban_counties)
        shares = [*self.urban_counties, *self.outer_counties]
        places = [(city, place) for city in range(len(self.cities)) for place in range(len(shares))]
        weights = {number: self.cities[city] * shares[place] for number, (city, place) in enumerate(places)}
        areas = [
            *self.main_urban.split({n: weights[n] for n, (_, place) in enumerate(places) if place < urban}),
            *self.outer.split({n: weights[n] for n, (_, place) in enumerate(places) if place >= urban}),
        ]
        return [
            County(city, place, replace(area, counties=(place,)))
            for area in sorted(areas, key=lambda area: area.counties)
            for city, place in [places[area.counties[0]]]
        ]


_CITIES_IN_ONE: Final = 24
"""How many times the homes of the city a province has, so that it has 21.6 million; assumed."""

PROVINCES: Final[dict[str, Province]] = {
    "province": Province(
        main_urban=CORE.times(_CITIES_IN_ONE),
        outer=_OUTER.times(_CITIES_IN_ONE),
        cities=(13, 11, 10, 10, 9, 9, 8, 8, 8, 7, 6),
        urban_counties=(11, 9),
        outer_counties=(13, 15, 18, 20, 17, 17),
    )
}
"""Eleven cities of eight counties, of which two are the main urban area; how they differ in size is assumed."""
