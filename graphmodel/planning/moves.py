"""Moves and steps: the rows a plan adds or ends, and what they close together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, Literal, NamedTuple

Node = tuple[str, str]
"""Label and id."""
Subject = tuple[str, str, str]
"""Rule, label and id of what a gap is of."""


def nodes(label: str, ids: Iterable[str]) -> tuple[Node, ...]:
    """Things of one label, in their order."""
    return tuple((label, id_) for id_ in ids)


RELATION_OF: Final = {
    "posts": "HOLDS",
    "pairings": "PAIRED_WITH",
    "registrations": "REGISTERED_WITH",
    "household_ties": "CONTACTS",
}
"""The rosters in which rows are added or ended, and what they make."""
ROSTER_OF: Final = {relation: roster for roster, relation in RELATION_OF.items()}


class Move(NamedTuple):
    """One row that is added, or the row of this identity that ends (措施)."""

    change: Literal["add", "end"]
    relation: str
    start: Node
    end: Node
    post: str | None = None
    recommended_by: str | None = None


class Reason(NamedTuple):
    """The facts of a move's reason: how far, how much is there already, how many others were eligible."""

    distance: int | None = None
    load: int | None = None
    others: int = 0


NO_REASON: Final = Reason()


@dataclass(frozen=True)
class Step:
    """Moves that close something only together."""

    stage: int
    rule: str
    moves: tuple[Move, ...]
    costs: tuple[int, ...]
    closes: tuple[Subject, ...]
    """What its last move closes."""
    rests_on: frozenset[Move] = frozenset()
    """Moves of other steps that must be taken before."""
    reason: Reason = NO_REASON
    stages: tuple[int, ...] = ()
    """The stage of each move, where they are not all of :attr:`stage`."""


class Open(NamedTuple):
    """Why a gap stays open."""

    why: str
    witness: tuple[Node, ...] = ()
    """On what that rests."""
    hall: int | None = None
    """Which of the stage's Hall sets it lies in."""
    facts: Any = None


class Hall(NamedTuple):
    """Subjects with fewer eligible than they need: no plan of the stage can close them all (Hall 1935)."""

    subjects: tuple[str, ...]
    neighbours: tuple[str, ...]
    demand: int
    capacity: int
    homes: tuple[str, ...] = ()
    """Of grids of which not all homes are meant, those that are."""


@dataclass(frozen=True)
class Outcome:
    """What a stage proposes, and why it leaves open what it does."""

    stage: int
    steps: list[Step] = field(default_factory=list)
    open: dict[Subject, Open] = field(default_factory=dict)
    halls: list[Hall] = field(default_factory=list)
