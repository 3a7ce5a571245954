"""Workbooks: sheets with tables as an office sends them; what they say is decided elsewhere.

A text stays a text: ``=1+1`` in a name is never a formula. Every sheet bears the mark 内部使用, keeps its headings in
sight, filters, and prints on A4 with the headings on every page. The same tables give the same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal

import polars as pl
from xlsxwriter.url import Url  # type: ignore[import-untyped]

from graphmodel.language import Text
from graphmodel.reporting.wording import MARK, NONE, number, percent
from graphmodel.spreadsheets.archives import OWN_MARK
from graphmodel.spreadsheets.creation import A4, FONT, LINE, TO_FILL, new_workbook
from graphmodel.spreadsheets.last_rows import Cells, LastRows, part
from graphmodel.workbooks.widths import balanced, fitted, shown_width

Style = Literal["text", "number", "row", "rate", "date", "answer", "answered on"]
"""How the values of a column look; the last two are to be filled in."""

ROWS_AT_MOST: Final = 100_000
"""More rows than a person can use; the sheet says how many there are and where the rest is."""

RED: Final = "#8F1D18"
TEAL: Final = "#1F7A8C"
_BORDER: Final = "#D5DADF"
_HIGHEST_ROW: Final = 409
_FURTHER_LINE: Final = 14
"""The height of each line of a cell after the first, in points: the room round them is needed once."""
_HEADING_HEIGHT: Final = 18
_HIGH_HEADING: Final = 30
_MARGIN: Final = 2
_ROOM_FOR_FILTER: Final = 3
_SIDE: Final = 0.25
_ENDS: Final = 0.42
_EDGE: Final = 0.22
"""How far rows, and what stands above and below them, keep from the upper and lower end of the paper, in inches."""
_HEADER_AT_MOST: Final = 200
"""Excel reads 255 characters above a page, ours and the mark's."""
_HEADING_AT_MOST: Final = 12
_ROOM: Final = {"landscape": 139, "portrait": 95}
"""How wide the columns of a sheet may be together, in narrow characters, to print on A4 at 9 points or more."""
_NARROW: Final = 9
"""Columns up to this wide are never made narrower."""
_LINKED: Final = 20
"""The same of columns that lead somewhere: not every office suite wraps a link."""
_ROWS_WEIGHED: Final = 500
"""How many of the rows that print say which column is given room from which."""
_CUT: Final = Text(
    "共 {count} 条，这里列出前 {shown} 条；全部见 findings.json",
    "the first {shown} of {count}; all of them are in findings.json",
)
_FOOTER: Final = Text("第 &P 页，共 &N 页", "page &P of &N")

_CELL: Final[dict[str, Any]] = {"border": 1, "border_color": _BORDER, "valign": "vcenter"}
_HEADING: Final = _CELL | {"bold": True, "font_color": "#FFFFFF", "bg_color": RED, "text_wrap": True}
_LINK: Final[dict[str, Any]] = {"font_color": "#0B5CAD", "underline": 1}
_DATE: Final[dict[str, Any]] = {"num_format": "yyyy-mm-dd", "align": "left"}
_ANSWER: Final[dict[str, Any]] = {"bg_color": TO_FILL}
_FORMATS: Final[dict[str, dict[str, Any]]] = {
    "title": {"bold": True, "font_size": 16, "font_color": RED},
    "section": {"bold": True, "font_size": 12, "font_color": RED},
    "note": {"font_color": "#5B6670", "text_wrap": True, "valign": "top"},
    "heading": _HEADING,
    "heading of numbers": _HEADING | {"align": "right"},
    "text": _CELL | {"text_wrap": True},
    "number": _CELL | {"num_format": "#,##0_ "},
    "row": _CELL | {"num_format": "0_ "},
    "rate": _CELL | {"num_format": "0.0%_ ", "align": "right"},
    "date": _CELL | _DATE,
    "answer": _CELL | _ANSWER | {"num_format": "@", "text_wrap": True},
    "answered on": _CELL | _ANSWER | _DATE,
    "link": _CELL | {"num_format": "#,##0_ ", **_LINK},
    "text link": _CELL | {"text_wrap": True, **_LINK},
}


@dataclass(frozen=True)
class Column:
    """A column of a table: which column of the frame it shows, under which heading, in which style."""

    name: str
    title: str
    style: Style = "text"
    most: int = 24
    """The greatest width, in narrow characters, of which a Chinese one takes two; longer texts are wrapped."""
    span: int = 1
    """How many columns of the sheet it takes."""
    link: str | None = None
    """The column of the frame that says where its values lead: an address as :func:`place_in` gives it, or a page
    beside the workbook; null: nowhere."""
    choices: Sequence[str] = ()
    """The words to choose from, in a cell that is to be filled in."""
    width: int | None = None
    """How wide it is, whatever stands in it; None: as wide as that, within limits."""
    printed: bool = True
    """Whether it prints; those that do not stand behind all that do."""


