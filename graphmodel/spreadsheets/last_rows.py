"""The rows that end a sheet, as the text that the file keeps of them (ECMA-376, part 1, 18.3).

xlsxwriter takes cells one by one, and that is most of what a workbook of many rows costs. So it writes the workbook
without them, in their place one row that samples all that is its own to give, and then they take that place, as polars
makes their text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO, Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import polars as pl
from xlsxwriter.utility import xl_col_to_name  # type: ignore[import-untyped]

LINKS_AT_MOST: Final = 65_000
"""Excel reads no more than 65,530 links of a sheet."""
_LONGEST: Final = 32_767
"""Characters that a cell has at most."""
_ROWS_AT_ONCE: Final = 2_000
_FIRST_DAY: Final = 25_569
"""The number that a spreadsheet gives 1970-01-01."""

_AT: Final = "number in the sheet"
_HEIGHT: Final = "height in the sheet"
_FOLDED: Final = "folded away"
_COLLAPSED: Final = "before what is folded away"

_ROW: Final = (
    pl.lit('<row r="'),
    pl.col(_AT),
    pl.lit('"'),
    pl.concat_str(pl.lit(' ht="'), _HEIGHT, pl.lit('" customHeight="1"')).fill_null(""),
    pl.when(_FOLDED).then(pl.lit(' hidden="1" outlineLevel="1"')).otherwise(pl.lit("")),
    pl.when(_COLLAPSED).then(pl.lit(' collapsed="1"')).otherwise(pl.lit("")),
    pl.lit(">"),
)
_TEXT: Final = pl.lit(' t="inlineStr"><is><t>')
_TEXT_WITH_BLANKS: Final = pl.lit(' t="inlineStr"><is><t xml:space="preserve">')
_TEXT_ENDS: Final = pl.lit("</t></is></c>")
_LOOKS_ESCAPED: Final = "(_x[0-9a-fA-F]{4}_)"
_ESCAPES: Final = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    **{chr(code): f"_x{code:04X}_" for code in (*range(9), *range(11, 32), 0xFFFE, 0xFFFF)},
}
_ESCAPES_IN_QUOTES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#xA;"}


@dataclass(frozen=True)
class Cells:
    """A column of cells."""

    name: str
    """The column of their values in the frame: texts, numbers or days."""
    look: Any
    """Their format, as xlsxwriter gives it."""
    link: str | None = None
    """The column that says where they lead: a page beside the workbook, and after ``#`` the place in it; without a page
    a place in the workbook; null: nowhere."""
    look_of_links: Any = None
    """The format of those that lead somewhere."""
    absent: str | None = None
    """What stands where there is no value."""


@dataclass(frozen=True, eq=False)
class LastRows:
    """The rows that end a sheet."""

    first: int
    """Where the first is, from 0."""
    frame: pl.DataFrame
    """Their values; at least one row."""
    columns: Sequence[Cells]
    """From the first of the sheet on."""
    height: pl.Expr
    """Of each row, in points; null: the usual one."""
    folded: pl.Expr
    """Which rows are grouped and folded away."""

    def sample(self, sheet: Any) -> None:
        """Write the row that stands for them into a sheet of xlsxwriter; nothing may come below it.

        It has a cell in each look, and leads to each page that they lead to.
        """
        if self._table[_FOLDED].any():
            sheet.outline_settings(visible=True, symbols_below=False)
            sheet.set_row(self.first, None, None, {"level": 1, "hidden": True})
        for place, page in enumerate(self._pages):
            sheet.write_url(self.first, place, f"external:{page}" if page else "internal:A1", self._looks[0])
        for place, look in enumerate(self._looks):
            sheet.write_blank(self.first, place, None, look)

    def put_into(self, sheet: bytes) -> Iterator[bytes]:
        """The text of a sheet, piece by piece, with them in the place of their sample."""
        begin, end = sheet.index(b'<row r="%d"' % (self.first + 1)), sheet.index(b"</sheetData>")
        numbers = re.findall(rb' s="([0-9]+)"', sheet[begin:end])
        styles = {id(look): number.decode() for look, number in zip(self._looks, numbers, strict=False)}
        last = f"{xl_col_to_name(len(self.columns) - 1)}{self.first + self.frame.height}"
        yield re.sub(rb'(?<=<dimension ref=")[^"]*', f"A1:{last}".encode(), sheet[:begin])
        cells = (
            part
            for place, column in enumerate(self.columns)
            for part in self._cell(xl_col_to_name(place), column, styles)
        )
        yield from _pieces(self._table, pl.concat_str(*_ROW, *cells, pl.lit("</row>")))
        before, links, after = sheet[end:].partition(b"<hyperlinks>")
        yield before + links
        for place, column in enumerate(self.columns):
            if column.link:
                leading = self._table.drop_nulls(column.link)
                yield from _pieces(leading, self._hyperlink(xl_col_to_name(place), column.link))
        yield after[max(0, after.find(b"</hyperlinks>")) :]

    @cached_property
    def _looks(self) -> list[Any]:
        looks = [look for column in self.columns for look in (column.look, column.look_of_links) if look]
        return list({id(look): look for look in looks}.values())

    @cached_property
    def _links(self) -> list[str]:
        return [column.link for column in self.columns if column.link]

    @cached_property
    def _pages(self) -> list[str]:
        """The pages that they lead to; an empty one is the workbook."""
        links = [self._table[link].drop_nulls() for link in self._links]
        pages = {page for link in links for page in link.str.splitn("#", 2).struct[0].unique()}
        return sorted(pages)

    @cached_property
    def _table(self) -> pl.DataFrame:
        """Their values, and how each row is; of links no more than a sheet may have."""
        leads = [pl.col(link).is_not_null() for link in self._links]
        within = pl.sum_horizontal(leads or [pl.lit(False)]).cum_sum() <= LINKS_AT_MOST
        return self.frame.select(
            *dict.fromkeys(column.name for column in self.columns),
            *(pl.when(within).then(link).alias(link) for link in dict.fromkeys(self._links)),
            (pl.int_range(pl.len()) + self.first + 1).cast(pl.String).alias(_AT),
            _in_whole_pixels(self.height).cast(pl.String).alias(_HEIGHT),
            self.folded.alias(_FOLDED),
            (~self.folded & self.folded.shift(-1, fill_value=False)).alias(_COLLAPSED),
        )

    def _cell(self, letter: str, column: Cells, styles: Mapping[int, str]) -> Iterator[pl.Expr]:
        """The parts of the text of a column's cells."""
        yield pl.lit(f'<c r="{letter}')
        yield pl.col(_AT)
        style = pl.lit(f'" s="{styles[id(column.look)]}"')
        if column.link:
            of_links = pl.lit(f'" s="{styles[id(column.look_of_links)]}"')
            style = pl.when(pl.col(column.link).is_null()).then(style).otherwise(of_links)
        yield style
        content = _content(column.name, self.frame.schema[column.name])
        if column.absent is None:
            yield content.fill_null("/>")
        else:
            yield content.fill_null(pl.concat_str(_TEXT, pl.lit(column.absent), _TEXT_ENDS))

    def _hyperlink(self, letter: str, link: str) -> pl.Expr:
        """The text of the links of a column; those to one page share what leads out of the workbook."""
        outside = (page for page in self._pages if page)
        leading_out = {page: f' r:id="rId{number}"' for number, page in enumerate(outside, start=1)}
        parts = pl.col(link).str.splitn("#", 2).struct
        place = parts.field("field_1").str.replace_many(_ESCAPES_IN_QUOTES)
        return pl.concat_str(
            pl.lit(f'<hyperlink ref="{letter}'),
            pl.col(_AT),
            pl.lit('"'),
            parts.field("field_0").replace_strict({"": "", **leading_out}, return_dtype=pl.String),
            pl.concat_str(pl.lit(' location="'), place, pl.lit('"')).fill_null(""),
            pl.lit("/>"),
        )


