"""The months: what is saved of which day, what changed between two, and removing one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse

from graphmodel.console.jobs import options
from graphmodel.console.window import AtDesk, framed, go_to, show
from graphmodel.language import Text

router = APIRouter(prefix="/months")
_HERE = "/months"
_CHANGES = "differences.html"


@router.get("", response_class=HTMLResponse)
def look(request: Request, desk: AtDesk) -> HTMLResponse:
    """Show the savings, and how two of them are compared."""
    return show(
        request,
        "months.html.j2",
        snapshots=desk.snapshots,
        days=[one["as_of"] for one in desk.speaking if one["as_of"]],
        compared=(desk.scratch / _CHANGES).is_file(),
    )


@router.post("/compare", response_class=RedirectResponse, status_code=303)
def compare(
    desk: AtDesk,
    before: Annotated[str, Form(min_length=1, max_length=80)],
    after: Annotated[str, Form(min_length=1, max_length=80)],
) -> RedirectResponse:
    """Say what changed between two days."""
    desk.begin(
        Text("看变化", "Comparing"),
        _HERE,
        f"{_HERE}#compared",
        [
            *("diff", f"--from={before}", f"--to={after}", "--store", desk.store),
            *("--format", "html", "-o", desk.scratch / _CHANGES),
        ],
    )
    return go_to(_HERE)


@router.get("/differences.html", response_class=FileResponse)
def see(desk: AtDesk) -> FileResponse:
    """The page of what changed."""
    return framed(desk.scratch / _CHANGES)


@router.post("/drop", response_class=RedirectResponse, status_code=303)
def drop(
    desk: AtDesk, saving: Annotated[str, Form(min_length=1, max_length=120)], yes: Annotated[bool, Form()]
) -> RedirectResponse:
    """Remove a saving; ``yes`` was ticked beside it."""
    desk.begin(
        Text("删去一次数据", "Removing a saving"),
        _HERE,
        _HERE,
        ["snapshots", *options(drop=saving, yes=yes), "--store", desk.store],
    )
    return go_to(_HERE)
