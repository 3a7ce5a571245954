"""From a form's headings and the rows below them to a :class:`~graphmodel.rosters.forms.table.FormTable`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

import polars as pl

from graphmodel.ontology import ROSTER, FieldKind, Form, FormField, ValueType
from graphmodel.ontology.sent_out import ATTACHMENTS, NOTE
from graphmodel.rosters.cells import Cells
from graphmodel.rosters.data_rows import (
    CLOSING,
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
from graphmodel.spreadsheets.cleaning import clean_text, cleaned, has_content
from graphmodel.spreadsheets.sheets import Sheet

_COUNT: Final = "计"
"""In every word for a total."""
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


def form_table(
    sheet: Sheet, block: Block, form: Form, placed: Sequence[Placed], problems: Problems
) -> FormTable:
    """The columns and the data rows of a form; what is passed over or cannot be read is reported.

    Args:
        sheet: where it stands, without the tables below it.
        block: its headings.
        form: which form it is.
        placed: its columns.
        problems: where problems are noted.
    """
    kept, sound = _kept(sheet, block, placed, problems)
    headed = [column.over.place for column in placed]
    ignored = set(range(max(headed) + 1)) - {column.over.place for column in kept}
    keys = {name for group in form.keys for name in group}
    required = {column.over.place for column in kept if column.field and column.field.name in keys}
    found = rows_with_content(sheet, block.last + 1, required, ignored)
    rows, none_row = _data(sheet, block, found, placed, kept, problems)
    if rows.is_empty() and none_row is None:
        problems.add("empty-roster", sheet.file, sheet.name, expected=str(form.title))
    report_unnamed(sheet, headed, rows, problems)
    crowded = report_crowded(sheet, max(headed) + 1, rows, problems)
    return FormTable(
        form,
        sheet.file,
        sheet.name,
        block.titles,
        int(sheet.numbered(pl.Series([block.last]))[0]),
        sheet.numbered(rows),
        found.len() - rows.len(),
        _columns(sheet, kept, rows, problems, none=none_row is not None),
        sound,
        crowded,
        none_row,
    )


# --- columns ---


def _kept(
    sheet: Sheet, block: Block, placed: Sequence[Placed], problems: Problems
) -> tuple[list[Placed], bool]:
    """The columns that are read, and whether all is well with them; reports what is there twice, or dropped."""
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
        parts = {(field.name, part) for part in column.parts or ("",)}
        if parts & kept.keys():
            if column.over.borrowed and not _is_filled(sheet, block, column):
                continue
            problems.add("duplicate-column", sheet.file, sheet.name, column=heading)
            sound = False
            continue
        kept |= dict.fromkeys(parts, column)
    return list(dict.fromkeys(kept.values())), sound


def _is_filled(sheet: Sheet, block: Block, column: Placed) -> bool:
    below = pl.int_range(block.last + 1, sheet.texts.height, eager=True)
    return not filled(sheet, column.over.place, below).is_empty()


def _columns(
    sheet: Sheet, kept: Sequence[Placed], rows: pl.Series, problems: Problems, *, none: bool
) -> tuple[FormColumn, ...]:
    """The columns, their marks understood; in a table that says there are none, every column is there."""
    cells = [cells_in(sheet, placed.over.place, rows) for placed in kept]
    raw = pl.DataFrame({str(number): one.raw for number, one in enumerate(cells)})
    shown = raw.select(pl.lit(value=False), has_content(pl.all()).any()).row(0)[1:]
    marked = raw.select(pl.lit(value=False), pl.all().str.contains(_MARKED).any()).row(0)[1:]
    columns = []
    for placed, own, there, with_marks in zip(kept, cells, shown, marked, strict=True):
        assert placed.field is not None
        understood = own
        if with_marks:
            understood = _same_as_above(sheet, own, rows, placed.over.written, problems)
            if not _reads_marks_as_words(placed.field):
                understood = _without_marks(understood, placed.field)
        columns.append(
            FormColumn(
                placed.field, placed.parts, placed.over.written, placed.over.place, understood, none or there
            )
        )
    return tuple(columns)


def _same_as_above(sheet: Sheet, cells: Cells, rows: pl.Series, heading: str, problems: Problems) -> Cells:
    """The cells with what stands above in the place of those that say it is the same."""
    same = cells.raw.str.contains(_SAME).fill_null(value=False)
    above = pl.select(
        pl.when(~pl.lit(same)).then(pl.int_range(rows.len(), dtype=pl.UInt32)).forward_fill()
    ).to_series()
    raw = cells.raw.gather(above)
    kinds = cells.kinds if isinstance(cells.kinds, str) else cells.kinds.gather(above)
    lost = same & raw.is_null()
    problems.extend(
        pl.DataFrame({"row": sheet.numbered(rows.filter(lost))}).with_columns(
            code=pl.lit("missing-value"),
            file=pl.lit(sheet.file),
            sheet=pl.lit(sheet.name, pl.String),
            column=pl.lit(heading),
            value=pl.lit("同上"),
        )
    )
    return cells._replace(raw=raw, kinds=kinds)


def _without_marks(cells: Cells, field: FormField) -> Cells:
    """The cells without those that say that there is nothing; in yes/no columns 无 is a no and stays."""
    marks = cells.raw.str.contains(MARKS).fill_null(value=False)
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
    problems: Problems,
) -> tuple[pl.Series, int | None]:
    """The rows that are data, and the row in which the table says that there are none."""
    places = [column.over.place for column in placed]
    first = clean_text(kept[0].over.written)
    over = {place: block.over(place) for place in places}
    rows = without_repeated_headings(sheet, found, over, first, problems)
    numbered = [column.over.place for column in placed if column.ignored]
    rows = _without_totals(sheet, rows, numbered, problems)
    rows = _without_own_notes(sheet, rows)
    rows = without_closing(sheet, rows, _CLOSING, problems)
    return without_marked(sheet, rows, {places[0], kept[0].over.place}, problems)


def _without_own_notes(sheet: Sheet, rows: pl.Series) -> pl.Series:
    """The rows without the last one of a form that was sent out, of which nobody need be told."""
    cells = at(rows, sheet.texts["c0"])
    noted = cells.str.starts_with(NOTE).fill_null(value=False)
    if not noted.any():
        return rows
    own = rows.filter(noted).filter(cleaned(cells.filter(noted)).is_in(_OWN_NOTES))
    return rows.filter(~rows.is_in(own.implode()))


def _without_totals(
    sheet: Sheet, rows: pl.Series, numbered: Collection[int], problems: Problems
) -> pl.Series:
    """The rows without totals, of which the first cell, with or without the running number, says so."""
    if not sheet.texts.select(pl.any_horizontal(pl.all().str.contains(_COUNT, literal=True).any())).item():
        return rows
    everywhere = range(sheet.texts.width)
    found = [_totals(sheet, rows, everywhere)]
    if numbered:
        found.append(_totals(sheet, rows, [place for place in everywhere if place not in numbered]))
    totals = pl.concat(found).unique("row").sort("row")
    report_skipped(sheet, totals, problems)
    return rows.filter(~rows.is_in(totals["row"].implode()))


def _totals(sheet: Sheet, rows: pl.Series, places: Collection[int]) -> pl.DataFrame:
    """``row``, from 0, and ``expected``, the word, of the rows whose first filled cell in these places is a total's."""
    still = rows
    found = [pl.DataFrame(schema={"row": pl.Int64, "expected": pl.String})]
    for place in places:
        if still.is_empty():
            break
        cells = at(still, sheet.texts[f"c{place}"])
        total = cells.str.contains(_TOTALS).fill_null(value=False)
        if total.any():
            words = cells.filter(total).str.replace_all(r"[\s\p{Cc}\p{Cf}]", "").str.head(2)
            found.append(pl.DataFrame({"row": still.filter(total), "expected": words}))
        still = still.filter(~pl.select(has_content(pl.lit(cells))).to_series())
    return pl.concat(found)
