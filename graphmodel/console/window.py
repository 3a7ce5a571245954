"""What stands in every window: the head, the way from page to page, the job that is being done."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse

from graphmodel.console import looks
from graphmodel.console.desk import Desk
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
    return looks.page(
        template,
        tabs=TABS,
        here="/" + request.url.path.split("/")[1],
        csrf=request.app.state.keys.csrf,
        job=job if job is not None and (job.is_running or not job.seen) else None,
        store=desk.store,
        **shown,
    )
