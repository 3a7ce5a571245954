"""R35–R52: homes, activities, agreements, integrity; each function one line of ``rules.md``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from tests.rules.naive.facts import Activity, Facts, Node, Post, Row
from tests.rules.naive.verdict import MET, UNKNOWN, Found, Verdict, gap

_FIVE_THINGS = {"hear_opinions", "explain_policy", "settle_disputes", "help_hardship", "visit_sick"}
_JOINT_KINDS = {"joint_activity", "livelihood_project", "hard_problem", "volunteering"}
_COUNCILS = {"red_council", "joint_meeting", "three_meetings", "residents_day"}
_WHISTLES = {"whistle_answered", "whistle_unanswered"}


def counted(met: int, gaps: int, unknown: int, exempt: int, severity: str) -> Verdict:
    """The verdict that counts of homes amount to: gap if any home is, else unknown, else met, else exempt."""
    homes = (met, gaps, unknown, exempt)
    if gaps:
        return Verdict("gap", severity, homes)
    return Verdict("unknown" if unknown else "met" if met else "exempt", None, homes)


def _homes_per_grid(facts: Facts, severity: str, judge: Callable[[str, Row], str]) -> Found:
    found = {}
    for grid in facts.ids("Grid"):
        homes = [id_ for label, id_ in facts.below["Grid", grid] if label == "Household"]
        if homes:
            counts = Counter(judge(home, facts.nodes["Household"][home]) for home in homes)
            found["Grid", grid] = counted(
                counts["met"], counts["gap"], counts["unknown"], counts["exempt"], severity
            )
    return found


def r35(facts: Facts) -> Found:
    """Homes per Grid: occupied home with no CONTACTS → S1."""

    def of_home(home: str, row: Row) -> str:
        if row["status"] in {"vacant", "opted_out"}:
            return "exempt"
        if row["status"] is None:
            return "unknown"
        return "met" if facts.contact_ties["Household", home] else "gap"

    return _homes_per_grid(facts, "S1", of_home)


def r36(facts: Facts) -> Found:
    """Homes per Grid: occupied home with CONTACTS, the latest month before the window → S2."""

    def of_home(home: str, row: Row) -> str:
        ties = facts.contact_ties["Household", home]
        months = [tie["last_contact_month"] for tie in ties if tie["last_contact_month"] is not None]
        if row["status"] in {"vacant", "opted_out"} or not ties:
            return "exempt"
        if row["status"] is None or not months:
            return "unknown"
        return "gap" if max(months) < facts.window_from else "met"

    return _homes_per_grid(facts, "S2", of_home)


def _people_with_contacts(facts: Facts) -> list[str]:
    return [person for person in facts.ids("Person") if facts.homes_of(person)]


def r37(facts: Facts) -> Found:
    """Person with CONTACTS: a home outside the grids lived in or registered for → S4; unknown before gap."""

    def verdict(person: str) -> Verdict:
        near = set(facts.home_grid["Person", person])
        for org in facts.registered_grid_organisations(person):
            near |= facts.covered_grids(org)
        if not near:
            return UNKNOWN
        grids = [grid for home in facts.homes_of(person) for grid in facts.above["Household", home]]
        return gap("S4") if set(grids) - near else MET

    return {("Person", person): verdict(person) for person in _people_with_contacts(facts)}


def r38(facts: Facts) -> Found:
    """Person with CONTACTS: more than max_homes homes → S3."""
    return {
        ("Person", person): gap("S3") if len(facts.homes_of(person)) > facts.settings.max_homes else MET
        for person in _people_with_contacts(facts)
    }


def _by_org(activities: list[Activity], kinds: set[str]) -> dict[str, list[Activity]]:
    found: dict[str, list[Activity]] = {}
    for activity in activities:
        if activity.kind in kinds:
            found.setdefault(activity.org, []).append(activity)
    return found


def r39(facts: Facts) -> Found:
    """PartyOrg with home_visit in the window: Tuesday share below the setting → S4; unknown before gap."""

    def verdict(visits: list[Activity]) -> Verdict:
        on_tuesday = [visit.on_tuesday for visit in visits if visit.on_tuesday is not None]
        if len(on_tuesday) < len(visits):
            return UNKNOWN
        share = sum(on_tuesday) / sum(visit.times for visit in visits)
        return gap("S4") if share < facts.settings.tuesday_share else MET

    of_org = _by_org(facts.in_window, {"home_visit"})
    return {("PartyOrg", org): verdict(visits) for org, visits in of_org.items()}


def r40(facts: Facts) -> Found:
    """Grid: one of the five kinds has no count in the window → S4."""
    done: dict[Node, set[str]] = {}
    for activity in facts.in_window:
        done.setdefault(activity.place, set()).add(activity.kind)
    return {
        ("Grid", grid): MET if done.get(("Grid", grid), set()) >= _FIVE_THINGS else gap("S4")
        for grid in facts.ids("Grid")
    }


def r41(facts: Facts) -> Found:
    """PartyOrg with whistle calls in the window: an unanswered one → S4."""
    of_org = _by_org(facts.in_window, _WHISTLES)
    return {
        ("PartyOrg", org): gap("S4") if any(call.kind == "whistle_unanswered" for call in calls) else MET
        for org, calls in of_org.items()
    }


def r42(facts: Facts) -> Found:
    """Organ org with a PAIRED_WITH: not active → S4."""
    return {
        ("PartyOrg", org): MET if org in facts.active else gap("S4")
        for org in facts.ids("PartyOrg")
        if facts.is_organ_org(org) and facts.paired_with["PartyOrg", org]
    }


def _per_pairing(facts: Facts, verdict: Callable[[Row], Verdict]) -> Found:
    return {("PAIRED_WITH", f"{tie['from_id']}→{tie['to_id']}"): verdict(tie) for tie in facts.pairings}


def r43(facts: Facts) -> Found:
    """PAIRED_WITH: has_agreement is no, or signed after the as-of date → S2; unknown: has_agreement is."""

    def verdict(tie: Row) -> Verdict:
        signed_on = tie["agreement_signed_on"]
        if tie["has_agreement"] is False or (signed_on is not None and signed_on > facts.as_of):
            return gap("S2")
        return UNKNOWN if tie["has_agreement"] is None else MET

    return _per_pairing(facts, verdict)


def r44(facts: Facts) -> Found:
    """PAIRED_WITH: a list flag is no → S2; unknown: none no, one unknown."""

    def verdict(tie: Row) -> Verdict:
        flags = [tie["party_building_list"], tie["governance_list"]]
        if False in flags:
            return gap("S2")
        return UNKNOWN if None in flags else MET

    return _per_pairing(facts, verdict)


def r45(facts: Facts) -> Found:
    """PAIRED_WITH: none of the joint kinds by that org in the window, at, above or below the target → S3."""

    def near(target: Node) -> set[Node]:
        label, id_ = target
        if label == "Community":
            return {target} | facts.compounds_in(id_) | facts.grids_in_community(id_)
        if label == "Compound":
            return {target} | facts.grids_in_compound(id_)
        return {target} | facts.compounds_of([target])

    def verdict(tie: Row) -> Verdict:
        places = near((tie["to_label"], tie["to_id"]))
        together = [
            activity
            for activity in facts.in_window
            if activity.org == tie["from_id"] and activity.kind in _JOINT_KINDS and activity.place in places
        ]
        return MET if together else gap("S3")

    return _per_pairing(facts, verdict)


def r46(facts: Facts) -> Found:
    """Compound: none of the four councils in the window, at it or its grids, by any org → S4."""
    places = {activity.place for activity in facts.in_window if activity.kind in _COUNCILS}
    return {
        ("Compound", compound): MET
        if places & ({("Compound", compound)} | facts.grids_in_compound(compound))
        else gap("S4")
        for compound in facts.ids("Compound")
    }


def r47(facts: Facts) -> Found:
    """OwnersCommittee: director has party_status none → S4; unknown: no director, status unknown."""

    def verdict(committee: str) -> Verdict:
        directors = facts.holders(("OwnersCommittee", committee), "committee_director")
        statuses = {facts.status(director) for director in directors}
        if "none" in statuses:
            return gap("S4")
        return UNKNOWN if not directors or None in statuses else MET

    return {("OwnersCommittee", committee): verdict(committee) for committee in facts.ids("OwnersCommittee")}


def r48(facts: Facts) -> Found:
    """Grid: lacks one of the six of the red team → S3; unknown: only the owner member, and perhaps not."""

    def verdict(grid: str) -> Verdict:
        here = facts.posts_at["Grid", grid]
        lacking = {"instructor", "stairwell_head", "red_steward", "volunteer"} - {post.post for post in here}
        if not any(facts.secretaries(org) for org in facts.grid_organisations_of(grid)):
            lacking.add("secretary")
        members = [person for person in facts.residents_on_roster(grid) if facts.is_member(person)]
        is_owner = [facts.nodes["Person"][person]["is_owner"] for person in members]
        if True not in is_owner:
            lacking.add("owner_member")
        if lacking == {"owner_member"} and None in is_owner:
            return UNKNOWN
        return gap("S3") if lacking else MET

    return {("Grid", grid): verdict(grid) for grid in facts.ids("Grid")}


def r49(facts: Facts) -> Found:
    """Organ org with members: pledges_signed < members → S4; unknown: pledges_signed empty."""
    found = {}
    for org in facts.ids("PartyOrg"):
        members = [p for _, p in facts.members_of_org["PartyOrg", org] if facts.is_member(p)]
        if facts.is_organ_org(org) and members:
            signed = facts.nodes["PartyOrg"][org]["pledges_signed"]
            few = signed is not None and signed < len(members)
            found["PartyOrg", org] = UNKNOWN if signed is None else gap("S4") if few else MET
    return found


def r50(facts: Facts) -> Found:
    """Holder of a post on recommendation: the recommending org is not paired with the place → S2."""

    def of_post(post: Post) -> Verdict:
        label, id_ = post.place
        is_community_org = label == "PartyOrg" and facts.kind(id_) == "community"
        places = facts.seat(id_) if is_community_org else {post.place}
        if post.recommended_by is None or not places:
            return UNKNOWN
        return MET if any(facts.is_paired(post.recommended_by, place) for place in places) else gap("S2")

    found = {}
    for person in facts.ids("Person"):
        verdicts = {
            of_post(post)
            for post in facts.posts_of[person]
            if post.post in {"first_secretary", "part_time_member"}
            or (post.post == "instructor" and post.place[0] == "Grid")
        }
        if verdicts:
            found["Person", person] = next(worst for worst in (gap("S2"), UNKNOWN, MET) if worst in verdicts)
    return found


def r51(facts: Facts) -> Found:
    """Integrity: two where one belongs, or a tie that is live while its other end is not → S2."""

    def twice(label: str, id_: str) -> bool:
        node = (label, id_)
        if label == "Grid":
            return len(facts.heads(id_)) > 1
        if label == "Person":
            return len(facts.members_orgs[node]) > 1 or len(facts.registered[node]) > 1
        if label == "Community":
            orgs = facts.community_orgs_of(id_)
            first = {p for org in orgs for p in facts.holders(("PartyOrg", org), "first_secretary")}
            return len(first) > 1
        if label == "OwnersCommittee":
            return len(facts.holders(node, "committee_director")) > 1
        return len([1 for served_by, _ in facts.served_by[node] if served_by == "OwnersCommittee"]) > 1

    return {
        (label, id_): gap("S2") if twice(label, id_) or facts.loose.get((label, id_), 0) else MET
        for label in ("Grid", "Person", "Community", "OwnersCommittee", "Compound")
        for id_ in facts.ids(label)
    }


def r52(facts: Facts) -> Found:
    """Grid with a post in it or its grid organisation: one holds three or more of them, or all of them → S3."""
    found = {}
    for grid in facts.ids("Grid"):
        places = [("Grid", grid), *(("PartyOrg", org) for org in facts.grid_organisations_of(grid))]
        posts = [post for place in places for post in facts.posts_at[place]]
        if posts:
            most = max(Counter(post.person for post in posts).values())
            found["Grid", grid] = gap("S3") if most >= 3 or most == len(posts) else MET
    return found
