"""What an evaluation gives each subject."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tests.rules.naive.facts import Node


@dataclass(frozen=True)
class Verdict:
    """One verdict; ``severity`` of a gap only; ``homes`` (met, gap, unknown, exempt) in R35 and R36 only."""

    verdict: str
    severity: str | None = None
    homes: tuple[int, int, int, int] | None = None


Found = dict[Node, Verdict]
"""The verdict of every subject of a rule."""

MET: Final = Verdict("met")
UNKNOWN: Final = Verdict("unknown")
EXEMPT: Final = Verdict("exempt")


def gap(severity: str) -> Verdict:
    """A gap of a severity."""
    return Verdict("gap", severity)
