"""From recognised sheets to one checked table per roster: typed values, and a mark on every row with an error.

Each row has a number of its own, ``uid``, by which references and duplicates speak of it; where it stands is known by
that number (:meth:`RosterTable.places`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from graphmodel.ontology import Column, Roster, ValueType, dtype, labels_named_by
from graphmodel.ontology.choices import PROVINCE
from graphmodel.rosters.cells import Checked, check, expected
from graphmodel.rosters.data_rows import NONE_WORD
from graphmodel.rosters.expectations import what_was_expected
from graphmodel.rosters.fed import Fed
from graphmodel.rosters.headings import columns_of
from graphmodel.rosters.problems import Problems
from graphmodel.rosters.recognition import Table
from graphmodel.rosters.register import QUALIFIER

VIRTUAL_DIVISION: Final = "市辖区"
"""The county level of a division list that stands for no place; its children hang on the city."""
RETIRED_WORD: Final = "离退休"
"""In an organisation's name it says that it is one of retired members."""


@dataclass
class RosterTable:
    """Every row of one roster, over all files.

    ``rows`` has ``uid`` and the value of every column of the roster and its period; rows are taken out of it on the
    way. The other series have an entry for every ``uid``.
    """

    roster: Roster
    rows: pl.DataFrame
    raw: dict[str, pl.Series]
    """The cells of reference columns as they were read."""
    empty_codes: pl.Series
    """Whether the row gives no code of its own."""
    bad: pl.Series
    """Whether the row has an error."""
    row_numbers: pl.Series
    table_numbers: pl.Series
    sheets: tuple[tuple[str, str | None], ...]
    """File and sheet of every table."""
    headings: tuple[dict[str, str], ...]
    """How every table writes its columns."""
    filled: frozenset[str]
    """Columns in which some cell is filled; all of them when the office says that there are none."""
    supplied: bool
    """Whether it counts as supplied."""
    left_out: int
    """Rows that are no place of their own: provinces and the virtual 市辖区."""
    virtual: dict[str, str]
    """What calls a virtual division, and what it hangs on."""
    own_sheets: int = 0
    """How many of the tables are of the roster itself; those behind them are of forms."""
    first_fed: int = 0
    """From which ``uid`` on rows come out of forms; they are checked already."""
    codes: pl.Series = field(default_factory=lambda: pl.Series([], dtype=pl.String))
    """The codes made for rows out of forms, from the first of them on."""
    texts: pl.DataFrame = field(default_factory=pl.DataFrame)
    """The cells of rows out of forms as they were written, from the first of them on."""
    own: tuple[bool, ...] = ()
    """Of every table whether it is a form of which its rows here are what it is a table of."""
    references: dict[str, pl.DataFrame] = field(default_factory=dict)
    """By column: ``uid`` and ``thing`` of everything referred to."""
    wrong_references: dict[str, pl.DataFrame] = field(default_factory=dict)
    """By column: problems of references, told when everything is known."""

    def as_read(self, column: Column) -> pl.Series:
        """The cells of a reference column as they were read, one per row that is still there."""
        raw = self.raw[column.name]
        return raw if self.rows.height == raw.len() else raw[self.rows["uid"]]

    def places(self, uids: pl.Series) -> pl.DataFrame:
        """``file``, ``sheet`` and ``row`` of these rows."""
        if len(self.sheets) == 1:  # what all rows say is kept once
            ((file, sheet),) = self.sheets
            row = self.row_numbers[uids].alias("row")
            return row.to_frame().select(file=pl.lit(file), sheet=pl.lit(sheet, pl.String), row="row")
        tables = self.table_numbers[uids]
        files = pl.Series([file for file, _ in self.sheets], dtype=pl.String)
        sheets = pl.Series([sheet for _, sheet in self.sheets], dtype=pl.String)
        return pl.DataFrame(
            {
                "file": files[tables],
                "sheet": sheets[tables],
                "row": self.row_numbers[uids],
            }
        )

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
            self.mark(found["uid"])
        headings = pl.Series([heading.get(column.name, column.title.zh) for heading in self.headings])
        problems.extend(
            found.drop("uid")
            .hstack(self.places(found["uid"]))
            .with_columns(column=headings[self.table_numbers[found["uid"]]], severity=pl.lit(severity))
        )

    def mark(self, uids: pl.Series) -> None:
        """Remember that these rows have errors."""
        self.bad = self.bad | pl.int_range(self.bad.len(), dtype=pl.UInt32, eager=True).is_in(uids.implode())

    def drop(self, uids: pl.Series) -> None:
        """Take rows out, with what they refer to."""
        if uids.is_empty():
            return
        stays = ~pl.col("uid").is_in(uids.implode())
        self.rows = self.rows.filter(stays)
        self.references = {name: found.filter(stays) for name, found in self.references.items()}

    def doubtful(self) -> set[int]:
        """The numbers of the tables in which a row has an error, or a reference that may turn out to be one."""
        rows = [self.bad.arg_true(), *(wrong["uid"] for wrong in self.wrong_references.values())]
        return {number for uids in rows for number in self.table_numbers[uids].unique()}


