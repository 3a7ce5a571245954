"""The facts of an invented city as dictionaries and sets, straight from its rosters: what the answer key is worked out from.

It knows the rosters of this room only: every reference is a code, every value is stored as invented. Reading what
offices really send is the reader's business.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any, Final, NamedTuple

import polars as pl

from graphmodel.synthetic.members import OUTSIDE
from graphmodel.synthetic.rows import LIST

Row = dict[str, Any]
Ids = set[str]

BODIES: Final = {
    "owners_committees": "OwnersCommittee",
    "property_companies": "PropertyCompany",
    "social_orgs": "SocialOrg",
}
GRID_ORGS: Final = {"grid_branch", "grid_group"}
OWN_BRANCHES: Final = GRID_ORGS | {"owners_committee_branch", "property_company_branch", "social_org_branch"}
COMMITTEES: Final = {"organ_committee", "organ_general_branch"}
ORGAN_ORGS: Final = COMMITTEES | {"organ_branch"}
WORK: Final = {"instructor", "owner_liaison", "service_supervisor"}
MEMBERS: Final = {"full", "probationary"}


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


class Facts:
    """What holds on a day."""

    def __init__(self, rosters: Mapping[str, pl.DataFrame], day: date, window: Ids) -> None:
        """Take the facts from rosters.

        Args:
            rosters: as invented.
            day: whose facts; rows of other days are left out.
            window: the months in which something counts as recent.
        """
        self.day, self.window = day, window
        starts, ends = pl.col("valid_from"), pl.col("valid_to")
        live = (starts.is_null() | (starts <= day)) & (ends.is_null() | (ends > day))
        self._live = {name: table.filter(live) for name, table in rosters.items()}

    def rows(self, roster: str) -> Iterable[Row]:
        """The rows of a roster that hold on the day."""
        return self._live[roster].iter_rows(named=True)

    def column(self, roster: str, name: str) -> list[Any]:
        """One column of those rows."""
        return self._live[roster][name].to_list()

    def _things(self, roster: str) -> dict[str, Row]:
        return {row["id"]: row for row in self.rows(roster)}

    # --- places ---

    @cached_property
    def divisions(self) -> dict[str, Row]:
        """Divisions by code."""
        return self._things("divisions")

    @cached_property
    def compounds(self) -> dict[str, str]:
        """The community of each compound."""
        return dict(zip(self.column("compounds", "id"), self.column("compounds", "part_of"), strict=True))

    @cached_property
    def grids(self) -> dict[str, list[str]]:
        """The compounds of each grid."""
        return {row["id"]: parts(row["part_of"]) for row in self.rows("grids")}

    @cached_property
    def grids_of_compound(self) -> dict[str, Ids]:
        """The grids of each compound that has any."""
        return inverse(self.grids)

    @cached_property
    def built_up(self) -> dict[str, Ids]:
        """The grids of each community that has a compound."""
        found: dict[str, Ids] = {community: set() for community in self.compounds.values()}
        for grid in self.grids:
            for community in self.communities_of(grid):
                found[community].add(grid)
        return found

    def communities_of(self, grid: str) -> Ids:
        """The communities in which a grid lies."""
        return {self.compounds[compound] for compound in self.grids[grid]}

    def around(self, place: str) -> Ids:
        """A community, compound or grid, with what is above it and below it among these."""
        if place in self.grids:
            return {place, *self.grids[place], *self.communities_of(place)}
        if place in self.compounds:
            return {place, self.compounds[place]} | self.grids_of_compound.get(place, set())
        below = {compound for compound, community in self.compounds.items() if community == place}
        return {place} | below | self.built_up.get(place, set())

    # --- organisations ---

    @cached_property
    def orgs(self) -> dict[str, Row]:
        """Party organisations by code."""
        return self._things("party_orgs")

    def of_kind(self, kinds: Ids) -> list[str]:
        """The organisations of some kinds; of organs, those that are not retired."""
        return [
            id_
            for id_, org in self.orgs.items()
            if org["kind"] in kinds and not (kinds <= ORGAN_ORGS and org["is_retired"])
        ]

    @cached_property
    def covered(self) -> dict[str, list[str]]:
        """What each organisation covers."""
        return {id_: parts(org["covers"]) for id_, org in self.orgs.items()}

    @cached_property
    def covers(self) -> dict[str, Ids]:
        """Which organisations cover each grid or body."""
        return inverse(self.covered)

    def grid_orgs(self, grid: str) -> Ids:
        """The grid organisations that cover a grid."""
        return {org for org in self.covers.get(grid, ()) if self.orgs[org]["kind"] in GRID_ORGS}

    def covered_grids(self, org: str) -> list[str]:
        """The grids that an organisation covers."""
        return [place for place in self.covered[org] if place in self.grids]

    def communities_of_org(self, org: str) -> Ids:
        """The communities of the grids that an organisation covers."""
        return {community for grid in self.covered_grids(org) for community in self.communities_of(grid)}

    def streets_of_org(self, org: str) -> Ids:
        """The streets of the grids that an organisation covers."""
        return {self.divisions[community]["part_of"] for community in self.communities_of_org(org)}

    @cached_property
    def community_orgs(self) -> dict[str, Ids]:
        """The community organisations seated in each community."""
        seated = {id_: [org["seated_in"]] for id_, org in self.orgs.items() if org["kind"] == "community"}
        return inverse({org: seat for org, seat in seated.items() if seat != [None]})

    @cached_property
    def bodies(self) -> dict[str, dict[str, Row]]:
        """Bodies by label and code."""
        return {label: self._things(roster) for roster, label in BODIES.items()}

    def form(self, org: str) -> str:
        """The form of an organisation; one of its own that covers two bodies counts as joint."""
        form: str = self.orgs[org]["form"] or "standalone"
        covered = [place for place in self.covered[org] if place not in self.grids]
        return "joint" if form == "standalone" and len(covered) > 1 else form

    # --- people ---

    @cached_property
    def people(self) -> dict[str, Row]:
        """People by code."""
        return self._things("people")

    def status(self, person: str) -> str | None:
        """Someone's Party status."""
        status: str | None = self.people[person]["party_status"]
        return status

    def is_member(self, person: str) -> bool:
        """Whether someone is a member of the Party."""
        return self.status(person) in MEMBERS

    @cached_property
    def member_of(self) -> dict[str, list[str]]:
        """The organisations of each person."""
        return {id_: parts(person["member_of"]) for id_, person in self.people.items()}

    def lives_in(self, person: str) -> str | None:
        """The grid someone lives in."""
        home: str | None = self.people[person]["lives_in"]
        return None if home == OUTSIDE else home

    def lives_outside(self, person: str) -> bool:
        """Whether someone lives outside the city."""
        return bool(self.people[person]["lives_in"] == OUTSIDE)

    @cached_property
    def residents(self) -> dict[str, Ids]:
        """Who lives in each grid."""
        return inverse({id_: [home] for id_ in self.people if (home := self.lives_in(id_))})

    @cached_property
    def posts(self) -> list[Post]:
        """Every post."""
        return [
            Post(*row)
            for row in self._live["posts"].select("from", "post", "to", "recommended_by").iter_rows()
        ]

    @cached_property
    def _posts_at(self) -> dict[str, list[Post]]:
        found: dict[str, list[Post]] = defaultdict(list)
        for post in self.posts:
            found[post.place].append(post)
        return found

    def posts_at(self, place: str) -> list[Post]:
        """The posts at a place."""
        return self._posts_at.get(place, [])

    def holders(self, post: str, *places: str) -> Ids:
        """Who holds a post at one of some places."""
        return {held.person for place in places for held in self.posts_at(place) if held.post == post}

    def has_work_cover(self, place: str) -> bool:
        """Whether a post of the Party's work is held at a grid or body."""
        return any(held.post in WORK for held in self.posts_at(place))

    # --- ties ---

    @cached_property
    def pairings(self) -> list[Row]:
        """Every pairing."""
        return list(self.rows("pairings"))

    @cached_property
    def paired(self) -> dict[str, Ids]:
        """What each organisation is paired with."""
        return grouped((row["from"], row["to"]) for row in self.pairings)

    @cached_property
    def paired_by(self) -> dict[str, Ids]:
        """The organisations paired with each place."""
        return grouped((row["to"], row["from"]) for row in self.pairings)

    @cached_property
    def registrations(self) -> list[Row]:
        """Every registration."""
        return list(self.rows("registrations"))

    @cached_property
    def registered(self) -> dict[str, Ids]:
        """What each person or organisation is registered with."""
        return grouped((row["from"], row["to"]) for row in self.registrations)

    def registered_grid_orgs(self, person: str) -> list[str]:
        """The grid organisations someone is registered with."""
        orgs = self.registered.get(person, ())
        return sorted(org for org in orgs if org in self.orgs and self.orgs[org]["kind"] in GRID_ORGS)

    @cached_property
    def grid_of_home(self) -> dict[str, str]:
        """The grid of each home."""
        return dict(zip(self.column("households", "id"), self.column("households", "part_of"), strict=True))

    @cached_property
    def homes_of(self) -> dict[str, list[str]]:
        """The homes each member contacts."""
        found: dict[str, list[str]] = defaultdict(list)
        ties = zip(self.column("household_ties", "from"), self.column("household_ties", "to"), strict=True)
        for person, home in ties:
            found[person].append(home)
        return found

    @cached_property
    def contacts(self) -> dict[str, list[str | None]]:
        """The months in which each contacted home was last contacted, by each who does."""
        found: dict[str, list[str | None]] = defaultdict(list)
        months = self.column("household_ties", "last_contact_month")
        for home, month in zip(self.column("household_ties", "to"), months, strict=True):
            found[home].append(month)
        return found

    @cached_property
    def done(self) -> list[Done]:
        """What took place in the window."""
        return [
            Done(row["from"], row["to"], row["activity"], row["times"], row["times_on_tuesday"])
            for row in self.rows("activities")
            if row["times"] and row["month"] in self.window
        ]

    @cached_property
    def active(self) -> Ids:
        """The organisations that did something; an unanswered call is not."""
        return {did.org for did in self.done if did.kind != "whistle_unanswered"}


def parts(cell: str | None) -> list[str]:
    """The codes in a cell."""
    return cell.split(LIST) if cell else []


def grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, Ids]:
    """Seconds by first."""
    found: dict[str, Ids] = defaultdict(set)
    for first, second in pairs:
        found[first].add(second)
    return dict(found)


def inverse(many: Mapping[str, Iterable[str]]) -> dict[str, Ids]:
    """Keys by value."""
    return grouped((value, key) for key, values in many.items() for value in values)
