"""What stands in the rosters twice: the same thing, and the same tie at the same time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from graphmodel.ontology import VALID_FROM, VALID_TO

_START, _END = "start", "end"
_ALWAYS: Final = (pl.date(1, 1, 1), pl.date(9999, 12, 31))


def repeated_things(rows: pl.DataFrame, values: Sequence[str]) -> pl.DataFrame:
    """Rows whose code an earlier row bears.

    Args:
        rows: ``uid``, ``id`` and ``values``, in the order in which they were read.
        values: the columns in which two rows must agree to say the same.

    Returns:
        ``uid``, ``id``, ``first`` (the uid of the earlier row) and ``same``.
    """
    codes = rows["id"].drop_nulls()
    if codes.n_unique() == codes.len():
        return pl.DataFrame(
            schema={"uid": pl.UInt32, "id": pl.String, "first": pl.UInt32, "same": pl.Boolean}
        )
    coded = rows.filter(pl.col("id").is_duplicated() & pl.col("id").is_not_null())
    later = coded.filter(~pl.col("id").is_first_distinct())
    first = coded.unique("id", keep="first", maintain_order=True)
    pairs = later.join(first, on="id", suffix=":first", maintain_order="left")
    agree = [pl.col(name).eq_missing(pl.col(f"{name}:first")) for name in values if name != "id"]
    return pairs.select("uid", "id", first="uid:first", same=pl.all_horizontal(pl.lit(value=True), *agree))


def repeated_ties(rows: pl.DataFrame, identity: Sequence[str]) -> pl.DataFrame:
    """Rows that say what an earlier row says of an overlapping period.

    Args:
        rows: ``uid``, ``identity`` and the period, in the order in which they were read; rows without a full identity
            repeat nothing.
        identity: the columns that tell ties apart.

    Returns:
        ``uid`` and ``first``, the uid of the earlier row. A row that is left out makes no later one repeat it.
    """
    still = _in_conflict(
        _alike(rows.drop_nulls(identity), identity).select(
            "uid",
            *identity,
            pl.col(VALID_FROM.name).fill_null(_ALWAYS[0]).alias(_START),
            pl.col(VALID_TO.name).fill_null(_ALWAYS[1]).alias(_END),
        ),
        identity,
    )
    found = [pl.DataFrame(schema={"uid": pl.UInt32, "first": pl.UInt32})]
    while still.height:
        kept = still.unique(identity, keep="first", maintain_order=True)
        pairs = still.join(kept, on=list(identity), suffix=":first", maintain_order="left")
        pairs = pairs.filter(pl.col("uid") > pl.col("uid:first"))
        overlap = (pl.col(_START) < pl.col(f"{_END}:first")) & (pl.col(f"{_START}:first") < pl.col(_END))
        found.append(pairs.filter(overlap).select("uid", first="uid:first"))
        still = pairs.filter(~overlap).select(still.columns)
    return pl.concat(found)


def _alike(rows: pl.DataFrame, identity: Sequence[str]) -> pl.DataFrame:
    """The rows that agree with another, and maybe some more: told by sorted hashes, which takes little memory."""
    hashes = rows.select(pl.struct(identity).hash().alias("hash"))
    ordered = hashes.sort("hash")
    several = ordered.filter(pl.col("hash") == pl.col("hash").shift())["hash"]
    return rows.clear() if several.is_empty() else rows.filter(hashes["hash"].is_in(several.implode()))


def _in_conflict(periods: pl.DataFrame, identity: Sequence[str]) -> pl.DataFrame:
    """The ties of which some two periods overlap; a long history without any is done with at once."""
    ordered = periods.sort(*identity, _START, _END)
    latest_end = pl.col(_END).cum_max().shift(1).over(identity)
    conflict = ordered.filter(pl.col(_START) < latest_end).select(identity).unique()
    return periods.join(conflict, on=list(identity), how="semi", maintain_order="left")