def references_of(roster: Roster) -> tuple[Column, ...]:
    """The columns of a roster that name other things and are looked up here."""
    return tuple(
        column for column in roster.columns if column.value_type is ValueType.REFERENCE and column.labels
    )


def gather(
    roster: Roster, tables: Sequence[Table], fed: Sequence[Fed], divisions: pl.Series, problems: Problems
) -> RosterTable:
    """Check every table of a roster and put them one after the other, and what forms feed behind them.

    Args:
        roster: whose tables these are.
        tables: in the order in which they were read.
        fed: what forms feed; of tables and these together there is at least one.
        divisions: the codes of the supplied divisions.
        problems: where problems are noted.
    """
    checked = [_check_table(table, divisions, problems) for table in tables]
    rows = pl.concat([*(part.rows for part in checked), *(part.rows() for part in fed)]).with_row_index("uid")
    first_fed = sum(table.rows.len() for table in tables)
    is_left_out = _is_left_out(roster)
    left_out = rows.filter(is_left_out)
    says_none = [table for table in tables if table.none_row is not None]
    if rows.height:
        for table in says_none:
            problems.add("skipped-row", table.file, table.sheet, row=table.none_row, expected=NONE_WORD)
    filled = {name for part in checked for name in part.filled} | {
        name for part in fed for name in part.filled
    }
    if says_none and rows.is_empty():
        filled = {name for table in says_none for name in _there(table)}
    filled |= {
        column.name
        for table in tables
        if table.noted
        for column in references_of(roster)
        if column.becomes in table.noted.empty_columns
    }
    result = RosterTable(
        roster,
        rows.filter(~is_left_out),
        raw={
            column.name: pl.concat(
                [*(_raw(table, column) for table in tables), rows[column.name].slice(first_fed)]
            )
            for column in references_of(roster)
        },
        empty_codes=pl.concat(
            [
                *(part.empty_codes for part in checked),
                *(pl.Series([True]).new_from_index(0, part.row_numbers.len()) for part in fed),
            ]
        ),
        bad=pl.concat([*(part.bad for part in checked), *(part.bad for part in fed)]),
        row_numbers=pl.concat([*(table.rows for table in tables), *(part.row_numbers for part in fed)]),
        table_numbers=_table_numbers(tables, fed),
        sheets=(
            *((table.file, table.sheet) for table in tables),
            *(sheet for part in fed for sheet in part.sheets),
        ),
        headings=(
            *(table.headings for table in tables),
            *(written for part in fed for written in part.headings),
        ),
        filled=frozenset(filled),
        supplied=bool(rows.height or says_none or fed),
        left_out=left_out.height,
        virtual=_virtual(roster, left_out),
        own_sheets=len(tables),
        first_fed=first_fed,
        codes=pl.concat([pl.Series([], dtype=pl.String), *(part.codes for part in fed)]),
        texts=pl.concat([part.texts for part in fed], how="diagonal") if fed else pl.DataFrame(),
        own=(*(False for _ in tables), *(part.own for part in fed for _ in part.sheets)),
        references=_fed_references(first_fed, fed),
    )
    ours = [number for number, table in enumerate(tables) if table.noted]
    _check_rows(result, result.table_numbers[result.rows["uid"]].is_in(ours), problems)
    return result


def _there(table: Table) -> set[str]:
    """The columns of a table that says there are none: all, but those of which it is noted that they were absent."""
    absent = table.noted.absent_columns if table.noted else frozenset()
    references = {column.name for column in references_of(table.roster) if column.becomes in absent}
    return {column.name for column in columns_of(table.roster)} - references