class Sheet:
    """One sheet, written from the top down."""

    def __init__(self, sheet: Any, formats: dict[str, Any], room: int) -> None:
        self._sheet = sheet
        self._room = room
        self._formats = formats
        self._row = 0
        self._widths: Sequence[int] = ()
        self._printed = 0
        self._notes: list[tuple[int, str]] = []
        self.end: LastRows | None = None
        """The rows of its long table, which xlsxwriter only samples."""

    def title(self, text: str, note: str) -> None:
        """What the sheet is, and below it the mark and where its figures come from."""
        self._sheet.set_row(self._row, 28)
        self.line(text, "title")
        self.line(f"{MARK} · {note}", "note")

    def line(self, text: str, style: Literal["title", "section", "note"] = "note") -> None:
        """One line of text across the sheet."""
        self._sheet.write_string(self._row, 0, text, self._formats[style])
        if style == "note":
            self._notes.append((self._row, text))
        self._row += 1

    def space(self) -> None:
        """An empty line."""
        self._row += 1

    def widths(self, widths: Sequence[int], least: Sequence[int] = ()) -> None:
        """Set the widths of the first columns, wide ones narrower where the page has no room for them.

        Args:
            widths: in narrow characters.
            least: below which each is never made.
        """
        self._set_widths(fitted(widths, least or [_NARROW] * len(widths), self._room))

    def _set_widths(self, widths: Sequence[int], beyond: Sequence[int] = ()) -> None:
        """Set the widths of columns, and of those behind them that do not print."""
        self._widths, self._printed = [*widths, *beyond], len(widths)
        for place, width in enumerate(self._widths):
            self._sheet.set_column(place, place, width)

    def repeat_headings(self) -> None:
        """Let the headings of the table that follows print on every page."""
        self._sheet.repeat_rows(self._row)

    def table(self, frame: pl.DataFrame, columns: Sequence[Column]) -> None:
        """A table with its headings, among others on the sheet."""
        self._headings(columns)
        self._rows(frame, columns)

    def long_table(
        self,
        frame: pl.DataFrame,
        columns: Sequence[Column],
        *,
        folded: pl.Expr | None = None,
        printed: bool = True,
    ) -> None:
        """The one table of a sheet: it filters, its headings stay in sight and print on every page.

        Args:
            frame: its rows.
            columns: which of its columns are shown, and how.
            folded: which rows are grouped and folded away, and do not print until they are unfolded.
            printed: whether it prints; if not, only what stands above it does.
        """
        if frame.height > ROWS_AT_MOST:
            self.line(_CUT.fill(count=number(frame.height), shown=number(ROWS_AT_MOST)))
            frame = frame.head(ROWS_AT_MOST)
        self._share_out(frame, frame.filter(~folded) if folded is not None else frame, columns)
        heading = self._row
        self._sheet.freeze_panes(heading + 1, 0)
        self.repeat_headings()
        self._headings(columns)
        self._many_rows(frame, columns, pl.lit(False) if folded is None else folded)
        last = max(self._row - 1, heading)
        self._sheet.autofilter(heading, 0, last, len(columns) - 1)
        if not printed or self._printed < len(columns):
            self._sheet.print_area(0, 0, last if printed else heading - 1, self._printed - 1)

    def _share_out(self, frame: pl.DataFrame, unfolded: pl.DataFrame, columns: Sequence[Column]) -> None:
        """Give each column its share of the page, by the rows that print; those that do not print what they need."""
        inside = [column for column in columns if column.printed]
        least = [_LINKED if column.link and column.style == "text" else _NARROW for column in inside]
        widths = fitted([width_of(frame, column) for column in inside], least, self._room)
        kept = [
            below if column.style == "text" and column.width is None else width
            for column, below, width in zip(inside, least, widths, strict=True)
        ]
        beyond = [width_of(frame, column) for column in columns if not column.printed]
        self._set_widths(balanced(_needs(unfolded, inside), widths, kept, self._room), beyond)

    def finish(self) -> None:
        """Spread notes over the columns, on as many lines as they need: else they would widen the page."""
        widths = self._widths[: self._printed]
        if len(widths) < 2:
            return
        for row, text in self._notes:
            lines = math.ceil(pl.select(shown_width(pl.lit(text))).item() / sum(widths))
            self._sheet.merge_range(row, 0, row, len(widths) - 1, text, self._formats["note"])
            self._sheet.set_row(row, lines * LINE)

    def _headings(self, columns: Sequence[Column]) -> None:
        fits = all(
            _heading_width(column) <= sum(self._widths[place : place + column.span])
            for place, column in _placed(columns)
        )
        self._sheet.set_row(self._row, _HEADING_HEIGHT if fits else _HIGH_HEADING)
        for place, column in _placed(columns):
            style = "heading of numbers" if column.style in {"number", "row", "rate"} else "heading"
            self._cell(place, column, column.title, self._formats[style])
        self._row += 1

    def _rows(self, frame: pl.DataFrame, columns: Sequence[Column]) -> None:
        start = self._row
        placed = [
            (place, column, self._formats[column.style], frame[column.link] if column.link else None)
            for place, column in _placed(columns)
        ]
        heights = frame.select(self._height(columns)).to_series()
        for at, values in enumerate(frame.select(column.name for column in columns).iter_rows()):
            if heights[at] is not None:
                self._sheet.set_row(self._row, heights[at])
            for (place, column, style, links), value in zip(placed, values, strict=True):
                if links is not None and links[at] is not None:
                    self._link(place, column, value, links[at])
                else:
                    self._cell(place, column, value, style)
            self._row += 1
        self._finish_rows(start, columns)

    def _many_rows(self, frame: pl.DataFrame, columns: Sequence[Column], folded: pl.Expr) -> None:
        start = self._row
        if frame.height:
            cells = [
                Cells(
                    column.name,
                    self._formats[column.style],
                    column.link,
                    self._formats[_style_of_links(column)] if column.link else None,
                    percent(None) if column.style == "rate" else None,
                )
                for column in columns
            ]
            self.end = LastRows(start, frame, cells, self._height(columns), folded)
            self.end.sample(self._sheet)
            self._row += frame.height
        self._finish_rows(start, columns)

    def _finish_rows(self, start: int, columns: Sequence[Column]) -> None:
        """What holds for all rows of a table, which begin at ``start``."""
        if self._row == start:
            self.line(str(NONE))
            return
        for place, column in _placed(columns):
            if column.style == "rate":
                self._sheet.conditional_format(start, place, self._row - 1, place, _BAR)
            if column.choices:
                choosing = {"validate": "list", "source": list(column.choices), "error_type": "warning"}
                self._sheet.data_validation(start, place, self._row - 1, place, choosing)

    def _height(self, columns: Sequence[Column]) -> pl.Expr:
        """How high each row needs to be, as not every office suite finds out by itself; null: as high as one line."""
        needed = [
            (shown_width(pl.col(column.name)) / sum(self._widths[place : place + column.span])).ceil()
            for place, column in _placed(columns)
            if column.style == "text"
        ]
        lines = pl.max_horizontal(pl.lit(1.0), *needed)
        return pl.when(lines > 1).then((LINE + (lines - 1) * _FURTHER_LINE).clip(upper_bound=_HIGHEST_ROW))

    def _cell(self, place: int, column: Column, value: Any, style: Any) -> None:
        if column.span > 1:
            self._sheet.merge_range(self._row, place, self._row, place + column.span - 1, "", style)
        if value is None and column.style == "rate":
            value = percent(None)
        if value is None:
            self._sheet.write_blank(self._row, place, None, style)
        elif isinstance(value, str):
            self._sheet.write_string(self._row, place, value, style)
        elif isinstance(value, date):
            self._sheet.write_datetime(self._row, place, value, style)
        else:
            self._sheet.write_number(self._row, place, value, style)

    def _link(self, place: int, column: Column, value: Any, address: str) -> None:
        style = self._formats[_style_of_links(column)]
        self._sheet.write_url(self._row, place, _url(address), style)
        self._cell(place, column, value, style)


