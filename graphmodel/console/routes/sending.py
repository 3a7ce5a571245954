"""Lists: one to each addressee, and those that come back."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse

from graphmodel.console import refusals
from graphmodel.console.jobs import options
from graphmodel.console.refusals import Refused
from graphmodel.console.routes.intake import add_intake
from graphmodel.console.window import AtDesk, download, go_to, show
from graphmodel.language import Text

router = APIRouter(prefix="/lists")
_HERE = "/lists"
_BACK = "/lists#returned"
BY = {
    "street": Text("街道", "street"),
    "community": Text("社区", "community"),
    "county": Text("县（市、区）", "county"),
    "organ": Text("机关党委（党总支）", "organ committee"),
}
"""To whom lists go."""


@router.get("", response_class=HTMLResponse)
def look(request: Request, desk: AtDesk) -> HTMLResponse:
    """Show the lists that were made, and what came back."""
    collected, made = desk.results / "collected", _read(desk.results / "lists" / "lists.json")
    return show(
        request,
        "lists.html.j2",
        by=BY,
        saved=desk.speaking,
        made=made,
        names={one["unit"]: one["name"] for one in (made or {}).get("lists", ())},
        returned=desk.returned,
        collected=_read(collected / "collect.json"),
        sent_back=sorted(one.name for one in collected.glob("*.xlsx")),
    )


def _read(document: Path) -> dict[str, Any] | None:
    """What a command wrote; None: it did not yet."""
    try:
        told: dict[str, Any] = json.loads(document.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return told


@router.post("/make", response_class=RedirectResponse, status_code=303)
def make(
    desk: AtDesk,
    by: Annotated[Literal["street", "community", "county", "organ"], Form()] = "street",
    due: Annotated[str, Form(max_length=40)] = "",
    plan: Annotated[bool, Form()] = False,
    with_names: Annotated[bool, Form()] = False,
) -> RedirectResponse:
    """Write a list for each addressee."""
    desk.begin(
        Text("做整改清单", "Writing the lists"),
        _HERE,
        _HERE,
        [
            *("lists", "-o", desk.results / "lists", "--store", desk.store, "--by", by),
            *options(due=due, plan=plan, with_names=with_names),
        ],
    )
    return go_to(_HERE)


@router.get("/file/{name}", response_class=FileResponse)
def keep(desk: AtDesk, name: str) -> FileResponse:
    """One of the lists."""
    return download(desk.within("lists", name))


@router.get("/all.zip", response_class=FileResponse)
def keep_all(desk: AtDesk) -> FileResponse:
    """All lists in one archive."""
    folder, archive = desk.results / "lists", desk.scratch / "lists.zip"
    lists = sorted(folder.glob("*.xlsx"))
    if not lists:
        raise Refused(refusals.NOT_THERE)
    with zipfile.ZipFile(archive, "w") as packed:  # workbooks are archives already
        for one in lists:
            packed.write(one, one.name)
    return download(archive, str(Text("整改清单.zip", "lists.zip")))


add_intake(router, "/returned", lambda desk: desk.returned, _BACK)


@router.post("/collect", response_class=RedirectResponse, status_code=303)
def collect(
    desk: AtDesk,
    dry_run: Annotated[bool, Form()] = False,
    keep_going: Annotated[bool, Form()] = False,
) -> RedirectResponse:
    """Merge what came back into the data; or only say what would come of it."""
    sent = desk.results / "lists"
    title = (
        Text("试看收回的清单", "Trying what came back")
        if dry_run
        else Text("收回清单", "Collecting the lists")
    )
    desk.begin(
        title,
        _BACK,
        "/job" if dry_run else _BACK,
        [
            *("collect", desk.returned.input, "--store", desk.store, "-o", desk.results / "collected"),
            *(["--lists", sent] if (sent / "lists.json").is_file() else []),
            *options(dry_run=dry_run, keep_going=keep_going),
        ],
        with_errors="/job" if dry_run else _BACK,
    )
    return go_to(_HERE)


@router.get("/returned/{name}", response_class=FileResponse)
def keep_sent_back(desk: AtDesk, name: str) -> FileResponse:
    """A list with errors, made ready to go back to its sender."""
    return download(desk.within("collected", name))
