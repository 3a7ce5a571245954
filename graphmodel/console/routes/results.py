"""The results: the site's pages within the window, as ``run`` and ``site`` write them."""

from __future__ import annotations

import difflib
import html
import re
from pathlib import Path
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse

from graphmodel.console import refusals
from graphmodel.console.jobs import options
from graphmodel.console.refusals import Refused
from graphmodel.console.window import AtDesk, framed, go_to, show
from graphmodel.language import Text

router = APIRouter(prefix="/results")
_HERE = "/results"
_UNITS: Final = "unit"
"""The folder of the pages of units."""
_NEAREST: Final = 3
_ALIKE: Final = 0.3
"""How alike what is offered must be at least, as :mod:`difflib` has it."""
_TITLE: Final = re.compile("<title>(.*?) · ")
_HEAD: Final = 4000
"""Characters of a page in which its title stands."""


@router.get("", response_class=HTMLResponse)
def look(request: Request, desk: AtDesk) -> HTMLResponse:
    """Show the pages, or how they are made."""
    return show(
        request,
        "results.html.j2",
        there=desk.has("index.html"),
        snapshots=desk.speaking,
        results=desk.results,
    )


@router.post("/build", response_class=RedirectResponse, status_code=303)
def build(
    desk: AtDesk,
    as_of: Annotated[str, Form(max_length=80)] = "",
    with_names: Annotated[bool, Form()] = False,
) -> RedirectResponse:
    """Write the pages of a day anew, of what is saved."""
    desk.begin(
        Text("做网页", "Writing the pages"),
        _HERE,
        _HERE,
        [
            *("site", "-o", desk.results, "--store", desk.store),
            *options(as_of=as_of, with_names=with_names),
        ],
    )
    return go_to(_HERE)


@router.get("/pages/{name:path}", response_class=FileResponse)
def see(desk: AtDesk, name: str) -> FileResponse:
    """A page of the site."""
    if "\0" in name or "\\" in name or not name.endswith(".html"):
        raise Refused(refusals.NOT_THERE)
    page = (desk.results / name).resolve()
    if not page.is_relative_to(desk.results.resolve()):
        raise Refused(refusals.NOT_THERE)
    if page.parent.name == _UNITS and not page.is_file():
        raise Refused(refusals.NO_UNIT, _like(page), code=page.stem)
    return framed(page)


def _like(asked: Path) -> list[tuple[str, str]]:
    """Of the units that have a page those most like one that has none, by code or name: their names and pages."""
    pages = {page.stem: _name(page) for page in sorted(asked.parent.glob("*.html"))}
    called = [*pages, *pages.values()]
    alike = difflib.get_close_matches(asked.stem, called, len(called) or 1, _ALIKE)
    codes = [code for text in alike for code, name in pages.items() if text in {code, name}]
    return [(pages[code], f"{code}.html") for code in dict.fromkeys(codes)][:_NEAREST]


def _name(page: Path) -> str:
    """What the unit of a page is called, which its title begins with; the code where nothing can be read of it."""
    with page.open(encoding="utf-8", errors="replace") as text:
        title = _TITLE.search(text.read(_HEAD))
    return html.unescape(title[1]) if title else page.stem
