"""Safe pages: one file each, nothing fetched, nothing run, every value escaped.

Values reach a page through Jinja's autoescaping only. A Content-Security-Policy lets the page use its own style sheet,
known by its hash, and nothing else; so a name that holds markup or script stays a name even where escaping failed.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from graphmodel import language
from graphmodel.pages import wording
from graphmodel.stores.snapshot import writing

_TEMPLATES: Final = Path(__file__).parent / "templates"
_STYLE: Final = "page.css"
_LANG: Final[dict[language.Language, str]] = {"zh": "zh-CN", "en": "en"}


def render(template: str, **facts: Any) -> str:
    """A page in the language of the process.

    Args:
        template: its file in ``templates``.
        **facts: what it shows; a fact the template names and does not get is an error.
    """
    style = (_TEMPLATES / _STYLE).read_text(encoding="utf-8")
    return (
        _environment()
        .get_template(template)
        .render(
            facts,
            text=language.Text,
            lang=_LANG[language.current()],
            mark=wording.MARK,
            style=Markup(style),  # noqa: S704 - our own file; nothing is filled into it
            policy=f"default-src 'none'; style-src '{_source(style)}'; base-uri 'none'; form-action 'none'",
        )
    )


def write_page(page: str, path: Path) -> None:
    """Write a page.

    Raises:
        EnvironmentFailure: it cannot be written, or the disk is full.
    """
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(page.encode())


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"number": wording.number, "percent": wording.percent}
    return environment


def _source(text: str) -> str:
    """How a policy names an inline style or script: by the hash of its text."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