def _style_of_links(column: Column) -> str:
    return "link" if column.style == "number" else "text link"


def _needs(frame: pl.DataFrame, columns: Sequence[Column]) -> pl.DataFrame:
    """How wide the texts of the first rows are, column by column; what is no text needs one line."""
    return frame.head(_ROWS_WEIGHED).select(
        (shown_width(pl.col(column.name)).fill_null(0) if column.style == "text" else pl.lit(0.0)).alias(
            str(at)
        )
        for at, column in enumerate(columns)
    )


def place_in(sheet: str, row: int = 1) -> str:
    """The address of a row of a sheet of the same workbook.

    >>> place_in("R25", 5)
    "#'R25'!A5"
    """
    return f"#'{sheet}'!A{row}"


def _url(address: str) -> Url:
    """An address as the file keeps it: a place in the workbook, or a page beside it with what stands after its ``#``."""
    page, _, anchor = address.partition("#")
    if not page:
        return Url(f"internal:{anchor}")
    url = Url(f"external:{page}")
    url._anchor = anchor  # given in the address its slashes would be turned round, as in a path
    return url


def _placed(columns: Sequence[Column]) -> Iterator[tuple[int, Column]]:
    """Each column with the first column of the sheet that it takes."""
    place = 0
    for column in columns:
        yield place, column
        place += column.span


