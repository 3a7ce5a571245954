"""What a worker does with a task: one try, after which its result is in its place, or it is said why not."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
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
    size: int = 0
    """In the measure of those that are worked out together."""


class Together(NamedTuple):
    """How several small tasks are worked out at once, where that costs less than one after the other."""

    function: Callable[[Sequence[tuple[Any, ...]]], Iterable[Mapping[str, pl.DataFrame]]]
    """Of a module: gives of the arguments of some tasks what their own function gives of those of each, one by one."""
    most: int
    """How large they are at most in all."""


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


def attempt(
    folder: Path, tasks: Sequence[Task], together: Together | None, conditions: Conditions
) -> Failed | Refused | None:
    """Work a task out, or several together, and put each result into its place in a folder.

    Errors are told, not raised: a cluster would write the arguments and what the error says into its logs, try again
    by itself and count otherwise; and most of our errors cannot be sent.
    """
    found = versions.installed()
    if found != conditions.versions:
        return Refused(found)
    with speaking(conditions.language), working_with(conditions.memory):
        try:
            for task, result in zip(tasks, _results(tasks, together), strict=True):
                worked_out.write(worked_out.place_of(folder, task.name), result)
                _LOG.info("%s: %s", task.name, {name: table.height for name, table in result.items()})
        except (Exception, pl.exceptions.PanicException) as error:  # noqa: BLE001 - told, as said above
            _LOG.info("%s: failed", [task.name for task in tasks])
            return Failed(_reason(error))
    return None


def _results(tasks: Sequence[Task], together: Together | None) -> Iterable[Mapping[str, pl.DataFrame]]:
    if together is None or len(tasks) == 1:
        return [task.function(*task.arguments) for task in tasks]
    return together.function([task.arguments for task in tasks])


def _reason(error: BaseException) -> str:
    """Why, without a value of any cell: only what we say ourselves is repeated."""
    if isinstance(error, GraphmodelError):
        return str(error)
    if isinstance(error, MemoryError):
        return str(NO_MEMORY)
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}, {Path(place.filename).name}:{place.lineno}"
