"""A city in which nothing is amiss but what is planted, and the answer key that says what that is.

First a faultless city is invented: every rule is met by every subject, or does not apply to it. Then, for every
rule, a few facts are changed so that chosen subjects become gaps, and some so that they become unknown. One fact
can matter to several rules; the key therefore gives the verdict of every subject of every rule after all changes,
worked out by :mod:`graphmodel.synthetic.answers`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple

import polars as pl

from graphmodel.synthetic.answers import GAP, UNKNOWN, Answers, answers
from graphmodel.synthetic.facts import COMMITTEES, GRID_ORGS, OWN_BRANCHES, Facts
from graphmodel.synthetic.members import TEAM_LEAST
from graphmodel.synthetic.months import WINDOW, month_before
from graphmodel.synthetic.randomness import Dice
from graphmodel.synthetic.rows import LIST, listed, schema
from graphmodel.synthetic.sizes import AS_OF, Area, Bodies, Flaws

KEY_FILE: Final = "answer_key.json"
_KEY_SCHEMA: Final = "graphmodel/answer-key/1"

_HOMES_PER_MEMBER: Final = 14
_ONE_IN: Final = 60
_AT_MOST: Final = 12
"""One candidate in so many is planted, at least one and at most so many."""
_MAX_HOMES: Final = 20
_FEW_HOMES: Final = 1000
_ATTEMPTS: Final = 30

_RECENT: Final = pl.col("month").is_in([month_before(ago) for ago in range(WINDOW)])
_JOINT: Final = ("joint_activity", "livelihood_project", "hard_problem", "volunteering")
_COUNCILS: Final = ("red_council", "joint_meeting", "three_meetings", "residents_day")

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


class Planted(NamedTuple):
    """A planted city: its rosters, what was planted, and the verdict of every subject of every rule."""

    rosters: Rosters
    plants: tuple[Plant, ...]
    answers: dict[str, Answers]


def faultless(area: Area) -> Area:
    """The same area with enough of everything to meet every rule; the published shortages are made good."""
    branches = max(area.branches, area.grids)
    return replace(
        area,
        committees=area.communities,
        paired_communities=area.communities,
        branches=branches,
        linked=branches,
        paired_compounds=area.compounds,
        paired_grids=area.grids,
        two_grid_branches=0,
        appointees=area.communities,
        appointees_unrecommended=0,
        instructors=branches,
        instructors_unrecommended=0,
        homes_unknown=0,
        members=TEAM_LEAST * area.grids + area.homes // _HOMES_PER_MEMBER + area.members_outside,
        members_unplaced=0,
        members_unregistered=0,
        committees_unregistered=0,
        grid_branches=area.compounds - area.grid_groups,
        owners_committees=_all_covered(area.owners_committees),
        property_companies=_all_covered(area.property_companies),
        social_orgs=_all_covered(area.social_orgs),
        faultless=True,
        flaws=Flaws(),
    )


def _all_covered(plan: Bodies) -> Bodies:
    """Half of the bodies with a branch of their own, the others under joint, temporary and mobile ones."""
    standalone = (plan.bodies + 1) // 2
    temporary = (plan.bodies - standalone + 7) // 8
    joint = (plan.bodies - standalone - temporary) // 4
    mobile = plan.bodies - standalone - temporary - 2 * joint
    return Bodies(plan.bodies, standalone, 0, standalone, joint, temporary, mobile, 0)


def plant(rosters: Rosters, dice: Dice) -> Planted:
    """Change the rosters of a faultless city so that every rule has something to find.

    Where subjects are few, one change may undo another. There each rule is tried until nothing planted before it is
    lost, and left out if that cannot be. In a large city what is lost is merely not listed.
    """
    few = rosters["households"].height < _FEW_HOMES
    field = _Field(rosters, dice.of("plants"))
    for place, sow in enumerate(_SOWERS):
        for attempt in range(_ATTEMPTS if few else 1):
            trial = field.copy(dice.of(f"plant {place} {attempt}"))
            trial.crowded = attempt > _ATTEMPTS // 2
            sow(trial)
            if not few or not _lost(trial.plants, answers(trial.sown(), AS_OF)):
                field = trial
                break
    sown = field.sown()
    verdicts = answers(sown, AS_OF)
    lost = _lost(field.plants, verdicts)
    return Planted(sown, tuple(plant for plant in field.plants if plant not in lost), verdicts)


def _lost(plants: list[Plant], verdicts: dict[str, Answers]) -> set[Plant]:
    """Those that are not what they were to become."""
    return {plant for plant in plants if not _holds(plant, verdicts)}


def _holds(plant: Plant, verdicts: dict[str, Answers]) -> bool:
    answer = verdicts[plant.rule].get((plant.subject_label, plant.subject))
    return bool(answer[plant.verdict]) if isinstance(answer, dict) else answer == plant.verdict


def write_key(planted: Planted, folder: Path) -> Path:
    """Write the answer key beside the rosters, as JSON.

    ``planted`` lists what was planted; ``verdicts`` has, by rule, label and id, the verdict of every subject, or
    for rules that count homes how many homes have each.
    """
    verdicts: dict[str, dict[str, dict[str, Any]]] = {}
    for rule, subjects in planted.answers.items():
        of_rule = verdicts.setdefault(rule, {})
        for (label, subject), answer in sorted(subjects.items(), key=lambda item: item[0]):
            of_rule.setdefault(label, {})[subject] = answer
    key = {
        "schema": _KEY_SCHEMA,
        "as_of": AS_OF.isoformat(),
        "planted": [plant._asdict() for plant in planted.plants],
        "verdicts": verdicts,
    }
    file = folder / KEY_FILE
    text = json.dumps(key, ensure_ascii=False, indent=1) + "\n"
    file.write_text(text, encoding="utf-8", newline="\n")
    return file


class _Field:
    """Rosters under change, the facts they had before, and what was planted in them."""

    def __init__(self, rosters: Rosters, dice: Dice) -> None:
        self.rosters = dict(rosters)
        self.facts = Facts(rosters, AS_OF, set())
        self.dice = dice
        self.crowded = False
        """Whether subjects chosen before may be chosen again."""
        self.plants: list[Plant] = []
        self._taken: set[str] = set()
        self._picks = 0

    def copy(self, dice: Dice) -> _Field:
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

    def pick(self, rule: str, label: str, candidates: Iterable[str], verdict: str = GAP) -> list[str]:
        """Choose subjects, if possible none that was chosen before, and note what they become."""
        every = sorted(set(candidates))
        free = [subject for subject in every if self.crowded or subject not in self._taken] or every
        count = min(len(free), max(1, min(len(every) // _ONE_IN, _AT_MOST)))
        self._picks += 1
        chosen = self.dice.of(str(self._picks)).chosen(count, free)
        self._taken.update(chosen)
        self.note(rule, label, chosen, verdict)
        return chosen

    def note(self, rule: str, label: str, subjects: Iterable[str], verdict: str = GAP) -> None:
        """Note that subjects become this too."""
        self.plants += [Plant(rule, label, subject, verdict) for subject in subjects]

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
        new = pl.DataFrame(rows, schema=schema(roster))
        self.rosters[roster] = pl.concat([self.rosters[roster], new])


def _is(name: str, value: str) -> pl.Expr:
    return pl.col(name) == value


def _among(name: str, values: Iterable[str]) -> pl.Expr:
    return pl.col(name).is_in(list(values))


def _holds_post(post: str) -> pl.Expr:
    return _is("post", post)


def _hold(person: str, post: str, place: str, recommended_by: str | None = None) -> dict[str, Any]:
    return {"from": person, "post": post, "to": place, "recommended_by": recommended_by}


def _pair(org: str, place: str) -> dict[str, Any]:
    day = AS_OF - timedelta(days=60)
    return {
        "from": org,
        "to": place,
        "agreement_signed_on": day,
        "party_building_list": True,
        "governance_list": True,
    }


# --- covered, led, headed ---


def _r01(field: _Field) -> None:
    """A body that is not eligible loses its cover: R01, R15, R16 and R17 at once."""
    for label, bodies in field.facts.bodies.items():
        alone = [
            body
            for body, row in bodies.items()
            if row["eligible"] is False and len(field.facts.covers.get(body, ())) == 1
        ]
        chosen = field.pick("R01", label, alone)
        for rule in ("R15", "R16", "R17"):
            field.note(rule, label, chosen)
        for body in chosen:
            _uncover(field, body)


def _uncover(field: _Field, place: str) -> None:
    for org in sorted(field.facts.covers.get(place, ())):
        now = field.rosters["party_orgs"].filter(_is("id", org))["covers"].item() or ""
        left = listed(part for part in now.split(LIST) if part and part != place)
        field.change("party_orgs", _is("id", org), covers=left)


def _r02(field: _Field) -> None:
    for grid in field.pick("R02", "Grid", field.facts.grids):
        _uncover(field, grid)


def _r03(field: _Field) -> None:
    chosen = field.pick("R03", "PartyOrg", field.facts.of_kind({"grid_branch"}))
    field.change("party_orgs", _among("id", chosen), approved_by=None, approved_on=None)


def _r04(field: _Field) -> None:
    for org in field.pick("R04", "PartyOrg", field.facts.of_kind({"grid_branch"})):
        field.change("party_orgs", _is("id", org), led_by=field.facts.orgs[org]["approved_by"])


def _r05(field: _Field) -> None:
    """A second branch, like the first, with the same secretary."""
    branches = field.facts.of_kind({"grid_branch"})
    first = {field.facts.grids[field.facts.covered_grids(org)[0]][0]: org for org in branches}
    for compound in field.pick("R05", "Compound", first):
        org = field.facts.orgs[first[compound]]
        second = f"{org['id']}B"
        name = org["name"].replace("网格党支部", "第二网格党支部")
        field.add("party_orgs", org | {"id": second, "name": name})
        secretary = min(field.facts.holders("secretary", org["id"]))
        field.add("posts", _hold(secretary, "secretary", second))


def _r06(field: _Field) -> None:
    for org in field.pick("R06", "PartyOrg", field.facts.of_kind({"grid_branch"})):
        name = field.facts.orgs[org]["name"].replace("网格党支部", "红色党支部")
        field.change("party_orgs", _is("id", org), name=name)


def _r07(field: _Field) -> None:
    """A branch takes the name of another one of its street."""
    of_street: dict[str, list[str]] = {}
    for org in field.facts.of_kind({"grid_branch"}):
        of_street.setdefault(min(field.facts.streets_of_org(org)), []).append(org)
    pairs = {
        pair[0]: pair[1] for orgs in of_street.values() for pair in zip(orgs[::2], orgs[1::2], strict=False)
    }
    for org in field.pick("R07", "PartyOrg", pairs):
        field.note("R07", "PartyOrg", [pairs[org]])
        field.change("party_orgs", _is("id", org), name=field.facts.orgs[pairs[org]]["name"])


def _members_at_home(field: _Field, grid: str, *, but: set[str]) -> list[str]:
    """Full members who live in a grid."""
    residents = sorted(field.facts.residents.get(grid, set()) - but)
    return [person for person in residents if field.facts.status(person) == "full"]


def _r08(field: _Field) -> None:
    for org in field.pick("R08", "PartyOrg", field.facts.of_kind(GRID_ORGS)):
        grids = field.facts.covered_grids(org)
        other = _members_at_home(field, grids[0], but=field.facts.holders("grid_head", *grids))[-1]
        field.change("posts", _holds_post("secretary") & _is("to", org), **{"from": other})


def _r09(field: _Field) -> None:
    for grid in field.pick("R09", "Grid", field.facts.grids):
        orgs = {
            org for place in field.facts.communities_of(grid) for org in field.facts.community_orgs[place]
        }
        officers = field.facts.holders("committee_member", *orgs) | field.facts.holders("secretary", *orgs)
        other = _members_at_home(field, grid, but=officers)[-1]
        field.change("posts", _holds_post("grid_head") & _is("to", grid), **{"from": other})


def _r10(field: _Field) -> None:
    seats = {
        org: grids
        for community, grids in field.facts.built_up.items()
        for org in field.facts.community_orgs[community]
    }
    for org in field.pick("R10", "PartyOrg", seats):
        secretary = min(field.facts.holders("secretary", org))
        field.change("posts", _holds_post("grid_head") & _is("to", max(seats[org])), **{"from": secretary})


def _r11(field: _Field) -> None:
    """A head who is secretary turns out not to be in the Party."""
    for grid in field.pick("R11", "Grid", field.facts.grids):
        heads = field.facts.holders("grid_head", grid)
        secretaries = field.facts.holders("secretary", *field.facts.grid_orgs(grid))
        field.change("people", _among("id", heads | secretaries), party_status="none", member_of=None)


def _r12(field: _Field) -> None:
    vacant = field.pick("R12", "PartyOrg", field.facts.of_kind(OWN_BRANCHES))
    field.drop("posts", _holds_post("secretary") & _among("to", vacant))
    unclear = field.pick("R12", "PartyOrg", field.facts.of_kind(OWN_BRANCHES), UNKNOWN)
    field.change("people", _among("id", field.facts.holders("secretary", *unclear)), party_status=None)


def _r13(field: _Field) -> None:
    """A community keeps one member of its two committees, and none of its members is a cadre."""
    several = [place for place, grids in field.facts.built_up.items() if len(grids) > 1]
    for community in field.pick("R13", "Community", several):
        orgs = field.facts.community_orgs[community]
        officers = sorted(field.facts.holders("committee_member", *orgs))
        grids = field.facts.built_up[community]
        field.drop(
            "posts", _holds_post("committee_member") & _among("to", orgs) & _among("from", officers[1:])
        )
        field.change("people", _among("lives_in", grids), is_cadre=False)


# --- bodies and branches ---


def _r14(field: _Field) -> None:
    """A branch of one's own becomes a joint one, or nobody knows whether there should be one."""
    for label, bodies in field.facts.bodies.items():
        eligible = [body for body, row in bodies.items() if row["eligible"]]
        for body in field.pick("R14", label, eligible):
            field.change("party_orgs", _among("id", field.facts.covers[body]), form="joint")


