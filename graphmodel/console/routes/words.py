"""The 对照表: every heading, name, word and person that could not be read, confirmed with a click."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse

from graphmodel.console.own_words import ADD, LEAVE_OUT, YES
from graphmodel.console.window import AtDesk, download, go_to, show
from graphmodel.language import Text

router = APIRouter(prefix="/words")
_HERE = "/words"
SHEETS = {
    "表头": Text("读不懂的表头", "Headings"),
    "单位": Text("找不到的单位、网格、组织", "Units and organisations"),
    "用词": Text("不认得的用词", "Words"),
    "人员": Text("认不准的人", "People"),
    "调动": Text("可能调动了的人", "People who may have moved"),
}
"""By the sheets of the workbook."""


@router.get("", response_class=HTMLResponse)
def look(request: Request, desk: AtDesk) -> HTMLResponse:
    """Show the lines, those that are open first."""
    lines = [{**line, "number": number} for number, line in enumerate(desk.words.lines)]
    sheets = {name: [line for line in lines if line["sheet"] == name] for name in SHEETS}
    return show(
        request,
        "words.html.j2",
        titles=SHEETS,
        sheets={name: of for name, of in sheets.items() if of},
        open=sum(not line["confirmed"] for line in lines),
        given=desk.rosters,
        there=desk.words.place.is_file(),
        yes=YES,
        leave_out=LEAVE_OUT,
        add=ADD,
    )


@router.post("/ask", response_class=RedirectResponse, status_code=303)
def ask(desk: AtDesk) -> RedirectResponse:
    """Find out what could not be read."""
    earlier = ["--store", desk.store] if desk.speaking else []
    desk.begin(
        Text("找读不懂的", "Looking for what cannot be read"),
        _HERE,
        _HERE,
        ["map", *desk.reading(), *earlier, "-o", desk.words.next_place()],
        quiet=True,
    )
    return go_to(_HERE)


@router.post("/confirm", response_class=RedirectResponse, status_code=303)
def confirm(
    desk: AtDesk, number: Annotated[int, Form()], said: Annotated[str, Form(max_length=200)] = ""
) -> RedirectResponse:
    """Say what a line means; empty: take it back."""
    desk.words.confirm(number, said)
    return go_to(f"{_HERE}#line-{number}")


@router.get("/own.xlsx", response_class=FileResponse)
def keep(desk: AtDesk) -> FileResponse:
    """The workbook, as ``graphmodel map`` writes it."""
    desk.words.keep()
    return download(desk.words.place)
