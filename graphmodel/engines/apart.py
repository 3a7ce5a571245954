"""A process of its own for a statement that nobody has tried before: whatever befalls it befalls it alone.

The embedded engine cannot be trusted to stop when told, nor to survive every statement. So its database is filled
and asked by a child, which has a limit of time and of memory and is killed at the end of either.
"""

from __future__ import annotations

import math
import os
import pickle
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, Final

from graphmodel.allowance import hold_to
from graphmodel.engines.complaints import too_long, too_much
from graphmodel.engines.database import Database
from graphmodel.engines.engine import Answer

MEMORY: Final = 2 << 30
"""Bytes that a statement may have beside the pages of the graph."""
_READY: Final = b"+"
_OUT_OF_MEMORY: Final = 9


class CannotRun(Exception):
    """What the engine says of a statement that it cannot run."""


def ask(folder: Path, statement: str, parameters: Mapping[str, Any], time_limit: float) -> Answer:
    """The answer to a statement.

    Args:
        folder: holds the files of the graph.
        statement: was checked.
        parameters: its own only.
        time_limit: seconds, counted from when the graph is there.

    Raises:
        CannotRun: the engine cannot run it.
        EnvironmentFailure: it ran out of time or memory, or ended the process.
    """
    paths = [path for path in sys.path if path]
    child = subprocess.Popen(
        [sys.executable, "-P", "-m", "graphmodel.engines.apart", folder, str(time_limit)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    with child:
        try:
            assert child.stdout is not None
            if child.stdout.read(1) != _READY:
                raise too_much()
            said, _ = child.communicate(pickle.dumps((statement, dict(parameters))), time_limit)
        except subprocess.TimeoutExpired as error:
            raise too_long(time_limit) from error
        except BrokenPipeError as error:
            raise too_much() from error
        finally:
            child.kill()
    if child.returncode != 0:
        raise too_much()
    wrong, answer = pickle.loads(said)  # noqa: S301 - it comes from our own child, which has no other rights than we
    if wrong is not None:
        raise CannotRun(wrong)
    return Answer(*answer)


def _limit(time_limit: float) -> None:
    """Limit what this process may take from here on, where the system knows such limits."""
    if sys.platform != "win32":
        import resource

        processor = math.ceil(time_limit + 5) * (os.cpu_count() or 1)  # should nobody be left to kill it
        resource.setrlimit(resource.RLIMIT_CPU, (processor, processor))
        hold_to(MEMORY)


def _answer(folder: Path, time_limit: float, asked: IO[bytes], answered: IO[bytes]) -> int:
    """What the child does; its exit code."""
    database = Database(folder)
    _limit(time_limit)
    answered.write(_READY)
    answered.flush()
    statement, parameters = pickle.load(asked)  # noqa: S301 - from our parent
    try:
        try:
            said: tuple[str | None, tuple[Any, ...]] = None, tuple(database.ask(statement, parameters))
        except RuntimeError as error:
            said = str(error), ()
        pickle.dump(said, answered, pickle.HIGHEST_PROTOCOL)
        answered.flush()
    except MemoryError:
        return _OUT_OF_MEMORY
    return 0


if __name__ == "__main__":
    # nothing is closed: the process ends, and all of it with it
    os._exit(_answer(Path(sys.argv[1]), float(sys.argv[2]), sys.stdin.buffer, sys.stdout.buffer))
