"""Rows out of forms that are one thing: what they say is united, and where two say different things, that is an error."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from graphmodel.language import Text
from graphmodel.ontology import HOUSEHOLD, LIST, PERIOD, VALID_FROM, Column, ValueType
from graphmodel.rosters.cells import expected
from graphmodel.rosters.headings import columns_of
from graphmodel.rosters.intake import Intake
from graphmodel.rosters.problems import Problems
from graphmodel.rosters.register import QUALIFIER
from graphmodel.rosters.repeats import where
from graphmodel.rosters.tables import RETIRED_WORD, RosterTable
from graphmodel.spreadsheets.repetition import any_twice

_PERIOD: Final = {column.name for column in PERIOD}
_SAYS: Final = Text("{}为“{}”", "{}: '{}'")
"""What an earlier row says, and where it stands."""


def unite(intake: Intake, table: RosterTable) -> None:
    """Make one row of those out of forms that bear the same code: the first, with what the others say besides.

    Lists are put together. An empty cell says nothing; of two different values the first counts, and the other is
    reported. How long a thing is there is said by the rows of its own form, else by all that name it.
    """
    rows = table.rows.filter(pl.col("uid") >= table.first_fed)
    if rows.is_empty() or HOUSEHOLD in table.roster.makes:  # no two rows may be one home
        return
    values = [
        column
        for column in columns_of(table.roster)
        if column.name != "id" and column.value_type is not ValueType.REFERENCE
    ]
    first = rows.clear().select("uid", first="uid")
    if any_twice(rows["id"]):
        rows = rows.with_columns(
            first=pl.when(pl.col("id").is_null()).then("uid").otherwise(pl.col("uid").first().over("id")),
            own=pl.Series(table.own)[table.table_numbers[rows["uid"]]],
        )
        shared = rows["first"].is_duplicated()
        several = rows.filter(shared)
        rows = _united(intake.problems, table, rows.filter(~shared), several, values)
        first = several.select("uid", "first")
    if table.roster.name == "party_orgs":
        _ask_retired(intake.problems, table, rows)
    rows = rows.with_columns(
        pl.col(column.name).fill_null(pl.lit(column.default))
        for column in values
        if column.default is not None
    )
    others = table.rows.filter(pl.col("uid") < table.first_fed)
    table.rows = pl.concat([others, rows.select(table.rows.columns)])
    for column in columns_of(table.roster):
        if column.name in table.references:
            table.references[column.name] = _of_first(intake, table, column, first)


def _united(
    problems: Problems,
    table: RosterTable,
    alone: pl.DataFrame,
    several: pl.DataFrame,
    values: Sequence[Column],
) -> pl.DataFrame:
    """The rows that are a thing each, and one row for several that are one."""
    for column in values:
        if not column.many:
            _report_conflicts(problems, table, column, several)
    names = {column.name for column in values}
    merged = several.group_by("first", maintain_order=True).agg(
        *(_merged(column).alias(column.name) for column in values),
        *(pl.col(name).first() for name in alone.columns if name not in {*names, "first"}),
    )
    return pl.concat([alone, merged.select(alone.columns)]).sort("uid")


def _merged(column: Column) -> pl.Expr:
    """What the rows of a thing say together."""
    said = pl.col(column.name).drop_nulls()
    if column.name in _PERIOD:
        own = pl.col(column.name).filter("own").drop_nulls().first()
        furthest = pl.col(column.name).min() if column.name == VALID_FROM.name else pl.col(column.name).max()
        always = pl.col(column.name).null_count() > 0
        return pl.when(pl.col("own").any()).then(own).otherwise(pl.when(~always).then(furthest))
    if column.many:
        return pl.when(said.len() > 0).then(said.unique(maintain_order=True).str.join(LIST))
    return said.first()


def _report_conflicts(problems: Problems, table: RosterTable, column: Column, rows: pl.DataFrame) -> None:
    if column.name not in table.texts.columns:
        return
    said = rows.filter("own") if column.name in _PERIOD else rows
    said = said.filter(~pl.col("id").str.starts_with(QUALIFIER)).drop_nulls(column.name)
    agreed = pl.col(column.name).first().over("first")
    earlier = pl.col("uid").first().over("first")
    wrong = said.with_columns(earlier=earlier).filter(pl.col(column.name) != agreed)
    if wrong.is_empty():
        return
    written = table.texts[column.name]
    before = written.gather(wrong["earlier"] - table.first_fed)
    _report(problems, table, column, wrong, written.gather(wrong["uid"] - table.first_fed), before)


def _of_first(intake: Intake, table: RosterTable, column: Column, first: pl.DataFrame) -> pl.DataFrame:
    """The references of rows as those of the thing they are, each once; of one that may have only one the first."""
    found = table.references[column.name]
    if first.is_empty() and not any_twice(found["uid"]):
        return found
    found = found.join(first, on="uid", how="left", maintain_order="left")
    found = found.select("thing", "uid", first=pl.coalesce("first", "uid"))
    if not any_twice(found["first"]):
        return found.select("thing", uid="first").select("uid", "thing")
    if not column.many:
        found = found.with_columns(
            earlier=pl.col("uid").first().over("first"), agreed=pl.col("thing").first().over("first")
        )
        wrong = found.filter(pl.col("thing") != pl.col("agreed"))
        ids = intake.register.things["id"]
        _report(
            intake.problems, table, column, wrong, ids.gather(wrong["thing"]), ids.gather(wrong["agreed"])
        )
        found = found.filter(pl.col("thing") == pl.col("agreed"))
    return found.select("thing", uid="first").select("uid", "thing").unique(maintain_order=True)


def _report(
    problems: Problems,
    table: RosterTable,
    column: Column,
    wrong: pl.DataFrame,
    said: pl.Series,
    before: pl.Series,
) -> None:
    """Note that rows (``uid``) say something else than an ``earlier`` one."""
    told = wrong.select("uid", code=pl.lit("conflicting-value"), value=said)
    earlier = pl.DataFrame({"said": before, "where": where(table, wrong["earlier"])})
    expected = earlier.select(pl.format(str(_SAYS), "where", "said")).to_series()
    table.report(problems, told.with_columns(expected=expected), column)


def _ask_retired(problems: Problems, table: RosterTable, merged: pl.DataFrame) -> None:
    """Ask where a name says retired members and no row says anything of it."""
    asked = merged.filter(
        pl.col("name").str.contains(RETIRED_WORD, literal=True) & pl.col("is_retired").is_null()
    )
    column = table.roster.column("is_retired")
    found = asked.select("uid", code=pl.lit("ask-retired"), expected=pl.lit(expected(column)["bad-yes-no"]))
    table.report(problems, found, column, severity="warning")
