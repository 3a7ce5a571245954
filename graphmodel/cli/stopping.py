"""Being stopped: Ctrl-C and TERM end a command as an error would, so that it cleans up after itself, and say so."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

from graphmodel.drafts import anything_placed, place_nothing_more
from graphmodel.language import Text

_BY_SIGNAL: Final = 128
"""What a shell adds to the number of the signal that ended a program."""

_WHOLE: Final = Text("已停止；此前写成的都完整", "stopped; what was written before is whole")

_came: list[int] = []
_left: list[Text] = []


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


@contextmanager
def changing(left: Text) -> Iterator[None]:
    """While something is changed that this process cannot put back, such as the graph of a server.

    Args:
        left: what is said of it when the process is stopped meanwhile.
    """
    _left[:] = [left]
    yield
    _left[:] = [_WHOLE]


def sentence() -> Text:
    """What is said then."""
    if _left:
        return _left[0]
    if anything_placed():
        return _WHOLE
    return Text("已停止，没有保存", "stopped; nothing was saved")
