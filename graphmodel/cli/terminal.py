"""What may reach a terminal: text without control characters, which could move the cursor, rename windows or worse."""

from __future__ import annotations

import re
from typing import Final

import typer

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""Control characters of C0 and C1, all but tabs and line ends."""


def printable(text: str) -> str:
    r"""The text with a mark in place of every control character.

    >>> printable("\x1b]0;title\x9b")
    '�]0;title�'
    """
    return _CONTROL.sub("\ufffd", text)


def say(sentence: str) -> None:
    """One sentence beside the answer, on standard error."""
    typer.echo(printable(sentence), err=True)
