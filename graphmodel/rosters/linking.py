"""Linking: which thing each cell of a reference column means, and what is told of cells that mean none.

How texts are looked up is the business of :mod:`graphmodel.rosters.references`; here it is decided among which things,
and what a roster that is absent, a word for elsewhere or an ended thing makes of it.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

from graphmodel.language import AND, Text
from graphmodel.ontology import (
    ENDED,
    ENDINGS,
    ROSTER,
    VALID_FROM,
    VALID_TO,
    Column,
    Roster,
    ValueType,
    labels_named_by,
)
from graphmodel.rosters.cells import parts
from graphmodel.rosters.intake import Intake
from graphmodel.rosters.references import resolve_column, told_in_full
from graphmodel.rosters.register import rosters_of
from graphmodel.rosters.tables import RosterTable

_A_ROW_EACH: Final = Text("每个各写一行", "write a row for each")
"""What to do with two references in a row that ties one thing to one other."""


def link(intake: Intake, table: RosterTable, column: Column) -> None:
    """Find what the cells of a reference column mean; what is wrong with them is told when everything is known."""
    wanted = set(rosters_of(column.labels))
    cells = pl.DataFrame(
        {
            "uid": table.rows["uid"],
            "text": table.rows[column.name],
            "raw": table.as_read(column),
        }
    ).with_columns(labels=_labels(intake, table, column))
    if column.elsewhere:
        cells = _take_elsewhere(table, column, cells)
    supplied = intake.supplied
    if not wanted & supplied:
        _report_not_supplied(intake, table, column, wanted)
        if column.required:
            table.supplied = False
        return
    if table.virtual:
        cells = cells.with_columns(pl.col("text").replace(table.virtual))
    found, wrong = resolve_column(intake.register, column, cells, partly_supplied=not wanted <= supplied)
    if column.name in table.references:  # rows out of forms, looked up already
        found = pl.concat([found, table.references[column.name]])
    if not wrong.is_empty():
        table.wrong_references[column.name] = wrong
    if column.elsewhere:
        _is_not_elsewhere(table, column, found["uid"])
    table.references[column.name] = found


def report_wrong_references(intake: Intake) -> None:
    """Tell what is wrong with references, everything being known."""
    for table in intake.tables.values():
        for name, wrong in table.wrong_references.items():
            complaints = told_in_full(intake.register, wrong)
            if table.roster.of_ties:
                several = pl.col("code") == "second-parent"
                complaints = complaints.with_columns(
                    expected=pl.when(several).then(pl.lit(str(_A_ROW_EACH))).otherwise("expected")
                )
            by_severity = complaints.partition_by("severity", as_dict=True, include_key=False)
            for (severity,), of_severity in by_severity.items():
                table.report(intake.problems, of_severity, table.roster.column(name), severity=severity)


def report_outlived(intake: Intake) -> None:
    """Tell which ties last longer than what they lead to, what is repeated and what ends being known.

    Of cells of which something is told already nothing more is.
    """
    if intake.register.timeless:
        return
    for table in intake.tables.values():
        for name, found in table.references.items() if table.roster is not ENDINGS else ():
            wrong = table.wrong_references.get(name)
            told = found if wrong is None else found.filter(~pl.col("uid").is_in(wrong["uid"].implode()))
            _report_outlived(intake, table, table.roster.column(name), told)


def _labels(intake: Intake, table: RosterTable, column: Column) -> pl.Expr | pl.Series:
    """The labels a cell may refer to, joined by ``|``; null where none is looked up."""
    if table.roster is not ENDINGS:
        return _labels_as_in(table.roster, intake, table, column)
    labels = pl.lit("|".join(column.labels))
    for ended in (ROSTER[choice.value] for choice in ENDED):
        there = _labels_as_in(ended, intake, table, ended.column(column.name)).cast(pl.String)
        labels = pl.when(pl.col("roster") == ended.name).then(there).otherwise(labels)
    return table.rows.select(labels).to_series()


def _labels_as_in(roster: Roster, intake: Intake, table: RosterTable, column: Column) -> pl.Expr | pl.Series:
    """The labels a cell may refer to that stands in a column of a roster, or says what that column says."""
    every = "|".join(column.labels)
    if column.labels_by is None:
        return pl.lit(every, pl.Enum([every]))
    narrowed = {value: "|".join(labels) or None for value, labels in labels_named_by(roster, column).items()}
    either = pl.Enum(sorted({every, *filter(None, narrowed.values())}))
    if roster.column(column.labels_by).value_type is not ValueType.REFERENCE:
        by = table.rows[column.labels_by]
    elif column.labels_by in table.references:
        other = table.references[column.labels_by]
        label = intake.register.things["label"].gather(other["thing"]).cast(pl.String)
        other = other.select("uid", label)
        by = table.rows.select("uid").join(other, on="uid", how="left", maintain_order="left")["label"]
    else:
        return pl.lit(every, either)
    return by.replace_strict(narrowed, default=every, return_dtype=either)


def _report_not_supplied(intake: Intake, table: RosterTable, column: Column, wanted: set[str]) -> None:
    named = [
        (place, headings[column.name])
        for place, headings in zip(table.sheets[: table.own_sheets], table.headings, strict=False)
        if column.name in headings and column.name in table.filled
    ]
    if not named:
        return
    (file, sheet), heading = named[0]
    titles = str(AND).join(str(ROSTER[name].title) for name in ROSTER if name in wanted)
    intake.problems.add("reference-not-supplied", file, sheet, column=heading, expected=titles)


def _report_outlived(intake: Intake, table: RosterTable, column: Column, found: pl.DataFrame) -> None:
    limits = intake.register.things[found["thing"]].select("id", "starts", "ends")
    limited = found.hstack(limits).filter(pl.col("starts").is_not_null() | pl.col("ends").is_not_null())
    if limited.is_empty():
        return
    start, end = VALID_FROM.name, VALID_TO.name
    beyond = limited.join(table.rows.select("uid", start, end), on="uid", maintain_order="left").filter(
        (pl.col("starts") > pl.col(start).fill_null(date.min))
        | (pl.col("ends") < pl.col(end).fill_null(date.max))
    )
    table.report(
        intake.problems,
        beyond.unique("uid", keep="first", maintain_order=True).select(
            "uid",
            code=pl.lit("outlives-its-end"),
            value=pl.col("id"),
            expected=pl.format(
                "{}–{}",
                pl.col("starts").cast(pl.String).fill_null("…"),
                pl.col("ends").cast(pl.String).fill_null("…"),
            ),
        ),
        column,
        severity="warning",
    )


def _take_elsewhere(table: RosterTable, column: Column, cells: pl.DataFrame) -> pl.DataFrame:
    """Set the property that the word for elsewhere stands for; the other cells remain to be looked up."""
    assert column.elsewhere is not None
    word, sets = column.elsewhere
    named = cells.filter(pl.col("text").str.contains(word, literal=True)).select(
        "uid", part=parts(pl.col("raw"))
    )
    alone = named.filter((pl.col("part").list.len() == 1) & (pl.col("part").list.first() == word))
    elsewhere = pl.col("uid").is_in(alone["uid"].implode())
    table.rows = table.rows.with_columns(pl.when(elsewhere).then(pl.lit(value=True)).alias(sets))
    return cells.filter(~elsewhere)


def _is_not_elsewhere(table: RosterTable, column: Column, resolved: pl.Series) -> None:
    """Whoever is somewhere known is not elsewhere."""
    assert column.elsewhere is not None
    sets = column.elsewhere[1]
    here = pl.col("uid").is_in(resolved.implode())
    table.rows = table.rows.with_columns(pl.when(here).then(pl.lit(value=False)).otherwise(sets).alias(sets))
