"""What is known while forms are fed: their rows, who makes what, and what each of their cells was found to mean."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import polars as pl

from graphmodel.language import AND
from graphmodel.ontology import MAKERS, FieldKind, FormField, roster_of
from graphmodel.rosters.alongside import join_alongside
from graphmodel.rosters.cells import Checked
from graphmodel.rosters.forms.context import Named, Surroundings, surroundings
from graphmodel.rosters.forms.form_rows import FormRows
from graphmodel.rosters.forms.table import FormTable
from graphmodel.rosters.forms.values import check_values
from graphmodel.rosters.identity.homes import ADDRESS
from graphmodel.rosters.intake import Intake
from graphmodel.spreadsheets.repetition import rows_told_apart

PLACES: Final = {"Street": "street", "Community": "community", "Compound": "compound", "Grid": "grid"}
"""The fields that tell where a row is, by label, coarser ones first."""
NO_THINGS: Final = pl.DataFrame(schema={"row": pl.UInt32, "part": pl.UInt32, "thing": pl.UInt32})

Key = tuple[str, str]
"""A form and a field of it."""


def named_at(field: FormField) -> str | None:
    """The column of a form that says at what people are named in a column; of homes their grid, for rooms are never shown."""
    if field.relation == "CONTACTS":
        return PLACES["Grid"]
    return field.at[0] if field.at else None


@dataclass(frozen=True)
class Spots:
    """The rows of a form by where they are: rows of one table that tell it in the same words are on one spot."""

    of_rows: pl.Series
    """By row which spot it is on."""
    firsts: pl.DataFrame
    """``row`` and ``table`` of the first row on every spot."""

    def everywhere(self, found: pl.DataFrame) -> pl.DataFrame:
        """What was found of the first row on each spot, said of every row on it."""
        if self.firsts.height == self.of_rows.len():
            return found
        if found["row"].equals(self.firsts["row"]):
            numbers = pl.int_range(self.of_rows.len(), dtype=pl.UInt32, eager=True)
            return found[self.of_rows].with_columns(row=numbers)
        rows = self.firsts["row"][self.of_rows].alias("first").to_frame().with_row_index("row")
        return rows.join(found.rename({"row": "first"}), on="first", maintain_order="left").select(
            found.columns
        )


@dataclass
class Feeding:
    """The forms of one load while they are fed, roster by roster."""

    intake: Intake
    forms: dict[str, FormRows]
    canonical: frozenset[str]
    """The rosters of which there is a table of its own."""
    made: dict[Key, pl.DataFrame] = field(default_factory=dict)
    """What fields make: ``row``, ``part``, ``text``, ``code`` (made or given) and ``bad``."""
    found: dict[Key, pl.DataFrame] = field(default_factory=dict)
    """What fields mean: ``row``, ``part`` and ``thing``."""
    mentions: dict[Key, pl.DataFrame] = field(default_factory=dict)
    """Where columns mention people: ``row``, ``part`` (which of how many, ``of``), and ``said`` (which of the ``words``)."""
    words: pl.DataFrame = field(default_factory=pl.DataFrame)
    """``text`` and ``notes`` of what mentions say."""
    meant: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema={"said": pl.UInt32, "person": pl.UInt32})
    )
    """Whom words mean: which are ``said``, and which of the ``persons``; of those that mean somebody."""
    persons: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema={"person": pl.UInt32, "code": pl.String})
    )
    """``person`` (a number) and ``code`` of everybody whom words may mean."""
    wrong: list[tuple[FormRows, str, pl.DataFrame]] = field(default_factory=list)
    """References that lead to no one thing, told when everything is known: rows, field and problems."""
    not_supplied: set[Key] = field(default_factory=set)
    """Fields of which nothing that they name was supplied."""
    addresses: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema=dict.fromkeys(("code", *ADDRESS), pl.String))
    )
    """The addresses of the homes of forms, by ``code``."""
    covers_added: bool = False
    """Whether only forms say what the organisations of a roster cover."""
    unplaced: set[tuple[str, int]] = field(default_factory=set)
    """The tables, by form and number, that do not say where they are: all their rows have errors."""
    at_spots: dict[Key, pl.DataFrame] = field(default_factory=dict)
    """What fields that tell places mean at the first row of every spot: ``row``, ``part`` and ``thing``."""
    places: dict[Key, tuple[tuple[int, ...], pl.DataFrame]] = field(default_factory=dict)
    """By form and label where the first row of every spot is, and how much was known when it was looked for."""
    _spots: dict[str, Spots] = field(default_factory=dict)
    _values: dict[Key, Checked] = field(default_factory=dict)
    _of_labels: dict[str, tuple[int, pl.DataFrame]] = field(default_factory=dict)
    """The things of labels, and how many things were known when they were looked up."""
    _around: dict[tuple[str, int, str], Named] = field(default_factory=dict)
    _surroundings: tuple[int, Surroundings] | None = None
    """What is named around tables, and how many names were known when it was looked up."""

    def makers(self, label: str) -> list[FormRows]:
        """The forms that make things of a label: none where a roster of its own does."""
        if roster_of(label).name in self.canonical:
            return []
        if label == "PartyOrg":
            return list(self.forms.values())
        there = [name for name in MAKERS.get(label, ()) if name in self.forms]
        return [self.forms[name] for name in there[:1]]

    def is_maker(self, rows: FormRows, label: str) -> bool:
        """Whether a form makes things of a label."""
        return any(rows is maker for maker in self.makers(label))

    def makes(self, rows: FormRows, name: str) -> bool:
        """Whether a field makes what it names; else it refers to it."""
        asked = rows.form.field(name)
        if asked.kind is FieldKind.PLACE:
            return PLACES[asked.labels[0]] == name and self.is_maker(rows, asked.labels[0])
        return asked.kind is FieldKind.THING and asked.makes and self.is_maker(rows, asked.labels[0])

    def is_supplied(self, *labels: str) -> bool:
        """Whether anything tells of any of the labels."""
        return any(roster_of(label).name in self.intake.supplied for label in labels)

    def how_much_is_known(self) -> tuple[int, ...]:
        """What grows whenever more of places is known."""
        register = self.intake.register
        return register.things.height, register.above.height, len(self.intake.tables)

    def spots(self, rows: FormRows) -> Spots:
        """Where the rows of a form are. What makes places may say something else of each in every row."""
        name = rows.form.name
        if name not in self._spots:
            firsts = spots = pl.int_range(rows.height, dtype=pl.UInt32, eager=True)
            table = rows.table_numbers.alias("table")
            places = [field.name for field in rows.form.fields if field.name in PLACES.values()]
            if not any(self.makes(rows, place) for place in places):
                codes = [code for place in places if (code := rows.coding(place))]
                there = [word for word in (*places, *codes) if any(rows.columns(word))]
                words = [rows.text(word).alias(word) for word in there]
                firsts, spots = rows_told_apart(pl.DataFrame([table, *words]))
            self._spots[name] = Spots(spots, pl.DataFrame({"row": firsts, "table": table[firsts]}))
        return self._spots[name]

    def checked(self, rows: FormRows, name: str) -> Checked:
        """The cells of a field, each checked and complained of once."""
        key = (rows.form.name, name)
        if key not in self._values:
            self._values[key] = check_values(
                rows,
                rows.form.field(name),
                self.makes(rows, name),
                self.intake.divisions,
                self.intake.problems,
            )
        return self._values[key]

    def bad(self, rows: FormRows, *names: str) -> pl.Series:
        """Which rows have something wrong in any of the fields, or cannot be used at all."""
        unplaced = [number for form, number in self.unplaced if form == rows.form.name]
        bad = rows.unsound
        if unplaced:
            bad |= rows.table_numbers.is_in(pl.Series(unplaced, dtype=pl.UInt32).implode())
        for name in names:
            problem = self.checked(rows, name).problem
            if problem is not None:
                bad |= problem.is_not_null()
        numbers = pl.int_range(rows.height, dtype=pl.UInt32, eager=True)
        for other, name, wrong in self.wrong:
            if other is rows and name in names:
                bad |= numbers.is_in(wrong["row"].implode())
        return bad

    def is_unplaced(self, table: FormTable) -> bool:
        """Whether a table does not say where it is."""
        tables = self.forms[table.form.name].tables if table.form.name in self.forms else ()
        return any(
            one is table and (table.form.name, number) in self.unplaced for number, one in enumerate(tables)
        )

    def ids_of(self, things: pl.Series) -> pl.Series:
        """The codes of things."""
        return self.intake.register.things["id"][things]

    def of_label(self, label: str) -> pl.DataFrame:
        """``code`` and ``thing`` of everything of a label that is known."""
        things = self.intake.register.things
        if label not in self._of_labels or self._of_labels[label][0] < things.height:
            known = things.with_row_index("thing").filter(pl.col("label") == label)
            self._of_labels[label] = (things.height, known.select("thing", code="id"))
        return self._of_labels[label][1]

    @cached_property
    def persons_meant(self) -> pl.Series:
        """The person whom each of the ``words`` means, people being known; null for none."""
        things = join_alongside(self.persons, self.of_label("Person"), "code")
        known = self.meant.join(things, on="person").select("said", "thing")
        every = pl.int_range(self.words.height, dtype=pl.UInt32, eager=True).alias("said").to_frame()
        return every.join(known, on="said", how="left", maintain_order="left")["thing"]

    def above(self, things: pl.DataFrame, label: str) -> pl.DataFrame:
        """``row`` and ``thing``: what the things of rows are PART_OF, of one label."""
        higher = self.intake.register.above_at_all().join(
            self.of_label(label).select(above="thing"), on="above", how="semi"
        )
        return things.join(higher, on="thing", maintain_order="left").select("row", thing="above")

    def around(self, rows: FormRows, table: int, label: str) -> Named:
        """The units that the surroundings of a table name."""
        key = (rows.form.name, table, label)
        if key not in self._around:
            register = self.intake.register
            known = register.names.height
            if self._surroundings is None or self._surroundings[0] < known:
                self._surroundings = (known, surroundings(register))
            self._around[key] = self._surroundings[1].named(rows.tables[table], label)
        return self._around[key]

    def one_around(self, rows: FormRows, label: str, tables: pl.Series) -> pl.DataFrame:
        """``table`` and ``thing``: the unit of a label named around each of the tables, where it is one."""
        named = [(table, self.around(rows, table, label).things) for table in tables]
        return pl.DataFrame(
            [(table, things[0]) for table, things in named if len(things) == 1],
            schema={"table": pl.UInt32, "thing": pl.UInt32},
            orient="row",
        )

    def note_not_supplied(self, rows: FormRows, name: str, labels: tuple[str, ...]) -> None:
        """Note once per column that nothing of what it names was supplied."""
        key = (rows.form.name, name)
        if key not in self.not_supplied:
            self.not_supplied.add(key)
            rosters = dict.fromkeys(str(roster_of(label).title) for label in labels)
            rows.report_columns(self.intake.problems, name, "reference-not-supplied", str(AND).join(rosters))
