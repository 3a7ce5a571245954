"""Workbooks: .xlsx, .xlsm, .xlsb, .xls, .et and .ods as sheets with typed cells, read by calamine.

What was looked through beforehand and is ordinary (:mod:`graphmodel.spreadsheets.archives`) is read here. Everything else,
which may bring the whole process down, is read by one of its own (:mod:`graphmodel.spreadsheets.binary`).
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, time, timedelta
from functools import partial
from itertools import chain, islice, repeat
from pathlib import Path
from typing import Any, Final

import polars as pl
import python_calamine

from graphmodel.spreadsheets import binary
from graphmodel.spreadsheets.archives import Archive, damaged, inspect
from graphmodel.spreadsheets.compound import mended
from graphmodel.spreadsheets.files import OwnAnswer, too_large
from graphmodel.spreadsheets.hollow import gathered
from graphmodel.spreadsheets.listed import ACROSS
from graphmodel.spreadsheets.opendocument import with_breaks
from graphmodel.spreadsheets.parts import with_parts
from graphmodel.spreadsheets.personal import mask
from graphmodel.spreadsheets.sheets import (
    CELL_KINDS,
    DATE,
    NOWHERE,
    NUMBER,
    TEXT,
    TRUTH,
    Fitness,
    Sheet,
    number_text,
    without_errors,
)
from graphmodel.spreadsheets.tabs import only_tables

_ARCHIVE: Final = b"PK\x03\x04"
_COMPOUND: Final = b"\xd0\xcf\x11\xe0"
_SECONDS: Final = 300
_BATCH: Final = 5_000
"""Rows that are Python objects at once."""
_SHEETS_AT_ONCE: Final = 2
_BEGINNINGS: Final = (_ARCHIVE, _COMPOUND)


def is_workbook(content: bytes) -> bool:
    """Whether these bytes begin like a workbook of any kind."""
    return content.startswith(_BEGINNINGS)


def read_workbook(file: str, content: bytes, as_headings: Fitness, *, own: bool = False) -> Iterator[Sheet]:
    """The sheets of a workbook.

    Args:
        file: the name under which it is reported.
        content: its bytes.
        as_headings: how well a row does as headings.
        own: whether it may be one that this program wrote as an answer.

    Raises:
        OwnAnswer: this program wrote it as an answer.
        Unreadable: it is damaged, encrypted, or not safe to open.
    """
    if content.startswith(_ARCHIVE):
        archive = inspect(content)
        content = only_tables(with_parts(content, archive.rewritten))
    else:
        compound = mended(content)
        content = compound.content
        archive = Archive(
            is_ordinary=False, counted_from=compound.counted_from, listed=compound.listed, across=ACROSS
        )
    if archive.answer is not None and not own:
        raise OwnAnswer(archive.answer)
    with _reading():
        at_once = min(archive.sheets, _SHEETS_AT_ONCE)
        written = with_breaks(content) if archive.has_breaks else content
        raw = binary.sheets(written, at_once=at_once) if archive.is_ordinary else _apart(written)
        yield from map(partial(_sheet, file, archive, as_headings), raw)


@contextmanager
def _reading() -> Iterator[None]:
    """Turn whatever a library meets in a workbook into one sentence."""
    try:
        yield
    except binary.TooLargeError as error:
        raise too_large() from error
    except subprocess.CalledProcessError as error:
        raise (too_large() if error.returncode == binary.TOO_LARGE else damaged()) from error
    except (
        python_calamine.CalamineError,
        subprocess.SubprocessError,
        OSError,
        ValueError,
        OverflowError,
    ) as error:
        raise damaged() from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # calamine met what its authors thought impossible
            raise damaged() from error
        raise


def _apart(content: bytes) -> Iterator[binary.RawSheet]:
    """The sheets as a process of its own reads them; whatever befalls it befalls it alone."""
    packages = Path(python_calamine.__file__).parent.parent
    done = subprocess.run(
        [sys.executable, "-I", "-S", binary.__file__, packages],
        input=content,
        capture_output=True,
        timeout=_SECONDS,
        check=True,
    )
    for name, first, rows, merged in json.loads(done.stdout, object_hook=binary.restored):
        yield name, first, rows, [((top, left), (bottom, right)) for (top, left), (bottom, right) in merged]


def _sheet(file: str, archive: Archive, as_headings: Fitness, raw: binary.RawSheet) -> Sheet:
    name, first, rows, ranges = raw
    if name in archive.listed:
        return _hollow_sheet(file, archive, as_headings, raw)
    columns = _columns(rows)
    texts = pl.DataFrame(
        [
            *(pl.repeat(None, len(columns[0][0]), dtype=pl.String, eager=True) for _ in range(first)),
            *(text for text, _ in columns),
        ],
        schema=[f"c{place}" for place in range(first + len(columns))],
    )
    kinds = {f"c{place}": kind for place, (_, kind) in enumerate(columns, first) if kind is not None}
    empty_cells = archive.valueless.get(name, NOWHERE)
    reach = 0 if empty_cells.is_empty() else empty_cells.select(pl.col("row").max()).item()
    below = max(0, reach - texts.height)
    without, errors = without_errors(pl.concat([texts, texts.clear(below)]) if below else texts)
    reaching = {place: kind.extend_constant(TEXT, below) for place, kind in kinds.items()}
    return Sheet(
        file,
        mask(name),
        without,
        TEXT,
        reaching,
        (*ranges, *archive.merged.get(name, ())),
        pl.concat([errors, empty_cells]),
        archive.counted_from,
    )


def _hollow_sheet(file: str, archive: Archive, as_headings: Fitness, raw: binary.RawSheet) -> Sheet:
    """The sheet of which the library saw a list of cells."""
    name, first, rows, ranges = raw
    places = archive.listed[name]
    in_order = chain.from_iterable(_full_row(row, first, archive.across) for row in rows)
    ((texts, kinds),) = _columns(zip(chain(in_order, repeat("", places.height))))
    cells = places.with_columns(
        text=texts.head(places.height), kind=pl.lit(TEXT) if kinds is None else kinds.head(places.height)
    ).drop_nulls("row")
    hollow = gathered(cells.with_columns(pl.col("kind").cast(CELL_KINDS)), as_headings)
    without, errors = without_errors(hollow.texts)
    empty_cells = hollow.found(archive.valueless.get(name, NOWHERE))
    merged = (*ranges, *archive.merged.get(name, ()))
    return Sheet(
        file,
        mask(name),
        without,
        TEXT,
        hollow.kinds,
        tuple(map(hollow.span, merged)),
        pl.concat([errors, empty_cells]),
        archive.counted_from,
        hollow.beyond,
        hollow.numbers,
    )


def _full_row(row: list[Any], first: int, across: int) -> Iterable[Any]:
    return chain(repeat("", first), row, repeat("", across - first - len(row)))


_Cells = tuple[pl.Series, pl.Series | None]
"""Cells of one column as texts, null where empty, and what kind each was; None: they are all text."""


def _columns(rows: Iterable[Sequence[Any]]) -> list[_Cells]:
    """Rows as columns, a batch at a time, so that few cells are Python objects at once."""
    ahead = iter(rows)
    batches = iter(lambda: list(islice(ahead, _BATCH)), [])
    parts = [[_typed_cells(values) for values in zip(*batch, strict=True)] for batch in batches]
    return [_joined(column) for column in zip(*parts, strict=True)]


def _joined(parts: Sequence[_Cells]) -> _Cells:
    text = pl.concat([text for text, _ in parts])
    if (text == "").any():
        text = text.replace("", None)
    if all(kind is None for _, kind in parts):
        return text, None
    return text, pl.concat(
        [
            pl.repeat(TEXT, len(part), dtype=CELL_KINDS, eager=True) if kind is None else kind
            for part, kind in parts
        ]
    )


def _typed_cells(values: tuple[Any, ...]) -> _Cells:
    """Some cells of a column, with ``""`` where they are empty.

    Texts alone, the usual case, are taken over as they are; the types of a mixed column are told apart by one pass
    per type.
    """
    types = set(map(type, values))
    if types <= {str}:
        return pl.Series(values, dtype=pl.String), None
    columns = {TEXT: pl.Series([v if type(v) is str else None for v in values], dtype=pl.String)}
    if types & {int, float}:
        columns[NUMBER] = pl.Series(
            [float(v) if type(v) in (int, float) else None for v in values], dtype=pl.Float64
        )
    if bool in types:
        columns[TRUTH] = pl.Series([v if type(v) is bool else None for v in values], dtype=pl.Boolean)
    if types - {str, int, float, bool}:
        columns[DATE] = pl.Series([_moment(v) for v in values], dtype=pl.String)
    shown = {
        TEXT: pl.col(TEXT),
        NUMBER: number_text(pl.col(NUMBER)),
        TRUTH: pl.when(pl.col(TRUTH)).then(pl.lit("TRUE")).when(~pl.col(TRUTH)).then(pl.lit("FALSE"))
        if TRUTH in columns
        else pl.lit(None),
        DATE: pl.col(DATE),
    }
    kind = pl.lit(TEXT)
    for name in columns.keys() - {TEXT}:
        kind = pl.when(pl.col(name).is_not_null()).then(pl.lit(name)).otherwise(kind)
    cells = pl.DataFrame(columns).select(
        text=pl.coalesce(shown[name] for name in columns), kind=kind.cast(CELL_KINDS)
    )
    return cells["text"], cells["kind"]


def _moment(value: Any) -> str | None:
    """A date or a time as text; a time of day is left out of a date."""
    if isinstance(value, date):
        return f"{value.year:04}-{value.month:02}-{value.day:02}"
    return str(value) if isinstance(value, (time, timedelta)) else None
