"""The command line: thin. It asks the other rooms and says what they answer.

The language is chosen here, before anything is said.
"""

from __future__ import annotations

import sys

from graphmodel.language import asked_for, choose, of_system


def main() -> None:
    """Run the command line; exits with 0 done, 1 the data has errors, 2 wrong use, 3 the environment failed."""
    choose(asked_for(sys.argv[1:]) or of_system())
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    from graphmodel.cli.app import run

    sys.exit(run())
