"""R26: an organ committee recommends one person as first secretary or part-time member where it is paired (S2).

Unknown, before gap: none, and such a post in a place it is paired with has no recommending organisation. A community
with a compound in whose organisation nobody holds either post is a gap too (S4).
"""

from __future__ import annotations

from collections.abc import Sequence

from graphmodel.ontology import GROUP
from graphmodel.synthetic.plain.facts import Facts, Post
from graphmodel.synthetic.plain.field import Field, among, holding
from graphmodel.synthetic.plain.verdicts import MET, UNKNOWN, Verdict, Verdicts, gap


def verdicts(facts: Facts) -> Verdicts:
    """Organ committees, and communities with a compound."""
    found: Verdicts = {}
    for committee in facts.organ_committees:
        paired = facts.paired.get(committee, set())
        posts = [post for community in paired for post in _appointed(facts, community)]
        found["PartyOrg", committee] = recommends_one(committee, posts)
    for community in facts.built_up:
        found["Community", community] = MET if _appointed(facts, community) else gap("S4")
    return found


def _appointed(facts: Facts, community: str) -> list[Post]:
    orgs = facts.community_orgs.get(community, set())
    return [post for org in orgs for post in facts.posts_at(org) if post.post in GROUP["appointed_posts"]]


def recommends_one(org: str, posts: Sequence[Post]) -> Verdict:
    """Whether exactly one person holds one of these posts on an organisation's recommendation; else S2 or unknown."""
    people = {post.person for post in posts if post.recommended_by == org}
    if not people and any(post.recommended_by is None for post in posts):
        return UNKNOWN
    return MET if len(people) == 1 else gap("S2")


def plant(field: Field) -> None:
    """One committee's appointee is gone; of another's nobody noted who recommended them."""
    committees = field.facts.organ_committees
    gone = field.pick("R26", "PartyOrg", committees)
    field.drop("posts", holding(*GROUP["appointed_posts"]) & among("recommended_by", gone))
    unclear = field.pick("R26", "PartyOrg", committees, "unknown")
    field.change(
        "posts", holding(*GROUP["appointed_posts"]) & among("recommended_by", unclear), recommended_by=None
    )
