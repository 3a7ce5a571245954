"""The contract of a plan read once more, in plain Python and whole numbers: who is eligible, and what could be reached.

Nothing here knows how a plan is made. A :class:`Facts` is one day of an alliance as sets; every stage has its
*choices*, all the moves its eligibility lets pass with what each costs, and its optimum is found by a mixed-integer
programme over them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any, Final

import highspy

from graphmodel.alliance import Alliance

Row = dict[str, Any]
Places = set[tuple[str, str]]
MEMBER: Final = {"full", "probationary"}
COMMITTEES: Final = {"organ_committee", "organ_general_branch"}
GRID_ORGANISATIONS: Final = {"grid_branch", "grid_group"}
APPOINTED: Final = {"first_secretary", "part_time_member"}
HELPERS: Final = ("stairwell_head", "red_steward", "volunteer")
BODIES: Final = ("OwnersCommittee", "PropertyCompany", "SocialOrg")
WORK: Final = {"owner_liaison", "service_supervisor", "instructor"}


class Facts:
    """One day of an alliance: what is live, and which rows stand beyond the day."""

    def __init__(self, alliance: Alliance, day: date) -> None:
        slice_ = alliance.at(day)
        self.day = day
        self.slice = slice_
        self.node: dict[str, dict[str, Row]] = {
            label: {row["id"]: row for row in table.iter_rows(named=True)}
            for label, table in slice_.nodes.items()
        }
        self.ties: dict[str, list[Row]] = {
            name: list(table.iter_rows(named=True)) for name, table in slice_.ties.items()
        }
        self.standing: set[tuple[Any, ...]] = set()
        self.rows: dict[str, list[Row]] = {}
        for relation in ("HOLDS", "PAIRED_WITH", "REGISTERED_WITH", "CONTACTS"):
            self.rows[relation] = list(alliance.ties[relation].iter_rows(named=True))
            for row in self.rows[relation]:
                if row["valid_to"] is None or row["valid_to"] > day:
                    self.standing.add((relation, row["from_id"], row.get("post"), row["to_id"]))
        self._to: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._from: dict[tuple[str, str], list[str]] = defaultdict(list)
        for relation, rows in self.ties.items():
            for row in rows:
                self._to[relation, row["from_id"]].append(row["to_id"])
                self._from[relation, row["to_id"]].append(row["from_id"])
        self.holds: dict[str, list[Row]] = defaultdict(list)
        self.held: dict[str, list[Row]] = defaultdict(list)
        for row in self.ties["HOLDS"]:
            self.holds[row["from_id"]].append(row)
            self.held[row["to_id"]].append(row)
        self.label = {id_: label for label, things in self.node.items() for id_ in things}

    # --- ties ---

    def to(self, relation: str, start: str, label: str | None = None) -> set[str]:
        ends = self._to[relation, start]
        return {end for end in ends if label is None or self.label[end] == label}

    def of(self, relation: str, end: str) -> set[str]:
        return {*self._from[relation, end]}

    def repeats(self, relation: str, start: str, end: str, post: str | None = None) -> bool:
        return (relation, start, post, end) in self.standing

    # --- organisations ---

    def kind(self, org: str) -> str | None:
        kind: str | None = self.node["PartyOrg"][org]["kind"]
        return kind

    def retired(self, org: str) -> bool:
        return bool(self.node["PartyOrg"][org]["is_retired"])

    def orgs(self, *kinds: str) -> set[str]:
        return {org for org in self.node["PartyOrg"] if self.kind(org) in kinds}

    @property
    def committees(self) -> set[str]:
        return {org for org in self.orgs(*COMMITTEES) if not self.retired(org)}

    @property
    def branches(self) -> set[str]:
        return {org for org in self.orgs("organ_branch") if not self.retired(org)}

    def grids_of(self, org: str) -> set[str]:
        return self.to("PAIRED_WITH", org, "Grid")

    def grid_organisations(self, grid: str) -> set[str]:
        return {org for org in self.of("COVERS", grid) if self.kind(org) in GRID_ORGANISATIONS}

    def community_orgs(self, community: str) -> list[str]:
        return sorted(org for org in self.of("SEATED_IN", community) if self.kind(org) == "community")

    def recommended(self, org: str) -> set[str]:
        """Who is first secretary or part-time member on the word of a committee where it is paired."""
        return {
            row["from_id"]
            for community in self.to("PAIRED_WITH", org, "Community")
            for place in self.community_orgs(community)
            for row in self.held[place]
            if row["post"] in APPOINTED and row["recommended_by"] == org
        }

    def instructors_by(self, branch: str) -> set[str]:
        return {
            row["from_id"]
            for grid in self.grids_of(branch)
            for row in self.held[grid]
            if row["post"] == "instructor" and row["recommended_by"] == branch
        }

    # --- places ---

    def above(self, place: str) -> set[str]:
        found = {place}
        for end in self.to("PART_OF", place):
            found |= self.above(end)
        return found

    def distance(self, one: str, other: str) -> int:
        shared = {self.label[unit] for unit in self.above(one) & self.above(other)}
        order = ("Grid", "Compound", "Community", "Street", "County")
        return next((n for n, label in enumerate(order) if label in shared), 5)

    def org_distance(self, org: str, place: str) -> int:
        family = {org} | self.to("LED_BY", org) | self.of("LED_BY", org)
        places = {end for one in family for end in self.to("PAIRED_WITH", one)}
        places |= self.to("REGISTERED_WITH", org, "Community")
        return min((self.distance(one, place) for one in places), default=5)

    def person_distance(self, person: str, place: str) -> int:
        if self.node["Person"][person]["lives_outside"]:
            return 5
        return min((self.distance(grid, place) for grid in self.to("LIVES_IN", person)), default=3)

    # --- people ---

    def is_member(self, person: str) -> bool:
        status: str | None = self.node["Person"][person]["party_status"]
        return status in MEMBER

    def is_full(self, person: str) -> bool:
        return bool(self.node["Person"][person]["party_status"] == "full")

    def posts(self, person: str) -> int:
        return min(3, len(self.holds[person]))

    def has_post(self, person: str, *posts: str, at: Iterable[str] | None = None) -> bool:
        places = None if at is None else {*at}
        return any(
            (not posts or row["post"] in posts) and (places is None or row["to_id"] in places)
            for row in self.holds[person]
        )

    def candidates(self, branch: str, grid: str) -> set[str]:
        """The instructor candidates of a branch for a grid."""
        around = {grid} | self.grid_organisations(grid)
        return {
            person
            for person in self.of("MEMBER_OF", branch)
            if self.is_full(person)
            and not self.has_post(person, "instructor")
            and not self.has_post(person, at=around)
        }


# --- whole numbers ---


@dataclass
class Programme:
    """A programme in whole numbers: the first objective is the greatest, then the next, and so on."""

    size: int = 0
    rows: list[tuple[float, float, dict[int, float]]] = field(default_factory=list)

    def choice(self) -> int:
        self.size += 1
        return self.size - 1

    def hold(
        self,
        terms: Mapping[int, float],
        at_least: float = -highspy.kHighsInf,
        at_most: float = highspy.kHighsInf,
    ) -> None:
        if terms:
            self.rows.append((at_least, at_most, dict(terms)))

    def best(self, *objectives: Mapping[int, float]) -> list[int]:
        """What the objectives come to, each the most given those before it."""
        if not self.size:
            return [0 for _ in objectives]
        solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("mip_rel_gap", 0.0)
        solver.setOptionValue("mip_abs_gap", 0.0)
        for _ in range(self.size):
            solver.addVar(0, 1)
        for variable in range(self.size):
            solver.changeColIntegrality(variable, highspy.HighsVarType.kInteger)
        for low, high, terms in self.rows:
            solver.addRow(low, high, len(terms), [*terms], [*terms.values()])
        solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
        reached = []
        for objective in objectives:
            for variable in range(self.size):
                solver.changeColCost(variable, objective.get(variable, 0.0))
            solver.run()
            assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
            value = round(solver.getInfo().objective_function_value)
            reached.append(value)
            terms = {k: v for k, v in objective.items() if v}
            if terms:
                solver.addRow(value, highspy.kHighsInf, len(terms), [*terms], [*terms.values()])
        return reached


def at_most_once(programme: Programme, variables: Mapping[Any, int], of: Callable[[Any], Hashable]) -> None:
    groups: dict[Hashable, dict[int, float]] = defaultdict(dict)
    for key, variable in variables.items():
        groups[of(key)][variable] = 1
    for terms in groups.values():
        programme.hold(terms, at_most=1)


def steps_of(programme: Programme, variables: Iterable[int], prices: Sequence[int]) -> dict[int, float]:
    """The price of how many of some variables are taken: the first taken costs the first price, and so on; they rise."""
    assert all(one <= other for one, other in pairwise(prices))
    slots = {programme.choice(): -float(price) for price in prices}
    programme.hold({**dict.fromkeys(variables, 1.0), **dict.fromkeys(slots, -1.0)}, 0, 0)
    return slots


def assigned(
    choices: Mapping[Any, int], *once: Callable[[Any], Hashable], weights: Sequence[Mapping[Any, float]] = ()
) -> list[int]:
    """The optimum of an assignment: the most choices (or the weights given), then the least cost, each key once."""
    programme = Programme()
    variables = {key: programme.choice() for key in choices}
    for of in once:
        at_most_once(programme, variables, of)
    counted = weights or [dict.fromkeys(choices, 1.0)]
    *closed, cost = programme.best(
        *({variables[key]: weight for key, weight in one.items()} for one in counted),
        {variables[key]: -float(cost) for key, cost in choices.items()},
    )
    return [*closed, -cost]


# --- stages: every move that is eligible, and its cost ---

Gaps = Mapping[tuple[str, str], set[str]]
"""The gaps of a stage, of the rules asked for and in scope: by rule and label."""


def two_of_something(facts: Facts, label: str, id_: str) -> bool:
    if label == "Grid":
        return len({row["from_id"] for row in facts.held[id_] if row["post"] == "grid_head"}) > 1
    if label == "Person":
        return max(len(facts.to("MEMBER_OF", id_)), len(facts.to("REGISTERED_WITH", id_))) > 1
    if label == "Community":
        orgs = facts.community_orgs(id_)
        held = [row for org in orgs for row in facts.held[org]]
        return len({row["from_id"] for row in held if row["post"] == "first_secretary"}) > 1
    if label == "OwnersCommittee":
        return len({row["from_id"] for row in facts.held[id_] if row["post"] == "committee_director"}) > 1
    return len([one for one in facts.of("SERVES", id_) if facts.label[one] == "OwnersCommittee"]) > 1


def loose_ties(
    alliance: Alliance, facts: Facts, label: str, id_: str
) -> set[tuple[str, str, str | None, str]]:
    """The live ties of a live thing whose other end is not: relation, from, post, to."""
    found = set()
    for relation, table in alliance.ties.items():
        if relation == "TOOK_PART":
            continue
        for row in table.iter_rows(named=True):
            starts, ends = row["valid_from"], row["valid_to"]
            if (starts and starts > facts.day) or (ends and ends <= facts.day):
                continue
            sides = ((row["from_label"], row["from_id"]), (row["to_label"], row["to_id"]))
            if (label, id_) not in sides:
                continue
            other = sides[1] if sides[0] == (label, id_) else sides[0]
            if other[1] not in facts.node[other[0]]:
                found.add((relation, row["from_id"], row.get("post"), row["to_id"]))
    return found


def rests(facts: Facts, org: str, target: str) -> set[str]:
    """The holders of posts that rest on a pairing."""
    places = {target} if facts.label[target] == "Grid" else facts.of("SEATED_IN", target)
    return {
        row["from_id"]
        for place in places
        for row in facts.held[place]
        if row["post"] in APPOINTED | {"instructor"} and row["recommended_by"] == org
    }


def unendable(facts: Facts, branch: str, grid: str) -> set[str]:
    return {
        row["from_id"]
        for row in facts.held[grid]
        if row["post"] == "instructor" and row["recommended_by"] in (branch, None)
    }


def over_paired(facts: Facts, gaps: Gaps) -> tuple[int, int]:
    """Stage 3: how many branches can be left with one grid, and what it costs at least."""
    programme = Programme()
    closed: dict[str, int] = {}
    kept: dict[tuple[str, str], int] = {}
    cost: dict[int, float] = {}
    agreement = {
        (row["from_id"], row["to_id"]): row["has_agreement"] is True for row in facts.ties["PAIRED_WITH"]
    }
    base = 0.0
    for branch in gaps["R22", "PartyOrg"]:
        grids = facts.grids_of(branch)
        closed[branch] = programme.choice()
        for grid in grids:
            kept[branch, grid] = variable = programme.choice()
            price = 1 + agreement[branch, grid]
            cost[variable] = price
            base += price
            if unendable(facts, branch, grid):
                programme.hold({variable: 1}, 1)
        programme.hold(
            {**{kept[branch, grid]: 1.0 for grid in grids}, closed[branch]: len(grids) - 1.0},
            len(grids),
            len(grids),
        )
    for grid in {grid for _, grid in kept}:
        others = (facts.of("PAIRED_WITH", grid) & facts.branches) - gaps["R22", "PartyOrg"]
        if not others:
            programme.hold({variable: 1.0 for (_, end), variable in kept.items() if end == grid}, 1)
    number, saved = programme.best(dict.fromkeys(closed.values(), 1.0), cost)
    return number, round(base) - saved


def community_pairings(
    facts: Facts, communities: Iterable[str], r26_gaps: set[str]
) -> dict[tuple[str, str], int]:
    """Stage 4: committee and community with their distance."""
    return {
        (org, community): facts.org_distance(org, community)
        for community in communities
        for org in facts.committees
        if not facts.repeats("PAIRED_WITH", org, community)
        and not (
            org not in r26_gaps
            and any(
                row["post"] in APPOINTED and row["recommended_by"] == org
                for place in facts.community_orgs(community)
                for row in facts.held[place]
            )
        )
    }


def compound_pairings(facts: Facts, compounds: Iterable[str]) -> dict[tuple[str, str], int]:
    """Stage 5: organisation and compound with their distance."""
    others = {org for org in facts.orgs("other") if not facts.retired(org)}
    return {
        (org, compound): facts.org_distance(org, compound)
        for compound in compounds
        for org in facts.committees | facts.branches | others
        if not facts.repeats("PAIRED_WITH", org, compound)
    }


def spread_out(facts: Facts, choices: Mapping[tuple[str, str], int], label: str) -> tuple[int, int]:
    """The optimum of stages 4 and 5: each target once, and an organisation's k-th tie of the sort costs k - 1 more."""
    programme = Programme()
    variables = {key: programme.choice() for key in choices}
    at_most_once(programme, variables, lambda key: key[1])
    cost = {variables[key]: -float(price) for key, price in choices.items()}
    for org in {org for org, _ in choices}:
        mine = [variable for (one, _), variable in variables.items() if one == org]
        has = len(facts.to("PAIRED_WITH", org, label))
        cost |= steps_of(programme, mine, range(has, has + len(mine)))
    number, price = programme.best(dict.fromkeys(variables.values(), 1.0), cost)
    return number, -price


