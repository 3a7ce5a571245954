"""Being stopped: Ctrl-C and TERM end a command as an error would, so that it cleans up after itself, and say so."""

from __future__ import annotations

import signal
import sys
from types import FrameType
from typing import Final

from graphmodel.drafts import anything_placed, place_nothing_more
from graphmodel.language import Text

_BY_SIGNAL: Final = 128
"""What a shell adds to the number of the signal that ended a program."""

_came: list[int] = []


def listen() -> None:
    """Stop when the system asks for it, from now on."""
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:  # as under nohup, or in the background of a script
            signal.signal(number, _stop)


def _stop(number: int, _: FrameType | None) -> None:
    note(number)
    if sys.exc_info()[0] is not KeyboardInterrupt:  # else it is cleaning up already
        raise KeyboardInterrupt


def note(number: int) -> None:
    """Remember by what it was stopped; polars hears of Ctrl-C by itself, and before us."""
    _came.append(number)
    place_nothing_more()


def exit_code() -> int | None:
    """The exit code that is due when the process was asked to stop, whatever a library made of that; else None."""
    return _BY_SIGNAL + _came[0] if _came else None


def sentence() -> Text:
    """What is said then."""
    if anything_placed():
        return Text("已停止；此前写成的都完整", "stopped; what was written before is whole")
    return Text("已停止，没有保存", "stopped; nothing was saved")
