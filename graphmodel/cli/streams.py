"""Standard output and standard error as they are here: what they refuse is told in our words, and no fault.

Not what is said on them: that is for answers and the screen.
"""

from __future__ import annotations

import errno
import io
import os
import sys

from graphmodel.errors import EnvironmentFailure, GraphmodelError, said_by_system
from graphmodel.language import Text

_ANSWER = Text("标准输出", "standard output")


class NobodyReads(GraphmodelError):
    """Whoever read the answer has had enough of it, as ``head`` does; there is nothing to say."""

    exit_code = 141


class Answers(io.TextIOWrapper):
    """Standard output; an error of the system becomes one of ours, that no library between takes for its own."""

    def write(self, text: str, /) -> int:
        """Write text.

        Raises:
            NobodyReads: the pipe is closed.
            EnvironmentFailure: it cannot be written, or the disk is full.
        """
        try:
            return super().write(text)
        except OSError as error:
            raise _refused(error) from error

    def flush(self) -> None:
        """Write what is still kept; errors are those of :meth:`write`."""
        try:
            super().flush()
        except OSError as error:
            raise _refused(error) from error


class Remarks(io.TextIOWrapper):
    """Standard error; where nobody can read it nothing is lost that an answer holds."""

    def write(self, text: str, /) -> int:
        """Write text, if it can be written."""
        try:
            return super().write(text)
        except OSError:
            return len(text)

    def flush(self) -> None:
        """Write what is still kept, if it can be written."""
        try:
            super().flush()
        except OSError:
            return


def open_streams() -> bool:
    """Put ours in place of those that Python opened, in UTF-8 whatever the system's encoding is.

    Returns:
        Whether there is a standard output.
    """
    if sys.stderr is None:
        # somebody must have its number: else it would be that of a file, into which libraries would write
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123
    else:
        sys.stderr = _ours(sys.stderr, Remarks)
    if sys.stdout is None:
        return False
    sys.stdout = _ours(sys.stdout, Answers)
    return True


def close_answers() -> None:
    """Write what is still kept; what cannot be is forgotten, so that the interpreter does not try again.

    Raises:
        NobodyReads, EnvironmentFailure: as :meth:`Answers.write`.
    """
    try:
        sys.stdout.flush()
    except GraphmodelError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
        raise


def _ours(stream: object, of: type[Answers | Remarks]) -> Answers | Remarks:
    assert isinstance(stream, io.TextIOWrapper)
    lines = stream.line_buffering
    return of(stream.detach(), encoding="utf-8", errors="backslashreplace", line_buffering=lines)


def _refused(error: OSError) -> GraphmodelError:
    if error.errno == errno.EPIPE:
        return NobodyReads(Text("", ""))
    if error.errno == errno.ENOSPC:
        full = Text("磁盘已满，没有写成：{place}", "the disk is full; not written: {place}")
        return EnvironmentFailure(full, place=_ANSWER)
    refused = Text("写不进 {place}：{reason}", "cannot write to {place}: {reason}")
    return EnvironmentFailure(refused, place=_ANSWER, reason=said_by_system(error.errno or 0))
