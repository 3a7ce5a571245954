"""The errors a person can meet, by what they should do about them.

Each carries the facts and one sentence; the command line turns the class into the exit code. Problems *in* the
rosters are not errors of this kind: they are data (:mod:`graphmodel.rosters.problems`).
"""

from __future__ import annotations

from typing import ClassVar

from graphmodel.language import Text


class GraphmodelError(Exception):
    """Base of every error this package raises on purpose."""

    exit_code: ClassVar[int] = 3

    def __init__(self, message: Text, **facts: object) -> None:
        self.facts = facts
        super().__init__(message.fill(**facts))


class UsageError(GraphmodelError):
    """Asked for in a way that cannot be meant: a missing input, an unknown rule, a refused query."""

    exit_code = 2


class EnvironmentFailure(GraphmodelError):
    """The surroundings failed: a full disk, an unwritable folder, a damaged snapshot."""

    exit_code = 3