_BAR: Final = {
    "type": "data_bar",
    "data_bar_2010": True,
    "bar_solid": True,
    "bar_color": "#9CCAD3",
    "min_type": "num",
    "min_value": 0,
    "max_type": "num",
    "max_value": 1,
}


class Book:
    """A workbook being written."""

    def __init__(self, workbook: Any, data: str) -> None:
        self.xlsx = workbook
        """The workbook as xlsxwriter knows it, for sheets that are no tables of ours."""
        self._data = data
        self._formats = {name: workbook.add_format(FONT | more) for name, more in _FORMATS.items()}
        self._sheets: dict[int, Sheet] = {}

    def mark(self, sheet: Any, told: str = "", margin: float = _SIDE) -> None:
        """Mark the pages of a sheet of xlsxwriter, number them, and say above them what they are of, if anything.

        Args:
            sheet: which.
            told: what they are of.
            margin: at both sides, in inches.
        """
        sheet.set_margins(left=margin, right=margin, top=_ENDS, bottom=_ENDS)
        as_it_is = {"scale_with_doc": False, "margin": _EDGE}
        # the blank keeps a number that a name begins with from being read as a size
        sheet.set_header(f"&L&9 {told.replace('&', '&&')[:_HEADER_AT_MOST]}&R&9{MARK}", as_it_is)
        sheet.set_footer(f"&L&9&A　{self._data}&C&9{_FOOTER}&R&9{MARK}", as_it_is)

    def sheet(
        self,
        name: str,
        *,
        upright: bool = False,
        colour: str | None = None,
        told: str = "",
        margin: float = _SIDE,
    ) -> Sheet:
        """A new sheet, marked and set up for A4: one page wide, lying or upright."""
        sheet = self.xlsx.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        self.mark(sheet, told, margin)
        if not upright:
            sheet.set_landscape()
        if colour:
            sheet.set_tab_color(colour)
        made = Sheet(sheet, self._formats, _ROOM["portrait" if upright else "landscape"])
        self._sheets[len(self.xlsx.worksheets())] = made
        return made

    def finish(self) -> dict[str, LastRows]:
        """Lay out what depends on a whole sheet; return the last rows of those that have many, by parts of the file."""
        for sheet in self._sheets.values():
            sheet.finish()
        return {part(number): sheet.end for number, sheet in self._sheets.items() if sheet.end}


@contextmanager
def workbook(path: Path, title: str, data: str = "") -> Iterator[Book]:
    """Write a workbook of answers; the file appears whole when the block is left.

    Args:
        path: its place.
        title: what it is called in its properties.
        data: which data it tells of, for the foot of every page.

    Raises:
        EnvironmentFailure: the file is open elsewhere or cannot be written, or the disk is full.
    """
    properties = {"title": title, "keywords": str(MARK), "category": OWN_MARK}
    ends: dict[str, LastRows] = {}
    with new_workbook(path, properties, ends) as book:
        made = Book(book, data)
        yield made
        ends |= made.finish()


def write_workbook(tables: Mapping[str, pl.DataFrame], path: Path, note: str) -> None:
    """Write tables under their own column names, a sheet each, and of which day they tell.

    Raises:
        EnvironmentFailure: the file cannot be written.
    """
    with workbook(path, path.stem) as book:
        for title, table in tables.items():
            sheet = book.sheet(title)
            sheet.line(f"{MARK} · {note}", "note")
            sheet.long_table(table, columns_of(table))


def columns_of(table: pl.DataFrame, most: int = 24) -> list[Column]:
    """The columns of a table that bear their headings as names; ``most``: how wide at most."""
    return [Column(name, name, style_of(dtype), most) for name, dtype in table.schema.items()]


def style_of(dtype: pl.DataType) -> Style:
    """How the values of a column are shown, where nothing else is said."""
    if dtype.is_float():
        return "rate"
    return "number" if dtype.is_integer() else "text"


def width_of(frame: pl.DataFrame, column: Column) -> int:
    """As wide as its widest text, within limits."""
    if column.width is not None:
        return column.width
    widest = frame.select(shown_width(pl.col(column.name)).max().fill_null(0)).item() + _MARGIN
    return int(max(min(widest, column.most), min(_heading_width(column), _HEADING_AT_MOST)))


def _heading_width(column: Column) -> int:
    return int(pl.select(shown_width(pl.lit(column.title))).item() + _ROOM_FOR_FILTER)
