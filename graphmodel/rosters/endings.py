"""Endings: the rows of other rosters that end before their time, once it is known which of them count."""

from __future__ import annotations

from typing import Final

import polars as pl

from graphmodel.language import Text
from graphmodel.ontology import ENDED, ENDINGS, ROSTER, VALID_TO, live_on
from graphmodel.rosters.intake import Intake
from graphmodel.rosters.repeats import identified, identity_of
from graphmodel.rosters.tables import RosterTable

_LIVE_ROW: Final = Text("终止日期当天有效的一行{roster}", "a row of {roster} that holds on that day")


def end_rows(intake: Intake) -> None:
    """Give every row that ends the day on which it does; an ending of no row is an error, told unless another was.

    A row of that identity that is live on the day is meant, also when one of its ends is not live. What begins on the
    day never holds. Of two days the earlier counts, so that no order of files matters.
    """
    endings = intake.tables.get(ENDINGS.name)
    rows = None if endings is None else identified(endings)
    if endings is None or rows is None:
        return
    rows = rows.filter(~endings.bad.gather(rows["uid"]))
    for ended in (ROSTER[choice.value] for choice in ENDED):
        key = identity_of(ended)
        asked = rows.filter(pl.col("roster") == ended.name).drop_nulls([*key, "ended_on"])
        asked = asked.select("uid", *key, "ended_on")
        table = intake.tables.get(ended.name)
        held = None if table is None else identified(table)
        met = asked.clear() if table is None or held is None else _end(table, held, asked)
        unmet = asked.filter(~pl.col("uid").is_in(met["uid"].implode())).select("uid")
        complaints = unmet.join(endings.rows, on="uid", maintain_order="left").select(
            "uid",
            code=pl.lit("unknown-reference"),
            value="to",
            expected=pl.lit(_LIVE_ROW.fill(roster=ended.title)),
        )
        endings.report(intake.problems, complaints, ENDINGS.column("to"))


def _end(table: RosterTable, held: pl.DataFrame, asked: pl.DataFrame) -> pl.DataFrame:
    """End the rows of a roster that are asked to end; returns those of what was asked that met a row."""
    day = pl.col("ended_on")
    met = asked.join(held.rename({"uid": "row"}), on=identity_of(table.roster), maintain_order="left").filter(
        live_on(day)
    )
    last = met.group_by("row").agg(day.min())
    table.rows = (
        table.rows.join(last, left_on="uid", right_on="row", how="left", maintain_order="left")
        .with_columns(pl.coalesce(day, VALID_TO.name).alias(VALID_TO.name))
        .drop("ended_on")
    )
    return met
