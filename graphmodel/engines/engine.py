"""What everybody asks of an engine: answer one reading statement, for the slice that is meant and no other.

Which engine it is, is a detail; :mod:`graphmodel.engines.registry` makes one by its name.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from datetime import date
from types import TracebackType
from typing import Any, NamedTuple, Protocol, Self


class Answer(NamedTuple):
    """The rows a query gave, under the names it returned them by."""

    columns: list[str]
    rows: list[tuple[Any, ...]]


class Engine(Protocol):
    """A slice of the alliance that answers Cypher. In a ``with`` statement it is closed at the end."""

    @property
    @abstractmethod
    def name(self) -> str:
        """What answers call it."""

    @property
    @abstractmethod
    def homes(self) -> bool:
        """Whether it holds the homes and who contacts them; without them the household rules ask the tables."""

    @abstractmethod
    def expect(self, as_of: date, snapshot: str) -> None:
        """Make sure that it answers for a day and a snapshot; the numbers of ties mean nothing in another.

        Raises:
            UsageError: it holds others.
        """

    @abstractmethod
    def query(
        self, statement: str, parameters: Mapping[str, Any] | None = None, *, time_limit: float | None = None
    ) -> Answer:
        """Run one reading statement; only the parameters that it names are passed.

        Args:
            statement: one of the catalogue's; or, with a time limit, whatever somebody came to ask.
            parameters: values for the parameters that it names; others are not looked at.
            time_limit: seconds until it is stopped. Then nothing that it does can end this process, and numbers in
                the answer that overflowed are an error.

        Raises:
            RefusedQuery: it is not one reading statement.
            UsageError: it cannot be run, or a parameter is missing.
            EnvironmentFailure: it ran out of time or memory.
        """

    @abstractmethod
    def close(self) -> None:
        """Let go of what it holds."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
