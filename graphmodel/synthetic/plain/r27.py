"""R27: an organ branch recommends exactly one person as instructor of a grid it is paired with; else a gap (S2).

Unknown, before gap: none, and an instructor of such a grid has no recommending organisation.
"""

from __future__ import annotations

from graphmodel.synthetic.plain.facts import Facts
from graphmodel.synthetic.plain.field import Field, among, holding, post_row
from graphmodel.synthetic.plain.r26 import recommends_one
from graphmodel.synthetic.plain.verdicts import Verdicts


def verdicts(facts: Facts) -> Verdicts:
    """Organ branches."""
    found: Verdicts = {}
    for branch in facts.organ_branches:
        grids = facts.paired.get(branch, set()) & facts.grids.keys()
        posts = [post for grid in grids for post in facts.posts_at(grid) if post.post == "instructor"]
        found["PartyOrg", branch] = recommends_one(branch, posts)
    return found


def plant(field: Field) -> None:
    """A branch recommends two; of another nobody noted that it recommended anyone."""
    grids = field.grid_of_branch()
    instructors = field.facts.holders("instructor", *grids.values())
    for branch in field.pick("R27", "PartyOrg", grids):
        members = [person for person, orgs in field.facts.member_of.items() if branch in orgs]
        person = min(set(members) - instructors)
        field.add("posts", post_row(person, "instructor", grids[branch], branch))
    alone = [branch for branch, grid in grids.items() if len(field.facts.holders("instructor", grid)) == 1]
    unclear = field.pick("R27", "PartyOrg", alone, "unknown")
    field.change("posts", holding("instructor") & among("recommended_by", unclear), recommended_by=None)
