"""R01–R20: Party organisations and the ladder of cover, each function one line of ``rules.md``."""

from __future__ import annotations

import re

from tests.rules.naive.facts import Facts, Node, normalised
from tests.rules.naive.verdict import EXEMPT, MET, UNKNOWN, Found, Verdict, gap


def _grids_and_bodies(facts: Facts) -> list[Node]:
    return [*(("Grid", grid) for grid in facts.ids("Grid")), *facts.bodies()]


def r01(facts: Facts) -> Found:
    """Grid, bodies: neither organisation cover nor work cover → S1."""
    return {
        place: MET if facts.covering(place) or facts.has_work_cover(place) else gap("S1")
        for place in _grids_and_bodies(facts)
    }


def r02(facts: Facts) -> Found:
    """Grid: no grid organisation COVERS it → S1."""
    return {
        ("Grid", grid): MET if facts.grid_organisations_of(grid) else gap("S1") for grid in facts.ids("Grid")
    }


def r03(facts: Facts) -> Found:
    """Grid branch: approved by exactly one street organisation, of its street, not after it was founded."""

    def verdict(org: str) -> Verdict:
        if facts.kind(org) == "grid_group":
            return EXEMPT
        approvals = facts.approvals["PartyOrg", org]
        if len(approvals) != 1:
            return gap("S1")
        approver, approved_on = approvals[0]["to_id"], approvals[0]["approved_on"]
        if facts.kind(approver) != "street":
            return gap("S1")
        streets = facts.streets_of(facts.covered_grids(org))
        seat = facts.seat(approver)
        if streets and seat and not streets & seat:
            return gap("S2")
        founded_on = facts.nodes["PartyOrg"][org]["founded_on"]
        if approved_on is not None and founded_on is not None and approved_on > founded_on:
            return gap("S2")
        return MET if streets and seat else UNKNOWN

    return {("PartyOrg", org): verdict(org) for org in facts.orgs_of_kind("grid_branch", "grid_group")}


def r04(facts: Facts) -> Found:
    """Grid organisation: led by exactly one community organisation, of its community."""

    def verdict(org: str) -> Verdict:
        leaders = [leader for _, leader in facts.led_by["PartyOrg", org]]
        if len(leaders) != 1 or facts.kind(leaders[0]) != "community":
            return gap("S1")
        communities = facts.communities_of(facts.covered_grids(org))
        seat = facts.seat(leaders[0])
        if communities and seat and not communities & seat:
            return gap("S2")
        return MET if communities and seat else UNKNOWN

    return {("PartyOrg", org): verdict(org) for org in facts.orgs_of_kind("grid_branch", "grid_group")}


def r05(facts: Facts) -> Found:
    """Compound: more than one grid_branch covers its grids → S4; exempt when none."""

    def verdict(compound: str) -> Verdict:
        branches = {
            org
            for _, grid in facts.grids_in_compound(compound)
            for org in facts.grid_organisations_of(grid)
            if facts.kind(org) == "grid_branch"
        }
        if not branches:
            return EXEMPT
        return gap("S4") if len(branches) > 1 else MET

    return {("Compound", compound): verdict(compound) for compound in facts.ids("Compound")}


_SHORT, _LONG = "网格支部", "网格党支部"
_ORDINAL = re.compile("第?(?:[0-9]+|[一二三四五六七八九十百]+)")


def branch_name(name: str) -> str:
    """A branch's name, normalised: 网格支部 at the end equals 网格党支部."""
    plain = normalised(name)
    return plain.removesuffix(_SHORT) + _LONG if plain.endswith(_SHORT) else plain


def r06(facts: Facts) -> Found:
    """Grid branch: named compound name + optional ordinal + 网格党支部; unknown before gap."""

    def is_named_after(name: str, compound: str) -> bool:
        if not (name.startswith(compound) and name.endswith(_LONG)):
            return False
        if len(name) < len(compound) + len(_LONG):
            return False
        between = name[len(compound) : len(name) - len(_LONG)]
        return between == "" or _ORDINAL.fullmatch(between) is not None

    def verdict(org: str) -> Verdict:
        compounds = facts.compounds_of(facts.covered_grids(org))
        if not compounds:
            return UNKNOWN
        name = branch_name(facts.nodes["PartyOrg"][org]["name"])
        named = any(
            is_named_after(name, normalised(facts.nodes["Compound"][compound]["name"]))
            for _, compound in compounds
        )
        return MET if named else gap("S3")

    return {("PartyOrg", org): verdict(org) for org in facts.orgs_of_kind("grid_branch")}