def _r18(field: _Field) -> None:
    temporary = [id_ for id_, org in field.facts.orgs.items() if org["form"] == "temporary"]
    field.change("party_orgs", _among("id", field.pick("R18", "PartyOrg", temporary)), valid_to=None)


def _r19(field: _Field) -> None:
    branches = field.facts.of_kind(OWN_BRANCHES)
    field.change("party_orgs", _among("id", field.pick("R19", "PartyOrg", branches)), has_funds=False)
    field.change("party_orgs", _among("id", field.pick("R19", "PartyOrg", branches, UNKNOWN)), has_venue=None)


def _r20(field: _Field) -> None:
    for grid in field.pick("R20", "Grid", field.facts.grids):
        field.drop("activities", _among("from", field.facts.covers[grid]) & _RECENT)


# --- organs ---


def _r21(field: _Field) -> None:
    chosen = field.pick("R21", "Community", field.facts.built_up)
    field.drop("pairings", _among("to", chosen))


def _linked(field: _Field) -> dict[str, str]:
    """The grid of each organ branch."""
    return {
        org: min(field.facts.paired[org] & field.facts.grids.keys())
        for org in field.facts.of_kind({"organ_branch"})
    }


def _r22(field: _Field) -> None:
    field.drop("pairings", _among("to", field.pick("R22", "Grid", field.facts.grids)))
    grids = _linked(field)
    for branch in field.pick("R22", "PartyOrg", grids):
        field.add("pairings", _pair(branch, max(grid for grid in grids.values() if grid != grids[branch])))