def _table_numbers(tables: Sequence[Table], fed: Sequence[Fed]) -> pl.Series:
    """In which table every row stands."""
    numbers = [
        pl.repeat(number, table.rows.len(), dtype=pl.UInt32, eager=True)
        for number, table in enumerate(tables)
    ]
    before = len(tables)
    for part in fed:
        numbers.append((part.table_numbers + before).cast(pl.UInt32))
        before += len(part.sheets)
    return pl.concat(numbers)


def _fed_references(first: int, fed: Sequence[Fed]) -> dict[str, pl.DataFrame]:
    """By column what rows out of forms refer to: ``uid`` and ``thing``."""
    found: dict[str, list[pl.DataFrame]] = {}
    for part in fed:
        for name, references in part.references.items():
            uid = (references["row"] + first).cast(pl.UInt32)
            found.setdefault(name, []).append(pl.DataFrame({"uid": uid, "thing": references["thing"]}))
        first += part.row_numbers.len()
    return {name: pl.concat(parts) for name, parts in found.items()}


def _raw(table: Table, column: Column) -> pl.Series:
    if column.name in table.cells:
        return table.cells[column.name].raw
    return _nothing(table.rows.len())


def _nothing(height: int) -> pl.Series:
    return pl.repeat(None, height, dtype=pl.String, eager=True)


def _ask_retired(table: Table, checked: Mapping[str, Checked], problems: Problems) -> None:
    """Ask where a name says retired members and nothing is said of it: it is not guessed."""
    if table.roster.name != "party_orgs" or "name" not in checked:
        return
    asked = checked["name"].text.str.contains(RETIRED_WORD, literal=True).fill_null(value=False)
    if "is_retired" in checked:
        asked &= checked["is_retired"].text.is_null()
    column = table.roster.column("is_retired")
    problems.extend(
        pl.DataFrame({"row": table.rows.filter(asked)}).with_columns(
            code=pl.lit("ask-retired"),
            file=pl.lit(table.file),
            sheet=pl.lit(table.sheet, pl.String),
            column=pl.lit(table.headings.get(column.name, column.title.zh)),
            expected=pl.lit(expected(column)["bad-yes-no"]),
        )
    )


def _is_left_out(roster: Roster) -> pl.Expr:
    """Whether a row is a province or a virtual division."""
    if not roster.label_by:
        return pl.lit(value=False)
    level = pl.col(roster.label_by)
    virtual = (level == "county") & (pl.col("name") == VIRTUAL_DIVISION)
    return (virtual | (level == PROVINCE)).fill_null(value=False)


def _virtual(roster: Roster, left_out: pl.DataFrame) -> dict[str, str]:
    """What virtual divisions are called, and what their children hang on instead."""
    if not roster.label_by:
        return {}
    virtual = left_out.filter(pl.col("name") == VIRTUAL_DIVISION).drop_nulls("part_of")
    above = dict(virtual.drop_nulls("id").select("id", "part_of").iter_rows())
    if virtual["part_of"].n_unique() == 1:
        above[VIRTUAL_DIVISION] = virtual["part_of"][0]
    return above


# --- one table ---


@dataclass(frozen=True)
class _CheckedTable:
    rows: pl.DataFrame
    empty_codes: pl.Series
    bad: pl.Series
    filled: frozenset[str]


def _check_table(table: Table, divisions: pl.Series, problems: Problems) -> _CheckedTable:
    """The values of a table; problems are noted, and rows that have any are marked."""
    columns = columns_of(table.roster)
    checked = check(columns, table.cells, divisions)
    height = table.rows.len()
    rows = _values(columns, checked, height)
    if table.sound:
        bad = table.rows.is_in(table.crowded.implode())
    else:
        bad = pl.repeat(value=True, n=height, eager=True)
    stays = ~_is_left_out(table.roster)
    for column in columns:
        if column.name not in checked:
            if not column.required_there:
                continue
            empty = pl.repeat(None, height, dtype=pl.String, eager=True)
            checked[column.name] = Checked(empty, empty, None)
        problem = _problems(column, table.roster, checked[column.name], rows)
        if problem is not None:
            wrong = rows.select(pl.lit(problem).is_not_null() & stays).to_series()
            _report(table, column, checked[column.name].text, problem, wrong, problems)
            bad |= wrong
    _ask_retired(table, checked, problems)
    filled = frozenset(name for name, cells in checked.items() if cells.text.null_count() < height)
    empty = pl.repeat(value=True, n=height, eager=True)
    return _CheckedTable(rows, checked["id"].text.is_null() if "id" in checked else empty, bad, filled)