def free_branches(facts: Facts) -> set[str]:
    return {branch for branch in facts.branches if not facts.grids_of(branch)}


def grid_targets(facts: Facts, gaps: Gaps) -> tuple[set[str], set[str]]:
    """Stage 6: T1 and T2."""
    first = gaps.get(("R22", "Grid"), set())
    providing = {
        grid
        for branch in facts.branches
        if len(grids := facts.grids_of(branch)) == 1
        for grid in grids
        if facts.candidates(branch, grid)
    }
    return first, gaps.get(("R25", "Grid"), set()) - first - providing


def grid_pairings(facts: Facts, gaps: Gaps) -> dict[tuple[str, str], int]:
    """Stage 6: free branch and grid with their cost."""
    first, second = grid_targets(facts, gaps)
    choices = {}
    for grid in first | second:
        for branch in free_branches(facts):
            if facts.repeats("PAIRED_WITH", branch, grid):
                continue
            able = bool(facts.candidates(branch, grid))
            if able or grid in first:
                choices[branch, grid] = facts.org_distance(branch, grid) + (0 if able else 10)
    return choices


def grid_weights(
    facts: Facts, gaps: Gaps, choices: Iterable[tuple[str, str]]
) -> list[dict[tuple[str, str], float]]:
    first, _ = grid_targets(facts, gaps)
    wanting = gaps.get(("R25", "Grid"), set())
    return [
        {key: float(key[1] in first) for key in choices},
        {key: float(key[1] in wanting and bool(facts.candidates(*key))) for key in choices},
    ]


