"""The sheets of a workbook as calamine gives them; as a script, read from standard input and written as JSON.

The script needs nothing but calamine, so that it starts at once and what befalls it befalls nobody else: some damaged
.xls files make calamine ask for more memory than there is, and that ends the process.
"""

from __future__ import annotations

import io
import json
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, time, timedelta
from itertools import zip_longest
from typing import Any

_MEMORY = 4 << 30
_SHEETS_AT_ONCE = 2


RawSheet = tuple[str, int, Iterable[list[Any]], list[Any]]
"""Name, first column from 0, rows from row 1 on, and merged ranges."""


def sheets(content: bytes) -> Iterator[RawSheet]:
    """Every sheet; its rows are made as they are asked for.

    Two are parsed beside one another, which takes most of the time and needs no Python. Each has a workbook of its
    own, because the library parses one sheet of a workbook at a time.

    Raises:
        CalamineError: the workbook is damaged or encrypted.
    """
    import python_calamine

    def opened() -> python_calamine.CalamineWorkbook:
        return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))

    def parsed(name: str) -> python_calamine.CalamineSheet:
        try:
            workbook = idle.pop()
        except IndexError:
            workbook = opened()
        sheet = workbook.get_sheet_by_name(name)
        idle.append(workbook)
        return sheet

    idle = deque([opened()])
    names = idle[0].sheet_names
    with ThreadPoolExecutor(_SHEETS_AT_ONCE) as pool:
        coming = deque(pool.submit(parsed, name) for name in names[:_SHEETS_AT_ONCE])
        for name, following in zip_longest(names, names[_SHEETS_AT_ONCE:]):
            sheet = coming.popleft().result()
            if following is not None:
                coming.append(pool.submit(parsed, following))
            yield name, (sheet.start or (0, 0))[1], sheet.iter_rows(), list(sheet.merged_cell_ranges or ())


def restored(cell: dict[str, Any]) -> date | time | timedelta:
    """The cell that JSON could not carry as it is."""
    match cell:
        case {"date": str(text)}:
            return date.fromisoformat(text)
        case {"time": str(text)}:
            return time.fromisoformat(text)
        case _:
            return timedelta(seconds=float(cell["seconds"]))


def _carried(cell: date | time | timedelta) -> dict[str, Any]:
    if isinstance(cell, date):
        return {"date": f"{cell.year:04}-{cell.month:02}-{cell.day:02}"}
    if isinstance(cell, time):
        return {"time": cell.isoformat()}
    return {"seconds": cell.total_seconds()}


def _bound_memory() -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


if __name__ == "__main__":
    sys.path.append(sys.argv[1])
    _bound_memory()
    read = sheets(sys.stdin.buffer.read())
    carried = [(name, first, list(rows), merged) for name, first, rows, merged in read]
    json.dump(carried, sys.stdout, default=_carried)
