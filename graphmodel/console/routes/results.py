"""The results: the site's pages within the window, as ``run`` and ``site`` write them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse

from graphmodel.console import refusals
from graphmodel.console.refusals import Refused
from graphmodel.console.window import AtDesk, framed, go_to, show
from graphmodel.language import Text

router = APIRouter(prefix="/results")
_HERE = "/results"


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
            *([f"--as-of={as_of}"] if as_of else []),
            *(["--with-names"] if with_names else []),
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
    return framed(page)
