"""The language a process speaks: Chinese or English, chosen once, before any text is made.

Every text a person reads is a :class:`Text`, both wordings side by side where the thing is declared. It is not a
translation framework: two languages, no plurals, nothing to compile.
"""

from __future__ import annotations

import locale
import os
import sys
from itertools import pairwise
from typing import Final, Literal, NamedTuple

Language = Literal["zh", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("zh", "en")

_chosen: Language | None = None


class Text(NamedTuple):
    """One text in both languages; ``str(text)`` is the wording of the process's language.

    >>> choose("en")
    >>> str(Text("网格", "grid"))
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


def choose(language: Language) -> None:
    """Fix the language of this process."""
    global _chosen  # noqa: PLW0603 - one process speaks one language
    _chosen = language


def current() -> Language:
    """The chosen language, else that of the system."""
    return _chosen or of_system()


def of_system() -> Language:
    """Chinese when the system's language is Chinese, else English."""
    return "zh" if _system_locale().lower().startswith(("zh", "chinese")) else "en"


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
