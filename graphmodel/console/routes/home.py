"""The first page: what has been done, and the obvious next step."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from graphmodel.console.window import AtDesk, show

router = APIRouter()


@router.get("/", response_class=HTMLResponse)
def begin(request: Request, desk: AtDesk) -> HTMLResponse:
    """Show the steps of the month, those that are done and the next one."""
    waiting = not desk.rosters.is_empty and not desk.is_saved
    done = {
        "rosters": not desk.rosters.is_empty,
        "saved": bool(desk.snapshots) and not waiting,
        "results": desk.has("index.html"),
        "lists": desk.has("lists/lists.json"),
        "collected": desk.has("collected/collect.json"),
        "report": desk.has("report.docx"),
    }
    return show(request, "home.html.j2", done=done, snapshots=desk.snapshots, results=desk.results)
