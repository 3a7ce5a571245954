"""Rosters: handed in, checked, saved as the data of a month."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse

from graphmodel.console.jobs import options
from graphmodel.console.routes.intake import add_intake
from graphmodel.console.window import AtDesk, download, framed, go_to, show
from graphmodel.language import Text

router = APIRouter(prefix="/rosters")
_HERE = "/rosters"


@router.get("", response_class=HTMLResponse)
def look(request: Request, desk: AtDesk) -> HTMLResponse:
    """Show what was handed in, and what its check found."""
    return show(
        request,
        "rosters.html.j2",
        given=desk.rosters,
        checked=desk.check.is_of(desk.to_read),
        found_errors=desk.check.found_errors,
        month=f"{datetime.now().astimezone():%Y-%m}",
    )


add_intake(router, "", lambda desk: desk.rosters, _HERE)


@router.post("/check", response_class=RedirectResponse, status_code=303)
def check(desk: AtDesk) -> RedirectResponse:
    """Say what is wrong with the rosters, and save nothing."""
    found, rosters = desk.check, desk.reading()
    title = Text("查错", "Checking")
    job = desk.begin(
        title,
        f"{_HERE}#check",
        f"{_HERE}#checked",
        ["check", *rosters, "--format", "html", "-o", found.page],
        ["check", *rosters, "--format", "xlsx", "-o", found.workbook],
        with_errors=f"{_HERE}#checked",
        quiet=True,
    )
    found.begun(job, desk.to_read)
    return go_to(_HERE)


@router.get("/problems.html", response_class=FileResponse)
def see_problems(desk: AtDesk) -> FileResponse:
    """The page of what the check found."""
    return framed(desk.check.page)


@router.get("/problems.xlsx", response_class=FileResponse)
def keep_problems(desk: AtDesk) -> FileResponse:
    """The workbook of what the check found."""
    return download(desk.check.workbook)


@router.post("/save", response_class=RedirectResponse, status_code=303)
def save(
    desk: AtDesk,
    as_of: Annotated[str, Form(min_length=1, max_length=40)],
    keep_going: Annotated[bool, Form()] = False,
) -> RedirectResponse:
    """Do the main job: save the rosters as the data of a day, judge, write workbook and pages."""
    title = Text("存为 {day} 的数据，找缺口，写报表和网页", "Saving the data of {day}, judging, writing")
    job = desk.begin(
        Text(title.zh.format(day=as_of), title.en.format(day=as_of)),
        f"{_HERE}#check",
        "/results",
        [
            *("run", *desk.reading(), "--store", desk.store, "-o", desk.results),
            *options(as_of=as_of, keep_going=keep_going),
        ],
        with_errors="/results" if keep_going else _HERE,
    )
    desk.saving = job, desk.rosters.state
    return go_to(_HERE)