def appointments(facts: Facts, committees: Iterable[str]) -> dict[tuple[str, str, str], int]:
    """Stage 7: committee, person, community with what the person costs."""
    choices = {}
    for org in committees:
        communities = facts.to("PAIRED_WITH", org, "Community")
        placed = {one for one in communities if facts.community_orgs(one)}
        led = {one for one in facts.of("LED_BY", org) if one in facts.branches}
        if facts.recommended(org):
            continue
        for person in facts.node["Person"]:
            if (
                facts.is_full(person)
                and facts.has_post(person, "secretary", at={org} | led)
                and not facts.has_post(person, *APPOINTED)
                and not any(
                    facts.repeats("HOLDS", person, place, post)
                    for community in communities
                    for place in facts.community_orgs(community)
                    for post in APPOINTED
                )
            ):
                for community in placed:
                    choices[org, person, community] = facts.posts(person) - 1
    return choices


def holders(facts: Facts, place: str) -> int:
    return len({row["from_id"] for row in facts.held[place] if row["post"] in APPOINTED})


def appointed(facts: Facts, gaps: Gaps) -> tuple[int, int, int]:
    """The optimum of stage 7: committees, communities, cost."""
    choices = appointments(facts, gaps.get(("R26", "PartyOrg"), set()))
    programme = Programme()
    variables = {key: programme.choice() for key in choices}
    at_most_once(programme, variables, lambda key: key[0])
    at_most_once(programme, variables, lambda key: key[1])
    cost = {variables[key]: -float(price) for key, price in choices.items()}
    closed = {}
    for community in {key[2] for key in choices}:
        mine = [variable for key, variable in variables.items() if key[2] == community]
        has = holders(facts, facts.community_orgs(community)[0])
        cost |= steps_of(programme, mine, range(has, has + len(mine)))
        if community in gaps.get(("R26", "Community"), set()):
            closed[one := programme.choice()] = 1.0
            programme.hold({**dict.fromkeys(mine, 1.0), one: -1.0}, 0)
    number, first, price = programme.best(dict.fromkeys(variables.values(), 1.0), closed, cost)
    return number, first, -price


