"""The network a stage sees: the slice with the moves of the stages before, and what rosters already have rows for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Final

import polars as pl

from graphmodel.alliance import Alliance, Slice
from graphmodel.alliance.subjects import PAIRING
from graphmodel.ontology import BODIES, GROUP, live_on
from graphmodel.planning.moves import RELATION_OF, Move, Node
from graphmodel.planning.places import Places
from graphmodel.rules.waivers import in_force, under_todays_codes

IDENTITY: Final = ("from_label", "from_id", "to_label", "to_id")
"""With the post, by which a row of a relation roster is known."""
MOST_POSTS: Final = 3
"""More posts than this weigh no more."""


@dataclass(frozen=True, eq=False)
class Network:
    """A slice, and the rows its rosters have for other days."""

    slice: Slice
    rosters: OtherDays
    moves: frozenset[Move] = frozenset()
    """What was proposed so far."""

    def after(self, moves: Collection[Move]) -> Network:
        """The network with rows added, and those that end gone."""
        ties = dict(self.slice.ties)
        for relation in {move.relation for move in moves} - {"CONTACTS"}:  # those that end hang loose already
            of_relation = [move for move in moves if move.relation == relation]
            ended = _rows(move for move in of_relation if move.change == "end").drop("recommended_by")
            keys = [*IDENTITY, "post"] if relation == "HOLDS" else list(IDENTITY)
            left = ties[relation].join(ended, on=keys, how="anti", maintain_order="left")
            added = _rows(move for move in of_relation if move.change == "add")
            known = [name for name in added.columns if name in left.columns]
            ties[relation] = pl.concat([left, added.select(known)], how="diagonal")
        return Network(replace(self.slice, ties=ties), self.rosters, self.moves | {*moves})

    @cached_property
    def waived(self) -> frozenset[tuple[str, str]]:
        """Rule and subject of the waivers in force: such a gap is none."""
        held = in_force(under_todays_codes(self.slice), self.slice.as_of)
        return frozenset(held.select("rule", "subject").iter_rows())

    # --- who is what ---

    @cached_property
    def places(self) -> Places:
        """How far things are apart."""
        return Places(self.slice)

    def orgs(self, *kinds: str) -> list[str]:
        """Organisations of some kinds that are none of retired members, by code."""
        orgs = self.slice.nodes["PartyOrg"]
        retired = pl.col("is_retired").fill_null(value=False)
        return orgs.filter(pl.col("kind").is_in(kinds) & ~retired)["id"].sort().to_list()

    @cached_property
    def kind(self) -> dict[str, str]:
        """Of every Party organisation."""
        return dict(self.slice.nodes["PartyOrg"].select("id", "kind").iter_rows())

    @cached_property
    def grid_organisations(self) -> frozenset[str]:
        """Those of kind grid_branch or grid_group."""
        return frozenset(org for org, kind in self.kind.items() if kind in GROUP["grid_organisations"])

    @cached_property
    def full_members(self) -> frozenset[str]:
        """People with party_status full."""
        return frozenset(self.slice.nodes["Person"].filter(pl.col("party_status") == "full")["id"])

    @cached_property
    def members(self) -> frozenset[str]:
        """People with party_status full or probationary."""
        return frozenset(
            self.slice.nodes["Person"].filter(pl.col("party_status").is_in(GROUP["members"]))["id"]
        )

    @cached_property
    def owners(self) -> frozenset[str]:
        """People with is_owner."""
        return frozenset(self.slice.nodes["Person"].filter("is_owner")["id"])

    @cached_property
    def perhaps_owners(self) -> frozenset[str]:
        """People of whom it is not known."""
        return frozenset(self.slice.nodes["Person"].filter(pl.col("is_owner").is_null())["id"])

    # --- ties ---

    @cached_property
    def paired(self) -> dict[str, set[Node]]:
        """What each organisation is paired with."""
        found: dict[str, set[Node]] = {}
        for org, label, id_ in self.slice.ties[PAIRING].select("from_id", "to_label", "to_id").iter_rows():
            found.setdefault(org, set()).add((label, id_))
        return found

    def paired_grids(self, org: str) -> list[str]:
        """The grids it is paired with, by code."""
        return sorted(id_ for label, id_ in self.paired.get(org, ()) if label == "Grid")

    @cached_property
    def organ_branches(self) -> list[str]:
        """The organ branches, those of retired members apart, by code."""
        return self.orgs("organ_branch")

    @cached_property
    def active_at(self) -> dict[Node, list[str]]:
        """The organisations, those of retired members apart, that are paired with each place, by code."""
        found: dict[Node, list[str]] = {}
        for org in self.orgs(*GROUP["organ_orgs"], "other"):
            for place in self.paired.get(org, ()):
                found.setdefault(place, []).append(org)
        return found

    @cached_property
    def branches_at(self) -> dict[Node, list[str]]:
        """The organ branches among these."""
        found = (
            (place, [org for org in orgs if self.kind[org] == "organ_branch"])
            for place, orgs in self.active_at.items()
        )
        return {place: orgs for place, orgs in found if orgs}

    def committees_at(self, community: str) -> list[str]:
        """The organ committees among those that are paired with a community, by code."""
        orgs = self.active_at.get(("Community", community), ())
        return [org for org in orgs if self.kind[org] in GROUP["organ_committees"]]

    def pairing_proposed(self, org: str, places: Collection[Node]) -> frozenset[Move]:
        """What pairs an organisation with one of some places, if only a proposal does."""
        found = sorted(
            Move("add", PAIRING, ("PartyOrg", org), place)
            for place in places
            if place in self.paired.get(org, ())
        )
        return self.proposed(found)

    def proposed(self, ways: Collection[Move]) -> frozenset[Move]:
        """The first of several moves each of which is enough, if all that there is was proposed."""
        return frozenset([*ways][:1]) if self.moves.issuperset(ways) else frozenset()

    def pairings_ended(self, org: str) -> frozenset[Move]:
        """What ends pairings of an organisation."""
        ended = (move for move in self.moves if move.change == "end" and move.relation == PAIRING)
        return frozenset(move for move in ended if move.start == ("PartyOrg", org))

    @cached_property
    def posts(self) -> pl.DataFrame:
        """The live posts: ``person``, ``post``, ``label``, ``place``, ``recommended_by``."""
        return self.slice.ties["HOLDS"].select(
            "post", "recommended_by", person="from_id", label="to_label", place="to_id"
        )

    @cached_property
    def burden(self) -> Counter[str]:
        """How many posts each person holds."""
        return Counter(self.posts["person"].to_list())

    def held(self, person: str) -> int:
        """How many posts a person holds, at most :data:`MOST_POSTS`."""
        return min(self.burden[person], MOST_POSTS)

    def holders(self, *posts: str) -> frozenset[str]:
        """Who holds one of some posts anywhere."""
        return frozenset(self.posts.filter(pl.col("post").is_in(posts))["person"])

    @cached_property
    def instructors(self) -> frozenset[str]:
        """Who is instructor anywhere."""
        return self.holders("instructor")

    @cached_property
    def posts_at(self) -> dict[Node, list[tuple[str, str, str | None]]]:
        """Person, post and recommending organisation of the posts at each place."""
        found: dict[Node, list[tuple[str, str, str | None]]] = {}
        rows = self.posts.select("label", "place", "person", "post", "recommended_by").iter_rows()
        for label, place, *held in rows:
            found.setdefault((label, place), []).append((held[0], held[1], held[2]))
        return found

    @cached_property
    def covering(self) -> dict[Node, list[str]]:
        """The Party organisations that cover each grid and body, by code."""
        found: dict[Node, list[str]] = {}
        covers = self.slice.ties["COVERS"].select("to_label", "to_id", "from_id").sort("from_id")
        for label, id_, org in covers.iter_rows():
            found.setdefault((label, id_), []).append(org)
        return found

    def grid_orgs_of(self, grid: str) -> list[str]:
        """The grid organisations that cover a grid: branches before groups, then by code."""
        covering = (org for org in self.covering.get(("Grid", grid), ()) if org in self.grid_organisations)
        return sorted(covering, key=lambda org: (self.kind[org] != "grid_branch", org))

    def has_secretary(self, grid: str) -> bool:
        """Whether a grid organisation of a grid has a secretary."""
        return any(org in self._with_secretary for org in self.grid_orgs_of(grid))

    @cached_property
    def _with_secretary(self) -> frozenset[str]:
        return frozenset(org for orgs in self.secretary_of.values() for org in orgs)

    def in_grid(self, grid: str) -> frozenset[str]:
        """Who holds a post in a grid or in a grid organisation of it."""
        if grid not in self._in_grid:
            self._in_grid[grid] = self._present(grid)
        return self._in_grid[grid]

    @cached_property
    def _in_grid(self) -> dict[str, frozenset[str]]:
        return {}

    def _present(self, grid: str) -> frozenset[str]:
        places: list[Node] = [("Grid", grid), *(("PartyOrg", org) for org in self.grid_orgs_of(grid))]
        return frozenset(person for place in places for person, _, _ in self.posts_at.get(place, ()))

    @cached_property
    def members_of(self) -> dict[str, list[str]]:
        """The people whose MEMBER_OF leads to each organisation, by code."""
        return _sources(self.slice.ties["MEMBER_OF"])

    @cached_property
    def residents(self) -> dict[str, list[str]]:
        """Who lives in each grid, by code."""
        return _sources(self.slice.ties["LIVES_IN"])

    @cached_property
    def home_grid(self) -> dict[str, str]:
        """The grid each person lives in; the first by code, if several."""
        ties = self.slice.ties["LIVES_IN"].sort("to_id", descending=True)
        return dict(ties.select("from_id", "to_id").iter_rows())

    @cached_property
    def seated_at(self) -> dict[Node, list[str]]:
        """The organisations of whatever kind seated in each street and community, by code."""
        found: dict[Node, list[str]] = {}
        seats = self.slice.ties["SEATED_IN"].select("from_id", "to_label", "to_id").sort("from_id")
        for org, label, id_ in seats.iter_rows():
            found.setdefault((label, id_), []).append(org)
        return found

    @cached_property
    def community_orgs(self) -> dict[str, list[str]]:
        """The community organisations seated in each community, by code."""
        seated = {
            id_: [org for org in orgs if self.kind[org] == "community"]
            for (label, id_), orgs in self.seated_at.items()
            if label == "Community"
        }
        return {community: orgs for community, orgs in seated.items() if orgs}

    @cached_property
    def led(self) -> dict[str, list[str]]:
        """The organisations that are LED_BY each, by code."""
        return _sources(self.slice.ties["LED_BY"])

    @cached_property
    def serves(self) -> dict[Node, list[str]]:
        """The compounds each body serves, by code."""
        found: dict[Node, list[str]] = {}
        ties = self.slice.ties["SERVES"].select("from_label", "from_id", "to_id").sort("to_id")
        for label, id_, compound in ties.iter_rows():
            found.setdefault((label, id_), []).append(compound)
        return found

    @cached_property
    def grids_of(self) -> dict[str, list[str]]:
        """The grids of each compound, by code."""
        return _sources(self.slice.ties["PART_OF"].filter(pl.col("from_label") == "Grid"))

    @cached_property
    def working_at_bodies(self) -> frozenset[str]:
        """Who does Party work at any body."""
        at_body = pl.col("label").is_in(BODIES) & pl.col("post").is_in(GROUP["work_posts"])
        return frozenset(self.posts.filter(at_body)["person"])

    @cached_property
    def unengaged(self) -> dict[str, list[str]]:
        """The full members of each organisation who are instructor nowhere, by code."""
        free = self.full_members - self.instructors
        return {
            org: [person for person in people if person in free] for org, people in self.members_of.items()
        }

    @cached_property
    def secretary_of(self) -> dict[str, list[str]]:
        """The organisations of which each person is secretary, by code."""
        posts = self.slice.ties["HOLDS"].filter(pl.col("post") == "secretary")
        return _targets(posts)

    @cached_property
    def belongs_to(self) -> dict[str, list[str]]:
        """The organisations each person is a member of, by code."""
        return _targets(self.slice.ties["MEMBER_OF"])

    @cached_property
    def registered(self) -> dict[str, list[str]]:
        """The organisations each person is registered with, by code."""
        ties = self.slice.ties["REGISTERED_WITH"]
        return _targets(ties.filter(pl.col("from_label") == "Person"))

    @cached_property
    def grids_of_homes(self) -> dict[str, frozenset[str]]:
        """The grids in which the homes lie that each person contacts."""
        placed = self.rosters.at_home.contacted.select(from_id="id", to_id="grid").unique()
        return {person: frozenset(grids) for person, grids in _targets(placed).items()}

    def near(self, person: str, orgs: Collection[str]) -> frozenset[str]:
        """The grid a person lives in, and those that grid organisations among some cover."""
        home = {self.home_grid[person]} if person in self.home_grid else set()
        return frozenset(home).union(
            *(self._covers.get(org, ()) for org in orgs if org in self.grid_organisations)
        )

    @cached_property
    def _covers(self) -> dict[str, list[str]]:
        return _targets(self.slice.ties["COVERS"].filter(pl.col("to_label") == "Grid"))

    def appointed(self, community: str) -> list[tuple[str, str, str | None]]:
        """Person, post and recommending organisation of its first secretaries and part-time members."""
        return [
            held
            for org in self.community_orgs.get(community, ())
            for held in self.posts_at.get(("PartyOrg", org), ())
            if held[1] in GROUP["appointed_posts"]
        ]


class OtherDays:
    """What is the same for every stage: the rows that reach beyond the day, when things end, and homes."""

    def __init__(self, alliance: Alliance, today: Slice) -> None:
        self._alliance = alliance
        self._day = today.as_of
        self.at_home = today.at_home
        """No stage but the last one changes who contacts whom."""

    def has_row(self, move: Move) -> bool:
        """Whether a row of this identity stands in the roster that reaches beyond the day: then none is proposed."""
        return (move.start, move.end, move.post) in self._beyond[move.relation]

    @cached_property
    def _beyond(self) -> Mapping[str, frozenset[tuple[Node, Node, str | None]]]:
        found = {}
        for relation in RELATION_OF.values():
            if relation == "CONTACTS":  # of today's no home is open
                continue
            table = self._alliance.ties[relation]
            beyond = table.filter(pl.col("valid_to").is_null() | (pl.col("valid_to") > self._day))
            post = pl.col("post") if relation == "HOLDS" else pl.lit(None, pl.String)
            rows = beyond.select(*IDENTITY, post).iter_rows()
            found[relation] = frozenset(((fl, f), (tl, t), held) for fl, f, tl, t, held in rows)
        return found

    @cached_property
    def later_contacts(self) -> pl.DataFrame:
        """The rows of 联户 for later days: ``id`` of the member, ``home``."""
        later = pl.col("valid_from") > self._day
        return self._alliance.ties["CONTACTS"].filter(later).select(id="from_id", home="to_id").unique()

    @cached_property
    def ends_of(self) -> dict[Node, date]:
        """When things end that do."""
        return {
            (label, id_): ends
            for label, table in self._alliance.nodes.items()
            for id_, ends in table.filter(live_on(self._day))
            .select("id", "valid_to")
            .drop_nulls()
            .iter_rows()
        }


def _sources(ties: pl.DataFrame) -> dict[str, list[str]]:
    """By where ties lead, from where they come, by code."""
    return dict(ties.sort("from_id").group_by("to_id", maintain_order=True).agg("from_id").iter_rows())


def _targets(ties: pl.DataFrame) -> dict[str, list[str]]:
    """By where ties come from, where they lead, by code."""
    return dict(ties.sort("to_id").group_by("from_id", maintain_order=True).agg("to_id").iter_rows())


def _rows(moves: Iterable[Move]) -> pl.DataFrame:
    """Moves as rows of ties."""
    return pl.DataFrame(
        [(*move.start, *move.end, move.post, move.recommended_by) for move in moves],
        schema=dict.fromkeys((*IDENTITY, "post", "recommended_by"), pl.String),
        orient="row",
    )
