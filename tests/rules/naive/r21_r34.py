"""R21–R34: pairing, posts on recommendation, registration; each function one line of ``rules.md``."""

from __future__ import annotations

from tests.rules.naive.facts import Facts, Node, Post
from tests.rules.naive.verdict import EXEMPT, MET, UNKNOWN, Found, Verdict, gap


def _communities_with_a_compound(facts: Facts) -> list[str]:
    return [community for community in facts.ids("Community") if facts.compounds_in(community)]


def r21(facts: Facts) -> Found:
    """Community with a compound: no organ committee PAIRED_WITH it → S1."""

    def verdict(community: str) -> Verdict:
        paired = facts.paired_orgs(("Community", community))
        return MET if any(facts.is_organ_committee(org) for org in paired) else gap("S1")

    return {("Community", c): verdict(c) for c in _communities_with_a_compound(facts)}


def r22(facts: Facts) -> Found:
    """Grid: no organ branch PAIRED_WITH it → S1. Organ branch: with more than one grid → S2; none: exempt."""

    def of_grid(grid: str) -> Verdict:
        paired = facts.paired_orgs(("Grid", grid))
        return MET if any(facts.is_organ_branch(org) for org in paired) else gap("S1")

    def of_branch(org: str) -> Verdict:
        grids = [place for place in facts.paired_with["PartyOrg", org] if place[0] == "Grid"]
        if not grids:
            return EXEMPT
        return gap("S2") if len(grids) > 1 else MET

    branches = [org for org in facts.ids("PartyOrg") if facts.is_organ_branch(org)]
    return {("Grid", grid): of_grid(grid) for grid in facts.ids("Grid")} | {
        ("PartyOrg", org): of_branch(org) for org in branches
    }


def r23(facts: Facts) -> Found:
    """Compound: no organ org, and no `other` PartyOrg not retired, PAIRED_WITH the compound itself → S1."""

    def counts(org: str) -> bool:
        return facts.is_organ_org(org) or (facts.kind(org) == "other" and not facts.is_retired(org))

    return {
        ("Compound", compound): MET
        if any(counts(org) for org in facts.paired_orgs(("Compound", compound)))
        else gap("S1")
        for compound in facts.ids("Compound")
    }


def r24(facts: Facts) -> Found:
    """PartyOrg is_retired: holds a PAIRED_WITH → S2."""
    return {
        ("PartyOrg", org): gap("S2") if facts.paired_with["PartyOrg", org] else MET
        for org in facts.ids("PartyOrg")
        if facts.is_retired(org)
    }


def r25(facts: Facts) -> Found:
    """Grid: no instructor → S1."""
    return {
        ("Grid", grid): MET if facts.holders(("Grid", grid), "instructor") else gap("S1")
        for grid in facts.ids("Grid")
    }


def _one_recommended(org: str, posts: list[Post]) -> Verdict:
    """Exactly one person on recommendation of an organisation among these posts; else S2, or unknown."""
    recommended = {post.person for post in posts if post.recommended_by == org}
    if not recommended and any(post.recommended_by is None for post in posts):
        return UNKNOWN
    return MET if len(recommended) == 1 else gap("S2")


def r26(facts: Facts) -> Found:
    """Organ committee: recommended exactly one person where it is paired → S2. Community: has one → S4."""

    def posts_in(community: str) -> list[Post]:
        return [
            post
            for org in facts.community_orgs_of(community)
            for post in facts.posts_at["PartyOrg", org]
            if post.post in {"first_secretary", "part_time_member"}
        ]

    def of_committee(org: str) -> Verdict:
        paired = [id_ for label, id_ in facts.paired_with["PartyOrg", org] if label == "Community"]
        return _one_recommended(org, [post for community in paired for post in posts_in(community)])

    committees = [org for org in facts.ids("PartyOrg") if facts.is_organ_committee(org)]
    return {("PartyOrg", org): of_committee(org) for org in committees} | {
        ("Community", community): MET if posts_in(community) else gap("S4")
        for community in _communities_with_a_compound(facts)
    }