def instructors(facts: Facts, grids: Iterable[str]) -> dict[tuple[str, str, str], int]:
    """Stage 8: grid, branch, person with the cost."""
    return {
        (grid, branch, person): facts.person_distance(person, grid) + facts.posts(person)
        for grid in grids
        for branch in facts.of("PAIRED_WITH", grid)
        if branch in facts.branches and facts.grids_of(branch) == {grid}
        for person in facts.candidates(branch, grid)
        if not facts.repeats("HOLDS", person, grid, "instructor")
    }


def recommendations(facts: Facts, branches: Iterable[str]) -> dict[tuple[str, str, str], int]:
    """Stage 9: branch, grid, person with the cost."""
    return {
        (branch, grid, person): facts.person_distance(person, grid) + facts.posts(person)
        for branch in branches
        if len(facts.grids_of(branch)) == 1 and not facts.instructors_by(branch)
        for grid in facts.grids_of(branch)
        for person in facts.candidates(branch, grid)
        if not facts.repeats("HOLDS", person, grid, "instructor")
    }


BODY_POST: Final = dict(zip(BODIES, ("owner_liaison", "service_supervisor", "instructor"), strict=True))


def body_posts(facts: Facts, bodies: Mapping[str, set[str]]) -> dict[tuple[str, str, str | None], int]:
    """Stage 10: body, person, recommended by, with the cost."""
    choices: dict[tuple[str, str, str | None], int] = {}
    every = {body for label in BODIES for body in facts.node[label]}
    for label, ids in bodies.items():
        for body in ids:
            compounds = facts.to("SERVES", body)
            grids = {grid for compound in compounds for grid in facts.of("PART_OF", compound)}
            for person in facts.node["Person"]:
                if facts.has_post(person, at={body}) or facts.has_post(person, *WORK, at=every):
                    continue
                if facts.repeats("HOLDS", person, body, BODY_POST[label]):
                    continue
                by = None
                if label == "SocialOrg":
                    near = {
                        branch
                        for branch in facts.to("MEMBER_OF", person)
                        if branch in facts.branches and facts.to("PAIRED_WITH", branch) & (compounds | grids)
                    }
                    if not near or not facts.is_full(person) or facts.has_post(person, "instructor"):
                        continue
                    by = min(near)
                else:
                    owner = facts.node["Person"][person]["is_owner"] is True
                    if not facts.is_member(person) or not facts.to("LIVES_IN", person) & grids:
                        continue
                    if label == "OwnersCommittee" and not owner:
                        continue
                choices[body, person, by] = facts.posts(person)
    return choices


