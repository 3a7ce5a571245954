"""What a worker does with a task: one try, after which its result is in its place, or it is said why not."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import polars as pl

from graphmodel.allowance import working_with
from graphmodel.errors import GraphmodelError
from graphmodel.language import Language, Text, speaking
from graphmodel.stores import worked_out
from graphmodel.workers import versions

_LOG: Final = logging.getLogger(__name__)

NO_MEMORY: Final = Text("内存不够", "there is not enough memory")


class Task(NamedTuple):
    """Something to be worked out."""

    name: str
    """No other task has it; its result is kept by it, and so it is spoken of: it names no person."""
    function: Callable[..., Mapping[str, pl.DataFrame]]
    """Of a module. What it gives depends on its arguments alone."""
    arguments: tuple[Any, ...] = ()


class Conditions(NamedTuple):
    """What holds for a worker as it does for whoever gives the tasks."""

    language: Language
    memory: int
    versions: dict[str, str]


class Failed(NamedTuple):
    """A try that came to nothing."""

    reason: str


class Refused(NamedTuple):
    """A worker whose results would not be those of the others."""

    versions: dict[str, str]


def attempt(place: Path, task: Task, conditions: Conditions) -> Failed | Refused | None:
    """Work a task out, and put its result into its place.

    Errors are told, not raised: a cluster would write the arguments and what the error says into its logs, try again
    by itself and count otherwise; and most of our errors cannot be sent.
    """
    found = versions.installed()
    if found != conditions.versions:
        return Refused(found)
    with speaking(conditions.language), working_with(conditions.memory):
        try:
            result = task.function(*task.arguments)
            worked_out.write(place, result)
        except (Exception, pl.exceptions.PanicException) as error:  # noqa: BLE001 - told, as said above
            _LOG.info("%s: failed", task.name)
            return Failed(_reason(error))
    _LOG.info("%s: %s", task.name, {name: table.height for name, table in result.items()})
    return None


def _reason(error: BaseException) -> str:
    """Why, without a value of any cell: only what we say ourselves is repeated."""
    if isinstance(error, GraphmodelError):
        return str(error)
    if isinstance(error, MemoryError):
        return str(NO_MEMORY)
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}, {Path(place.filename).name}:{place.lineno}"
