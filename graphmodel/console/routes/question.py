"""A question: a query that is shipped, or one in Cypher, and its answer."""

from __future__ import annotations

import csv
from itertools import islice
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse

from graphmodel.console import refusals
from graphmodel.console.jobs import options
from graphmodel.console.refusals import Refused
from graphmodel.console.window import AtDesk, download, framed, go_to, show
from graphmodel.language import Text

router = APIRouter(prefix="/question")
_HERE = "/question"
_ANSWER, _PICTURE = "answer.csv", "answer.html"
_ROWS_AT_MOST = 500
_LONGEST = 20_000


@router.get("", response_class=HTMLResponse)
def look(request: Request, desk: AtDesk) -> HTMLResponse:
    """Show what can be asked, and what was answered."""
    headings, rows, more = _answer(desk.scratch / _ANSWER)
    return show(
        request,
        "question.html.j2",
        saved=desk.speaking,
        queries=desk.queries if desk.speaking else [],
        asked=desk.asked,
        headings=headings,
        rows=rows,
        more=more,
        drawn=(desk.scratch / _PICTURE).is_file(),
    )


def _answer(file: Path) -> tuple[list[str], list[list[str]], bool]:
    """The headings and the first rows of an answer, and whether there are more."""
    if not file.is_file():
        return [], [], False
    with file.open(encoding="utf-8-sig", newline="") as stream:
        first, *rows = islice(csv.reader(stream), _ROWS_AT_MOST + 2)
    return first, rows[:_ROWS_AT_MOST], len(rows) > _ROWS_AT_MOST


@router.post("/ask", response_class=RedirectResponse, status_code=303)
def ask(
    desk: AtDesk,
    name: Annotated[str, Form(max_length=100)] = "",
    value: Annotated[str, Form(max_length=200)] = "",
    cypher: Annotated[str, Form(max_length=_LONGEST)] = "",
    as_of: Annotated[str, Form(max_length=80)] = "",
) -> RedirectResponse:
    """Ask a query by its name, with the value of its parameter; or one in Cypher."""
    own = desk.scratch / "question.cypher"
    known = {one["name"]: one for one in desk.queries}
    if cypher.strip() or name not in known:
        own.write_text(cypher, encoding="utf-8")
        query, title, parameters = str(own), str(Text("自己写的查询", "a query of one's own")), []
    else:
        if known[name]["parameters"] and not value.strip():
            raise Refused(refusals.NOT_UNDERSTOOD, what="、".join(known[name]["parameters"].values()))
        query, title = name, known[name]["title"]
        parameters = [f"--param={key}={value}" for key in known[name]["parameters"]]
    desk.asked = {"name": name, "value": value, "cypher": cypher, "title": title}
    asked = ["query", query, *parameters, "--store", desk.store, *options(as_of=as_of)]
    (desk.scratch / _PICTURE).unlink(missing_ok=True)
    desk.begin(
        Text("提问：{title}", "Asking: {title}").with_texts(title=Text(title, title)),
        _HERE,
        f"{_HERE}#answer",
        [*asked, "--format", "csv", "-o", desk.scratch / _ANSWER],
        [*asked, "--format", "html", "-o", desk.scratch / _PICTURE],
        quiet=True,
    )
    return go_to(_HERE)


@router.get("/answer.csv", response_class=FileResponse)
def keep(desk: AtDesk) -> FileResponse:
    """The whole answer."""
    return download(desk.scratch / _ANSWER, str(Text("答案.csv", "answer.csv")))


@router.get("/answer.html", response_class=FileResponse)
def see(desk: AtDesk) -> FileResponse:
    """The picture of the answer."""
    return framed(desk.scratch / _PICTURE)
