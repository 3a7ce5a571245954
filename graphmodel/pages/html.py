"""Safe pages: one file each, nothing fetched, nothing run but our own script, every value escaped.

Values reach a page through Jinja's autoescaping only. A Content-Security-Policy lets the page use its own style sheet
and scripts, known by their hashes, and nothing else; so a name that holds markup or script stays a name even where
escaping failed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment
from markupsafe import Markup

from graphmodel.charts.chart import style as chart_style
from graphmodel.drafts import draft
from graphmodel.markup import lang, source, templates_in
from graphmodel.reporting import wording

_TEMPLATES: Final = Path(__file__).parent / "templates"
OF_SITE: Final = ("head.css", "page.css", "lists.css")
"""The style sheets of pages that follow the scope."""
_WITH_CHARTS: Final = "page.css"
_BLANKS: Final = re.compile(r"\s*([{};,])\s+")
_JSON: Final = {"ensure_ascii": False, "allow_nan": False, "separators": (",", ":")}


def render(
    template: str, *, styles: tuple[str, ...] = OF_SITE, scripts: Sequence[str] = (), **shown: Any
) -> str:
    """A page in the language that is spoken.

    Args:
        template: its file in ``templates``.
        styles: those of its style sheets.
        scripts: the texts of what it runs, our own files and those of libraries, in order.
        **shown: what it shows; what the template names and does not get is an error.
    """
    css = _css(styles)
    return (
        _environment()
        .get_template(template)
        .render(
            shown,
            lang=lang(),
            mark=wording.MARK,
            style=Markup(css),  # noqa: S704 - our own file; nothing is filled into it
            scripts=[Markup(script) for script in scripts],  # noqa: S704 - nor into these
            policy=_policy(css, tuple(scripts)),
        )
    )


@cache
def _css(styles: tuple[str, ...]) -> str:
    """Style sheets as one, with that of the charts where there are any; without the blanks that nobody reads."""
    charts = [chart_style()] if _WITH_CHARTS in styles else []
    return _BLANKS.sub(r"\1", "".join([*map(own_text, styles), *charts]))


@cache
def own_text(name: str) -> str:
    """The text of a file in ``templates``."""
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def write_page(page: str, path: Path) -> None:
    """Write a page.

    Raises:
        EnvironmentFailure: it cannot be written, or the disk is full.
    """
    with draft(path) as place:
        place.write_bytes(page.encode())


@cache
def _environment() -> Environment:
    environment = templates_in(_TEMPLATES)
    environment.policies["json.dumps_kwargs"] = _JSON
    environment.filters |= {
        "number": wording.number,
        "percent": wording.percent,
        "label_title": wording.label_title,
        "shown": _or_hidden,
        "zooms": _zooms,
    }
    return environment


def _or_hidden(value: int | None) -> str:
    """A count, or the sign of one that is hidden."""
    return "*" if value is None else wording.number(value)


def _zooms(svg: Markup) -> Markup:
    """A chart that shows a part of itself when that is chosen."""
    return Markup(str(svg).replace('class="chart"', 'class="chart zooms"', 1))  # noqa: S704 - escaped already


@cache
def _policy(style: str, scripts: tuple[str, ...]) -> str:
    """What the page may do: use its own style sheet and run its own scripts."""
    rules = ["default-src 'none'", f"style-src {source(style)}", "base-uri 'none'", "form-action 'none'"]
    if scripts:
        rules.append("script-src " + " ".join(map(source, scripts)))
    return "; ".join(rules)
