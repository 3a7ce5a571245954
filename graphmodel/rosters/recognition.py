"""Which roster a sheet is, told by its headings alone, and the rows of it that are data.

The result is a :class:`Table`: the recognised columns as raw cells, one per data row, with the row number the
spreadsheet shows. What is passed over on the way is reported, never silently lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from graphmodel.ontology import ROSTER, Roster
from graphmodel.rosters.cells import Cells
from graphmodel.rosters.data_rows import (
    CLOSING,
    cells_in,
    report_crowded,
    report_unnamed,
    rows_with_content,
    without_closing,
    without_marked,
    without_repeated_headings,
)
from graphmodel.rosters.headings import candidates, columns_by_heading, is_ignored, normalised
from graphmodel.rosters.noted import Noted
from graphmodel.rosters.problems import Problems
from graphmodel.spreadsheets.cleaning import clean_text
from graphmodel.spreadsheets.sheets import HEAD_ROWS, Sheet


@dataclass(frozen=True)
class Table:
    """The data rows of one recognised sheet."""

    roster: Roster
    file: str
    sheet: str | None
    rows: pl.Series
    """The row numbers, like every row here as the spreadsheet shows them."""
    cells: dict[str, Cells]
    """The recognised columns, by name."""
    places: dict[str, int]
    """Where they stand, from 0."""
    heading_row: int
    """The row of the headings."""
    written: tuple[str | None, ...]
    """What stands in it."""
    sound: bool
    """False when a required column is missing or a heading is there twice."""
    crowded: pl.Series
    """Row numbers with a cell beyond the last heading."""
    none_row: int | None = None
    """The row in which the table says that there are none."""
    noted: Noted | None = None
    """What is noted beside its cells, if it was written out of a store."""

    @property
    def headings(self) -> dict[str, str]:
        """The headings of the recognised columns, as written."""
        return {name: self.written[place] or "" for name, place in self.places.items()}


@dataclass(frozen=True)
class Heading:
    """A recognised row of headings; ``written`` is what stands in it."""

    roster: Roster
    first_row: int
    """The row, from 0, with which it is recognised."""
    last_row: int
    """The last that it reaches into."""
    written: tuple[str | None, ...]

    @property
    def complete(self) -> bool:
        """Whether every required column is there."""
        return {column.name for column in self.roster.required} <= self.named

    @property
    def named(self) -> set[str]:
        """The columns it knows, by name."""
        known = columns_by_heading(self.roster.name)
        return {known[text].name for text in map(normalised, self.written) if text in known}


def heading_of(
    sheet: Sheet, head: Sequence[tuple[str | None, ...]], first: int = 0
) -> Heading | tuple[str, ...]:
    """The first row with which a table is recognised as a roster; else the rosters it might be (none: unknown).

    A heading that is merged with cells below it stands in the last of these rows too, beside what stands there.

    Args:
        sheet: where it stands.
        head: the rows in which the headings are looked for; what is merged downwards stands in every row.
        first: the number of the first of them, from 0.
    """
    doubtful: tuple[str, ...] = ()
    for place, row in enumerate(head):
        names = candidates(row)
        if len(names) == 1:
            columns = columns_by_heading(names[0])
            number = first + place
            named = {place for place, cell in enumerate(row) if normalised(cell) in columns}
            last = max(
                (
                    bottom
                    for (top, left), (bottom, _) in sheet.merged
                    if left in named and top <= number < bottom < first + HEAD_ROWS
                ),
                default=number,
            )
            last = min(last, first + len(head) - 1)
            return Heading(ROSTER[names[0]], number, last, head[last - first])
        doubtful = doubtful or names
    return doubtful


def table_of(
    sheet: Sheet, heading: Heading, problems: Problems, *, whole: bool = True, ends: bool = True
) -> Table:
    """The columns and the data rows of a table of that heading; what is passed over on the way is reported.

    Args:
        sheet: where it stands.
        heading: its heading.
        problems: where problems are noted.
        whole: whether it is the whole table; of a piece it is not told that it has no rows.
        ends: whether the table ends with it, perhaps with rows that close it.
    """
    placed, sound = _placed(sheet, heading, problems)
    required = {placed[column.name] for column in heading.roster.required if column.name in placed}
    ignored = set(range(_width(heading))) - set(placed.values())
    rows = rows_with_content(sheet, heading.last_row + 1, required, ignored)
    rows = without_repeated_headings(sheet, rows, *_repeatable(heading), problems)
    if ends:
        rows = without_closing(sheet, rows, CLOSING, problems)
    rows, none_rows = without_marked(sheet, rows, _headed(heading)[:1], problems)
    if whole and rows.is_empty() and not none_rows:
        problems.add("empty-roster", sheet.file, sheet.name, expected=str(heading.roster.title))
    report_unnamed(sheet, _headed(heading), rows, problems)
    return Table(
        heading.roster,
        sheet.file,
        sheet.name,
        sheet.numbered(rows),
        {name: cells_in(sheet, place, rows) for name, place in placed.items()},
        placed,
        heading.last_row + 1,
        heading.written,
        sound,
        sheet.numbered(report_crowded(sheet, _width(heading), rows, problems)),
        none_rows.get(0),
    )


# --- columns ---


def _placed(sheet: Sheet, heading: Heading, problems: Problems) -> tuple[dict[str, int], bool]:
    """Where each recognised column stands; reports what is missing, twice, or dropped."""
    known = columns_by_heading(heading.roster.name)
    placed: dict[str, int] = {}
    dropped: set[str] = set()
    sound = True
    for place, text in enumerate(heading.written):
        normal = normalised(text)
        column = known.get(normal)
        if column is not None and column.name in placed:
            problems.add("duplicate-column", sheet.file, sheet.name, column=text)
            sound = False
        elif column is not None:
            placed[column.name] = place
        elif normal and not is_ignored(normal) and normal not in dropped:
            problems.add("dropped-column", sheet.file, sheet.name, column=text)
            dropped.add(normal)
    for column in heading.roster.required:
        if column.name not in placed:
            problems.add(
                "missing-column",
                sheet.file,
                sheet.name,
                column=column.title.zh,
                expected=str(heading.roster.title),
            )
            sound = False
    return placed, sound


def _headed(heading: Heading) -> list[int]:
    """The places over which something is written, from left to right."""
    return [place for place, text in enumerate(heading.written) if normalised(text)]


def _repeatable(heading: Heading) -> tuple[dict[int, tuple[str]], str]:
    """The normalised headings over each place, and the first that is recognised."""
    known = columns_by_heading(heading.roster.name)
    normal = {place: normalised(heading.written[place]) for place in _headed(heading)}
    first = next(place for place, text in normal.items() if text in known)
    return {place: (text,) for place, text in normal.items()}, clean_text(heading.written[first] or "")


def _width(heading: Heading) -> int:
    """How many columns the headings span."""
    return _headed(heading)[-1] + 1
