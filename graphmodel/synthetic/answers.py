"""The verdict of every subject of every rule, worked out one subject at a time in plain Python.

It is the answer key of a planted city: a second reading of what the rules say, which shares neither a query nor a
line with :mod:`graphmodel.rules`, so that the two can be held against each other. It is slow and meant to be
obvious; nothing but the key and the tests uses it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

import polars as pl

from graphmodel.synthetic.facts import (
    COMMITTEES,
    GRID_ORGS,
    MEMBERS,
    ORGAN_ORGS,
    OWN_BRANCHES,
    Facts,
    Post,
    parts,
)
from graphmodel.synthetic.months import WINDOW, month_before

Answer = str | dict[str, int]
"""A verdict, or for rules that count homes how many have each."""
Answers = dict[tuple[str, str], Answer]
"""By label and id of the subject."""

MET, GAP, UNKNOWN, EXEMPT = "met", "gap", "unknown", "exempt"

_MAX_HOMES: Final = 20
_TUESDAY_SHARE: Final = 0.5

_FLAGS: Final = ("has_venue", "has_facilities", "has_signage", "has_funds", "has_rules")
_APPOINTED: Final = {"first_secretary", "part_time_member"}
_JOINT: Final = {"joint_activity", "livelihood_project", "hard_problem", "volunteering"}
_FIVE_THINGS: Final = {"hear_opinions", "explain_policy", "settle_disputes", "help_hardship", "visit_sick"}
_COUNCILS: Final = {"red_council", "joint_meeting", "three_meetings", "residents_day"}


def answers(rosters: Mapping[str, pl.DataFrame], day: date) -> dict[str, Answers]:
    """The verdicts of every rule.

    Args:
        rosters: every roster, as :func:`graphmodel.synthetic.synthesise` gives them.
        day: the day on which they are asked for.

    Returns:
        By rule, then by label and id of the subject.
    """
    facts = Facts(rosters, day, {month_before(ago) for ago in range(WINDOW)})
    return {rule: judge(facts) for rule, judge in RULES.items()}


def _met(holds: object) -> str:
    return MET if holds else GAP


# --- covered, led, headed ---


def _places(facts: Facts) -> list[tuple[str, str]]:
    return [("Grid", grid) for grid in facts.grids] + _bodies(facts)


def _bodies(facts: Facts) -> list[tuple[str, str]]:
    return [(label, body) for label, bodies in facts.bodies.items() for body in bodies]


def _r01(facts: Facts) -> Answers:
    return {
        (label, place): _met(facts.covers.get(place) or facts.has_work_cover(place))
        for label, place in _places(facts)
    }


def _r02(facts: Facts) -> Answers:
    return {("Grid", grid): _met(facts.grid_orgs(grid)) for grid in facts.grids}


def _r03(facts: Facts) -> Answers:
    return {("PartyOrg", org): _approved(facts, org) for org in facts.of_kind(GRID_ORGS)}


def _approved(facts: Facts, org: str) -> str:
    row = facts.orgs[org]
    if row["kind"] == "grid_group":
        return EXEMPT
    dated = row["approved_on"] and row["founded_on"]
    if row["approved_by"] and dated and row["approved_on"] > row["founded_on"]:
        return GAP
    return _under(facts, row["approved_by"], "street", facts.streets_of_org(org))


def _r04(facts: Facts) -> Answers:
    return {
        ("PartyOrg", org): _under(
            facts, facts.orgs[org]["led_by"], "community", facts.communities_of_org(org)
        )
        for org in facts.of_kind(GRID_ORGS)
    }


def _under(facts: Facts, cell: str | None, kind: str, territory: set[str]) -> str:
    """Whether the one organisation above is of a kind and seated where the branch is."""
    above = parts(cell)
    if len(above) != 1 or facts.orgs[above[0]]["kind"] != kind:
        return GAP
    seat = facts.orgs[above[0]]["seated_in"]
    if not territory or not seat:
        return UNKNOWN
    return _met(seat in territory)


def _r05(facts: Facts) -> Answers:
    found: Answers = {}
    for compound in facts.compounds:
        grids = facts.grids_of_compound.get(compound, ())
        branches = {o for g in grids for o in facts.grid_orgs(g) if facts.orgs[o]["kind"] == "grid_branch"}
        found["Compound", compound] = _met(len(branches) == 1) if branches else EXEMPT
    return found


def _plain(name: str) -> str:
    name = "".join(unicodedata.normalize("NFKC", name).split())
    return re.sub("网格支部$", "网格党支部", name)


def _r06(facts: Facts) -> Answers:
    names = {row["id"]: _plain(row["name"]) for row in facts.rows("compounds")}
    found: Answers = {}
    for org in facts.of_kind({"grid_branch"}):
        compounds = {c for grid in facts.covered_grids(org) for c in facts.grids[grid]}
        ordinal = "(第?([0-9]+|[一二三四五六七八九十百]+))?"
        fits = any(
            re.fullmatch(re.escape(names[c]) + ordinal + "网格党支部", _plain(facts.orgs[org]["name"]))
            for c in compounds
        )
        found["PartyOrg", org] = _met(fits) if compounds else UNKNOWN
    return found


def _r07(facts: Facts) -> Answers:
    branches = facts.of_kind({"grid_branch"})
    streets = {org: facts.streets_of_org(org) for org in branches}
    taken = Counter((street, _plain(facts.orgs[org]["name"])) for org in branches for street in streets[org])
    return {
        ("PartyOrg", org): _met(
            all(taken[street, _plain(facts.orgs[org]["name"])] == 1 for street in streets[org])
        )
        if streets[org]
        else UNKNOWN
        for org in branches
    }


def _r08(facts: Facts) -> Answers:
    found: Answers = {}
    for org in facts.of_kind(GRID_ORGS):
        heads = facts.holders("grid_head", *facts.covered_grids(org))
        secretaries = facts.holders("secretary", org)
        statuses = {facts.status(head) for head in heads}
        if statuses == {"none"}:
            verdict = EXEMPT
        elif secretaries & heads:
            verdict = MET
        else:
            verdict = UNKNOWN if not secretaries or not heads or None in statuses else GAP
        found["PartyOrg", org] = verdict
    return found


def _r09(facts: Facts) -> Answers:
    found: Answers = {}
    for grid in facts.grids:
        heads = facts.holders("grid_head", grid)
        orgs = [
            org for community in facts.communities_of(grid) for org in facts.community_orgs.get(community, ())
        ]
        officers = facts.holders("committee_member", *orgs) | facts.holders("secretary", *orgs)
        found["Grid", grid] = _met(heads & officers) if heads and officers else UNKNOWN
    return found


def _r10(facts: Facts) -> Answers:
    heads = {post.person for post in facts.posts if post.post == "grid_head"}
    return {
        ("PartyOrg", org): _met(not secretaries & heads)
        if (secretaries := facts.holders("secretary", org))
        else UNKNOWN
        for org in facts.of_kind({"community"})
    }


def _r11(facts: Facts) -> Answers:
    return {("Grid", grid): _led_by_member(facts, grid) for grid in facts.grids}


def _led_by_member(facts: Facts, grid: str) -> str:
    heads = facts.holders("grid_head", grid)
    statuses = {facts.status(head) for head in heads}
    if heads and statuses <= MEMBERS:
        return EXEMPT
    orgs = facts.grid_orgs(grid)
    secretaries = facts.holders("secretary", *orgs)
    if "none" not in statuses or not secretaries:
        return UNKNOWN
    found = set()
    for person in secretaries:
        at_home = facts.lives_in(person) == grid
        tied = at_home or orgs & {*facts.member_of[person], *facts.registered.get(person, ())}
        if person in heads or facts.status(person) == "none" or not tied:
            found.add(GAP)
        else:
            found.add(UNKNOWN if facts.status(person) is None else MET)
    return next(verdict for verdict in (MET, UNKNOWN, GAP) if verdict in found)


def _r12(facts: Facts) -> Answers:
    found: Answers = {}
    for org in facts.of_kind(OWN_BRANCHES):
        statuses = [facts.status(person) for person in facts.holders("secretary", org)]
        if len(statuses) != 1 or statuses == ["none"]:
            verdict = GAP
        else:
            verdict = UNKNOWN if statuses == [None] else MET
        found["PartyOrg", org] = verdict
    return found


def _r13(facts: Facts) -> Answers:
    found: Answers = {}
    for community, grids in facts.built_up.items():
        if not grids:
            continue
        orgs = facts.community_orgs.get(community, set())
        officers = facts.holders("committee_member", *orgs)
        full = [p for grid in grids for p in facts.residents.get(grid, ()) if facts.status(p) == "full"]
        secretaries = facts.holders("secretary", *orgs)
        sure = officers | {p for p in full if facts.people[p]["is_cadre"]}
        maybe = sure | {p for p in full if facts.people[p]["is_cadre"] is None}
        if not officers or len(sure - secretaries) < len(grids) <= len(maybe - secretaries):
            found["Community", community] = UNKNOWN
        else:
            found["Community", community] = _met(len(sure - secretaries) >= len(grids))
    return found


# --- bodies and branches ---


def _r14(facts: Facts) -> Answers:
    found: Answers = {}
    for label, body in _bodies(facts):
        eligible = facts.bodies[label][body]["eligible"]
        own = any(facts.form(org) == "standalone" for org in facts.covers.get(body, ()))
        if eligible is False:
            found[label, body] = EXEMPT
        else:
            found[label, body] = MET if own else GAP if eligible else UNKNOWN
    return found


def _r15(facts: Facts) -> Answers:
    found: Answers = {}
    for label, body in _bodies(facts):
        eligible = facts.bodies[label][body]["eligible"]
        reached = facts.covers.get(body) or facts.has_work_cover(body)
        found[label, body] = EXEMPT if eligible else MET if reached else UNKNOWN if eligible is None else GAP
    return found


def _r16(facts: Facts) -> Answers:
    return {
        (label, body): EXEMPT if facts.covers.get(body) else _met(facts.has_work_cover(body))
        for label, body in _bodies(facts)
    }


def _r17(facts: Facts) -> Answers:
    return {
        (label, body): _met(facts.covers.get(body) or facts.has_work_cover(body))
        for label, body in _bodies(facts)
    }


def _r18(facts: Facts) -> Answers:
    return {
        ("PartyOrg", id_): _met(org["valid_to"])
        for id_, org in facts.orgs.items()
        if org["form"] == "temporary"
    }


def _flags(facts: Facts, org: str) -> set[bool | None]:
    return {facts.orgs[org][flag] for flag in _FLAGS}


def _r19(facts: Facts) -> Answers:
    return {
        ("PartyOrg", org): GAP if False in flags else UNKNOWN if None in flags else MET
        for org in facts.of_kind(OWN_BRANCHES)
        for flags in [_flags(facts, org)]
    }


def _r20(facts: Facts) -> Answers:
    found: Answers = {}
    for label, place in _places(facts):
        active = [_flags(facts, org) for org in facts.covers.get(place, ()) if org in facts.active]
        if {True} in active:
            found[label, place] = MET
        else:
            found[label, place] = GAP if all(False in flags for flags in active) else UNKNOWN
    return found


# --- organs ---


def _r21(facts: Facts) -> Answers:
    committees = set(facts.of_kind(COMMITTEES))
    return {
        ("Community", community): _met(committees & facts.paired_by.get(community, set()))
        for community in facts.built_up
    }


def _r22(facts: Facts) -> Answers:
    branches = facts.of_kind({"organ_branch"})
    found: Answers = {
        ("Grid", grid): _met(set(branches) & facts.paired_by.get(grid, set())) for grid in facts.grids
    }
    for branch in branches:
        grids = facts.paired.get(branch, set()) & facts.grids.keys()
        found["PartyOrg", branch] = _met(len(grids) == 1) if grids else EXEMPT
    return found


def _r23(facts: Facts) -> Answers:
    others = {org for org in facts.of_kind({"other"}) if not facts.orgs[org]["is_retired"]}
    partners = set(facts.of_kind(ORGAN_ORGS)) | others
    return {
        ("Compound", compound): _met(partners & facts.paired_by.get(compound, set()))
        for compound in facts.compounds
    }


def _r24(facts: Facts) -> Answers:
    return {
        ("PartyOrg", id_): _met(id_ not in facts.paired)
        for id_, org in facts.orgs.items()
        if org["is_retired"]
    }


def _r25(facts: Facts) -> Answers:
    return {("Grid", grid): _met(facts.holders("instructor", grid)) for grid in facts.grids}


def _r26(facts: Facts) -> Answers:
    found: Answers = {}
    for committee in facts.of_kind(COMMITTEES):
        orgs = [o for place in facts.paired.get(committee, ()) for o in facts.community_orgs.get(place, ())]
        posts = [post for org in orgs for post in facts.posts_at(org) if post.post in _APPOINTED]
        found["PartyOrg", committee] = _recommends_one(committee, posts)
    for community in facts.built_up:
        orgs = list(facts.community_orgs.get(community, ()))
        found["Community", community] = _met(any(facts.holders(post, *orgs) for post in _APPOINTED))
    return found


def _r27(facts: Facts) -> Answers:
    found: Answers = {}
    for branch in facts.of_kind({"organ_branch"}):
        grids = facts.paired.get(branch, set()) & facts.grids.keys()
        posts = [post for grid in grids for post in facts.posts_at(grid) if post.post == "instructor"]
        found["PartyOrg", branch] = _recommends_one(branch, posts)
    return found


def _recommends_one(org: str, posts: list[Post]) -> str:
    people = {post.person for post in posts if post.recommended_by == org}
    if not people and any(post.recommended_by is None for post in posts):
        return UNKNOWN
    return _met(len(people) == 1)


def _r28(facts: Facts) -> Answers:
    secretaries = {post.person for post in facts.posts if post.post == "secretary"}
    return {
        ("Person", post.person): _met(post.person in secretaries)
        for post in facts.posts
        if post.post in _APPOINTED
    }


def _r29(facts: Facts) -> Answers:
    held: dict[str, list[str | None]] = defaultdict(list)
    for post in facts.posts:
        if post.post == "instructor":
            held[post.person].append(post.recommended_by)
    return {
        ("Person", person): GAP
        if any(org and org not in facts.member_of[person] for org in orgs)
        else UNKNOWN
        if None in orgs
        else MET
        for person, orgs in held.items()
    }


# --- members ---


def _r30(facts: Facts) -> Answers:
    return {
        ("Person", person): _met(not facts.registered[person] & set(orgs))
        for person, orgs in facts.member_of.items()
        if orgs and person in facts.registered
    }


def _r31(facts: Facts) -> Answers:
    found: Answers = {
        ("PartyOrg", org): _met(facts.registered.get(org, set()) & facts.divisions.keys())
        for org in facts.of_kind(COMMITTEES)
    }
    organs = set(facts.of_kind(ORGAN_ORGS))
    for person, orgs in facts.member_of.items():
        if facts.is_member(person) and organs & set(orgs):
            outside = facts.lives_outside(person)
            found["Person", person] = EXEMPT if outside else _met(facts.registered_grid_orgs(person))
    return found


def _near(facts: Facts, person: str) -> set[str]:
    """The grids of the organisations someone is registered with."""
    return {grid for org in facts.registered_grid_orgs(person) for grid in facts.covered_grids(org)}


def _r32(facts: Facts) -> Answers:
    found: Answers = {}
    for person in facts.people:
        if facts.registered_grid_orgs(person):
            home, near = facts.lives_in(person), _near(facts, person)
            if facts.lives_outside(person):
                found["Person", person] = EXEMPT
            else:
                found["Person", person] = _met(home in near) if home and near else UNKNOWN
    return found


def _r33(facts: Facts) -> Answers:
    claims: dict[str, list[int | None]] = defaultdict(list)
    for row in facts.registrations:
        claims[row["from"]].append(row["claims"])
    return {
        ("Person" if who in facts.people else "PartyOrg", who): MET
        if any(counts)
        else UNKNOWN
        if None in counts
        else GAP
        for who, counts in claims.items()
    }


def _r34(facts: Facts) -> Answers:
    return {
        ("Person", person): _met(person in facts.homes_of)
        for person in facts.people
        if facts.is_member(person) and facts.registered_grid_orgs(person)
    }


def _r35(facts: Facts) -> Answers:
    def verdict(home: str, status: str | None) -> str:
        if status in {"vacant", "opted_out"}:
            return EXEMPT
        return UNKNOWN if status is None else _met(home in facts.contacts)

    return _per_grid(facts, verdict)


def _r36(facts: Facts) -> Answers:
    def verdict(home: str, status: str | None) -> str:
        if status in {"vacant", "opted_out"} or home not in facts.contacts:
            return EXEMPT
        months = [month for month in facts.contacts[home] if month]
        return UNKNOWN if status is None or not months else _met(max(months) >= min(facts.window))

    return _per_grid(facts, verdict)


def _per_grid(facts: Facts, verdict: Callable[[str, str | None], str]) -> Answers:
    counts: dict[str, dict[str, int]] = {}
    columns = (facts.column("households", name) for name in ("id", "part_of", "status"))
    for home, grid, status in zip(*columns, strict=True):
        of_grid = counts.setdefault(grid, {MET: 0, GAP: 0, UNKNOWN: 0, EXEMPT: 0})
        of_grid[verdict(home, status)] += 1
    return {("Grid", grid): of_grid for grid, of_grid in counts.items()}


def _r37(facts: Facts) -> Answers:
    found: Answers = {}
    for person, homes in facts.homes_of.items():
        near = _near(facts, person) | {home for home in [facts.lives_in(person)] if home}
        found["Person", person] = (
            _met(all(facts.grid_of_home[home] in near for home in homes)) if near else UNKNOWN
        )
    return found


def _r38(facts: Facts) -> Answers:
    return {
        ("Person", person): _met(len(set(homes)) <= _MAX_HOMES) for person, homes in facts.homes_of.items()
    }


# --- activities ---


def _r39(facts: Facts) -> Answers:
    visits: dict[str, list[tuple[int, int | None]]] = defaultdict(list)
    for did in facts.done:
        if did.kind == "home_visit":
            visits[did.org].append((did.times, did.on_tuesday))
    found: Answers = {}
    for org, counts in visits.items():
        known = [on_tuesday for _, on_tuesday in counts if on_tuesday is not None]
        enough = sum(known) >= _TUESDAY_SHARE * sum(times for times, _ in counts)
        found["PartyOrg", org] = _met(enough) if len(known) == len(counts) else UNKNOWN
    return found


def _r40(facts: Facts) -> Answers:
    done = {(did.place, did.kind) for did in facts.done}
    return {("Grid", grid): _met(all((grid, kind) in done for kind in _FIVE_THINGS)) for grid in facts.grids}


def _r41(facts: Facts) -> Answers:
    calls: dict[str, set[str]] = defaultdict(set)
    for did in facts.done:
        if did.kind.startswith("whistle"):
            calls[did.org].add(did.kind)
    return {("PartyOrg", org): _met("whistle_unanswered" not in kinds) for org, kinds in calls.items()}


def _r42(facts: Facts) -> Answers:
    return {
        ("PartyOrg", org): _met(org in facts.active)
        for org in facts.of_kind(ORGAN_ORGS)
        if org in facts.paired
    }


def _r43(facts: Facts) -> Answers:
    known = any(row["agreement_signed_on"] for row in facts.pairings)
    return {
        _pairing(row["from"], row["to"]): _met(
            row["agreement_signed_on"] and row["agreement_signed_on"] <= facts.day
        )
        if known
        else UNKNOWN
        for row in facts.pairings
    }


def _r44(facts: Facts) -> Answers:
    return {
        _pairing(row["from"], row["to"]): GAP if False in lists else UNKNOWN if None in lists else MET
        for row in facts.pairings
        for lists in [{row["party_building_list"], row["governance_list"]}]
    }


def _r45(facts: Facts) -> Answers:
    done: dict[str, set[str]] = defaultdict(set)
    for did in facts.done:
        if did.kind in _JOINT:
            done[did.org].add(did.place)
    return {
        _pairing(row["from"], row["to"]): _met(done[row["from"]] & facts.around(row["to"]))
        for row in facts.pairings
    }


def _pairing(org: str, place: str) -> tuple[str, str]:
    return "PAIRED_WITH", f"{org}→{place}"


def _r46(facts: Facts) -> Answers:
    done = {did.place for did in facts.done if did.kind in _COUNCILS}
    return {
        ("Compound", compound): _met(done & ({compound} | facts.grids_of_compound.get(compound, set())))
        for compound in facts.compounds
    }


# --- the whole ---


def _r47(facts: Facts) -> Answers:
    found: Answers = {}
    for body in facts.bodies["OwnersCommittee"]:
        statuses = {facts.status(person) for person in facts.holders("committee_director", body)}
        unknown = not statuses or None in statuses
        found["OwnersCommittee", body] = GAP if "none" in statuses else UNKNOWN if unknown else MET
    return found


def _r48(facts: Facts) -> Answers:
    found: Answers = {}
    for grid in facts.grids:
        posts = all(
            facts.holders(post, grid) for post in ("instructor", "stairwell_head", "red_steward", "volunteer")
        )
        team = posts and facts.holders("secretary", *facts.grid_orgs(grid))
        owners = {facts.people[p]["is_owner"] for p in facts.residents.get(grid, ()) if facts.is_member(p)}
        found["Grid", grid] = (
            GAP if not team else MET if True in owners else UNKNOWN if None in owners else GAP
        )
    return found


def _r49(facts: Facts) -> Answers:
    members = Counter(
        org for person, orgs in facts.member_of.items() if facts.is_member(person) for org in orgs
    )
    return {
        ("PartyOrg", org): UNKNOWN if signed is None else _met(signed >= members[org])
        for org in facts.of_kind(ORGAN_ORGS)
        if members[org]
        for signed in [facts.orgs[org]["pledges_signed"]]
    }


def _r50(facts: Facts) -> Answers:
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for post in facts.posts:
        if post.post == "instructor" and post.place in facts.grids:
            place = post.place
        elif post.post in _APPOINTED:
            place = facts.orgs[post.place]["seated_in"]
        else:
            continue
        if not post.recommended_by or not place:
            found["Person", post.person].append(UNKNOWN)
        else:
            found["Person", post.person].append(_met(place in facts.paired.get(post.recommended_by, ())))
    return {who: next(v for v in (GAP, UNKNOWN, MET) if v in verdicts) for who, verdicts in found.items()}


def _r51(facts: Facts) -> Answers:
    communities = [id_ for id_, row in facts.divisions.items() if row["level"] == "community"]
    committees = Counter(c for row in facts.rows("owners_committees") for c in parts(row["serves"]))
    counts = {("Grid", grid): len(facts.holders("grid_head", grid)) for grid in facts.grids}
    counts |= {
        ("Person", person): max(len(facts.member_of[person]), len(facts.registered.get(person, ())))
        for person in facts.people
    }
    counts |= {
        ("Community", place): len(facts.holders("first_secretary", *facts.community_orgs.get(place, ())))
        for place in communities
    }
    counts |= {
        ("OwnersCommittee", body): len(facts.holders("committee_director", body))
        for body in facts.bodies["OwnersCommittee"]
    }
    counts |= {("Compound", compound): committees[compound] for compound in facts.compounds}
    return {subject: _met(count < 2) for subject, count in counts.items()}


def _r52(facts: Facts) -> Answers:
    found: Answers = {}
    for grid in facts.grids:
        posts = [post for place in (grid, *facts.grid_orgs(grid)) for post in facts.posts_at(place)]
        if posts:
            most = max(Counter(post.person for post in posts).values())
            found["Grid", grid] = _met(most < min(3, len(posts)))
    return found


RULES: Final[dict[str, Callable[[Facts], Answers]]] = {
    name[1:].upper(): function
    for name, function in list(globals().items())
    if re.fullmatch("_r[0-9]{2}", name)
}
"""Every rule that the key answers, by its id."""