def team(facts: Facts, grid: str) -> tuple[list[str], list[str], dict[str, int]]:
    """Stage 11: what of secretary, instructor and owner is lacking, the posts lacking, and who could hold them."""
    around = {grid} | facts.grid_organisations(grid)
    here = [row["post"] for row in facts.held[grid]]
    living = {person for person in facts.of("LIVES_IN", grid) if facts.is_member(person)}
    lacks = []
    if not any(row["post"] == "secretary" for org in around - {grid} for row in facts.held[org]):
        lacks.append("secretary")
    if "instructor" not in here:
        lacks.append("instructor")
    if not any(facts.node["Person"][person]["is_owner"] for person in living):
        lacks.append("owner_member")
    posts = [post for post in HELPERS if post not in here]
    able = {
        person: facts.posts(person)
        for person in living
        if not facts.has_post(person, at=around)
        and not any(facts.repeats("HOLDS", person, grid, post) for post in posts)
    }
    return lacks, posts, able


def registrations(facts: Facts, person: str) -> list[str]:
    """Stage 13: the grid organisations a person may be registered with, the first to be taken first."""
    found = {
        org
        for grid in facts.to("LIVES_IN", person)
        for org in facts.grid_organisations(grid)
        if org not in facts.to("MEMBER_OF", person) and not facts.repeats("REGISTERED_WITH", person, org)
    }
    return sorted(found, key=lambda org: (facts.kind(org) != "grid_branch", org))


