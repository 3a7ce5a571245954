"""The folder of pages: which there are, and how they are written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from graphmodel import language
from graphmodel.charts.chart import Chart
from graphmodel.errors import writing
from graphmodel.language import Language, Text
from graphmodel.pages import (
    gap_table,
    overview,
    pairings,
    proposals,
    rates,
    rule_book,
    supplied,
    then_and_now,
)
from graphmodel.pages.network.picture import Around, draw
from graphmodel.pages.one_unit import UnitPages
from graphmodel.pages.shell import Page, Site, charts, rendered
from graphmodel.reporting.addresses import NETWORK_PAGE
from graphmodel.reporting.wording import MARK

HOME: Final = "index.html"
UNITS: Final = "unit"
ENGLISH: Final = "en"
PARTS: Final = "parts"
"""The folder of folders of pages of parts, each with its workbook."""
REPORT: Final = "report.xlsx"
RELEASED: Final = '<meta name="graphmodel" content="released">'
"""By this in the first page a folder is known whose pages may leave the office."""
_NETWORK: Final = Page(NETWORK_PAGE, Text("网络", "Network"), lambda _: {}, released=False)
PAGES: Final = (
    overview.PAGE,
    rates.PAGE,
    gap_table.PAGE,
    _NETWORK,
    pairings.PAGE,
    proposals.PAGE,
    then_and_now.PAGE,
    supplied.PAGE,
    rule_book.PAGE,
)
"""In the order of the navigation."""
RESULTS: Final = (*(page.file for page in PAGES), UNITS, ENGLISH, PARTS)
"""Everything that a site may consist of: pages, and folders of pages."""
_BEGINS: Final = re.compile(
    rb'<!DOCTYPE html>\s+<html lang="[^"]*">\s+<head>\s+<meta charset="utf-8">\s+'
    rb'<meta http-equiv="Content-Security-Policy"'
)
"""How every page begins that a version of ours wrote."""


def results_in(folder: Path) -> list[str]:
    """What of :data:`RESULTS` there is in a folder, file by file; what others put into its folders is none.

    >>> results_in(Path("no such folder"))
    []
    """
    pages = [name for name in RESULTS if (folder / name).is_file()]
    below = sorted(page for name in (UNITS, ENGLISH, PARTS) for page in (folder / name).rglob("*.html"))
    books = sorted((folder / PARTS).glob(f"*/{REPORT}"))
    ours = [*filter(_is_ours, below), *books]
    return [*pages, *(file.relative_to(folder).as_posix() for file in ours)]


def _is_ours(page: Path) -> bool:
    try:
        with page.open("rb") as stream:
            return _BEGINS.match(stream.read(500)) is not None
    except OSError:  # a folder of such a name, or what others may not read: ours is neither
        return False


Draw = Callable[[str, Chart], None]
"""What is done with a chart, by the name of its picture."""


@dataclass(frozen=True, eq=False)
class Folder:
    """The pages of a site in one language, and the folder they go to."""

    site: Site
    language: Language
    place: Path

    def write(self, draw_: Draw | None = None) -> None:
        """Write every page.

        Args:
            draw_: what is done with every chart besides.

        They are written as they are: whoever wants them to take their places together gives a draft for a folder.

        Raises:
            EnvironmentFailure: one cannot be written, or the disk is full.
        """
        with language.speaking(self.language):
            for folder in {(self.place / file).parent for file in [HOME, *self.site.figures.pages.values()]}:
                with writing(folder):
                    folder.mkdir(parents=True, exist_ok=True)
            for file, page in self._pages(draw_):
                with writing(self.place / file):
                    (self.place / file).write_bytes(page.encode())

    def _pages(self, draw_: Draw | None) -> Iterator[tuple[str, str]]:
        site = self.site
        for page in site.pages:
            if page is _NETWORK:
                yield page.file, self._network()
                continue
            shown = page.content(site)
            _drawn(page.file, shown, draw_)
            yield page.file, rendered(site, page, f"{page.file}.j2", shown)
        for page, shown in UnitPages(site).pages():
            _drawn(page.file, shown, draw_)
            yield page.file, rendered(site, page, "unit.html.j2", shown)

    def _network(self) -> str:
        site = self.site
        around = Around(
            [(page.file, page.title) for page in site.pages],
            site.units,
            site.scope,
            site.other_language and site.other_language("", NETWORK_PAGE),
            site.named,
        )
        return draw(site.dossier, laid=(site.drawing, site.views), around=around).generate_html()


def pages_of(site: Site) -> tuple[Page, ...]:
    """The pages that a site has: without a proposal or changes none of these; what leaves the office has no list and no network."""
    without = set() if site.dossier.proposal else {proposals.PAGE.file}
    if not site.compared:
        without.add(then_and_now.PAGE.file)
    if site.released:
        without |= {page.file for page in PAGES if not page.released}
    return tuple(page for page in PAGES if page.file not in without)


def write_site(
    make: Callable[[], Site], place: Path, *, with_english: bool = False, draw_: Draw | None = None
) -> None:
    """Write the pages in the language that is spoken; or Chinese ones, and English ones in ``en``.

    Args:
        make: gives what the pages are of, anew in each language, for its texts are said once.
        place: the folder.
        with_english: whether both languages are written, linked page by page.
        draw_: what is done with every chart of the first language.

    Raises:
        EnvironmentFailure: a page cannot be written, or the disk is full.
    """
    spoken = language.current()
    if not with_english:
        Folder(_complete(make()), spoken, place).write(draw_)
        return
    with language.speaking("zh"):
        site = _complete(make())
        Folder(replace(site, other_language=lambda root, file: f"{root}{ENGLISH}/{file}"), "zh", place).write(
            draw_
        )
    with language.speaking("en"):
        site = _complete(make())
        other = replace(site, other_language=lambda root, file: f"{root}../{file}")
        Folder(other, "en", place / ENGLISH).write()


def _complete(site: Site) -> Site:
    return replace(site, pages=pages_of(site))


def write_pictures(folder: Path, day: Text) -> Draw:
    """A way to write every chart as a picture for a meeting, with the day, into a folder."""

    def draw_(name: str, chart: Chart) -> None:
        from graphmodel.drafts import draft

        with draft(folder / f"{name}.png") as place:
            place.write_bytes(chart.slide(f"{day} · {MARK}"))

    return draw_


def _drawn(file: str, shown: Any, draw_: Draw | None) -> None:
    if draw_ is not None:
        stem = file.removesuffix(".html").replace("/", "-")
        for name, chart in charts(shown).items():
            draw_(f"{stem}-{name}", chart)
