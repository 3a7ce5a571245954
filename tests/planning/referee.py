"""Holds the answer of ``plan --format json`` to its contract: every fault found is told in a sentence.

What is a gap it hears from the plain readings of the rules, not from the queries that the plan was made by.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cache, cached_property
from math import ceil
from typing import Any, Final

import polars as pl

from graphmodel.alliance import Alliance
from graphmodel.alliance.territory import locate, within
from graphmodel.ontology import ROSTER, tie_schema
from graphmodel.rules import Settings
from tests.planning import oracle
from tests.planning.oracle import BODIES, Facts
from tests.rules.comparing import Reading

Document = dict[str, Any]
Move = dict[str, Any]
Subject = tuple[str, str, str]

RELATION: Final = {
    "posts": "HOLDS", "pairings": "PAIRED_WITH", "registrations": "REGISTERED_WITH", "household_ties": "CONTACTS",
    "任职": "HOLDS", "结对": "PAIRED_WITH", "报到": "REGISTERED_WITH", "联户": "CONTACTS",
}  # fmt: skip
ENDS: Final = {
    "posts": ("人员", "任职对象"), "pairings": ("党组织", "结对对象"), "registrations": ("报到者", "报到对象"),
    "household_ties": ("人员", "户编号"), "endings": ("起点", "终点"),
}  # fmt: skip
DUTIES: Final = {"R43", "R45", "R42", "R34", "R52"}
SEVERITIES: Final = ("S1", "S2", "S3", "S4")


@dataclass(frozen=True)
class Asked:
    """What a plan was asked for."""

    alliance: Alliance
    day: date
    settings: Settings
    rules: tuple[str, ...]
    scope: tuple[str, ...] = ()
    reach: str = "grid"


def words() -> dict[str, str]:
    """The posts by their Chinese words."""
    return {choice.title.zh: choice.value for choice in ROSTER["posts"].column("post").choices}


def tie_of(move: Move) -> tuple[str, str, str | None, str]:
    """Relation, from, post, to."""
    start, end = ENDS[move["roster"]]
    row = move["row"]
    relation = RELATION[row["名册"] if move["roster"] == "endings" else move["roster"]]
    post = words()[row["职务"]] if "职务" in row else None
    return relation, row[start], post, row[end]


def applied(alliance: Alliance, moves: list[Move], day: date) -> Alliance:
    """The alliance with the rows of some moves beside its own."""
    ties = dict(alliance.ties)
    label = {id_: name for name, table in alliance.nodes.items() for id_ in table["id"]}
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    ended = {tie_of(move) for move in moves if move["change"] == "end"}
    for relation in {tie[0] for tie in ended}:
        table = [
            {**row, "valid_to": day}
            if (relation, row["from_id"], row.get("post"), row["to_id"]) in ended
            and (row["valid_from"] is None or row["valid_from"] <= day)
            and (row["valid_to"] is None or row["valid_to"] > day)
            else row
            for row in ties[relation].iter_rows(named=True)
        ]
        ties[relation] = pl.DataFrame(table, tie_schema(relation))
    for move in moves:
        if move["change"] == "end":
            continue
        relation, start, post, end = tie_of(move)
        row = dict.fromkeys(tie_schema(relation))
        row |= {"from_label": label[start], "from_id": start, "to_label": label[end], "to_id": end}
        row["valid_from"] = date.fromisoformat(move["row"]["生效日期"])
        if "失效日期" in move["row"]:
            row["valid_to"] = date.fromisoformat(move["row"]["失效日期"])
        if post:
            row["post"] = post
            row["recommended_by"] = move["row"].get("推荐党组织")
        if relation == "PAIRED_WITH" and alliance.ties[relation]["agreement_signed_on"].is_not_null().any():
            row["has_agreement"] = False
        rows[relation].append(row)
    for relation, added in rows.items():
        ties[relation] = pl.concat([ties[relation], pl.DataFrame(added, tie_schema(relation))])
    return replace(alliance, ties=ties)


class Referee:
    """Reads one answer, of a plan without a budget."""

    def __init__(self, asked: Asked, document: Document) -> None:
        self.asked = asked
        self.document = document
        self.moves: list[Move] = document["moves"]
        self.steps: dict[int, list[Move]] = defaultdict(list)
        for move in self.moves:
            self.steps[move["step"]].append(move)
        self.planned = {(row["rule"], row["subject_label"]) for row in document["rules"]}
        self.cost = {row["stage"]: row["cost"] for row in document["stages"]}
        self.open = {
            (row["rule"], row["subject_label"], row["subject"]): row for row in document["stays_open"]
        }
        self.facts_before = cache(self._facts_before)
        self.gaps_before = cache(self._gaps_before)

    # --- what was so before, what is so after ---

    @cached_property
    def before(self) -> Reading:
        return Reading(self.asked.alliance.at(self.asked.day), self.asked.settings)

    @cached_property
    def after(self) -> Reading:
        changed = applied(self.asked.alliance, self.moves, self.asked.day)
        return Reading(changed.at(self.asked.day), self.asked.settings)

    @cached_property
    def inside(self) -> Callable[[str, str], bool]:
        """Whether something lies in the scope asked for, as of today."""
        if not self.asked.scope:
            return lambda *_: True
        slice_ = self.before.slice
        found = {*within(locate(slice_), slice_, self.asked.scope).iter_rows()}
        return lambda label, id_: (label, id_) in found

    def gaps(self, reading: Reading) -> dict[Subject, str]:
        """The gaps in scope with their severity."""
        return {key: str(reading[key].severity) for key in reading.those("gap") if self.inside(*key[1:])}

    @cached_property
    def today(self) -> dict[Subject, str]:
        return self.gaps(self.before)

    def alliance_before(self, stage: int) -> Alliance:
        moves = [move for move in self.moves if move["stage"] < stage]
        return applied(self.asked.alliance, moves, self.asked.day)

    def _facts_before(self, stage: int) -> Facts:
        return Facts(self.alliance_before(stage), self.asked.day)

    def _gaps_before(self, stage: int) -> oracle.Gaps:
        """The gaps of today that are left when a stage begins, of the rules asked for."""
        ids = tuple(sorted({rule for rule, _ in self.planned}))
        found: dict[tuple[str, str], set[str]] = {key: set() for key in self.planned}
        if not ids:
            return found
        reading = Reading(self.facts_before(stage).slice, self.asked.settings, ids)
        for rule, label, id_ in reading.those("gap"):
            if (rule, label) in self.planned and (rule, label, id_) in self.today:
                found[rule, label].add(id_)
        return found

    def of_stage(
        self, stage: int, change: str = "add"
    ) -> list[tuple[Move, tuple[str, str, str | None, str]]]:
        return [
            (move, tie_of(move)) for move in self.moves if move["stage"] == stage and move["change"] == change
        ]

    # --- everything ---

    def faults(self) -> Iterator[str]:
        yield from self.rows()
        for number in range(1, 15):
            if number in self.cost:
                for fault in getattr(self, f"stage_{number}")():
                    yield f"stage {number}: {fault}"
            elif any(move["stage"] == number for move in self.moves):
                yield f"stage {number} has moves but is not among the stages"
        yield from self.promise()
        yield from self.closing()
        yield from self.counts()
        yield from self.order()
        yield from self.reasons()
        yield from self.halls()

    # --- rows ---

    def rows(self) -> Iterator[str]:
        day = self.asked.day.isoformat()
        facts = self.facts_before(1)
        seen = Counter((*tie_of(move), move["change"]) for move in self.moves)
        yield from (f"twice: {tie}" for tie, times in seen.items() if times > 1)
        live = {
            (relation, row["from_id"], row.get("post"), row["to_id"])
            for relation in ("HOLDS", "PAIRED_WITH", "REGISTERED_WITH", "CONTACTS")
            for row in facts.rows[relation]
            if (row["valid_from"] is None or row["valid_from"] <= self.asked.day)
            and (row["valid_to"] is None or row["valid_to"] > self.asked.day)
        }
        for number, move in enumerate(self.moves, start=1):
            if move["move"] != number:
                yield f"move {number} is numbered {move['move']}"
            relation, start, post, end = tie = tie_of(move)
            if move["change"] == "end":
                if tie not in live:
                    yield f"{tie} is not live and is ended"
                if move["row"]["终止日期"] != day or move["roster"] != "endings":
                    yield f"{tie} ends wrongly: {move['row']}"
                continue
            ends = [facts.node[facts.label[one]][one] if one in facts.label else None for one in (start, end)]
            if None in ends:
                yield f"{tie}: an end is not live"
                continue
            least = min((one["valid_to"] for one in ends if one and one["valid_to"]), default=None)
            if move["row"]["生效日期"] != day or move["row"].get("失效日期") != (least and least.isoformat()):
                yield f"{tie}: period {move['row']}"
            by = move["row"].get("推荐党组织")
            if by is not None and by not in facts.node["PartyOrg"]:
                yield f"{tie}: recommended by {by}, not live"
            if facts.repeats(relation, start, end, post):
                yield f"{tie} is a repeat"
            filled = set(move["row"]) - {"人员", "职务", "任职对象", "推荐党组织", "党组织", "结对对象"}
            if filled - {"报到者", "报到对象", "户编号", "生效日期", "失效日期"}:
                yield f"{tie}: cells {filled}"

    # --- stages ---

    def compare(self, what: str, told: Any, right: Any) -> Iterator[str]:
        if told != right:
            yield f"{what}: told {told}, right {right}"

    def stage_1(self) -> Iterator[str]:
        facts, alliance = self.facts_before(1), self.asked.alliance
        expected = set()
        for (rule, label), ids in self.gaps_before(1).items():
            for id_ in ids if rule == "R51" else ():
                loose = oracle.loose_ties(alliance, facts, label, id_)
                endable = {"HOLDS", "PAIRED_WITH", "REGISTERED_WITH", "CONTACTS"}
                if not oracle.two_of_something(facts, label, id_) and {tie[0] for tie in loose} <= endable:
                    expected |= loose
        yield from self.compare("ends", {tie for _, tie in self.of_stage(1, "end")}, expected)
        yield from self.compare("cost", self.cost[1], 0)

    def stage_2(self) -> Iterator[str]:
        facts = self.facts_before(2)
        expected = {
            ("PAIRED_WITH", org, None, target)
            for org in self.gaps_before(2).get(("R24", "PartyOrg"), ())
            if not any(oracle.rests(facts, org, one) for one in facts.to("PAIRED_WITH", org))
            for target in facts.to("PAIRED_WITH", org)
        }
        yield from self.compare("ends", {tie for _, tie in self.of_stage(2, "end")}, expected)
        yield from self.compare("cost", self.cost[2], 0)

    def stage_3(self) -> Iterator[str]:
        facts, later, gaps = self.facts_before(3), self.facts_before(4), self.gaps_before(3)
        ends = [(tie[1], tie[3]) for _, tie in self.of_stage(3, "end")]
        touched = {branch for branch, _ in ends}
        yield from self.compare("of other branches", touched - gaps["R22", "PartyOrg"], set())
        yield from (f"{branch} keeps not one" for branch in touched if len(later.grids_of(branch)) != 1)
        yield from (f"{pair} rests" for pair in ends if oracle.unendable(facts, *pair))
        for grid in facts.node["Grid"]:
            if (
                facts.of("PAIRED_WITH", grid) & facts.branches
                and not later.of("PAIRED_WITH", grid) & later.branches
            ):
                yield f"{grid} loses its last branch"
        yield from self.compare("optimum", (len(touched), self.cost[3]), oracle.over_paired(facts, gaps))

    def _pairs(self, stage: int, choices: dict[tuple[str, str], int], label: str) -> Iterator[str]:
        pairs = [(tie[1], tie[3]) for _, tie in self.of_stage(stage)]
        yield from (f"{pair} is not eligible" for pair in pairs if pair not in choices)
        if len({target for _, target in pairs}) != len(pairs):
            yield "a target twice"
        told = (len(pairs), self.cost[stage])
        yield from self.compare("optimum", told, oracle.spread_out(self.facts_before(stage), choices, label))

    def stage_4(self) -> Iterator[str]:
        facts = self.facts_before(4)
        wrong = {id_ for _, _, id_ in Reading(facts.slice, self.asked.settings, ("R26",)).those("gap")}
        choices = oracle.community_pairings(facts, self.gaps_before(4)["R21", "Community"], wrong)
        yield from self._pairs(4, choices, "Community")

    def stage_5(self) -> Iterator[str]:
        choices = oracle.compound_pairings(self.facts_before(5), self.gaps_before(5)["R23", "Compound"])
        yield from self._pairs(5, choices, "Compound")

    def stage_6(self) -> Iterator[str]:
        facts, gaps = self.facts_before(6), self.gaps_before(6)
        choices = oracle.grid_pairings(facts, gaps)
        pairs = [(tie[1], tie[3]) for _, tie in self.of_stage(6)]
        yield from (f"{pair} is not eligible" for pair in pairs if pair not in choices)
        weights = oracle.grid_weights(facts, gaps, choices)
        _, second = oracle.grid_targets(facts, gaps)
        for move, tie in self.of_stage(6):
            yield from self.compare(f"rule of {tie}", move["rule"], "R25" if tie[3] in second else "R22")
        taken = {key: cost for key, cost in choices.items() if key in pairs}
        # a pairing for an instructor may have been dropped: then the others can still be made the best with it
        dropped = {
            key: cost
            for key, cost in choices.items()
            if key[1] in second and not ({key[0], key[1]} & {one for pair in pairs for one in pair})
        }
        once: tuple[Callable[[Any], Any], ...] = (lambda key: key[0], lambda key: key[1])
        best = oracle.assigned(choices, *once, weights=weights)
        told = [*(round(sum(w[key] for key in taken)) for w in weights), sum(taken.values())]
        yield from self.compare("cost of moves", self.cost[6], sum(taken.values()))
        if told != best:
            rest = oracle.assigned(dropped, *once, weights=[weights[1]])
            yield from self.compare("optimum", [told[0], told[1] + rest[0], told[2] + rest[1]], best)

    def stage_7(self) -> Iterator[str]:
        facts, gaps = self.facts_before(7), self.gaps_before(7)
        choices = oracle.appointments(facts, gaps.get(("R26", "PartyOrg"), set()))
        people: set[str] = set()
        first: set[str] = set()
        cost = 0
        number: Counter[str] = Counter()
        made = sorted(self.of_stage(7), key=lambda one: one[0]["row"]["推荐党组织"])
        for move, (_, person, post, place) in made:
            org = move["row"]["推荐党组织"]
            community = min(facts.to("SEATED_IN", place))
            if (org, person, community) not in choices or facts.community_orgs(community)[0] != place:
                yield f"{org}, {person}, {place} is not eligible"
                continue
            if person in people:
                yield f"{person} twice"
            people.add(person)
            taken = any(
                row["post"] == "first_secretary"
                for one in facts.community_orgs(community)
                for row in facts.held[one]
            )
            right = "part_time_member" if taken or community in first else "first_secretary"
            yield from self.compare(f"post of {person}", post, right)
            price = choices[org, person, community] + oracle.holders(facts, place) + number[community]
            yield from self.compare(f"cost of {person}", move["cost"], price)
            cost += price
            number[community] += 1
            first.add(community)
        orgs = [move["row"]["推荐党组织"] for move, _ in made]
        yield from self.compare("committees once", len({*orgs}), len(orgs))
        told = (len(orgs), len(first & gaps.get(("R26", "Community"), set())), self.cost[7])
        yield from self.compare("optimum", told, oracle.appointed(facts, gaps))

    def _once(
        self, stage: int, keys: list[Any], choices: dict[Any, int], *once: Callable[[Any], Any]
    ) -> Iterator[str]:
        yield from (f"{key} is not eligible" for key in keys if key not in choices)
        for of in once:
            yield from (f"{one} twice" for one, n in Counter(map(of, keys)).items() if n > 1)
        told = [len(keys), sum(choices.get(key, 0) for key in keys)]
        yield from self.compare("optimum", told, oracle.assigned(choices, *once))
        yield from self.compare("cost", self.cost[stage], told[1])

    def stage_8(self) -> Iterator[str]:
        choices = oracle.instructors(self.facts_before(8), self.gaps_before(8)["R25", "Grid"])
        keys = [(tie[3], move["row"]["推荐党组织"], tie[1]) for move, tie in self.of_stage(8)]
        yield from self._once(8, keys, choices, lambda key: key[0], lambda key: key[2])

    def stage_9(self) -> Iterator[str]:
        choices = oracle.recommendations(self.facts_before(9), self.gaps_before(9)["R27", "PartyOrg"])
        keys = [(move["row"]["推荐党组织"], tie[3], tie[1]) for move, tie in self.of_stage(9)]
        yield from self._once(9, keys, choices, lambda key: key[0], lambda key: key[2])

    def bodies(self) -> dict[tuple[str, str, str | None], int]:
        gaps = self.gaps_before(10)
        return oracle.body_posts(
            self.facts_before(10), {label: gaps.get(("R16", label), set()) for label in BODIES}
        )

    def stage_10(self) -> Iterator[str]:
        keys = [(tie[3], tie[1], move["row"].get("推荐党组织")) for move, tie in self.of_stage(10)]
        facts = self.facts_before(10)
        for _, tie in self.of_stage(10):
            yield from self.compare(f"post of {tie}", tie[2], oracle.BODY_POST[facts.label[tie[3]]])
        yield from self._once(10, keys, self.bodies(), lambda key: key[0], lambda key: key[1])

    def stage_11(self) -> Iterator[str]:
        facts = self.facts_before(11)
        cost = 0
        closed = set()
        for grid in self.gaps_before(11)["R48", "Grid"]:
            lacks, posts, able = oracle.team(facts, grid)
            if not lacks and len(able) >= len(posts):
                cost += sum(sorted(able.values())[: len(posts)])
                closed.add(grid)
                mine = [tie for _, tie in self.of_stage(11) if tie[3] == grid]
                yield from self.compare(f"posts of {grid}", sorted(str(t[2]) for t in mine), sorted(posts))
                people = {tie[1] for tie in mine}
                yield from self.compare(
                    f"people of {grid}", (len(people), people - {*able}), (len(posts), set())
                )
        yield from self.compare("grids", {tie[3] for _, tie in self.of_stage(11)}, closed)
        yield from self.compare("cost", self.cost[11], cost)

    def stage_12(self) -> Iterator[str]:
        facts = self.facts_before(12)
        choices = {
            (org, community): 0
            for org in self.gaps_before(12)["R31", "PartyOrg"]
            for community in facts.to("PAIRED_WITH", org, "Community")
            if not facts.repeats("REGISTERED_WITH", org, community)
        }
        keys = [(tie[1], tie[3]) for _, tie in self.of_stage(12)]
        yield from self._once(12, keys, choices, lambda key: key[0])

    def registered(self) -> dict[tuple[str, str], tuple[str | None, str, list[str]]]:
        """Of every gap of stage 13: where the person goes, or why not and the witness."""
        facts, gaps = self.facts_before(13), self.gaps_before(13)
        found: dict[tuple[str, str], tuple[str | None, str, list[str]]] = {}
        for person in gaps.get(("R31", "Person"), set()):
            orgs = facts.to("REGISTERED_WITH", person)
            able = oracle.registrations(facts, person)
            if not facts.to("LIVES_IN", person):
                found["R31", person] = None, "unknown_residence", []
            elif orgs:
                found["R31", person] = None, "registered_elsewhere", sorted(orgs)
            elif not able:
                found["R31", person] = None, "no_grid_organisation", sorted(facts.to("LIVES_IN", person))
            else:
                found["R31", person] = able[0], "", []
        if not gaps.get(("R32", "Person")):
            return found
        met = {id_ for _, _, id_ in Reading(facts.slice, self.asked.settings, ("R37",)).those("met")}
        for person in gaps["R32", "Person"]:
            able = oracle.registrations(facts, person)
            led = {
                row["to_id"]
                for row in facts.holds[person]
                if row["post"] == "secretary"
                and facts.label[row["to_id"]] == "PartyOrg"
                and facts.kind(row["to_id"]) in oracle.GRID_ORGANISATIONS
            }
            free = person not in met or self.waived(facts, "R37", person)
            good = [org for org in able if free or not oracle.outside(facts, person, [org])]
            if led:
                found["R32", person] = None, "holds_secretary", sorted(led)
            elif able and not good:
                far = oracle.outside(facts, person, able[:1])
                found["R32", person] = None, "homes_elsewhere", sorted(far)
            elif not able:
                found["R32", person] = None, "no_grid_organisation", sorted(facts.to("LIVES_IN", person))
            else:
                found["R32", person] = good[0], "", []
        return found

    def waived(self, facts: Facts, rule: str, subject: str) -> bool:
        day = self.asked.day
        return any(
            (row["rule"], row["subject"]) == (rule, subject) and row["starts"] <= day < row["ends"]
            for row in facts.slice.waivers.iter_rows(named=True)
        )

    def stage_13(self) -> Iterator[str]:
        facts = self.facts_before(13)
        expected = {("add", person, org) for (_, person), (org, *_) in self.registered().items() if org}
        expected |= {
            ("end", person, old)
            for (rule, person), (org, *_) in self.registered().items()
            if org and rule == "R32"
            for old in facts.to("REGISTERED_WITH", person)
        }
        told = {(change, tie[1], tie[3]) for change in ("add", "end") for _, tie in self.of_stage(13, change)}
        if told != expected:
            yield f"too many {sorted(told - expected)}, too few {sorted(expected - told)}"
        yield from self.compare("cost", self.cost[13], 0)

    def homes(self) -> tuple[oracle.Homes, set[str]]:
        facts = self.facts_before(14)
        grids = self.gaps_before(14).get(("R35", "Grid"))
        found = oracle.homes(facts, grids, self.asked.reach, self.asked.settings.max_homes)
        return found, self.without_home()

    def without_home(self) -> set[str]:
        """People with an R34 gap when stage 14 begins, those just registered too."""
        reading = Reading(self.facts_before(14).slice, self.asked.settings, ("R34",))
        return {id_ for _, _, id_ in self.gaps(reading)}

    def stage_14(self) -> Iterator[str]:
        found, without = self.homes()
        most = self.asked.settings.max_homes
        with_r35, with_r34 = ("R35", "Grid") in self.planned, ("R34", "Person") in self.planned
        keys = [(tie[1], tie[3]) for _, tie in self.of_stage(14)]
        yield from (f"{key} is not eligible" for key in keys if key not in found.cost)
        yield from (f"{home} twice" for home, n in Counter(h for _, h in keys).items() if n > 1)
        per = Counter(person for person, _ in keys)
        yield from (f"{p} has too many" for p, n in per.items() if n > found.room.get(p, 0))
        cost = sum(found.cost.get(key, 0) for key in keys)
        cost += sum(sum(oracle.band(found.has[p], n, most)) for p, n in per.items() if p in found.has)
        right = oracle.homes_given(found, without if with_r34 else set(), most, with_r35)
        told = (len(keys) if with_r35 else 0, len({*per} & without) if with_r34 else 0, cost)
        yield from self.compare("optimum", told, right)
        yield from self.compare("cost", self.cost[14], cost)

    # --- the promise ---

    def promise(self) -> Iterator[str]:
        def of(reading: Reading, key: Subject) -> tuple[Any, ...]:
            return reading[key][:2] if key in reading else (None, None)

        before, after = self.before, self.after
        told = {}
        for row in self.document["promise"]["verdicts"]:
            key = (row["rule"], row["subject_label"], row["subject"])
            told[key] = (
                *((row["before"], row["severity_before"]), (row["after"], row["severity_after"])),
                *(row.get("counts_before"), row.get("counts_after")),
            )
        right = {}
        for key in before.keys() | after.keys():
            sides, homes = (of(before, key), of(after, key)), (before.homes(key), after.homes(key))
            if sides[0] != sides[1] or homes[0] != homes[1]:
                right[key] = (*sides, *homes)
        for key in told.keys() | right.keys():
            if told.get(key) != right.get(key):
                yield f"promise of {key}: told {told.get(key)}, right {right.get(key)}"
        if list(told) != sorted(told):
            yield "promise is not sorted"
        for key, ((old, _), (new, _), *_) in right.items():
            if new != "gap" or old == "gap":
                continue
            duty = key[0] in DUTIES and old is None
            if not (duty or (key[0] == "R37" and self.asked.reach != "grid")):
                yield f"opens {key}, {old} before"
        for row in self.document["promise"]["coverage"]:
            for side, reading in (("before", before), ("after", after)):
                counted = reading.counted(row["rule"], row["subject_label"])
                yield from self.compare(f"coverage {row['rule']}", row[side], counted)

    # --- what moves close, in what order ---

    def named(self, step: list[Move]) -> set[Subject]:
        """The subjects that a step is for, gaps or not."""
        facts = self.facts_before(1)
        last = step[-1]
        relation, start, _, end = tie_of(last)
        match last["stage"]:
            case 1:
                found = set()
                for key in self.today:
                    if key[0] == "R51" and key[2] in {start, end}:
                        found.add(key)
                return found
            case 2:
                return {("R24", "PartyOrg", start)}
            case 3:
                return {("R22", "PartyOrg", start)}
            case 4:
                return {("R21", "Community", end)}
            case 5:
                return {("R23", "Compound", end)}
            case 6:
                return {("R22", "Grid", end)}
            case 7:
                by = last["row"]["推荐党组织"]
                seat = min(facts.to("SEATED_IN", end))
                earlier = [
                    move for move, tie in self.of_stage(7)
                    if tie[3] == end and move["row"]["推荐党组织"] < by
                ]  # fmt: skip
                community = set() if earlier else {("R26", "Community", seat)}
                return {("R26", "PartyOrg", by)} | community
            case 8:
                return {("R25", "Grid", end), ("R27", "PartyOrg", last["row"]["推荐党组织"])}
            case 9:
                return {("R27", "PartyOrg", last["row"]["推荐党组织"])}
            case 10:
                return {("R16", facts.label[end], end)}
            case 11:
                return {("R48", "Grid", end)}
            case 12:
                return {("R31", "PartyOrg", start)}
            case 13:
                return {(last["rule"], "Person", start)}
        assert relation == "CONTACTS"
        (grid,) = facts.to("PART_OF", end)
        return {("R35", "Grid", grid)}

    def closing(self) -> Iterator[str]:
        gained = {("R34", "Person", one) for one in self.without_home()} if 14 in self.cost else set()
        after = self.gaps(self.after)
        first_home: dict[str, int] = {}
        for number, step in self.steps.items():
            if len({move["step"] for move in step}) != 1:
                yield f"step {number} is torn"
            for move in step[:-1]:
                yield from self.compare(f"closes of move {move['move']}", move["closes"], [])
            closes = {(c["rule"], c["subject_label"], c["subject"]) for c in step[-1]["closes"]}
            named = self.named(step)
            if step[-1]["stage"] == 14:
                person = tie_of(step[-1])[1]
                if ("R34", "Person", person) in gained and person not in first_home:
                    first_home[person] = number
                    named = named | {("R34", "Person", person)}
            right = {key for key in named if key in self.today or key in gained}
            yield from self.compare(f"closes of step {number} (stage {step[-1]['stage']})", closes, right)
            yield from (
                f"step {number}: {key} is still a gap" for key in closes if key[0] != "R35" and key in after
            )

    def severity(self, subject: Subject) -> str:
        return self.today.get(subject, "S3")

    def gain(self, step: list[Move]) -> list[int]:
        closes = [(c["rule"], c["subject_label"], c["subject"]) for c in step[-1]["closes"]]
        found = Counter(self.severity(key) for key in closes)
        return [found[severity] for severity in SEVERITIES]

    def order(self) -> Iterator[str]:
        def value(number: int) -> tuple[Any, ...]:
            step = self.steps[number]
            per = [-Fraction(n, len(step)) for n in self.gain(step)]
            return (
                *per,
                sum(m["cost"] for m in step),
                min(m["stage"] for m in step),
                [*step[0]["row"].values()],
            )

        left, done = [*self.steps], set[int]()
        values = {number: value(number) for number in left}
        if left != sorted(left):
            yield "steps are not in order"
        for number in sorted(left):
            ready = [n for n in values if n not in done and {*self.steps[n][0]["needs"]} <= done]
            best = min(ready, key=lambda n: values[n])
            if best != number:
                yield f"step {number} {values[number]} comes before {best} {values[best]}"
            done.add(number)
        for number, step in self.steps.items():
            changes = [move["change"] for move in step]
            if changes != sorted(changes, reverse=True):
                yield f"step {number}: an add before an end"
            for change in ("end", "add"):
                stages = [move["stage"] for move in step if move["change"] == change]
                if stages != sorted(stages):
                    yield f"step {number}: not in stage order"
            if len({tuple(move["needs"]) for move in step}) != 1:
                yield f"step {number}: its moves need different things"
        curve = [dict.fromkeys(("moves", *SEVERITIES), 0)]
        for number in sorted(self.steps):
            gain = self.gain(self.steps[number])
            more = {"moves": len(self.steps[number]), **dict(zip(SEVERITIES, gain, strict=True))}
            curve.append({key: curve[-1][key] + more[key] for key in more})
        yield from self.compare("curve", self.document["curve"], curve)

    def alone(self, number: int) -> list[Move]:
        """The moves of a step and of what it needs, and what that needs."""
        wanted, found = [number], set[int]()
        while wanted:
            one = wanted.pop()
            if one not in found:
                found.add(one)
                wanted += self.steps[one][0]["needs"]
        return [move for move in self.moves if move["step"] in found]

    def needs(self, number: int) -> Iterator[str]:
        """Whether a step closes what it says with only what it needs, and opens nothing."""
        closes = {(c["rule"], c["subject_label"], c["subject"]) for c in self.steps[number][-1]["closes"]}
        moves = self.alone(number)
        slice_ = applied(self.asked.alliance, moves, self.asked.day).at(self.asked.day)
        after = self.gaps(Reading(slice_, self.asked.settings))
        missed = {key for key in closes if key[0] != "R35" and key in after}
        if missed:
            yield f"step {number} (stage {self.steps[number][-1]['stage']}) with its needs does not close {missed}"
        for key in after.keys() - self.before.those("gap"):
            duty = key[0] in DUTIES and key not in self.before
            if not duty and not (key[0] == "R37" and self.asked.reach != "grid"):
                yield f"step {number} with its needs opens {key}"

    # --- counts ---

    def counts(self) -> Iterator[str]:
        after = self.gaps(self.after)
        homes = [
            {key[2]: found.homes["gap"] for key, found in reading.items() if key[0] == "R35" and found.homes}
            for reading in (self.before, self.after)
        ]
        closed = Counter((c["rule"], c["subject_label"]) for move in self.moves for c in move["closes"])
        for row in self.document["rules"]:
            of = (row["rule"], row["subject_label"])
            sizes = [
                sum(counts[id_] if of[0] == "R35" else 1 for *one, id_ in gaps if (*one,) == of)
                for gaps, counts in zip((self.today, after), homes, strict=True)
            ]
            told = tuple(row[name] for name in ("gap_before", "gap_after", "closed", "bound", "optimal"))
            yield from self.compare(f"{of}", told, (*sizes, closed[of], closed[of], True))
        every = {key for key in after if key[:2] in self.planned}
        if "R02" in self.asked.rules:
            every |= {key for key in after if key[0] == "R02"}
        yield from self.compare("stays open", {*self.open} - every, set())
        yield from self.compare("left out of stays open", every - {*self.open}, set())
        for key, row in self.open.items():
            yield from self.compare(f"open of {key}", row["open"], homes[1][key[2]] if key[0] == "R35" else 1)
        yield from self.compare("sorted", list(self.open), sorted(self.open))
        costs = Counter[int]()
        for move in self.moves:
            costs[move["stage"]] += move["cost"]
        yield from self.compare("costs", {s: costs[s] for s in self.cost}, self.cost)

    # --- reasons ---

    def reasons(self) -> Iterator[str]:
        for key, row in self.open.items():
            right = self.reason(*key)
            if right is None:
                continue
            why, witness = right
            if row["why"] not in why.split("|") or (
                witness is not None and row["witness"] != sorted(witness)
            ):
                yield f"{key}: told {row['why']} {row['witness']}, right {why} {witness}"
            facts = self.facts_before(1)
            if key[0] == "R02":
                full = [p for p in facts.of("LIVES_IN", key[2]) if facts.is_full(p)]
                yield from self.compare(f"facts of {key}", row["facts"], {"full_members": len(full)})
            elif row["why"] == "lacks":
                lacks, *_ = oracle.team(self.facts_before(11), key[2])
                yield from self.compare(f"facts of {key}", row["facts"], {"lacks": lacks})
            else:
                yield from self.compare(f"facts of {key}", row["facts"], {})

    @cached_property
    def eligible(self) -> dict[int, dict[str, set[str]]]:
        """By stage and subject everybody who is eligible before it, of the stages that have Hall sets."""
        found: dict[int, dict[str, set[str]]] = {
            stage: defaultdict(set) for stage in (4, 5, 6, 7, 8, 9, 10, 14)
        }

        def gaps(stage: int, *key: str) -> set[str]:
            return self.gaps_before(stage).get((key[0], key[1]), set()) if stage in self.cost else set()

        if 6 in self.cost:
            first, _ = oracle.grid_targets(self.facts_before(6), self.gaps_before(6))
            for branch, grid in oracle.grid_pairings(self.facts_before(6), self.gaps_before(6)):
                if grid in first:
                    found[6][grid].add(branch)
        for org, person, community in oracle.appointments(self.facts_before(7), gaps(7, "R26", "PartyOrg")):
            found[7][org].add(person)
            found[7][community].add(person)
        for grid, _, person in oracle.instructors(self.facts_before(8), gaps(8, "R25", "Grid")):
            found[8][grid].add(person)
        for branch, _, person in oracle.recommendations(self.facts_before(9), gaps(9, "R27", "PartyOrg")):
            found[9][branch].add(person)
        if 10 in self.cost:
            for body, person, _ in self.bodies():
                found[10][body].add(person)
        if 14 in self.cost:
            homes = self.homes()[0]
            for person, home in homes.cost:
                for one in (home, homes.grid[home]):
                    found[14][one].add(person)
                found[14][person].add(home)
        return found

    def _short(self, stage: int, id_: str) -> str:
        return "not_enough" if self.eligible[stage][id_] else "no_candidate"

    def reason(self, rule: str, label: str, id_: str) -> tuple[str, list[str] | None] | None:
        match rule, label:
            case "R51", _:
                return "find_out", []
            case "R02", _:
                return "needs_decision", []
            case "R24", _:
                facts = self.facts_before(2)
                return "rests", sorted(
                    {p for t in facts.to("PAIRED_WITH", id_) for p in oracle.rests(facts, id_, t)}
                )
            case "R22", "PartyOrg":
                facts = self.facts_before(3)
                resting = {g: oracle.unendable(facts, id_, g) for g in facts.grids_of(id_)}
                if sum(map(bool, resting.values())) > 1:
                    return "rests", sorted(set().union(*resting.values()))
                return "last_branch", sorted(resting)
            case "R26", "Community":
                facts, last = self.facts_before(7), self.facts_before(99)
                if not facts.community_orgs(id_):
                    return "no_community_organisation", []
                paired = last.of("PAIRED_WITH", id_) & last.committees
                wrong = {s for r, one, s in self.after.those("gap") if (r, one) == ("R26", "PartyOrg")}
                if paired - wrong:
                    return "already_recommended", sorted(paired - wrong)
                if not paired:
                    return "not_paired", []
                return self._short(7, id_), []
            case "R26", "PartyOrg":
                facts = self.facts_before(7)
                if len(people := facts.recommended(id_)) > 1:
                    return "already_recommended", sorted(people)
                if not any(map(facts.community_orgs, facts.to("PAIRED_WITH", id_, "Community"))):
                    return "not_paired", []
                return self._short(7, id_), []
            case "R27", _:
                facts = self.facts_before(9)
                if len(people := facts.instructors_by(id_)) > 1:
                    return "already_recommended", sorted(people)
                if len(grids := facts.grids_of(id_)) != 1:
                    return "not_paired", sorted(grids)
                return self._short(9, id_), []
            case "R31", "PartyOrg":
                facts = self.facts_before(12)
                paired = facts.to("PAIRED_WITH", id_, "Community")
                return ("no_candidate", []) if paired else ("not_paired", [])
            case (("R31" | "R32"), "Person"):
                _, why, witness = self.registered().get((rule, id_), (None, "nothing", []))
                return why, witness
            case "R48", _:
                lacks, _, able = oracle.team(self.facts_before(11), id_)
                if lacks:
                    return "lacks", []
                return ("not_enough" if able else "no_candidate"), []
            case "R21", _:
                return "no_candidate", []
            case "R23", _:
                return "no_candidate", []
        stage = {"R22": 6, "R25": 8, "R16": 10, "R34": 14, "R35": 14}[rule]
        return self._short(stage, id_), []

    # --- Hall sets ---

    STAGE_OF: Final = {
        ("R22", "Grid"): 6, ("R26", "PartyOrg"): 7, ("R25", "Grid"): 8, ("R27", "PartyOrg"): 9,
        ("R16", "OwnersCommittee"): 10, ("R16", "PropertyCompany"): 10, ("R16", "SocialOrg"): 10, ("R35", "Grid"): 14,
    }  # fmt: skip

    def homes_meant(self, subjects: list[str]) -> list[str]:
        """The open homes of some grids; of a grid beside which homes are named, these."""
        of_grid = defaultdict(list)
        for home, grid in self.homes()[0].grid.items():
            of_grid[grid].append(home)
        meant = []
        for grid in (one for one in subjects if one in of_grid):
            named = [home for home in of_grid[grid] if home in subjects]
            meant += named or of_grid[grid]
        return meant

    def halls(self) -> Iterator[str]:
        witnesses = {w["id"]: w for w in self.document["witnesses"]}
        lacking = Counter[str]()
        for key, row in self.open.items():
            stage = self.STAGE_OF.get(key[:2])
            short = row["why"] in {"not_enough", "no_candidate"}
            if bool(row["hall"]) != bool(stage and short):
                yield f"{key}: {row['why']} with hall {row['hall']}"
            if row["hall"]:
                witness = witnesses[row["hall"]]
                lacking[row["hall"]] += row["open"]
                yield from self.compare(f"stage of {row['hall']}", witness["stage"], stage)
                if key[2] not in witness["subjects"]:
                    yield f"{key} is not in {row['hall']}"
        seen: set[tuple[int, str, str]] = set()
        for id_, w in witnesses.items():
            subjects, demand = w["subjects"], len(w["subjects"])
            if w["stage"] == 14:
                subjects = self.homes_meant(subjects)
                demand = len(subjects)
            eligible = self.eligible[w["stage"]]
            right = sorted({one for subject in subjects for one in eligible[subject]})
            yield from self.compare(f"{id_} neighbours", w["neighbours"], right)
            capacity = len(w["neighbours"])
            if w["stage"] == 14:
                capacity = sum(self.homes()[0].room[p] for p in w["neighbours"])
            told = (w["demand"], w["capacity"], w["deficiency"])
            yield from self.compare(f"{id_}", told, (demand, capacity, demand - capacity))
            yield from self.compare(f"{id_} open", w["deficiency"], lacking[id_])
            more = ceil(w["deficiency"] / self.asked.settings.max_homes) if w["stage"] == 14 else None
            yield from self.compare(f"{id_} more", w["more_members"], more)
            if w["deficiency"] <= 0 or w["subjects"] != sorted(w["subjects"]):
                yield f"{id_} proves nothing, or is not sorted"
            for side in ("subjects", "neighbours"):
                for code in w[side]:
                    if (w["stage"], side, code) in seen:
                        yield f"{id_}: {code} is in two"
                    seen.add((w["stage"], side, code))


def budget_faults(whole: Document, given: Document, after: Reading, budget: int) -> Iterator[str]:
    """What is wrong with a plan of at most so many moves, beside the whole one."""
    ends = [
        m["move"]
        for m, nxt in zip(whole["moves"], [*whole["moves"][1:], None], strict=True)
        if not nxt or nxt["step"] != m["step"]
    ]
    taken = max((end for end in ends if end <= budget), default=0)
    if given["moves"] != whole["moves"][:taken]:
        yield f"budget {budget}: gives {len(given['moves'])} moves, not the first {taken}"
    for part in ("curve", "witnesses", "not_planned"):
        if given[part] != whole[part]:
            yield f"budget {budget}: {part} differs"
    later = {
        (c["rule"], c["subject_label"], c["subject"]) for m in whole["moves"][taken:] for c in m["closes"]
    }
    closed = Counter((c["rule"], c["subject_label"]) for m in given["moves"] for c in m["closes"])
    of_whole = {(row["rule"], row["subject_label"], row["subject"]): row for row in whole["stays_open"]}
    lying = Counter[tuple[str, str]]()
    gaps = after.those("gap")
    for row in given["stays_open"]:
        key = (row["rule"], row["subject_label"], row["subject"])
        lying[row["rule"], row["subject_label"]] += row["open"]
        if key not in gaps:
            yield f"budget {budget}: {key} is no gap"
        if key in later or key not in of_whole:
            if (row["why"], row["witness"], row["hall"]) != ("budget", [], None):
                yield f"budget {budget}: {key}: {row}"
        elif {**row, "open": 0} != {**of_whole[key], "open": 0}:
            yield f"budget {budget}: {row}, of the whole {of_whole[key]}"
    for row, one in zip(given["rules"], whole["rules"], strict=True):
        of = (row["rule"], row["subject_label"])
        right = (one["gap_before"], lying[of], closed[of], one["bound"])
        if (row["gap_before"], row["gap_after"], row["closed"], row["bound"]) != right:
            yield f"budget {budget}: {row}, right {right}"
    costs = Counter[int]()
    for move in given["moves"]:
        costs[move["stage"]] += move["cost"]
    if [row["cost"] for row in given["stages"]] != [costs[row["stage"]] for row in whole["stages"]]:
        yield f"budget {budget}: costs {given['stages']}"
