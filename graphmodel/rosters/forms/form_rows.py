"""The data rows of every table of one form, one after the other, so that each column is worked on once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final

import polars as pl

from graphmodel.ontology import Form
from graphmodel.rosters.cells import Cells, parts_in
from graphmodel.rosters.forms.table import FormColumn, FormTable
from graphmodel.rosters.problems import Problems, in_words
from graphmodel.spreadsheets.cleaning import cleaned
from graphmodel.spreadsheets.sheets import CELL_KINDS, EPOCH

NO_ENTRIES: Final = pl.DataFrame(schema={"row": pl.UInt32, "part": pl.UInt32, "text": pl.String})


@dataclass(frozen=True)
class FormRows:
    """The tables of one form. A row is known by its number here, from 0 over all of them."""

    form: Form
    tables: tuple[FormTable, ...]
    _raw: dict[tuple[str, str | None], pl.Series] = field(default_factory=dict)
    _texts: dict[str, pl.Series] = field(default_factory=dict)
    _columns: dict[tuple[str, str | None], list[FormColumn | None]] = field(default_factory=dict)

    @cached_property
    def height(self) -> int:
        """How many rows there are."""
        return sum(table.rows.len() for table in self.tables)

    @cached_property
    def row_numbers(self) -> pl.Series:
        """The rows as the spreadsheet shows them."""
        return pl.concat([table.rows.cast(pl.Int64) for table in self.tables])

    @cached_property
    def table_numbers(self) -> pl.Series:
        """In which of the tables each row stands."""
        many = pl.DataFrame({"many": [table.rows.len() for table in self.tables]}).with_row_index("number")
        each = many.filter(pl.col("many") > 0).select(pl.col("number").repeat_by("many").explode())
        return each.to_series()

    @cached_property
    def unsound(self) -> pl.Series:
        """Whether the row cannot be used whatever it holds: its headings are wrong, or it has a cell too many."""
        unsound = pl.Series([not table.sound for table in self.tables])[self.table_numbers]
        for number, table in enumerate(self.tables):
            if not table.crowded.is_empty():
                crowded = self.row_numbers.is_in(table.crowded.implode())
                unsound |= (self.table_numbers == number) & crowded
        return unsound

    @property
    def sheets(self) -> tuple[tuple[str, str | None], ...]:
        """File and sheet of every table."""
        return tuple((table.file, table.sheet) for table in self.tables)

    def columns(self, name: str, part: str | None = None) -> list[FormColumn | None]:
        """For every table the column of a field, if it is there; of people the one that holds a part, by default names."""
        if (name, part) not in self._columns:
            self._columns[name, part] = [_column(table, name, part) for table in self.tables]
        return self._columns[name, part]

    def has(self, name: str) -> bool:
        """Whether the column of a field is in any of the tables, and filled there or marked as empty."""
        return any(column is not None and column.there for column in self.columns(name))

    def has_heading(self, name: str) -> pl.Series:
        """For every row whether its table has the column of a field, filled or not."""
        there = pl.Series([column is not None for column in self.columns(name)], dtype=pl.Boolean)
        return there[self.table_numbers]

    def coding(self, name: str) -> str | None:
        """The field that gives the code of what a field makes or means, if any table has it."""
        for other in self.form.fields:
            if name in other.at and any(column == "id" for _, column in other.feeds) and self.has(other.name):
                return other.name
        return None

    def headings(self, name: str) -> list[str | None]:
        """How every table writes the heading of a field."""
        return [None if column is None else column.heading for column in self.columns(name)]

    def cells(self, name: str, part: str | None = None) -> list[Cells]:
        """The cells of a field, of runs of tables that agree in how they count days."""
        if not any(self.columns(name, part)):
            return [Cells(self.raw(name, part), "text")]
        runs: list[list[Cells]] = []
        for table, column in zip(self.tables, self.columns(name, part), strict=True):
            cells = column.cells if column else Cells(_empty(table.rows.len()), "text", _counted_from(runs))
            if runs and runs[-1][-1].counted_from == cells.counted_from:
                runs[-1].append(cells)
            else:
                runs.append([cells])
        return [_joined(run) for run in runs]

    def raw(self, name: str, part: str | None = None) -> pl.Series:
        """The cells of a field as they were read."""
        if (name, part) not in self._raw:
            every = [
                column.cells.raw if column else _empty(table.rows.len())
                for table, column in zip(self.tables, self.columns(name, part), strict=True)
            ]
            self._raw[name, part] = pl.concat(every, rechunk=True)
        return self._raw[name, part]

    def text(self, name: str) -> pl.Series:
        """The cells of a field as texts."""
        if name not in self._texts:
            self._texts[name] = self.raw(name) if self.is_clean(name) else cleaned(self.raw(name))
        return self._texts[name]

    def is_clean(self, name: str) -> bool:
        """Whether it is known that the cells of a field are clean as they were read."""
        return all(column is None or column.cells.clean for column in self.columns(name))

    def entries(self, name: str) -> pl.DataFrame:
        """What the cells of a field list: ``row``, ``part`` (which entry of the cell, from 0) and ``text``."""
        if not self.form.field(name).many:
            whole = pl.DataFrame({"text": self.text(name)}).with_row_index("row").drop_nulls("text")
            return whole.select("row", pl.lit(0, pl.UInt32).alias("part"), "text")
        listed = pl.DataFrame({"text": parts_in(self.raw(name))}).with_row_index("row").drop_nulls("text")
        places = pl.int_ranges(pl.col("text").list.len(), dtype=pl.UInt32)
        return listed.select("row", places.alias("part"), "text").explode("part", "text", empty_as_null=False)

    def report(self, problems: Problems, name: str, found: pl.DataFrame, part: str | None = None) -> None:
        """Note what is wrong in the cells of a field, or of a part of it that stands in a column of its own.

        Args:
            problems: where it is noted.
            name: the field.
            found: ``row``, ``code`` and, as far as they are known, ``value``, ``expected`` and ``severity``.
            part: what the column holds of people, if not their names.
        """
        if found.is_empty():
            return
        title = self.form.field(name).title.zh
        codes = self.columns(self.coding(name) or name)
        columns = [own or code for own, code in zip(self.columns(name, part), codes, strict=True)]
        headings = pl.Series([column.heading if column else title for column in columns], dtype=pl.String)
        tables = self.table_numbers[found["row"]]
        problems.extend(
            found.with_columns(
                self.row_numbers[found["row"]].alias("row"),
                *self._sheets_of(tables),
                column=headings[tables],
            )
        )

    def report_missing(self, problems: Problems, name: str, missing: pl.Series) -> None:
        """Note the rows in which something should stand in a field and does not."""
        if missing.any():
            found = pl.DataFrame({"row": missing.arg_true()}).select("row", code=pl.lit("missing-value"))
            self.report(problems, name, found)

    def report_columns(
        self, problems: Problems, name: str, code: str, expected: str, *, only: int | None = None
    ) -> None:
        """Note something of the column of a field in every table, or in only one, where anything stands in it."""
        for number, (table, column) in enumerate(zip(self.tables, self.columns(name), strict=True)):
            filled = column is not None and column.cells.raw.null_count() < column.cells.raw.len()
            if column is not None and (filled if only is None else only == number):
                problems.add(code, table.file, table.sheet, column=column.heading, expected=expected)

    def where(self, rows: pl.Series) -> pl.Series:
        """Where rows stand, in words; null for none."""
        tables = self.table_numbers[rows]
        places = pl.DataFrame({"row": self.row_numbers[rows]}).with_columns(self._sheets_of(tables))
        return places.select(pl.when(pl.col("row").is_not_null()).then(in_words())).to_series()

    def _sheets_of(self, tables: pl.Series) -> list[pl.Series]:
        files, sheets = (pl.Series(names, dtype=pl.String) for names in zip(*self.sheets, strict=True))
        return [files[tables].alias("file"), sheets[tables].alias("sheet")]


def by_form(tables: Iterable[FormTable]) -> dict[str, FormRows]:
    """The tables of every form together."""
    found: dict[str, list[FormTable]] = {}
    for table in tables:
        found.setdefault(table.form.name, []).append(table)
    return {name: FormRows(of_form[0].form, tuple(of_form)) for name, of_form in found.items()}


def _column(table: FormTable, name: str, part: str | None) -> FormColumn | None:
    """The column of a field; of people that which holds their names, unless another part is asked for."""
    for column in table.columns:
        if column.field.name == name and (
            part in column.parts if part else not column.parts or "name" in column.parts
        ):
            return column
    return None


def _empty(height: int) -> pl.Series:
    return pl.Series([None], dtype=pl.String).new_from_index(0, height)


def _counted_from(runs: Sequence[Sequence[Cells]]) -> date:
    return runs[-1][-1].counted_from if runs else EPOCH


def _joined(cells: Sequence[Cells]) -> Cells:
    if len(cells) == 1:
        return cells[0]
    raw = pl.concat([one.raw for one in cells], rechunk=True)
    kinds = {one.kinds for one in cells if isinstance(one.kinds, str)}
    first, clean, plain = (
        cells[0].counted_from,
        all(one.clean for one in cells),
        all(one.plain for one in cells),
    )
    if len(kinds) == 1 and all(isinstance(one.kinds, str) for one in cells):
        return Cells(raw, kinds.pop(), first, clean, plain)
    every = [
        pl.repeat(one.kinds, one.raw.len(), dtype=CELL_KINDS, eager=True)
        if isinstance(one.kinds, str)
        else one.kinds
        for one in cells
    ]
    return Cells(raw, pl.concat([kind.cast(CELL_KINDS) for kind in every]), first, clean, plain)