def _r23(field: _Field) -> None:
    field.drop("pairings", _among("to", field.pick("R23", "Compound", field.facts.compounds)))


def _r24(field: _Field) -> None:
    retired = [id_ for id_, org in field.facts.orgs.items() if org["is_retired"]]
    for org in field.pick("R24", "PartyOrg", retired):
        field.add("pairings", _pair(org, min(field.facts.compounds)))


def _r25(field: _Field) -> None:
    chosen = field.pick("R25", "Grid", field.facts.grids)
    field.drop("posts", _holds_post("instructor") & _among("to", chosen))


_APPOINTED: Final = _among("post", ("first_secretary", "part_time_member"))


def _r26(field: _Field) -> None:
    committees = field.facts.of_kind(COMMITTEES)
    field.drop("posts", _APPOINTED & _among("recommended_by", field.pick("R26", "PartyOrg", committees)))
    unclear = field.pick("R26", "PartyOrg", committees, UNKNOWN)
    field.change("posts", _APPOINTED & _among("recommended_by", unclear), recommended_by=None)


def _r27(field: _Field) -> None:
    """A branch recommends two; of another nobody noted that it recommended anyone."""
    grids = _linked(field)
    instructors = field.facts.holders("instructor", *grids.values())
    for branch in field.pick("R27", "PartyOrg", grids):
        people = [p for p, orgs in field.facts.member_of.items() if branch in orgs and p not in instructors]
        field.add("posts", _hold(min(people), "instructor", grids[branch], branch))
    alone = [branch for branch, grid in grids.items() if len(field.facts.holders("instructor", grid)) == 1]
    unclear = field.pick("R27", "PartyOrg", alone, UNKNOWN)
    field.change("posts", _holds_post("instructor") & _among("recommended_by", unclear), recommended_by=None)


