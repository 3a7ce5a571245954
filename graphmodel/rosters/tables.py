"""From recognised sheets to one checked table per roster: typed values, and a mark on every row with an error.

Each row keeps where it stands (``file``, ``sheet``, ``row``) and a number of its own (``uid``), by which references
and duplicates speak of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from graphmodel.ontology import PERIOD, VALID_FROM, VALID_TO, Column, Kind, Roster, dtype, labels_named_by
from graphmodel.ontology.choices import PROVINCE
from graphmodel.rosters.cells import MAYBE_PERSONAL, Cell, Checked, check, clean, expected, is_personal
from graphmodel.rosters.problems import Problems
from graphmodel.rosters.recognise import Table, kind_of

WHERE: Final = ("file", "sheet", "row")
VIRTUAL_DIVISION: Final = "市辖区"
"""The county level of a division list that stands for no place; its children hang on the city."""


@dataclass
class RosterTable:
    """Every row of one roster, over all files.

    ``rows`` has ``uid``, :data:`WHERE`, the value of every column of the roster and its period, the raw text of
    codes and references under ``name:raw``, and ``bad``: whether the row has an error.
    """

    roster: Roster
    rows: pl.DataFrame
    filled: frozenset[str]
    """Columns in which some cell is filled; all of them when the office says that there are none."""
    supplied: bool
    left_out: int
    """Rows that are no place of their own: provinces and the virtual 市辖区."""
    virtual: dict[str, str]
    """The codes of virtual divisions and the code they hang on."""
    headings: pl.DataFrame
    """``file``, ``sheet``, ``name``, ``heading``: how each table writes each column."""

    def report(
        self, problems: Problems, found: pl.DataFrame, column: Column, severity: str = "error"
    ) -> None:
        """Note problems in a column and mark their rows.

        Args:
            problems: where they are noted.
            found: ``uid``, ``code`` and, as far as they are known, ``value`` and ``expected``.
            column: the column they stand in.
            severity: warnings do not mark rows.
        """
        if found.is_empty():
            return
        if severity == "error":
            self.rows = self.rows.with_columns(
                bad=pl.col("bad") | pl.col("uid").is_in(found["uid"].implode())
            )
        headings = self.headings.filter(pl.col("name") == column.name).drop("name")
        problems.extend(
            found.join(self.rows.select("uid", *WHERE), on="uid", maintain_order="left")
            .join(headings, on=["file", "sheet"], how="left", nulls_equal=True, maintain_order="left")
            .with_columns(column=pl.col("heading").fill_null(column.title.zh), severity=pl.lit(severity))
            .drop("uid", "heading")
        )


def columns_of(roster: Roster) -> tuple[Column, ...]:
    """The columns of a roster with those that every roster carries."""
    return (*roster.columns, *PERIOD)


def raw_of(name: str) -> str:
    """The column that holds the raw text of a column of codes or references."""
    return f"{name}:raw"


def gather(roster: Roster, tables: Sequence[Table], divisions: pl.Series, problems: Problems) -> RosterTable:
    """Check every table of a roster and put them one after the other.

    Args:
        roster: whose tables these are.
        tables: in the order in which they were read.
        divisions: the codes of the supplied divisions.
        problems: where problems are noted.
    """
    checked = [_check_table(table, divisions, problems) for table in tables]
    rows = pl.concat([_empty(roster), *checked], how="vertical").with_row_index("uid")
    left_out = _is_left_out(roster)
    virtual = rows.filter(left_out & (pl.col("level") == "county")) if roster.label_by else rows.clear()
    says_none = [table for table in tables if table.none_row is not None]
    if rows.height:
        for table in says_none:
            problems.add("skipped-row", table.file, table.sheet, row=table.none_row)
    filled = {
        name for table in tables for name in table.headings if table.cells[name].str.contains(r"\S").any()
    }
    result = RosterTable(
        roster,
        rows.filter(~left_out),
        frozenset(column.name for column in columns_of(roster)) if says_none else frozenset(filled),
        supplied=bool(rows.height or says_none),
        left_out=rows.select(left_out.sum()).item(),
        virtual=dict(virtual.select("id", "part_of").iter_rows()) if roster.label_by else {},
        headings=pl.DataFrame(
            [
                (table.file, table.sheet, name, heading)
                for table in tables
                for name, heading in table.headings.items()
            ],
            schema={"file": pl.String, "sheet": pl.String, "name": pl.String, "heading": pl.String},
            orient="row",
        ),
    )
    _check_rows(result, problems)
    return result


def _empty(roster: Roster) -> pl.DataFrame:
    schema: dict[str, pl.DataType] = {"file": pl.String(), "sheet": pl.String(), "row": pl.Int64()}
    schema |= {column.name: dtype(column) for column in columns_of(roster)}
    schema |= {raw_of(c.name): pl.String() for c in roster.columns if c.kind in {Kind.CODE, Kind.REFERENCE}}
    return pl.DataFrame(schema=schema | {"bad": pl.Boolean()})


def _is_left_out(roster: Roster) -> pl.Expr:
    if not roster.label_by:
        return pl.lit(value=False)
    virtual = (pl.col(roster.label_by) == "county") & (pl.col("name") == VIRTUAL_DIVISION)
    return ((pl.col(roster.label_by) == PROVINCE) | virtual).fill_null(value=False)


def _check_table(table: Table, divisions: pl.Series, problems: Problems) -> pl.DataFrame:
    """The table with values for cells; problems are noted, and rows that have any are marked."""
    roster = table.roster
    columns = [column for column in columns_of(roster) if column.name in table.headings]
    raw = table.cells
    texts = raw.select(_cleaned(raw[column.name]) for column in columns)
    checks = {column.name: _check(column, roster, texts, divisions) for column in columns}
    cells = pl.concat(
        [
            raw.select("row"),
            texts,
            raw.select(pl.col(column.name).alias(raw_of(column.name)) for column in columns),
            raw.select(kind_of(column.name) for column in columns),
        ],
        how="horizontal",
    )
    checked = cells.select(
        "row",
        *(checks[column.name].value.alias(column.name) for column in columns),
        *(raw_of(column.name) for column in columns if column.kind in {Kind.CODE, Kind.REFERENCE}),
        *(checks[column.name].problem.alias(problem_of(column.name)) for column in columns),
    )
    left_out = (
        checked.select(_is_left_out(roster)).to_series() if _has(roster, columns) else pl.Series([False])
    )
    for column in columns:
        found = checked[problem_of(column.name)].is_not_null() & ~left_out
        if not found.any():
            continue
        code = pl.col("code")
        problems.extend(
            pl.DataFrame(
                {
                    "row": cells["row"].filter(found),
                    "code": checked[problem_of(column.name)].filter(found),
                    "value": texts[column.name].filter(found),
                }
            ).with_columns(
                file=pl.lit(table.file),
                sheet=pl.lit(table.sheet),
                column=pl.lit(table.headings[column.name]),
                value=pl.when(code != "personal-number").then(pl.col("value").str.head(100)),
                expected=code.replace_strict(expected(column), default=None, return_dtype=pl.String),
            )
        )
    any_problem = pl.any_horizontal(pl.lit(value=False), pl.col("^.*:problem$").is_not_null())
    empty = _empty(roster)
    return checked.with_columns(
        file=pl.lit(table.file),
        sheet=pl.lit(table.sheet, pl.String),
        bad=any_problem if table.sound else pl.lit(value=True),
        **{
            name: pl.lit(None, kind)
            for name, kind in empty.schema.items()
            if name not in checked.columns and name not in {*WHERE, "bad"}
        },
        row=pl.col("row").cast(pl.Int64),
    ).select(empty.columns)


def problem_of(name: str) -> str:
    """The column that holds the problem of a column's cells."""
    return f"{name}:problem"


