"""The analysis read once more, plainly: sets and walks over the rows of a day; nothing here knows how it is computed.

Of what has several right answers, a witness, a check takes the place of the answer.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from math import ceil
from typing import Any, Final

from graphmodel.alliance import Slice
from graphmodel.alliance.territory import locate, within
from graphmodel.rules import Settings
from tests.analysis.removing import without
from tests.rules.comparing import Reading

Node = tuple[str, str]
Row = dict[str, Any]
BODIES: Final = ("OwnersCommittee", "PropertyCompany", "SocialOrg")
COMMITTEES: Final = ("organ_committee", "organ_general_branch")
MEMBERS: Final = ("full", "probationary")
CLAIMS: Final = ("R01", "R02", "R16", "R17", "R21", "R22", "R23", "R25", "R26")
THREAD: Final = ("COVERS", "LED_BY", "PAIRED_WITH", "HOLDS")
NEEDS: Final[dict[str, tuple[str, ...]]] = {
    "red_thread": ("grids", "COVERS", "covers:Grid"),
    "pairing": ("party_orgs", "grids", "pairings", "pairings:Grid"),
    "household_capacity": (
        *("households", "household_ties", "registrations", "people", "party_orgs", "registrations:Person"),
    ),
    "reach": ("grids", "COVERS", "LED_BY", "SEATED_IN", "covers:Grid"),
    "homes_per_member": (
        *("registrations", "people", "party_orgs", "households", "household_ties", "registrations:Person"),
    ),
    "posts_per_person": ("posts", "people"),
    "grids_per_branch": ("pairings", "party_orgs", "grids", "pairings:Grid"),
    "compounds_per_org": ("pairings", "party_orgs", "compounds", "pairings:Compound"),
    "communities_per_committee": ("pairings", "party_orgs", "divisions", "pairings:Community"),
}


class PlainAnalysis:
    """What ``analyse`` has to say of a day."""

    def __init__(self, slice_: Slice, settings: Settings, scope: tuple[str, ...]) -> None:
        self.slice, self.settings = slice_, settings
        self.node: dict[Node, Row] = {
            (label, row["id"]): row
            for label, table in slice_.nodes.items()
            for row in table.iter_rows(named=True)
        }
        self.ties: dict[str, list[tuple[Node, Node]]] = {
            relation: [((a, b), (c, d)) for a, b, c, d in table.select(*_ENDS).iter_rows()]
            for relation, table in slice_.ties.items()
        }
        self.scope = {*within(locate(slice_), slice_, scope).iter_rows()} if scope else None

    def all(self, label: str) -> list[Node]:
        return sorted(node for node in self.node if node[0] == label)

    def inside(self, node: Node) -> bool:
        return self.scope is None or node in self.scope

    def to(self, relation: str, start: Node, label: str | None = None) -> set[Node]:
        ends = {end for one, end in self.ties[relation] if one == start}
        return {end for end in ends if label is None or end[0] == label}

    def of(self, relation: str, end: Node, *labels: str) -> set[Node]:
        starts = {start for start, one in self.ties[relation] if one == end}
        return {start for start in starts if not labels or start[0] in labels}

    def orgs(self, *kinds: str, retired: bool = True) -> set[Node]:
        return {
            org
            for org in self.all("PartyOrg")
            if self.node[org]["kind"] in kinds and (retired or not self.node[org]["is_retired"])
        }

    def lacks(self, part: str) -> bool:
        known = self.slice.absent_columns | self.slice.absent_parts
        return any(
            name in known or (name.islower() and ":" not in name and name not in self.slice.supplied)
            for name in NEEDS[part]
        )

    # --- the answer ---

    def faults(self, told: dict[str, Any]) -> Iterator[str]:
        """What of an answer is not so."""
        right: dict[str, Any] = {
            part: None if self.lacks(part) else getattr(self, part)()
            for part in ("red_thread", "household_capacity", "reach")
        }
        right["single_points"] = self.single_points()
        right["load"] = self.load()
        right["not_supplied"] = sorted(
            part for part in ("red_thread", "pairing", "household_capacity", "reach") if self.lacks(part)
        )
        for part, answer in right.items():
            if told[part] != answer:
                yield f"{part}: told {_differing(told[part], answer)}, right {_differing(answer, told[part])}"
        if (told["pairing"] is None) != self.lacks("pairing"):
            yield f"pairing: told {told['pairing']}"
        elif told["pairing"]:
            yield from self.pairing_faults(told["pairing"])

    # --- the red thread ---

    def red_thread(self) -> list[dict[str, Any]]:
        return [self.thread(compound) for compound in self.all("Compound") if self.inside(compound)]

    def thread(self, compound: Node) -> dict[str, Any]:
        joined = self.of("PART_OF", compound, "Grid") | self.of("SERVES", compound, *BODIES)
        covering = {org for one in joined for org in self.of("COVERS", one)}
        paired = {org for one in (*joined, compound) for org in self.of("PAIRED_WITH", one)}
        holding = {person for one in joined | covering for person in self.of("HOLDS", one)}
        members = joined | covering | paired | holding
        ties = [
            tie
            for relation in THREAD
            for tie in self.ties[relation]
            if tie[0] in members and tie[1] in members
        ]
        parts = _parts(members, ties)
        holding_parts = sorted(sorted(part & joined) for part in parts if part & joined)
        loose = [one for part in parts if not any(n[0] == "PartyOrg" for n in part) for one in part & joined]
        least: dict[frozenset[Node], tuple[Node, Node]] = {}
        for tie in ties:
            least[frozenset(tie)] = min(tie, least.get(frozenset(tie), tie))

        def number(nodes: Collection[Node], left: Iterable[tuple[Node, Node]]) -> int:
            return sum(bool(part & joined) for part in _parts(nodes, left))

        cut = [
            node
            for node in sorted(members - joined)
            if number(members - {node}, [tie for tie in ties if node not in tie]) > len(holding_parts)
        ]
        bridges = [
            tie
            for pair, tie in least.items()
            if number(members, [one for one in ties if frozenset(one) != pair]) > len(holding_parts)
        ]
        return {
            "compound": compound[1],
            "members": len(members),
            "components": [list(map(":".join, part)) for part in holding_parts],
            "loose": list(map(":".join, sorted(loose))),
            "joins_needed": max(len(holding_parts) - 1, 0),
            "cut_points": list(map(":".join, cut)),
            "bridges": [list(map(":".join, tie)) for tie in sorted(bridges)],
        }

    # --- single points ---

    def single_points(self) -> list[dict[str, Any]]:
        before = Reading(self.slice, self.settings, CLAIMS)
        found = []
        for label, id_ in [*self.all("PartyOrg"), *self.all("Person")]:
            after = Reading(without(self.slice, label, [id_]), self.settings, CLAIMS).those("gap")
            lost = [
                dict(zip(("rule", "subject_label", "subject"), key, strict=True))
                for key in sorted((after - before.those("gap")) & before.keys())
                if (key[0] not in {"R22", "R26"} or key[1] != "PartyOrg") and self.inside(key[1:])
            ]
            if lost:
                found.append({"subject_label": label, "subject": id_, "loses": lost})
        return found

    # --- branches and grids ---

    def pairing_faults(self, told: dict[str, Any]) -> Iterator[str]:
        branches = self.orgs("organ_branch", retired=False)
        grids_of = {org: self.to("PAIRED_WITH", org, "Grid") for org in sorted(branches)}
        paired = {grid for grids in grids_of.values() for grid in grids}
        kept: dict[Node, Node] = {}

        def keep(org: Node, seen: set[Node]) -> bool:
            for grid in grids_of[org] - seen:
                seen.add(grid)
                if grid not in kept or keep(kept[grid], seen):
                    kept[grid] = org
                    return True
            return False

        matched = sum(keep(org, set()) for org in branches)
        witness = told["witness"]
        chosen = {("Grid", grid) for grid in witness["grids"]}
        around = {org[1] for org in branches if grids_of[org] & chosen}
        right = {
            "branches": len(branches),
            "free": _codes(org for org in branches if not grids_of[org]),
            "over_paired": [
                {"org": org[1], "grids": _codes(grids)} for org, grids in grids_of.items() if len(grids) > 1
            ],
            "grids_without": _codes({*self.all("Grid")} - paired),
            "paired_grids": len(paired),
            "matched": matched,
            "deficiency": len(paired) - matched,
            "witness": {"grids": _codes(chosen & paired), "branches": sorted(around)},
        }
        if told != right:
            yield f"pairing: told {told}, right {right}"
        if len(witness["grids"]) - len(around) != right["deficiency"]:
            yield f"pairing: {witness} proves nothing"
        if not right["deficiency"] and chosen:
            yield "pairing: a witness of nothing"

    # --- room for homes ---

    def household_capacity(self) -> list[dict[str, Any]]:
        contacts = Counter(person for person, _ in self.ties["CONTACTS"])
        contacted = {home for _, home in self.ties["CONTACTS"]}
        most = self.settings.max_homes
        near: dict[Node, set[Node]] = {}
        for person in self.registered():
            orgs = self.to("REGISTERED_WITH", person) & self.orgs("grid_branch", "grid_group")
            covered = {grid for org in orgs for grid in self.to("COVERS", org, "Grid")}
            if contacts[person] < most:
                near[person] = covered | self.to("LIVES_IN", person)
        rows = []
        for unit in sorted([*self.all("Grid"), *self.all("Compound"), *self.all("Community")]):
            grids = {grid for grid in self.all("Grid") if unit in self.above(grid)}
            homes = {home for grid in grids for home in self.of("PART_OF", grid, "Household")}
            if not homes or not self.inside(unit):
                continue
            demand = {h for h in homes if self.node[h]["status"] == "occupied" and h not in contacted}
            able = {person: most - contacts[person] for person in near if near[person] & grids}
            reached = {home: self.to("PART_OF", home) for home in demand}
            closable = _most(able, {p: {h for h in demand if near[p] & reached[h]} for p in able})
            rows.append(
                {
                    "unit_label": unit[0],
                    "unit": unit[1],
                    "demand": len(demand),
                    "members": len(able),
                    "spare": sum(able.values()),
                    "closable": closable,
                    "shortfall": len(demand) - closable,
                    "more_members": ceil((len(demand) - closable) / most),
                }
            )
        return rows

    def registered(self) -> list[Node]:
        orgs = self.orgs("grid_branch", "grid_group")
        return [
            person
            for person in self.all("Person")
            if self.node[person]["party_status"] in MEMBERS and self.to("REGISTERED_WITH", person) & orgs
        ]

    def above(self, place: Node) -> set[Node]:
        return {place}.union(*(self.above(unit) for unit in self.to("PART_OF", place)))

    # --- loads, reach ---

    def load(self) -> dict[str, list[dict[str, int]]]:
        def spread(holders: Iterable[Node], number: Callable[[Node], int]) -> list[dict[str, int]]:
            counts = Counter(map(number, holders))
            return [{"value": value, "count": counts[value]} for value in sorted(counts)]

        def paired(label: str, *kinds: str) -> list[dict[str, int]]:
            orgs = self.orgs(*kinds, retired=False)
            return spread(orgs, lambda org: len(self.to("PAIRED_WITH", org, label)))

        holds = Counter(person for person, _ in self.ties["HOLDS"])
        answers: dict[str, Callable[[], list[dict[str, int]]]] = {
            "homes_per_member": lambda: spread(self.registered(), lambda p: len(self.to("CONTACTS", p))),
            "posts_per_person": lambda: spread(holds, lambda person: holds[person]),
            "grids_per_branch": lambda: paired("Grid", "organ_branch"),
            "compounds_per_org": lambda: paired("Compound", *COMMITTEES, "organ_branch"),
            "communities_per_committee": lambda: paired("Community", *COMMITTEES),
        }
        return {name: answer() for name, answer in answers.items() if not self.lacks(name)}

    def reach(self) -> list[dict[str, Any]]:
        found = []
        for compound in self.all("Compound"):
            streets = {unit for unit in self.above(compound) if unit[0] == "Street"}
            goal = {org for org in self.orgs("street") if self.to("SEATED_IN", org) & streets}
            grids = self.of("PART_OF", compound, "Grid")
            here = {org for grid in grids for org in self.of("COVERS", grid)}
            seen, hops = set(here), 1
            while here and not here & goal:
                here = {above for org in here for above in self.to("LED_BY", org)} - seen
                seen |= here
                hops += 1
            if self.inside(compound):
                found.append({"compound": compound[1], "hops": hops if here else None})
        return found


_ENDS: Final = ("from_label", "from_id", "to_label", "to_id")


def _codes(nodes: Iterable[Node]) -> list[str]:
    return sorted(id_ for _, id_ in nodes)


def _parts(nodes: Collection[Node], ties: Iterable[tuple[Node, Node]]) -> list[set[Node]]:
    beside: dict[Node, set[Node]] = defaultdict(set)
    for one, other in ties:
        beside[one].add(other)
        beside[other].add(one)
    left, parts = {*nodes}, []
    while left:
        part, walk = set[Node](), [next(iter(left))]
        while walk:
            node = walk.pop()
            if node not in part:
                part.add(node)
                walk += beside[node]
        left -= part
        parts.append(part)
    return parts


def _most(room: dict[Node, int], able: dict[Node, set[Node]]) -> int:
    """How many homes people with room can take, one home after the other along augmenting paths."""
    takes: dict[Node, Node] = {}

    def take(person: Node, seen: set[Node]) -> bool:
        for home in able[person] - seen:
            seen.add(home)
            if home not in takes or take(takes[home], seen):
                takes[home] = person
                return True
        return False

    return sum(take(person, set()) for person, number in room.items() for _ in range(number))


def _differing(one: Any, other: Any) -> Any:
    if isinstance(one, list) and isinstance(other, list):
        return [row for row in one if row not in other] or f"{len(one)} in another order"
    if isinstance(one, dict) and isinstance(other, dict):
        return {key: value for key, value in one.items() if other.get(key) != value}
    return one