def _values(columns: Sequence[Column], checked: Mapping[str, Checked], height: int) -> pl.DataFrame:
    """The values of every column; what an empty cell means stands for it, also where the column is absent."""

    def values(column: Column) -> pl.Expr:
        default = pl.lit(column.default, dtype(column))
        if column.name not in checked:
            return pl.repeat(default, height)
        text, value, _ = checked[column.name]
        stored = pl.lit(value.cast(dtype(column)))
        return stored if column.default is None else pl.when(text.is_null()).then(default).otherwise(stored)

    return pl.select(values(column).alias(column.name) for column in columns)


def _problems(column: Column, roster: Roster, checked: Checked, rows: pl.DataFrame) -> pl.Series | None:
    """The problem of each cell, empty ones in required columns included; None: nothing is wrong."""
    if not (column.required or column.required_there) or not checked.text.null_count():
        return checked.problem
    missing = checked.text.is_null() & _are_required(column, roster, rows)
    return pl.select(pl.when(missing).then(pl.lit("missing-value")).otherwise(checked.problem)).to_series()


def _are_required(column: Column, roster: Roster, rows: pl.DataFrame) -> pl.Series:
    """In which rows the column must be filled: where it is read, and a division's parent where its level has one.

    Forms make streets without anything above, whose codes begin with the roster's name.
    """
    if column.only_by:
        return rows[column.only_by].is_in(column.only_for).fill_null(value=False)
    if not column.labels_by or column.labels_by != roster.label_by:
        return pl.repeat(value=True, n=rows.height, eager=True)
    parentless = [
        choice.value
        for choice in roster.column(roster.label_by).choices
        if not labels_named_by(roster, column).get(choice.value)
    ]
    from_form = rows["id"].str.starts_with(roster.title.zh + QUALIFIER)
    return ~(rows[roster.label_by].is_in(parentless) | from_form).fill_null(value=False)


def _report(
    table: Table, column: Column, text: pl.Series, problem: pl.Series, wrong: pl.Series, problems: Problems
) -> None:
    problems.extend(
        pl.DataFrame(
            {
                "row": table.rows.filter(wrong),
                "code": problem.filter(wrong),
                "value": text.filter(wrong),
                "expected": what_was_expected(column, problem.filter(wrong), text.filter(wrong)),
            }
        ).with_columns(
            file=pl.lit(table.file),
            sheet=pl.lit(table.sheet, pl.String),
            column=pl.lit(table.headings.get(column.name, column.title.zh)),
            value=pl.when(pl.col("code") != "personal-number").then("value"),
        )
    )


# --- several cells of a row ---


def _check_rows(table: RosterTable, ours: pl.Series, problems: Problems) -> None:
    """What only several cells of a row together show.

    ``ours`` says which rows were written out of a store: one that was ended on the day on which it begins is among them.
    """
    for column in columns_of(table.roster):
        if column.after:
            early = (pl.col(column.name) <= pl.col(column.after)) & ~(
                ours & (pl.col(column.name) == pl.col(column.after))
            )
            found = table.rows.filter(early).select(
                "uid",
                code=pl.lit("ends-before-start"),
                value=pl.col(column.name).cast(pl.String),
                expected=pl.col(column.after).cast(pl.String),
            )
            table.report(problems, found, column)
        if column.at_most:
            over = table.rows.filter(pl.col(column.name) > pl.col(column.at_most)).select(
                "uid",
                code=pl.lit("bad-count"),
                value=pl.col(column.name).cast(pl.String),
                expected=pl.lit(expected(column)["bad-count"]),
            )
            table.report(problems, over, column)
        if column.only_for:
            _ignore_elsewhere(table, column, problems)


def _ignore_elsewhere(table: RosterTable, column: Column, problems: Problems) -> None:
    """Leave out what a column says in rows for which it is not read."""
    kind = pl.col(column.only_by or "")
    ignored = ~kind.is_in(column.only_for)
    found = table.rows.filter(ignored & pl.col(column.name).is_not_null())
    words = {choice.value: choice.title.zh for choice in column.choices}
    value = pl.col(column.name).replace(words)
    found = found.select("uid", code=pl.lit("ignored-value"), value=value)
    table.report(problems, found, column, severity="warning")
    table.rows = table.rows.with_columns(
        pl.when(~ignored | kind.is_null()).then(column.name).alias(column.name)
    )
