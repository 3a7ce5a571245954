"""The rosters of an invented city under change: what a rule sows gaps in.

A rule picks subjects that were faultless before anything was planted, and changes what makes them so.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from datetime import timedelta
from typing import Any, Final, NamedTuple

import polars as pl

from graphmodel.ontology import GROUP, LIST
from graphmodel.rosters.writing import listed, roster_schema
from graphmodel.synthetic.months import month_before
from graphmodel.synthetic.plain.facts import Facts
from graphmodel.synthetic.plain.tables import RosterTables
from graphmodel.synthetic.randomness import Dice
from graphmodel.synthetic.sizes import AS_OF

_ONE_IN: Final = 60
_AT_MOST: Final = 12
"""One candidate in so many is planted, at least one and at most so many."""

_IDENTITY: Final = {
    "posts": ["from", "to", "post"],
    "registrations": ["from", "to"],
    "pairings": ["from", "to"],
    "household_ties": ["from", "to"],
}
"""What tells ties apart."""

Rosters = dict[str, pl.DataFrame]


class Plant(NamedTuple):
    """One thing planted: the verdict that a subject of a rule gets by it."""

    rule: str
    subject_label: str
    subject: str
    verdict: str


class Field:
    """Rosters under change, the facts they had before, and what was planted in them."""

    def __init__(self, rosters: Rosters, dice: Dice) -> None:
        self.rosters = dict(rosters)
        self.before = dict(rosters)
        self.facts = Facts(RosterTables(rosters, AS_OF), AS_OF)
        self.dice = dice
        self.crowded = False
        """Whether subjects chosen before may be chosen again."""
        self.plants: list[Plant] = []
        self._taken: set[str] = set()
        self._picks = 0

    def copy(self, dice: Dice) -> Field:
        """The same, to be changed further with other dice."""
        twin = copy(self)
        twin.rosters, twin.plants, twin._taken = dict(self.rosters), list(self.plants), set(self._taken)
        twin.dice = dice
        return twin

    def sown(self) -> Rosters:
        """The rosters; a tie that was added twice stands there once."""
        return {
            name: table.unique(_IDENTITY[name], keep="first", maintain_order=True)
            if name in _IDENTITY
            else table
            for name, table in self.rosters.items()
        }

    # --- choosing ---

    def pick(self, rule: str, label: str, candidates: Iterable[str], verdict: str = "gap") -> list[str]:
        """Choose subjects, if possible none that was chosen before, and note what they become."""
        every = sorted(set(candidates))
        free = [subject for subject in every if self.crowded or subject not in self._taken] or every
        count = min(len(free), max(1, min(len(every) // _ONE_IN, _AT_MOST)))
        self._picks += 1
        chosen = self.dice.of(str(self._picks)).chosen(count, free)
        self._taken.update(chosen)
        self.note(rule, label, chosen, verdict)
        return chosen

    def note(self, rule: str, label: str, subjects: Iterable[str], verdict: str = "gap") -> None:
        """Note that subjects become this too."""
        self.plants += [Plant(rule, label, subject, verdict) for subject in subjects]

    # --- changing ---

    def drop(self, roster: str, which: pl.Expr) -> None:
        """Take rows out."""
        self.rosters[roster] = self.rosters[roster].filter(~which.fill_null(value=False))

    def change(self, roster: str, which: pl.Expr, **values: Any) -> None:
        """Set cells of some rows."""
        table = self.rosters[roster]
        self.rosters[roster] = table.with_columns(
            pl.when(which).then(pl.lit(value, table.schema[name])).otherwise(name).alias(name)
            for name, value in values.items()
        )

    def add(self, roster: str, *rows: dict[str, Any]) -> None:
        """Add rows."""
        new = pl.DataFrame(rows, schema=roster_schema(roster))
        self.rosters[roster] = pl.concat([self.rosters[roster], new])

    def uncover(self, place: str) -> None:
        """Nobody covers a grid or body any more."""
        for org in sorted(self.facts.covers.get(place, ())):
            now = self.rosters["party_orgs"].filter(equal("id", org))["covers"].item() or ""
            left = listed(part for part in now.split(LIST) if part and part != place)
            self.change("party_orgs", equal("id", org), covers=left)

    # --- who may be chosen, in the faultless city ---

    def members_at_home(self, grid: str, *, but: set[str]) -> list[str]:
        """Full members who live in a grid."""
        residents = sorted(self.facts.residents.get(grid, set()) - but)
        return [person for person in residents if self.facts.status(person) == "full"]

    def plain_members(self) -> list[str]:
        """Registered members who hold no post that matters elsewhere."""
        officers = {post.person for post in self.facts.posts}
        registered = [p for p in self.facts.people if self.facts.registered_grid_orgs(p)]
        return [person for person in registered if person not in officers] or registered

    def appointees(self) -> list[str]:
        """First secretaries and part-time members."""
        return [post.person for post in self.facts.posts if post.post in GROUP["appointed_posts"]]

    def instructors(self) -> dict[str, str]:
        """The branch that recommended each instructor."""
        return {
            held.person: held.recommended_by
            for held in self.facts.posts
            if held.post == "instructor" and held.recommended_by
        }

    def grid_of_branch(self) -> dict[str, str]:
        """The grid with which each organ branch is paired."""
        return {
            org: min(self.facts.paired[org] & self.facts.grids.keys()) for org in self.facts.organ_branches
        }

    def far_grid(self, person: str) -> str:
        """A grid in which someone neither lives nor is registered."""
        near = self.facts.registered_grids(person) | {self.facts.lives_in.get(person)}
        return max(grid for grid in self.facts.grids if grid not in near)

    def contacted_homes(self, grids: list[str], place: int) -> list[str]:
        """One contacted home in each grid; another one for each place, where there are so many."""
        homes: dict[str, list[str]] = {grid: [] for grid in grids}
        for home in sorted(self.facts.contacts):
            if self.facts.grid_of_home[home] in homes:
                homes[self.facts.grid_of_home[home]].append(home)
        return [of_grid[place % len(of_grid)] for of_grid in homes.values()]

    def pairing_subjects(self) -> list[str]:
        """Every pairing, as findings call it."""
        return self.rosters["pairings"].select(pairing_subject()).to_series().to_list()

    def doing(self, column: str, *kinds: str) -> list[str]:
        """Who did something (``from``), or where (``to``)."""
        return self.rosters["activities"].filter(among("activity", kinds))[column].to_list()


# --- conditions on rows, and rows ---


def equal(name: str, value: str) -> pl.Expr:
    """Rows with one value."""
    return pl.col(name) == value


def among(name: str, values: Iterable[str]) -> pl.Expr:
    """Rows with one of some values."""
    return pl.col(name).is_in(list(values))


def holding(*posts: str) -> pl.Expr:
    """Rows of a post."""
    return among("post", posts)


def pairing_subject() -> pl.Expr:
    """The subject that a pairing is, as findings call it."""
    return pl.concat_str("from", pl.lit("→"), "to")


def post_row(person: str, post: str, place: str, recommended_by: str | None = None) -> dict[str, Any]:
    """A row of posts."""
    return {"from": person, "post": post, "to": place, "recommended_by": recommended_by}


def pairing_row(org: str, place: str) -> dict[str, Any]:
    """A faultless row of pairings."""
    day = AS_OF - timedelta(days=60)
    return {
        "from": org,
        "to": place,
        "agreement_signed_on": day,
        "party_building_list": True,
        "governance_list": True,
    }


def tie_row(person: str, home: str) -> dict[str, Any]:
    """A row of household ties, of the last month."""
    return {"from": person, "to": home, "last_contact_month": month_before(0)}
