"""Where subjects lie, in the names of the units above them, and where their pictures are."""

from __future__ import annotations

from typing import Final

import polars as pl

from graphmodel.alliance.subjects import PAIRING, tie_id
from graphmodel.ontology import OF_PEOPLE
from graphmodel.pages.addresses import address
from graphmodel.pages.wording import listed_column
from graphmodel.rules import Judgement

LEVELS: Final = {"County": "county", "Street": "street", "Community": "community", "Compound": "compound"}
_AT_MOST: Final = 4


def places(judgement: Judgement) -> pl.DataFrame:
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
    return grouped.with_columns(listed_column(pl.col(column), _AT_MOST) for column in LEVELS.values()).select(
        "subject_label",
        "subject",
        *LEVELS.values(),
        pl.concat_str(*LEVELS.values(), separator=" / ", ignore_nulls=True).alias("place"),
        "order",
    )


def pictures(judgement: Judgement, subjects: pl.DataFrame) -> pl.Series:
    """The addresses of the pictures of subjects.

    Args:
        judgement: whose subjects they are.
        subjects: ``subject_label`` and ``subject``; nulls have no picture.

    Returns:
        ``picture``, in the same order: that of a pairing shows its target; people and homes have none.
    """
    target = judgement.slice.ties[PAIRING].select(
        subject_label=pl.lit(PAIRING),
        subject=tie_id(),
        label="to_label",
        id="to_id",
    )
    keys = ["subject_label", "subject"]
    shown = (
        subjects.select(keys)
        .join(target.unique(keys), on=keys, how="left", maintain_order="left")
        .select(label=pl.coalesce("label", "subject_label"), id=pl.coalesce("id", "subject"))
    )
    addresses = [
        None if label is None or id_ is None or label in OF_PEOPLE else address(label, id_)
        for label, id_ in shown.iter_rows()
    ]
    return pl.Series("picture", addresses, pl.String)
