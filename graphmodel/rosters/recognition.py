"""Which roster a sheet is, told by its headings alone, and the rows of it that are data.

The result is a :class:`Table`: the recognised columns as raw cells, one per data row, with the row number the
spreadsheet shows. What is passed over on the way is reported, never silently lost.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import polars as pl

from graphmodel.language import AND
from graphmodel.ontology import ROSTER, Roster
from graphmodel.rosters.cells import Cells
from graphmodel.rosters.headings import candidates, columns_by_heading, is_ignored, normalised
from graphmodel.rosters.problems import Problems
from graphmodel.spreadsheets.cleaning import clean, clean_text, cleaned, has_content
from graphmodel.spreadsheets.sheets import HEAD_ROWS, Sheet

NONE_WORD: Final = "无"
"""Alone in its table, it says that there are none of these."""
EXAMPLE_MARK: Final = "【示例】"
"""At the beginning of a row, it says that the row is an example."""
INSTRUCTIONS_MARK: Final = "【说明】"
"""At the beginning of a sheet, it says that the sheet is the template's instructions."""

_CLOSING: Final = "^(合计|总计|小计|制表人|填表人|审核人|填报单位)"
_RUNNING_NUMBER: Final = r"^\s*[0-9]+(?:\.0+)?\s*$"
_TRIED: Final = 20
"""Rows at the end that are looked at together for totals and signatures."""


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

    @property
    def headings(self) -> dict[str, str]:
        """The headings of the recognised columns, as written."""
        return {name: self.written[place] or "" for name, place in self.places.items()}


@dataclass(frozen=True)
class _Heading:
    """A recognised row of headings; ``written`` is what stands in it."""

    roster: Roster
    last_row: int
    written: tuple[str | None, ...]


def recognise(sheets: Iterable[Sheet], problems: Problems) -> list[Table]:
    """The tables of one file's sheets, each found as its sheet comes; filled sheets that are no roster are reported."""
    tables: list[Table] = []
    others: list[tuple[str, str | None, tuple[str, ...]]] = []
    for sheet in sheets:
        heading = _heading(sheet)
        if isinstance(heading, _Heading):
            tables.append(_table(sheet, heading, problems))
        elif not sheet.is_empty and not _is_instructions(sheet):
            others.append((sheet.file, sheet.name, heading))
    for file, name, might_be in others:
        if might_be:
            titles = str(AND).join(str(ROSTER[roster].title) for roster in might_be)
            problems.add("ambiguous-roster", file, name, expected=titles)
        else:
            severity = "warning" if tables and name is not None else "error"
            problems.add("unknown-roster", file, name, severity=severity)
    return tables


def _is_instructions(sheet: Sheet) -> bool:
    return clean_text(sheet.texts.item(0, 0) or "").startswith(INSTRUCTIONS_MARK)


def _heading(sheet: Sheet) -> _Heading | tuple[str, ...]:
    """The first row with which the sheet is recognised; else the rosters it might be (none: unknown).

    A heading that is merged with cells below it stands in the last of these rows too, beside what stands there.
    """
    doubtful: tuple[str, ...] = ()
    head = sheet.head()
    for number, row in enumerate(head):
        names = candidates(row)
        if len(names) == 1:
            columns = columns_by_heading(names[0])
            named = {place for place, cell in enumerate(row) if normalised(cell) in columns}
            last = max(
                (
                    bottom
                    for (top, left), (bottom, _) in sheet.merged
                    if left in named and top <= number < bottom < HEAD_ROWS
                ),
                default=number,
            )
            last = min(last, len(head) - 1)
            return _Heading(ROSTER[names[0]], last, head[last])
        doubtful = doubtful or names
    return doubtful


def _table(sheet: Sheet, heading: _Heading, problems: Problems) -> Table:
    placed, sound = _placed(sheet, heading, problems)
    required = {placed[column.name] for column in heading.roster.required if column.name in placed}
    ignored = set(range(_width(heading))) - set(placed.values())
    rows = _rows_with_content(sheet, heading.last_row + 1, required, ignored)
    rows = _without_repeated_headings(sheet, heading, rows, problems)
    rows = _without_closing(sheet, rows, problems)
    rows, none_row = _without_marked(sheet, rows, _first_place(heading), problems)
    if rows.is_empty() and none_row is None:
        problems.add("empty-roster", sheet.file, sheet.name, expected=str(heading.roster.title))
    _report_unnamed(sheet, heading, rows, problems)
    return Table(
        heading.roster,
        sheet.file,
        sheet.name,
        sheet.numbered(rows),
        {name: _cells(sheet, place, rows) for name, place in placed.items()},
        placed,
        heading.last_row + 1,
        heading.written,
        sound,
        _report_crowded(sheet, heading, rows, problems),
        none_row,
    )


# --- columns ---


def _placed(sheet: Sheet, heading: _Heading, problems: Problems) -> tuple[dict[str, int], bool]:
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


