"""A list that comes back: whose it was, what was answered in its lines, and which rows of rosters it holds.

It is known by its property, whatever it is called by now.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import polars as pl

from graphmodel.errors import UsageError
from graphmodel.language import AND, Text, workers
from graphmodel.ontology import Column
from graphmodel.ontology.worklist import INSTRUCTIONS, LINE, NUMBER, REPLY, TASKS, TO_FILL, Sent
from graphmodel.rosters.cells import Cells, check, expected
from graphmodel.rosters.data_rows import cells_in, rows_with_content
from graphmodel.rosters.discovery import fitness
from graphmodel.rosters.headings import normalised
from graphmodel.rosters.problems import Problems
from graphmodel.rosters.recognition import Heading, Table, heading_of, table_of
from graphmodel.rosters.shape import shaped
from graphmodel.spreadsheets.cleaning import cleaned
from graphmodel.spreadsheets.files import WORKBOOK_SUFFIXES, Source, Unreadable, content, find
from graphmodel.spreadsheets.garbage import uncollected
from graphmodel.spreadsheets.notes import changed_at, taken_down
from graphmodel.spreadsheets.sheets import Sheet
from graphmodel.spreadsheets.workbooks import is_workbook, read_workbook

DIRECTORY: Final = "清单目录.xlsx"
SENT_BACK: Final = "退回_"
"""What the files begin with that go back to who sent them."""
ANSWERS: Final[dict[str, pl.DataType]] = {
    "number": pl.String(),
    "code": pl.String(),
    "proposed": pl.Boolean(),
    "state": pl.String(),
    "date": pl.Date(),
    "note": pl.String(),
    "source_file": pl.String(),
    "source_sheet": pl.String(),
    "source_row": pl.Int64(),
}
"""The lines of a list as they came back: what each is about, whether something was proposed for it, and the answer."""
_FILES_AT_ONCE: Final = 2
_PROPOSED: Final = ("建议", "proposed")


@dataclass(frozen=True)
class RowsBack:
    """The rows of one sheet that are rows of a roster."""

    table: Table
    numbers: pl.Series
    """Row by row the line it is for, or null."""
    meant: pl.Series | None = None
    """Row by row which row that was sent it is: its number and what it was given; null where it was added."""

    def only(self, rows: pl.Series) -> RowsBack:
        """Those rows alone."""
        meant = None if self.meant is None else self.meant.filter(rows)
        return RowsBack(_only(self.table, rows), self.numbers.filter(rows), meant)


@dataclass(frozen=True)
class Returned:
    """A list as it came back."""

    file: str
    path: Path
    checksum: str
    sent: Sent
    changed_at: str
    """When it was saved last, as its own properties tell; texts of ISO, which sort as the moments do."""
    rows: tuple[RowsBack, ...]
    lines: pl.DataFrame
    """Columns of :data:`ANSWERS`."""


def returned_files(inputs: Sequence[Path], passing_over: Sequence[Path]) -> list[Source]:
    """The workbooks that are meant: files, and those in folders that may be returned lists.

    Raises:
        UsageError: an input does not exist, or a folder holds no workbook.
    """
    found = [
        source
        for source in find(inputs, passing_over)
        if source.named
        or (
            source.suffix in WORKBOOK_SUFFIXES
            and source.path.name != DIRECTORY
            and not source.path.name.startswith(SENT_BACK)
        )
    ]
    if not found:
        raise UsageError(
            Text("没有找到交回的清单：{inputs}", "no returned list was found in {inputs}"),
            inputs=str(AND).join(map(str, inputs)),
        )
    return _told_apart(found)


def _told_apart(sources: Sequence[Source]) -> list[Source]:
    """The files, of two that are called alike the second with a number."""
    taken: set[str] = set()
    told = []
    for source in sources:
        name, count = source.name, 1
        while name in taken:
            count += 1
            stem, dot, suffix = source.name.rpartition(".")
            name = f"{stem or suffix} ({count}){dot}{suffix if stem else ''}"
        taken.add(name)
        told.append(replace(source, name=name))
    return told


def read_all(sources: Sequence[Source], problems: Problems) -> list[Returned]:
    """The lists among files; see :func:`read_returned`."""

    def read(source: Source) -> tuple[Returned | None, Problems]:
        met = Problems()
        return read_returned(source, met), met

    found = []
    with uncollected(), workers(_FILES_AT_ONCE) as pool:
        for one, met in pool.map(read, sources):
            problems.take(met)
            found += [one] if one else []
    return found


def read_returned(source: Source, problems: Problems) -> Returned | None:
    """A list that came back; None: it is none, which is told.

    Raises:
        EnvironmentFailure: the system does not let it be read.
    """
    try:
        read = content(source.path)
        sent = Sent.of_property(taken_down(read) or "") if is_workbook(read) else None
        if sent is None:
            problems.add("not-a-list", source.name)
            return None
        sheets = list(read_workbook(source.name, read, fitness, own=True))
    except Unreadable as error:
        problems.add("unreadable-file", source.name, expected=str(error.reason))
        return None
    rows, lines = [], [pl.DataFrame(schema=ANSWERS)]
    for sheet in sheets:
        if sheet.is_empty or sheet.name == INSTRUCTIONS:
            continue
        if (found := _lines(sheet, problems)) is not None:
            lines.append(found)
        elif (back := _rows(sheet, problems)) is not None:
            rows.append(back)
    return Returned(
        source.name,
        source.path,
        hashlib.sha256(read).hexdigest(),
        sent,
        changed_at(read),
        tuple(rows),
        pl.concat(lines),
    )


def without_superseded(lists: Sequence[Returned], problems: Problems) -> list[Returned]:
    """Of every list that came back several times the one saved last; of the others it is told."""
    newest: dict[str, Returned] = {}
    for one in sorted(lists, key=lambda one: (one.changed_at, str(one.path))):
        if (older := newest.pop(one.sent.list, None)) is not None:
            problems.add("superseded-return", older.file, expected=one.file)
        newest[one.sent.list] = one
    return [one for one in lists if newest[one.sent.list] is one]


# --- rows of rosters ---


def _rows(sheet: Sheet, problems: Problems) -> RowsBack | None:
    """The rows of a sheet, known by its headings; None: it holds none of ours, which is told.

    A sheet of another name without numbers is the addressee's own, and no rows of it are taken in.
    """
    heading = heading_of(sheet, sheet.head())
    title = sheet.name or ""
    sent = title.startswith(TO_FILL)
    if not isinstance(heading, Heading) or not (sent or _place(heading.written, NUMBER) is not None):
        expected = title.removeprefix(TO_FILL) if sent or title == TASKS else f"{TO_FILL}…"
        severity = "error" if sent or title == TASKS else "warning"
        problems.add("unknown-roster", sheet.file, sheet.name, severity=severity, expected=expected)
        return None
    met = Problems()
    table = table_of(sheet, heading, met)
    told = met.table()
    ours = (pl.col("code") == "dropped-column") & (pl.col("column").str.strip_chars("*") == NUMBER.title.zh)
    problems.extend(told.filter(~ours, pl.col("code") != "empty-roster"))
    place = _place(heading.written, NUMBER)
    numbers = pl.repeat(None, table.rows.len(), dtype=pl.String, eager=True)
    if place is not None and table.rows.len():
        at = pl.Series(range(sheet.texts.height)) if sheet.numbers is None else sheet.numbers - 1
        rows = at.is_in((table.rows - 1).implode()).arg_true().cast(pl.Int64)
        numbers = cleaned(cells_in(sheet, place, rows).raw)
    return RowsBack(table, numbers.rename("number"))


def _only(table: Table, kept: pl.Series) -> Table:
    return replace(
        table,
        rows=table.rows.filter(kept),
        cells={
            name: cells._replace(
                raw=cells.raw.filter(kept),
                kinds=cells.kinds if isinstance(cells.kinds, str) else cells.kinds.filter(kept),
            )
            for name, cells in table.cells.items()
        },
    )


def _place(written: Sequence[str | None], column: Column) -> int | None:
    """Where a column stands."""
    wanted = normalised(column.title.zh)
    return next((place for place, text in enumerate(written) if normalised(text) == wanted), None)


# --- lines ---


def _lines(sheet: Sheet, problems: Problems) -> pl.DataFrame | None:
    """What was answered in the lines of a list, checked as cells of a roster are; None: its headings are not those of lines."""
    for row, written in enumerate(sheet.head()):
        places = {column.name: place for column in LINE if (place := _place(written, column)) is not None}
        if {NUMBER.name, REPLY[0].name} <= places.keys():
            return _answers(sheet, row, places, problems)
    return None


def _answers(sheet: Sheet, heading: int, places: dict[str, int], problems: Problems) -> pl.DataFrame:
    rows = rows_with_content(sheet, heading + 1, set(), set())
    cells: dict[str, Cells] = {name: cells_in(sheet, place, rows) for name, place in places.items()}
    checked = check(REPLY, cells, pl.Series([], dtype=pl.String))
    frame = pl.DataFrame({"source_row": sheet.numbered(rows)}).with_columns(
        source_file=pl.lit(sheet.file), source_sheet=pl.lit(sheet.name, pl.String)
    )
    for column in REPLY:
        if column.name not in checked:
            continue
        text, value, problem = checked[column.name]
        frame = frame.with_columns(value.alias(column.name))
        if problem is not None:
            wrong = pl.DataFrame({"code": problem, "value": text, "row": frame["source_row"]}).drop_nulls(
                "code"
            )
            problems.extend(
                wrong.with_columns(
                    file=pl.lit(sheet.file),
                    sheet=pl.lit(sheet.name, pl.String),
                    column=pl.lit(column.title.zh),
                    expected=pl.col("code").replace_strict(
                        expected(column), default=None, return_dtype=pl.String
                    ),
                    value=pl.when(pl.col("code") != "personal-number").then("value"),
                )
            )
    texts = {name: cleaned(cells[name].raw) for name in ("number", "code", "closes") if name in cells}
    frame = frame.with_columns(**{name: text for name, text in texts.items() if name != "closes"})
    if "closes" in texts:
        begins = pl.lit(texts["closes"]).str.contains(f"^(?:{'|'.join(_PROPOSED)})").fill_null(value=False)
        frame = frame.with_columns(proposed=begins)
    return shaped(frame, ANSWERS).drop_nulls("number")
