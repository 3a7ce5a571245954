"""How the console looks: templates in the style of the site's pages, every value escaped, nothing run but our script."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final

from fastapi.responses import HTMLResponse
from jinja2 import Environment
from markupsafe import Markup

import graphmodel
from graphmodel.console.refusals import Refused
from graphmodel.markup import lang, source, templates_in

_TEMPLATES: Final = Path(__file__).parent / "templates"
_OF_PAGES: Final = Path(graphmodel.__file__).parent / "pages" / "templates"
"""Where the styles of the site are: the room that renders its pages loads what computes them."""
_SHARED: Final = ("head.css", "page.css", "lists.css")


def page(template: str, status: int = 200, *, framed: bool = False, **shown: Any) -> HTMLResponse:
    """A page in the language that is spoken.

    Args:
        template: its file in ``templates``.
        status: as HTTP numbers it.
        framed: whether it may stand within the window, where the pages of the site do.
        **shown: what it shows; what the template names and does not get is an error.
    """
    style, script = _own("style"), _own("script")
    text = (
        _environment()
        .get_template(template)
        .render(
            shown,
            lang=lang(),
            style=Markup(style),  # noqa: S704 - our own files; nothing is filled into them
            script=Markup(script),  # noqa: S704 - nor into this
        )
    )
    frame = {"X-Frame-Options": "SAMEORIGIN"} if framed else {}
    policy = _policy(style, script, "'self'" if framed else "'none'")
    return HTMLResponse(text, status, {**frame, "Content-Security-Policy": policy})


def refusal(refused: Refused) -> HTMLResponse:
    """The page of what is refused."""
    one = refused.refusal
    advice = one.advice.fill(**refused.facts)
    return page(
        "refusal.html.j2",
        one.status,
        framed=one.framed,
        title=str(one.title),
        advice=advice,
        to_home=one.status not in {403, 421},  # who may not come in has none
        nearest=refused.nearest,
    )


@cache
def _own(which: str) -> str:
    if which == "style":
        styles = (*(_OF_PAGES / name for name in _SHARED), _TEMPLATES / "console.css")
        return "".join(style.read_text(encoding="utf-8") for style in styles)
    return (_TEMPLATES / "console.js").read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    return templates_in(_TEMPLATES)


def _policy(style: str, script: str, framed_by: str) -> str:
    """What a page may do: its own style and script, forms and questions to the console, the site's pages within it."""
    rules = {
        "default-src": "'none'",
        "style-src": source(style),
        "script-src": source(script),
        "connect-src": "'self'",
        "frame-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": framed_by,
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())
