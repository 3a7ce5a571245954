"""What the rows of forms say of an alliance, before anybody chose headings: from canonical tables, in plain Python.

Every row is a dictionary by the names of the columns in the ontology: codes where something is referred to, lists of
them where a column may list several, values as they are stored. What no form can say is left out of both: of the rows,
and of :attr:`Said.rosters`, the canonical tables that say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import polars as pl

from graphmodel.ontology import LIST, ROSTER
from graphmodel.rosters.writing import roster_schema

Row = dict[str, Any]
Rosters = Mapping[str, pl.DataFrame]

GRID_KINDS: Final = ("grid_branch", "grid_group")
BODY_ROSTERS: Final = {
    "owners_committee": "owners_committees",
    "property_company": "property_companies",
    "social_org": "social_orgs",
}
PERIOD: Final = ("valid_from", "valid_to")
APPOINTED: Final = ("first_secretary", "part_time_member")
GRID_POSTS: Final = ("grid_head", "stairwell_head", "red_steward", "volunteer", "part_time_grid_worker")
_AGREEMENT: Final = ("agreement_signed_on", "party_building_list", "governance_list")
_BODY_POSTS: Final = {
    "owners_committee": {"owner_liaison": "owner_liaison", "committee_director": "committee_director"},
    "property_company": {"service_supervisor": "service_supervisor"},
    "social_org": {},
}
_FLAGS: Final = ("has_venue", "has_facilities", "has_signage", "has_funds", "has_rules")
_OF_BRANCHES: Final = ("form", "founded_on", "approved_by", "approved_on", "led_by", "covers", *_FLAGS)
_SAID_OF_KIND: Final = {
    **dict.fromkeys(GRID_KINDS, ("id", "name", "kind", *_OF_BRANCHES)),
    "street": ("id", "name", "kind", "seated_in"),
    "community": ("id", "name", "kind", "seated_in", "led_by"),
    **{f"{body}_branch": ("id", "name", "kind", "covers") for body in BODY_ROSTERS},
}
_SAID_OF_OTHERS: Final = ("id", "name", "kind", "is_retired", "led_by", "pledges_signed")


def listed(cell: str | None) -> list[str]:
    """The codes in a cell."""
    return cell.split(LIST) if cell else []


class Said:
    """An alliance as rows of forms and, once these are made, as canonical tables that say no more.

    ``by_organ``: pairings, and who works where on an organ's recommendation, stand in the organ's row, not in the
    place's. ``one_by_one``: people in one cell are recommended by an organisation each, in the same order.
    """

    def __init__(self, rosters: Rosters, *, by_organ: bool = False, one_by_one: bool = False) -> None:
        self._by_organ, self._one_by_one = by_organ, one_by_one
        self._of = {name: rosters[name].to_dicts() if name in rosters else [] for name in ROSTER}
        self._said: dict[str, list[Row]] = {
            "posts": [],
            "pairings": [],
            "registrations": [],
            "household_ties": [],
        }
        self._of["party_orgs"] = [self._sayable(org) for org in self._of["party_orgs"]]
        self.orgs = {org["id"]: org for org in self._of["party_orgs"]}
        self.people = {person["id"]: person for person in self._of["people"]}
        self.divisions = {unit["id"]: unit for unit in self._of["divisions"]}
        self.names = {
            row["id"]: row["name"]
            for rows in self._of.values()
            for row in rows
            if {"id", "name"} <= row.keys()
        }
        self.compounds = {row["id"]: row for row in self._of["compounds"]}
        self.grids = {row["id"]: row for row in self._of["grids"]}
        self.homes = {row["id"]: row | {"room": str(101 + n)} for n, row in enumerate(self._of["households"])}
        self.rows: dict[str, list[Row]] = {
            "pairings": list(self._organs()),
            "communities": list(self._communities()),
            "compounds": list(self._compounds()),
            "grids": list(self._grids()),
            "people": list(self._people()),
            "homes": list(self._homes()),
        }

    @property
    def rosters(self) -> dict[str, pl.DataFrame]:
        """The canonical tables that say what the rows say."""
        told = self._of | self._said
        return {
            name: pl.DataFrame(told[name], schema=roster_schema(name), orient="row")
            for name in ROSTER
            if name not in ("activities", "waivers") and told[name]
        }

    # --- what is there ---

    def community_of(self, place: str) -> str:
        """The community of a compound or a grid."""
        if place in self.grids:
            place = listed(self.grids[place]["part_of"])[0]
        return str(self.compounds[place]["part_of"])

    def street_of(self, community: str) -> str:
        """The street of a community."""
        return str(self.divisions[community]["part_of"])

    def homes_in(self, place: str) -> int:
        """How many homes a place has."""
        return self._count(place, self.homes.values())

    def _count(self, place: str, homes: Iterable[Row]) -> int:
        grids = [
            grid
            for grid in self.grids
            for compound in listed(self.grids[grid]["part_of"])
            if place in (grid, compound, self.compounds[compound]["part_of"])
        ]
        return sum(home["part_of"] in grids for home in homes)

    def contacted_in(self, place: str) -> int:
        """How many homes of a place somebody keeps in contact with."""
        contacted = {tie["to"] for tie in self._said["household_ties"]}
        return self._count(place, [home for id_, home in self.homes.items() if id_ in contacted])

    def members_of(self, orgs: Iterable[str]) -> int:
        """How many people are members of any of these organisations."""
        return sum(bool({*orgs} & {*listed(person["member_of"])}) for person in self.people.values())

    def seated(self, place: str) -> list[str]:
        """The organisations seated in a street or community."""
        return [org["id"] for org in self._of["party_orgs"] if org.get("seated_in") == place]

    def covering(self, thing: str) -> list[str]:
        """The organisations that cover a grid or body."""
        return [org["id"] for org in self._of["party_orgs"] if thing in listed(org.get("covers"))]

    @staticmethod
    def _sayable(org: Row) -> Row:
        said = _SAID_OF_KIND.get(org["kind"], _SAID_OF_OTHERS)
        return {name: value if name in said else None for name, value in org.items()}

    def _take(self, roster: str, **wanted: object) -> list[Row]:
        """The rows of a roster of ties that say this; they are said now."""
        found = [
            row
            for row in self._of[roster]
            if all(row[name] == value for name, value in wanted.items()) and row not in self._said[roster]
        ]
        self._said[roster] += found
        return found

    def _holders(self, post: str, place: str) -> list[str]:
        """Who holds a post on nobody's recommendation."""
        return [row["from"] for row in self._take("posts", post=post, to=place, recommended_by=None)]

    def _recommended(self, place: str, posts: Mapping[str, str]) -> Iterator[Row]:
        """A piece of a row for each of whom posts (by column) are held on the same recommendation."""
        held = [row for post in posts.values() for row in self._take("posts", post=post, to=place)]
        if self._one_by_one and len(posts) == 1 and held and all(row["recommended_by"] for row in held):
            (column,) = posts
            yield {
                "recommended_by": [row["recommended_by"] for row in held],
                column: [row["from"] for row in held],
            }
            return
        for by in dict.fromkeys(row["recommended_by"] for row in held):
            piece: Row = {"recommended_by": [by] if by else []}
            for column, post in posts.items():
                piece[column] = [
                    row["from"] for row in held if row["recommended_by"] == by and row["post"] == post
                ]
            yield piece

    def _paired(self, place: str) -> Iterator[Row]:
        """A piece of a place's row for the organisations paired with it that signed alike."""
        pairs = [] if self._by_organ else self._take("pairings", to=place)
        for values in dict.fromkeys(_signed(row) for row in pairs):
            same = [row["from"] for row in pairs if _signed(row) == values]
            yield {"paired_org": same, **dict(zip(_AGREEMENT, values, strict=True))}

    def _paired_by(self, org: str) -> Iterator[Row]:
        """A piece of an organ's row for each place it is paired with, with those it recommended to work there."""
        for pair in self._take("pairings", **{"from": org}):
            piece: Row = dict(zip(_AGREEMENT, _signed(pair), strict=True))
            if pair["to"] in self.grids:
                piece["paired_grid"] = [pair["to"]]
                posts = self._take("posts", to=pair["to"], post="instructor", recommended_by=org)
                piece["instructor"] = [row["from"] for row in posts]
            elif pair["to"] in self.compounds:
                piece["paired_compound"] = [pair["to"]]
            else:
                piece["paired_community"] = [pair["to"]]
                for post in APPOINTED:
                    places = [at for at in self.seated(pair["to"]) if self.orgs[at]["kind"] == "community"]
                    posts = (
                        self._take("posts", to=places[0], post=post, recommended_by=org)
                        if len(places) == 1
                        else []
                    )
                    piece[post] = [row["from"] for row in posts]
            yield piece

    # --- the forms ---

    def _communities(self) -> Iterator[Row]:
        for unit in self._of["divisions"]:
            if unit["level"] != "community":
                continue
            community, street = unit["id"], unit["part_of"]
            place = {"street": street, "community": community}
            pieces: list[Row] = [{"in_main_urban": unit["in_main_urban"]}]
            pieces += [{"street_org": [org]} for org in self.seated(street)]
            for org in self.seated(community):
                own = {"community_org": [org], "led_by": listed(self.orgs[org]["led_by"])}
                own["secretary"] = self._holders("secretary", org)
                own["committee_member"] = self._holders("committee_member", org)
                pieces.append(own)
                appointed = {post: post for post in APPOINTED}
                pieces += [{"community_org": [org], **piece} for piece in self._recommended(org, appointed)]
            pieces += self._paired(community)
            yield from packed(place, pieces)

    def _compounds(self) -> Iterator[Row]:
        for compound, row in self.compounds.items():
            place = {
                "street": self.street_of(row["part_of"]),
                "community": row["part_of"],
                "compound": [compound],
                "code": compound,
            }
            pieces: list[Row] = [{"former_names": listed(row.get("former_names"))}]
            for body, roster in BODY_ROSTERS.items():
                for thing in self._of[roster]:
                    if compound in listed(thing["serves"]):
                        pieces += self._body(body, thing)
            pieces += self._paired(compound)
            yield from packed(place, pieces)

    def _body(self, body: str, thing: Row) -> Iterator[Row]:
        """What is said of a body, its branches and those who work there; of each compound it serves alike."""
        own = {body: [thing["id"]]}
        posts = {column: self._holders(post, thing["id"]) for column, post in _BODY_POSTS[body].items()}
        yield {**own, f"{body}_eligible": thing["eligible"], **posts}
        for branch in self.covering(thing["id"]):
            secretaries = self._holders("secretary", branch)
            yield {**own, f"{body}_branch": [branch], f"{body}_secretary": secretaries}
        for piece in self._recommended(thing["id"], {f"{body}_instructor": "instructor"}):
            yield {**own, **piece}

    def _grids(self) -> Iterator[Row]:
        for grid, row in self.grids.items():
            compounds = listed(row["part_of"])
            community = self.community_of(grid)
            place = {
                "street": self.street_of(community),
                "community": community,
                "compound": compounds,
                "grid": grid,
                "code": grid,
            }
            own: Row = {post: self._holders(post, grid) for post in GRID_POSTS}
            pieces: list[Row] = [own | {"former_names": listed(row.get("former_names"))}]
            for org in self.covering(grid):
                branch: Row = {"branch": [org], "secretary": self._holders("secretary", org)}
                for name in _OF_BRANCHES:
                    value = self.orgs[org][name]
                    branch[name] = listed(value) if name in ("approved_by", "led_by") else value
                del branch["covers"]
                pieces.append(branch)
            pieces += self._recommended(grid, {"instructor": "instructor"})
            pieces += self._paired(grid)
            yield from packed(place, pieces)

    def _organs(self) -> Iterator[Row]:
        for org in self._of["party_orgs"]:
            if org["kind"] in _SAID_OF_KIND:
                continue
            own = {"org": [org["id"]], "kind": org["kind"]}
            said: Row = {name: org[name] for name in ("is_retired", "pledges_signed")}
            said |= {"led_by": listed(org["led_by"]), "secretary": self._holders("secretary", org["id"])}
            pieces = [said, *(self._paired_by(org["id"]) if self._by_organ else [])]
            communities = self._take_registrations(org["id"])
            for claims in dict.fromkeys(row["claims"] for row in communities):
                same = [row["to"] for row in communities if row["claims"] == claims]
                pieces.append({"registered_community": same, "claims": claims})
            yield from packed(own, pieces)

    def _take_registrations(self, who: str) -> list[Row]:
        return self._take("registrations", **{"from": who})

    def _people(self) -> Iterator[Row]:
        """The rows of people, several of one where one cannot say it all."""
        for person, row in self.people.items():
            values = {name: row[name] for name in ("party_status", "lives_in", "is_cadre", "is_owner")}
            pieces: list[Row] = [values | {"member_of": listed(row["member_of"])}]
            registered = self._take_registrations(person)
            pieces += [{"registered_org": [tie["to"]], "claims": tie["claims"]} for tie in registered]
            contacts = self._take("household_ties", **{"from": person})
            for month in dict.fromkeys(tie["last_contact_month"] for tie in contacts):
                homes = [tie["to"] for tie in contacts if tie["last_contact_month"] == month]
                for grid in dict.fromkeys(self.homes[home]["part_of"] for home in homes):
                    here = [home for home in homes if self.homes[home]["part_of"] == grid]
                    pieces.append(
                        {"homes_contacted": here, "last_contact_month": month, **self._place_of(grid)}
                    )
            yield from packed({"person": person}, pieces)

    def _homes(self) -> Iterator[Row]:
        for home, row in self.homes.items():
            said = {name: row[name] for name in ("building", "stairwell", "room", "status", *PERIOD)}
            grid = row["part_of"]
            yield {"home": home, "code": home, "grid_code": grid, **said, **self._place_of(grid)}

    def _place_of(self, grid: str) -> Row:
        community = self.community_of(grid)
        compound = listed(self.grids[grid]["part_of"])[:1]
        return {
            "street": self.street_of(community),
            "community": community,
            "compound": compound,
            "grid": grid,
        }


def packed(shared: Row, pieces: Iterable[Row]) -> list[Row]:
    """As few rows as hold the pieces, each whole in one row; all begin alike."""
    rows: list[Row] = [{}]
    for piece in pieces:
        for row in rows:
            if all(row[name] == value for name, value in piece.items() if name in row):
                row.update(piece)
                break
        else:
            rows.append(dict(piece))
    return [{**shared, **row} for row in rows]


def _signed(pairing: Row) -> tuple[Any, ...]:
    return tuple(pairing[name] for name in _AGREEMENT)
