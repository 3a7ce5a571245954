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
from graphmodel.language import choose, speaking


def _words(file: str) -> list[dict[str, Any]]:
    from graphmodel.rosters.wordbook import read_lines

    return [asdict(line) for line in read_lines(Path(file))]


def _confirm(file: str) -> None:
    from graphmodel.rosters.wordbook import Line, write_lines

    lines = [Line(**{**line, "original": tuple(line["original"])}) for line in json.load(sys.stdin)]
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


def main(language: str, what: str, *arguments: str) -> int:
    """Answer on standard output; what went wrong is one sentence on standard error.

    Returns:
        The exit code, as the command line has it.
    """
    choose("en" if language == "en" else "zh")
    try:
        answer = {"words": _words, "confirm": _confirm, "queries": _queries}[what](*arguments)
    except GraphmodelError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    print(json.dumps(answer, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
