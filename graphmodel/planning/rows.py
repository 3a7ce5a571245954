"""The moves as rows of the rosters they belong to: 任职, 结对, 报到, 联户, and 终止 for what ends."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Final

import polars as pl

from graphmodel.language import Text
from graphmodel.ontology import ENDINGS, ROSTER, VALID_FROM, VALID_TO, Column
from graphmodel.planning.moves import RELATION_OF
from graphmodel.rosters.noted import Noted
from graphmodel.rosters.writing import RosterBook, in_words
from graphmodel.spreadsheets.creation import new_workbook
from graphmodel.spreadsheets.notes import take_down

_PROPOSED: Final = Text("建议", "proposed")


def rows_of(moves: pl.DataFrame, day: date) -> dict[str, pl.DataFrame]:
    """The rows of the moves, by roster, in their order.

    Args:
        moves: columns of :data:`graphmodel.planning.ordering.MOVES`.
        day: on which they begin or end.

    Returns:
        Tables of the roster's columns, values as they are stored, and ``move``; only rosters with rows.
    """
    added = moves.filter(pl.col("change") == "add")
    ended = moves.filter(pl.col("change") == "end")
    ends = {"from": pl.col("from_id"), "to": pl.col("to_id")}
    begun = ends | {
        "post": pl.col("post"),
        "recommended_by": pl.col("recommended_by"),
        VALID_FROM.name: pl.lit(day),
        VALID_TO.name: pl.col("valid_to"),
    }
    over = ends | {"roster": pl.col("roster"), "post": pl.col("post"), "ended_on": pl.lit(day)}
    tables = {
        roster: _rows(added.filter(pl.col("roster") == roster), columns_of(roster), begun)
        for roster in RELATION_OF
    } | {ENDINGS.name: _rows(ended, columns_of(ENDINGS.name), over)}
    return {roster: table for roster, table in tables.items() if table.height}


def columns_of(roster: str) -> list[Column]:
    """The columns a move may fill."""
    if roster == ENDINGS.name:
        return list(ENDINGS.columns)
    filled = {"from", "to", "post", "recommended_by"}
    return [*(column for column in ROSTER[roster].columns if column.name in filled), VALID_FROM, VALID_TO]


def cells_of(moves: pl.DataFrame, day: date) -> dict[int, dict[str, Any]]:
    """By move the filled cells of its row: the template's headings, its words, dates as ISO writes them."""
    found: dict[int, dict[str, Any]] = {}
    for roster, table in rows_of(moves, day).items():
        columns = columns_of(roster)
        words = in_words(columns, table).with_columns(pl.col(pl.Date).cast(pl.String))
        titles = [column.title.zh for column in columns]
        for move, cells in zip(table["move"], words.iter_rows(), strict=True):
            found[move] = {title: cell for title, cell in zip(titles, cells, strict=True) if cell is not None}
    return found


def write_rows(moves: pl.DataFrame, day: date, path: Path, absent_parts: frozenset[str]) -> None:
    """Write the rows as a workbook that can be read with the rosters; that they are proposals stands in its properties.

    Args:
        moves: columns of :data:`graphmodel.planning.ordering.MOVES`.
        day: on which they begin or end.
        path: the workbook's.
        absent_parts: of the rosters. That the rows supply none of them stands in its properties too.

    Raises:
        EnvironmentFailure: the file cannot be written.
    """
    with new_workbook(path, {"title": _PROPOSED.zh, "status": _PROPOSED.zh}) as workbook:
        if absent_parts:
            take_down(workbook, Noted(absent_parts=absent_parts).as_property())
        book = RosterBook(workbook, guided=False)
        for roster, table in rows_of(moves, day).items():
            filled = [column for column in columns_of(roster) if table[column.name].is_not_null().any()]
            book.add(ROSTER[roster], filled, table)


def _rows(moves: pl.DataFrame, columns: list[Column], cells: dict[str, pl.Expr]) -> pl.DataFrame:
    return moves.select("move", *(cells[column.name].alias(column.name) for column in columns))
