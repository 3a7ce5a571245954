"""Alliances dense with what plans are about and random rosters seldom have.

Posts that rest on pairings, branches of several grids, rows for later days, people of two branches, homes with
buildings and stairwells, communities with two organisations, members with homes beyond their grids.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from random import Random
from typing import Any, Final

import polars as pl

from graphmodel.alliance import Alliance
from graphmodel.ontology import LABEL, RELATION, ROSTER, node_schema, tie_schema

Node = tuple[str, str]
NAME: Final = "甲乙丙"
"""The name of everybody."""
_LATER: Final = (date(2019, 3, 1), None)
_ENDS: Final = (None, date(2019, 6, 1))
_OVER: Final = (None, date(2018, 10, 1))
_HELPERS: Final = ("stairwell_head", "red_steward", "volunteer")


class _Maker:
    def __init__(self, seed: int, mark: str) -> None:
        self.rng = Random(seed)  # noqa: S311 - nothing secret is drawn
        self.mark = mark
        self.nodes: dict[str, list[dict[str, Any]]] = {label: [] for label in LABEL}
        self.ties: dict[str, list[dict[str, Any]]] = {relation: [] for relation in RELATION}
        self.said: set[tuple[Any, ...]] = set()
        self.free = self.rng.choice((0.2, 0.5, 0.8))
        """How likely a tie that could be there is missing."""

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def thing(self, label: str, code: str, **values: Any) -> Node:
        starts, ends = self.rng.choice((_ENDS, _OVER, _ENDS)) if self.chance(0.05) else (None, None)
        row = {"id": self.mark + code, "name": code, "valid_from": starts, "valid_to": ends}
        self.nodes[label].append(row | values)
        return label, self.mark + code

    def tie(self, relation: str, start: Node, end: Node, **values: Any) -> None:
        key = (relation, start, end, values.get("post"))
        if key in self.said:
            return
        self.said.add(key)
        starts, ends = (None, None)
        if relation in {"HOLDS", "PAIRED_WITH", "REGISTERED_WITH", "CONTACTS"} and self.chance(0.12):
            starts, ends = self.rng.choice((_LATER, _ENDS))
        row = {"from_label": start[0], "from_id": start[1], "to_label": end[0], "to_id": end[1]}
        self.ties[relation].append(row | {"valid_from": starts, "valid_to": ends} | values)

    def some(self, items: Sequence[Node], most: int, least: int = 0) -> list[Node]:
        return self.rng.sample(items, min(len(items), self.rng.randint(least, most)))

    def make(self) -> None:
        rng = self.rng
        city, county = self.thing("City", "Q"), self.thing("County", "W")
        self.tie("PART_OF", county, city)
        streets = [self.thing("Street", f"S{n}") for n in range(2)]
        communities = [self.thing("Community", f"K{n}", in_main_urban=True) for n in range(3)]
        compounds = [self.thing("Compound", f"X{n}") for n in range(rng.randint(2, 4))]
        grids = [self.thing("Grid", f"G{n}") for n in range(rng.randint(3, 7))]
        for below, above in ((streets, [county]), (communities, streets), (compounds, communities)):
            for one in below:
                self.tie("PART_OF", one, rng.choice(above))
        for grid in grids:
            for compound in self.some(compounds, 2 if self.chance(0.2) else 1, 1):
                self.tie("PART_OF", grid, compound)
        bodies = []
        for label in ("OwnersCommittee", "PropertyCompany", "SocialOrg"):
            for n in range(rng.randint(1, 3)):
                bodies.append(
                    body := self.thing(label, f"{label[0]}B{n}", eligible=rng.choice((True, False)))
                )
                for compound in self.some(compounds, 2, 1):
                    self.tie("SERVES", body, compound)

        def orgs(kind: str, number: int, retired: float = 0.0) -> list[Node]:
            form = "standalone"
            return [
                self.thing("PartyOrg", f"{kind}{n}", kind=kind, form=form, is_retired=self.chance(retired))
                for n in range(number)
            ]

        street_orgs, community_orgs = orgs("street", 2), orgs("community", rng.randint(2, 5))
        for org in (*street_orgs, *community_orgs):
            self.tie("SEATED_IN", org, rng.choice(communities if self.chance(0.9) else streets))
        committees = [*orgs("organ_committee", rng.randint(2, 4), 0.2), *orgs("organ_general_branch", 1)]
        branches, others = orgs("organ_branch", rng.randint(4, 9), 0.15), orgs("other", 2, 0.3)
        for branch in branches:
            for org in self.some(committees, 1):
                self.tie("LED_BY", branch, org)
        own = [*orgs("grid_branch", len(grids)), *orgs("grid_group", 2)]
        for org in own:
            for grid in self.some(grids, 2 if self.chance(0.2) else 1, 1):
                self.tie("COVERS", org, grid)
        for body in bodies:
            if self.chance(0.2):
                self.tie("COVERS", rng.choice(own), body)
        people = [
            self.thing(
                "Person",
                f"P{n}",
                name=NAME,
                party_status=rng.choice(("full", "full", "full", "probationary", "none", None)),
                is_cadre=True,
                is_owner=rng.choice((True, True, False, None)),
            )
            for n in range(rng.randint(12, 28))
        ]
        for row, person in zip(self.nodes["Person"], people, strict=True):
            row["lives_outside"] = None
            if self.chance(0.85):
                outside = self.chance(0.08)
                row["lives_outside"] = outside
                if not outside:
                    self.tie("LIVES_IN", person, rng.choice(grids))
            member_of = [*branches, *branches, *committees, *own]
            for org in self.some(member_of, 2 if self.chance(0.15) else 1, 1):
                self.tie("MEMBER_OF", person, org)
        self._pairings(communities, compounds, grids, committees, branches, others)
        self._posts(people, grids, own, branches, committees, [*street_orgs, *community_orgs], bodies)
        for person in people:
            if not self.chance(self.free):
                for org in self.some(own, 2 if self.chance(0.15) else 1, 1):
                    self.tie("REGISTERED_WITH", person, org)
        for org in committees:
            if not self.chance(self.free):
                self.tie("REGISTERED_WITH", org, rng.choice(communities))
        homes = []
        for n in range(rng.randint(4, 24)):
            status = rng.choice(("occupied", "occupied", "occupied", "occupied", "vacant", None))
            building, stairwell = rng.choice(("1", "2", None)), rng.choice(("1", "2", None))
            home = self.thing("Household", f"H{n}", building=building, stairwell=stairwell, status=status)
            homes.append(home)
            self.tie("PART_OF", home, rng.choice(grids))
        for home in homes:
            if not self.chance(self.free):
                for person in self.some(people, 2, 1):
                    self.tie("CONTACTS", person, home)

    def _pairings(
        self, communities: list[Node], compounds: list[Node], grids: list[Node], *orgs: list[Node]
    ) -> None:
        committees, branches, others = orgs

        def pair(org: Node, target: Node) -> None:
            signed = date(2018, 5, 1) if self.chance(0.5) else None
            self.tie(
                *("PAIRED_WITH", org, target), agreement_signed_on=signed, has_agreement=signed is not None
            )

        for community in communities:
            if not self.chance(self.free):
                for org in self.some(committees, 2, 1):
                    pair(org, community)
        for compound in compounds:
            if not self.chance(self.free):
                pair(self.rng.choice([*committees, *branches, *others]), compound)
        for branch in branches:
            if not self.chance(self.free):
                for grid in self.some(grids, 3 if self.chance(0.4) else 1, 1):
                    pair(branch, grid)

    def _posts(
        self,
        people: list[Node],
        grids: list[Node],
        own: list[Node],
        branches: list[Node],
        committees: list[Node],
        seated: list[Node],
        bodies: list[Node],
    ) -> None:
        rng = self.rng

        def hold(post: str, place: Node, by: Node | None = None) -> None:
            self.tie("HOLDS", rng.choice(people), place, post=post, recommended_by=by and by[1])

        for grid in grids:
            if self.chance(0.6):
                hold("grid_head", grid)
            for post in _HELPERS:
                if self.chance(0.5):
                    hold(post, grid)
            paired = [
                ("PartyOrg", tie["from_id"]) for tie in self.ties["PAIRED_WITH"] if tie["to_id"] == grid[1]
            ]
            while not self.chance(self.free):
                by = rng.choice([*paired, *paired, *branches])
                hold("instructor", grid, by if self.chance(0.8) else None)
        for org in own:
            if self.chance(0.8):
                hold("secretary", org)
        for org in (*committees, *branches):
            for _ in range(rng.choice((0, 1, 1, 2))):
                hold("secretary", org)
        for org in seated:
            while not self.chance(max(self.free, 0.5)):
                recommending = rng.choice(committees) if self.chance(0.85) else None
                hold(rng.choice(("first_secretary", "part_time_member")), org, recommending)
        for body in bodies:
            if self.chance(0.3):
                hold("instructor" if body[0] == "SocialOrg" else "owner_liaison", body)


def dense(seeds: Sequence[int]) -> Alliance:
    """Several of these alliances in one, everything supplied; codes begin with the seed."""
    nodes: dict[str, list[dict[str, Any]]] = {label: [] for label in LABEL}
    ties: dict[str, list[dict[str, Any]]] = {relation: [] for relation in RELATION}
    for seed in seeds:
        maker = _Maker(seed, f"{seed}:")
        maker.make()
        for label, rows in maker.nodes.items():
            nodes[label] += rows
        for relation, rows in maker.ties.items():
            ties[relation] += rows
    return Alliance(
        {label: pl.DataFrame(rows, node_schema(label)) for label, rows in nodes.items()},
        {relation: pl.DataFrame(rows, tie_schema(relation)) for relation, rows in ties.items()},
        frozenset(ROSTER),
        frozenset(),
    )
