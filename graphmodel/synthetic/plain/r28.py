"""R28: a first secretary or part-time member who is secretary of no organisation is a gap (S3)."""

from __future__ import annotations

from graphmodel.ontology import GROUP
from graphmodel.synthetic.plain.facts import Facts
from graphmodel.synthetic.plain.field import Field, among, holding
from graphmodel.synthetic.plain.verdicts import MET, Verdicts, gap


def verdicts(facts: Facts) -> Verdicts:
    """Appointees."""
    secretaries = {post.person for post in facts.posts if post.post == "secretary"}
    return {
        ("Person", post.person): MET if post.person in secretaries else gap("S3")
        for post in facts.posts
        if post.post in GROUP["appointed_posts"]
    }


def plant(field: Field) -> None:
    """An appointee heads no branch any more."""
    chosen = field.pick("R28", "Person", field.appointees())
    field.drop("posts", holding("secretary") & among("from", chosen))
