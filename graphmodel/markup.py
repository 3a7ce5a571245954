"""How every page is made safe, whoever writes it: values are escaped, and a policy knows what is ours by its hash."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from graphmodel import language

_LANG: Final[dict[language.Language, str]] = {"zh": "zh-CN", "en": "en"}


def templates_in(folder: Path) -> Environment:
    """The templates of a folder: every value is escaped, and what a template names and does not get is an error."""
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["text"] = language.Text
    return environment


def lang() -> str:
    """The language that is spoken, as HTML names it."""
    return _LANG[language.current()]


def source(text: str) -> str:
    """How a Content-Security-Policy names an inline style or script of ours: by the hash of its text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
