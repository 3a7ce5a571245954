"""What the rules ask of an engine: answer one reading statement. Which engine it is, is a detail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol


class Answer(NamedTuple):
    """The rows a query gave, under the names it returned them by."""

    columns: list[str]
    rows: list[tuple[Any, ...]]


class Engine(Protocol):
    """A slice of the alliance that answers Cypher."""

    @property
    def name(self) -> str:
        """What answers call it."""

    @property
    def homes(self) -> bool:
        """Whether it holds the homes and who contacts them; without them the household rules ask the tables."""

    def query(self, statement: str, parameters: Mapping[str, Any] | None = None) -> Answer:
        """Run one reading statement with its parameters."""
