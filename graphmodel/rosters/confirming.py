"""Confirmed names and words put in the place of those an office wrote, wherever a reference or a choice is read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from typing import Final

import polars as pl

from graphmodel.ontology import ID, LABEL, MAKERS, NAME, Column, FieldKind, Form, FormField, ValueType
from graphmodel.rosters.cells import Cells, parts
from graphmodel.rosters.confirmations import Confirmed, answers_of, meant, told_by_name
from graphmodel.rosters.forms.table import FormColumn, FormTable
from graphmodel.rosters.forms.values import column_of
from graphmodel.rosters.headings import columns_of
from graphmodel.rosters.identity.mentions import person_name
from graphmodel.rosters.recognition import Table
from graphmodel.rosters.wordbook import ADD, PEOPLE, UNITS, Line
from graphmodel.spreadsheets.cleaning import clean_text, cleaned

UNIT: Final = "单位"
"""The category of what people are qualified by."""

Makes = Callable[[str], bool]
"""Whether a form makes what one of its fields names."""


def names_in(tables: Mapping[str, Mapping[int, Table]], forms: Iterable[FormTable]) -> frozenset[str]:
    """The names and codes that tables give to things, and the units of people."""
    cells = [
        cleaned(table.cells[name].raw)
        for of_roster in tables.values()
        for table in of_roster.values()
        for name in (ID.name, NAME.name)
        if name in table.cells
    ]
    cells += [
        pl.select(parts(pl.lit(one.cells.raw)).explode()).to_series()
        for table in forms
        for one in table.columns
        if _may_make(table.form, one.field) or "unit" in (one.field.name, *one.parts)
    ]
    return frozenset(text for texts in cells for text in texts.drop_nulls().unique())


def _may_make(form: Form, field: FormField) -> bool:
    """Whether a form makes what a field names, unless something goes before it."""
    return field.makes or any(form.name in MAKERS.get(label, ()) for label in field.labels)


def category(labels: Iterable[str]) -> str:
    """What things of some labels are called together."""
    return clean_text("、".join(LABEL[label].title.zh for label in labels))


def in_roster(confirmed: Confirmed, table: Table) -> Table:
    """A table of a roster with what was confirmed in its references and choices; what it makes keeps its name."""
    cells = dict(table.cells)
    for column in columns_of(table.roster):
        if column.name not in cells:
            continue
        if column.labels == ("Person",):
            cells[column.name] = _people(confirmed, table, column)
        else:
            lines = _lines(confirmed, column, table.headings[column.name])
            cells[column.name] = _replaced(confirmed, cells[column.name], lines, many=column.many)
    return replace(table, cells=cells)


def in_form(confirmed: Confirmed, table: FormTable, makes: Makes) -> FormTable:
    """A form with what was confirmed in the cells that refer to something or choose a word."""
    return replace(table, columns=tuple(_in_column(confirmed, one, makes) for one in table.columns))


def _in_column(confirmed: Confirmed, one: FormColumn, makes: Makes) -> FormColumn:
    field = one.field
    if one.parts == ("unit",) or field.name == "unit":
        lines = _of_units(confirmed, (UNIT, category(["PartyOrg"])))
        return replace(one, cells=_replaced(confirmed, one.cells, lines, many=True))
    if one.parts == ("duty",):
        return replace(one, cells=_replaced(confirmed, one.cells, confirmed.words([one.heading]), many=True))
    if field.kind in {FieldKind.PERSON, FieldKind.IDENTITY, FieldKind.ADDRESS, FieldKind.COUNTED}:
        return one
    own = field.makes and (field.kind is FieldKind.VALUE or makes(field.name))
    if own and not told_by_name(field):
        return one
    column = column_of(field)
    lines = confirmed.left_out([one.heading]) if own else _lines(confirmed, column, one.heading)
    return replace(one, cells=_replaced(confirmed, one.cells, lines, many=column.many))


def _lines(confirmed: Confirmed, column: Column, heading: str) -> dict[str, Line]:
    """The lines that speak of the cells of a column, by what they are about."""
    if column.value_type is ValueType.CHOICE:
        return confirmed.words((heading, column.title.zh))
    if column.value_type is ValueType.REFERENCE:
        return _of_units(confirmed, [category([label]) for label in column.labels])
    return {}


def _of_units(confirmed: Confirmed, categories: Collection[str]) -> dict[str, Line]:
    """The lines about names of some categories."""
    return {
        name: line
        for (name, of), line in confirmed.of(UNITS).items()
        if not of or set(of.split("、")) & set(categories)
    }


def _replaced(confirmed: Confirmed, cells: Cells, lines: Mapping[str, Line], *, many: bool) -> Cells:
    """The cells with what lines say in the place of what they are about; where that is nothing, empty."""
    if not lines:
        return cells
    different = pl.DataFrame({"raw": cells.raw.drop_nulls().unique(maintain_order=True)})
    listed = parts(pl.col("raw")) if many else pl.concat_list(pl.lit(cleaned(different["raw"])))
    entries = different.with_columns(part=listed).explode("part").drop_nulls("part")
    met = entries.filter(pl.col("part").is_in(list(lines)))
    if met.is_empty():
        return cells
    confirmed.used |= {lines[text] for text in met["part"].unique()}
    means = {text: meant(line) or None for text, line in lines.items()}
    changed = (
        entries.join(met.select("raw").unique(), on="raw", how="semi", maintain_order="left")
        .with_columns(pl.col("part").replace(means))
        .group_by("raw", maintain_order=True)
        .agg(new=pl.col("part").drop_nulls().str.join("、"))
    )
    new = changed.select(pl.when(pl.col("new") != "").then("new")).to_series()
    return cells._replace(raw=cells.raw.replace(changed["raw"], new), clean=False)


# --- people ---


def _people(confirmed: Confirmed, table: Table, column: Column) -> Cells:
    """References to people with the qualifier that was confirmed for them."""
    cells = table.cells[column.name]
    other = "to" if column.name == "from" else "from"
    at = table.cells[other].raw if other in table.cells else None
    if not confirmed.of(PEOPLE) or cells.raw.is_empty():
        return cells
    text = pl.DataFrame({"text": cleaned(cells.raw), "at": None if at is None else cleaned(at)})
    asked = text.select(
        name=person_name(pl.col("text").str.replace(r"\([^()]*\)$", "").str.extract("([^/]*)$", 1)),
        unit=pl.coalesce(
            pl.col("text").str.extract("^(.*)/", 1), pl.col("text").str.extract(r"\(([^()]*)\)$", 1), "at"
        ).cast(pl.String),
    )
    told = answers_of(confirmed, asked).with_columns(raw=cells.raw)
    known = pl.col("means").is_not_null() & (pl.col("means") != ADD)
    return cells._replace(
        raw=told.select(
            pl.when(pl.col("means") == "")
            .then(None)
            .when(known)
            .then(pl.format("{}/{}", "means", "name"))
            .otherwise("raw")
        ).to_series()
    )
