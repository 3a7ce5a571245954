"""The facts of one day as dictionaries and sets, under the words of the rules: what every plain reading reads.

No query and no table algebra; a code stands for one thing, so a set of codes may hold places of several labels. A
word that several rules use is defined here once, a word of one rule in the file of that rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any, Final, NamedTuple

from graphmodel.ontology import BODIES, GROUP
from graphmodel.rules.settings import Settings
from graphmodel.synthetic.plain.tables import Row, Tables

Ids = set[str]

FIVE_HAVES: Final = ("has_venue", "has_facilities", "has_signage", "has_funds", "has_rules")


class Post(NamedTuple):
    """Who holds what where, and who recommended it."""

    person: str
    post: str
    place: str
    recommended_by: str | None


class Done(NamedTuple):
    """An activity that took place, in a month of the window."""

    org: str
    place: str
    kind: str
    times: int
    on_tuesday: int | None


class Pairing(NamedTuple):
    """Who is paired with what place, and with what papers."""

    org: str
    place: str
    has_agreement: bool | None
    signed_on: date | None
    party_building_list: bool | None
    governance_list: bool | None

    @property
    def subject(self) -> tuple[str, str]:
        """Label and code, as findings call it."""
        return "PAIRED_WITH", f"{self.org}→{self.place}"


class Facts:
    """What holds on a day."""

    def __init__(self, tables: Tables, day: date, settings: Settings | None = None) -> None:
        """Take the facts from tables.

        Args:
            tables: what is live on the day.
            day: whose facts they are.
            settings: the thresholds that hold; None: those of the rules.
        """
        self.day, self.settings = day, settings or Settings()
        self.tables = tables

    def _things(self, label: str) -> dict[str, Row]:
        return {row["id"]: row for row in self.tables.things(label)}

    @cached_property
    def window(self) -> Ids:
        """The months in which something counts as recent: the as-of month and those before it."""
        last = self.day.year * 12 + self.day.month - 1
        months = range(last, last - self.settings.window_months, -1)
        return {f"{month // 12:04d}-{month % 12 + 1:02d}" for month in months}

    # --- places ---

    @cached_property
    def above(self) -> dict[str, list[str]]:
        """What each place below the city lies in; homes apart."""
        return listed(self.tables.ties("PART_OF"))

    @cached_property
    def counties(self) -> Ids:
        """Every county."""
        return {*self._things("County")}

    @cached_property
    def streets(self) -> Ids:
        """Every street."""
        return {*self._things("Street")}

    @cached_property
    def communities(self) -> dict[str, list[str]]:
        """The street of each community, if it has one."""
        return {
            id_: [above for above in self.above.get(id_, ()) if above in self.streets]
            for id_ in self._things("Community")
        }

    @cached_property
    def compound_names(self) -> dict[str, str]:
        """The name of each compound."""
        return {id_: row["name"] for id_, row in self._things("Compound").items()}

    @cached_property
    def compounds(self) -> dict[str, list[str]]:
        """The community of each compound."""
        return {id_: self.above.get(id_, []) for id_ in self.compound_names}

    @cached_property
    def grids(self) -> dict[str, list[str]]:
        """The compounds of each grid, in the order of its row."""
        return {id_: self.above.get(id_, []) for id_ in self._things("Grid")}

    @cached_property
    def compounds_of_community(self) -> dict[str, Ids]:
        """The compounds of each community that has any."""
        return inverse(self.compounds)

    @cached_property
    def grids_of_compound(self) -> dict[str, Ids]:
        """The grids of each compound that has any."""
        return inverse(self.grids)

    @cached_property
    def built_up(self) -> dict[str, Ids]:
        """The grids of each community that has a compound."""
        return {
            community: {grid for compound in compounds for grid in self.grids_of_compound.get(compound, ())}
            for community, compounds in self.compounds_of_community.items()
        }

    def communities_of(self, grid: str) -> Ids:
        """The communities in which a grid lies."""
        return {community for compound in self.grids[grid] for community in self.compounds[compound]}

    def around(self, place: str) -> Ids:
        """A community, compound or grid, with what is above it and below it among these."""
        if place in self.grids:
            return {place, *self.grids[place], *self.communities_of(place)}
        if place in self.compounds:
            return {place, *self.compounds[place], *self.grids_of_compound.get(place, ())}
        return {place, *self.compounds_of_community.get(place, ()), *self.built_up.get(place, ())}

    # --- bodies ---

    @cached_property
    def bodies(self) -> dict[str, dict[str, Row]]:
        """Bodies by label and code."""
        return {label: self._things(label) for label in BODIES}

    @cached_property
    def body_subjects(self) -> list[tuple[str, str]]:
        """Label and code of every body."""
        return [(label, body) for label, bodies in self.bodies.items() for body in bodies]

    @cached_property
    def grids_and_bodies(self) -> list[tuple[str, str]]:
        """Label and code of every grid and body."""
        return [("Grid", grid) for grid in self.grids] + self.body_subjects

    def eligible(self, label: str, body: str) -> bool | None:
        """Whether a body meets the conditions for a branch of its own; None: unknown."""
        eligible: bool | None = self.bodies[label][body]["eligible"]
        return eligible

    @cached_property
    def serves(self) -> dict[str, list[str]]:
        """The compounds that each body serves."""
        return listed(self.tables.ties("SERVES"))

    # --- organisations ---

    @cached_property
    def orgs(self) -> dict[str, Row]:
        """Party organisations by code."""
        return self._things("PartyOrg")

    def kind(self, org: str) -> str:
        """The kind of an organisation."""
        kind: str = self.orgs[org]["kind"]
        return kind

    def of_kind(self, *kinds: str) -> list[str]:
        """The organisations of some kinds, retired ones too."""
        return [id_ for id_, org in self.orgs.items() if org["kind"] in kinds]

    def _not_retired(self, *kinds: str) -> list[str]:
        return [org for org in self.of_kind(*kinds) if not self.orgs[org]["is_retired"]]

    @cached_property
    def grid_organisations(self) -> list[str]:
        """Grid branches and grid groups."""
        return self.of_kind(*GROUP["grid_organisations"])

    @cached_property
    def own_branches(self) -> list[str]:
        """Grid organisations and the branches of bodies."""
        return self.of_kind(*GROUP["own_branches"])

    @cached_property
    def organ_committees(self) -> list[str]:
        """Committees and general branches of organs, retired ones apart."""
        return self._not_retired(*GROUP["organ_committees"])

    @cached_property
    def organ_branches(self) -> list[str]:
        """Branches of organs, retired ones apart."""
        return self._not_retired("organ_branch")

    @cached_property
    def organ_orgs(self) -> list[str]:
        """Committees and branches of organs, retired ones apart."""
        return self._not_retired(*GROUP["organ_orgs"])

    @cached_property
    def others(self) -> list[str]:
        """Organisations of another kind, retired ones apart."""
        return self._not_retired("other")

    @cached_property
    def covered(self) -> dict[str, list[str]]:
        """What each organisation covers, in the order of its row."""
        return listed(self.tables.ties("COVERS"))

    @cached_property
    def covers(self) -> dict[str, Ids]:
        """Which organisations cover each grid or body."""
        return inverse(self.covered)

    def grid_orgs(self, grid: str) -> Ids:
        """The grid organisations that cover a grid."""
        return {org for org in self.covers.get(grid, ()) if self.kind(org) in GROUP["grid_organisations"]}

    def covered_grids(self, org: str) -> list[str]:
        """The grids that an organisation covers."""
        return [place for place in self.covered.get(org, ()) if place in self.grids]

    def compounds_of_org(self, org: str) -> Ids:
        """The compounds of the grids that an organisation covers."""
        return {compound for grid in self.covered_grids(org) for compound in self.grids[grid]}

    def communities_of_org(self, org: str) -> Ids:
        """The communities of the grids that an organisation covers."""
        return {community for grid in self.covered_grids(org) for community in self.communities_of(grid)}

    def streets_of_org(self, org: str) -> Ids:
        """The streets of the grids that an organisation covers."""
        return {street for place in self.communities_of_org(org) for street in self.communities[place]}

    @cached_property
    def seat(self) -> dict[str, str]:
        """The street or community in which each organisation is seated, if in any."""
        return dict(self.tables.ties("SEATED_IN"))

    @cached_property
    def community_orgs(self) -> dict[str, Ids]:
        """The community organisations seated in each community."""
        seats = {org: self.seat[org] for org in self.of_kind("community") if org in self.seat}
        return inverse({org: [seat] for org, seat in seats.items() if seat in self.communities})

    @cached_property
    def leaders(self) -> dict[str, list[str]]:
        """The organisations that lead each organisation."""
        return listed(self.tables.ties("LED_BY"))

    @cached_property
    def approvals(self) -> dict[str, list[tuple[str, date | None]]]:
        """Who approved each organisation, and when."""
        found: dict[str, list[tuple[str, date | None]]] = defaultdict(list)
        for org, approver, approved_on in self.tables.ties("APPROVED_BY", "approved_on"):
            found[org].append((approver, approved_on))
        return found

    def form(self, org: str) -> str:
        """The form of an organisation; one of its own that covers two bodies counts as joint."""
        form: str = self.orgs[org]["form"] or "standalone"
        bodies = [place for place in self.covered.get(org, ()) if place not in self.grids]
        return "joint" if form == "standalone" and len(bodies) > 1 else form

    def flags(self, org: str) -> list[bool | None]:
        """The five haves of an organisation: yes, no or unknown."""
        return [self.orgs[org][flag] for flag in FIVE_HAVES]

    # --- people ---

    @cached_property
    def people(self) -> dict[str, Row]:
        """People by code."""
        return self._things("Person")

    def status(self, person: str) -> str | None:
        """Someone's Party status; None: unknown."""
        status: str | None = self.people[person]["party_status"]
        return status

    def is_member(self, person: str) -> bool:
        """Whether someone is a member of the Party."""
        return self.status(person) in GROUP["members"]

    @cached_property
    def member_of(self) -> dict[str, list[str]]:
        """The organisations of each person who has any."""
        return listed(self.tables.ties("MEMBER_OF"))

    @cached_property
    def lives_in(self) -> dict[str, str]:
        """The grid in which each person lives, if in any."""
        return dict(self.tables.ties("LIVES_IN"))

    def lives_outside(self, person: str) -> bool:
        """Whether someone is known to live outside the city."""
        return bool(self.people[person]["lives_outside"])

    @cached_property
    def residents(self) -> dict[str, Ids]:
        """Who lives in each grid."""
        return inverse({person: [grid] for person, grid in self.lives_in.items()})

    @cached_property
    def posts(self) -> list[Post]:
        """Every post."""
        return [
            Post(person, post, place, recommended_by)
            for person, place, post, recommended_by in self.tables.ties("HOLDS", "post", "recommended_by")
        ]

    @cached_property
    def _posts_at(self) -> dict[str, list[Post]]:
        found: dict[str, list[Post]] = defaultdict(list)
        for post in self.posts:
            found[post.place].append(post)
        return found

    @cached_property
    def places_of_posts(self) -> dict[str, Ids]:
        """Where each person holds a post."""
        return grouped((post.person, post.place) for post in self.posts)

    def posts_at(self, place: str) -> list[Post]:
        """The posts at a place."""
        return self._posts_at.get(place, [])

    def holders(self, post: str, *places: str) -> Ids:
        """Who holds a post at one of some places."""
        return {held.person for place in places for held in self.posts_at(place) if held.post == post}

    def has_work_cover(self, place: str) -> bool:
        """Whether an instructor, owner liaison or service supervisor is at a body; at a grid: an instructor."""
        posts = ("instructor",) if place in self.grids else GROUP["work_posts"]
        return any(held.post in posts for held in self.posts_at(place))

    # --- ties ---

    @cached_property
    def pairings(self) -> list[Pairing]:
        """Every pairing."""
        values = ("has_agreement", "agreement_signed_on", "party_building_list", "governance_list")
        return [Pairing(*tie) for tie in self.tables.ties("PAIRED_WITH", *values)]

    @cached_property
    def paired(self) -> dict[str, Ids]:
        """What each organisation is paired with."""
        return grouped((pairing.org, pairing.place) for pairing in self.pairings)

    @cached_property
    def paired_by(self) -> dict[str, Ids]:
        """The organisations paired with each place."""
        return inverse(self.paired)

    @cached_property
    def claims(self) -> dict[str, list[int | None]]:
        """The items claimed in each registration of each person or organisation."""
        return listed((who, claims) for who, _, claims in self.tables.ties("REGISTERED_WITH", "claims"))

    @cached_property
    def registered(self) -> dict[str, Ids]:
        """What each person or organisation is registered with."""
        return grouped(self.tables.ties("REGISTERED_WITH"))

    def registered_grid_orgs(self, person: str) -> list[str]:
        """The grid organisations someone is registered with."""
        places = self.registered.get(person, ())
        return sorted(
            org for org in places if org in self.orgs and self.kind(org) in GROUP["grid_organisations"]
        )

    def registered_grids(self, person: str) -> Ids:
        """The grids of the grid organisations someone is registered with."""
        return {grid for org in self.registered_grid_orgs(person) for grid in self.covered_grids(org)}

    def homes(self) -> Iterable[tuple[str, str | None, str | None]]:
        """Code, grid and status of every home."""
        return self.tables.homes()

    @cached_property
    def grid_of_home(self) -> dict[str, str]:
        """The grid of each home that lies in one."""
        return {home: grid for home, grid, _ in self.homes() if grid}

    @cached_property
    def homes_of(self) -> dict[str, list[str]]:
        """The homes each member contacts."""
        return listed(self.tables.ties("CONTACTS"))

    @cached_property
    def contacts(self) -> dict[str, list[str | None]]:
        """The months in which each contacted home was last contacted, by each who does."""
        ties = self.tables.ties("CONTACTS", "last_contact_month")
        return listed((home, month) for _, home, month in ties)

    @cached_property
    def done(self) -> list[Done]:
        """What took place in the window."""
        values = ("activity", "times", "times_on_tuesday", "month")
        return [
            Done(org, place, kind, times, on_tuesday)
            for org, place, kind, times, on_tuesday, month in self.tables.ties("TOOK_PART", *values)
            if times and month in self.window
        ]

    @cached_property
    def active(self) -> Ids:
        """The organisations that did something; an unanswered call is not."""
        return {did.org for did in self.done if did.kind != "whistle_unanswered"}

    @cached_property
    def loose_ties(self) -> dict[str, int]:
        """How many ties of a thing, activities apart, lead to what is no longer there."""
        return self.tables.loose_ties()


def grouped(pairs: Iterable[tuple[Any, ...]]) -> dict[str, Ids]:
    """Seconds by first."""
    found: dict[str, Ids] = defaultdict(set)
    for first, second in pairs:
        found[first].add(second)
    return dict(found)


def listed(pairs: Iterable[tuple[Any, ...]]) -> dict[str, list[Any]]:
    """Seconds by first, in order."""
    found: dict[str, list[Any]] = defaultdict(list)
    for first, second in pairs:
        found[first].append(second)
    return dict(found)


def inverse(many: Mapping[str, Iterable[str]]) -> dict[str, Ids]:
    """Keys by value."""
    return grouped((value, key) for key, values in many.items() for value in values)