def _appointees(field: _Field) -> list[str]:
    return [post.person for post in field.facts.posts if post.post in {"first_secretary", "part_time_member"}]


def _r28(field: _Field) -> None:
    chosen = field.pick("R28", "Person", _appointees(field))
    field.drop("posts", _holds_post("secretary") & _among("from", chosen))


def _instructors(field: _Field) -> dict[str, str]:
    """The branch that recommended each instructor."""
    return {
        p.person: p.recommended_by for p in field.facts.posts if p.post == "instructor" and p.recommended_by
    }


def _r29(field: _Field) -> None:
    """An instructor has moved to another branch."""
    instructors = _instructors(field)
    for person in field.pick("R29", "Person", instructors):
        other = min(org for org in instructors.values() if org != instructors[person])
        field.change("people", _is("id", person), member_of=other)


# --- members ---


def _plain_members(field: _Field) -> list[str]:
    """Registered members who hold no post that matters elsewhere."""
    officers = {post.person for post in field.facts.posts}
    registered = [p for p in field.facts.people if field.facts.registered_grid_orgs(p)]
    return [person for person in registered if person not in officers] or registered


def _r30(field: _Field) -> None:
    for person in field.pick("R30", "Person", _plain_members(field)):
        org = field.facts.registered_grid_orgs(person)[0]
        field.change("people", _is("id", person), member_of=org)


