"""Which rows below the headings of a sheet are data, and the cells of them; what is passed over is reported."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from itertools import chain
from typing import Final

import polars as pl

from graphmodel.rosters.cells import Cells
from graphmodel.rosters.problems import Problems
from graphmodel.spreadsheets.cleaning import begins_in_ascii, clean_text, cleaned, has_content, shown
from graphmodel.spreadsheets.repetition import variety
from graphmodel.spreadsheets.sheets import Sheet

NONE_WORD: Final = "无"
"""Alone in its table, it says that there are none of these."""
EXAMPLE_MARK: Final = "【示例】"
"""At the beginning of a row, it says that the row is an example."""

CLOSING: Final = "合计|总计|小计|制表人|填表人|审核人|填报单位"
"""What the rows at the end of a table begin with that are none of its data: alternatives of a pattern."""
_RUNNING_NUMBER: Final = r"^\s*[0-9]+(?:\.0+)?\s*$"
_TRIED: Final = 20
"""Rows at the end of a sheet that are looked at together for totals and signatures."""


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


def report_unnamed(sheet: Sheet, headed: Collection[int], rows: pl.Series, problems: Problems) -> None:
    """Name by their letters the columns that hold something, between the headings but without one.

    ``headed`` are the places over which something is written.
    """
    for place in sorted(set(range(max(headed) + 1)) - set(headed)):
        for number in sheet.layers_of(filled(sheet, place, rows)["at"]).unique().sort():
            problems.add("dropped-column", sheet.file, sheet.names[number], column=letter(place))


def report_crowded(sheet: Sheet, width: int, rows: pl.Series, problems: Problems) -> pl.Series:
    """The rows, from 0, with cells beyond the headings, which span ``width`` columns; every such cell is reported."""
    made = sheet.texts.width - (sheet.beyond is not None)
    found = [
        filled(sheet, place, rows).with_columns(place=pl.lit(place, pl.Int64)) for place in range(width, made)
    ]
    if sheet.beyond is not None:
        far = sheet.beyond.filter(has_content(pl.col("text")) & pl.col("row").is_in(rows.implode()))
        found.append(far.select(at="row", value="text", place="place"))
    if not found:
        return pl.Series([], dtype=pl.Int64)
    cells = pl.concat(found)
    letters = {place: letter(place) for place in cells["place"].unique()}
    problems.extend(
        cells.select(
            "value",
            **sheet.where(cells["at"]),
            code=pl.lit("too-many-cells"),
            expected=pl.col("place").replace_strict(letters, return_dtype=pl.String, default=None),
        )
    )
    return cells["at"].unique().sort()


def filled(sheet: Sheet, place: int, rows: pl.Series) -> pl.DataFrame:
    """``at`` (the row, from 0) and ``value`` of the cells of a column that show something."""
    cells = sheet.texts[f"c{place}"]
    if cells.null_count() == cells.len():
        return pl.DataFrame(schema={"at": pl.Int64, "value": pl.String})
    return pl.DataFrame({"at": rows.cast(pl.Int64), "value": at(rows, cells)}).filter(
        has_content(pl.col("value"))
    )


def cells_in(sheet: Sheet, place: int, rows: pl.Series) -> Cells:
    """The cells of a column in these rows, from 0; what is merged downwards stands in every row, as the spreadsheet shows it."""
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
    return Cells(at(rows, raw), sheet.usual_kind if kinds is None else at(rows, kinds), sheet.counted_from)


def at(rows: pl.Series, column: pl.Series) -> pl.Series:
    """The cells of a column in these rows, which rise; if nothing is passed over between them, without a copy."""
    if rows.len() and rows[-1] - rows[0] == rows.len() - 1:
        return column.slice(rows[0], rows.len())
    return column.gather(rows)


def rows_with_content(sheet: Sheet, start: int, required: set[int], ignored: set[int]) -> pl.Series:
    """The rows, from 0, that are not empty, below the first ``start`` rows, of every sheet if it is a stack.

    A formula without a value is an empty cell, except where a value must stand: its row is one that lacks it. A row
    that holds nothing but one whole number in a column that is not read, such as a running number, is empty.
    """
    still = pl.int_range(start, sheet.texts.height, dtype=pl.Int64, eager=True)
    if len(sheet.layers) > 1:
        starts = pl.Series([top for top, _ in sheet.layers])
        still = still.filter(still - starts.gather(sheet.layers_of(still)) >= start)
    valueless = sheet.valueless.filter(pl.col("place").is_in(required))["row"] - 1
    found = [valueless.filter(valueless.is_in(still.implode())) if valueless.len() else valueless]
    numbered = pl.Series([], dtype=pl.Int64)
    for place, column in sorted(enumerate(sheet.texts), key=lambda placed: placed[0] in ignored):
        if still.is_empty():
            break
        cells = at(still, column)
        seen = shown(cells)
        if place in ignored:
            numbers = still.filter(cells.str.contains(_RUNNING_NUMBER).fill_null(value=False))
            seen &= ~still.is_in(numbers.filter(~numbers.is_in(numbered.implode())).implode())
            numbered = pl.concat([numbered, numbers])
        if seen.all() and not any(map(len, found)):
            return still
        found.append(still.filter(seen))
        still = still.filter(~seen)
    return pl.concat(found).unique().sort()


def with_text(sheet: Sheet, rows: pl.Series) -> pl.Series:
    """Those of the rows in which anything is written: a row of formulas without values has no text at all."""
    empty = rows
    for column in sheet.texts:
        empty = empty.filter(~shown(at(empty, column)))
    return rows.filter(~rows.is_in(empty.implode()))


def without_closing(sheet: Sheet, rows: pl.Series, closing: str, problems: Problems) -> pl.Series:
    """The rows without those at the end that begin, without blanks, with one of the alternatives ``closing``."""
    runs = {number: (first, first + many) for number, (first, many) in enumerate(sheet.runs_of(rows)) if many}
    if not any(_may_close(sheet.texts.row(rows[end - 1]), closing) for _, end in runs.values()):
        return rows
    cells = pl.col(sheet.texts.columns)
    closed = [pl.DataFrame(schema={"row": pl.Int64, "expected": pl.String})]
    while runs:
        tried = {number: range(max(first, end - _TRIED), end) for number, (first, end) in runs.items()}
        last = pl.DataFrame({"run": list(tried), "place": [list(places) for places in tried.values()]})
        last = last.explode("place").with_columns(row=rows.gather(pl.Series(chain(*tried.values()))))
        first_cells = sheet.texts[last["row"]].select(pl.coalesce(pl.when(has_content(cells)).then(cells)))
        words = cleaned(first_cells.to_series()).str.replace_all(" ", "").str.extract(f"^({closing})")
        last = last.with_columns(expected=words)
        data = pl.when(pl.col("expected").is_null()).then("place").max().over("run").fill_null(-1)
        closed.append(last.filter(pl.col("place") > data).select("row", "expected"))
        ended = set(last.filter(pl.col("expected").is_null())["run"])
        runs = {
            number: (first, end - _TRIED)
            for number, (first, end) in runs.items()
            if number not in ended and end - _TRIED > first
        }
    passed_over = pl.concat(closed)
    if passed_over.is_empty():
        return rows
    report_skipped(sheet, passed_over, problems)
    return rows.filter(~rows.is_in(passed_over["row"].implode()))


def _may_close(row: Iterable[str | None], closing: str) -> bool:
    """Whether any cell of a row begins as those do with which a table is closed: hardly any table is."""
    return any(re.match(closing, clean_text(cell).replace(" ", "")) for cell in row if cell)


def without_marked(
    sheet: Sheet, rows: pl.Series, first_places: Collection[int], problems: Problems
) -> tuple[pl.Series, dict[int, int]]:
    """The rows without examples and rows that say "none"; and, by the number of a sheet of the stack, that row.

    Both are said in one of the ``first_places``. A row says it for its sheet if nothing else is there.
    """
    found = [_marked(sheet, rows, place) for place in first_places]
    examples, none = (pl.concat([pair[which] for pair in found]).unique().sort() for which in (0, 1))
    passed_over = pl.concat([examples, none]).unique().sort()
    if passed_over.is_empty():
        return rows, {}
    rest = rows.filter(~rows.is_in(passed_over.implode()))
    first = none.to_frame("row").with_columns(of=sheet.layers_of(none)).unique("of", keep="first")
    alone = first.filter(~pl.col("of").is_in(sheet.layers_of(rest).implode())).sort("row")
    passed_over = passed_over.filter(~passed_over.is_in(alone["row"].implode()))
    words = pl.when(passed_over.is_in(none.implode())).then(pl.lit(NONE_WORD)).otherwise(pl.lit(EXAMPLE_MARK))
    report_skipped(sheet, pl.DataFrame({"row": passed_over}).with_columns(expected=words), problems)
    return rest, dict(zip(alone["of"], sheet.numbered(alone["row"]), strict=True))


def _marked(sheet: Sheet, rows: pl.Series, place: int) -> tuple[pl.Series, pl.Series]:
    """The rows that are examples by that column, and those in which it says "none" and nothing else is written."""
    if rows.is_empty():
        return rows, rows
    words = sheet.different(place, rows[0])
    words = words.filter(~begins_in_ascii(words))
    words = words.filter(words.str.contains(f"{NONE_WORD}|{EXAMPLE_MARK[1:-1]}"))
    if words.is_empty():
        return rows.clear(), rows.clear()
    first = f"c{place}"
    marked = rows.filter(at(rows, sheet.texts[first]).is_in(words.implode()))
    said = cleaned(sheet.texts[first].gather(marked))
    none = marked.filter(said == NONE_WORD)
    others = sheet.texts[none].select(pl.exclude(first))
    alone = others.select(~pl.any_horizontal(pl.lit(value=False), has_content(pl.all()))).to_series()
    return marked.filter(said.str.starts_with(EXAMPLE_MARK)), none.filter(alone)


def without_repeated_headings(
    sheet: Sheet, rows: pl.Series, headings: Mapping[int, Collection[str]], first: str, problems: Problems
) -> pl.Series:
    """The rows without those in which the headings stand once more.

    Args:
        sheet: where they stand.
        rows: those that may be data, from 0.
        headings: the normalised headings over each place.
        first: what is told of such a row.
        problems: where it is noted.
    """
    leftmost = min(headings)
    if all(heading >= "一" for heading in headings[leftmost]):  # codes begin as no such heading does
        codes = at(rows, sheet.texts[f"c{leftmost}"]).is_between("+", "\x7f", closed="left")
        if codes.all(ignore_nulls=False):
            return rows
    repeated = rows
    many = variety(sheet.texts)
    for place, column in sorted(enumerate(sheet.texts), key=lambda placed: many[placed[0]]):
        if repeated.is_empty():
            return rows
        cells = at(repeated, column)
        texts = sheet.different(place, rows[0])  # a handful, as a rule, in the first of these columns
        same = has_content(pl.lit(texts)).not_()
        if place in headings:
            written = pl.lit(cleaned(texts)).str.replace_all(" ", "").str.strip_chars("*").str.to_lowercase()
            same |= written.is_in(list(headings[place])).fill_null(value=False)
        headings_here = texts.filter(pl.select(same).to_series())
        if headings_here.is_empty():
            return rows
        repeated = repeated.filter(cells.is_in(headings_here.implode(), nulls_equal=True))
    repeated = with_text(sheet, repeated)
    report_skipped(sheet, pl.DataFrame({"row": repeated}).with_columns(expected=pl.lit(first)), problems)
    return rows.filter(~rows.is_in(repeated.implode()))


def report_skipped(sheet: Sheet, rows: pl.DataFrame, problems: Problems) -> None:
    """Note rows that were passed over: ``row``, from 0, and as ``expected`` the word with which each begins."""
    problems.extend(rows.with_columns(**sheet.where(rows["row"]), code=pl.lit("skipped-row")))
