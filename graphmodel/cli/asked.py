"""What a command was asked, as values: light, so that the command line can be built without the other rooms."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import NamedTuple


class Question(NamedTuple):
    """Which verdicts are asked for: where, of which day, which rules, of whom, by whose thresholds and answers."""

    store: Path
    as_of: date | None = None
    rules: tuple[str, ...] = ()
    scope: tuple[str, ...] = ()
    settings: Path | None = None
    engine: str = "embedded"


class Form(NamedTuple):
    """In which form an answer is given, and where it goes; None: to standard output."""

    name: str
    output: Path | None = None
