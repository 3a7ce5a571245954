"""From files to sheets: what an INPUT holds, as texts and kinds of cells. It knows nothing of rosters.

The content of a file decides how it is read, not its suffix. Workbooks are read by calamine (typed values), text
files by polars where that is exact and by the strict ``csv`` reader where quotes stand in the text.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import os
import re
import stat
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import polars as pl
import python_calamine

from graphmodel.errors import EnvironmentFailure, UsageError
from graphmodel.language import Text
from graphmodel.rosters.problems import Problems, mask

TEXT, BARE, NUMBER, DATE, TRUTH = "text", "bare", "number", "date", "truth"
CELL_KINDS: Final = pl.Enum([TEXT, BARE, NUMBER, DATE, TRUTH])
"""What a cell was in its file; ``bare`` is a field of a text file, of which nobody knows."""

SUFFIXES: Final = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".et", ".ods", ".csv", ".tsv", ".txt"})
SEPARATORS: Final = ",;\t"
HEAD_ROWS: Final = 10
"""Rows among which a heading is looked for."""

MAX_INFLATED: Final = 1 << 30
MAX_RATIO: Final = 500

_ERROR_VALUES: Final = frozenset(
    {"#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!", "#GETTING_DATA", "#SPILL!"}
)


@dataclass(frozen=True)
class Source:
    """A file to be read and the name under which it is reported: relative to its INPUT, with ``/``."""

    path: Path
    name: str


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook, or one text file, as read.

    ``texts`` and ``kinds`` have the same shape: a column per sheet column, a row per sheet row from row 1 on.
    A cell without content is null in ``texts``.
    """

    file: str
    name: str | None
    texts: pl.DataFrame
    kinds: pl.DataFrame
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()

    def head(self) -> list[tuple[str | None, ...]]:
        """The first rows, in which the headings are looked for."""
        return self.texts.head(HEAD_ROWS).rows()


class Unreadable(Exception):
    """A file that cannot be read as sheets; carries the reason."""

    def __init__(self, reason: Text) -> None:
        self.reason = reason
        super().__init__(str(reason))


def find(inputs: Sequence[Path], passing_over: Iterable[Path] = ()) -> list[Source]:
    """The files the inputs stand for, each once; folders in path order.

    Raises:
        UsageError: an input does not exist, or a folder holds nothing to read.
    """
    skipped = {path.resolve() for path in passing_over}
    found: dict[Path, Source] = {}
    for given in inputs:
        if not given.exists():
            raise UsageError(
                Text("没有这个文件或文件夹:{path}", "no such file or folder: {path}"), path=given
            )
        if given.is_dir():
            sources = [Source(path, path.relative_to(given).as_posix()) for path in _walk(given, skipped)]
            if not sources:
                raise UsageError(
                    Text("文件夹里没有名册文件:{path}", "the folder holds no roster files: {path}"),
                    path=given,
                )
        else:
            sources = [Source(given, given.name)]
        for source in sources:
            found.setdefault(source.path.resolve(), source)
    return list(found.values())


def _walk(folder: Path, skipped: set[Path]) -> list[Path]:
    found = []
    for place, folders, files in os.walk(folder):
        here = Path(place)
        folders[:] = [f for f in folders if not f.startswith(".") and (here / f).resolve() not in skipped]
        found += [
            here / name
            for name in files
            if Path(name).suffix.lower() in SUFFIXES
            and not name.startswith(("~$", "."))
            and (here / name).resolve() not in skipped
        ]
    return sorted(found, key=lambda path: path.relative_to(folder).parts)


def read(source: Source, problems: Problems) -> tuple[list[Sheet], str]:
    """The sheets of a file that have any cell, and the checksum of its bytes.

    What cannot be read becomes an ``unreadable-file`` problem and yields no sheet.
    """
    name = mask(source.name)
    try:
        content = _content(source.path)
        return list(_sheets(name, content)), hashlib.sha256(content).hexdigest()
    except Unreadable as error:
        problems.add("unreadable-file", name, expected=str(error.reason))
        return [], ""


