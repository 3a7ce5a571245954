"""New workbooks: how a file is begun and put in its place; what stands in its sheets is decided elsewhere.

The same sheets give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import polars as pl
import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.exceptions import FileCreateError  # type: ignore[import-untyped]

from graphmodel.drafts import draft, scratch
from graphmodel.spreadsheets.garbage import uncollected
from graphmodel.spreadsheets.last_rows import LastRows, complete

A4: Final = 9
"""The paper, as spreadsheets number it."""
LINE: Final = 15
"""The height of a row with one line of :data:`FONT`, in points."""
FONT: Final = {"font_name": "Microsoft YaHei", "font_size": 10}
KNOWN: Final = "#E3E3E3"
TO_FILL: Final = "#FFF3B0"
"""The colours of a cell that is known, and of one that is to be filled in."""
_FORMULA_STARTS: Final = r"^([=+\-@\t\r])"
_MADE: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed mark, not a moment: the bytes must not depend on the clock


_NO_ENDS: Final[Mapping[str, LastRows]] = {}


@contextmanager
def new_workbook(
    path: Path, properties: Mapping[str, str], ends: Mapping[str, LastRows] = _NO_ENDS
) -> Iterator[Any]:
    """Write a workbook for people to look at, with xlsxwriter's own means; the file appears whole.

    Args:
        path: where; folders on the way are made.
        properties: of the document, such as its title.
        ends: the last rows of sheets that have many, known when the block is left; see
            :func:`graphmodel.spreadsheets.last_rows.complete`.

    Raises:
        EnvironmentFailure: the file is open elsewhere or cannot be written, or the disk is full.
    """
    own_font = {**FONT}  # the library adds to what it is given
    options = {"default_format_properties": own_font}
    with _created(path, options, {**properties, "created": _MADE}, ends) as book:
        yield book


@contextmanager
def new_data_workbook(
    path: Path, made: datetime = _MADE, properties: Mapping[str, str] | None = None
) -> Iterator[Any]:
    """Write a workbook of many rows, each sheet from the top down, in constant memory.

    Args:
        path: where; folders on the way are made.
        made: the moment that the document tells as its own.
        properties: of the document, such as its title.

    Raises:
        EnvironmentFailure: as :func:`new_workbook`.
    """
    with _created(path, {"constant_memory": True}, {**(properties or {}), "created": made}, _NO_ENDS) as book:
        yield book


@contextmanager
def _created(
    path: Path, options: dict[str, Any], properties: dict[str, Any], ends: Mapping[str, LastRows]
) -> Iterator[Any]:
    with draft(path) as place:
        buffer = BytesIO()
        with scratch() as folder, uncollected():
            book = xlsxwriter.Workbook(buffer, {**options, "tmpdir": str(folder)})
            book.set_properties(properties)
            yield book
            try:
                book.close()
            except FileCreateError as error:
                raise error.args[0] from error
        if ends:
            complete(buffer, ends, place)
        else:
            place.write_bytes(buffer.getvalue())


def without_formulas(table: pl.DataFrame) -> pl.DataFrame:
    """A table for a text file in which no text is a formula to a spreadsheet: what would begin one gets a ``'``."""
    return table.with_columns(pl.col(pl.String).str.replace(_FORMULA_STARTS, "'$1"))
