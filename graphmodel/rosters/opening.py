"""From a file to its tables. The content decides how it is read, not the name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import NamedTuple

from graphmodel.language import Text
from graphmodel.rosters.files import SUFFIXES, Source, Unreadable, content
from graphmodel.rosters.headings import candidates
from graphmodel.rosters.problems import Problems
from graphmodel.rosters.recognise import Table, recognise
from graphmodel.rosters.separated import read_separated
from graphmodel.rosters.sheets import Sheet
from graphmodel.rosters.workbooks import is_workbook, read_workbook


class Opened(NamedTuple):
    """What was found in a file."""

    tables: list[Table]
    problems: Problems
    checksum: str
    """Of its bytes; empty if it could not be read."""


def open_tables(source: Source) -> Opened:
    """The tables of a file; what cannot be read is an ``unreadable-file`` problem and has none.

    Raises:
        EnvironmentFailure: the system does not let it be read.
    """
    problems = Problems()
    try:
        read = content(source.path)
        return Opened(recognise(_sheets(source, read), problems), problems, hashlib.sha256(read).hexdigest())
    except Unreadable as error:  # of sheets that came before the damage, nothing is said
        unreadable = Problems()
        unreadable.add("unreadable-file", source.name, expected=str(error.reason))
        return Opened([], unreadable, "")


def _sheets(source: Source, read: bytes) -> Iterator[Sheet]:
    if is_workbook(read):
        yield from read_workbook(source.name, read)
        return
    sheet = read_separated(source.name, read)
    if source.suffix not in SUFFIXES and not any(map(candidates, sheet.head())):
        raise Unreadable(Text("不是名册文件", "it is no roster file"))
    yield sheet