def _content(path: Path) -> bytes:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise Unreadable(Text("不是普通文件", "not an ordinary file"))
        content = path.read_bytes()
    except OSError as error:
        raise EnvironmentFailure(
            Text("读不了文件 {path}:{reason}", "cannot read {path}: {reason}"),
            path=path.name,
            reason=error.strerror,
        ) from error
    if not content:
        raise Unreadable(Text("文件是空的", "the file has 0 bytes"))
    return content


def _sheets(file: str, content: bytes) -> Iterator[Sheet]:
    if content.startswith(b"PK\x03\x04"):
        _refuse_unsafe(content)
        return _workbook_sheets(file, content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return _workbook_sheets(file, content)
    return _text_sheets(file, _decoded(content))


# --- workbooks ---


def _damaged() -> Unreadable:
    return Unreadable(
        Text("工作簿损坏或加密,请另存为 .xlsx", "the workbook is damaged or encrypted; save it as .xlsx")
    )


def _refuse_unsafe(content: bytes) -> None:
    """Refuse archives that inflate beyond measure and parts that declare entities.

    Every part is inflated once, so that a header that lies about its size fails its own checksum here.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            inflated = sum(part.file_size for part in parts)
            if inflated > MAX_INFLATED or inflated > MAX_RATIO * len(content):
                raise Unreadable(
                    Text("展开后过大,请另存为 .xlsx", "it inflates beyond measure; save it anew as .xlsx")
                )
            for part in parts:
                with archive.open(part) as stream:
                    while block := stream.read(1 << 20):
                        if b"<!DOCTYPE" in block or b"<!ENTITY" in block:
                            raise _damaged()
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise _damaged() from error


def _workbook_sheets(file: str, content: bytes) -> Iterator[Sheet]:
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in workbook.sheet_names:
            sheet = workbook.get_sheet_by_name(name)
            rows = sheet.to_python(skip_empty_area=False)
            if any(map(any, rows)):
                yield _workbook_sheet(file, name, rows, tuple(sheet.merged_cell_ranges or ()))
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise _damaged() from error


def _workbook_sheet(file: str, name: str, rows: list[list[Any]], merged: tuple[Any, ...]) -> Sheet:
    texts, kinds = {}, {}
    for number, values in enumerate(zip(*rows, strict=True)):
        texts[f"c{number}"], kinds[f"c{number}"] = _typed_cells(values)
    return Sheet(file, mask(name), pl.DataFrame(texts), pl.DataFrame(kinds), merged)


def _typed_cells(values: tuple[Any, ...]) -> tuple[pl.Series, pl.Series]:
    """The cells of one column as text, and what kind each was.

    A column of texts alone, the usual case, is taken over as it is; the types of a mixed one are told apart by
    one pass per type.
    """
    types = set(map(type, values))
    if types <= {str}:
        text = pl.Series(values, dtype=pl.String)
        kind = pl.repeat(TEXT, len(values), dtype=CELL_KINDS, eager=True)
    else:
        columns = {"text": pl.Series([v if type(v) is str else None for v in values], dtype=pl.String)}
        for numeric in types & {int, float}:
            columns[numeric.__name__] = pl.Series(
                [v if type(v) is numeric else None for v in values], dtype=pl.Float64, strict=False
            )
        if bool in types:
            columns["truth"] = pl.Series([v if type(v) is bool else None for v in values], dtype=pl.Boolean)
        if any(issubclass(t, date) for t in types):
            columns["date"] = pl.Series(
                [f"{v:%Y-%m-%d}" if isinstance(v, date) else None for v in values], dtype=pl.String
            )
        if others := types - {str, int, float, bool} - {t for t in types if issubclass(t, date)}:
            columns["other"] = pl.Series(
                [str(v) if type(v) in others else None for v in values], dtype=pl.String
            )
        cells = pl.DataFrame(columns).select(
            text=pl.coalesce(
                "^text|other$",
                "^date$",
                *(_number_text(n.__name__) for n in types & {int, float}),
                *([pl.col("truth").cast(pl.String).str.to_uppercase()] if bool in types else []),
            ),
            kind=_kind_of(columns),
        )
        text, kind = cells["text"], cells["kind"]
    return text.replace([*_ERROR_VALUES, ""], None), kind


def _kind_of(columns: dict[str, pl.Series]) -> pl.Expr:
    kinds = {"date": DATE, "truth": TRUTH, "int": NUMBER, "float": NUMBER}
    expression = pl.lit(TEXT)
    for name in columns.keys() & kinds.keys():
        expression = pl.when(pl.col(name).is_not_null()).then(pl.lit(kinds[name])).otherwise(expression)
    return expression.cast(CELL_KINDS)


def _number_text(name: str) -> pl.Expr:
    """A number as a spreadsheet shows it: whole ones without a point, never in powers of ten below 10¹⁵."""
    number = pl.col(name)
    whole = (number == number.floor()) & (number.abs() < 1e15)
    return (
        pl.when(whole)
        .then(number.cast(pl.Int64, strict=False).cast(pl.String))
        .otherwise(number.cast(pl.String))
    )


# --- text files ---


def _decoded(content: bytes) -> str:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if content.startswith(mark):
            candidates: tuple[str, ...] = (encoding,)
            content = content[len(mark) :]
            break
    else:
        candidates = ("utf-8", "gb18030")
    for encoding in candidates:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        if re.match(r"\s*<(?:!doctype|html|table|head|body|meta|\?xml|!--)", text, re.IGNORECASE):
            raise Unreadable(
                Text("是网页而不是表格,请另存为 .xlsx", "it is a web page, not a table; save it as .xlsx")
            )
        return text
    raise Unreadable(
        Text("既不是工作簿也不是文本,请另存为 .xlsx", "neither a workbook nor text; save it as .xlsx")
    )


def _text_sheets(file: str, text: str) -> Iterator[Sheet]:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    separator = None
    if declared := re.match(r"\"?sep=([,;\t])\"?\n", text, re.IGNORECASE):
        separator = declared.group(1)
        text = text[declared.end() :]
    separator = separator or _separator(text)
    texts = _quoted(text, separator) if '"' in text else _plain(text, separator)
    if texts.height and any(texts.select(pl.all().is_not_null().any()).row(0)):
        kinds = pl.DataFrame(
            {name: pl.repeat(BARE, texts.height, dtype=CELL_KINDS, eager=True) for name in texts.columns}
        )
        yield Sheet(file, None, texts, kinds)


def _separator(text: str) -> str:
    """The separator that divides one of the first rows into most fields; a comma where none does."""
    lines = text[: 1 << 20].split("\n", HEAD_ROWS)[:HEAD_ROWS]
    return max(SEPARATORS, key=lambda separator: max(line.count(separator) for line in lines))


def _plain(text: str, separator: str) -> pl.DataFrame:
    """A text without quotes: every line is a row, every separator divides."""
    width = 1 + max(line.count(separator) for line in text[: 1 << 20].split("\n"))
    while True:
        try:
            return pl.read_csv(
                io.BytesIO(text.encode()),
                has_header=False,
                separator=separator,
                quote_char=None,
                schema={f"c{number}": pl.String() for number in range(width)},
                missing_columns="insert",
                eol_char="\n",
            ).pipe(_without_error_values if "#" in text else lambda table: table)
        except pl.exceptions.NoDataError:
            return pl.DataFrame()
        except pl.exceptions.ComputeError:
            wider = 1 + max(line.count(separator) for line in text.split("\n"))
            if wider <= width:
                raise
            width = wider


def _quoted(text: str, separator: str) -> pl.DataFrame:
    """A text with quotes, read as RFC 4180 has it, strictly: what polars would mend silently is refused."""
    csv.field_size_limit(1 << 30)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise Unreadable(Text("引号没有成对", "a quote is not closed, or stands inside a field")) from error
    width = max(map(len, rows), default=0)
    columns = zip(*(row + [""] * (width - len(row)) for row in rows), strict=True)
    return pl.DataFrame(
        {f"c{number}": pl.Series(values, dtype=pl.String) for number, values in enumerate(columns)}
    ).pipe(_without_error_values)


def _without_error_values(texts: pl.DataFrame) -> pl.DataFrame:
    return texts.select(pl.all().replace([*_ERROR_VALUES, ""], None))
