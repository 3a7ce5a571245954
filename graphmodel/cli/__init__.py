"""The command line: thin. It asks the other rooms and says what they answer.

The language is chosen here, before anything is said.
"""

from __future__ import annotations

import gc
import sys
from typing import Final

from graphmodel.allowance import share_arenas
from graphmodel.cli import memory, stopping, streams
from graphmodel.language import Text, asked_for, choose, of_system

_SELDOM: Final = (50_000, 20, 20)
"""How many objects and rounds Python waits for before it looks for garbage. Most of what a command makes lives until it
ends, and looking through all of it again and again takes a twentieth of the main job."""


def main() -> None:
    """Run the command line.

    Exits with 0 done, 1 the data has errors, 2 wrong use, 3 the environment failed; 130 or 143 when it was stopped, 141
    when nobody reads the answer any more.
    """
    gc.set_threshold(*_SELDOM)
    share_arenas()
    choose(asked_for(sys.argv[1:]) or of_system())
    if not streams.open_streams():
        print(
            "graphmodel:", Text("没有标准输出，答案无处可写", "there is no standard output"), file=sys.stderr
        )
        sys.exit(3)
    memory.watch()
    stopping.listen()
    try:
        from graphmodel.cli.app import run

        code = run()
    except BaseException:
        if stopping.exit_code() is None:
            raise
    stopped = stopping.exit_code()
    if stopped is not None:
        print("graphmodel:", stopping.sentence(), file=sys.stderr)
    sys.exit(code if stopped is None else stopped)
