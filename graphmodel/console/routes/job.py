"""The job: what every open window hears of it, cancelling it, and the page of one that failed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, StreamingResponse

from graphmodel.console.desk import Desk
from graphmodel.console.window import AtDesk, go_to, show

router = APIRouter()
_LOOKS_EVERY: Final = 0.4
"""Seconds between two looks at the job."""
_STILL_HERE: Final = 30
"""Looks between two signs of life, by which a window that is gone is noticed."""


@router.get("/events", response_class=StreamingResponse)
def watch(desk: AtDesk) -> StreamingResponse:
    """Tell a window of the job as long as it is open (server-sent events)."""
    return StreamingResponse(_events(desk), media_type="text/event-stream")


async def _events(desk: Desk) -> AsyncIterator[str]:
    with desk.window():
        told, looks = "", 0
        while not desk.closing.is_set():
            job = desk.jobs.last
            now = json.dumps(job.told() if job else None, ensure_ascii=False)
            looks += 1
            if now != told:
                yield f"data: {now}\n\n"
                told = now
            elif looks % _STILL_HERE == 0:
                yield ": \n\n"
            await asyncio.sleep(_LOOKS_EVERY)


@router.get("/alive", status_code=204)
def look_in(desk: AtDesk) -> None:
    """Hear that a window is there that lies behind others, and watches nothing."""
    desk.look_in()


@router.get("/job", response_class=HTMLResponse)
def look_at(request: Request, desk: AtDesk) -> HTMLResponse:
    """Show the job that is being done, or how the last one ended."""
    last = desk.jobs.last
    if last is not None and not last.is_running:
        last.seen = True
    return show(request, "job.html.j2", last=last, remarks=[])


@router.post("/job/stop", response_class=RedirectResponse, status_code=303)
def stop(desk: AtDesk) -> RedirectResponse:
    """Cancel the job."""
    desk.jobs.stop()
    return go_to("/job")
