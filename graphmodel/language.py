"""The language that is spoken: Chinese or English, as the context says, else the system.

It is asked for whenever a text is said, so that one process can speak both. A thread begins with no context of its
own, and so does a function of ours that polars calls: those of :func:`workers` speak as whoever opened them, and what
polars calls says nothing. Every text a person reads is a :class:`Text`, both wordings side by side where the thing is declared. It is not a
translation framework: two languages, no plurals, nothing to compile.
"""

from __future__ import annotations

import locale
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context, ContextVar, copy_context
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

Language = Literal["zh", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("zh", "en")

_spoken: Final[ContextVar[Language | None]] = ContextVar("language", default=None)


class Text(NamedTuple):
    """One text in both languages; ``str(text)`` is the wording of the language that is spoken.

    >>> with speaking("en"):
    ...     str(Text("网格", "grid"))
    'grid'
    """

    zh: str
    en: str

    def __str__(self) -> str:
        return self.zh if current() == "zh" else self.en

    def fill(self, **values: object) -> str:
        """The wording with its ``{placeholders}`` filled in."""
        return str(self).format(**values)

    def with_texts(self, **texts: Text) -> Text:
        """Both wordings with their ``{placeholders}`` filled in, each with the wording of its own language."""
        zh = self.zh.format(**{name: text.zh for name, text in texts.items()})
        en = self.en.format(**{name: text.en for name, text in texts.items()})
        return Text(zh, en)


AND: Final = Text("、", ", ")
"""What stands between the items of a list."""


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Speak a language within a block."""
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


def choose(language: Language) -> None:
    """Speak a language from here on: in a program of one language, or a notebook."""
    _spoken.set(language)


def current(unset: Language = "en") -> Language:
    """The language that is spoken, else that of the system, else ``unset``."""
    return _spoken.get() or of_system(unset)


def workers(at_once: int) -> ThreadPoolExecutor:
    """Threads that speak the language of whoever opens them, and know what else his context says."""
    from concurrent.futures import ThreadPoolExecutor

    return ThreadPoolExecutor(at_once, initializer=_take_over, initargs=(copy_context(),))


def _take_over(context: Context) -> None:
    for variable, value in context.items():
        variable.set(value)


def of_system(unset: Language = "en") -> Language:
    """Chinese when the system's language is Chinese, ``unset`` when it sets none (``C``, ``POSIX``), else English.

    Whoever types a command asks for English where nothing is set; whoever double-clicks in an office does not.
    """
    name = _system_locale().partition(".")[0].lower()
    if name in {"", "c", "posix"}:
        return unset
    return "zh" if name.startswith(("zh", "chinese")) else "en"


def asked_for(arguments: list[str]) -> Language | None:
    """The value of ``--lang`` among command-line arguments, read before the command line is built.

    >>> asked_for(["--lang", "en", "gaps"])
    'en'
    """
    for here, after in pairwise([*arguments, ""]):
        name, _, value = here.partition("=")
        if name == "--lang":
            value = value or after
            return value if value in LANGUAGES else None
        if not here.startswith("-"):
            return None
    return None


def _system_locale() -> str:
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return value
    if sys.platform == "win32":
        import ctypes

        identifier = ctypes.windll.kernel32.GetUserDefaultUILanguage()
        return locale.windows_locale.get(identifier, "")
    return locale.getlocale()[0] or ""
