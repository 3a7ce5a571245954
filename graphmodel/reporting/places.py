"""Where subjects lie, in the names of the units above them."""

from __future__ import annotations

from typing import Final

import polars as pl

from graphmodel.language import Text
from graphmodel.reporting.wording import listed_column
from graphmodel.rules import Judgement

LEVELS: Final = {"County": "county", "Street": "street", "Community": "community", "Compound": "compound"}
UNITS: Final = {
    "County": Text("个县（市、区）", "counties"),
    "Street": Text("个街道", "streets"),
    "Community": Text("个社区", "communities"),
    "Compound": Text("个小区", "compounds"),
}
"""The units of these levels, as they are counted."""
_AT_MOST: Final = 4


def located(judgement: Judgement) -> pl.DataFrame:
    """The place of every subject that lies somewhere.

    A person's place ends at the community: the compound would say where a member lives.

    Returns:
        ``subject_label``, ``subject``; ``county``, ``street``, ``community``, ``compound``: the names of the units,
        several joined by 、; ``place``: these four joined by ``/``; ``order``: the code of the smallest division, by
        which a list can be sorted.
    """
    names = judgement.slice.names.select(unit_label="label", unit="id", unit_name="name")
    named = (
        judgement.territory.filter(pl.col("unit_label").is_in(list(LEVELS)))
        .filter((pl.col("label") != "Person") | (pl.col("unit_label") != "Compound"))
        .join(names, on=["unit_label", "unit"], how="left")
        .with_columns(pl.col("unit_name").fill_null(pl.col("unit")))
        .sort("label", "id", "unit_label", "unit")
    )
    at = {level: pl.col("unit_label") == level for level in LEVELS}
    grouped = named.group_by(subject_label="label", subject="id", maintain_order=True).agg(
        *(pl.col("unit_name").filter(at[level]).alias(column) for level, column in LEVELS.items()),
        order=pl.coalesce(
            pl.col("unit").filter(at[level]).first() for level in ("Community", "Street", "County")
        ),
    )
    return grouped.with_columns(
        listed_column(pl.col(column), _AT_MOST, UNITS[level]) for level, column in LEVELS.items()
    ).select(
        "subject_label",
        "subject",
        *LEVELS.values(),
        pl.concat_str(*LEVELS.values(), separator=" / ", ignore_nulls=True).alias("place"),
        "order",
    )
