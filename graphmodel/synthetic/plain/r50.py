"""R50: whoever serves where the recommending organisation is not paired is a gap (S2).

It judges first secretaries, part-time members, and instructors in a grid. The place is that of the post; for a
community organisation the community of its seat. Unknown: no such post, and a recommending organisation is empty or
the organisation has no seat.
"""

from __future__ import annotations

from collections import defaultdict

from graphmodel.ontology import GROUP
from graphmodel.synthetic.plain.facts import Facts, Post
from graphmodel.synthetic.plain.field import Field, equal, holding
from graphmodel.synthetic.plain.verdicts import MET, UNKNOWN, Verdict, Verdicts, gap


def verdicts(facts: Facts) -> Verdicts:
    """First secretaries, part-time members, and instructors in a grid."""
    found: dict[str, set[Verdict]] = defaultdict(set)
    for post in facts.posts:
        if post.post in GROUP["appointed_posts"] or (post.post == "instructor" and post.place in facts.grids):
            found[post.person].add(_of(facts, post))
    order = (gap("S2"), UNKNOWN, MET)
    return {
        ("Person", person): next(verdict for verdict in order if verdict in of_posts)
        for person, of_posts in found.items()
    }


def _of(facts: Facts, post: Post) -> Verdict:
    at_community = post.place in facts.orgs and facts.kind(post.place) == "community"
    place = facts.seat.get(post.place) if at_community else post.place
    if not post.recommended_by or not place:
        return UNKNOWN
    return MET if place in facts.paired.get(post.recommended_by, ()) else gap("S2")


def plant(field: Field) -> None:
    """An instructor is said to be recommended by a branch that is paired with another grid."""
    instructors, grids = field.instructors(), field.grid_of_branch()
    for person in field.pick("R50", "Person", instructors):
        other = min(org for org, grid in grids.items() if grid != grids[instructors[person]])
        field.change("posts", holding("instructor") & equal("from", person), recommended_by=other)
