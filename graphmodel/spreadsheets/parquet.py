"""Tables of Parquet, as data departments keep them, as one sheet: the names of the columns are its first row.

Rows are numbered as those of a text file with the same table, so its first row of data is row 2.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Final

import polars as pl

from graphmodel.language import Text
from graphmodel.spreadsheets.files import MAX_SIZE, Unreadable, too_large
from graphmodel.spreadsheets.sheets import (
    CELL_KINDS,
    DATE,
    NUMBER,
    TEXT,
    TRUTH,
    Sheet,
    number_text,
    without_errors,
)

_MARK: Final = b"PAR1"
_CHINA: Final = "Asia/Shanghai"
_CELL: Final = 16
"""Bytes that a cell takes at least."""


def is_parquet(content: bytes) -> bool:
    """Whether these bytes begin like a table of Parquet."""
    return content.startswith(_MARK)


def rows_in(path: Path) -> int:
    """How many rows a table of Parquet has.

    Raises:
        Unreadable: it is damaged.
    """
    with _reading():
        height: int = pl.scan_parquet(path).select(pl.len()).collect().item()
    return height


def read_parquet(file: str, content: bytes | Path, rows: tuple[int, int] | None = None) -> Sheet:
    """The one sheet of a table of Parquet.

    Args:
        file: the name under which it is reported.
        content: its bytes, or where they are.
        rows: from which on, from 0, and how many are read; None: all of them.

    Raises:
        Unreadable: it is damaged, has more cells than a text file can have, or a column that no cell can show.
    """
    with _reading():
        lazy = pl.scan_parquet(content if isinstance(content, Path) else BytesIO(content))
        lazy = lazy if rows is None else lazy.slice(*rows)
        schema = lazy.collect_schema()
        if lazy.select(pl.len()).collect().item() * len(schema) * _CELL > MAX_SIZE:
            raise too_large()
        cells = [_cells(name, dtype) for name, dtype in schema.items()]
        table = lazy.select(shown for shown, _ in cells).collect()
    if table.select(pl.sum_horizontal(pl.all().str.len_bytes().sum())).item() > MAX_SIZE:
        raise too_large()
    names = [f"c{place}" for place in range(len(schema))]
    table.columns = names
    heading = pl.DataFrame([list(schema)], schema=table.schema, orient="row")
    texts, valueless = without_errors(heading.vstack(table))
    kinds = {
        name: pl.repeat(kind, texts.height, dtype=CELL_KINDS, eager=True).set(
            pl.int_range(texts.height, eager=True) == 0, TEXT
        )
        for name, (_, kind) in zip(names, cells, strict=True)
        if kind != TEXT
    }
    return Sheet(file, None, texts, TEXT, kinds, valueless=valueless)


def _cells(name: str, dtype: pl.DataType) -> tuple[pl.Expr, str]:
    """A column as a spreadsheet would show it, and what kind of cells it has.

    Raises:
        Unreadable: its values are no cells, such as lists.
    """
    value = pl.col(name)
    if isinstance(dtype, (pl.String, pl.Categorical, pl.Enum, pl.Null)):
        return value.cast(pl.String).replace("", None), TEXT
    if isinstance(dtype, pl.Boolean):
        return value.cast(pl.String).str.to_uppercase(), TRUTH
    if dtype.is_integer():
        return value.cast(pl.String), NUMBER
    if dtype.is_numeric():
        return number_text(value.cast(pl.Float64)), NUMBER
    if isinstance(dtype, pl.Datetime) and dtype.time_zone:
        value = value.dt.convert_time_zone(_CHINA)
    if isinstance(dtype, (pl.Date, pl.Datetime)):
        return value.dt.strftime("%Y-%m-%d"), DATE
    raise Unreadable(Text("有一列不是文字、数字或日期", "a column holds neither texts, numbers nor dates"))


def _damaged() -> Unreadable:
    return Unreadable(Text("文件损坏", "the file is damaged"))


@contextmanager
def _reading() -> Iterator[None]:
    """Turn whatever the library meets in a damaged file into one sentence."""
    try:
        yield
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, ValueError) as error:
        raise _damaged() from error
