"""Workbooks: .xlsx, .xlsm, .xlsb, .xls, .et and .ods as sheets with typed cells, read by calamine.

What can be looked through beforehand (:mod:`graphmodel.rosters.archives`) is read here; the old binary formats, on
which a damaged file may bring the whole process down, are read by one of their own
(:mod:`graphmodel.rosters.binary`).
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from datetime import date, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Final

import polars as pl
import python_calamine

from graphmodel.rosters import binary
from graphmodel.rosters.archives import NOWHERE, Archive, damaged, inspect
from graphmodel.rosters.personal import mask
from graphmodel.rosters.sheets import CELL_KINDS, DATE, NUMBER, TEXT, TRUTH, Sheet, Span, without_errors

_ARCHIVE: Final = b"PK\x03\x04"
_COMPOUND: Final = b"\xd0\xcf\x11\xe0"
_SECONDS: Final = 300
_BATCH: Final = 5_000
_BEGINNINGS: Final = (_ARCHIVE, _COMPOUND)


def is_workbook(content: bytes) -> bool:
    """Whether these bytes begin like a workbook of any kind."""
    return content.startswith(_BEGINNINGS)


def read_workbook(file: str, content: bytes) -> Iterator[Sheet]:
    """The sheets of a workbook; none, if this program wrote it as an answer.

    Raises:
        Unreadable: it is damaged, encrypted, or not safe to open.
    """
    archive = inspect(content) if content.startswith(_ARCHIVE) else Archive(is_binary=True, is_own=False)
    if archive.is_own:
        return
    for name, first, rows, merged in _apart(content) if archive.is_binary else _here(content):
        yield _sheet(file, name, first, rows, merged, archive)


def _here(content: bytes) -> Iterator[binary.RawSheet]:
    try:
        yield from binary.sheets(content)
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise damaged() from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # calamine met what its authors thought impossible
            raise damaged() from error
        raise


def _apart(content: bytes) -> Iterator[binary.RawSheet]:
    """The sheets as a process of its own reads them; whatever befalls it befalls it alone."""
    packages = Path(python_calamine.__file__).parent.parent
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-S", binary.__file__, packages],
            input=content,
            capture_output=True,
            timeout=_SECONDS,
            check=True,
        )
    except subprocess.SubprocessError as error:
        raise damaged() from error
    for name, first, rows, merged in json.loads(done.stdout, object_hook=binary.restored):
        yield name, first, rows, [((top, left), (bottom, right)) for (top, left), (bottom, right) in merged]


def _sheet(
    file: str, name: str, first: int, rows: Iterable[list[Any]], merged: Iterable[Span], archive: Archive
) -> Sheet:
    texts, kinds = _typed(first, rows)
    empty_cells = archive.valueless.get(name, NOWHERE)
    below = max(0, (empty_cells.select(pl.col("row").max()).item() or 0) - texts.height)
    without, errors = without_errors(pl.concat([texts, texts.clear(below)]) if below else texts)
    reaching = {place: kind.extend_constant(TEXT, below) for place, kind in kinds.items()}
    return Sheet(file, mask(name), without, TEXT, reaching, tuple(merged), pl.concat([errors, empty_cells]))


def _typed(first: int, rows: Iterable[list[Any]]) -> tuple[pl.DataFrame, dict[str, pl.Series]]:
    """Rows that begin at a column as texts from column A on, and the kinds of columns that hold more than texts.

    Rows are taken over a batch at a time, so that few cells are Python objects at once.
    """
    batches = [[_typed_cells(values) for values in zip(*batch, strict=True)] for batch in _batches(rows)]
    columns = {f"c{place}": column for place, column in enumerate(zip(*batches, strict=True), first)}
    texts = pl.DataFrame({name: pl.concat([text for text, _ in column]) for name, column in columns.items()})
    before = [pl.lit(None, pl.String).alias(f"c{place}") for place in range(first)]
    filled = texts.select(*before, pl.when(pl.all() != "").then(pl.all()))
    kinds = {
        name: pl.concat([_kinds(*part) for part in column])
        for name, column in columns.items()
        if any(kind is not None for _, kind in column)
    }
    return filled, kinds


def _batches(rows: Iterable[list[Any]]) -> Iterator[list[list[Any]]]:
    ahead = iter(rows)
    while batch := list(islice(ahead, _BATCH)):
        yield batch


def _kinds(text: pl.Series, kinds: pl.Series | None) -> pl.Series:
    return pl.repeat(TEXT, len(text), dtype=CELL_KINDS, eager=True) if kinds is None else kinds


def _typed_cells(values: tuple[Any, ...]) -> tuple[pl.Series, pl.Series | None]:
    """The cells of one column as text, and what kind each was; None: they are all text.

    A column of texts alone, the usual case, is taken over as it is; the types of a mixed one are told apart by one
    pass per type.
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
        NUMBER: _number_text(pl.col(NUMBER)),
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


def _number_text(number: pl.Expr) -> pl.Expr:
    """A number as a spreadsheet shows it: whole ones without a point, never in powers of ten below 10¹⁵."""
    whole = (number == number.floor()) & (number.abs() < 1e15)
    return (
        pl.when(whole)
        .then(number.cast(pl.Int64, strict=False).cast(pl.String))
        .otherwise(number.cast(pl.String))
    )
