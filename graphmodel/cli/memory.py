"""Little memory: where the system limits it, the work is done in a process that may end abruptly, and that is told.

Libraries in Rust and C++ end the process when there is no memory left; no error of Python's is raised. Where nothing
is limited, nothing of this happens.
"""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType
from typing import Final, NoReturn

from graphmodel.allowance import of_system
from graphmodel.errors import SAYS
from graphmodel.language import Text

NO_MEMORY: Final = Text(
    "内存不够，没有做完。请关掉别的程序，或换一台内存更大的电脑再运行",
    "there is not enough memory, and the work was not done; close other programs, or run it where there is more",
)
_LEAST: Final = 400 << 20
"""Bytes without which the libraries cannot even be loaded."""
_ENDED_ABRUPTLY: Final = frozenset({"SIGABRT", "SIGBUS", "SIGILL", "SIGKILL", "SIGSEGV", "SIGTRAP"})


def watch() -> None:
    """Where memory is limited, go on in a child process, and leave in its stead when it ends.

    Libraries in it say nothing on standard error: what they have to say of an end is told by us.
    """
    if sys.platform == "win32" or of_system() == sys.maxsize:
        return
    if of_system() < _LEAST:
        _say_and_leave()
    child = os.fork()
    if child:
        _leave_as(child)
    remarks = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
    from graphmodel.cli.streams import Remarks

    sys.stderr = Remarks(
        os.fdopen(remarks, "wb", buffering=0), encoding="utf-8", errors="backslashreplace", write_through=True
    )


def _say_and_leave() -> NoReturn:
    print(SAYS.fill(sentence=NO_MEMORY), file=sys.stderr)
    sys.stderr.flush()
    os._exit(3)


def _leave_as(child: int) -> NoReturn:
    """Wait for the process that works, hand on that it should stop, and leave with its exit code."""

    def hand_on(number: int, _: FrameType | None) -> None:
        os.kill(child, number)

    signal.signal(signal.SIGTERM, hand_on)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal tells both
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code < 0 and signal.Signals(-code).name in _ENDED_ABRUPTLY:
        _say_and_leave()
    os._exit(code)
