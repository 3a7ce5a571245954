"""Large text files and tables of Parquet, a piece at a time: each piece is a sheet of its headings and some of its rows.

Only what can be cut anywhere between two lines is read so: of a text in which a quote may hold a line break, or of one whose
encoding is in doubt, only the whole tells what it says.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Final

import polars as pl

from graphmodel.spreadsheets.parquet import is_parquet, read_parquet, rows_in
from graphmodel.spreadsheets.separated import (
    DECLARED,
    lines_like_utf8,
    quoted_within_lines,
    read_separated,
    separator_of,
)
from graphmodel.spreadsheets.sheets import Fitness, Sheet

BYTES: Final = 1 << 24
"""Of a text, how long its pieces are."""
ROWS: Final = 1 << 17
"""Of a table of Parquet, how many rows its pieces have."""


def in_pieces(file: str, path: Path, head: int, as_headings: Fitness) -> Iterator[Sheet] | None:
    """The sheet of a file in pieces, the last of which is no shorter than the others.

    Args:
        file: the name under which it is reported.
        path: where it is.
        head: how many rows there are up to the headings, which begin every piece.
        as_headings: as in :func:`graphmodel.spreadsheets.opening.open_sheets`.

    Returns:
        None: it is better read whole, for it is small, or only the whole tells what it says.

    Raises:
        Unreadable: it is damaged; as do the pieces.
        OSError: it cannot be read; as do the pieces.
    """
    with path.open("rb") as stream:
        beginning = stream.read(4)
    if is_parquet(beginning):
        return _of_parquet(file, path) if head == 1 and rows_in(path) >= 2 * ROWS else None
    encoding = _encoding(path, as_headings) if path.stat().st_size >= 2 * BYTES else None
    return None if encoding is None else _of_text(file, path, head, encoding, as_headings)


def _of_parquet(file: str, path: Path) -> Iterator[Sheet]:
    height = rows_in(path)
    starts = [*range(0, height - ROWS + 1, ROWS), height]
    starts.pop(-2)
    for first, end in pairwise(starts):
        sheet = read_parquet(file, path, (first, end - first))
        yield _numbered(sheet, 1, first + 1)


def _of_text(file: str, path: Path, head: int, encoding: str, as_headings: Fitness) -> Iterator[Sheet]:
    begins, before = b"", 0
    for block in _last_two_together(_utf8_blocks(path, encoding)):
        yield _numbered(read_separated(file, begins + block, as_headings), head, before if begins else head)
        before += block.count(b"\n")
        if not begins:
            declared = DECLARED.match(block)
            rows = block[declared.end() :] if declared else block
            begins = b"\n".join([*rows.split(b"\n", head)[:head], b""])
            if declared:
                begins, before = declared[0] + begins, before - 1


def _numbered(sheet: Sheet, head: int, before: int) -> Sheet:
    """A piece whose rows have the numbers that they have in the whole.

    Args:
        sheet: the piece.
        head: how many of its rows are the first of the whole.
        before: how many rows of the whole there are before the others.
    """
    here = pl.int_range(1, sheet.texts.height + 1, dtype=pl.Int64, eager=True)
    number = here if sheet.numbers is None else sheet.numbers
    return replace(
        sheet,
        numbers=pl.select(pl.when(number <= head).then(number).otherwise(number - head + before)).to_series(),
    )


def _last_two_together(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """The blocks, the last of which is put behind the one before it: it may be a few lines that close the table."""
    held: list[bytes] = []
    for block in blocks:
        held.append(block)
        if len(held) > 2:
            yield held.pop(0)
    yield b"".join(held)


def _blocks(path: Path) -> Iterator[bytes]:
    """A text without a mark, in blocks of whole lines."""
    with path.open("rb") as stream:
        rest = stream.read(len(codecs.BOM_UTF8)).removeprefix(codecs.BOM_UTF8)
        while read := stream.read(BYTES):
            lines, ending, rest = (rest + read).rpartition(b"\n")
            if ending:
                yield lines + ending
    if rest:
        yield rest


def _utf8_blocks(path: Path, encoding: str) -> Iterator[bytes]:
    """The blocks of a text as UTF-8, lines ending as in Unix."""
    for block in _blocks(path):
        text = block.decode(encoding).encode()
        yield text.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in text else text


def _encoding(path: Path, as_headings: Fitness) -> str | None:
    """The encoding of a text that can be cut between any two lines; None: it cannot, or its encoding is in doubt."""
    return next((one for one in ("utf-8", "gb18030") if _can_be_cut(path, one, as_headings)), None)


def _can_be_cut(path: Path, encoding: str, as_headings: Fitness) -> bool:
    separator = None
    try:
        for block in _utf8_blocks(path, encoding):
            separator = separator or separator_of(block, as_headings)
            if b"\0" in block or not quoted_within_lines(block, separator):
                return False
    except UnicodeDecodeError:
        return False
    return encoding == "utf-8" or not any(map(lines_like_utf8, _blocks(path)))
