"""R10: a community organisation whose secretary heads any grid is a gap (S3); unknown without a secretary."""

from __future__ import annotations

from graphmodel.synthetic.plain.facts import Facts
from graphmodel.synthetic.plain.field import Field, equal, holding
from graphmodel.synthetic.plain.verdicts import MET, UNKNOWN, Verdicts, gap


def verdicts(facts: Facts) -> Verdicts:
    """Community organisations."""
    heads = {post.person for post in facts.posts if post.post == "grid_head"}
    found: Verdicts = {}
    for org in facts.of_kind("community"):
        secretaries = facts.holders("secretary", org)
        found["PartyOrg", org] = UNKNOWN if not secretaries else gap("S3") if secretaries & heads else MET
    return found


def plant(field: Field) -> None:
    """The secretary takes over a grid."""
    seats = {
        org: grids
        for community, grids in field.facts.built_up.items()
        for org in field.facts.community_orgs[community]
    }
    for org in field.pick("R10", "PartyOrg", seats):
        secretary = min(field.facts.holders("secretary", org))
        field.change("posts", holding("grid_head") & equal("to", max(seats[org])), **{"from": secretary})
