"""The errors a person can meet, by what they should do about them.

Each carries the facts and one sentence; the command line turns the class into the exit code. Problems *in* the
rosters are not errors of this kind: they are data (:mod:`graphmodel.rosters.problems`).
"""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
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


@contextmanager
def writing(place: Path) -> Iterator[None]:
    """Turn what the operating system refuses while writing into one sentence."""
    try:
        yield
    except OSError as error:
        if _number(error) == errno.ENOSPC:
            raise EnvironmentFailure(
                Text("磁盘已满，没有写入：{place}", "the disk is full; not written: {place}"), place=place
            ) from error
        raise EnvironmentFailure(
            Text("无法写入 {place}：{reason}", "cannot write to {place}: {reason}"),
            place=place,
            reason=error.strerror or error,
        ) from error


def _number(error: OSError) -> int | None:
    """What the system calls the error; polars has the number only in its sentence."""
    said = re.search(r"\(os error ([0-9]+)\)", str(error))
    return int(said[1]) if said else error.errno
