"""R13: a community with more grids than people fit to lead them is a gap (S2).

These are the committee members of its organisation and the full members with is_cadre who live in one of its grids,
without its secretary. Unknown, before gap: no committee member, or the gap would close if those counted of whom
is_cadre is empty.
"""

from __future__ import annotations

from graphmodel.synthetic.plain.facts import Facts, Ids
from graphmodel.synthetic.plain.field import Field, among, holding
from graphmodel.synthetic.plain.verdicts import MET, UNKNOWN, Verdict, Verdicts, gap


def verdicts(facts: Facts) -> Verdicts:
    """Communities with grids."""
    return {
        ("Community", community): _of(facts, community, grids)
        for community, grids in facts.built_up.items()
        if grids
    }


def _of(facts: Facts, community: str, grids: Ids) -> Verdict:
    orgs = facts.community_orgs.get(community, set())
    officers = facts.holders("committee_member", *orgs)
    secretaries = facts.holders("secretary", *orgs)
    full = [p for grid in grids for p in facts.residents.get(grid, ()) if facts.status(p) == "full"]
    cadres = {person for person in full if facts.people[person]["is_cadre"]}
    perhaps = {person for person in full if facts.people[person]["is_cadre"] is None}
    sure = (officers | cadres) - secretaries
    at_most = sure | (perhaps - secretaries)
    if not officers or len(sure) < len(grids) <= len(at_most):
        verdict = UNKNOWN
    else:
        verdict = MET if len(sure) >= len(grids) else gap("S2")
    return verdict.showing(grids=len(grids), candidates=len(sure))


def plant(field: Field) -> None:
    """A community keeps one member of its two committees, and none of its members is a cadre."""
    several = [place for place, grids in field.facts.built_up.items() if len(grids) > 1]
    for community in field.pick("R13", "Community", several):
        orgs = field.facts.community_orgs[community]
        officers = sorted(field.facts.holders("committee_member", *orgs))
        leaving = holding("committee_member") & among("to", orgs) & among("from", officers[1:])
        field.drop("posts", leaving)
        field.change("people", among("lives_in", field.facts.built_up[community]), is_cadre=False)
