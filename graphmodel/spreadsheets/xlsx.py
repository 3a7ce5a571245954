"""Workbooks that are written: opened and closed, and what the surroundings do to that. What stands in them is no matter.

The bytes of a workbook depend on what is written into it alone: no time, machine or person enters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.exceptions import FileCreateError  # type: ignore[import-untyped]

from graphmodel.errors import writing
from graphmodel.spreadsheets.garbage import uncollected

FONT: Final = {"font_name": "Microsoft YaHei", "font_size": 10}
A4: Final = 9
"""What xlsxwriter calls this paper."""
LINE: Final = 15
"""The height of a row with one line of text."""

_MADE: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed mark, not a moment: the bytes must not depend on the clock


@contextmanager
def new_workbook(path: Path, properties: Mapping[str, str]) -> Iterator[Any]:
    """Write a workbook for people to look at, in any order; the file appears whole when the block is left.

    Args:
        path: where; folders on the way are made.
        properties: of the document, such as its title.

    Raises:
        EnvironmentFailure: the file is open elsewhere or cannot be written, or the disk is full.
    """
    with _written(path, {"default_format_properties": FONT}, {**properties, "created": _MADE}) as book:
        yield book


@contextmanager
def new_data_workbook(path: Path, made: datetime) -> Iterator[Any]:
    """Write a workbook of many rows, each sheet from the top down, in constant memory.

    Args:
        path: where; folders on the way are made.
        made: the moment that the document tells as its own.

    Raises:
        EnvironmentFailure: as :func:`new_workbook`.
    """
    with _written(path, {"constant_memory": True}, {"created": made}) as book:
        yield book


@contextmanager
def _written(path: Path, options: dict[str, Any], properties: dict[str, Any]) -> Iterator[Any]:
    with writing(path), uncollected():
        buffer = BytesIO()
        book = xlsxwriter.Workbook(buffer, options)
        book.set_properties(properties)
        yield book
        try:
            book.close()
        except FileCreateError as error:
            raise error.args[0] from error
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(buffer.getvalue())
