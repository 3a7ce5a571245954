"""What goes upwards and out: the report, the workbook, the proposals, the gaps, the rosters; each a file to keep."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, NamedTuple

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse

from graphmodel.console import refusals
from graphmodel.console.desk import Desk
from graphmodel.console.refusals import Refused
from graphmodel.console.window import AtDesk, download, go_to, show
from graphmodel.language import Text

router = APIRouter(prefix="/report")
_HERE = "/report"


class Document(NamedTuple):
    """A file that a command writes, and how it is asked for."""

    file: str
    title: Text
    what: Text
    command: tuple[str, ...]
    """The words before the name of the file; none: ``run`` writes it."""


DOCUMENTS: Final = {
    "circular": Document(
        "report.docx",
        Text("通报（Word）", "The report upwards (Word)"),
        Text(
            "写给上级的红色物业联盟覆盖情况通报，可以接着改。", "How things stand, what changed, what to do."
        ),
        ("report", "-o"),
    ),
    "report": Document(
        "report.xlsx",
        Text("报表（Excel）", "The workbook (Excel)"),
        Text(
            "全部覆盖率、阶梯和每条规则一张表；存数据时就做好了。", "All rates; written when data is saved."
        ),
        (),
    ),
    "plan": Document(
        "plan.xlsx",
        Text("建议（Excel）", "The proposals (Excel)"),
        Text(
            "用最少的措施补上最多的缺口，写成名册的行。",
            "The fewest moves that close the most gaps, as rows.",
        ),
        ("plan", "--as-rosters"),
    ),
    "gaps": Document(
        "gaps.xlsx",
        Text("全部缺口（Excel）", "All gaps (Excel)"),
        Text("每个缺口一行，可以筛选。", "A row for each gap."),
        ("gaps", "--list", "--format", "xlsx", "-o"),
    ),
    "rosters": Document(
        "all-rosters.xlsx",
        Text("整套名册（Excel）", "All rosters (Excel)"),
        Text("已存的数据写回名册，收回的也在内。", "What is saved, written as rosters again."),
        ("export", "--format", "rosters", "-o"),
    ),
}


@router.get("", response_class=HTMLResponse)
def look(request: Request, desk: AtDesk) -> HTMLResponse:
    """Show what can be written, and what there is."""
    documents: list[dict[str, Any]] = [
        {**one._asdict(), "name": name, "there": desk.has(one.file)} for name, one in DOCUMENTS.items()
    ]
    return show(request, "report.html.j2", documents=documents, saved=desk.speaking)


@router.post("/{name}", response_class=RedirectResponse, status_code=303)
def write(desk: AtDesk, name: str) -> RedirectResponse:
    """Write one of them, of the newest data."""
    document = _known(name)
    if not document.command:
        raise Refused(refusals.NOT_THERE)
    desk.begin(
        document.title, _HERE, _HERE, [*document.command, _place(desk, document), "--store", desk.store]
    )
    return go_to(_HERE)


@router.get("/{name}", response_class=FileResponse)
def keep(desk: AtDesk, name: str) -> FileResponse:
    """One of the files."""
    return download(_place(desk, _known(name)))


def _known(name: str) -> Document:
    if name not in DOCUMENTS:
        raise Refused(refusals.NOT_THERE)
    return DOCUMENTS[name]


def _place(desk: Desk, document: Document) -> Path:
    return desk.results / document.file
