"""From a file to its sheets. The content decides how it is read, not the name."""

from __future__ import annotations

import hashlib

from graphmodel.language import Text
from graphmodel.rosters.files import SUFFIXES, Source, Unreadable, content
from graphmodel.rosters.headings import candidates
from graphmodel.rosters.problems import Problems
from graphmodel.rosters.separated import read_separated
from graphmodel.rosters.sheets import Sheet
from graphmodel.rosters.workbooks import is_workbook, read_workbook


def open_sheets(source: Source, problems: Problems) -> tuple[list[Sheet], str]:
    """The sheets of a file that have any cell, and the checksum of its bytes.

    What cannot be read becomes an ``unreadable-file`` problem and yields no sheet.

    Raises:
        EnvironmentFailure: the system does not let it be read.
    """
    name = source.name
    try:
        read = content(source.path)
        sheets = list(read_workbook(name, read)) if is_workbook(read) else [_text_sheet(source, read)]
    except Unreadable as error:
        problems.add("unreadable-file", name, expected=str(error.reason))
        return [], ""
    return [sheet for sheet in sheets if not sheet.is_empty], hashlib.sha256(read).hexdigest()


def _text_sheet(source: Source, read: bytes) -> Sheet:
    sheet = read_separated(source.name, read)
    if source.suffix not in SUFFIXES and not any(map(candidates, sheet.head())):
        raise Unreadable(Text("不是名册文件", "it is no roster file"))
    return sheet
