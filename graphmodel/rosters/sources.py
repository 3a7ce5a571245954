"""From a file to its tables, and to the problems of the file and of what stands in it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Final, NamedTuple

from graphmodel.errors import EnvironmentFailure, reading
from graphmodel.language import Text, workers
from graphmodel.rosters.discovery import fitness, tables_of
from graphmodel.rosters.forms.table import FormTable
from graphmodel.rosters.noted import Noted, noted_in
from graphmodel.rosters.problems import Problems
from graphmodel.rosters.recognition import Heading, Table, heading_of, table_of
from graphmodel.spreadsheets.files import SUFFIXES, OwnAnswer, Source, Unreadable, content
from graphmodel.spreadsheets.garbage import uncollected
from graphmodel.spreadsheets.notes import taken_down
from graphmodel.spreadsheets.opening import first_rows, open_sheets
from graphmodel.spreadsheets.pieces import in_pieces
from graphmodel.spreadsheets.sheets import Sheet

_AT_ONCE: Final = 2
"""Files opened beside one another: parsing takes most of the time and needs no Python."""


class Opened(NamedTuple):
    """What was found in a file."""

    tables: list[Table]
    forms: list[FormTable]
    problems: Problems
    checksum: str
    """Of its bytes; empty if it could not be read."""
    noted: Noted | None = None
    """What is noted beside the cells, if they were written out of a store."""


def open_tables(source: Source) -> Opened:
    """The tables of a file; what cannot be read is an ``unreadable-file`` problem and has none.

    What this program wrote as an answer has none either: met in a folder it is passed over, named itself it is an
    ``own-answer`` problem.

    Raises:
        EnvironmentFailure: the system does not let it be read.
    """
    problems = Problems()
    try:
        read = content(source.path)
        checksum = hashlib.sha256(read).hexdigest()
        found = tables_of(_sheets(source, read), problems)
        noted = noted_in(taken_down(read))
        return Opened(
            [replace(table, noted=noted) for table in found.rosters], found.forms, problems, checksum, noted
        )
    except OwnAnswer as answer:
        if source.named:
            problems.add("own-answer", source.name, expected=answer.title)
        return Opened([], [], problems, checksum)
    except Unreadable as error:  # of sheets that came before the damage, nothing is said
        unreadable = Problems()
        unreadable.add("unreadable-file", source.name, expected=str(error.reason))
        return Opened([], [], unreadable, "")


def opened_beside(
    sources: Iterable[Source], opening: Callable[[Source], Opened] = open_tables
) -> Iterator[Opened]:
    """What each of several files holds, in their order, some of them opened beside one another.

    Args:
        sources: the files.
        opening: as :func:`open_tables`, whose errors it raises.
    """
    with uncollected(), workers(_AT_ONCE) as pool:
        yield from pool.map(opening, sources)


def first_table(source: Source) -> Table | None:
    """The roster that a text file or a table of Parquet holds, with its first rows; None: it holds none, or is none."""
    try:
        with reading(source.path):
            found = tables_of(first_rows(source.name, source.path, fitness), Problems())
    except (Unreadable, EnvironmentFailure):  # whoever opens it says why
        return None
    return found.rosters[0] if found.rosters and not found.forms else None


def table_in_pieces(source: Source, begun: Table, problems: Problems) -> Iterator[Table] | None:
    """The table of a large file, a piece at a time.

    Args:
        source: the file.
        begun: how its table begins, of :func:`first_table`.
        problems: where problems of the table are noted.

    Returns:
        None: it is better read whole.

    Raises:
        Unreadable: it is damaged; as do the pieces.
    """
    sheets = in_pieces(source.name, source.path, begun.heading_row, fitness)
    return None if sheets is None else _tables(sheets, problems)


def _tables(sheets: Iterator[Sheet], problems: Problems) -> Iterator[Table]:
    """The table of a sheet in pieces."""
    following = next(sheets, None)
    while following is not None:
        sheet, following = following, next(sheets, None)
        heading = heading_of(sheet, sheet.head())
        assert isinstance(heading, Heading)
        of_piece = Problems()
        yield table_of(sheet, heading, of_piece, whole=False, ends=following is None)
        problems.take_further(of_piece)


def _sheets(source: Source, read: bytes) -> Iterator[Sheet]:
    for sheet in open_sheets(source.name, read, fitness):
        is_text = sheet.name is None
        if is_text and source.suffix not in SUFFIXES and not any(map(fitness, sheet.head())):
            raise Unreadable(Text("不是名册文件", "it is no roster file"))
        yield sheet
