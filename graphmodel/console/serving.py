"""The console as a server: on this machine only, until it is stopped or nobody has looked for an hour."""

from __future__ import annotations

import socket
import sys
import threading
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import uvicorn

from graphmodel import language
from graphmodel.console.app import application
from graphmodel.console.desk import ALONE_AT_MOST, Desk
from graphmodel.console.door import Keys
from graphmodel.console.jobs import Jobs
from graphmodel.drafts import scratch
from graphmodel.errors import EnvironmentFailure, said_by_system
from graphmodel.language import Text

_HERE: Final = "127.0.0.1"
_LOOKS_EVERY: Final = 5.0
"""Seconds between two looks at whether anybody is there."""

_OPEN: Final = Text(
    "请在这台电脑的浏览器里打开（只能用一次）：{address}",
    "open it in a browser on this machine (it works once): {address}",
)
_STAYS: Final = Text(
    "数据在 {store}，结果在 {results}。用完关闭网页即可；按 Ctrl+C 马上关闭程序",
    "data in {store}, results in {results}. When done close the window; Ctrl-C ends the program at once",
)


@contextmanager
def listening(port: int) -> Iterator[socket.socket]:
    """Listen on a port of this machine, 0: a free one, and nowhere else.

    Raises:
        EnvironmentFailure: another program has it, or it may not be had.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as opened:
        if sys.platform != "win32":  # there it would let another program listen beside us
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            opened.bind((_HERE, port))
        except OSError as error:
            raise EnvironmentFailure(
                Text(
                    "端口 {port} 用不了（{reason}），请换一个，或不写 --port",
                    "port {port} cannot be had ({reason}); choose another, or leave out --port",
                ),
                port=port,
                reason=said_by_system(error.errno or 0),
            ) from error
        opened.listen(64)
        yield opened


def serve(opened: socket.socket, store: Path, say: Callable[[str], None], *, open_browser: bool) -> None:
    """Serve the console; returns when nobody has looked for an hour.

    Args:
        opened: where it listens.
        store: the folder of the saved data.
        say: how a remark is made.
        open_browser: whether the browser is opened.
    """
    keys = Keys(opened.getsockname()[1])
    with scratch() as folder:
        desk = Desk(store, folder, Jobs())
        server = uvicorn.Server(
            uvicorn.Config(
                application(desk, keys, language.current()),
                loop="asyncio",
                http="h11",
                ws="none",
                lifespan="off",
                log_config=None,
                log_level="critical",
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=1,
                timeout_keep_alive=30,
                limit_concurrency=200,
            )
        )
        threading.Thread(target=_watch, args=(server, desk), daemon=True).start()
        address = keys.address()
        print(_OPEN.fill(address=address), flush=True)
        say(_STAYS.fill(store=desk.store, results=desk.results))
        if open_browser:
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
        try:
            server.run(sockets=[opened])
        finally:
            desk.close()


def _watch(server: uvicorn.Server, desk: Desk) -> None:
    """End when nobody has looked for long."""
    while not desk.closing.wait(_LOOKS_EVERY):
        if desk.alone_for > ALONE_AT_MOST:
            desk.closing.set()
            server.should_exit = True
