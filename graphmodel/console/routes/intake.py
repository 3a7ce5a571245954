"""Handing in: files, a folder of this machine, or taking all away again; the same wherever something is handed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form, UploadFile
from fastapi.responses import RedirectResponse

from graphmodel.console.desk import Desk
from graphmodel.console.handed_in import HandedIn
from graphmodel.console.window import AtDesk, go_to


def add_intake(router: APIRouter, below: str, place: Callable[[Desk], HandedIn], seen_at: str) -> None:
    """Let files be handed in.

    Args:
        router: of a page.
        below: where its addresses begin.
        place: where it goes.
        seen_at: the address at which one sees it.
    """

    @router.post(f"{below}/files", response_class=RedirectResponse, status_code=303)
    def take_files(
        desk: AtDesk, file: list[UploadFile], way: Annotated[list[str] | None, Form()] = None
    ) -> RedirectResponse:
        """Take in files, each with its way below the folder that was dropped."""
        ways = way or []
        for number, one in enumerate(file):
            place(desk).take(ways[number] if number < len(ways) else one.filename or "", one.file)
        return go_to(seen_at)

    @router.post(f"{below}/folder", response_class=RedirectResponse, status_code=303)
    def take_folder(desk: AtDesk, folder: Annotated[str, Form()]) -> RedirectResponse:
        """Read a folder of this machine where it is."""
        place(desk).point_to(folder)
        return go_to(seen_at)

    @router.post(f"{below}/clear", response_class=RedirectResponse, status_code=303)
    def clear(desk: AtDesk) -> RedirectResponse:
        """Forget what was handed in."""
        place(desk).clear()
        return go_to(seen_at)
