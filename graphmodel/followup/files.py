"""What the files of lists are called."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Final

SUFFIX: Final = ".xlsx"
_AT_MOST: Final = 80
_KEPT: Final = "-_.·（）"


def file_names(units: Iterable[tuple[str, str | None]]) -> list[str]:
    """A name for the list of each unit, no two alike where case does not count.

    Args:
        units: of each its name and its code; None: it has none.

    >>> file_names([("荷花街道", "330802007"), ("A/B", "党组织/A"), ("未落到单位", None)])
    ['荷花街道_330802007.xlsx', 'A_B_党组织_A.xlsx', '未落到单位.xlsx']
    """
    taken: set[str] = set()
    names = []
    for name, code in units:
        mark, count = "", 1
        while (file := _file(name, code, mark)).casefold() in taken:
            count += 1
            mark = f"_{count}"
        taken.add(file.casefold())
        names.append(file)
    return names


def _file(name: str, code: str | None, mark: str) -> str:
    """Name and code, the name cut short first."""
    room = _AT_MOST - len(SUFFIX) - len(mark)
    tail = "" if code is None else f"_{_safe(code)}"[:room]
    return f"{_safe(name)[: room - len(tail)]}{tail}{mark}{SUFFIX}"


def _safe(text: str) -> str:
    return "".join(
        letter if letter in _KEPT or unicodedata.category(letter)[0] == "L" or letter.isdecimal() else "_"
        for letter in text
    )
