"""What stands in every window: the head, the way from page to page, the job that is being done."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final

from fastapi import Depends, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse

from graphmodel.console import looks, refusals
from graphmodel.console.desk import Desk
from graphmodel.console.refusals import Refused
from graphmodel.language import Text

TABS: Final[dict[str, Text]] = {
    "/": Text("开始", "Start"),
    "/rosters": Text("名册", "Rosters"),
    "/words": Text("对照表", "Own words"),
    "/results": Text("结果", "Results"),
    "/lists": Text("整改清单", "Lists"),
    "/report": Text("通报", "Report"),
    "/months": Text("月份", "Months"),
    "/question": Text("提问", "Questions"),
}
"""The pages by their addresses, in the order of the work."""


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


AtDesk = Annotated[Desk, Depends(_desk)]
"""The desk, for whatever is asked of the console."""


def show(request: Request, template: str, **shown: Any) -> HTMLResponse:
    """A page in the window.

    Args:
        request: what it answers.
        template: its file in ``templates``.
        **shown: what it shows.
    """
    desk = _desk(request)
    job = desk.jobs.last
    if job is not None and not job.is_running and job.seen_at.partition("#")[0] == request.url.path:
        job.seen = True
        shown = {"remarks": job.remarks, **shown}
    if job is not None and not job.seen:
        shown["job"] = job
    return looks.page(
        template,
        tabs=TABS,
        here="/" + request.url.path.split("/")[1],
        csrf=request.app.state.keys.csrf,
        store=desk.store,
        **{"job": None, "remarks": [], **shown},
    )


def go_to(address: str) -> RedirectResponse:
    """What is answered when something was done: the page on which it is seen."""
    return RedirectResponse(address, 303)


def framed(page: Path) -> FileResponse:
    """A page that a command wrote, as it is, within the window. Its own policy lets it run nothing but its own script.

    Raises:
        Refused: it is not there.
    """
    headers = {"X-Frame-Options": "SAMEORIGIN", "Content-Security-Policy": _FRAMED}
    return FileResponse(_there(page), media_type="text/html", headers=headers)


def download(file: Path, name: str | None = None) -> FileResponse:
    """A file that a command wrote, to be kept.

    Raises:
        Refused: it is not there.
    """
    return FileResponse(_there(file), media_type="application/octet-stream", filename=name or file.name)


def _there(file: Path) -> Path:
    if not file.is_file():
        raise Refused(refusals.NOT_THERE)
    return file


_FRAMED: Final = (
    "frame-ancestors 'self'; form-action 'none'; base-uri 'none'; connect-src 'none'; object-src 'none'"
)
