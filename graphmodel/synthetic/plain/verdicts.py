"""What a plain reading says of a subject: a verdict, how grave a gap is, and the evidence that the rules fix."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

Subject = tuple[str, str]
"""Label and code."""


class Verdict(NamedTuple):
    """One verdict. Only a gap has a severity."""

    verdict: str
    severity: str | None = None
    homes: dict[str, int] | None = None
    """In rules that count homes: how many have each verdict."""
    evidence: dict[str, Any] | None = None
    """What the finding has to show, where the rules leave no choice."""

    def showing(self, **evidence: Any) -> Verdict:
        """The same with evidence."""
        return Verdict(self.verdict, self.severity, self.homes, evidence)

    @property
    def answer(self) -> str | dict[str, int]:
        """The form of the answer key: the verdict, or how many homes have each."""
        return self.homes or self.verdict


Verdicts = dict[Subject, Verdict]
"""The verdict of every subject of a rule."""

MET: Final = Verdict("met")
UNKNOWN: Final = Verdict("unknown")
EXEMPT: Final = Verdict("exempt")


def gap(severity: str) -> Verdict:
    """A gap of a severity."""
    return Verdict("gap", severity)
