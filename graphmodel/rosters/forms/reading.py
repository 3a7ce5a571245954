"""From the headings of forms and the rows below them to a :class:`~graphmodel.rosters.forms.table.FormTable` each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Final, NamedTuple

import polars as pl

from graphmodel.ontology import ROSTER, FieldKind, Form, FormField, ValueType
from graphmodel.ontology.sent_out import ATTACHMENTS, NOTE
from graphmodel.rosters.cells import MAX_LENGTH, REMARKABLE, Cells
from graphmodel.rosters.data_rows import (
    CLOSING,
    EXAMPLE_MARK,
    at,
    cells_in,
    filled,
    report_crowded,
    report_skipped,
    report_unnamed,
    rows_with_content,
    without_closing,
    without_marked,
    without_repeated_headings,
)
from graphmodel.rosters.forms.blocks import Block
from graphmodel.rosters.forms.columns import Placed
from graphmodel.rosters.forms.table import BLANK, MARKS, FormColumn, FormTable
from graphmodel.rosters.heading_words import NAME
from graphmodel.rosters.headings import normalised
from graphmodel.rosters.problems import Problems
from graphmodel.spreadsheets.cleaning import UNCLEAN, clean_text, cleaned, shown
from graphmodel.spreadsheets.repetition import asked_together
from graphmodel.spreadsheets.sheets import Sheet, stacked

_TOTALS: Final = (
    f"^{BLANK}(?:" + "|".join(BLANK.join(word) for word in ("合计", "总计", "小计", "共计", "累计")) + ")"
)
_OWN_NOTES: Final = frozenset(
    clean_text(text)
    for attachment in ATTACHMENTS
    for text in (attachment.last_row.zh, attachment.last_row.en)
)
_CLOSING: Final = f"{CLOSING}|(?:注|备注)[:：]"
_SAME: Final = rf'^{BLANK}(?:同上|〃|″|["＂]){BLANK}$'
_MARKED: Final = f"{MARKS}|{_SAME}"
_NO: Final = rf"^{BLANK}无{BLANK}$"
_ODD: Final = f"{UNCLEAN}|{_MARKED}|{_TOTALS}|{EXAMPLE_MARK[1:-1]}"
"""A text that is not clean or that may be none of the data; the colon of a note is unclean."""


class Part(NamedTuple):
    """A part of a sheet that is a form: the sheet without the tables below it, the headings, the form, its columns."""

    sheet: Sheet
    block: Block
    form: Form
    placed: tuple[Placed, ...]


def form_tables(parts: Sequence[Part], problems: Problems) -> list[FormTable]:
    """The columns and the data rows of the forms of one file; what is passed over or cannot be read is reported.

    Offices keep a sheet for each community. Those under the same headings are read together, one below the other.
    """
    kept = [_kept(part, problems) for part in parts]
    alike: dict[tuple[object, ...], list[int]] = {}
    for number, (part, own) in enumerate(zip(parts, kept, strict=True)):
        alone = number if part.sheet.numbers is not None else None
        places = (column.over.place for column in own.columns)
        alike.setdefault((part.block.headings, *places, own.sound, alone), []).append(number)
    tables: dict[int, FormTable] = {}
    for numbers in alike.values():
        together = [parts[number] for number in numbers]
        tables |= zip(numbers, _tables(together, kept[numbers[0]], problems), strict=True)
    return [table for _, table in sorted(tables.items())]


def _tables(parts: Sequence[Part], kept: _Kept, problems: Problems) -> Iterator[FormTable]:
    """The tables of sheets with the same headings."""
    _, block, form, placed = parts[0]
    stack = stacked([part.sheet for part in parts], [part.block.first for part in parts])
    start = len(block.levels) if stack.layers else block.last + 1
    headed = [column.over.place for column in placed]
    ignored = set(range(max(headed) + 1)) - {column.over.place for column in kept.columns}
    keys = {name for group in form.keys for name in group}
    required = {column.over.place for column in kept.columns if column.field and column.field.name in keys}
    found = rows_with_content(stack, start, required, ignored)
    remarkable, odd = _unplain(stack, start if found.is_empty() else found[0])
    rows, none_rows = _data(stack, block, found, placed, kept.columns, odd, problems)
    report_unnamed(stack, headed, rows, problems)
    crowded = report_crowded(stack, max(headed) + 1, rows, problems)
    columns = list(_columns(stack, kept.columns, rows, remarkable, odd, problems))
    numbered, all_crowded = stack.numbered(rows), stack.numbered(crowded)
    runs = zip(parts, *map(stack.runs_of, (found, rows, crowded)), strict=True)
    for number, (part, (_, there), (first, many), (first_crowded, many_crowded)) in enumerate(runs):
        none_row = none_rows.get(number)
        if not many and none_row is None:
            problems.add("empty-roster", stack.file, part.sheet.name, expected=str(form.title))
        yield FormTable(
            form,
            stack.file,
            part.sheet.name,
            part.block.titles,
            part.sheet.number(part.block.last),
            numbered.slice(first, many),
            there - many,
            tuple(_cut(column, first, many, none=none_row is not None) for column in columns),
            tuple(column.over.written for column in placed),
            kept.sound,
            all_crowded.slice(first_crowded, many_crowded),
            none_row,
        )


def _unplain(stack: Sheet, first: int) -> tuple[set[int], set[int]]:
    """The places of columns in which, from a row on, any text is remarkable, and of those in which any is odd.

    Both are looked for in all columns at once, and odd ones only where there is a remarkable one.
    """
    remarkable = _places_with(stack, first, range(stack.texts.width), _are_remarkable)
    return remarkable, _places_with(stack, first, sorted(remarkable), _are_odd)


def _are_remarkable(texts: pl.Series) -> pl.Series:
    return texts.str.contains(f"{_ODD}|{REMARKABLE}") | (texts.str.len_bytes() > MAX_LENGTH)


def _are_odd(texts: pl.Series) -> pl.Series:
    return texts.str.contains(_ODD)


def _places_with(
    stack: Sheet, first: int, places: Sequence[int], such: Callable[[pl.Series], pl.Series]
) -> set[int]:
    """Those of the columns in which any text, from a row on, is such a one."""
    found = asked_together([stack.different(place, first) for place in places], such)
    return {place for place, are_such in zip(places, found, strict=True) if are_such.any()}


# --- columns ---


class _Kept(NamedTuple):
    """The columns that are read, and whether all is well with them."""

    columns: tuple[Placed, ...]
    sound: bool


def _kept(part: Part, problems: Problems) -> _Kept:
    """The columns of a table that are read; reports what is there twice, or dropped."""
    sheet, _, _, placed = part
    kept: dict[tuple[str, str], Placed] = {}
    dropped: set[str] = set()
    sound = True
    named = {column.field.name for column in placed if column.field and NAME in column.parts}
    for column in placed:
        field, heading = column.field, column.over.written
        lacks_name = field is not None and field.kind is FieldKind.PERSON and field.name not in named
        if field is None or lacks_name:
            if not column.ignored and normalised(heading) not in dropped:
                problems.add("dropped-column", sheet.file, sheet.name, column=heading)
                dropped.add(normalised(heading))
            continue
        own = {(field.name, piece) for piece in column.parts or ("",)}
        if own & kept.keys():
            if column.over.borrowed and not _is_filled(part, column):
                continue
            problems.add("duplicate-column", sheet.file, sheet.name, column=heading)
            sound = False
            continue
        kept |= dict.fromkeys(own, column)
    return _Kept(tuple(dict.fromkeys(kept.values())), sound)


def _is_filled(part: Part, column: Placed) -> bool:
    below = pl.int_range(part.block.last + 1, part.sheet.texts.height, eager=True)
    return not filled(part.sheet, column.over.place, below).is_empty()


class _Column(NamedTuple):
    """A column of sheets that are read together, its marks understood."""

    placed: Placed
    cells: Cells
    raw: pl.Series
    """Its cells as they were, the marks included."""


def _columns(
    stack: Sheet,
    kept: Sequence[Placed],
    rows: pl.Series,
    remarkable: Collection[int],
    odd: Collection[int],
    problems: Problems,
) -> Iterator[_Column]:
    """The columns that are read, and of which :func:`_unplain` tells what is to be looked at in them."""
    merged = {left for (top, left), (bottom, _) in stack.merged if bottom > top}
    for placed in kept:
        assert placed.field is not None
        place = placed.over.place
        own = cells_in(stack, place, rows)
        if place not in odd and place not in merged:
            plain = place not in remarkable
            yield _Column(placed, own._replace(clean=True, plain=plain), own.raw)
            continue
        understood = _same_as_above(stack, own, rows, placed.over.written, problems)
        if not _reads_marks_as_words(placed.field):
            understood = _without_marks(understood, placed.field)
        yield _Column(placed, understood, own.raw)


def _cut(column: _Column, first: int, many: int, *, none: bool) -> FormColumn:
    """The column of one of the sheets; in a table that says there are none, every column is there."""
    placed, cells, raw = column
    assert placed.field is not None
    filled = raw.slice(first, many)
    if not cells.clean:
        filled = filled.filter(shown(filled))
    kinds = cells.kinds if isinstance(cells.kinds, str) else cells.kinds.slice(first, many)
    return FormColumn(
        placed.field,
        placed.parts,
        placed.over.written,
        placed.over.place,
        cells._replace(raw=cells.raw.slice(first, many), kinds=kinds),
        none or filled.null_count() < filled.len(),
    )


def _same_as_above(sheet: Sheet, cells: Cells, rows: pl.Series, heading: str, problems: Problems) -> Cells:
    """The cells with what stands above in the place of those that say it is the same."""
    same = cells.raw.str.contains(_SAME).fill_null(value=False)
    if not same.any():
        return cells
    frame = pl.DataFrame({"same": same, "of": sheet.layers_of(rows)}).with_row_index("place")
    above = frame.select(pl.when(~pl.col("same")).then("place").forward_fill().over("of")).to_series()
    raw = cells.raw.gather(above)
    kinds = cells.kinds if isinstance(cells.kinds, str) else cells.kinds.gather(above)
    lost = same & raw.is_null()
    problems.extend(
        rows.filter(lost)
        .to_frame("row")
        .with_columns(
            **sheet.where(rows.filter(lost)),
            code=pl.lit("missing-value"),
            column=pl.lit(heading),
            value=pl.lit("同上"),
        )
    )
    return cells._replace(raw=raw, kinds=kinds)


def _without_marks(cells: Cells, field: FormField) -> Cells:
    """The cells without those that say that there is nothing; in yes/no columns 无 is a no and stays."""
    marks = cells.raw.str.contains(MARKS).fill_null(value=False)
    if not marks.any():
        return cells
    if _value_type(field) is ValueType.YES_NO:
        marks &= ~cells.raw.str.contains(_NO).fill_null(value=False)
    return cells._replace(raw=pl.select(pl.when(~pl.lit(marks)).then(pl.lit(cells.raw))).to_series())


def _reads_marks_as_words(field: FormField) -> bool:
    """Whether empty marks are errors in it, as in codes and where a mark may be a status."""
    return field.name == "status" or _value_type(field) is ValueType.CODE


def _value_type(field: FormField) -> ValueType | None:
    """The kind of cell that the roster's column has."""
    for roster, name in field.feeds:
        for column in ROSTER[roster].columns:
            if column.name == name:
                return column.value_type
    return None


