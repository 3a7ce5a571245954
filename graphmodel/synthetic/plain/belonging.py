"""To which county a subject belongs, in plain words: the first of its ties that leads to one.

Of several counties it is that of the smallest code; what leads to none belongs to the rest.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from graphmodel.synthetic.plain.facts import Facts
from graphmodel.synthetic.plain.verdicts import Subject

REST: Final = "rest"
_ELSEWHERE: Final = "~"
"""The county of what the facts do not tell of; its code comes last."""


class Belonging:
    """The counties of subjects, each found out once."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._known: dict[str, str | None] = {county: county for county in (*facts.counties, _ELSEWHERE)}

    def of(self, subject: Subject) -> str:
        """The code of its county, or :data:`REST`."""
        label, id_ = subject
        return self._of(id_.split("→")[1] if label == "PAIRED_WITH" else id_) or REST

    def _of(self, id_: str) -> str | None:
        if id_ not in self._known:
            self._known[id_] = None  # who leads himself leads nowhere
            ways = self._ways(id_)
            self._known[id_] = next((county for way in ways if (county := self._first(way))), None)
        return self._known[id_]

    def _first(self, ids: Iterable[str]) -> str | None:
        return min((county for id_ in ids if (county := self._of(id_))), default=None)

    def _ways(self, id_: str) -> Iterable[Iterable[str]]:
        facts = self._facts
        if id_ in facts.orgs:
            yield facts.covered.get(id_, ())
            yield [facts.seat[id_]] if id_ in facts.seat else ()
            yield facts.paired.get(id_, ())
            yield facts.leaders.get(id_, ())
        elif id_ in facts.people:
            yield [facts.lives_in[id_]] if id_ in facts.lives_in else ()
            yield facts.registered.get(id_, ())
            yield facts.places_of_posts.get(id_, ())
            yield facts.member_of.get(id_, ())
        elif id_ in facts.above:
            yield facts.above[id_]
        elif id_ in facts.serves:
            yield facts.serves[id_]
        else:
            yield [_ELSEWHERE]