def outside(facts: Facts, person: str, orgs: Iterable[str]) -> set[str]:
    """The grids of a person's homes that lie outside, were they registered with some organisations."""
    near = facts.to("LIVES_IN", person)
    near |= {
        grid
        for org in orgs
        if facts.kind(org) in GRID_ORGANISATIONS
        for grid in facts.to("COVERS", org, "Grid")
    }
    return {
        grid
        for home in facts.to("CONTACTS", person)
        for grid in facts.to("PART_OF", home)
        if grid not in near
    }


@dataclass
class Homes:
    """Stage 14: homes to give, people with room, and the cost of every home a person may take."""

    grid: dict[str, str]
    room: dict[str, int]
    has: dict[str, int]
    cost: dict[tuple[str, str], int]


def homes(facts: Facts, grids: set[str] | None, reach: str, max_homes: int) -> Homes:
    """The homes of stage 14 in some grids (None: all)."""
    grid_of = {
        home: grid
        for home, row in facts.node["Household"].items()
        if row["status"] == "occupied" and not facts.of("CONTACTS", home)
        for grid in facts.to("PART_OF", home)
        if grids is None or grid in grids
    }
    by_grid: dict[str, list[str]] = defaultdict(list)
    for home, grid in grid_of.items():
        by_grid[grid].append(home)
    result = Homes(grid_of, {}, {}, {})
    for person in facts.node["Person"]:
        mine = {org for org in facts.to("REGISTERED_WITH", person) if facts.kind(org) in GRID_ORGANISATIONS}
        contacts = facts.to("CONTACTS", person)
        if not mine or not facts.is_member(person) or len(contacts) >= max_homes:
            continue
        result.room[person], result.has[person] = max_homes - len(contacts), len(contacts)
        lived = facts.to("LIVES_IN", person)
        near = lived | {grid for org in mine for grid in facts.to("COVERS", org, "Grid")}
        for grid in by_grid:
            if grid in lived:
                price = 2
            elif grid in near:
                price = 3
            else:
                shared = {facts.label[unit] for one in near for unit in facts.above(one) & facts.above(grid)}
                if reach != "grid" and "Compound" in shared:
                    price = 4
                elif reach == "community" and "Community" in shared:
                    price = 5
                else:
                    continue
            known = [facts.node["Household"][one] for one in contacts if grid in facts.to("PART_OF", one)]
            for home in by_grid[grid]:
                if facts.repeats("CONTACTS", person, home):
                    continue
                row = facts.node["Household"][home]
                same = [
                    one for one in known if row["building"] is not None and one["building"] == row["building"]
                ]
                least = price
                if same:
                    least = 1
                if any(row["stairwell"] is not None and one["stairwell"] == row["stairwell"] for one in same):
                    least = 0
                result.cost[person, home] = least
    return result


def band(has: int, room: int, max_homes: int) -> list[int]:
    return [4 * (j - 1) // max_homes for j in range(has + 1, has + room + 1)]


def homes_given(found: Homes, without: set[str], max_homes: int, with_r35: bool) -> tuple[int, int, int]:
    """The optimum of stage 14: homes, people who had none, cost. Without R35 only they get one, one each."""
    programme = Programme()
    variables = {key: programme.choice() for key in found.cost if with_r35 or key[0] in without}
    at_most_once(programme, variables, lambda key: key[1])
    cost = {variables[key]: -float(found.cost[key]) for key in variables}
    first: dict[int, float] = {}
    for person in {key[0] for key in variables}:
        mine = [variable for key, variable in variables.items() if key[0] == person]
        room = found.room[person] if with_r35 else 1
        prices = band(found.has[person], room, max_homes)
        cost |= steps_of(programme, mine, prices)
        if person in without:
            first[one := programme.choice()] = 1.0
            programme.hold({**dict.fromkeys(mine, 1.0), one: -1.0}, 0)
    every = dict.fromkeys(variables.values(), 1.0) if with_r35 else {}
    number, people, price = programme.best(every, first, cost)
    return number, people, -price
