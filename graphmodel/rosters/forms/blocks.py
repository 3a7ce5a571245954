"""Heading blocks: where the headings of a table stand, over up to three rows, and what they say over every column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from graphmodel.rosters.heading_words import NAME_OF_ORG, are_words, is_word, said, sub_headings
from graphmodel.rosters.headings import normalised
from graphmodel.spreadsheets.cleaning import clean_text, has_content, shown
from graphmodel.spreadsheets.repetition import LONG, asked_together, each_once, variety
from graphmodel.spreadsheets.sheets import HEAD_ROWS, Sheet

_MOST_ROWS: Final = 3

Row = list[str | None]


@dataclass(frozen=True)
class Block:
    """The rows of the headings of one table, and its title above them; rows from 0."""

    first: int
    last: int
    levels: tuple[tuple[str | None, ...], ...]
    """The texts of each row, those merged sideways over all their columns."""
    titles: tuple[str, ...]
    """The texts above, cleaned."""
    begins: int
    """The first row of its titles; without any, of its headings."""
    spread: frozenset[tuple[int, int]]
    """The cells, as level and place, that show the text of another because they are merged with it."""
    hanging: frozenset[tuple[int, int]]
    """The cells that are merged with the one above."""

    @property
    def headings(self) -> tuple[object, ...]:
        """All by which the columns are told: two blocks in which it is the same have the same columns."""
        return self.levels, self.spread, self.hanging

    def repeats(self, row: Sequence[str | None]) -> bool:
        """Whether every filled cell of a row is a heading of its column."""
        filled = [(place, normalised(text)) for place, text in enumerate(row) if normalised(text)]
        return bool(filled) and all(text in self.over(place) for place, text in filled)

    def over(self, place: int) -> set[str]:
        """The normalised texts over a column."""
        return {normalised(level[place]) for level in self.levels if place < len(level)} - {""}


def first_block(sheet: Sheet) -> Block | None:
    """The block of the first table of a sheet: around the first row in which two different heading words stand."""
    texts, _, _ = _texts(sheet, 0, HEAD_ROWS)
    for number, row in enumerate(texts):
        if len(_words(row)) > 1:
            return _block(sheet, number, 0)
    return None


def further_blocks(sheet: Sheet, block: Block, like_headings: Iterable[int]) -> Iterator[Block]:
    """The blocks of the tables below the first one of a sheet, in rows that look like headings."""
    below = block.last + 1
    for number in like_headings:
        row = sheet.texts.row(number)
        if number >= below and len(_words(row)) > 1 and not block.repeats(row):
            block = _block(sheet, number, below)
            below = block.last + 1
            yield block


def rows_like_headings(sheets: Sequence[Sheet], starts: Sequence[int]) -> list[list[int]]:
    """The rows of sheets, each from one on, in which heading words make up more than half of the filled cells, and two do."""
    parts = [sheet.texts.slice(start) for sheet, start in zip(sheets, starts, strict=True)]
    below = pl.concat(parts, how="diagonal")
    rows = _perhaps_headings(below, sheets, starts)
    if not rows.is_empty():
        rows = rows.filter(_made_up_of_words(below[rows]))
    found = []
    top = 0
    for part, start in zip(parts, starts, strict=True):
        end = top + part.height
        found.append((rows.filter(rows.is_between(top, end, closed="left")) - top + start).to_list())
        top = end
    return found


def _made_up_of_words(cells: pl.DataFrame) -> pl.Series:
    """Of every row whether heading words make up more than half of its filled cells, and two do."""
    words = are_words(cells).select(pl.sum_horizontal(pl.all().cast(pl.UInt32))).to_series()
    several = words > 1
    if not several.any():
        return several
    filled = cells.select(has_content(pl.all())).select(pl.sum_horizontal(pl.all())).to_series()
    return several & (words * 2 > filled)


def _perhaps_headings(cells: pl.DataFrame, sheets: Sequence[Sheet], starts: Sequence[int]) -> pl.Series:
    """The rows of cells, which stand in these sheets, in which heading words may make up more than half of the filled ones.

    Of a long table half of the columns tell that, those that say the same most often: a row in which all of these are
    filled, and none with a heading word, is none of them.
    """
    if cells.height < LONG:
        return pl.int_range(cells.height, eager=True)
    perhaps = pl.repeat(value=False, n=cells.height, eager=True)
    many = variety(cells)
    places = sorted(range(cells.width), key=many.__getitem__)[: (cells.width + 1) // 2]
    columns = [_different(sheets, starts, place) for place in places]
    telling = asked_together(columns, _tell_of_headings)
    for place, texts, told in zip(places, columns, telling, strict=True):
        if told.any():
            perhaps |= cells.to_series(place).is_in(texts.filter(told).implode(), nulls_equal=True)
    return perhaps.arg_true()


def _tell_of_headings(texts: pl.Series) -> pl.Series:
    """Which texts are heading words or cannot be seen."""
    return are_words(texts.to_frame()).to_series() | ~shown(texts)


def _different(sheets: Sequence[Sheet], starts: Sequence[int], place: int) -> pl.Series:
    """The different texts of a column of several sheets, each from a row on; where a sheet has none it is empty."""
    each = zip(sheets, starts, strict=True)
    of_sheets = [
        sheet.different(place, start)
        if place < sheet.texts.width
        else pl.Series(f"c{place}", [None], dtype=pl.String)
        for sheet, start in each
    ]
    return each_once(pl.concat(of_sheets))


def _block(sheet: Sheet, main: int, top: int) -> Block:
    """The block around a row of headings; nothing above the row ``top`` belongs to it."""
    before = max(top, main - _MOST_ROWS + 1)
    texts, merged, spread = _texts(sheet, before, main + _MOST_ROWS)
    place = main - before
    first = place
    while first and _words(texts[first - 1]):
        first -= 1
    last = place
    while (
        last + 1 < len(texts)
        and last - first + 1 < _MOST_ROWS
        and _is_lower(texts[last + 1], merged[last + 1])
    ):
        last += 1
    levels = tuple(map(tuple, texts[first : last + 1]))
    begins, titles = _titles(sheet, top, before + first)
    return Block(
        before + first,
        before + last,
        levels,
        titles,
        begins,
        frozenset((level - first, column) for level, column in spread if first <= level <= last),
        frozenset((level, column) for level in range(len(levels)) for column in merged[first + level]),
    )


def _titles(sheet: Sheet, top: int, first: int) -> tuple[int, tuple[str, ...]]:
    """Where the titles above a block begin, and what they say.

    In a sheet's first table they are all that stands above, in a further one the rows directly above with one cell.
    """
    if not top:
        above = [text for row in sheet.texts.head(first).rows() for text in row]
        return 0, tuple(filter(None, (clean_text(text or "") for text in above)))
    titles: list[str] = []
    while first > top:
        shown = list(filter(None, (clean_text(text or "") for text in sheet.texts.row(first - 1))))
        if len(shown) != 1:
            break
        titles = shown + titles
        first -= 1
    return first, tuple(titles)


def _texts(sheet: Sheet, first: int, end: int) -> tuple[list[Row], list[set[int]], set[tuple[int, int]]]:
    """The rows of a part of a sheet with what is merged sideways in every column of it.

    Returns:
        The rows; of each the places that are merged with the row above; and the cells that show another's text.
    """
    texts = [list(row) for row in sheet.texts.slice(first, end - first).rows()]
    merged: list[set[int]] = [set() for _ in texts]
    spread: set[tuple[int, int]] = set()
    for (top, left), (bottom, right) in sheet.merged:
        if bottom < first or top >= first + len(texts):
            continue
        places = range(left, min(right + 1, sheet.texts.width))
        if top >= first:
            for place in places[1:]:
                texts[top - first][place] = texts[top - first][left]
                spread.add((top - first, place))
        for row in range(max(top + 1, first), min(bottom + 1, first + len(texts))):
            merged[row - first].update(places)
    return texts, merged, spread


def _words(row: Sequence[str | None]) -> set[str]:
    """The heading words of a row."""
    return {said(text).word for text in row if is_word(text)}


def _is_lower(row: Row, merged: set[int]) -> bool:
    """Whether more than half of the filled cells of a row that are not merged with the row above are heading words."""
    filled = [text for place, text in enumerate(row) if place not in merged and normalised(text)]
    return sum(map(is_word, filled)) * 2 > len(filled)


# --- what stands over a column ---


@dataclass(frozen=True)
class Over:
    """What a block says over one column."""

    place: int
    text: str | None
    """The lowest text that is no sub-heading."""
    sub: str | None
    """The sub-heading below it; alone, if there is no such text."""
    borrowed: bool
    """Whether the text is another column's because of a merge, and nothing stands below."""

    @property
    def written(self) -> str:
        """How the heading is shown: as written, the levels joined."""
        return "/".join(filter(None, (self.text, self.sub)))


