"""The door of the console: who comes in, decided before anything else is looked at.

A server on 127.0.0.1 is reached by every page that a browser of this machine shows: by a form that another page sends, by
a name that is made to point here (DNS rebinding), by a program of another port. So only the name and port it listens on
are answered; nothing that another page began; nobody who did not come in by the address printed when it was started; and
nothing is done without the token that stands in our own forms.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graphmodel.console import refusals
from graphmodel.console.refusals import Refused
from graphmodel.language import Language, speaking

_ENTRY: Final = "/open/"
"""Where the address leads that opens the console once."""
_METHODS: Final = frozenset({"GET", "HEAD", "POST"})
_STAYS: Final = 12 * 3600
"""Seconds for which a browser keeps the cookie, so that one that was closed can come back; a new start makes it void."""
FILE_AT_MOST: Final = 300 << 20
FILES_AT_MOST: Final = 1000
ALL_AT_MOST: Final = 1 << 30
LIMITS: Final = {"file": FILE_AT_MOST >> 20, "files": FILES_AT_MOST, "all": ALL_AT_MOST >> 20}
"""As the refusal tells them."""
_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # without a referrer the origin of our own forms would be hidden from us
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
"""With every answer that says nothing else."""


class Keys:
    """What opens the door: an address that is good once, the cookie it becomes, and the token of our own forms."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.csrf = secrets.token_urlsafe(32)
        self._session = secrets.token_urlsafe(32)
        self._once: str | None = secrets.token_urlsafe(32)
        self.hosts = frozenset(f"{name}{end}" for name in ("127.0.0.1", "localhost") for end in _ends(port))

    @property
    def cookie(self) -> str:
        """Its name: cookies know no ports, and two consoles may run at once."""
        return f"graphmodel-{self.port}"

    def address(self) -> str:
        """The address that opens the console once; it is never shown on a page."""
        return f"http://127.0.0.1:{self.port}{_ENTRY}{self._once}"

    def let_in(self, token: str) -> str | None:
        """The value of the cookie for whoever has the token; the token is spent. None: it is not, or no more, the token."""
        if self._once is None or not _same(token, self._once):
            return None
        self._once = None
        return self._session

    def knows(self, headers: Headers) -> bool:
        """Whether a request bears the cookie."""
        cookies = SimpleCookie()
        try:
            cookies.load(headers.get("cookie", ""))
        except CookieError:
            return False
        return self.cookie in cookies and _same(cookies[self.cookie].value, self._session)

    def expect_token(self, given: str) -> None:
        """See that a form is one of ours.

        Raises:
            Refused: it is not.
        """
        if not _same(given, self.csrf):
            raise Refused(refusals.NO_TOKEN)


class Door:
    """Between the server and the application: lets in, limits and marks every answer."""

    def __init__(
        self, app: ASGIApp, keys: Keys, spoken: Language, page: Callable[[Refused], Response]
    ) -> None:
        self._app = app
        self._keys = keys
        self._spoken = spoken
        self._page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or have the application do it."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                answered = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    answered.setdefault(name, value)
            await send(message)

        with speaking(self._spoken):
            try:
                self._check_way(scope, headers)
                response = self._entered(scope, headers)
            except Refused as refused:
                response = self._page(refused)
            if response is not None:
                await response(scope, receive, marked)
                return
            await self._app(scope, _limited(receive), marked)

    def _check_way(self, scope: Scope, headers: Headers) -> None:
        """See that a request came to our name, and from our own pages."""
        host = headers.getlist("host")
        if len(host) != 1 or host[0] not in self._keys.hosts:
            raise Refused(refusals.OTHER_HOST)
        if scope["method"] not in _METHODS:
            raise Refused(refusals.NO_METHOD)
        if headers.get("sec-fetch-site", "none") not in {"none", "same-origin"}:
            raise Refused(refusals.OTHER_SITE)
        if scope["method"] == "POST" and headers.get("origin") != f"http://{host[0]}":
            raise Refused(refusals.OTHER_SITE)

    def _entered(self, scope: Scope, headers: Headers) -> Response | None:
        """The answer to who is let in just now; None to who is in.

        Raises:
            Refused: he may not come in, or sends too much.
        """
        known = self._keys.knows(headers)
        if scope["path"].startswith(_ENTRY) and scope["method"] == "GET":
            session = self._keys.let_in(scope["path"].removeprefix(_ENTRY))
            if session is None and not known:
                raise Refused(refusals.USED)
            return self._open(session)
        if not known:
            raise Refused(refusals.STRANGER)
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > ALL_AT_MOST:
            raise Refused(refusals.TOO_LARGE, **LIMITS)
        return None

    def _open(self, session: str | None) -> Response:
        response = RedirectResponse("/", 303)
        if session is not None:
            name = self._keys.cookie
            response.set_cookie(name, session, max_age=_STAYS, path="/", httponly=True, samesite="strict")
        return response


def _ends(port: int) -> tuple[str, ...]:
    """What may stand behind the name of the host: a browser leaves out the usual port."""
    return (f":{port}", "") if port == 80 else (f":{port}",)


def _same(given: str, own: str) -> bool:
    return hmac.compare_digest(given.encode(errors="surrogateescape"), own.encode())


def _limited(receive: Receive) -> Receive:
    """What comes, until it is too much: a length need not be told beforehand."""
    came = 0

    async def next_part() -> Message:
        nonlocal came
        message = await receive()
        came += len(message.get("body", b""))
        if came > ALL_AT_MOST:
            raise Refused(refusals.TOO_LARGE, **LIMITS)
        return message

    return next_part
