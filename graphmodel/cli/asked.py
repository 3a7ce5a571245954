"""What a command was asked, as values: light, so that the command line can be built without the other rooms."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import NamedTuple

from graphmodel.errors import UsageError
from graphmodel.language import Text
from graphmodel.workers.crew import Crew


class Question(NamedTuple):
    """Which verdicts are asked for: where, of which day, which rules, of whom, by which thresholds, own rules and engine."""

    store: Path
    as_of: date | str | None = None
    """A day, or how the id of a snapshot begins; None: the newest day there is data of."""
    rules: tuple[str, ...] = ()
    scope: tuple[str, ...] = ()
    settings: Path | None = None
    own_rules: Path | None = None
    engine: str = "embedded"
    crew: Crew | None = None
    """Who judges what is saved in parts; None: nobody was named."""
    part: str | None = None
    """The part that is judged alone; None: all."""


class Target(NamedTuple):
    """In which format an answer is given, and where it goes; None: to standard output."""

    format: str
    path: Path | None = None

    def file(self) -> Path:
        """Where a workbook or a page goes; it cannot go to the screen.

        Raises:
            UsageError: no file is named.
        """
        if self.path is None:
            raise UsageError(
                Text("--format {form} 要用 -o 指明文件", "--format {form} needs -o FILE"), form=self.format
            )
        return self.path
