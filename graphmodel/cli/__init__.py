"""The command line: thin. It asks the other rooms and says what they answer.

The language is chosen here, before anything is said.
"""

from __future__ import annotations

import sys

from graphmodel.allowance import collect_seldom, keep_for_a_while, share_arenas
from graphmodel.cli import memory, stopping, streams
from graphmodel.errors import SAYS
from graphmodel.language import Text, asked_for, choose, of_system


def main() -> None:
    """Run the command line.

    Exits with 0 done, 1 the data has errors, 2 wrong use, 3 the environment failed; 130 or 143 when it was stopped, 141
    when nobody reads the answer any more.
    """
    share_arenas()
    collect_seldom()
    keep_for_a_while()
    choose(asked_for(sys.argv[1:]) or of_system())
    if not streams.open_streams():
        nowhere = Text("没有标准输出，答案无处可写", "there is no standard output")
        print(SAYS.fill(sentence=nowhere), file=sys.stderr)
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
        print(SAYS.fill(sentence=stopping.sentence()), file=sys.stderr)
    sys.exit(code if stopped is None else stopped)