# --- rows ---


def _data(
    sheet: Sheet,
    block: Block,
    found: pl.Series,
    placed: Sequence[Placed],
    kept: Sequence[Placed],
    odd: Collection[int],
    problems: Problems,
) -> tuple[pl.Series, dict[int, int]]:
    """The rows that are data, and the row in which each of the sheets that do says that there are none.

    What makes a row none of them stands in columns with ``odd`` texts.
    """
    places = [column.over.place for column in placed]
    first = clean_text(kept[0].over.written)
    over = {place: block.over(place) for place in places}
    rows = without_repeated_headings(sheet, found, over, first, problems)
    numbered = [column.over.place for column in placed if column.ignored]
    if odd:
        rows = _without_totals(sheet, rows, numbered, odd, problems)
    if 0 in odd:
        rows = _without_own_notes(sheet, rows)
    rows = without_closing(sheet, rows, _CLOSING, problems)
    marked = {places[0], kept[0].over.place}.intersection(odd)
    return without_marked(sheet, rows, marked, problems) if marked else (rows, {})


def _without_own_notes(sheet: Sheet, rows: pl.Series) -> pl.Series:
    """The rows without the last one of a form that was sent out, of which nobody need be told."""
    cells = at(rows, sheet.texts["c0"])
    noted = cells.str.starts_with(NOTE).fill_null(value=False)
    if not noted.any():
        return rows
    own = rows.filter(noted).filter(cleaned(cells.filter(noted)).is_in(_OWN_NOTES))
    return rows.filter(~rows.is_in(own.implode()))


