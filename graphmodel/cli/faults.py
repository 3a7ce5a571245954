"""A fault of ours: one sentence at the terminal, and a file that its finder can send to the developers.

The file tells versions, the command and the way to the place of the fault. It holds no value of any cell: of errors
only their classes, never what they say; of arguments only what cannot be data.
"""

from __future__ import annotations

import platform
import re
import sys
import traceback
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Final

import graphmodel
from graphmodel.cli.commands import COMMANDS
from graphmodel.drafts import draft
from graphmodel.language import Text
from graphmodel.spreadsheets.files import FAULT_FILE

_TOLD: Final = frozenset(
    {"--lang", "--format", "--engine", "--size", "--seed", "--verdict", "--by", "--as-of", "--rule"}
)
"""The options whose values are no data: choices, days, ids of rules."""
_VALUE: Final = re.compile(r"[0-9A-Za-z-]{1,12}")
_OPTION: Final = re.compile(r"-[a-z]|--[a-z0-9-]+")
_SUFFIXES: Final = frozenset({".csv", ".cypher", ".html", ".json", ".ods", ".toml", ".txt", ".xls", ".xlsx"})
_MASK: Final = "…"
_NAME: Final = re.compile(r"[0-9A-Za-z_.-]+")


def record(error: BaseException) -> str:
    """Write the file where the user stands, in place of that of an earlier fault.

    Returns:
        The sentence that is said of the fault; it names the file, if it could be written.
    """
    place = traceback.extract_tb(error.__traceback__)[-1]
    fault = f"{type(error).__name__}, {Path(place.filename).name}:{place.lineno}"
    try:
        with draft(Path.cwd() / FAULT_FILE) as written:
            written.write_text("\n".join(_lines(error, sys.argv[1:])) + "\n", encoding="utf-8")
    except Exception:  # noqa: BLE001 - whatever it is, the fault itself is told, and nothing else
        return Text(
            "程序内部出错，请报告给开发者：{fault}",
            "an internal fault ({fault}); please report this line",
        ).fill(fault=fault)
    return Text(
        "程序内部出错，详情写在 {file}（不含名册内容），请把这个文件发给开发者",
        "an internal fault ({fault}); please send {file} to the developers: it says more, and nothing of the rosters",
    ).fill(fault=fault, file=FAULT_FILE)


def _lines(error: BaseException, arguments: Sequence[str]) -> Iterator[str]:
    yield f"time       {datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    yield f"graphmodel {graphmodel.__version__}"
    yield f"Python     {platform.python_version()} ({platform.python_implementation()})"
    yield f"system     {platform.platform()}"
    yield f"packages   {', '.join(_packages())}"
    yield f"command    {' '.join(['graphmodel', *_masked(arguments)])}"
    for title, one in _chain(error):
        yield ""
        yield f"{title} {type(one).__module__}.{type(one).__qualname__}"
        yield from _frames(one)


def _packages() -> Iterator[str]:
    """The packages that ours needs or may use, as they are installed."""
    for needed in metadata.requires("graphmodel") or ():
        name = _NAME.match(needed)
        if name and any(metadata.distributions(name=name.group())):
            yield f"{name.group()} {metadata.version(name.group())}"


def _masked(arguments: Sequence[str]) -> Iterator[str]:
    """The command without what could be data: of paths the kind of file is left.

    >>> list(_masked(["explain", "R31", "007", "--format=json", "--store", "甲市/alliance"]))
    ['explain', '…', '…', '--format=json', '--store', '…']
    """
    before, command = "", ""
    for argument in arguments:
        name, equals, value = argument.partition("=")
        if _OPTION.fullmatch(name):
            yield f"{name}{equals}{_shown(name, value) if equals else ''}"
            before = "" if equals else name
        elif not command and before not in _TOLD and argument in COMMANDS:
            yield argument
            before, command = "", argument
        else:
            yield _shown(before, argument)
            before = ""


def _shown(option: str, value: str) -> str:
    if option in _TOLD and _VALUE.fullmatch(value):
        return value
    suffix = Path(value).suffix.lower()
    return _MASK + (suffix if suffix in _SUFFIXES else "")


def _chain(error: BaseException) -> Iterator[tuple[str, BaseException]]:
    """The error, and those it arose from."""
    title, seen = "raised", set[int]()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        yield title, one
        title, one = ("from", one.__cause__) if one.__cause__ is not None else ("during", one.__context__)


def _frames(error: BaseException) -> Iterator[str]:
    frames = [
        traceback.FrameSummary(_within(frame.filename), frame.lineno, frame.name, lookup_line=False, line="")
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    for lines in traceback.StackSummary.from_list(frames).format():
        yield lines.rstrip("\n")


def _within(filename: str) -> str:
    """A file of code as its package names it: where packages lie may tell who is working."""
    path = Path(filename)
    for root in sorted(map(Path, sys.path), key=lambda root: len(root.parts), reverse=True):
        if root.is_absolute() and path.is_relative_to(root):
            return path.relative_to(root).as_posix()
    return path.name