def r07(facts: Facts) -> Found:
    """Grid branch: another grid_branch of the same street bears the same name → S3; unknown: no street."""
    branches = facts.orgs_of_kind("grid_branch")
    names = {org: branch_name(facts.nodes["PartyOrg"][org]["name"]) for org in branches}
    streets = {org: facts.streets_of(facts.covered_grids(org)) for org in branches}

    def verdict(org: str) -> Verdict:
        if not streets[org]:
            return UNKNOWN
        twins = [
            other
            for other in branches
            if other != org and names[other] == names[org] and streets[other] & streets[org]
        ]
        return gap("S3") if twins else MET

    return {("PartyOrg", org): verdict(org) for org in branches}


def r08(facts: Facts) -> Found:
    """Grid organisation: its secretary is head of a grid it covers; the order of the line itself."""

    def verdict(org: str) -> Verdict:
        heads = {head for _, grid in facts.covered_grids(org) for head in facts.heads(grid)}
        secretaries = facts.secretaries(org)
        if heads and all(facts.status(head) == "none" for head in heads):
            return EXEMPT
        if secretaries & heads:
            return MET
        if not secretaries or not heads or any(facts.status(head) is None for head in heads):
            return UNKNOWN
        return gap("S3")

    return {("PartyOrg", org): verdict(org) for org in facts.orgs_of_kind("grid_branch", "grid_group")}


def r09(facts: Facts) -> Found:
    """Grid: a head is committee_member or secretary of the community organisation; unknown before gap."""

    def verdict(grid: str) -> Verdict:
        heads = facts.heads(grid)
        leading = {
            person
            for _, community in facts.communities_of([("Grid", grid)])
            for org in facts.community_orgs_of(community)
            for person in facts.holders(("PartyOrg", org), "committee_member", "secretary")
        }
        if not heads or not leading:
            return UNKNOWN
        return MET if heads & leading else gap("S3")

    return {("Grid", grid): verdict(grid) for grid in facts.ids("Grid")}


def r10(facts: Facts) -> Found:
    """Community organisation: a secretary of it is head of any grid → S3; unknown: no secretary."""
    every_head = {head for grid in facts.ids("Grid") for head in facts.heads(grid)}

    def verdict(org: str) -> Verdict:
        secretaries = facts.secretaries(org)
        if secretaries & every_head:
            return gap("S3")
        return MET if secretaries else UNKNOWN

    return {("PartyOrg", org): verdict(org) for org in facts.orgs_of_kind("community")}


def r11(facts: Facts) -> Found:
    """Grid whose head is no member: its secretary is another, a member, tied to the grid; order of the line."""

    def of_secretary(secretary: str, grid: str) -> Verdict:
        organisations = facts.grid_organisations_of(grid)
        if secretary in facts.heads(grid) or facts.status(secretary) == "none":
            return gap("S1")
        tied = (
            facts.orgs_of_member(secretary) & organisations
            or facts.registered_grid_organisations(secretary) & organisations
            or secretary in facts.residents_on_roster(grid)
        )
        if not tied:
            return gap("S2")
        return UNKNOWN if facts.status(secretary) is None else MET

    def verdict(grid: str) -> Verdict:
        heads = facts.heads(grid)
        statuses = {facts.status(head) for head in heads}
        secretaries = {
            person for org in facts.grid_organisations_of(grid) for person in facts.secretaries(org)
        }
        if heads and all(facts.is_member(head) for head in heads):
            return EXEMPT
        if not heads or ("none" not in statuses and None in statuses) or not secretaries:
            return UNKNOWN
        found = {of_secretary(secretary, grid) for secretary in secretaries}
        return next(best for best in (MET, UNKNOWN, gap("S2"), gap("S1")) if best in found)

    return {("Grid", grid): verdict(grid) for grid in facts.ids("Grid")}


def r12(facts: Facts) -> Found:
    """Own branch: secretaries ≠ 1, or the one has party_status none → S1; unknown: the one's status is."""

    def verdict(org: str) -> Verdict:
        secretaries = facts.secretaries(org)
        statuses = {facts.status(secretary) for secretary in secretaries}
        if len(secretaries) != 1 or "none" in statuses:
            return gap("S1")
        return UNKNOWN if None in statuses else MET

    return {("PartyOrg", org): verdict(org) for org in facts.own_branches()}