def columns_over(block: Block) -> list[Over]:
    """What stands over every column that has a heading, from left to right."""
    width = max(map(len, block.levels))
    found = (_over(block, place) for place in range(width))
    return [over for over in found if over.text or over.sub]


def _over(block: Block, place: int) -> Over:
    own = [(level, row[place]) for level, row in enumerate(block.levels) if normalised(row[place])]
    texts = [(level, cell) for level, cell in own if not is_sub_heading(cell)]
    level, text = texts[-1] if texts else (-1, None)
    subs = [cell for below, cell in own if below > level and is_sub_heading(cell)]
    sub = subs[-1] if subs else None
    if sub and not text:
        lowest = max(below for below, cell in own if cell == sub)
        text = _to_the_left(block, lowest, place)
    return Over(place, text, sub, borrowed=bool(own) and (own[-1][0], place) in block.spread)


def _to_the_left(block: Block, level: int, place: int) -> str | None:
    """The text of the empty cells above a sub-heading, which is that nearest to their left."""
    found = [
        (left, above)
        for above in range(level)
        if (above, place) not in block.hanging
        for left in range(place)
        if normalised(block.levels[above][left])
    ]
    left, above = max(found, default=(None, None))
    return None if left is None or above is None else block.levels[above][left]


def is_sub_heading(text: str | None) -> bool:
    """Whether a cell is a sub-heading of people or organisations."""
    word = said(text).word
    return word in sub_headings() or word == NAME_OF_ORG