def _r31(field: _Field) -> None:
    people = field.pick("R31", "Person", _plain_members(field))
    committees = field.pick("R31", "PartyOrg", field.facts.of_kind(COMMITTEES))
    field.drop("registrations", _among("from", [*people, *committees]))


def _far_grid(field: _Field, person: str) -> str:
    """A grid in which someone neither lives nor is registered."""
    near = {
        grid for org in field.facts.registered_grid_orgs(person) for grid in field.facts.covered_grids(org)
    }
    return max(grid for grid in field.facts.grids if grid not in near | {field.facts.lives_in(person)})


def _r32(field: _Field) -> None:
    for person in field.pick("R32", "Person", _plain_members(field)):
        field.change("people", _is("id", person), lives_in=_far_grid(field, person))
    unclear = field.pick("R32", "Person", _plain_members(field), UNKNOWN)
    field.change("people", _among("id", unclear), lives_in=None)


def _r33(field: _Field) -> None:
    chosen = field.pick("R33", "Person", _plain_members(field))
    field.change("registrations", _among("from", chosen), claims=0)
    unclear = field.pick("R33", "PartyOrg", field.facts.of_kind(COMMITTEES), UNKNOWN)
    field.change("registrations", _among("from", unclear), claims=None)


def _r34(field: _Field) -> None:
    chosen = field.pick("R34", "Person", _plain_members(field))
    field.drop("household_ties", _among("from", chosen))


