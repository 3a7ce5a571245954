"""Small random alliances, dense with everything the rules look at; the same seed gives the same alliance.

What is generated is what rosters can produce: a thing and the ties of its row share one period, a roster that was
not supplied has no rows and takes with it those that cannot do without it, an absent column has no ties, what a row
may say once it says once. About half of the alliances lack a roster or a relation column, and some a part of one, as
where forms do not have its column.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from random import Random
from typing import Any, Final, TypeVar

import polars as pl

from graphmodel.alliance import Alliance
from graphmodel.ontology import (
    BODIES,
    LABEL,
    PART,
    RELATION,
    ROSTER,
    ValueType,
    node_schema,
    roster_of,
    tie_schema,
)

Node = tuple[str, str]
Row = dict[str, Any]
Period = tuple[date | None, date | None]
_T = TypeVar("_T")

DAYS: Final = (date(2018, 12, 31), date(2019, 1, 15))
"""Days worth looking at: periods and months are drawn around them."""

_ALWAYS: Final[Period] = (None, None)
_LIVE: Final[tuple[Period, ...]] = (
    (date(2018, 5, 21), None),
    (None, date(2019, 6, 1)),
    (date(2018, 12, 31), None),
    (date(2018, 1, 1), date(2019, 2, 1)),
)
_NOT_ALWAYS_LIVE: Final[tuple[Period, ...]] = (
    (None, date(2018, 12, 31)),
    (date(2018, 1, 1), date(2018, 10, 1)),
    (date(2019, 1, 15), None),
    (date(2019, 3, 1), None),
    (None, date(2019, 1, 15)),
)
_IN_TURN: Final[tuple[Period, ...]] = (
    (None, date(2018, 12, 31)),
    (date(2018, 12, 31), date(2019, 1, 15)),
    (date(2019, 1, 15), None),
)
_RECENT: Final = ("2018-10", "2018-11", "2018-12", "2018-12")
_OTHER_MONTHS: Final = ("2017-12", "2018-09", "2018-09", "2018-10", "2019-01", "2019-02")
_DATES: Final = (date(2018, 3, 1), date(2018, 5, 21), date(2018, 5, 22), date(2018, 12, 31))
_COMPOUND_NAMES: Final = ("荷苑小区", "荷苑", "新湖1", "锦绣 花园(东区)", "荷苑小区二", "A+座", "𠮷祥苑")
_ORDINALS: Final = ("", "", "第一", "一", "第二十一", "第1", "2", "十 二", "第3")
_NO_ORDINALS: Final = ("第", "东", "第一个", "a", "第第一", "网格党支部", "两")
_OWN_BRANCH_OF: Final = {
    "OwnersCommittee": "owners_committee_branch",
    "PropertyCompany": "property_company_branch",
    "SocialOrg": "social_org_branch",
}
_BODY_POSTS: Final = {
    "OwnersCommittee": ("instructor", "owner_liaison"),
    "PropertyCompany": ("instructor", "owner_liaison", "service_supervisor"),
    "SocialOrg": ("instructor",),
}
_SECRETARIES_OF: Final = {
    **dict.fromkeys(("grid_branch", "grid_group"), "grid"),
    **dict.fromkeys(_OWN_BRANCH_OF.values(), "body"),
    **dict.fromkeys(("organ_committee", "organ_general_branch", "organ_branch"), "organ"),
    "community": "community",
}
_HOME_STATUSES: Final = ("occupied", "occupied", "occupied", "vacant", "opted_out")
_WHISTLES: Final = ("whistle_answered", "whistle_answered", "whistle_unanswered")
_FIVE_THINGS: Final = ("hear_opinions", "explain_policy", "settle_disputes", "help_hardship", "visit_sick")
_JOINT_KINDS: Final = ("joint_activity", "livelihood_project", "hard_problem", "volunteering")
_ACTIVITIES: Final = tuple(
    choice.value
    for choice in ROSTER["activities"].column("activity").choices
    if "whistle" not in choice.value
)
_IDENTITY: Final = ("post", "activity", "month")
_ROSTERS_OF_TIES: Final = tuple(roster.makes[0] for roster in ROSTER.values() if roster.makes[0] in RELATION)
OPTIONAL_COLUMNS: Final = (
    "COVERS",
    "APPROVED_BY",
    "LED_BY",
    "SEATED_IN",
    "MEMBER_OF",
    "LIVES_IN",
    "recommended_by",
)
"""Relation columns that a roster may do without."""


def alliance(seed: int) -> Alliance:
    """A small alliance; about every second one lacks a roster or a relation column, many a part of one."""
    return _Maker(seed).make().supplied()


def side_by_side(seeds: Sequence[int], without: str = "") -> Alliance:
    """Several small alliances in one; codes begin with the seed: ``17:P3``.

    Everything was supplied for them, the roster, relation column or part ``without`` apart.
    """
    lacking = ({without} & ROSTER.keys(), {without} & {*OPTIONAL_COLUMNS}, {without} & PART.keys())
    tables = [(f"{seed}:", _Maker(seed).make().lacking(*lacking)) for seed in seeds]
    return Alliance(
        {
            label: pl.concat(_marked(made.nodes[label], mark, "id") for mark, made in tables)
            for label in LABEL
        },
        {
            relation: pl.concat(
                _marked(made.ties[relation], mark, "from_id", "to_id", "recommended_by")
                for mark, made in tables
            )
            for relation in RELATION
        },
        tables[0][1].supplied,
        frozenset.intersection(*(made.absent_columns for _, made in tables)),
        absent_parts=tables[0][1].absent_parts,
    )


def _marked(table: pl.DataFrame, mark: str, *columns: str) -> pl.DataFrame:
    return table.with_columns(
        (pl.lit(mark) + pl.col(column)).alias(column) for column in columns if column in table.columns
    )


class _Maker:
    """Draws one alliance.

    ``care`` is how likely things are as they should be, ``known`` how likely cells are filled, ``lively`` how likely
    rows are of all periods; columns named in ``absent_values`` are empty throughout.
    """

    def __init__(self, seed: int) -> None:
        rng = self.rng = Random(seed)  # noqa: S311 - nothing secret is drawn
        self.care = rng.choice((0.35, 0.6, 0.85, 0.95))
        self.known = rng.choice((0.6, 0.9, 1.0))
        self.lively = rng.choice((0.85, 0.96, 1.0))
        self.absent_values = rng.choice(((), (), (), ("form",), ("is_retired",)))
        self.nodes: dict[str, list[Row]] = {label: [] for label in LABEL}
        self.ties: dict[str, list[Row]] = {relation: [] for relation in RELATION}
        self.periods: dict[Node, Period] = {}
        self.said: dict[tuple[Any, ...], int] = {}
        self.rows = 0

    def make(self) -> _Maker:
        """Draw everything, all of it supplied."""
        self._divisions()
        self._compounds_and_grids()
        self._bodies()
        self._orgs()
        self._branches()
        self._people()
        self._pairings()
        self._grid_posts()
        self._community_posts()
        self._joint_officers()
        self._other_posts()
        self._registrations()
        self._homes()
        self._activities()
        return self

    # --- drawing ---

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def some(self, items: Sequence[_T], at_most: int, at_least: int = 0) -> list[_T]:
        """A few different ones."""
        return self.rng.sample(items, min(len(items), self.rng.randint(at_least, at_most)))

    def one_or(self, good: Sequence[_T], others: Sequence[_T]) -> list[_T]:
        """As a rule one of the good ones; else none, two, or one of the others."""
        if good and self.chance(self.care):
            return [self.rng.choice(good)]
        return self.some([*good, *others], 2)

    def flag(self, likely: float | None = None) -> bool | None:
        """A yes/no cell, perhaps empty."""
        yes = self.chance(self.care if likely is None else likely)
        return yes if self.chance(self.known) else None

    def period(self) -> Period:
        if self.chance(self.lively):
            return self.rng.choice(_LIVE) if self.chance(0.2) else _ALWAYS
        return self.rng.choice(_NOT_ALWAYS_LIVE)

    def ids(self, *labels: str) -> list[Node]:
        return [(label, row["id"]) for label in labels for row in self.nodes[label]]

    def orgs(self, *kinds: str) -> list[Node]:
        return [("PartyOrg", row["id"]) for row in self.nodes["PartyOrg"] if row["kind"] in kinds]

    def ends(self, relation: str, start: Node) -> list[Node]:
        """Where ties of a node lead, of any period."""
        return [
            (tie["to_label"], tie["to_id"])
            for tie in self.ties[relation]
            if (tie["from_label"], tie["from_id"]) == start
        ]

    def starts(self, relation: str, end: Node) -> list[Node]:
        """Where ties to a node come from, of any period."""
        return [
            (tie["from_label"], tie["from_id"])
            for tie in self.ties[relation]
            if (tie["to_label"], tie["to_id"]) == end
        ]

    # --- rows ---

    def thing(self, label: str, id_: str, name: str | None, **values: Any) -> Node:
        """A row that is a thing; its reference columns are told with :meth:`refers`."""
        starts, ends = self.periods[label, id_] = self.period()
        self.nodes[label].append(
            {"id": id_, "name": name, "valid_from": starts, "valid_to": ends, **values} | self._source(label)
        )
        return label, id_

    def refers(self, thing: Node, relation: str, to: Sequence[Node], **values: Any) -> None:
        """A reference column of a thing's row: its ties last as long as the thing."""
        starts, ends = self.periods[thing]
        for other in dict.fromkeys(to):
            self._tie(relation, thing, other, valid_from=starts, valid_to=ends, **values)

    def row(self, relation: str, start: Node, end: Node, **values: Any) -> None:
        """A row that is a tie. Said again, it is said of another period."""
        identity = (relation, start, end, *(values.get(name) for name in _IDENTITY))
        before = self.said.get(identity)
        if before is None and self.chance(0.03):
            self.said[identity] = 1
            starts, ends = _IN_TURN[0]
        elif before is None:
            self.said[identity] = len(_IN_TURN)
            starts, ends = self.period()
        elif before < len(_IN_TURN):
            self.said[identity] = before + 1
            starts, ends = _IN_TURN[before]
        else:
            return
        self._tie(relation, start, end, valid_from=starts, valid_to=ends, **values)

    def _tie(self, relation: str, start: Node, end: Node, **values: Any) -> None:
        ends = {"from_label": start[0], "from_id": start[1], "to_label": end[0], "to_id": end[1]}
        self.ties[relation].append(ends | values | self._source(relation))

    def _source(self, made: str) -> Row:
        self.rows += 1
        return {"source_file": "rosters.xlsx", "source_sheet": made, "source_row": self.rows}

    # --- places and bodies ---

    def _divisions(self) -> None:
        city = self.thing("City", "330800000000", "衢州市")
        county = self.thing("County", "330802000000", "柯城区")
        self.refers(county, "PART_OF", [city])
        streets = []
        for number in range(self.rng.randint(1, 2)):
            street = self.thing("Street", f"33080200{number + 1}000", f"街道{number + 1}")
            self.refers(street, "PART_OF", [self.rng.choice((county, county, city))])
            streets.append(street)
        for number in range(self.rng.choice((1, 1, 2, 3))):
            community = self.thing(
                "Community", f"33080200100{number + 1}", f"社区{number + 1}", in_main_urban=self.flag()
            )
            self.refers(community, "PART_OF", [self.rng.choice(streets)])

    def _compounds_and_grids(self) -> None:
        for number in range(self.rng.randint(0, 5)):
            compound = self.thing("Compound", f"X{number + 1}", self.rng.choice(_COMPOUND_NAMES))
            self.refers(compound, "PART_OF", [self.rng.choice(self.ids("Community"))])
        compounds = self.ids("Compound")
        for compound in compounds:
            for number in range(self.rng.choice((0, 1, 1, 1, 2))):
                grid = self.thing("Grid", f"{compound[1]}/G{number + 1}", f"网格{number + 1}")
                others = [self.rng.choice(compounds)] if self.chance(0.25) else []
                self.refers(grid, "PART_OF", [compound, *others])

    def _bodies(self) -> None:
        compounds = self.ids("Compound")
        for label, code in zip(BODIES, ("Y", "W", "S"), strict=True):
            for number in range(self.rng.randint(0, 2) if compounds else 0):
                body = self.thing(
                    label, f"{code}{number + 1}", f"{code}{number + 1}", eligible=self.flag(0.5)
                )
                serves = [compounds[0]] if label == BODIES[0] and self.chance(0.4) else []
                optional = label == "SocialOrg" and self.chance(0.3)
                self.refers(body, "SERVES", serves or ([] if optional else self.some(compounds, 2, 1)))

    # --- Party organisations ---

    def _org(self, kind: str, name: str, **values: Any) -> Node:
        form = "standalone" if self.chance(0.6) else self.rng.choice(("joint", "temporary", "mobile"))
        defaults = {
            "kind": kind,
            "form": form,
            "is_retired": self.chance(0.2 if kind.startswith("organ") else 0.1),
            "founded_on": self.rng.choice(_DATES) if self.chance(self.known) else None,
            "pledges_signed": self.rng.choice((0, 1, 2, 9)) if self.chance(self.known) else None,
            **{flag: self.flag() for flag in ("has_venue", "has_facilities", "has_signage")},
            **{flag: self.flag() for flag in ("has_funds", "has_rules")},
        }
        given = defaults | values | dict.fromkeys(self.absent_values)
        return self.thing("PartyOrg", f"O{len(self.nodes['PartyOrg']) + 1}", name, **given)

    def _orgs(self) -> None:
        """Organisations that have no grid: streets, communities, organs, others."""
        streets, communities = self.ids("Street"), self.ids("Community")
        for kind, places, others in (("street", streets, communities), ("community", communities, streets)):
            for place in places:
                for _ in range(self.rng.choice((0, 1, 1, 2))):
                    org = self._org(kind, f"{place[1]}党组织")
                    seat = place if self.chance(0.85) else self.rng.choice(others)
                    self.refers(org, "SEATED_IN", [seat] if self.chance(self.known) else [])
        kinds = ["organ_committee", "organ_general_branch", "organ_branch", "organ_branch", "other"]
        kinds += self.rng.choices((*kinds, "municipal_body"), k=self.rng.randint(0, 5))
        for kind in kinds:
            org = self._org(kind, f"{kind}{len(self.nodes['PartyOrg'])}")
            if kind == "organ_branch":
                self.refers(org, "LED_BY", self.one_or(self.orgs("organ_committee"), []))

    def _branches(self) -> None:
        """Organisations that cover grids and bodies."""
        grids, bodies = self.ids("Grid"), self.ids(*BODIES)
        for grid in grids:
            for _ in range(1 if self.chance(self.care) else self.rng.randint(0, 2)):
                covers = [grid, *(self.some(grids + bodies, 2) if self.chance(0.2) else [])]
                kind = "grid_branch" if self.chance(0.75) else "grid_group"
                self._grid_organisation(kind, covers if self.chance(0.95) else [])
        for body in bodies:
            for _ in range(self.rng.choice((0, 0, 1, 1, 2))):
                covers = [body, *(self.some(grids + bodies, 2) if self.chance(0.3) else [])]
                self.refers(self._org(_OWN_BRANCH_OF[body[0]], f"{body[1]}党支部"), "COVERS", covers)
        if self.chance(0.2) and grids:
            self.refers(self._org("other", "两新党支部"), "COVERS", self.some(grids + bodies, 2, 1))

    def _grid_organisation(self, kind: str, covers: list[Node]) -> None:
        compounds = [up for grid in covers for up in self.ends("PART_OF", grid)]
        communities = [up for compound in compounds for up in self.ends("PART_OF", compound)]
        streets = [up for community in communities for up in self.ends("PART_OF", community)]
        org = self._org(kind, self._branch_name(compounds))
        self.refers(org, "COVERS", covers)
        every = self.ids("PartyOrg")
        right = [o for o in self.orgs("community") if set(self.ends("SEATED_IN", o)) & set(communities)]
        leaders = self.one_or(right, every) if self.chance(0.8) else self.some(self.orgs("community"), 1)
        self.refers(org, "LED_BY", leaders)
        right = [o for o in self.orgs("street") if set(self.ends("SEATED_IN", o)) & set(streets)]
        approvers = self.one_or(right, every) if self.chance(0.8) else self.some(self.orgs("street"), 1)
        approved_on = self.rng.choice(_DATES[: 2 if self.chance(self.care) else 4])
        self.refers(
            org, "APPROVED_BY", approvers, approved_on=approved_on if self.chance(self.known) else None
        )

    def _branch_name(self, compounds: list[Node]) -> str:
        names = [row["name"] for row in self.nodes["Compound"] if ("Compound", row["id"]) in compounds]
        name = self.rng.choice(names if names and self.chance(0.9) else _COMPOUND_NAMES)
        ordinals: Sequence[str] = _ORDINALS if self.chance(0.9) else _NO_ORDINALS
        ordinal = self.rng.choice(ordinals)
        ending = self.rng.choice(("网格党支部", "网格党支部", "网格支部", "网格 党支部"))
        rest = "" if self.chance(0.95) else "委员会"
        full_width = str.maketrans("123(+", "123（+")
        blank = self.rng.choice(("", "", " ", "\u3000"))
        written = f"{name}{blank}{ordinal}{ending}{rest}"
        return written.translate(full_width) if self.chance(0.2) else written

    # --- people ---

    def _people(self) -> None:
        grids, orgs = self.ids("Grid"), self.ids("PartyOrg")
        organs = self.orgs("organ_committee", "organ_general_branch", "organ_branch")
        statuses = ("full", "full", "full", "probationary", "none")
        for number in range(self.rng.randint(6, 18)):
            outside = self.chance(0.12)
            grid = self.rng.choice(grids) if grids and not outside and self.chance(0.8) else None
            person = self.thing(
                "Person",
                f"P{number + 1}",
                f"人{number % 5}" if self.chance(0.7) else None,
                party_status=self.rng.choice(statuses) if self.chance(self.known) else None,
                is_cadre=self.flag(0.5),
                is_owner=self.flag(0.5),
                lives_outside=True if outside else False if grid else None,
            )
            self.refers(person, "LIVES_IN", [grid] if grid else [])
            self.refers(person, "MEMBER_OF", self.one_or(organs if self.chance(0.6) else orgs, orgs))

    def _holds(self, person: Node, post: str, place: Node, recommended_by: Node | None = None) -> None:
        self.row("HOLDS", person, place, post=post, recommended_by=recommended_by and recommended_by[1])

    def _recommended(self, post: str, place: Node, paired: Sequence[Node]) -> None:
        """Somebody holds a post on the recommendation of an organisation, as a rule one paired with the place."""
        by: Node | None = None
        if self.chance(self.known):
            good = self.chance(self.care)
            by = self.rng.choice(paired if paired and good else self.ids("PartyOrg"))
        members = self.starts("MEMBER_OF", by) if by else []
        again = [
            ("Person", tie["from_id"])
            for tie in self.ties["HOLDS"]
            if by and tie["recommended_by"] == by[1] and self.chance(0.3)
        ]
        person = self.rng.choice(
            again or (members if members and self.chance(self.care) else self.ids("Person"))
        )
        self._holds(person, post, place, by)

    # --- pairings ---

    def _pairings(self) -> None:
        self.signed = self.chance(0.8)
        every = self.ids("PartyOrg")
        committees, branches = self.orgs("organ_committee", "organ_general_branch"), self.orgs("organ_branch")
        for community in self.ids("Community"):
            for org in self.one_or(committees, every):
                self._pair(org, community)
        for compound in self.ids("Compound"):
            for org in self.one_or([*committees, *branches, *self.orgs("other")], every):
                self._pair(org, compound)
        free = list(branches)
        for grid in self.ids("Grid"):
            for org in self.one_or(free or branches, every):
                self._pair(org, grid)
                free = [branch for branch in free if branch != org]

    def _pair(self, org: Node, place: Node) -> None:
        late = self.chance(0.1)
        signed_on = date(2019, 1, 10) if late else self.rng.choice(_DATES)
        signed = self.signed and self.chance(max(self.care, 0.6))
        self.row(
            "PAIRED_WITH",
            org,
            place,
            agreement_signed_on=signed_on if signed else None,
            party_building_list=self.flag(),
            governance_list=self.flag(),
        )

    # --- posts ---

    def _grid_posts(self) -> None:
        people = self.ids("Person")
        by_status = {status: self._of_status(status) for status in ("full", "none")}
        for grid in self.ids("Grid"):
            leading = [
                person
                for compound in self.ends("PART_OF", grid)
                for community in self.ends("PART_OF", compound)
                for org in self.starts("SEATED_IN", community)
                for person in self.starts("HOLDS", org)
            ]
            pool = self.rng.choice((people, leading or people, by_status["none"] or people))
            heads = [self.rng.choice(pool)] if self.chance(0.75) else self.some(people, 2)
            if self.chance(0.1):
                heads = [*heads, *by_status["none"][:1]]
            for head in heads:
                self._holds(head, "grid_head", grid)
                if self.chance(0.3):
                    for org in self.some(self.orgs("community"), 1):
                        self._holds(head, self.rng.choice(("committee_member", "secretary")), org)
            near = [*self.starts("LIVES_IN", grid), *(by_status["full"] or people)[:2]]
            for org in self.starts("COVERS", grid):
                pool = self.rng.choice((heads or people, near))
                for person in self.one_or(pool, people):
                    self._holds(person, "secretary", org)
                    if self.chance(0.3):
                        self.row("REGISTERED_WITH", person, org, claims=self._claims())
            for post in ("red_steward", "stairwell_head", "volunteer", "part_time_grid_worker"):
                for person in self.one_or(people, []):
                    self._holds(person, post, grid)
            paired = self.starts("PAIRED_WITH", grid)
            for _ in range(1 if self.chance(self.care) else self.rng.randint(0, 2)):
                self._recommended("instructor", grid, paired)

    def _of_status(self, status: str) -> list[Node]:
        return [("Person", row["id"]) for row in self.nodes["Person"] if row["party_status"] == status]

    def _community_posts(self) -> None:
        people = self.ids("Person")
        for org in self.orgs("community"):
            paired = self._paired_at_seat(org)
            for person in self.some(people, self.rng.choice((1, 3)), 0 if self.chance(0.2) else 1):
                self._holds(person, "committee_member", org)
            for person in self.one_or(people, []):
                self._holds(person, "secretary", org)
            for post in ("first_secretary", "part_time_member"):
                for _ in range(self.rng.choice((0, 1, 1, 2) if post == "first_secretary" else (0, 0, 1))):
                    self._recommended(post, org, paired)
        for org in self.some([*self.orgs("street"), *self.some(self.ids("PartyOrg"), 1)], 1):
            if self.chance(0.4):
                self._recommended("first_secretary", org, self._paired_at_seat(org))

    def _joint_officers(self) -> None:
        """Two organisations of one community may have the same people."""
        for community in self.ids("Community"):
            seated = self.starts("SEATED_IN", community)
            for tie in [tie for tie in self.ties["HOLDS"] if seated and tie["to_id"] == seated[0][1]]:
                for org in seated[1:]:
                    if self.chance(0.5):
                        self._holds(("Person", tie["from_id"]), tie["post"], org)

    def _paired_at_seat(self, org: Node) -> list[Node]:
        return [pair for seat in self.ends("SEATED_IN", org) for pair in self.starts("PAIRED_WITH", seat)]

    def _other_posts(self) -> None:
        people = self.ids("Person")
        for body in self.ids(*BODIES):
            for post in _BODY_POSTS[body[0]]:
                if self.chance(0.25):
                    self._recommended(post, body, [])
            if body[0] == "OwnersCommittee":
                for person in self.one_or(people, []):
                    self._holds(person, "committee_director", body)
            for org in self.starts("COVERS", body):
                for person in self.one_or(people, []):
                    self._holds(person, "secretary", org)
        appointed = [
            (tie["from_label"], tie["from_id"])
            for tie in self.ties["HOLDS"]
            if tie["post"] in {"first_secretary", "part_time_member"}
        ]
        for org in self.some(self.ids("PartyOrg"), 2):
            self._holds(self.rng.choice(people), "committee_member", org)
        for org in self.orgs("organ_committee", "organ_branch", "municipal_body"):
            for person in self.one_or(appointed, people)[:1]:
                self._holds(person, "secretary", org)

    # --- registrations, homes, activities ---

    def _claims(self) -> int | None:
        return self.rng.choice((0, 0, 1, 3)) if self.chance(self.known) else None

    def _registrations(self) -> None:
        grid_organisations, every = self.orgs("grid_branch", "grid_group"), self.ids("PartyOrg")
        for person in self.ids("Person"):
            near = [
                org
                for grid in self.ends("LIVES_IN", person)
                for org in self.starts("COVERS", grid)
                if org in grid_organisations
            ]
            if self.chance(0.65):
                pool = near or grid_organisations
                for org in self.one_or(pool, [*every, *self.ends("MEMBER_OF", person)]):
                    self.row("REGISTERED_WITH", person, org, claims=self._claims())
        for org in self.orgs("organ_committee", "organ_general_branch", "organ_branch"):
            if self.chance(0.6):
                for community in self.some(self.ids("Community"), 2, 1):
                    self.row("REGISTERED_WITH", org, community, claims=self._claims())

    def _homes(self) -> None:
        people = self.ids("Person")
        crowded = self.chance(0.25)
        for grid in self.ids("Grid"):
            lived_in = 0 if self.chance(0.7) else 3
            for number in range(self.rng.randint(0, 5)):
                status = self.rng.choice(_HOME_STATUSES[lived_in:])
                self._home(grid, number, status if self.chance(self.known) else None)
        if crowded and (grids := self.ids("Grid")):
            for number in range(10, 34):
                self._home(self.rng.choice(grids), number, "occupied")
        homes = self.ids("Household")
        for home in homes:
            near = [person for grid in self.ends("PART_OF", home) for person in self.starts("LIVES_IN", grid)]
            for person in self.one_or(near or people, people) if self.chance(0.8) else []:
                self._contact(person, home)
        if crowded:
            person = self.rng.choice(people)
            for home in self.rng.sample(homes, min(len(homes), self.rng.choice((19, 20, 21, 22)))):
                self._contact(person, home)

    def _home(self, grid: Node, number: int, status: str | None) -> None:
        home = self.thing(
            "Household", f"{grid[1]}/H{number + 1}", None, building="1", stairwell="1", status=status
        )
        self.refers(home, "PART_OF", [grid])

    def _contact(self, person: Node, home: Node) -> None:
        month = self._month() if self.chance(self.known) else None
        self.row("CONTACTS", person, home, last_contact_month=month)

    def _month(self) -> str:
        return self.rng.choice(_RECENT if self.chance(self.care) else _OTHER_MONTHS)

    def _activities(self) -> None:
        places = self.ids("Compound", "Grid")
        if not places or self.chance(0.05):
            return
        five = self.rng.random()
        for grid in self.ids("Grid"):
            for org in self.starts("COVERS", grid)[:1]:
                for kind in _FIVE_THINGS:
                    if self.chance(five):
                        self._activity(org, grid, kind)
        for org in self.ids("PartyOrg"):
            paired = [place for place in self.ends("PAIRED_WITH", org) if place[0] != "Community"]
            covered = [place for place in self.ends("COVERS", org) if place[0] == "Grid"]
            near = [*paired, *covered]
            around = near + [up for place in near for up in self.ends("PART_OF", place) if up in places]
            if self.chance(0.6):
                for kind in self.some(_ACTIVITIES, 4, 1):
                    self._activity(
                        org, self.rng.choice(around if around and self.chance(0.7) else places), kind
                    )
            if self.chance(0.3):
                for kind in self.rng.sample(_WHISTLES, 2):
                    self._activity(org, self.rng.choice(places), kind)

        for tie in list(self.ties["PAIRED_WITH"]):
            if self.chance(0.35):
                inside = [(tie["to_label"], tie["to_id"])]
                inside += self.starts("PART_OF", inside[0])
                inside += [grid for compound in inside[1:] for grid in self.starts("PART_OF", compound)]
                around = [*inside, *self.ends("PART_OF", inside[0])]
                if near := [place for place in around if place in places]:
                    org = (tie["from_label"], tie["from_id"])
                    self._activity(org, self.rng.choice(near), self.rng.choice(_JOINT_KINDS))

    def _activity(self, org: Node, place: Node, kind: str) -> None:
        times = self.rng.randint(1, 4) if self.chance(0.85) else 0
        on_tuesday = self.rng.randint(0, times) if self.chance(self.known) else None
        self.row(
            "TOOK_PART",
            org,
            place,
            activity=kind,
            month=self._month(),
            times=times,
            times_on_tuesday=on_tuesday,
        )

    # --- what was supplied ---

    def supplied(self) -> Alliance:
        """The alliance, as a rule without some rosters, columns and parts."""
        supplied, dropped = set(ROSTER), set[str]()
        if self.chance(0.5):
            supplied -= set(self.some(sorted(ROSTER), 2))
            dropped = set(self.some(OPTIONAL_COLUMNS, 2))
        if self.chance(0.1):  # 无 in a roster: it was supplied and says that there are none
            self.ties[self.rng.choice(_ROSTERS_OF_TIES)].clear()
        parts = set(self.some(sorted(PART), 6)) if self.chance(0.5) else set[str]()
        return self.lacking(set(ROSTER) - supplied, dropped, parts)

    def lacking(self, rosters: set[str], dropped: set[str], parts: set[str]) -> Alliance:
        """The alliance without some rosters, and what cannot be read without them, without some columns and parts."""
        supplied = set(ROSTER) - rosters
        while without := {name for name in supplied if not _can_be_read(name, supplied)}:
            supplied -= without

        gone = {label for label in LABEL if roster_of(label).name not in supplied}
        for label in gone:
            self.nodes[label].clear()
        for relation, ties in self.ties.items():
            of_roster = relation in _ROSTERS_OF_TIES and roster_of(relation).name not in supplied
            self.ties[relation] = [
                tie
                for tie in ties
                if not of_roster
                and relation not in dropped
                and tie["from_label"] not in gone
                and tie["to_label"] not in gone
                and self._part_of(relation, tie) not in parts
            ]
        if "recommended_by" in dropped or "PartyOrg" in gone:
            for tie in self.ties["HOLDS"]:
                tie["recommended_by"] = None
        if "LIVES_IN" in dropped or "Grid" in gone:
            for row in self.nodes["Person"]:
                row["lives_outside"] = None if "LIVES_IN" in dropped else row["lives_outside"] or None
        return self.alliance(supplied, parts)

    def _part_of(self, relation: str, tie: Row) -> str | None:
        """The part of a roster that says a tie; None: it is of none."""
        if relation != "HOLDS":
            told_by = {"COVERS": "to_label", "PAIRED_WITH": "to_label", "REGISTERED_WITH": "from_label"}
            owner = (
                "covers" if relation == "COVERS" else roster_of(relation).name if relation in told_by else ""
            )
            return f"{owner}:{tie[told_by[relation]]}" if owner else None
        post, place = tie["post"], tie["to_label"]
        if post == "secretary":
            kind = next(row["kind"] for row in self.nodes["PartyOrg"] if row["id"] == tie["to_id"])
            return f"posts:secretary:{_SECRETARIES_OF.get(kind)}"
        if post in {"first_secretary", "part_time_member"}:
            return "posts:appointee"
        at_body = post in {"instructor", "owner_liaison", "service_supervisor"} and place != "Grid"
        return f"posts:work:{place}" if at_body else f"posts:{post}"

    def alliance(self, supplied: set[str], parts: set[str]) -> Alliance:
        """The tables of what was drawn."""
        signed = any(tie["agreement_signed_on"] for tie in self.ties["PAIRED_WITH"])
        for tie in self.ties["PAIRED_WITH"]:
            tie["has_agreement"] = tie["agreement_signed_on"] is not None if signed else None
        return Alliance(
            {label: pl.DataFrame(rows, node_schema(label)) for label, rows in self.nodes.items()},
            {relation: pl.DataFrame(rows, tie_schema(relation)) for relation, rows in self.ties.items()},
            frozenset(supplied),
            frozenset(absent := self._absent(supplied)),
            absent_parts=frozenset(
                part for part in parts if PART[part].of in supplied | RELATION.keys() - absent
            ),
        )

    def _absent(self, supplied: set[str]) -> set[str]:
        """Relation columns without any filled cell; a roster that says 无 has all its columns."""
        filled = {relation for relation, ties in self.ties.items() if ties}
        if any(tie["recommended_by"] for tie in self.ties["HOLDS"]):
            filled.add("recommended_by")
        if "posts" in supplied and not self.ties["HOLDS"]:
            filled.add("recommended_by")
        if "grids" in supplied and any(row["lives_outside"] for row in self.nodes["Person"]):
            filled.add("LIVES_IN")
        columns = [column for roster in ROSTER.values() for column in roster.columns if not column.required]
        optional = {c.relation or c.name for c in columns if c.value_type is ValueType.REFERENCE}
        return optional - filled


def _can_be_read(name: str, supplied: set[str]) -> bool:
    """Whether each required reference column of a roster has a supplied roster to refer to."""
    required = [c for c in ROSTER[name].columns if c.required and c.value_type is ValueType.REFERENCE]
    return all(supplied & {roster_of(label).name for label in column.labels} for column in required)
