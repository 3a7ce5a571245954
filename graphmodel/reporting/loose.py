"""What hangs loose: what the red thread does not join in each compound; things by name, people by number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from graphmodel.alliance.territory import within
from graphmodel.analysis import Thread, loose_members
from graphmodel.reporting.wording import label_titles
from graphmodel.rules import Judgement


def members(
    judgement: Judgement, threads: Sequence[Thread], places: pl.DataFrame, pictures: pl.DataFrame
) -> pl.DataFrame:
    """What hangs loose in the compounds in scope. People are one row per compound with their number.

    Args:
        judgement: whose slice has these threads.
        threads: the red thread of every compound; none where that cannot be told.
        places: of :func:`graphmodel.reporting.places.located`.
        pictures: of :func:`graphmodel.reporting.addresses.pictures`.

    Returns:
        ``compound_code``; ``county``, ``street``, ``community``, ``compound``; ``above``: the first three, joined;
        ``label``, ``kind``; ``code``, ``name`` (null for people); ``members``: 1, or how many people; ``joined``: how
        many members the thread does join in that compound; ``compound_picture``, ``picture``: the addresses of theirs.
    """
    every = loose_members(list(threads))
    people = pl.col("label") == "Person"
    things = every.filter(~people).with_columns(members=pl.lit(1, pl.Int64))
    counted_people = every.filter(people).group_by("compound", "label").agg(members=pl.len().cast(pl.Int64))
    joined = pl.DataFrame(
        [(thread.compound, len(thread.joined)) for thread in threads],
        schema={"compound": pl.String, "joined": pl.Int64},
        orient="row",
    )
    if judgement.scope:
        chosen = within(judgement.territory, judgement.slice, judgement.scope)
        joined = joined.join(
            chosen.filter(pl.col("label") == "Compound"), left_on="compound", right_on="id", how="semi"
        )
    of_compound = pl.col("subject_label") == "Compound"
    where = places.filter(of_compound).drop("subject_label")
    compound_pictures = pictures.filter(of_compound).select(compound_picture="picture", subject="subject")
    table = (
        pl.concat([things, counted_people], how="diagonal")
        .join(joined, on="compound")
        .rename({"compound": "compound_code", "id": "code"})
        .join(where, left_on="compound_code", right_on="subject", how="left")
        .join(judgement.slice.names, left_on=["label", "code"], right_on=["label", "id"], how="left")
        .join(compound_pictures, left_on="compound_code", right_on="subject", how="left")
        .join(pictures, left_on=["label", "code"], right_on=["subject_label", "subject"], how="left")
    )
    return (
        table.with_columns(
            above=pl.concat_str("county", "street", "community", separator=" / ", ignore_nulls=True),
            kind=label_titles("label"),
        )
        .sort("order", "compound_code", "label", "code", nulls_last=True)
        .select(_MEMBERS)
    )


_MEMBERS: Final = (
    *("compound_code", "county", "street", "community", "compound", "above"),
    *("label", "kind", "code", "name", "members", "joined"),
    *("compound_picture", "picture"),
)
