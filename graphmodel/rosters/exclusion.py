"""Exclusion: rows with errors are left out, and with them the rows that point to them; each is reported."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Final

import polars as pl

from graphmodel.language import Text
from graphmodel.rosters.intake import Intake

_LEFT_OUT: Final = Text("该行有错误，未保留", "its row has errors and was left out")


def leave_out(intake: Intake, elsewhere: Sequence[pl.Series] = ()) -> list[pl.Series]:
    """Take out rows with errors, then rows that point to them, until none is left; each is reported.

    A roster of which no row is sound says nothing: it counts as not supplied.

    Args:
        intake: what was read.
        elsewhere: the things that were lost of rosters that are not in it, round by round.

    Returns:
        The things that were lost, round by round.
    """
    had_rows = [table for table in intake.tables.values() if table.rows.height]
    rounds: list[pl.Series] = []
    for number in count():
        things = [_drop_bad_rows(intake), *elsewhere[number : number + 1]]
        told = [found for found in things if found is not None]
        if not told:
            break
        lost = pl.concat(told)
        rounds.append(lost)
        for table in intake.tables.values():
            for name, found in table.references.items():
                pointing = found.filter(pl.col("thing").is_in(lost.implode()))
                pointing = pointing.unique("uid", keep="first", maintain_order=True)
                complaints = pointing.select(
                    "uid",
                    code=pl.lit("unknown-reference"),
                    value=intake.register.things["id"].gather(pointing["thing"]),
                    expected=pl.lit(str(_LEFT_OUT)),
                )
                table.report(intake.problems, complaints, table.roster.column(name))
    for table in had_rows:
        table.supplied &= not table.rows.is_empty()
    return rounds


def _drop_bad_rows(intake: Intake) -> pl.Series | None:
    """Take out the rows with errors; returns the things that are gone with them, None if there were no rows."""
    dropped = False
    gone = [pl.Series([], dtype=pl.UInt32)]
    for table in intake.tables.values():
        bad = table.rows.filter(table.bad.gather(table.rows["uid"]))
        dropped |= not bad.is_empty()
        table.drop(bad["uid"])
        if "thing" in bad.columns:
            things = bad["thing"].drop_nulls()
            gone.append(things.filter(~things.is_in(table.rows["thing"].implode())))
    return pl.concat(gone) if dropped else None
