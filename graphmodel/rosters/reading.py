"""Reading rosters: every file, every table, every cell, every reference, and all problems in one pass.

The result speaks of rosters still; :mod:`graphmodel.alliance` makes the network of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Final

import polars as pl

from graphmodel.language import Text, workers
from graphmodel.ontology import (
    LABEL,
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
from graphmodel.rosters.cells import parts
from graphmodel.rosters.headings import columns_of
from graphmodel.rosters.problems import ROW, Problems, has_errors
from graphmodel.rosters.recognition import Table
from graphmodel.rosters.references import NO_REFERENCES, former_names, resolve_column, told_in_full
from graphmodel.rosters.register import QUALIFIER, Register, rosters_of
from graphmodel.rosters.repeats import repeated_things, repeated_ties
from graphmodel.rosters.sources import open_tables
from graphmodel.rosters.tables import RosterTable, gather, references_of
from graphmodel.spreadsheets.files import Source, find
from graphmodel.spreadsheets.garbage import uncollected
from graphmodel.spreadsheets.personal import holds_personal

_FILES_AT_ONCE: Final = 2
"""Files opened beside one another: parsing takes most of the time and needs no Python."""


@dataclass(frozen=True)
class Resolved:
    """One supplied roster, checked and resolved.

    ``rows`` has ``uid``, the value of every column of the roster and its period, ``label`` for rosters of things, and
    ``file``, ``sheet`` and ``row``; ``references`` has, by column, ``uid``, ``label`` (null where an error hides it) and
    ``id`` of every thing a row refers to.
    """

    roster: Roster
    rows: pl.DataFrame
    references: dict[str, pl.DataFrame]
    headings: pl.DataFrame
    """How each table writes its columns: ``file``, ``sheet``, ``column`` (the template's title) and ``heading``."""

    def as_written(self, problems: pl.DataFrame) -> pl.DataFrame:
        """Problems found after reading, which name columns as the template does, with the headings as written."""
        place = ["file", "sheet", "column"]
        written = problems.join(
            self.headings.unique(place), on=place, how="left", nulls_equal=True, maintain_order="left"
        )
        return written.with_columns(column=pl.coalesce("heading", "column")).drop("heading")


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
    tables, sources = _open(find(inputs, passing_over), problems)
    reader = _Reader(problems)
    for name in _reading_order():
        reader.read(ROSTER[name], tables.pop(name))
    reader.report_references()
    if keep_going:
        reader.leave_out()
    reader.drop_repeated_ties()
    return reader.reading(sources)


def _open(found: Sequence[Source], problems: Problems) -> tuple[dict[str, list[Table]], dict[str, str]]:
    """The tables of each roster, and the checksums of the files they stand in."""
    tables: dict[str, list[Table]] = {name: [] for name in ROSTER}
    sources: dict[str, str] = {}
    with uncollected(), workers(_FILES_AT_ONCE) as pool:
        for source, opened in zip(found, pool.map(open_tables, found), strict=True):
            sources[_unused(source.name, sources)] = opened.checksum
            problems.take(opened.problems)
            for table in opened.tables:
                tables[table.roster.name].append(table)
    return tables, sources


def _unused(name: str, taken: dict[str, str]) -> str:
    """The name, told apart from that of a file in another folder."""
    number, unused = 1, name
    while unused in taken:
        number += 1
        unused = f"{name} ({number})"
    return unused


def _reading_order() -> tuple[str, ...]:
    """The rosters in an order in which each comes after those it refers to."""
    wanted = {
        name: {other for column in references_of(roster) for other in rosters_of(column.labels)} - {name}
        for name, roster in ROSTER.items()
    }
    return tuple(TopologicalSorter(wanted).static_order())


class _Reader:
    """Works through the rosters in the order in which they refer to one another."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.register = Register()
        self.tables: dict[str, RosterTable] = {}
        self.references: dict[str, dict[str, pl.DataFrame]] = {}
        """By roster and column: ``uid`` and ``thing`` of everything referred to."""
        self.wrong: list[tuple[RosterTable, Column, pl.DataFrame]] = []
        """Problems of references, told when everything is known."""
        self.supplied: set[str] = set()
        self.divisions = pl.Series([], dtype=pl.String)

    def read(self, roster: Roster, tables: list[Table]) -> None:
        """Check the tables of a roster, and find what their references mean; its cells go with the list."""
        if not tables:
            return
        table = gather(roster, tables, self.divisions, self.problems)
        tables.clear()
        if not table.supplied:
            return
        self.tables[roster.name] = table
        self.references[roster.name] = {}
        self.supplied.add(roster.name)
        if roster.label_by:
            self.divisions = table.rows["id"].drop_nulls()
            self.problems.divisions = frozenset(self.divisions)
        first = [column for column in references_of(roster) if column.name == roster.parent]
        for column in first:
            self._resolve(table, column)
        if _makes_things(roster):
            self._enter(table)
        for column in references_of(roster):
            if column not in first:
                self._resolve(table, column)
        if _makes_things(roster):
            self._enter_above(table)
        table.raw.clear()

    def reading(self, sources: dict[str, str]) -> Reading:
        """What was read in all."""
        kept = {name: self.tables[name] for name in ROSTER if name in self.supplied}
        return Reading(
            rosters={name: self._resolved(table) for name, table in kept.items()},
            absent_columns=frozenset(_optional_relations() - self._filled()),
            problems=self.problems.table(),
            row_counts={name: table.rows.height for name, table in kept.items()},
            left_out={name: table.left_out for name, table in self.tables.items() if table.left_out},
            sources=sources,
        )

    def _filled(self) -> set[str]:
        """What the filled reference columns of supplied rosters make."""
        return {
            _makes(column)
            for name in self.supplied
            for column in references_of(ROSTER[name])
            if column.name in self.tables[name].filled and set(rosters_of(column.labels)) & self.supplied
        }

    def _resolved(self, table: RosterTable) -> Resolved:
        things = self.register.things
        return Resolved(
            table.roster,
            table.rows.drop("thing", strict=False).hstack(table.places(table.rows["uid"])),
            {
                name: found.select(
                    "uid",
                    things["label"].gather(found["thing"]).cast(pl.String),
                    things["id"].gather(found["thing"]),
                )
                for name, found in self.references[table.roster.name].items()
            },
            _headings(table),
        )

    # --- things ---

    def _enter(self, table: RosterTable) -> None:
        """Give every row its label and its code, and let the register know what it is, if the roster counts."""
        roster = table.roster
        label = pl.col(roster.label_by).str.to_titlecase() if roster.label_by else pl.lit(roster.makes[0])
        table.rows = table.rows.with_columns(label=label, id=self._codes(table))
        repeating = self._drop_repeated_things(table)
        if roster.name not in self.supplied:
            return
        first = table.rows.filter(pl.col("id").is_not_null() & ~pl.col("uid").is_in(repeating.implode()))
        numbers = self.register.enter(
            first.select(
                "label", "id", roster=pl.lit(roster.name), starts=VALID_FROM.name, ends=VALID_TO.name
            )
        )
        if first.height == table.rows.height:
            table.rows = table.rows.with_columns(thing=numbers)
        else:
            numbered = first.select("id", thing=numbers)
            table.rows = table.rows.join(numbered, on="id", how="left", maintain_order="left")
        if "name" in table.rows.columns:
            self.register.enter_names(table.rows.select("thing", "name"))
        if roster.former_names:
            self.register.enter_names(former_names(table.rows, roster.former_names))

    def _codes(self, table: RosterTable) -> pl.Series:
        """Codes, with empty ones filled from the parent's code, or the roster's name, and the thing's own name."""
        roster, rows = table.roster, table.rows
        if roster.column("id").required:
            return rows["id"]
        rows = rows.join(self._parents(table), on="uid", how="left", maintain_order="left")
        above = pl.col("above") if roster.parent else pl.lit(roster.title.zh)
        made = above + QUALIFIER + pl.col("name").str.replace_all("[/→]", "_")
        filled_in = table.empty_codes.gather(rows["uid"])
        codes = rows.select(pl.when(filled_in).then(made).otherwise("id")).to_series()
        return self._refuse_personal(table, codes, filled_in)

    def _refuse_personal(self, table: RosterTable, codes: pl.Series, filled_in: pl.Series) -> pl.Series:
        """No personal number comes in through a name of which a code is made."""
        personal = holds_personal(codes, self.divisions) & filled_in
        found = table.rows.filter(personal).select("uid", code=pl.lit("personal-number"))
        table.report(self.problems, found, table.roster.column("name"))
        return pl.select(pl.when(~personal).then(codes)).to_series().alias("id")

    def _parents(self, table: RosterTable) -> pl.DataFrame:
        """``uid`` and the code of the first thing each row hangs on."""
        found = self.references[table.roster.name].get(table.roster.parent or "", NO_REFERENCES)
        first = found.unique("uid", keep="first", maintain_order=True)
        return first.select("uid", above=self.register.things["id"].gather(first["thing"]))

    def _drop_repeated_things(self, table: RosterTable) -> pl.Series:
        """A code again: the same row is counted once, another row is an error; returns the rows that are errors."""
        values = [column.name for column in columns_of(table.roster)]
        found = repeated_things(table.rows.select("uid", *values), values)
        if found.is_empty():
            return found["uid"]
        told = found.select(
            "uid",
            "same",
            code=pl.when("same").then(pl.lit("duplicate-row")).otherwise(pl.lit("duplicate-code")),
            value="id",
            expected=_where(table, found["first"]),
        )
        code_column = table.roster.column("id")
        same = told.filter("same").drop("same")
        other = told.filter(~pl.col("same")).drop("same")
        table.report(self.problems, other, code_column)
        table.report(self.problems, same, code_column, severity="warning")
        self._drop(table, same["uid"])
        return other["uid"]

    def _enter_above(self, table: RosterTable) -> None:
        """Let the register know what these things are PART_OF, if they have names to be qualified by it."""
        if table.roster.name not in self.supplied or "name" not in table.rows.columns:
            return
        things = table.rows.select("uid", "thing").drop_nulls()
        for column in references_of(table.roster):
            found = self.references[table.roster.name].get(column.name)
            if column.relation == "PART_OF" and found is not None:
                self.register.enter_above(things.join(found.select("uid", above="thing"), on="uid"))

    # --- ties ---

    def drop_repeated_ties(self) -> None:
        """Rows that say what an earlier row, if it was not left out, says of an overlapping period are counted once."""
        for name, table in self.tables.items():
            if _makes_ties(ROSTER[name]):
                self._drop_repeated_ties(table)

    def _drop_repeated_ties(self, table: RosterTable) -> None:
        roster = table.roster
        ends = [column.name for column in references_of(roster) if column.required]
        if not set(ends) <= self.references[roster.name].keys():
            return
        period = [column.name for column in PERIOD]
        values = [column.name for column in roster.columns if column.identifies]
        rows = table.rows.select("uid", *values, *period)
        for end in ends:
            found = self.references[roster.name][end].select("uid", pl.col("thing").alias(end))
            if found["uid"].equals(rows["uid"]):
                rows = rows.with_columns(found[end])
            else:
                rows = rows.join(found, on="uid", how="left", maintain_order="left")
        found = repeated_ties(rows, [*ends, *values])
        told = found.select("uid", code=pl.lit("duplicate-row"), expected=_where(table, found["first"]))
        table.report(self.problems, told, roster.column(ends[0]), severity="warning")
        self._drop(table, found["uid"])

    # --- references ---

    def _resolve(self, table: RosterTable, column: Column) -> None:
        roster = table.roster
        wanted = set(rosters_of(column.labels))
        cells = pl.DataFrame(
            {
                "uid": table.rows["uid"],
                "text": table.rows[column.name],
                "raw": table.as_read(column),
            }
        ).with_columns(labels=self._labels(table, column))
        if column.elsewhere:
            cells = _take_elsewhere(table, column, cells)
        if not wanted & self.supplied:
            self._report_not_supplied(table, column, wanted)
            if column.required:
                self.supplied.discard(roster.name)
            return
        if table.virtual:
            cells = cells.with_columns(pl.col("text").replace(table.virtual))
        found, wrong = resolve_column(
            self.register, column, cells, partly_supplied=not wanted <= self.supplied
        )
        if not wrong.is_empty():
            self.wrong.append((table, column, wrong))
        if column.elsewhere:
            _is_not_elsewhere(table, column, found["uid"])
        self.references[roster.name][column.name] = found
        self._report_outlived(table, column, found, wrong["uid"])

    def _labels(self, table: RosterTable, column: Column) -> pl.Expr | pl.Series:
        """The labels a cell may refer to, joined by ``|``; null where none is looked up."""
        every = "|".join(column.labels)
        if column.labels_by is None:
            return pl.lit(every, pl.Enum([every]))
        narrowed = {
            value: "|".join(labels) or None for value, labels in labels_named_by(table.roster, column).items()
        }
        either = pl.Enum(sorted({every, *filter(None, narrowed.values())}))
        if table.roster.column(column.labels_by).kind is not Kind.REFERENCE:
            by = table.rows[column.labels_by]
        elif column.labels_by in self.references[table.roster.name]:
            other = self.references[table.roster.name][column.labels_by]
            label = self.register.things["label"].gather(other["thing"]).cast(pl.String)
            other = other.select("uid", label)
            by = table.rows.select("uid").join(other, on="uid", how="left", maintain_order="left")["label"]
        else:
            return pl.lit(every, either)
        return by.replace_strict(narrowed, default=every, return_dtype=either)

    def _report_not_supplied(self, table: RosterTable, column: Column, wanted: set[str]) -> None:
        named = [
            (place, headings[column.name])
            for place, headings in zip(table.sheets, table.headings, strict=True)
            if column.name in headings and column.name in table.filled
        ]
        if not named:
            return
        (file, sheet), heading = named[0]
        titles = str(Text("、", ", ")).join(str(ROSTER[name].title) for name in ROSTER if name in wanted)
        self.problems.add("reference-not-supplied", file, sheet, column=heading, expected=titles)

    def _report_outlived(
        self, table: RosterTable, column: Column, found: pl.DataFrame, told: pl.Series
    ) -> None:
        """Ties that last longer than what they lead to, in cells of which nothing was told yet."""
        if self.register.timeless:
            return
        found = found.filter(~pl.col("uid").is_in(told.implode()))
        limits = self.register.things[found["thing"]].select("id", "starts", "ends")
        limited = found.hstack(limits).filter(pl.col("starts").is_not_null() | pl.col("ends").is_not_null())
        if limited.is_empty():
            return
        start, end = VALID_FROM.name, VALID_TO.name
        beyond = limited.join(table.rows.select("uid", start, end), on="uid", maintain_order="left").filter(
            (pl.col("starts") > pl.col(start).fill_null(date.min))
            | (pl.col("ends") < pl.col(end).fill_null(date.max))
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

    def report_references(self) -> None:
        """Tell what is wrong with references."""
        for table, column, wrong in self.wrong:
            told = told_in_full(self.register, wrong)
            by_severity = told.partition_by("severity", as_dict=True, include_key=False)
            for (severity,), of_severity in by_severity.items():
                table.report(self.problems, of_severity, column, severity=severity)

    # --- leaving out ---

    def _drop(self, table: RosterTable, uids: pl.Series) -> None:
        """Take rows out, with what they refer to."""
        if uids.is_empty():
            return
        table.drop(uids)
        references = self.references[table.roster.name]
        for name, found in references.items():
            references[name] = found.filter(~pl.col("uid").is_in(uids.implode()))

    def leave_out(self) -> None:
        """Take out rows with errors, then rows that point to them, until none is left; each is reported.

        A roster of which no row is sound says nothing: it counts as not supplied.
        """
        had_rows = {name for name, table in self.tables.items() if table.rows.height}
        while (lost := self._drop_bad_rows()) is not None:
            for name, table in self.tables.items():
                for column_name, found in self.references[name].items():
                    pointing = found.filter(pl.col("thing").is_in(lost.implode()))
                    pointing = pointing.unique("uid", keep="first", maintain_order=True)
                    told = pointing.select(
                        "uid",
                        code=pl.lit("unknown-reference"),
                        value=self.register.things["id"].gather(pointing["thing"]),
                        expected=pl.lit(str(_LEFT_OUT)),
                    )
                    table.report(self.problems, told, table.roster.column(column_name))
        self.supplied -= {name for name in had_rows if self.tables[name].rows.is_empty()}

    def _drop_bad_rows(self) -> pl.Series | None:
        """Take out the rows with errors; returns the things that are gone with them, None if there were no rows."""
        dropped = False
        gone = [pl.Series([], dtype=pl.UInt32)]
        for table in self.tables.values():
            bad = table.rows.filter(table.bad.gather(table.rows["uid"]))
            dropped |= not bad.is_empty()
            self._drop(table, bad["uid"])
            if "thing" in bad.columns:
                things = bad["thing"].drop_nulls()
                gone.append(things.filter(~things.is_in(table.rows["thing"].implode())))
        return pl.concat(gone) if dropped else None


_LEFT_OUT: Final = Text("该行有错误，未保留", "its row has errors and was left out")


def _makes_things(roster: Roster) -> bool:
    return any(made in LABEL for made in roster.makes)


def _makes_ties(roster: Roster) -> bool:
    return any(made in RELATION for made in roster.makes)


def _makes(column: Column) -> str:
    """What a reference column becomes: a relation, or a property of one."""
    return column.relation or column.name


def _optional_relations() -> set[str]:
    """What is made of optional columns alone."""
    columns = [column for roster in ROSTER.values() for column in references_of(roster)]
    return {_makes(column) for column in columns} - {_makes(column) for column in columns if column.required}


def _headings(table: RosterTable) -> pl.DataFrame:
    """The headings of every table beside the titles of the template."""
    titles = {column.name: column.title.zh for column in columns_of(table.roster)}
    return pl.DataFrame(
        [
            (file, sheet, titles[name], heading)
            for (file, sheet), headings in zip(table.sheets, table.headings, strict=True)
            for name, heading in headings.items()
        ],
        schema=dict.fromkeys(("file", "sheet", "column", "heading"), pl.String),
        orient="row",
    )


def _where(table: RosterTable, uids: pl.Series) -> pl.Series:
    """Where rows stand, in words."""
    return (
        table.places(uids)
        .select(
            pl.concat_str(
                "file", "sheet", pl.format(str(ROW), pl.col("row")), separator=" ", ignore_nulls=True
            )
        )
        .to_series()
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
