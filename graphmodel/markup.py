"""How every page is made safe, whoever writes it: values are escaped, and a policy knows what is ours by its hash."""

from __future__ import annotations

import base64
import hashlib
import sys
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket

from graphmodel import language

_LANG: Final[dict[language.Language, str]] = {"zh": "zh-CN", "en": "en"}


class _BesideModules(FileSystemBytecodeCache):
    """Compiled templates where Python keeps compiled modules, if it does: compiling them takes longer than most pages."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(Path(cache_from_source(str(folder))).parent))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if not sys.dont_write_bytecode:
            with suppress(OSError):  # as for modules
                super().dump_bytecode(bucket)


def templates_in(folder: Path) -> Environment:
    """The templates of a folder: every value is escaped, and what a template names and does not get is an error."""
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_BesideModules(folder),
    )
    environment.globals["text"] = language.Text
    return environment


def lang() -> str:
    """The language that is spoken, as HTML names it."""
    return _LANG[language.current()]


def source(text: str) -> str:
    """How a Content-Security-Policy names an inline style or script of ours: by the hash of its text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
