"""Text files: comma, semicolon or tab separated, in any of the encodings that offices save, as one sheet.

polars reads what it reads exactly; where quotes stand about, or hold line breaks, the strict ``csv`` reader does, so
that nothing is mended silently.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from itertools import compress, count, islice
from operator import methodcaller
from typing import Final

import polars as pl

from graphmodel.language import Text
from graphmodel.spreadsheets.files import Unreadable
from graphmodel.spreadsheets.hollow import SELDOM, gathered, is_hollow
from graphmodel.spreadsheets.sheets import (
    BARE,
    CELL_KINDS,
    HEAD_ROWS,
    NOWHERE,
    Fitness,
    Places,
    Sheet,
    without_errors,
)

SEPARATORS: Final = (",", ";", "\t")

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WEB_PAGE: Final = re.compile(rb"\s*<[a-z!?]|mime-version:", re.IGNORECASE)
_LIKE_UTF8: Final = re.compile(
    rb"(?m)^[\x01-\x09\x0b-\x7f]*(?:[\xe2-\xef][\x80-\xbf]{2}[\x01-\x09\x0b-\x7f]*)+$"
)
"""Lines of UTF-8 with letters of three bytes, as all Chinese ones are; by chance some of GB18030 look so too, but these
are seldom all of GB2312 when they are read so."""
_NOT_ASCII: Final = re.compile(rb"(?m)^[^\n]*[\x80-\xff][^\n]*$")
DECLARED: Final = re.compile(rb'"?sep=([^"\n])"?[,;\t ]*(?:\n|$)', re.IGNORECASE)
"""A first line that names the separator."""
_HEAD: Final = 1 << 20
_FIRST_LINES: Final = 1 << 16
"""Bytes of a text in which its longest line is looked for, before polars reads it and tells whether there is a longer one."""
_LONGEST_FIELD: Final = 1 << 30
_LINES_AT_ONCE: Final = 1 << 18
"""Bytes, at least, of lines that are looked through together."""


def read_separated(file: str, content: bytes, as_headings: Fitness) -> Sheet:
    """The one sheet of a text file.

    Args:
        file: the name under which it is reported.
        content: its bytes.
        as_headings: what tells the separator, where several might be meant.

    Raises:
        Unreadable: it is no text, a web page, or its quotes do not pair.
    """
    text = _as_utf8(content)
    if _WEB_PAGE.match(text):
        raise Unreadable(Text("是网页而不是表格", "it is a web page, not a table"))
    if b"\r" in text:
        text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    separator = separator_of(text, as_headings)
    if declared := DECLARED.match(text):
        text = text[declared.end() :]
    even = _even(text, separator)
    if even is not None:
        texts, valueless = _values(even, text)
        return Sheet(file, None, texts, BARE, valueless=valueless)
    width = _width(text, separator)
    if _is_hollow(text, separator, width):
        hollow = gathered(_cells(text, separator).with_columns(kind=pl.lit(BARE, CELL_KINDS)), as_headings)
        texts, valueless = _values(hollow.texts, text)
        return Sheet(
            file,
            None,
            texts,
            BARE,
            valueless=valueless,
            beyond=None if hollow.beyond is None else _unwrapped(hollow.beyond, text),
            numbers=hollow.numbers,
        )
    texts, valueless = _values(_fields(text, separator, width), text)
    return Sheet(file, None, texts, BARE, valueless=valueless)


def _as_utf8(content: bytes) -> bytes:
    """The text without a mark: UTF-8, UTF-16 with mark, or GB18030, tried in that order."""
    encodings = ["utf-8", "gb18030"]
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            content, encodings = content[len(mark) :], [encoding]
            break
    if "utf-8" in encodings and b"\0" not in content and _is_utf8(content):
        return content
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            _refuse_mixture(content)
            continue
        if text.count("\0") * 10 > len(text):
            break
        return content if encoding == "utf-8" else text.encode()
    raise Unreadable(Text("既不是工作簿也不是文本", "it is neither a workbook nor text"))


def _is_utf8(content: bytes) -> bool:
    """Asked of polars, which looks through the bytes without making letters of them, some lines at a time.

    It copies what it is asked of, and memory that was never used before takes longer than looking.
    """
    begin = 0
    while begin < len(content):
        end = content.find(b"\n", begin + _LINES_AT_ONCE) + 1 or len(content)
        try:
            pl.Series([content[begin:end]], dtype=pl.Binary).cast(pl.String)
        except pl.exceptions.ComputeError:
            return False
        begin = end
    return True


def _refuse_mixture(content: bytes) -> None:
    """Refuse a text that is no UTF-8, but of which some lines are: the others would be read as other letters.

    Raises:
        Unreadable: with the number of the first line of the encoding that fewer lines have.
    """
    lines = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    utf8 = lines_like_utf8(lines)
    if not utf8:
        return
    rest = [line for line in _NOT_ASCII.finditer(lines) if not _is(line[0], "utf-8")]
    if not all(_is(line[0], "gb18030") for line in rest):
        return
    fewer = min(utf8, rest, key=len)
    number = lines.count(b"\n", 0, fewer[0].start()) + 1
    raise Unreadable(
        Text(
            f"第 {number} 行与其他行的文字编码不同",
            f"line {number} is in another encoding than the other lines",
        )
    )


def lines_like_utf8(lines: bytes) -> list[re.Match[bytes]]:
    """Those of the lines that are UTF-8, and hardly GB18030."""
    return [line for line in _LIKE_UTF8.finditer(lines) if not _is(line[0], "gb2312")]


def _is(text: bytes, encoding: str) -> bool:
    try:
        text.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _values(texts: pl.DataFrame, of_text: bytes) -> tuple[pl.DataFrame, Places]:
    """The fields of a text as :func:`_unwrapped` and :func:`without_errors` give them."""
    unwrapped = _unwrapped(texts, of_text)
    return without_errors(unwrapped) if b"#" in of_text else (unwrapped, NOWHERE)


def _unwrapped(texts: pl.DataFrame, of_text: bytes) -> pl.DataFrame:
    """The fields of a text without the ``="…"`` that keeps a spreadsheet from taking a text for a number."""
    if b'"' not in of_text or b'="' not in of_text:  # one byte is found far sooner than two
        return texts
    seen = texts.select(pl.col(pl.String).str.contains(r'^\s*="').any())
    names = [name for name in seen.columns if seen.item(0, name)]
    if not names:
        return texts
    wrapped = pl.col(names)
    inside = wrapped.str.extract(r'(?s)^\s*="(.*)"\s*$').str.replace_all('""', '"', literal=True)
    return texts.with_columns(pl.when(inside.is_null()).then(wrapped).when(inside != "").then(inside))


def separator_of(text: bytes, as_headings: Fitness) -> str:
    """The separator that is declared; else that makes the best headings of one of the first rows, or most fields in a row."""
    if declared := DECLARED.match(text):
        return declared[1].decode()
    head = text[:_HEAD]
    csv.field_size_limit(_LONGEST_FIELD)

    def fitness(separator: str) -> tuple[int, int]:
        lines = io.TextIOWrapper(io.BytesIO(head), "utf-8", "ignore", newline="")
        rows = list(islice(csv.reader(lines, delimiter=separator), HEAD_ROWS))
        return max(map(as_headings, rows), default=0), max(map(len, rows), default=0)

    return max(SEPARATORS, key=fitness)


def _even(text: bytes, separator: str) -> pl.DataFrame | None:
    """The fields of a text without quotes in which no line has more of them than one of the first; None: it is another.

    Where that is so polars says it on the way, and no line has to be counted.
    """
    width = _width(text[:_FIRST_LINES], separator)
    if b'"' in text or _is_hollow(text, separator, width):
        return None
    try:
        return _by_polars(text, separator, width, quoted=False)
    except pl.exceptions.ComputeError:
        return None


def _fields(text: bytes, separator: str, width: int) -> pl.DataFrame:
    if b'"' not in text:
        return _by_polars(text, separator, width, quoted=False)
    if quoted_within_lines(text, separator):
        return _by_polars(text, separator, width, quoted=True).select(pl.all().replace("", None))
    return _strictly(text.decode(), separator)


_RUN: Final = 64
"""Separators in a run, by which empty fields are counted."""


def _is_hollow(text: bytes, separator: str, width: int) -> bool:
    if width <= SELDOM:  # every line holds a field
        return False
    mark = separator.encode()
    height = text.count(b"\n") + 1
    empty = text.count(mark * _RUN) * (_RUN - 1)
    return is_hollow(text.count(mark) + height - empty, height, width)


def _cells(text: bytes, separator: str) -> pl.DataFrame:
    """The fields that hold something: ``row`` and ``place`` from 0, and ``text``."""
    mark = re.escape(separator)
    if b'"' not in text:
        field = f"[^{mark}]+"
    elif quoted_within_lines(text, separator):
        field = f'(?:"(?:[^"]|"")*"|[^{mark}"]+)'
    else:
        rows = enumerate(_strict_rows(text.decode(), separator))
        return pl.DataFrame(
            [
                (row, place, cell)
                for row, cells in rows
                for place, cell in zip(compress(count(), cells), filter(None, cells), strict=True)
            ],
            schema={"row": pl.Int64, "place": pl.Int64, "text": pl.String},
            orient="row",
        )
    lines = pl.Series("text", text.split(b"\n"), dtype=pl.Binary).cast(pl.String)
    behind = (
        lines.to_frame().with_row_index("row").with_columns(pl.col("text").str.extract_all(f"{mark}*{field}"))
    )
    cell = pl.col("text").str.strip_chars_start(separator)
    inside = (
        pl.when(cell.str.starts_with('"'))
        .then(cell.str.slice(1).str.head(-1).str.replace_all('""', '"'))
        .otherwise(cell)
    )
    return (
        behind.explode("text")
        .drop_nulls()
        .select(
            pl.col("row").cast(pl.Int64),
            place=(pl.col("text").str.len_bytes() - cell.str.len_bytes())
            .cast(pl.Int64)
            .cum_sum()
            .over("row"),
            text=inside,
        )
        .filter(pl.col("text") != "")
    )


def quoted_within_lines(text: bytes, separator: str) -> bool:
    """Whether every quote of a text belongs to a field that is quoted from end to end, on one line."""
    return b'"' not in text or b'"' not in _whole_quoted_fields(separator).sub(b"", text)


def _whole_quoted_fields(separator: str) -> re.Pattern[bytes]:
    """Fields that are quoted from end to end, on one line, with the quotes inside doubled."""
    mark = re.escape(separator.encode())
    begins = rb'"(?:(?<=\A")|(?<=\n")|(?<=' + mark + rb'"))'  # a quote first, which the search leaps to
    return re.compile(begins + rb'(?:[^"\n]|"")*"(?=' + mark + rb"|\n|\Z)")


def _by_polars(text: bytes, separator: str, width: int, *, quoted: bool) -> pl.DataFrame:
    """A text in which every line is a row of at most so many fields; its columns come in pieces."""
    try:
        return pl.read_csv(
            text,
            has_header=False,
            separator=separator,
            quote_char='"' if quoted else None,
            schema={f"c{number}": pl.String() for number in range(width)},
            missing_columns="insert",
            eol_char="\n",
        )
    except pl.exceptions.NoDataError:
        return pl.DataFrame()


def _width(text: bytes, separator: str) -> int:
    """No line has more fields than this."""
    mark = separator.encode()
    fields: int = 1 + max(map(methodcaller("count", mark), text.split(b"\n")))
    return fields


def _strict_rows(text: str, separator: str) -> Iterator[list[str]]:
    """The rows of a text as RFC 4180 has it; what a lenient reader would mend silently is refused."""
    csv.field_size_limit(_LONGEST_FIELD)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    except csv.Error as error:
        raise Unreadable(
            Text("引号没有成对", "a quote is not closed, or text follows a closing quote")
        ) from error


def _strictly(text: str, separator: str) -> pl.DataFrame:
    rows = list(_strict_rows(text, separator))
    width = max(map(len, rows), default=0)
    columns = zip(*(row + [""] * (width - len(row)) for row in rows), strict=True)
    return pl.DataFrame(
        {f"c{number}": pl.Series(values, dtype=pl.String) for number, values in enumerate(columns)}
    ).select(pl.all().replace("", None))