def r13(facts: Facts) -> Found:
    """Community with grids: more grids than candidates → S2; unknown before gap."""

    def verdict(community: str, grids: set[Node]) -> Verdict:
        orgs = facts.community_orgs_of(community)
        committee = {p for org in orgs for p in facts.holders(("PartyOrg", org), "committee_member")}
        secretaries = {p for org in orgs for p in facts.secretaries(org)}
        full = {
            person
            for _, grid in grids
            for person in facts.residents_on_roster(grid)
            if facts.status(person) == "full"
        }
        cadres = {person for person in full if facts.nodes["Person"][person]["is_cadre"] is True}
        perhaps = {person for person in full if facts.nodes["Person"][person]["is_cadre"] is None}
        candidates = (committee | cadres) - secretaries
        at_most = (committee | cadres | perhaps) - secretaries
        if not committee:
            return UNKNOWN
        if len(grids) <= len(candidates):
            return MET
        return UNKNOWN if len(grids) <= len(at_most) else gap("S2")

    grids_of = {community: facts.grids_in_community(community) for community in facts.ids("Community")}
    return {
        ("Community", community): verdict(community, grids) for community, grids in grids_of.items() if grids
    }


def _eligible(facts: Facts, body: Node) -> bool | None:
    eligible: bool | None = facts.nodes[body[0]][body[1]]["eligible"]
    return eligible


def r14(facts: Facts) -> Found:
    """Body: eligible and no standalone PartyOrg COVERS it → S1; exempt: not eligible."""

    def verdict(body: Node) -> Verdict:
        eligible = _eligible(facts, body)
        if eligible is False:
            return EXEMPT
        if facts.has_standalone(body):
            return MET
        return gap("S1") if eligible else UNKNOWN

    return {body: verdict(body) for body in facts.bodies()}


def r15(facts: Facts) -> Found:
    """Body: not eligible and neither organisation nor work cover → S2; exempt: eligible."""

    def verdict(body: Node) -> Verdict:
        eligible = _eligible(facts, body)
        if eligible is True:
            return EXEMPT
        if facts.covering(body) or facts.has_work_cover(body):
            return MET
        return gap("S2") if eligible is False else UNKNOWN

    return {body: verdict(body) for body in facts.bodies()}


def r16(facts: Facts) -> Found:
    """Body: no work cover → S1; exempt: a PartyOrg of any form COVERS it."""

    def verdict(body: Node) -> Verdict:
        if facts.covering(body):
            return EXEMPT
        return MET if facts.has_work_cover(body) else gap("S1")

    return {body: verdict(body) for body in facts.bodies()}


def level(facts: Facts, body: Node) -> str:
    """The highest level of the ladder that holds for a body, all rosters given."""
    forms = {facts.form(org) for org in facts.covering(body)}
    if "standalone" in forms:
        return "L4"
    if "joint" in forms:
        return "L3"
    if forms & {"temporary", "mobile"}:
        return "L2"
    return "L1" if facts.has_work_cover(body) else "L0"


def r17(facts: Facts) -> Found:
    """Body: ladder level L0 → S1."""
    return {body: gap("S1") if level(facts, body) == "L0" else MET for body in facts.bodies()}


def r18(facts: Facts) -> Found:
    """PartyOrg of form temporary: no valid_to → S3."""
    return {
        ("PartyOrg", org): gap("S3") if row["valid_to"] is None else MET
        for org, row in facts.nodes["PartyOrg"].items()
        if row["form"] == "temporary"
    }


def r19(facts: Facts) -> Found:
    """Own branch: a flag is no: S3 for one, S2 for more; unknown: none is no and one is unknown."""

    def verdict(org: str) -> Verdict:
        flags = facts.flags(org)
        lacking = flags.count(False)
        if lacking:
            return gap("S3" if lacking == 1 else "S2")
        return UNKNOWN if None in flags else MET

    return {("PartyOrg", org): verdict(org) for org in facts.own_branches()}


def r20(facts: Facts) -> Found:
    """Grid, body: one covering organisation has the five haves and is active; the order of the line."""

    def verdict(place: Node) -> Verdict:
        at_work = [facts.flags(org) for org in facts.covering(place) if org in facts.active]
        if any(all(flags) for flags in at_work):
            return MET
        if any(False not in flags and None in flags for flags in at_work):
            return UNKNOWN
        return gap("S2")

    return {place: verdict(place) for place in _grids_and_bodies(facts)}
