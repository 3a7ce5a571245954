"""What all pages of the site share: the head, the navigation, the scope, and what they are pages of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

import polars as pl

from graphmodel.charts.chart import Chart
from graphmodel.language import Text
from graphmodel.pages.html import OF_SITE, own_text, render
from graphmodel.pages.network.layout import View, views
from graphmodel.reporting.dossier import Dossier
from graphmodel.reporting.drawing import Drawing
from graphmodel.reporting.figures import Figures, Unit, above
from graphmodel.reporting.places import LEVELS
from graphmodel.reporting.wording import TITLE

_SAYS: Final = Text(
    "本页只有数量、单位和地名，没有个人和住户。",
    "counts, places and organisations only: no people and no homes.",
)
_SAYS_RELEASED: Final = Text(
    "本页只有数量、单位和地名，没有个人和住户；人数、户数少的不列，写作 *。",
    "counts, places and organisations only: no people and no homes; small numbers of these are hidden and stand as *.",
)
_SAYS_NAMES: Final = Text(
    "本页含有个人信息，只供内部使用。", "this page tells of people: for internal use only."
)


class Page(NamedTuple):
    """A page of the site: its file, what it is called, what it shows of a site."""

    file: str
    title: Text
    content: Callable[[Site], Mapping[str, Any]]
    """The values of its template. Those that are charts can be had as pictures too; ``data`` is for its script."""
    scripts: tuple[str, ...] = ()
    """Files in ``templates`` that run after that of the scope."""
    released: bool = True
    """Whether it may leave the office."""
    styles: tuple[str, ...] = OF_SITE
    """Files in ``templates``."""


@dataclass(frozen=True, eq=False)
class Site:
    """What the pages are of, and how they are built."""

    figures: Figures
    pages: Sequence[Page] = ()
    other_language: Callable[[str, str], str] | None = None
    """The address of the same page in the other language, from the way to the root and its file."""
    received: pl.DataFrame | None = None
    """What was amiss with the rosters: see :func:`graphmodel.rosters.problems.in_brief`; None: it is not known."""
    rows: Mapping[str, int] | None = None
    """How many rows each roster had, by name; None: it is not known."""
    title: Text = TITLE
    compared: bool = True
    """Whether the pages say what changed, and where there is no time before that."""

    @property
    def dossier(self) -> Dossier:
        """What is said of the judgement."""
        return self.figures.dossier

    @property
    def named(self) -> bool:
        """Whether people are named."""
        return self.figures.named

    @property
    def released(self) -> bool:
        """Whether the pages are to leave the office."""
        return self.figures.for_release

    @property
    def as_of(self) -> str:
        """The day."""
        return self.dossier.as_of.isoformat()

    @property
    def day(self) -> str:
        """The day, and the day of its data."""
        return self.dossier.day

    @property
    def scope(self) -> str:
        """What the pages are about when nothing is chosen."""
        return self.dossier.scope

    @property
    def says(self) -> Text:
        """Whether there are people on the pages, and what a count that is hidden looks like."""
        if self.released:
            return _SAYS_RELEASED
        return _SAYS_NAMES if self.named else _SAYS

    @cached_property
    def units(self) -> list[dict[str, Any]]:
        """What can be chosen as the scope, top down, each with how deep it lies."""
        depth = list(LEVELS).index
        rows = self.figures.choices
        least = min((depth(row["label"]) for row in rows), default=0)
        return [{**row, "depth": depth(row["label"]) - least} for row in rows]

    @cached_property
    def parts(self) -> dict[Unit, list[dict[str, Any]]]:
        """By unit those right in it; those in none under ``("", "")``."""
        found: dict[Unit, list[dict[str, Any]]] = {}
        for row in self.figures.units:
            found.setdefault(above(row), []).append(row)
        return found

    @cached_property
    def drawing(self) -> Drawing:
        """What of it may be drawn."""
        return Drawing(self.dossier)

    @cached_property
    def views(self) -> dict[int, list[View]]:
        """Where everything stands in the pictures of places."""
        return views(self.drawing)

    def page(self, label: str, code: str) -> str | None:
        """The file of the page of a unit, if it has one."""
        return self.figures.pages.get((label, code))

    def has(self, file: str) -> bool:
        """Whether there is such a page."""
        return any(page.file == file for page in self.pages)


def rendered(
    site: Site, page: Page, template: str, shown: Mapping[str, Any], *, root: str = "", keep: str = ""
) -> str:
    """A page in the shell.

    Args:
        site: of which it is.
        page: which it is.
        template: its file in ``templates``.
        shown: the values of the template.
        root: the way from the page to the folder of the site.
        keep: what its links hold of the scope before a script has run.
    """
    follows = "scope" in template_scripts(page)
    return render(
        template,
        styles=page.styles,
        scripts=[_script(page.scripts)] if follows else [],
        **{"site": site, "page": page, "root": root, "keep": keep, "data": None, **shown},
    )


def template_scripts(page: Page) -> tuple[str, ...]:
    """The scripts of a page; one that tells of a single unit follows no scope."""
    return ("scope", *page.scripts) if page.file.count("/") == 0 else ()


def charts(shown: Mapping[str, Any]) -> dict[str, Chart]:
    """The charts among the values of a template."""
    found = {name: value for name, value in shown.items() if isinstance(value, Chart)}
    for name, value in shown.items():
        if isinstance(value, Mapping):
            found |= {f"{name}-{key}": one for key, one in value.items() if isinstance(one, Chart)}
    return found


def _script(files: Sequence[str]) -> str:
    """The script of a page: its parts in one function, so that nothing of it is global."""
    parts = "\n".join(own_text(name) for name in ("address.js", "scope.js", *files))
    return f"(function () {{\n'use strict';\n{parts}\nfollow();\n}})();"