def _has(roster: Roster, columns: Sequence[Column]) -> bool:
    names = {column.name for column in columns}
    return roster.label_by is not None and {roster.label_by, "name"} <= names


def _cleaned(raw: pl.Series) -> pl.Series:
    """Cleaned text; a column of plain characters without blanks is already clean."""
    if not raw.str.contains("[^!-~]").any():
        return raw
    return raw.to_frame().select(clean(pl.col(raw.name)).alias(raw.name)).to_series()


def _check(column: Column, roster: Roster, texts: pl.DataFrame, divisions: pl.Series) -> Checked:
    cell = Cell(pl.col(column.name), pl.col(raw_of(column.name)), pl.col(kind_of(column.name)))
    value, problem = check(column, cell, _is_required(column, roster, texts))
    if column.default is not None:
        value = pl.when(cell.text.is_null()).then(pl.lit(column.default)).otherwise(value)
    if column.guarded and texts[column.name].str.contains(MAYBE_PERSONAL).any():
        personal = is_personal(cell.text, divisions)
        problem = pl.when(personal).then(pl.lit("personal-number")).otherwise(problem)
        value = pl.when(~personal).then(value)
    return Checked(value, problem)


def _is_required(column: Column, roster: Roster, texts: pl.DataFrame) -> pl.Expr:
    """A division's parent is required where its level has one; a city's is not looked up."""
    if not (column.required and column.labels_by and column.labels_by == roster.label_by):
        return pl.lit(column.required)
    if roster.label_by not in texts.columns:
        return pl.lit(value=True)
    with_parent = {level for level, labels in labels_named_by(roster, column).items() if labels}
    without = [
        word.lower()
        for choice in roster.column(roster.label_by).choices
        if choice.value not in with_parent
        for word in choice.words
    ]
    return ~pl.col(roster.label_by).str.to_lowercase().is_in(without).fill_null(value=False)


def _check_rows(table: RosterTable, problems: Problems) -> None:
    """What only several cells of a row together show."""
    ends = table.rows.filter(pl.col(VALID_TO.name) <= pl.col(VALID_FROM.name))
    table.report(
        problems,
        ends.select(
            "uid",
            code=pl.lit("ends-before-start"),
            value=pl.col(VALID_TO.name).cast(pl.String),
            expected=pl.col(VALID_FROM.name).cast(pl.String),
        ),
        VALID_TO,
    )
    for column in table.roster.columns:
        if column.at_most:
            over = table.rows.filter(pl.col(column.name) > pl.col(column.at_most))
            table.report(
                problems,
                over.select(
                    "uid",
                    code=pl.lit("bad-count"),
                    value=pl.col(column.name).cast(pl.String),
                    expected=pl.lit(expected(column)["bad-count"]),
                ),
                column,
            )
        if column.only_for:
            applies = pl.col("kind").is_in(column.only_for)
            ignored = table.rows.filter(~applies & pl.col(column.name).is_not_null())
            table.report(
                problems,
                ignored.select("uid", code=pl.lit("ignored-value"), value=pl.col(column.name)),
                column,
                severity="warning",
            )
            table.rows = table.rows.with_columns(
                pl.when(applies | pl.col("kind").is_null()).then(pl.col(name)).alias(name)
                for name in (column.name, raw_of(column.name))
            )
