"""``graphmodel serve``: the same in a browser, on this machine only."""

from __future__ import annotations

import sys
from typing import Annotated

from graphmodel.cli.options import DEFAULT_STORE, Store, option
from graphmodel.errors import EnvironmentFailure
from graphmodel.language import Text


def open_console(
    store: Store = DEFAULT_STORE,
    port: Annotated[
        int,
        option(
            "--port",
            zh="用哪个端口（默认：空着的一个）",
            en="which port (default: a free one)",
            metavar="N",
            min=0,
            max=65535,
        ),
    ] = 0,
    no_browser: Annotated[
        bool,
        option("--no-browser", zh="不打开浏览器，只显示地址", en="open no browser, only show the address"),
    ] = False,
) -> None:
    """Serve the console until it is stopped, or an hour after its last window was closed."""
    from graphmodel import language
    from graphmodel.cli import stopping, terminal

    language.choose(language.asked_for(sys.argv[1:]) or language.of_system(unset="zh"))
    try:
        from graphmodel.console.serving import listening, serve
    except ImportError as error:
        raise EnvironmentFailure(
            Text(
                "没有安装浏览器界面要用的软件包，请安装 graphmodel[serve]",
                "what the browser window needs is not installed; install graphmodel[serve]",
            )
        ) from error
    with listening(port) as opened, stopping.changing(_CLOSED):
        serve(opened, store, terminal.say, open_browser=not no_browser)
    terminal.say(str(_LEFT_ALONE))


_CLOSED = Text("已关闭，存过的数据都在", "closed; what was saved is there")
_LEFT_ALONE = Text(
    "一小时没有打开的窗口，已自行关闭；存过的数据都在",
    "no window was open for an hour, so it closed by itself; what was saved is there",
)