def _in_whole_pixels(points: pl.Expr) -> pl.Expr:
    return (points * 4 / 3 + 0.5).floor() * 3 / 4


def _content(name: str, dtype: pl.DataType) -> pl.Expr:
    """The text of a column's cells from their style on; null where there is no value."""
    value = pl.col(name)
    if dtype == pl.Date:
        value = value.cast(pl.Int32) + _FIRST_DAY
    if dtype == pl.Date or dtype.is_numeric():
        return pl.concat_str(pl.lit("><v>"), value.cast(pl.String), pl.lit("</v></c>"))
    text = value.cast(pl.String).str.head(_LONGEST)
    escaped = text.str.replace_all(_LOOKS_ESCAPED, "_x005F$1").str.replace_many(_ESCAPES)
    kept = pl.when(text == text.str.strip_chars()).then(_TEXT).otherwise(_TEXT_WITH_BLANKS)
    return pl.concat_str(kept, escaped, _TEXT_ENDS)


def _pieces(rows: pl.DataFrame, text: pl.Expr) -> Iterator[bytes]:
    for part in rows.iter_slices(_ROWS_AT_ONCE):
        yield part.select(text.str.join()).item().encode()


def complete(workbook: IO[bytes], ends: Mapping[str, LastRows], path: Path) -> None:
    """Write a workbook of xlsxwriter with the last rows of its sheets.

    Args:
        workbook: the file, where they are sampled.
        ends: by the names of the sheets' parts, as :func:`part` gives them.
        path: where the whole is written.
    """
    with ZipFile(workbook) as sampled, ZipFile(path, "w", ZIP_DEFLATED) as whole:
        for each in sampled.infolist():
            info = ZipInfo(each.filename, each.date_time)
            info.compress_type, info.external_attr = ZIP_DEFLATED, each.external_attr
            text = sampled.read(each)
            with whole.open(info, "w") as stream:
                for piece in ends[each.filename].put_into(text) if each.filename in ends else [text]:
                    stream.write(piece)


def part(number: int) -> str:
    """The part of the file that keeps a sheet, by its number from 1."""
    return f"xl/worksheets/sheet{number}.xml"