def _headed(heading: _Heading) -> list[int]:
    """The places over which something is written, from left to right."""
    return [place for place, text in enumerate(heading.written) if normalised(text)]


def _first_place(heading: _Heading) -> int:
    return _headed(heading)[0]


def _width(heading: _Heading) -> int:
    """How many columns the headings span."""
    return _headed(heading)[-1] + 1


def letter(place: int) -> str:
    """What a spreadsheet calls a column.

    >>> letter(0), letter(26)
    ('A', 'AA')
    """
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name


def _report_unnamed(sheet: Sheet, heading: _Heading, rows: pl.Series, problems: Problems) -> None:
    """Name by their letters the columns that hold something, between the headings but without one."""
    for place in set(range(_width(heading))) - set(_headed(heading)):
        if not _filled(sheet, place, rows).is_empty():
            problems.add("dropped-column", sheet.file, sheet.name, column=letter(place))


def _report_crowded(sheet: Sheet, heading: _Heading, rows: pl.Series, problems: Problems) -> pl.Series:
    """The numbers of rows with cells beyond the last heading; every such cell is reported."""
    made = sheet.texts.width - (sheet.beyond is not None)
    found = [
        _filled(sheet, place, rows).with_columns(place=pl.lit(place, pl.Int64))
        for place in range(_width(heading), made)
    ]
    if sheet.beyond is not None:
        far = sheet.beyond.filter(has_content(pl.col("text")) & pl.col("row").is_in(rows.implode()))
        found.append(far.select(row=sheet.numbered(far["row"]), value="text", place="place"))
    if not found:
        return pl.Series([], dtype=pl.Int64)
    cells = pl.concat(found)
    letters = {place: letter(place) for place in cells["place"].unique()}
    problems.extend(
        cells.select(
            "row",
            "value",
            code=pl.lit("too-many-cells"),
            file=pl.lit(sheet.file),
            sheet=pl.lit(sheet.name, pl.String),
            expected=pl.col("place").replace_strict(letters, return_dtype=pl.String, default=None),
        )
    )
    return cells["row"].unique()


def _filled(sheet: Sheet, place: int, rows: pl.Series) -> pl.DataFrame:
    """``row`` and ``value`` of the cells of a column that show something."""
    cells = sheet.texts[f"c{place}"]
    if cells.null_count() == cells.len():
        return pl.DataFrame(schema={"row": pl.Int64, "value": pl.String})
    return pl.DataFrame({"row": sheet.numbered(rows), "value": _at(rows, cells)}).filter(
        has_content(pl.col("value"))
    )


def _cells(sheet: Sheet, place: int, rows: pl.Series) -> Cells:
    """The cells of a column in these rows; what is merged downwards stands in every row, as the spreadsheet shows it."""
    name = f"c{place}"
    spans = [(top, bottom) for (top, left), (bottom, _) in sheet.merged if left == place and bottom > top]
    raw = sheet.texts[name]
    kinds = sheet.kinds.get(name)
    if spans:
        merged = pl.DataFrame(spans, schema={"top": pl.Int64, "bottom": pl.Int64}, orient="row").sort("top")
        rows_from_top = pl.select(row=pl.int_range(raw.len(), dtype=pl.Int64))
        above = rows_from_top.join_asof(merged, left_on="row", right_on="top")
        tops, from_top = above["top"], raw.is_null() & (above["row"] <= above["bottom"])
        raw = pl.select(pl.when(from_top).then(raw.gather(tops)).otherwise(raw)).to_series()
        if kinds is not None:
            kinds = pl.select(pl.when(from_top).then(kinds.gather(tops)).otherwise(kinds)).to_series()
    return Cells(_at(rows, raw), sheet.usual_kind if kinds is None else _at(rows, kinds), sheet.counted_from)


def _at(rows: pl.Series, column: pl.Series) -> pl.Series:
    """The cells of a column in these rows, which rise; if nothing is passed over between them, without a copy."""
    if rows.len() and rows[-1] - rows[0] == rows.len() - 1:
        return column.slice(rows[0], rows.len())
    return column.gather(rows)


# --- rows ---


def _rows_with_content(sheet: Sheet, start: int, required: set[int], ignored: set[int]) -> pl.Series:
    """The rows, from 0, that are not empty.

    A formula without a value is an empty cell, except where a value must stand: its row is one that lacks it. A row
    that holds nothing but one whole number in a column that is not read, such as a running number, is empty.
    """
    valueless = sheet.valueless.filter(pl.col("place").is_in(required) & (pl.col("row") > start))
    found = [valueless["row"] - 1]
    still = pl.int_range(start, sheet.texts.height, dtype=pl.Int64, eager=True)
    numbered = pl.Series([], dtype=pl.Int64)
    for place, column in sorted(enumerate(sheet.texts), key=lambda placed: placed[0] in ignored):
        if still.is_empty():
            break
        cells = _at(still, column)
        shown = pl.select(has_content(pl.lit(cells))).to_series()
        if place in ignored:
            numbers = still.filter(cells.str.contains(_RUNNING_NUMBER).fill_null(value=False))
            shown &= ~still.is_in(numbers.filter(~numbers.is_in(numbered.implode())).implode())
            numbered = pl.concat([numbered, numbers])
        found.append(still.filter(shown))
        still = still.filter(~shown)
    return pl.concat(found).unique().sort()


