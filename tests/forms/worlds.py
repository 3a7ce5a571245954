"""Small random alliances of which forms can say everything; the same seed gives the same alliance.

Names are those of an office: grids are numbered in every compound, compounds and people have namesakes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from random import Random
from typing import Any, Final, TypeVar

import polars as pl

from graphmodel.rosters.writing import listed, roster_schema

_T = TypeVar("_T")
Row = dict[str, Any]

_FAMILIES: Final = "赵钱孙李周吴郑王"
_STEMS: Final = "甲乙丙丁戊己庚辛"
_NUMBERS: Final = "一二三四五六七八九"
_COMMUNITIES: Final = ("东风社区", "西苑社区", "大东风社区")
_COMPOUNDS: Final = ("荷苑小区", "菊苑小区", "梅园")
_BODIES: Final = (
    ("property_companies", "物业", "property_company_branch", "service_supervisor"),
    ("social_orgs", "义工队", "social_org_branch", None),
)
_DATES: Final = (date(2018, 3, 1), date(2018, 6, 1), None)


def world(seed: int) -> dict[str, pl.DataFrame]:
    """Canonical tables of a small alliance, every code given."""
    tables = _Maker(seed).make()
    return {
        name: pl.DataFrame(
            [{column: row.get(column) for column in roster_schema(name)} for row in rows],
            schema=roster_schema(name),
            orient="row",
        )
        for name, rows in tables.items()
        if rows
    }


class _Maker:
    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)  # noqa: S311 - nothing secret is drawn
        self.rows: dict[str, list[Row]] = {}
        self.held: set[tuple[str, str, str]] = set()

    def make(self) -> dict[str, list[Row]]:
        self.divisions()
        self.places()
        self.organs()
        self.people()
        self.bodies()
        self.branches()
        self.communities()
        self.ties()
        self.periods()
        return self.rows

    # --- drawing ---

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def some(self, items: Sequence[_T], at_most: int, at_least: int = 0) -> list[_T]:
        return self.rng.sample(items, min(len(items), self.rng.randint(at_least, at_most)))

    def flag(self) -> bool | None:
        return self.rng.choice((True, True, False, None))

    def add(self, roster: str, **row: Any) -> str:
        self.rows.setdefault(roster, []).append(row)
        return str(row.get("id", ""))

    def ids(self, roster: str) -> list[str]:
        return [row["id"] for row in self.rows.get(roster, ())]

    def org(self, kind: str, name: str, **values: Any) -> str:
        id_ = f"D{len(self.rows.get('party_orgs', ())) + 1}"
        return self.add("party_orgs", id=id_, name=name, kind=kind, **values)

    def hold(self, post: str, place: str, people: Sequence[str], by: str | None = None) -> None:
        for person in people:
            if (person, post, place) not in self.held:
                self.held.add((person, post, place))
                self.add("posts", **{"from": person, "post": post, "to": place, "recommended_by": by})

    # --- things ---

    def divisions(self) -> None:
        city = self.add("divisions", id="990100000000", name="示例市", level="city")
        county = self.add("divisions", id="990102000000", name="示例区", level="county", part_of=city)
        for street in range(self.rng.randint(1, 2)):
            code = f"99010200{street + 1}000"
            self.add(
                "divisions", id=code, name=("示例街道", "样例街道")[street], level="street", part_of=county
            )
            for number, name in enumerate(self.some(_COMMUNITIES, 2, 1), start=1):
                main = self.flag()
                id_ = f"99010200{street + 1}00{number}"
                self.add("divisions", id=id_, name=name, level="community", part_of=code, in_main_urban=main)

    def places(self) -> None:
        self.compounds_of: dict[str, list[str]] = {}
        for unit in self.rows["divisions"]:
            if unit["level"] == "community":
                own = self.compounds_of[unit["id"]] = []
                for name in self.some(_COMPOUNDS, 2, 1):
                    id_ = f"XQ{len(self.ids('compounds')) + 1}"
                    own.append(
                        self.add(
                            "compounds",
                            id=id_,
                            name=name,
                            part_of=unit["id"],
                            former_names=self.formerly(id_),
                        )
                    )
        for own in self.compounds_of.values():
            for compound in own:
                for number in range(self.rng.choice((1, 1, 2))):
                    also = [other for other in own if other != compound and self.chance(0.1)]
                    id_ = f"WG{len(self.ids('grids')) + 1}"
                    name = f"跨区{id_}网格" if also else f"{_NUMBERS[number]}网格"
                    grid = self.add(
                        "grids",
                        id=id_,
                        name=name,
                        part_of=listed([compound, *also]),
                        former_names=self.formerly(id_),
                    )
                    for home in range(self.rng.randint(0, 3)):
                        self.add(
                            "households",
                            id=f"{grid}H{home}",
                            part_of=grid,
                            building=str(home % 2 + 1),
                            stairwell="1",
                            status=self.rng.choice(("occupied", "occupied", "vacant", "opted_out", None)),
                        )

    def formerly(self, code: str) -> str | None:
        """Names that nothing else bears or bore."""
        return listed([f"旧{code}", f"老{code}"][: self.rng.randint(0, 2)]) or None

    def organs(self) -> None:
        for number in range(self.rng.randint(1, 2)):
            above = self.org(
                "organ_committee",
                f"{_STEMS[number]}局机关党委",
                is_retired=self.rng.choice((False, None)),
                pledges_signed=self.rng.choice((0, 12, None)),
            )
            for branch in range(self.rng.randint(1, 2)):
                self.org("organ_branch", f"{_STEMS[number]}局第{_NUMBERS[branch]}党支部", led_by=above)

    def people(self) -> None:
        """Members and others; whoever has a namesake is a member of another organisation."""
        self.members: dict[str, str | None] = {}
        orgs, grids, taken = self.ids("party_orgs"), self.ids("grids"), set()
        for number in range(self.rng.randint(4, 9)):
            org = self.rng.choice(orgs) if self.chance(0.8) else None
            name = f"{self.rng.choice(_FAMILIES[:3])}{self.rng.choice(('某', ''))}{_STEMS[number % 3]}"
            if org is None or (name, org) in taken or (name, None) in taken:
                name = f"{_FAMILIES[3 + number % 5]}{_STEMS[number % 8]}{_STEMS[number // 2]}"
            taken.add((name, org))
            person = f"RY{number + 1}"
            self.members[person] = org
            self.add(
                "people",
                id=person,
                name=name,
                party_status=self.rng.choice(("full", "full", "probationary", None)) if org else "none",
                member_of=org,
                lives_in=self.rng.choice((*grids, "市外", None)),
                is_cadre=self.flag(),
                is_owner=self.flag(),
            )

    def anyone(self, at_most: int = 1) -> list[str]:
        return self.some(self.ids("people"), at_most)

    def instruct(self, place: str) -> None:
        for by in self.some([*self.ids("party_orgs"), None], 2):
            self.hold("instructor", place, self.some(self.ids("people"), 2, 1), by)

    def bodies(self) -> None:
        for row in list(self.rows["compounds"]):
            if self.chance(0.5):
                name = f"{row['name']}业委会"
                id_ = f"YW{row['id']}"
                self.add("owners_committees", id=id_, name=name, serves=row["id"], eligible=self.flag())
                self.hold("committee_director", id_, self.anyone())
                self.hold("owner_liaison", id_, self.anyone(2))
                if self.chance(0.5):
                    branch = self.org("owners_committee_branch", f"{row['id']}业委会党支部", covers=id_)
                    self.hold("secretary", branch, self.anyone())
        for roster, name, kind, post in _BODIES:
            for number in range(self.rng.randint(0, 2)):
                id_ = f"{name}{number}"
                serves = listed(self.some(self.ids("compounds"), 2, 1))
                body = f"{_STEMS[number]}{name}"
                self.add(roster, id=id_, name=body, serves=serves, eligible=self.flag())
                if post:
                    self.hold(post, id_, self.anyone())
                if self.chance(0.5):
                    branch = self.org(kind, f"{body}党支部", covers=id_)
                    self.hold("secretary", branch, self.anyone())
                self.instruct(id_)

    def communities(self) -> None:
        for unit in self.rows["divisions"]:
            if unit["level"] == "street":
                self.org("street", f"{unit['name']}党工委", seated_in=unit["id"])
        for unit in self.rows["divisions"]:
            if unit["level"] == "community":
                above = [
                    org["id"] for org in self.rows["party_orgs"] if org.get("seated_in") == unit["part_of"]
                ]
                own = self.org(
                    "community", f"{unit['id'][-4:]}{unit['name']}党委", seated_in=unit["id"], led_by=above[0]
                )
                self.hold("secretary", own, self.anyone())
                self.hold("committee_member", own, self.anyone(3))
                for post in ("first_secretary", "part_time_member"):
                    for by in self.some(self.organ_ids(), 1):
                        self.hold(post, own, self.some(self.ids("people"), 2, 1), by)
                for org in self.rows["party_orgs"]:
                    if org.get("covers") and org["kind"].startswith("grid") and self.chance(0.9):
                        grid = next(
                            row for row in self.rows["grids"] if row["id"] == org["covers"].split("、")[0]
                        )
                        compound = grid["part_of"].split("、")[0]
                        if compound in self.compounds_of[unit["id"]]:
                            org["led_by"] = own
                            org["approved_by"] = above[0]

    def organ_ids(self) -> list[str]:
        return [org["id"] for org in self.rows["party_orgs"] if org["kind"].startswith("organ")]

    def branches(self) -> None:
        for row in self.rows["grids"]:
            for post in ("grid_head", "stairwell_head", "red_steward", "volunteer", "part_time_grid_worker"):
                self.hold(post, row["id"], self.anyone(2))
            self.instruct(row["id"])
            if self.chance(0.85):
                group = self.chance(0.25)
                mates = [
                    other["id"]
                    for other in self.rows["grids"]
                    if other is not row and other["part_of"] == row["part_of"] and self.chance(0.3)
                ]
                branch = self.org(
                    "grid_group" if group else "grid_branch",
                    f"{row['id']}网格{'党小组' if group else '党支部'}",
                    form=self.rng.choice(("standalone", "joint", "temporary")),
                    founded_on=self.rng.choice(_DATES),
                    approved_on=self.rng.choice(_DATES),
                    covers=listed([row["id"], *mates]),
                    **{
                        f"has_{what}": self.flag()
                        for what in ("venue", "facilities", "signage", "funds", "rules")
                    },
                )
                self.hold("secretary", branch, self.anyone())

    def ties(self) -> None:
        organs = self.organ_ids()
        places = [unit["id"] for unit in self.rows["divisions"] if unit["level"] == "community"]
        for place in (*places, *self.ids("compounds"), *self.ids("grids")):
            signed = self.rng.choice(_DATES)
            for org in self.some(organs, 2):
                self.add(
                    "pairings",
                    **{"from": org, "to": place},
                    agreement_signed_on=signed,
                    party_building_list=self.flag(),
                    governance_list=self.flag(),
                )
        for org in organs:
            for place in self.some(places, 2):
                self.add("registrations", **{"from": org, "to": place}, claims=self.rng.choice((0, 3, None)))
            self.hold("secretary", org, self.anyone())
        branches = [org["id"] for org in self.rows["party_orgs"] if org["kind"].startswith("grid")]
        for person in self.ids("people"):
            for org in self.some(branches, 1):
                self.add("registrations", **{"from": person, "to": org}, claims=self.rng.choice((0, 2, None)))
            month = self.rng.choice(("2018-11", "2018-12", None))
            for home in self.some(self.ids("households"), 2):
                self.add("household_ties", **{"from": person, "to": home}, last_contact_month=month)

    def periods(self) -> None:
        """Some homes that nobody contacts are there for a time only."""
        contacted = {tie["to"] for tie in self.rows.get("household_ties", ())}
        for home in self.rows.get("households", ()):
            if home["id"] not in contacted and self.chance(0.3):
                home["valid_from"] = self.rng.choice(_DATES)
                home["valid_to"] = self.rng.choice((date(2018, 12, 1), date(2019, 1, 1), None))
