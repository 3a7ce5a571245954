"""What stands in the rosters twice: the same thing, and the same tie at the same time. It counts once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from graphmodel.ontology import HOUSEHOLD, PERIOD, VALID_FROM, VALID_TO, Column, Roster
from graphmodel.rosters.headings import columns_of
from graphmodel.rosters.identity.codes import MADE
from graphmodel.rosters.problems import Problems, in_words
from graphmodel.rosters.references import NO_REFERENCES
from graphmodel.rosters.tables import RosterTable, references_of

_START, _END = "start", "end"
_ALWAYS: Final = (pl.date(1, 1, 1), pl.date(9999, 12, 31))


def drop_repeated_things(table: RosterTable, problems: Problems) -> pl.Series:
    """A code again: the same row is counted once, another row is an error; returns the rows that are errors.

    Rows that only forms tell were united before, but for homes.
    """
    if not table.first_fed and HOUSEHOLD not in table.roster.makes:
        return pl.Series("uid", [], dtype=pl.UInt32)
    values = [column.name for column in columns_of(table.roster)]
    found = _repeated_things(table.rows.select("uid", *values), values)
    if found.is_empty():
        return found["uid"]
    repeated = found.select(
        "uid",
        "same",
        code=pl.when("same").then(pl.lit("duplicate-row")).otherwise(pl.lit("duplicate-code")),
        value=pl.when(~pl.col("id").str.contains(MADE)).then("id"),
        expected=where(table, found["first"]),
    )
    code_column = table.roster.column("id")
    same = repeated.filter("same").drop("same")
    other = repeated.filter(~pl.col("same")).drop("same")
    table.report(problems, other, code_column)
    table.report(problems, same, code_column, severity="warning")
    table.drop(same["uid"])
    return other["uid"]


def _repeated_things(rows: pl.DataFrame, values: Sequence[str]) -> pl.DataFrame:
    """Rows whose code an earlier row bears.

    Args:
        rows: ``uid``, ``id`` and ``values``, in the order in which they were read.
        values: the columns in which two rows must agree to say the same.

    Returns:
        ``uid``, ``id``, ``first`` (the uid of the earlier row) and ``same``.
    """
    codes = rows["id"].drop_nulls()
    if codes.hash().n_unique() == codes.len():  # what is the same has the same hash
        return pl.DataFrame(
            schema={"uid": pl.UInt32, "id": pl.String, "first": pl.UInt32, "same": pl.Boolean}
        )
    coded = rows.filter(pl.col("id").is_duplicated() & pl.col("id").is_not_null())
    later = coded.filter(~pl.col("id").is_first_distinct())
    first = coded.unique("id", keep="first", maintain_order=True)
    pairs = later.join(first, on="id", suffix=":first", maintain_order="left")
    agree = [pl.col(name).eq_missing(pl.col(f"{name}:first")) for name in values if name != "id"]
    return pairs.select("uid", "id", first="uid:first", same=pl.all_horizontal(pl.lit(value=True), *agree))


def drop_repeated_ties(table: RosterTable, problems: Problems) -> None:
    """Rows that say what an earlier row, if it was not left out, says of an overlapping period are counted once."""
    rows = identified(table)
    if rows is None:
        return
    found = _repeated_ties(rows, identity_of(table.roster))
    told = found
    if table.first_fed < table.row_numbers.len():
        told = _contradicting(table, found)
    repeated = told.select("uid", code=pl.lit("duplicate-row"), expected=where(table, told["first"]))
    first = next(column for column in references_of(table.roster) if column.required)
    table.report(problems, repeated, first, severity="warning")
    table.drop(found["uid"])


def identity_of(roster: Roster) -> list[str]:
    """The columns that tell the ties of a roster apart: its two ends, and what else tells one from another."""
    ends = [column.name for column in references_of(roster) if column.required]
    return [*ends, *(column.name for column in roster.columns if column.identifies)]


def identified(table: RosterTable) -> pl.DataFrame | None:
    """``uid``, the period and the identity of every row, its ends by number; None: an end is not looked up.

    What need not be filled in everywhere is an empty text where it is not.
    """
    values = [column for column in table.roster.columns if column.identifies]
    ends = [name for name in identity_of(table.roster) if name not in {column.name for column in values}]
    if not set(ends) <= table.references.keys():
        return None
    rows = table.rows.select(
        "uid",
        *(pl.col(value.name).fill_null("") if value.required_there else value.name for value in values),
        *(column.name for column in PERIOD),
    )
    for end in ends:
        found = table.references[end].select("uid", pl.col("thing").alias(end))
        if found["uid"].equals(rows["uid"]):
            rows = rows.with_columns(found[end])
        else:
            rows = rows.join(found, on="uid", how="left", maintain_order="left")
    return rows


def _contradicting(table: RosterTable, found: pl.DataFrame) -> pl.DataFrame:
    """Those repeated ties that are told of. A row out of a form that says the same again is nothing new.

    What the first row of a tie does not say, such a row adds.

    Args:
        table: of ties.
        found: ``uid`` and ``first``, the uid of the earlier row.
    """
    if found.is_empty():
        return found
    identity = {column.name for column in table.roster.columns if column.required or column.identifies}
    further = [column for column in columns_of(table.roster) if column.name not in identity]
    rows = table.rows.select("uid", *(column.name for column in further if not column.labels))
    for column in further:
        if column.labels:
            things = table.references.get(column.name, NO_REFERENCES).unique("uid", keep="first")
            things = things.select("uid", pl.col("thing").alias(column.name))
            rows = rows.join(things, on="uid", how="left", maintain_order="left")
    pairs = found.join(rows, on="uid", maintain_order="left").join(
        rows, left_on="first", right_on="uid", suffix=":first", maintain_order="left"
    )
    period = {column.name for column in PERIOD}
    differs = [
        pl.col(column.name).ne_missing(pl.col(f"{column.name}:first"))
        if column.name in period
        else pl.col(column.name) != pl.col(f"{column.name}:first")
        for column in further
    ]
    fed = pl.col("uid") >= table.first_fed
    differ = pl.any_horizontal(pl.lit(value=False), *(one.fill_null(value=False) for one in differs))
    added = pairs.filter(fed & ~differ)
    for column in further:
        if column.name not in period:
            _add(table, column, added.select("first", pl.col(column.name).alias("said")).drop_nulls())
    return pairs.filter(~fed | differ).select("uid", "first")


def _add(table: RosterTable, column: Column, said: pl.DataFrame) -> None:
    """Let rows (``first``) say in a column what they do not say yet."""
    said = said.unique("first", keep="first", maintain_order=True)
    if said.is_empty():
        return
    if column.labels:
        known = table.references.get(column.name, NO_REFERENCES)
        new = said.select(uid="first", thing="said").join(known, on="uid", how="anti", maintain_order="left")
        table.references[column.name] = pl.concat([known, new])
    else:
        joined = table.rows.join(said, left_on="uid", right_on="first", how="left", maintain_order="left")
        table.rows = joined.with_columns(pl.coalesce(column.name, "said").alias(column.name)).drop("said")


def _repeated_ties(rows: pl.DataFrame, identity: Sequence[str]) -> pl.DataFrame:
    """Rows that say what an earlier row says of an overlapping period.

    Args:
        rows: ``uid``, ``identity`` and the period, in the order in which they were read; rows without a full identity
            repeat nothing.
        identity: the columns that tell ties apart.

    Returns:
        ``uid`` and ``first``, the uid of the earlier row. A row that is left out makes no later one repeat it.
    """
    found = [pl.DataFrame(schema={"uid": pl.UInt32, "first": pl.UInt32})]
    alike = _alike(rows.drop_nulls(identity), identity)
    if alike.is_empty():
        return found[0]
    still = _in_conflict(
        alike.select(
            "uid",
            *identity,
            pl.col(VALID_FROM.name).fill_null(_ALWAYS[0]).alias(_START),
            pl.col(VALID_TO.name).fill_null(_ALWAYS[1]).alias(_END),
        ),
        identity,
    )
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


def where(table: RosterTable, uids: pl.Series) -> pl.Series:
    """Where rows of a table stand, in words."""
    return table.places(uids).select(in_words()).to_series()
