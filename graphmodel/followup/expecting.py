"""Which rows of a returned list were filled in, and whether what the list had given in them still stands there.

What was sent is worked out again from the data that the list was made from: what a row is for says which of its cells
were known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

import polars as pl

from graphmodel.alliance import Slice
from graphmodel.followup.filling import YELLOW, rows_to_fill, where_proposed
from graphmodel.followup.returned import ANSWERS, Returned, RowsBack
from graphmodel.language import AND, Text
from graphmodel.ontology import ROSTER, Roster, ValueType
from graphmodel.ontology.worklist import LINE, NUMBER, leading, number
from graphmodel.rosters.problems import Problems
from graphmodel.rosters.writing import in_words, roster_schema
from graphmodel.rules import Judgement
from graphmodel.spreadsheets.cleaning import cleaned

_THING: Final = ("subject_label", "subject")
_AS_SENT: Final = Text("清单里原来的编号", "the number in the list")
_CODE: Final = next(column for column in LINE if column.name == "code")
_LED_BY: Final = {"R17": "R16", "R01": "R16"}
"""By which rule rows are asked for, where another leads the line of the same fact."""


class FilledIn(NamedTuple):
    """What came back in the rows of a list."""

    rows: list[RowsBack]
    """Those that were filled in and keep what they were given."""
    filled: int
    not_filled: int


@dataclass(frozen=True)
class Sendable:
    """All that lists of one day may have held: the numbers of lines, and the rows to fill in."""

    slice: Slice
    """That day."""
    numbers: pl.Series
    rows: dict[str, pl.DataFrame]
    """By roster :data:`_THING`, the cells that were given of :func:`_keys` (as texts, null where none was), ``yellow``."""


def sendable(judgement: Judgement) -> Sendable:
    """What lists of this judgement may have held."""
    gaps = judgement.findings.filter(pl.col("verdict") == "gap")
    rows = rows_to_fill(judgement.slice, gaps)
    if "posts" in rows:
        rows["posts"] = pl.concat([rows["posts"], _recommended(rows["posts"])])
    given = {name: _given(ROSTER[name], table) for name, table in rows.items()}
    return Sendable(judgement.slice, gaps.select(number().alias("number")).to_series(), given)


def _recommended(posts: pl.DataFrame) -> pl.DataFrame:
    """Rows for a post in a grid that also serve the branch which is to recommend somebody there."""
    branches = (
        posts.filter(pl.col("rule") == "R27").drop_nulls("to").select("post", "to", branch="recommended_by")
    )
    joined = posts.filter(pl.col("recommended_by").is_null()).join(branches, on=["post", "to"])
    return joined.with_columns(
        recommended_by="branch", yellow=pl.col(YELLOW).list.set_difference(pl.lit(["recommended_by"]))
    ).select(posts.columns)


def _keys(roster: Roster) -> list[str]:
    """The columns in which what a list gives must stay."""
    kept = {ValueType.CODE, ValueType.REFERENCE}
    return [column.name for column in roster.columns if column.value_type in kept or column.name == "post"]


def _given(roster: Roster, rows: pl.DataFrame) -> pl.DataFrame:
    words = in_words(roster.columns, rows.select(roster_columns(roster)))
    keys = {key: words[key].cast(pl.String) for key in _keys(roster)}
    return rows.select(*_THING, YELLOW).with_columns(
        pl.when(~pl.col(YELLOW).list.contains(key)).then(pl.lit(texts)).alias(_as_given(key))
        for key, texts in keys.items()
    )


def _as_given(key: str) -> str:
    return f"{key}:given"


def filled_in(lists: Sequence[Returned], sent: Sendable, problems: Problems) -> dict[str, FilledIn]:
    """The rows that were filled in, by the file of the list.

    Args:
        lists: those that were made from the same data.
        sent: what they may have held.
        problems: where changed keys are told.
    """
    lines = pl.concat([pl.DataFrame(schema=ANSWERS), *(one.lines for one in lists)])
    _check_lines(lines, sent, problems)
    found: dict[str, list[_Sheet]] = {one.file: [] for one in lists}
    backs = [back for one in lists for back in one.rows]
    for name in dict.fromkeys(back.table.roster.name for back in backs):
        of_roster = [back for back in backs if back.table.roster.name == name]
        for sheet in _sorted_out(of_roster, lines, sent, problems):
            found[sheet.back.table.file].append(sheet)
    return {file: _filled_in(sheets) for file, sheets in found.items()}


class _Sheet(NamedTuple):
    back: RowsBack
    filled: pl.Series
    """Row by row whether it was filled in."""
    sound: pl.Series
    """And keeps what it was given."""


def _filled_in(sheets: Sequence[_Sheet]) -> FilledIn:
    kept = [sheet.back.only(sheet.sound) for sheet in sheets]
    filled = sum(int(sheet.filled.sum()) for sheet in sheets)
    every = sum(sheet.filled.len() for sheet in sheets)
    return FilledIn([back for back in kept if back.table.rows.len()], filled, every - filled)


def _check_lines(lines: pl.DataFrame, sent: Sendable, problems: Problems) -> None:
    """Tell of lines whose number, or the code of whose subject, is another than was sent."""
    strange = ~pl.col("number").is_in(sent.numbers.implode())
    subject = leading().struct.field("subject")
    for wrong, column, value, expected in (
        (strange, NUMBER, "number", pl.lit(str(_AS_SENT))),
        (~strange & (pl.col("code") != subject), _CODE, "code", subject),
    ):
        problems.extend(
            lines.filter(wrong).select(
                file="source_file",
                sheet="source_sheet",
                row="source_row",
                code=pl.lit("changed-key"),
                column=pl.lit(column.title.zh),
                value=pl.col(value),
                expected=expected,
            )
        )


def _sorted_out(
    backs: Sequence[RowsBack], lines: pl.DataFrame, sent: Sendable, problems: Problems
) -> list[_Sheet]:
    """The sheets with rows of one roster: which of these are filled in and sound."""
    roster = backs[0].table.roster
    cells = pl.concat([_texts(back) for back in backs]).with_row_index("at")
    pairs = _paired(cells, roster, lines, sent)
    yellow = pairs.group_by("at").agg(pl.col(YELLOW).explode().unique())
    asked = cells.join(yellow, on="at", how="left", maintain_order="left")
    fillable = [
        pl.col(YELLOW).list.contains(name).fill_null(value=True) & pl.col(name).is_not_null()
        for name in roster_columns(roster)
    ]
    filled = asked.select(pl.col("number").is_null() | pl.any_horizontal(fillable)).to_series()
    unknown = cells.filter(~pl.col("number").is_in(sent.numbers.implode())).select(
        "at", column=pl.lit(NUMBER.title.zh), value="number", expected=pl.lit(str(_AS_SENT))
    )
    wrong = pl.concat([_changed(pairs, roster), unknown]).filter(
        pl.col("at").is_in(filled.arg_true().implode())
    )
    places = cells.select("at", "file", "sheet", "row")
    problems.extend(wrong.join(places, on="at").drop("at").with_columns(code=pl.lit("changed-key")))
    sound = filled & ~cells["at"].is_in(wrong["at"].implode())
    meant = cells.select("at").join(_meant(pairs, roster), on="at", how="left", maintain_order="left")[
        "meant"
    ]
    found, first = [], 0
    for back in backs:
        height = back.table.rows.len()
        known = replace(back, meant=meant.slice(first, height))
        found.append(_Sheet(known, filled.slice(first, height), sound.slice(first, height)))
        first += height
    return found


def _texts(back: RowsBack) -> pl.DataFrame:
    """Where each row stands, its ``number`` and what that is made of, and the cells of every column as texts."""
    table, height = back.table, back.table.rows.len()
    texts = [
        cleaned(table.cells[name].raw).alias(name)
        if name in table.cells
        else pl.repeat(None, height, dtype=pl.String, eager=True).alias(name)
        for name in roster_columns(table.roster)
    ]
    frame = pl.DataFrame([back.numbers.alias("number"), table.rows.cast(pl.Int64).alias("row"), *texts])
    return frame.with_columns(
        leading().alias("parts"), file=pl.lit(table.file), sheet=pl.lit(table.sheet, pl.String)
    ).unnest("parts")


def _paired(cells: pl.DataFrame, roster: Roster, lines: pl.DataFrame, sent: Sendable) -> pl.DataFrame:
    """Each row with a number beside that row which may have been sent under it and is most like it.

    Returns:
        ``at``, the cells, those that were given, and the names of the columns that were to be filled in.
    """
    keys = _keys(roster)
    empty: dict[str, pl.DataType] = {**dict.fromkeys(_THING, pl.String()), YELLOW: pl.List(pl.String)}
    nothing = pl.DataFrame(schema=empty | {_as_given(key): pl.String() for key in keys})
    listed = lines.select(
        "number",
        file="source_file",
        listed=pl.lit(value=True),
        proposed=pl.col("proposed").fill_null(value=False),
    ).unique(["file", "number"], keep="first")
    proposing = listed.filter("proposed").select("file", proposing=pl.lit(value=True)).unique()
    pairs = (
        cells.filter(pl.col("number").is_not_null())
        .join(sent.rows.get(roster.name, nothing), on=_THING, how="left", maintain_order="left")
        .join(listed, on=["file", "number"], how="left", maintain_order="left")
        .join(proposing, on="file", how="left", maintain_order="left")
    )
    rule = pl.col("rule").replace(_LED_BY) if roster.name == "posts" else pl.col("rule")
    unlisted = pl.col("listed").is_null() & pl.col("proposing").is_not_null()
    is_proposed = pl.col("proposed").fill_null(value=False) | unlisted | pl.col(YELLOW).is_null()
    pairs = pairs.with_columns(rule=rule).with_columns(
        pl.when(is_proposed).then(where_proposed(sent.slice, roster.name)).otherwise(YELLOW).alias(YELLOW)
    )
    fixed = {key: pl.col(_as_given(key)).is_not_null() & ~pl.col(YELLOW).list.contains(key) for key in keys}
    same = {key: pl.col(key).eq_missing(pl.col(_as_given(key))) for key in keys}
    return (
        pairs.with_columns(
            wrong=pl.sum_horizontal((fixed[key] & ~same[key]).cast(pl.UInt32) for key in keys),
            right=pl.sum_horizontal((fixed[key] & same[key]).cast(pl.UInt32) for key in keys),
        )
        .filter(pl.col("wrong") == pl.col("wrong").min().over("at"))
        .filter(pl.col("right") == pl.col("right").max().over("at"))
    )


def _meant(pairs: pl.DataFrame, roster: Roster) -> pl.DataFrame:
    """``at``, and ``meant``: the number of the row with what it was given of that which no such row can lack.

    Who recommends is given in one list and not in another, depending on which rules were asked for.
    """
    needed = [key for key in _keys(roster) if roster.column(key).required]
    kept = [pl.when(~pl.col(YELLOW).list.contains(key)).then(_as_given(key)).fill_null("") for key in needed]
    first = pairs.unique("at", keep="first", maintain_order=True)
    return first.select("at", meant=pl.concat_str("number", *kept, separator="\t"))


def roster_columns(roster: Roster) -> list[str]:
    """The names of all columns of a roster's rows."""
    return list(roster_schema(roster.name))


def _changed(pairs: pl.DataFrame, roster: Roster) -> pl.DataFrame:
    """``at``, ``column``, ``value`` and ``expected`` of every cell that was given and is another now.

    Of a row that is as much like several that may have been sent, all that these give there is expected.
    """
    first = pairs.unique("at", keep="first", maintain_order=True)
    found = []
    for key in _keys(roster):
        given = pl.col(_as_given(key))
        wrong = given.is_not_null() & ~pl.col(YELLOW).list.contains(key) & pl.col(key).ne_missing(given)
        title = pl.lit(roster.column(key).title.zh)
        several = given.drop_nulls().unique(maintain_order=True).str.join(str(AND))
        every = pairs.group_by("at").agg(expected=several)
        told = first.filter(wrong).join(every, on="at", maintain_order="left")
        found.append(told.select("at", column=title, value=key, expected="expected"))
    return pl.concat(found)
