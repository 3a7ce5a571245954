"""Which rows of a returned list were filled in, and whether what the list had given in them still stands there.

What was sent is worked out again from the data that the list was made from: what a row is for says which of its cells
were known.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import polars as pl

from graphmodel.followup.filling import WHERE_PROPOSED, YELLOW, rows_to_fill
from graphmodel.followup.returned import Returned, RowsBack
from graphmodel.language import Text
from graphmodel.ontology import ROSTER, Column, Roster, ValueType
from graphmodel.ontology.worklist import NUMBER, number
from graphmodel.rosters.problems import Problems
from graphmodel.rosters.writing import in_words, roster_schema
from graphmodel.rules import Judgement
from graphmodel.spreadsheets.cleaning import cleaned

_THING: Final = ("subject_label", "subject")
_AS_SENT: Final = Text("清单里原来的编号", "the number in the list")
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
    return Sendable(gaps.select(number().alias("number")).to_series(), given)


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


def filled_in(one: Returned, sent: Sendable, problems: Problems) -> FilledIn:
    """The rows of a list that were filled in.

    Args:
        one: the list.
        sent: what it may have held.
        problems: where changed keys are told.
    """
    _check_lines(one, sent, problems)
    found = [_of_sheet(back, one, sent, problems) for back in one.rows]
    rows = [back.only(sound) for back, sound, _ in found]
    filled = sum(int(filled.sum()) for *_, filled in found)
    return FilledIn(
        [back for back in rows if back.table.rows.len()],
        filled,
        sum(filled.len() for *_, filled in found) - filled,
    )


def _check_lines(one: Returned, sent: Sendable, problems: Problems) -> None:
    """Tell of lines whose number, or the code of whose subject, is another than was sent."""
    strange = ~pl.col("number").is_in(sent.numbers.implode())
    subject = pl.col("number").str.splitn(":", 3).struct.field("field_2")
    place = {"file": "source_file", "sheet": "source_sheet", "row": "source_row"}
    for wrong, column, value, expected in (
        (strange, NUMBER.title.zh, "number", pl.lit(str(_AS_SENT))),
        (~strange & (pl.col("code") != subject), "对象", "code", subject),
    ):
        found = one.lines.filter(wrong).select(
            **{name: pl.col(column_) for name, column_ in place.items()},
            code=pl.lit("changed-key"),
            column=pl.lit(column),
            value=pl.col(value),
            expected=expected,
        )
        problems.extend(found)


def _of_sheet(
    back: RowsBack, one: Returned, sent: Sendable, problems: Problems
) -> tuple[RowsBack, pl.Series, pl.Series]:
    """The rows of a sheet, which of them are filled in and sound, and which are filled in."""
    roster = back.table.roster
    cells = _texts(back)
    known = cells["number"].is_in(sent.numbers.implode()) | cells["number"].is_null()
    pairs = _paired(cells, roster, one, sent)
    changed = _changed(pairs, roster)
    unknown = cells.filter(~known).select(
        "at", column=pl.lit(NUMBER.title.zh), value="number", expected=pl.lit(str(_AS_SENT))
    )
    yellow = cells.select("at").join(
        pairs.group_by("at").agg(pl.col(YELLOW).explode().unique()),
        on="at",
        how="left",
        maintain_order="left",
    )[YELLOW]
    asked = pl.DataFrame([yellow.alias(YELLOW)]).hstack(cells.drop("at", "rule"))
    any_filled = asked.select(
        pl.col("number").is_null()
        | pl.any_horizontal(
            pl.lit(value=False),
            *(
                pl.col(YELLOW).list.contains(column.name).fill_null(value=True)
                & pl.col(column.name).is_not_null()
                for column in _read(back)
            ),
        )
    ).to_series()
    wrong = pl.concat([changed, unknown]).filter(pl.col("at").is_in(any_filled.arg_true().implode()))
    rows = back.table.rows
    headings = back.table.headings
    titles = {column.title.zh: headings.get(column.name, column.title.zh) for column in _read(back)}
    problems.extend(
        wrong.select(
            row=pl.lit(rows.gather(wrong["at"])),
            file=pl.lit(back.table.file),
            sheet=pl.lit(back.table.sheet, pl.String),
            code=pl.lit("changed-key"),
            column=pl.col("column").replace(titles),
            value="value",
            expected="expected",
        )
    )
    bad = pl.int_range(rows.len(), dtype=pl.UInt32, eager=True).is_in(wrong["at"].implode())
    return back, any_filled & ~bad, any_filled


def _read(back: RowsBack) -> list[Column]:
    return [column for column in back.table.roster.columns if column.name in back.table.cells]


def _texts(back: RowsBack) -> pl.DataFrame:
    """``at``, ``number``, what it is made of, and the cells of every column as texts."""
    texts = [cleaned(back.table.cells[column.name].raw).alias(column.name) for column in _read(back)]
    parts = pl.col("number").str.splitn(":", 3).struct.rename_fields(["rule", *_THING])
    return (
        pl.DataFrame([back.numbers.alias("number"), *texts])
        .with_row_index("at")
        .with_columns(parts.alias("parts"))
    ).unnest("parts")


def _paired(cells: pl.DataFrame, roster: Roster, one: Returned, sent: Sendable) -> pl.DataFrame:
    """Each row with a number beside that row which may have been sent under it and is most like it.

    Returns:
        ``at``, the cells, those that were given, and the names of the columns that were to be filled in.
    """
    keys = [key for key in _keys(roster) if key in cells.columns]
    empty: dict[str, pl.DataType] = {**dict.fromkeys(_THING, pl.String()), YELLOW: pl.List(pl.String)}
    given = sent.rows.get(
        roster.name, pl.DataFrame(schema=empty | {_as_given(key): pl.String() for key in _keys(roster)})
    )
    proposed = one.lines.filter(pl.col("proposed").fill_null(value=False))["number"]
    told = one.lines["number"]
    pairs = cells.filter(pl.col("number").is_not_null()).join(
        given, on=_THING, how="left", maintain_order="left"
    )
    rule = pl.col("rule").replace(_LED_BY) if roster.name == "posts" else pl.col("rule")
    where = pl.lit(roster_columns(roster))
    for (asked, name), columns in WHERE_PROPOSED.items():
        if name == roster.name:
            where = pl.when(rule == asked).then(pl.lit(list(columns))).otherwise(where)
    is_proposed = pl.col("number").is_in(proposed.implode()) | (
        pl.col(YELLOW).is_null() | ~pl.col("number").is_in(told.implode()) & pl.lit(proposed.len() > 0)
    )
    pairs = pairs.with_columns(pl.when(is_proposed).then(where).otherwise(YELLOW).alias(YELLOW))
    fixed = {key: pl.col(_as_given(key)).is_not_null() & ~pl.col(YELLOW).list.contains(key) for key in keys}
    same = {key: pl.col(key).eq_missing(pl.col(_as_given(key))) for key in keys}
    zero = pl.lit(0, pl.UInt32)
    return (
        pairs.with_columns(
            wrong=pl.sum_horizontal(zero, *((fixed[key] & ~same[key]).cast(pl.UInt32) for key in keys)),
            right=pl.sum_horizontal(zero, *((fixed[key] & same[key]).cast(pl.UInt32) for key in keys)),
        )
        .filter(pl.col("wrong") == pl.col("wrong").min().over("at"))
        .filter(pl.col("right") == pl.col("right").max().over("at"))
    )


def roster_columns(roster: Roster) -> list[str]:
    """The names of all columns of a roster's rows."""
    return list(roster_schema(roster.name))


def _changed(pairs: pl.DataFrame, roster: Roster) -> pl.DataFrame:
    """``at``, ``column``, ``value`` and ``expected`` of every cell that was given and is another now."""
    first = pairs.unique("at", keep="first", maintain_order=True)
    found = [
        pl.DataFrame(schema={"at": pl.UInt32, "column": pl.String, "value": pl.String, "expected": pl.String})
    ]
    for key in _keys(roster):
        if key in first.columns:
            given = pl.col(_as_given(key))
            wrong = given.is_not_null() & ~pl.col(YELLOW).list.contains(key) & pl.col(key).ne_missing(given)
            title = pl.lit(roster.column(key).title.zh)
            found.append(first.filter(wrong).select("at", column=title, value=key, expected=given))
    return pl.concat(found)