def _without_totals(
    sheet: Sheet, rows: pl.Series, numbered: Collection[int], odd: Collection[int], problems: Problems
) -> pl.Series:
    """The rows without totals, of which the first cell, with or without the running number, says so."""
    everywhere = range(sheet.texts.width)
    found = [_totals(sheet, rows, everywhere, odd)]
    if numbered:
        found.append(_totals(sheet, rows, [place for place in everywhere if place not in numbered], odd))
    totals = pl.concat(found).unique("row").sort("row")
    report_skipped(sheet, totals, problems)
    return rows.filter(~rows.is_in(totals["row"].implode()))


def _totals(sheet: Sheet, rows: pl.Series, places: Collection[int], odd: Collection[int]) -> pl.DataFrame:
    """``row``, from 0, and ``expected``, the word, of the rows whose first filled cell in these places is a total's."""
    still = rows
    found = [pl.DataFrame(schema={"row": pl.Int64, "expected": pl.String})]
    for place in places:
        if still.is_empty():
            break
        cells = at(still, sheet.texts[f"c{place}"])
        if place in odd and (total := cells.str.contains(_TOTALS).fill_null(value=False)).any():
            words = cells.filter(total).str.replace_all(r"[\s\p{Cc}\p{Cf}]", "").str.head(2)
            found.append(pl.DataFrame({"row": still.filter(total), "expected": words}))
        still = still.filter(~shown(cells))
    return pl.concat(found)
