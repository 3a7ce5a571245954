"""Reading rosters: every file, every table, every cell, every reference, and all problems in one pass.

The result speaks of rosters still; :mod:`graphmodel.alliance` makes the network of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path

import polars as pl

from graphmodel.language import Text
from graphmodel.ontology import (
    PERIOD,
    RELATION,
    ROSTER,
    VALID_FROM,
    VALID_TO,
    Column,
    Kind,
    Roster,
    labels_named_by,
)
from graphmodel.rosters.cells import clean
from graphmodel.rosters.problems import Problems, has_errors
from graphmodel.rosters.recognise import Table, recognise
from graphmodel.rosters.references import Register, resolve_column, rosters_of
from graphmodel.rosters.sheets import find, read
from graphmodel.rosters.tables import RosterTable, columns_of, gather, raw_of


@dataclass(frozen=True)
class Resolved:
    """One supplied roster, checked and resolved.

    ``rows`` as in :class:`~graphmodel.rosters.tables.RosterTable`, with ``label`` for rosters of things;
    ``references`` has, by column, ``uid``, ``label`` and ``id`` of every thing a row refers to.
    """

    roster: Roster
    rows: pl.DataFrame
    references: dict[str, pl.DataFrame]


@dataclass(frozen=True)
class Reading:
    """All that was read: the supplied rosters, what was absent, and every problem."""

    rosters: dict[str, Resolved]
    absent_columns: frozenset[str]
    """Relation columns that no supplied roster fills: relation types, and ``recommended_by``."""
    problems: pl.DataFrame
    row_counts: dict[str, int]
    left_out: dict[str, int]
    sources: dict[str, str]
    """The files read and the checksums of their bytes."""

    @property
    def has_errors(self) -> bool:
        """Whether something keeps these rosters from being saved."""
        return has_errors(self.problems)


def read_rosters(
    inputs: Sequence[Path], *, passing_over: Iterable[Path] = (), keep_going: bool = False
) -> Reading:
    """Read and check the rosters in files and folders.

    Args:
        inputs: files or folders.
        passing_over: folders this program writes to, which are no input.
        keep_going: leave out rows with errors, and rows that point to them, instead of keeping them for the checks.

    Raises:
        UsageError: an input does not exist, or a folder holds nothing to read.
        EnvironmentFailure: a file cannot be opened.
    """
    problems = Problems()
    sources: dict[str, str] = {}
    tables: dict[str, list[Table]] = {name: [] for name in ROSTER}
    for source in find(inputs, passing_over):
        sheets, checksum = read(source, problems)
        sources[source.name] = checksum
        for table in recognise(sheets, problems):
            tables[table.roster.name].append(table)
    return _Reader(problems).run(tables, sources, keep_going=keep_going)


class _Reader:
    """Works through the rosters in the order in which they refer to one another."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.register = Register()
        self.tables: dict[str, RosterTable] = {}
        self.references: dict[str, dict[str, pl.DataFrame]] = {}
        self.supplied: set[str] = set()
        self.filled: set[str] = set()

    def run(self, tables: dict[str, list[Table]], sources: dict[str, str], *, keep_going: bool) -> Reading:
        divisions = pl.Series([], dtype=pl.String)
        for name in _reading_order():
            if not tables[name]:
                continue
            table = gather(ROSTER[name], tables[name], divisions, self.problems)
            if table.supplied:
                self.tables[name] = table
                self._read_roster(table)
            if name == "divisions":
                divisions = table.rows["id"].drop_nulls()
        if keep_going:
            self._leave_out()
        kept = {name: self.tables[name] for name in ROSTER if name in self.supplied}
        return Reading(
            rosters={
                name: Resolved(table.roster, table.rows, self.references[name])
                for name, table in kept.items()
            },
            absent_columns=frozenset(_optional_relations() - self.filled),
            problems=self.problems.table(),
            row_counts={name: table.rows.height for name, table in kept.items()},
            left_out={name: table.left_out for name, table in kept.items() if table.left_out},
            sources=sources,
        )

    def _read_roster(self, table: RosterTable) -> None:
        roster = table.roster
        self.supplied.add(roster.name)
        self.references[roster.name] = {}
        if roster.makes[0] in RELATION:
            for column in _reference_columns(roster):
                self._resolve(table, column)
            self._drop_repeated_ties(table)
            return
        if roster.parent:
            self._resolve(table, roster.column(roster.parent))
        self._name_things(table)
        for column in _reference_columns(roster):
            if column.name != roster.parent:
                self._resolve(table, column)
        self._enter_above(table)

    # --- things ---

    def _name_things(self, table: RosterTable) -> None:
        """Give every row its label and its code, and enter it in the register."""
        roster = table.roster
        label = (
            pl.col(roster.label_by).str.to_titlecase() if roster.label_by else pl.lit(roster.makes[0])
        ).alias("label")
        table.rows = table.rows.with_columns(label, id=_filled_in_codes(table, self._parents(table)))
        self._drop_repeated_things(table)
        things = table.rows.filter(pl.col("id").is_not_null() & pl.col("label").is_not_null())
        self.register.enter(
            things.unique("id", keep="first", maintain_order=True).with_columns(
                roster=pl.lit(str(roster.title)),
                name=pl.col("name") if "name" in things.columns else pl.lit(None),
            )
        )

    def _parents(self, table: RosterTable) -> pl.DataFrame:
        """``uid`` and the code of the first thing each row hangs on."""
        if not table.roster.parent:
            return pl.DataFrame(schema={"uid": pl.UInt32, "parent": pl.String})
        references = self.references[table.roster.name].get(table.roster.parent)
        if references is None:
            return pl.DataFrame(schema={"uid": pl.UInt32, "parent": pl.String})
        return references.unique("uid", keep="first", maintain_order=True).select("uid", parent="id")

    def _drop_repeated_things(self, table: RosterTable) -> None:
        """A code again: the same row is counted once, another row is an error."""
        roster = table.roster
        rows = table.rows.filter(pl.col("id").is_not_null())
        again = rows.filter(~pl.col("id").is_first_distinct())
        if again.is_empty():
            return
        code_column = roster.column("id")
        first = rows.unique("id", keep="first", maintain_order=True)
        values = [column.name for column in columns_of(roster) if column.name in rows.columns]
        pairs = again.join(first, on="id", suffix="_first", maintain_order="left")
        same = pl.all_horizontal(
            pl.col(name).eq_missing(pl.col(f"{name}_first")) for name in values if name != "id"
        )
        found = pairs.with_columns(same=same).select(
            "uid",
            "same",
            code=pl.when("same").then(pl.lit("duplicate-row")).otherwise(pl.lit("duplicate-code")),
            value=pl.col("id"),
            expected=_place("_first"),
        )
        repeated = found.filter("same")
        table.report(self.problems, repeated.drop("same", "value"), code_column, severity="warning")
        table.report(self.problems, found.filter(~pl.col("same")).drop("same"), code_column)
        self._drop(table, repeated["uid"])

    # --- ties ---

    def _drop_repeated_ties(self, table: RosterTable) -> None:
        """Rows that say what an earlier row says of an overlapping period are counted once."""
        roster = table.roster
        if not {"from", "to"} <= self.references[roster.name].keys():
            return
        ends = [
            self.references[roster.name][end].select(
                "uid", pl.col("label").alias(f"{end}_label"), pl.col("id").alias(f"{end}_id")
            )
            for end in ("from", "to")
        ]
        identity = ["from_label", "from_id", "to_label", "to_id"]
        identity += [name for name in ("post", "activity", "month") if name in table.rows.columns]
        rows = table.rows.join(ends[0], on="uid").join(ends[1], on="uid").sort("uid")
        repeated = rows.filter(pl.struct(identity).is_duplicated())
        if repeated.is_empty():
            return
        found = _overlapping(repeated.drop_nulls(identity), identity)
        table.report(self.problems, found.drop("first"), roster.column("from"), severity="warning")
        self._drop(table, found["uid"])

    # --- references ---

    def _resolve(self, table: RosterTable, column: Column) -> None:
        roster = table.roster
        wanted = set(rosters_of(column.labels))
        rows = table.rows.select(
            "uid", value=column.name, raw=raw_of(column.name), labels=self._labels(table, column)
        )
        if column.elsewhere:
            rows = self._take_elsewhere(table, column, rows)
        if not wanted & self.supplied:
            self._report_not_supplied(table, column, wanted)
            if column.required:
                self.supplied.discard(roster.name)
            return
        if column.name in table.filled:
            self.filled.add(column.relation or column.name)
        if table.virtual:
            rows = rows.with_columns(pl.col("value").replace(table.virtual))
        references, wrong = resolve_column(
            self.register, column, rows.drop_nulls("labels"), partly_supplied=not wanted <= self.supplied
        )
        for severity in ("error", "warning"):
            found = wrong.filter(pl.col("severity") == severity).drop("severity")
            table.report(self.problems, found, column, severity=severity)
        if column.elsewhere:
            resolved = pl.col("uid").is_in(references["uid"].implode())
            sets = column.elsewhere[1]
            table.rows = table.rows.with_columns(
                pl.when(resolved).then(pl.lit(value=False)).otherwise(sets).alias(sets)
            )
        self._report_outlived(table, column, references)
        self.references[roster.name][column.name] = references

    def _take_elsewhere(self, table: RosterTable, column: Column, rows: pl.DataFrame) -> pl.DataFrame:
        """Set the property that the word for elsewhere stands for; the other rows remain to be looked up."""
        assert column.elsewhere is not None
        word, sets = column.elsewhere
        elsewhere = rows["value"].eq_missing(word)
        table.rows = table.rows.with_columns(
            pl.when(elsewhere).then(pl.lit(value=True)).otherwise(None).alias(sets)
        )
        return rows.filter(~elsewhere)

    def _labels(self, table: RosterTable, column: Column) -> pl.Expr | pl.Series:
        """The labels a cell may refer to, joined by ``|``; null where none is looked up."""
        every = "|".join(column.labels)
        if column.labels_by is None:
            return pl.lit(every)
        narrowed = {
            value: "|".join(labels) or None for value, labels in labels_named_by(table.roster, column).items()
        }
        if column.labels_by in self.references[table.roster.name]:
            other = self.references[table.roster.name][column.labels_by].select("uid", other="label")
            by = table.rows.select("uid").join(other, on="uid", how="left", maintain_order="left")["other"]
        elif column.labels_by in table.rows.columns:
            by = table.rows[column.labels_by]
        else:
            return pl.lit(every)
        return by.replace_strict(narrowed, default=every, return_dtype=pl.String).alias("labels")

    def _report_not_supplied(self, table: RosterTable, column: Column, wanted: set[str]) -> None:
        if column.name not in table.filled:
            return
        headings = table.headings.filter(pl.col("name") == column.name).rows(named=True)[:1]
        titles = ", ".join(str(ROSTER[name].title) for name in ROSTER if name in wanted)
        for where in headings:
            self.problems.add(
                "reference-not-supplied",
                where["file"],
                where["sheet"],
                column=where["heading"],
                expected=titles,
            )

    def _enter_above(self, table: RosterTable) -> None:
        """Let the register know what these things are PART_OF."""
        for column in _reference_columns(table.roster):
            references = self.references[table.roster.name].get(column.name)
            if column.relation == "PART_OF" and references is not None:
                above = references.select("uid", above_label="label", above_id="id")
                self.register.enter_above(
                    table.rows.select("uid", "label", "id").drop_nulls().join(above, on="uid")
                )

    def _report_outlived(self, table: RosterTable, column: Column, references: pl.DataFrame) -> None:
        """Ties that last longer than what they lead to."""
        limited = references.filter(pl.col("starts").is_not_null() | pl.col("ends").is_not_null())
        start, end = pl.col(VALID_FROM.name), pl.col(VALID_TO.name)
        beyond = limited.join(table.rows.select("uid", start, end), on="uid", maintain_order="left").filter(
            (pl.col("starts") > start.fill_null(pl.date(1, 1, 1)))
            | (pl.col("ends") < end.fill_null(pl.date(9999, 12, 31)))
        )
        table.report(
            self.problems,
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

    # --- leaving out ---

    def _drop(self, table: RosterTable, uids: pl.Series) -> None:
        """Take rows out, with what they refer to."""
        gone = pl.col("uid").is_in(uids.implode())
        table.rows = table.rows.filter(~gone)
        references = self.references[table.roster.name]
        for name, frame in references.items():
            references[name] = frame.filter(~gone)

    def _leave_out(self) -> None:
        """Take out rows with errors, then rows that point to them, until none is left; each is reported."""
        while any(table.rows["bad"].any() for table in self.tables.values()):
            lost = self._things(pl.col("bad"))
            for table in self.tables.values():
                self._drop(table, table.rows.filter("bad")["uid"])
            lost = lost.join(self._things(pl.lit(value=True)), on=["label", "id"], how="anti")
            for name, table in self.tables.items():
                for column_name, references in self.references[name].items():
                    pointing = references.join(lost, on=["label", "id"], how="semi")
                    found = pointing.unique("uid", keep="first", maintain_order=True).select(
                        "uid", code=pl.lit("unknown-reference"), value="id", expected=pl.lit(str(_LEFT_OUT))
                    )
                    table.report(self.problems, found, table.roster.column(column_name))

    def _things(self, chosen: pl.Expr) -> pl.DataFrame:
        """Label and code of the chosen rows of every roster of things."""
        tables = [table.rows for table in self.tables.values() if "label" in table.rows.columns]
        return pl.concat(rows.filter(chosen).select("label", "id") for rows in tables).drop_nulls().unique()


_LEFT_OUT = Text("该行有错误,未保留", "its row has errors and was left out")


def _reading_order() -> tuple[str, ...]:
    """The rosters in an order in which each comes after those it refers to."""
    return tuple(
        TopologicalSorter(
            {
                name: {other for column in _reference_columns(roster) for other in rosters_of(column.labels)}
                - {name}
                for name, roster in ROSTER.items()
            }
        ).static_order()
    )


def _reference_columns(roster: Roster) -> list[Column]:
    return [column for column in roster.columns if column.kind is Kind.REFERENCE]


def _optional_relations() -> set[str]:
    return {
        column.relation or column.name
        for roster in ROSTER.values()
        for column in _reference_columns(roster)
        if not column.required
    }


def _filled_in_codes(table: RosterTable, parents: pl.DataFrame) -> pl.Series:
    """Codes, with empty ones filled from the parent's code, or the roster's name, and the thing's own name."""
    roster = table.roster
    if roster.column("id").required:
        return table.rows["id"]
    rows = table.rows.join(parents, on="uid", how="left", maintain_order="left")
    above = pl.col("parent") if roster.parent else pl.lit(roster.title.zh)
    empty = pl.col("id").is_null() & clean(pl.col(raw_of("id"))).is_null()
    made = above + "/" + pl.col("name").str.replace_all("[/→]", "_")
    return rows.select(pl.when(empty).then(made).otherwise("id").alias("id")).to_series()


def _place(suffix: str) -> pl.Expr:
    """Where a row stands, in words."""
    return pl.concat_str(
        pl.col(f"file{suffix}"),
        pl.col(f"sheet{suffix}"),
        pl.col(f"row{suffix}").cast(pl.String),
        separator=" ",
        ignore_nulls=True,
    )


def _overlapping(rows: pl.DataFrame, identity: list[str]) -> pl.DataFrame:
    """Of rows with the same identity, those whose period overlaps that of an earlier one that is kept."""
    period = [column.name for column in PERIOD]
    start = pl.col(VALID_FROM.name).fill_null(pl.date(1, 1, 1))
    end = pl.col(VALID_TO.name).fill_null(pl.date(9999, 12, 31))
    rows = rows.select(
        "uid", *identity, *period, "file", "sheet", "row", start.alias("start"), end.alias("end")
    )
    found = []
    open_rows = rows
    while open_rows.height:
        first = open_rows.unique(identity, keep="first", maintain_order=True)
        later = open_rows.join(first.select("uid"), on="uid", how="anti", maintain_order="left")
        pairs = later.join(first, on=identity, suffix="_first", nulls_equal=True, maintain_order="left")
        over = pairs.filter((pl.col("start") < pl.col("end_first")) & (pl.col("start_first") < pl.col("end")))
        found.append(
            over.select("uid", code=pl.lit("duplicate-row"), first="uid_first", expected=_place("_first"))
        )
        open_rows = later.join(over.select("uid"), on="uid", how="anti", maintain_order="left")
    return pl.concat(found)
