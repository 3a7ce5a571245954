"""What a person is told of a statement that an engine would not run to its end: our sentences, never an engine's alone.

Engines speak English only. To whoever speaks Chinese it is said what kind of fault it is, where, and about which words.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import Any, Final

from graphmodel.engines import cypher
from graphmodel.errors import EnvironmentFailure, UsageError
from graphmodel.language import Text

_LINE: Final = re.compile(r"\bline:? ([0-9]+)")
_NAMED: Final = re.compile(r"(?:\b(?:[Pp]roperty|Table|Variable|function|type) |[`'\"])(\w+)")
_LARGEST: Final = (1 << 63) - 1
_UNKNOWN: Final = "用了没有的名称"
_KINDS: Final = (
    ("overflow|out of range|not within|too large", "有数值超出了能算的范围"),
    ("zero", "除以了零"),
    ("pars|syntax|invalid input|mismatched|extraneous", "写法不对"),
    ("property|label|table|relationship type|does not exist|not in scope|not defined|unknown", _UNKNOWN),
    ("type|convert|cast|expect.*argument", "值的类型不对"),
)
"""What an engine may say, and the kind of fault that this is."""
_OTHER: Final = "这个引擎不支持这种写法"


def cannot_run(statement: str, said: str) -> UsageError:
    """An engine cannot run the statement.

    Args:
        statement: what was asked.
        said: what the engine says of it.
    """
    kind = next((words for signs, words in _KINDS if re.search(signs, said, re.IGNORECASE)), _OTHER)
    line = _LINE.search(said)
    names = _named(statement, said) if kind is _UNKNOWN else []
    return UsageError(
        Text("查询无法执行：{kind}", "the query cannot be run: {reason}"),
        kind=kind + "".join(f" {name}" for name in names) + (f"（第 {line[1]} 行）" if line else ""),
        reason=" ".join(said.split()),
    )


def _named(statement: str, said: str) -> list[str]:
    """The words of a statement that an engine speaks of as names, keywords apart."""
    mentioned = {name.casefold() for name in _NAMED.findall(said)}
    own = [piece.text.strip("`") for piece in cypher.tokens(statement) if piece.type in {"word", "quoted"}]
    return [
        name for name in dict.fromkeys(own) if name.casefold() in mentioned and not cypher.is_keyword(name)
    ]


def too_long(time_limit: float) -> EnvironmentFailure:
    """A query was stopped after its time."""
    return EnvironmentFailure(
        Text(
            "查询超过 {limit:g} 秒，已停止；请缩小范围，或用 --time-limit 给更多时间",
            "the query took more than {limit:g} s and was stopped; ask for less, or give it more with --time-limit",
        ),
        limit=time_limit,
    )


def too_much() -> EnvironmentFailure:
    """A query wanted more memory than there is for it, or ended the engine otherwise."""
    return EnvironmentFailure(
        Text(
            "查询需要的内存太多，引擎已停止；请缩小范围，例如加上 WHERE 或 LIMIT",
            "the query took more than the engine can give and was stopped; ask for less, with WHERE or LIMIT",
        )
    )


def check_numbers(rows: Iterable[tuple[Any, ...]]) -> None:
    """Refuse an answer with a number that is none, or larger than every engine can count.

    Raises:
        UsageError: there is one.
    """
    if any(_is_beyond(value) for row in rows for value in row):
        raise UsageError(
            Text("查询结果里有数值超出了能算的范围", "a number in the answer overflows what can be computed")
        )


def _is_beyond(value: Any) -> bool:
    if isinstance(value, float):
        return not math.isfinite(value)
    if isinstance(value, int):
        return not -_LARGEST - 1 <= value <= _LARGEST
    if isinstance(value, list):
        return any(map(_is_beyond, value))
    return isinstance(value, dict) and any(map(_is_beyond, value.values()))
