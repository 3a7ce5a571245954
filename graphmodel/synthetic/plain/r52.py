"""R52: a grid where one person holds three or more of its posts, or all of them, is a gap (S3).

Its posts are those in the grid and in its grid organisations.
"""

from __future__ import annotations

from collections import Counter

from graphmodel.synthetic.plain.facts import Facts
from graphmodel.synthetic.plain.field import Field, post_row
from graphmodel.synthetic.plain.verdicts import MET, Verdicts, gap


def verdicts(facts: Facts) -> Verdicts:
    """Grids with a post."""
    found: Verdicts = {}
    for grid in facts.grids:
        posts = [post for place in (grid, *facts.grid_orgs(grid)) for post in facts.posts_at(place)]
        people = Counter(post.person for post in posts)
        if posts:
            most = max(people.values())
            verdict = gap("S3") if most >= 3 or most == len(posts) else MET
            found["Grid", grid] = verdict.showing(posts=len(posts), people=len(people))
    return found


def plant(field: Field) -> None:
    """One person holds three posts."""
    for grid in field.pick("R52", "Grid", field.facts.grids):
        head = min(field.facts.holders("grid_head", grid))
        held = [post_row(head, post, grid) for post in ("stairwell_head", "volunteer")]
        field.add("posts", *held)
