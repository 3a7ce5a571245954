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
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

MAX_CELLS = 1 << 25
"""Of the rectangle a sheet spans, empty cells included: a full sheet of 32 columns."""
TOO_LARGE = 3
"""What the script leaves with when a sheet spans more."""

MAX_COLUMNS = 1 << 14
_MEMORY = 4 << 30


class TooLargeError(Exception):
    """A sheet spans more cells than anybody fills."""


RawSheet = tuple[str, int, Iterable[list[Any]], list[Any]]
"""Name, first column from 0, rows from row 1 on, and merged ranges."""


def sheets(content: bytes, *, at_once: int = 1) -> Iterator[RawSheet]:
    """Every sheet of cells; its rows are made as they are asked for.

    Charts, dialogs and macros have none, nor has a sheet that is named without being there.

    Args:
        content: the bytes of the workbook.
        at_once: how many sheets are parsed beside one another, at least one, which takes most of the time and needs no
            Python; each from a workbook of its own, because the library parses one sheet of an .xlsx at a time.

    Raises:
        CalamineError: the workbook is damaged or encrypted.
        TooLargeError: cells stand so far apart that what lies between them fits no memory.
    """
    import python_calamine

    def opened(_: int) -> python_calamine.CalamineWorkbook:
        return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))

    def parsed(name: str) -> python_calamine.CalamineSheet | None:
        workbook = idle.pop()  # there is one: a sheet is begun when another is done, whose workbook came back
        try:
            sheet = workbook.get_sheet_by_name(name)
        except python_calamine.WorksheetNotFound:
            sheet = None
        if names:  # otherwise nobody needs it any more
            idle.append(workbook)
        return sheet

    def begin_next() -> None:
        if names:
            coming.append(pool.submit(parsed, names.popleft()))

    with ThreadPoolExecutor(at_once) as pool:
        idle = deque(pool.map(opened, range(at_once)))
        of_cells = python_calamine.SheetTypeEnum.WorkSheet
        names = deque(sheet.name for sheet in idle[0].sheets_metadata if sheet.typ == of_cells)
        coming: deque[Future[python_calamine.CalamineSheet | None]] = deque()
        for _ in range(at_once):
            begin_next()
        while coming:
            sheet = coming.popleft().result()
            if sheet is not None:
                yield _raw(sheet)
            begin_next()


def _raw(sheet: CalamineSheet) -> RawSheet:
    bottom, right = sheet.end or (0, 0)
    if right >= MAX_COLUMNS or (bottom + 1) * (right + 1) > MAX_CELLS:
        raise TooLargeError
    return sheet.name, (sheet.start or (0, 0))[1], sheet.iter_rows(), list(sheet.merged_cell_ranges or ())


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
    try:
        read = sheets(sys.stdin.buffer.read())
        carried = [(name, first, list(rows), merged) for name, first, rows, merged in read]
    except TooLargeError:
        sys.exit(TOO_LARGE)
    json.dump(carried, sys.stdout, default=_carried)