def _contacted(field: _Field, grids: list[str], place: int) -> list[str]:
    """One contacted home in each grid; another one for each place, where there are so many."""
    homes: dict[str, list[str]] = {grid: [] for grid in grids}
    for home in sorted(field.facts.contacts):
        if field.facts.grid_of_home[home] in homes:
            homes[field.facts.grid_of_home[home]].append(home)
    return [of_grid[place % len(of_grid)] for of_grid in homes.values()]


def _r35(field: _Field) -> None:
    lost = _contacted(field, field.pick("R35", "Grid", field.facts.grids), 0)
    field.drop("household_ties", _among("to", lost))
    unclear = _contacted(field, field.pick("R35", "Grid", field.facts.grids, UNKNOWN), 1)
    field.change("households", _among("id", unclear), status=None)


def _r36(field: _Field) -> None:
    stale = _contacted(field, field.pick("R36", "Grid", field.facts.grids), 2)
    field.change("household_ties", _among("to", stale), last_contact_month=month_before(WINDOW))
    unclear = _contacted(field, field.pick("R36", "Grid", field.facts.grids, UNKNOWN), 3)
    field.change("household_ties", _among("to", unclear), last_contact_month=None)


def _tie(person: str, home: str) -> dict[str, Any]:
    return {"from": person, "to": home, "last_contact_month": month_before(0)}


def _r37(field: _Field) -> None:
    homes = {grid: home for home, grid in field.facts.grid_of_home.items()}
    for person in field.pick("R37", "Person", _plain_members(field)):
        field.add("household_ties", _tie(person, homes[_far_grid(field, person)]))


def _r38(field: _Field) -> None:
    """A member takes on more homes than anyone should, the contacted ones of the own grid first."""
    homes: dict[str, list[str]] = {}
    for home in sorted(field.facts.contacts):
        homes.setdefault(field.facts.grid_of_home[home], []).append(home)
    some = [home for of_grid in homes.values() for home in of_grid[:_MAX_HOMES]]
    for person in field.pick("R38", "Person", field.facts.homes_of):
        own = field.facts.homes_of[person]
        nearest = homes[field.facts.grid_of_home[own[0]]]
        others = [home for home in [*nearest, *some] if home not in own]
        more = list(dict.fromkeys(others))[: _MAX_HOMES + 1 - len(own)]
        field.add("household_ties", *(_tie(person, home) for home in more))


# --- activities ---


def _doing(field: _Field, column: str, *kinds: str) -> list[str]:
    """Who did something, or where."""
    return field.rosters["activities"].filter(_among("activity", kinds))[column].to_list()


def _r39(field: _Field) -> None:
    visitors = _doing(field, "from", "home_visit")
    chosen = field.pick("R39", "PartyOrg", visitors)
    field.change("activities", _among("from", chosen) & _is("activity", "home_visit"), times_on_tuesday=0)
    unclear = field.pick("R39", "PartyOrg", visitors, UNKNOWN)
    field.change("activities", _among("from", unclear) & _is("activity", "home_visit"), times_on_tuesday=None)


def _r40(field: _Field) -> None:
    chosen = field.pick("R40", "Grid", field.facts.grids)
    field.drop("activities", _among("to", chosen) & _is("activity", "visit_sick"))


def _r41(field: _Field) -> None:
    for org in field.pick("R41", "PartyOrg", _doing(field, "from", "whistle_answered")):
        place = field.facts.covered_grids(org)[0]
        done = {
            "from": org,
            "to": place,
            "activity": "whistle_unanswered",
            "month": month_before(0),
            "times": 1,
        }
        field.add("activities", done)


def _r42(field: _Field) -> None:
    chosen = field.pick("R42", "PartyOrg", field.facts.of_kind({"organ_branch"}))
    field.drop("activities", _among("from", chosen))


def _pairing(column: str = "from") -> pl.Expr:
    """The id of a pairing as findings write it."""
    return pl.concat_str(column, pl.lit("→"), "to")


def _pairings(field: _Field) -> list[str]:
    return field.rosters["pairings"].select(_pairing()).to_series().to_list()


