"""The application: the routes of every page behind the door, and what becomes of what goes wrong in them."""

from __future__ import annotations

import errno
from collections.abc import Callable
from typing import Annotated, Any, Final

from fastapi import Depends, FastAPI, Form, Header, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from graphmodel.console import looks, refusals
from graphmodel.console.desk import Desk
from graphmodel.console.door import LIMITS, Door, Keys
from graphmodel.console.refusals import Refusal, Refused
from graphmodel.console.routes import ROUTERS
from graphmodel.errors import GraphmodelError
from graphmodel.language import Language, Text

_NOT_DONE = Text("没有做成", "it was not done")
_SAID = Text("{said}", "{said}")
_OF_STATUS = {
    404: refusals.NOT_THERE,
    405: refusals.NO_METHOD,
    400: refusals.BROKEN_OFF,
    413: refusals.TOO_LARGE,
}

_TOO_MANY: Final = "Too many"
"""How Starlette begins, with the status of a form that breaks off, what it says of one with too many files or fields."""
_OF_SYSTEM = {
    errno.ENOSPC: refusals.FULL,
    errno.EFBIG: refusals.FULL,
    errno.ENAMETOOLONG: refusals.NOT_THERE,
}
"""What a page or an upload met, by the numbers of the operating system."""

_REFUSED: Final = (400, 403, 404, 405, 409, 413, 422, 507)


def application(desk: Desk, keys: Keys, spoken: Language) -> Door:
    """The console: what the server asks.

    Args:
        desk: what its pages look at.
        keys: what opens its door.
        spoken: in which language it speaks.
    """
    app = routed(desk, keys)
    return Door(app, keys, spoken, looks.refusal)


def routed(desk: Desk, keys: Keys) -> FastAPI:
    """The routes without the door."""
    app = FastAPI(
        title="graphmodel",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        dependencies=[Depends(_genuine)],
        responses={status: {"description": "refused, with a page that says why"} for status in _REFUSED},
    )
    app.state.desk, app.state.keys = desk, keys
    for router in ROUTERS:
        app.include_router(router)
    _answer_errors(app)
    return app


def _genuine(
    request: Request,
    csrf: Annotated[str, Form()] = "",
    header: Annotated[str, Header(alias="X-CSRF-Token")] = "",
) -> None:
    """See that what is to be done was asked for by one of our own forms, or by our script."""
    if request.method == "POST":
        request.app.state.keys.expect_token(header or csrf)


def _answer_errors(app: FastAPI) -> None:
    """Have a page for whatever goes wrong."""

    def answers(kind: type[Exception], refused_by: Callable[[Any], Refused]) -> None:
        async def answer(_: Request, error: Exception) -> Response:
            return looks.refusal(refused_by(error))

        app.add_exception_handler(kind, answer)

    answers(Refused, lambda error: error)
    answers(GraphmodelError, lambda error: Refused(Refusal(409, _NOT_DONE, _SAID), said=str(error)))
    answers(RequestValidationError, _not_understood)
    answers(HTTPException, _not_taken)
    answers(ClientDisconnect, lambda _: Refused(refusals.BROKEN_OFF))
    answers(OSError, lambda error: Refused(_OF_SYSTEM.get(error.errno, refusals.FAILED)))
    answers(Exception, lambda _: Refused(refusals.FAILED))


def _not_taken(error: HTTPException) -> Refused:
    too_many = str(error.detail).startswith(_TOO_MANY)
    return Refused(_OF_STATUS.get(413 if too_many else error.status_code, refusals.BROKEN_OFF), **LIMITS)


def _not_understood(error: RequestValidationError) -> Refused:
    fields = "、".join(dict.fromkeys(str(one["loc"][-1]) for one in error.errors()))
    return Refused(refusals.NOT_UNDERSTOOD, what=fields)
