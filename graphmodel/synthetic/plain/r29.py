"""R29: an instructor who for one of these posts is not in the recommending organisation is a gap (S3).

Unknown: no such post, and a recommending organisation is empty.
"""

from __future__ import annotations

from collections import defaultdict

from graphmodel.synthetic.plain.facts import Facts
from graphmodel.synthetic.plain.field import Field, equal
from graphmodel.synthetic.plain.verdicts import MET, UNKNOWN, Verdicts, gap


def verdicts(facts: Facts) -> Verdicts:
    """Instructors."""
    recommending: dict[str, set[str | None]] = defaultdict(set)
    for post in facts.posts:
        if post.post == "instructor":
            recommending[post.person].add(post.recommended_by)
    found: Verdicts = {}
    for person, orgs in recommending.items():
        foreign = orgs - {None} - {*facts.member_of.get(person, ())}
        found["Person", person] = gap("S3") if foreign else UNKNOWN if None in orgs else MET
    return found


def plant(field: Field) -> None:
    """An instructor has moved to another branch."""
    instructors = field.instructors()
    for person in field.pick("R29", "Person", instructors):
        other = min(org for org in instructors.values() if org != instructors[person])
        field.change("people", equal("id", person), member_of=other)
