"""From bytes to sheets. The content decides how it is read, not the name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from graphmodel.spreadsheets.parquet import is_parquet, read_parquet
from graphmodel.spreadsheets.separated import read_separated
from graphmodel.spreadsheets.sheets import HEAD_ROWS, Fitness, Sheet
from graphmodel.spreadsheets.workbooks import is_workbook, read_workbook

_BEGINNING: Final = 1 << 16
"""Bytes of a text in which its headings stand."""


def open_sheets(file: str, content: bytes, as_headings: Fitness) -> Iterator[Sheet]:
    """The sheets of a workbook, each as it is read, or the one sheet of a text file or a table of Parquet.

    Args:
        file: the name under which it is reported.
        content: its bytes.
        as_headings: how well a row does as headings, by which the separator of a text file is told.

    Raises:
        OwnAnswer: this program wrote it as an answer.
        Unreadable: it is neither, or damaged, encrypted, or not safe to open.
    """
    if is_workbook(content):
        yield from read_workbook(file, content, as_headings)
    elif is_parquet(content):
        yield read_parquet(file, content)
    else:
        yield read_separated(file, content, as_headings)


def first_rows(file: str, path: Path, as_headings: Fitness) -> Iterator[Sheet]:
    """The one sheet of a text file or a table of Parquet as far as its first rows; none of a workbook.

    Args:
        file: the name under which it is reported.
        path: where it is.
        as_headings: as in :func:`open_sheets`.

    Raises:
        Unreadable: it is neither, or damaged.
        OSError: it cannot be read.
    """
    if not path.is_file():
        return
    with path.open("rb") as stream:
        beginning = stream.read(_BEGINNING)
        more = bool(stream.read(1))
    if is_parquet(beginning):
        yield read_parquet(file, path, (0, HEAD_ROWS))
    elif beginning and not is_workbook(beginning):
        yield read_separated(file, beginning[: beginning.rfind(b"\n")] if more else beginning, as_headings)
