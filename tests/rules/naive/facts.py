"""The facts of one day as dictionaries and sets, under the words that ``rules.md`` uses. No Cypher, no table algebra.

This is the second, independent reading of the rules: slow, plain, and compared with the catalogue by
``test_against_naive``. Nothing here may be taken from a query.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from graphmodel.alliance import Slice

Row = dict[str, Any]
Node = tuple[str, str]
"""Label and id."""

BODY_LABELS: Final = ("OwnersCommittee", "PropertyCompany", "SocialOrg")
GRID_ORGANISATION: Final = {"grid_branch", "grid_group"}
OWN_BRANCH: Final = GRID_ORGANISATION | {
    "owners_committee_branch",
    "property_company_branch",
    "social_org_branch",
}
FIVE_HAVES: Final = ("has_venue", "has_facilities", "has_signage", "has_funds", "has_rules")


@dataclass(frozen=True)
class Settings:
    """Thresholds, with the defaults that the rules give."""

    window_months: int = 3
    max_homes: int = 20
    tuesday_share: float = 0.5


@dataclass(frozen=True)
class Post:
    """One HOLDS: who, which post, where, and recommended by which organisation (None: empty)."""

    person: str
    post: str
    place: Node
    recommended_by: str | None


@dataclass(frozen=True)
class Activity:
    """One TOOK_PART with times > 0, of any month."""

    org: str
    place: Node
    kind: str
    month: str
    times: int
    on_tuesday: int | None


class Facts:
    """What is live on the day, indexed in both directions."""

    def __init__(self, slice_: Slice, settings: Settings) -> None:
        self.as_of = slice_.as_of
        self.settings = settings
        self.nodes: dict[str, dict[str, Row]] = {
            label: {row["id"]: row for row in table.iter_rows(named=True)}
            for label, table in slice_.nodes.items()
        }
        ties = {relation: list(table.iter_rows(named=True)) for relation, table in slice_.ties.items()}
        self.loose: dict[Node, int] = {
            (row["label"], row["id"]): row["loose_ties"] for row in slice_.loose_ties.iter_rows(named=True)
        }

        self.above, self.below = _both_ways(ties["PART_OF"])
        self.covers, self.covered_by = _both_ways(ties["COVERS"])
        self.paired_with, self.paired_by = _both_ways(ties["PAIRED_WITH"])
        self.seat_of, self.seated_in = _both_ways(ties["SEATED_IN"])
        self.members_orgs, self.members_of_org = _both_ways(ties["MEMBER_OF"])
        self.home_grid, self.living_in = _both_ways(ties["LIVES_IN"])
        self.registered, self.registered_at = _both_ways(ties["REGISTERED_WITH"])
        self.serves, self.served_by = _both_ways(ties["SERVES"])
        self.led_by, _ = _both_ways(ties["LED_BY"])
        self.contacts, self.contacted_by = _both_ways(ties["CONTACTS"])

        self.approvals = _of_start(ties["APPROVED_BY"])
        self.registrations = _of_start(ties["REGISTERED_WITH"])
        self.contact_ties = _of_end(ties["CONTACTS"])
        self.pairings = ties["PAIRED_WITH"]
        self.posts = [
            Post(row["from_id"], row["post"], (row["to_label"], row["to_id"]), row["recommended_by"])
            for row in ties["HOLDS"]
        ]
        self.posts_at: dict[Node, list[Post]] = defaultdict(list)
        self.posts_of: dict[str, list[Post]] = defaultdict(list)
        for post in self.posts:
            self.posts_at[post.place].append(post)
            self.posts_of[post.person].append(post)
        self.activities = [
            Activity(
                row["from_id"],
                (row["to_label"], row["to_id"]),
                row["activity"],
                row["month"],
                row["times"],
                row["times_on_tuesday"],
            )
            for row in ties["TOOK_PART"]
            if row["times"] > 0
        ]
        self.in_window = [activity for activity in self.activities if activity.month in self.window]
        self.active = {activity.org for activity in self.in_window if activity.kind != "whistle_unanswered"}

    # --- the window ---

    @property
    def window(self) -> set[str]:
        """The as-of month and the months before it, ``window_months`` in all."""
        months = [self.as_of.year * 12 + self.as_of.month - 1 - n for n in range(self.settings.window_months)]
        return {f"{month // 12:04d}-{month % 12 + 1:02d}" for month in months}

    @property
    def window_from(self) -> str:
        """The first month of the window."""
        return min(self.window)

    # --- places ---

    def ids(self, label: str) -> list[str]:
        """Every live node of a label."""
        return list(self.nodes[label])

    def bodies(self) -> list[Node]:
        """Every owners' committee, property company and social organisation."""
        return [(label, id_) for label in BODY_LABELS for id_ in self.nodes[label]]

    def _up(self, nodes: Iterable[Node], label: str) -> set[Node]:
        return {above for node in nodes for above in self.above[node] if above[0] == label}

    def _down(self, nodes: Iterable[Node], label: str) -> set[Node]:
        return {below for node in nodes for below in self.below[node] if below[0] == label}

    def compounds_of(self, grids: Iterable[Node]) -> set[Node]:
        """Compounds that grids lie in."""
        return self._up(grids, "Compound")

    def communities_of(self, grids: Iterable[Node]) -> set[Node]:
        """Communities of grids: grid → compound → community."""
        return self._up(self.compounds_of(grids), "Community")

    def streets_of(self, grids: Iterable[Node]) -> set[Node]:
        """Streets of grids: grid → compound → community → street."""
        return self._up(self.communities_of(grids), "Street")

    def compounds_in(self, community: str) -> set[Node]:
        """Compounds of a community."""
        return self._down([("Community", community)], "Compound")

    def grids_in_compound(self, compound: str) -> set[Node]:
        """Grids of a compound."""
        return self._down([("Compound", compound)], "Grid")

    def grids_in_community(self, community: str) -> set[Node]:
        """Grids of the compounds of a community."""
        return self._down(self.compounds_in(community), "Grid")

    # --- organisations ---

    def kind(self, org: str) -> str:
        """The kind of a Party organisation."""
        kind: str = self.nodes["PartyOrg"][org]["kind"]
        return kind

    def orgs_of_kind(self, *kinds: str) -> list[str]:
        """Party organisations of some kinds, retired ones too."""
        return [org for org in self.nodes["PartyOrg"] if self.kind(org) in kinds]

    def is_retired(self, org: str) -> bool:
        """Whether it is a retired members' organisation."""
        return self.nodes["PartyOrg"][org]["is_retired"] is True

    def is_organ_committee(self, org: str) -> bool:
        """organ_committee or organ_general_branch, not retired."""
        return self.kind(org) in {"organ_committee", "organ_general_branch"} and not self.is_retired(org)

    def is_organ_branch(self, org: str) -> bool:
        """organ_branch, not retired."""
        return self.kind(org) == "organ_branch" and not self.is_retired(org)

    def is_organ_org(self, org: str) -> bool:
        """Organ committee or organ branch."""
        return self.is_organ_committee(org) or self.is_organ_branch(org)

    def is_grid_organisation(self, org: str) -> bool:
        """PartyOrg of kind grid_branch or grid_group."""
        return self.kind(org) in GRID_ORGANISATION

    def own_branches(self) -> list[str]:
        """Every own branch."""
        return self.orgs_of_kind(*OWN_BRANCH)

    def seat(self, org: str) -> set[Node]:
        """Where an organisation is seated: a street, a community, or nothing."""
        return self.seat_of["PartyOrg", org]

    def covering(self, place: Node) -> set[str]:
        """Party organisations of any kind that cover a grid or body."""
        return {org for _, org in self.covered_by[place]}

    def grid_organisations_of(self, grid: str) -> set[str]:
        """Grid organisations that cover a grid."""
        return {org for org in self.covering(("Grid", grid)) if self.is_grid_organisation(org)}

    def covered_grids(self, org: str) -> set[Node]:
        """Grids that an organisation covers."""
        return {place for place in self.covers["PartyOrg", org] if place[0] == "Grid"}

    def covered_bodies(self, org: str) -> set[Node]:
        """Bodies that an organisation covers."""
        return {place for place in self.covers["PartyOrg", org] if place[0] in BODY_LABELS}

    def form(self, org: str) -> str:
        """The form, standalone when empty; a standalone one that covers more than one body counts as joint."""
        form: str = self.nodes["PartyOrg"][org]["form"] or "standalone"
        return "joint" if form == "standalone" and len(self.covered_bodies(org)) > 1 else form

    def has_standalone(self, body: Node) -> bool:
        """Whether a standalone organisation covers a body."""
        return any(self.form(org) == "standalone" for org in self.covering(body))

    def community_orgs_of(self, community: str) -> set[str]:
        """PartyOrgs of kind community SEATED_IN a community."""
        return {org for _, org in self.seated_in["Community", community] if self.kind(org) == "community"}

    def paired_orgs(self, place: Node) -> set[str]:
        """Party organisations PAIRED_WITH a place."""
        return {org for _, org in self.paired_by[place]}

    def is_paired(self, org: str, place: Node) -> bool:
        """Whether an organisation is PAIRED_WITH a place."""
        return place in self.paired_with["PartyOrg", org]

    def flags(self, org: str) -> list[bool | None]:
        """The five haves: yes, no or unknown."""
        row = self.nodes["PartyOrg"][org]
        return [row[flag] for flag in FIVE_HAVES]

    # --- people ---

    def holders(self, place: Node, *posts: str) -> set[str]:
        """People who hold one of some posts at a place."""
        return {post.person for post in self.posts_at[place] if post.post in posts}

    def heads(self, grid: str) -> set[str]:
        """Heads of a grid."""
        return self.holders(("Grid", grid), "grid_head")

    def secretaries(self, org: str) -> set[str]:
        """Secretaries of a Party organisation."""
        return self.holders(("PartyOrg", org), "secretary")

    def status(self, person: str) -> str | None:
        """Party status; None: unknown."""
        status: str | None = self.nodes["Person"][person]["party_status"]
        return status

    def is_member(self, person: str) -> bool:
        """Party status full or probationary."""
        return self.status(person) in {"full", "probationary"}

    def lives_outside(self, person: str) -> bool:
        """Known to live outside the city."""
        return self.nodes["Person"][person]["lives_outside"] is True

    def orgs_of_member(self, person: str) -> set[str]:
        """Organisations a person is MEMBER_OF."""
        return {org for _, org in self.members_orgs["Person", person]}

    def registered_grid_organisations(self, person: str) -> set[str]:
        """Grid organisations a person is REGISTERED_WITH."""
        return {
            org
            for label, org in self.registered["Person", person]
            if label == "PartyOrg" and self.is_grid_organisation(org)
        }

    def residents_on_roster(self, grid: str) -> set[str]:
        """People who LIVE_IN a grid."""
        return {person for _, person in self.living_in["Grid", grid]}

    def homes_of(self, person: str) -> set[str]:
        """Homes a person CONTACTS."""
        return {home for _, home in self.contacts["Person", person]}

    def has_work_cover(self, place: Node) -> bool:
        """A HOLDS instructor, owner_liaison or service_supervisor at a body; at a grid: instructor."""
        if place[0] == "Grid":
            return bool(self.holders(place, "instructor"))
        return bool(self.holders(place, "instructor", "owner_liaison", "service_supervisor"))


def normalised(name: str) -> str:
    """After NFKC and without any blanks."""
    return "".join(unicodedata.normalize("NFKC", name).split())


def _both_ways(ties: Iterable[Row]) -> tuple[dict[Node, set[Node]], dict[Node, set[Node]]]:
    forth: dict[Node, set[Node]] = defaultdict(set)
    back: dict[Node, set[Node]] = defaultdict(set)
    for tie in ties:
        start, end = (tie["from_label"], tie["from_id"]), (tie["to_label"], tie["to_id"])
        forth[start].add(end)
        back[end].add(start)
    return forth, back


def _of_start(ties: Iterable[Row]) -> dict[Node, list[Row]]:
    found: dict[Node, list[Row]] = defaultdict(list)
    for tie in ties:
        found[tie["from_label"], tie["from_id"]].append(tie)
    return found


def _of_end(ties: Iterable[Row]) -> dict[Node, list[Row]]:
    found: dict[Node, list[Row]] = defaultdict(list)
    for tie in ties:
        found[tie["to_label"], tie["to_id"]].append(tie)
    return found