def r27(facts: Facts) -> Found:
    """Organ branch: recommended exactly one instructor in the grids it is paired with → S2."""

    def verdict(org: str) -> Verdict:
        grids = [place for place in facts.paired_with["PartyOrg", org] if place[0] == "Grid"]
        posts = [post for grid in grids for post in facts.posts_at[grid] if post.post == "instructor"]
        return _one_recommended(org, posts)

    return {("PartyOrg", org): verdict(org) for org in facts.ids("PartyOrg") if facts.is_organ_branch(org)}


def r28(facts: Facts) -> Found:
    """Person who is first_secretary or part_time_member: is secretary of no PartyOrg → S3."""
    found = {}
    for person in facts.ids("Person"):
        held = {post.post for post in facts.posts_of[person]}
        if held & {"first_secretary", "part_time_member"}:
            found["Person", person] = MET if "secretary" in held else gap("S3")
    return found


def r29(facts: Facts) -> Found:
    """Person who is instructor: for one of these posts not MEMBER_OF the recommended_by org → S3."""

    def verdict(person: str, posts: list[Post]) -> Verdict:
        recommending = {post.recommended_by for post in posts}
        if recommending - {None} - facts.orgs_of_member(person):
            return gap("S3")
        return UNKNOWN if None in recommending else MET

    posts_of = {
        person: [post for post in facts.posts_of[person] if post.post == "instructor"]
        for person in facts.ids("Person")
    }
    return {("Person", person): verdict(person, posts) for person, posts in posts_of.items() if posts}


def r30(facts: Facts) -> Found:
    """Person with both ties: MEMBER_OF and REGISTERED_WITH name the same org → S3."""
    found = {}
    for person in facts.ids("Person"):
        member_of, registered = facts.members_orgs["Person", person], facts.registered["Person", person]
        if member_of and registered:
            found["Person", person] = gap("S3") if member_of & registered else MET
    return found


def r31(facts: Facts) -> Found:
    """Organ committee: not registered with a community; member of an organ org: not with a grid organisation."""

    def of_committee(org: str) -> Verdict:
        registered = {label for label, _ in facts.registered["PartyOrg", org]}
        return MET if "Community" in registered else gap("S2")

    def of_member(person: str) -> Verdict:
        if facts.lives_outside(person):
            return EXEMPT
        return MET if facts.registered_grid_organisations(person) else gap("S2")

    committees = [org for org in facts.ids("PartyOrg") if facts.is_organ_committee(org)]
    members = [
        person
        for person in facts.ids("Person")
        if facts.is_member(person) and any(facts.is_organ_org(org) for org in facts.orgs_of_member(person))
    ]
    return {("PartyOrg", org): of_committee(org) for org in committees} | {
        ("Person", person): of_member(person) for person in members
    }


def _people_registered_with_a_grid_organisation(facts: Facts) -> list[str]:
    return [person for person in facts.ids("Person") if facts.registered_grid_organisations(person)]


def r32(facts: Facts) -> Found:
    """Person registered with a grid organisation: lives in a grid that none of them covers; unknown before gap."""

    def verdict(person: str) -> Verdict:
        covered: set[Node] = set()
        for org in facts.registered_grid_organisations(person):
            covered |= facts.covered_grids(org)
        home = facts.home_grid["Person", person]
        if facts.lives_outside(person):
            return EXEMPT
        if not home or not covered:
            return UNKNOWN
        return gap("S2") if home - covered else MET

    return {("Person", p): verdict(p) for p in _people_registered_with_a_grid_organisation(facts)}


def r33(facts: Facts) -> Found:
    """Person or PartyOrg registered: claims = 0 in all registrations → S4; unknown: none > 0 and one empty."""

    def verdict(claims: list[int | None]) -> Verdict:
        if any(count for count in claims):
            return MET
        return UNKNOWN if None in claims else gap("S4")

    return {
        (label, id_): verdict([tie["claims"] for tie in facts.registrations[label, id_]])
        for label in ("Person", "PartyOrg")
        for id_ in facts.ids(label)
        if facts.registrations[label, id_]
    }


def r34(facts: Facts) -> Found:
    """Member registered with a grid organisation: no CONTACTS → S3."""
    return {
        ("Person", person): MET if facts.homes_of(person) else gap("S3")
        for person in _people_registered_with_a_grid_organisation(facts)
        if facts.is_member(person)
    }