def _r43(field: _Field) -> None:
    chosen = field.pick("R43", "PAIRED_WITH", _pairings(field))
    field.change("pairings", _pairing().is_in(chosen), agreement_signed_on=None)


def _r44(field: _Field) -> None:
    chosen = field.pick("R44", "PAIRED_WITH", _pairings(field))
    field.change("pairings", _pairing().is_in(chosen), governance_list=False)
    unclear = field.pick("R44", "PAIRED_WITH", _pairings(field), UNKNOWN)
    field.change("pairings", _pairing().is_in(unclear), party_building_list=None)


def _r45(field: _Field) -> None:
    chosen = field.pick("R45", "PAIRED_WITH", _pairings(field))
    orgs = [pairing.partition("→")[0] for pairing in chosen]
    field.drop("activities", _among("from", orgs) & _among("activity", _JOINT))


def _r46(field: _Field) -> None:
    for compound in field.pick("R46", "Compound", field.facts.compounds):
        places = {compound} | field.facts.grids_of_compound[compound]
        field.drop("activities", _among("to", places) & _among("activity", _COUNCILS))


# --- the whole ---


def _r47(field: _Field) -> None:
    committees = field.facts.bodies["OwnersCommittee"]
    directors = field.facts.holders("committee_director", *field.pick("R47", "OwnersCommittee", committees))
    field.change("people", _among("id", directors), party_status="none", member_of=None)
    unclear = field.pick("R47", "OwnersCommittee", committees, UNKNOWN)
    field.drop("posts", _holds_post("committee_director") & _among("to", unclear))


def _r48(field: _Field) -> None:
    chosen = field.pick("R48", "Grid", field.facts.grids)
    field.drop("posts", _holds_post("red_steward") & _among("to", chosen))
    unclear = field.pick("R48", "Grid", field.facts.grids, UNKNOWN)
    field.change("people", _among("lives_in", unclear), is_owner=None)


def _r49(field: _Field) -> None:
    branches = field.facts.of_kind({"organ_branch"})
    field.change("party_orgs", _among("id", field.pick("R49", "PartyOrg", branches)), pledges_signed=1)
    unclear = field.pick("R49", "PartyOrg", branches, UNKNOWN)
    field.change("party_orgs", _among("id", unclear), pledges_signed=None)


def _r50(field: _Field) -> None:
    """An instructor is said to be recommended by a branch that is paired with another grid."""
    instructors, grids = _instructors(field), _linked(field)
    for person in field.pick("R50", "Person", instructors):
        other = min(org for org, grid in grids.items() if grid != grids[instructors[person]])
        field.change("posts", _holds_post("instructor") & _is("from", person), recommended_by=other)


def _r51(field: _Field) -> None:
    for grid in field.pick("R51", "Grid", field.facts.grids):
        second = _members_at_home(field, grid, but=field.facts.holders("grid_head", grid))[0]
        field.add("posts", _hold(second, "grid_head", grid))
    for person in field.pick("R51", "Person", _plain_members(field)):
        orgs = field.facts.registered[person]
        other = min(org for org in field.facts.of_kind(GRID_ORGS) if org not in orgs)
        field.add("registrations", {"from": person, "to": other, "claims": 1})
    for committee in field.pick("R51", "OwnersCommittee", field.facts.bodies["OwnersCommittee"]):
        directors = field.facts.holders("committee_director", committee)
        field.add("posts", _hold(min(set(_appointees(field)) - directors), "committee_director", committee))


def _r52(field: _Field) -> None:
    """One person holds three posts."""
    for grid in field.pick("R52", "Grid", field.facts.grids):
        head = min(field.facts.holders("grid_head", grid))
        field.add("posts", _hold(head, "stairwell_head", grid), _hold(head, "volunteer", grid))


_NEEDING_ROOM: Final = ("_r07", "_r38")
"""Sown before all others: they touch several things at once."""

_SOWERS: Final[tuple[Callable[[_Field], None], ...]] = tuple(
    function
    for name, function in sorted(globals().items(), key=lambda item: (item[0] not in _NEEDING_ROOM, item[0]))
    if re.fullmatch("_r[0-9]{2}", name)
)