def _with_text(sheet: Sheet, rows: pl.Series) -> pl.Series:
    """Those of the rows in which anything is written: a row of formulas without values has no text at all."""
    empty = rows
    for column in sheet.texts:
        empty = empty.filter(~pl.select(has_content(pl.lit(_at(empty, column)))).to_series())
    return rows.filter(~rows.is_in(empty.implode()))


def _without_repeated_headings(
    sheet: Sheet, heading: _Heading, rows: pl.Series, problems: Problems
) -> pl.Series:
    """The rows without those in which the headings stand once more."""
    repeated = rows
    for place, column in enumerate(sheet.texts):
        if repeated.is_empty():
            return rows
        cells = _at(repeated, column)
        written = normalised(heading.written[place]) if place < len(heading.written) else ""
        same = has_content(pl.lit(cells)).not_()
        if written:
            same |= (
                pl.lit(cleaned(cells)).str.replace_all(" ", "").str.strip_chars("*").str.to_lowercase()
                == written
            )
        repeated = repeated.filter(pl.select(same.fill_null(value=False)).to_series())
    repeated = _with_text(sheet, repeated)
    known = columns_by_heading(heading.roster.name)
    first = next(clean_text(text or "") for text in heading.written if normalised(text) in known)
    _report_skipped(sheet, pl.DataFrame({"row": repeated}).with_columns(expected=pl.lit(first)), problems)
    return rows.filter(~rows.is_in(repeated.implode()))


def _without_closing(sheet: Sheet, rows: pl.Series, problems: Problems) -> pl.Series:
    """The rows without totals and signatures at the end."""
    cells = pl.col(sheet.texts.columns)
    kept = rows.len()
    closed = []
    while kept:
        last = rows.slice(max(0, kept - _TRIED), min(_TRIED, kept))
        first_cells = sheet.texts[last].select(pl.coalesce(pl.when(has_content(cells)).then(cells)))
        closing = clean(pl.col(first_cells.columns[0])).str.replace_all(" ", "").str.extract(_CLOSING)
        words = first_cells.select(expected=closing).to_series()
        closed.append(pl.DataFrame({"row": last, "expected": words}))
        data = words.is_null().arg_true()
        if len(data):
            kept -= last.len() - 1 - int(data[-1])
            break
        kept -= last.len()
    if kept < rows.len():
        _report_skipped(sheet, pl.concat(closed).filter(pl.col("row") > rows.head(kept).max()), problems)
    return rows.head(kept)


def _without_marked(
    sheet: Sheet, rows: pl.Series, first_place: int, problems: Problems
) -> tuple[pl.Series, int | None]:
    """The rows without examples and rows that say "none"; and the number of that row, if nothing else is there."""
    first = f"c{first_place}"
    marks = pl.col("cell").str.contains(f"{NONE_WORD}|{EXAMPLE_MARK[1:-1]}")
    marked = pl.DataFrame({"row": rows, "cell": _at(rows, sheet.texts[first])}).filter(marks)["row"]
    if marked.is_empty():
        return rows, None
    others = pl.col([name for name in sheet.texts.columns if name != first])
    said = sheet.texts[marked].select(
        example=clean(pl.col(first)).str.starts_with(EXAMPLE_MARK),
        none=(clean(pl.col(first)) == NONE_WORD)
        & ~pl.any_horizontal(pl.lit(value=False), has_content(others)),
    )
    none = marked.filter(said["none"])
    passed_over = marked.filter(said["example"] | said["none"])
    rest = rows.filter(~rows.is_in(passed_over.implode()))
    none_row = int(sheet.numbered(none)[0]) if rest.is_empty() and len(none) else None
    if none_row is not None:
        passed_over = passed_over.filter(passed_over != none[0])
    words = pl.when(passed_over.is_in(none.implode())).then(pl.lit(NONE_WORD)).otherwise(pl.lit(EXAMPLE_MARK))
    _report_skipped(sheet, pl.DataFrame({"row": passed_over}).with_columns(expected=words), problems)
    return rest, none_row


def _report_skipped(sheet: Sheet, rows: pl.DataFrame, problems: Problems) -> None:
    """Note rows that were passed over: ``row``, from 0, and as ``expected`` the word with which each begins."""
    problems.extend(
        rows.with_columns(
            row=sheet.numbered(rows["row"]),
            code=pl.lit("skipped-row"),
            file=pl.lit(sheet.file),
            sheet=pl.lit(sheet.name, pl.String),
        )
    )
