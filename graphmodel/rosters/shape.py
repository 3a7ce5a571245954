"""Tables with the columns that they are to have."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl


def shaped(table: pl.DataFrame, schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """A table with the columns of a schema: what it lacks of them is empty, what it has beside them is left out.

    >>> shaped(pl.DataFrame({"row": [4], "seen": [True]}), {"code": pl.String(), "row": pl.Int64()}).row(0)
    (None, 4)
    """
    missing = [pl.lit(None, dtype).alias(name) for name, dtype in schema.items() if name not in table.columns]
    return table.with_columns(missing).select(pl.col(name).cast(dtype) for name, dtype in schema.items())
