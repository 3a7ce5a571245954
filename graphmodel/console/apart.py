"""Run in a process of its own: what the pages must know that only the rooms that compute can tell, as JSON.

``words FILE`` tells the lines of a 对照表, ``confirm FILE`` writes one with the lines that come on standard input,
``queries`` tells the queries that are shipped.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from graphmodel.errors import GraphmodelError
from graphmodel.language import choose


def answer(what: str, *arguments: str, given: str = "") -> Any:
    """What is asked for by its name; ``given`` came on standard input.

    Raises:
        GraphmodelError: it cannot be told.
    """
    if what == "words":
        return _words(arguments[0])
    if what == "confirm":
        return _confirm(arguments[0], given)
    return _queries()


def _words(file: str) -> list[dict[str, Any]]:
    from graphmodel.rosters.confirmations import read_lines

    return [asdict(line) for line in read_lines(Path(file))]


def _confirm(file: str, given: str) -> None:
    from graphmodel.rosters.wordbook import Line, write_lines

    lines = [Line(**{**line, "original": tuple(line["original"])}) for line in json.loads(given)]
    write_lines(Path(file), lines)


def _queries() -> list[dict[str, Any]]:
    from graphmodel.rules import explorations, rules

    own = [
        {
            "name": name,
            "title": str(one.title),
            "about": str(one.description),
            "parameters": {key: str(text) for key, text in one.parameters.items()},
        }
        for name, one in explorations().items()
    ]
    of_rules = [
        {"name": id_, "title": f"{id_} {rule.title}", "about": str(rule.phrase), "parameters": {}}
        for id_, rule in rules().items()
    ]
    return own + of_rules


def main(spoken: str, *asked: str) -> int:
    """Answer on standard output; what went wrong is one sentence on standard error.

    Returns:
        The exit code, as the command line has it.
    """
    choose("en" if spoken == "en" else "zh")
    try:
        told = answer(*asked, given=sys.stdin.read())
    except GraphmodelError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    print(json.dumps(told, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
