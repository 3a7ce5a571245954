"""What an office is asked in a 对照表: a line for everything that could not be read as it was written."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, Final

import polars as pl

from graphmodel.language import AND, Text
from graphmodel.ontology import NAME, ROSTER, Column, FieldKind, FormField, ValueType
from graphmodel.rosters.confirmations import choices_under
from graphmodel.rosters.confirming import UNIT, category
from graphmodel.rosters.forms.state import named_at
from graphmodel.rosters.forms.table import FormTable
from graphmodel.rosters.forms.values import column_of
from graphmodel.rosters.headings import columns_of, normalised
from graphmodel.rosters.identity.codes import MADE
from graphmodel.rosters.identity.key import PeopleKey
from graphmodel.rosters.identity.mentions import lists_in, mentions_in
from graphmodel.rosters.likeness import nearest
from graphmodel.rosters.problems import SCHEMA, message
from graphmodel.rosters.reading import Reading
from graphmodel.rosters.recognition import Table
from graphmodel.rosters.wordbook import HEADINGS, MOVES, PEOPLE, UNITS, WORDS, Line
from graphmodel.spreadsheets.cleaning import clean_text, cleaned
from graphmodel.spreadsheets.personal import MASK, mask

_SENSITIVE: Final = re.compile(
    "^(?:性别|民族|出生年月|出生日期|学历|籍贯|家庭住址|住址|入党时间|健康状况|党费)$|身份证|电话|手机|住址"
)
"""Headings that are never offered."""
_UNNAMED: Final = re.compile("[A-Z]{1,3}")
"""How a column without a heading is called."""
_UNIT_OF_PEOPLE: Final = Text(
    "人员的单位，不是已知的党组织", "a unit of people that is no known Party organisation"
)
_MOVED: Final = Text("以前在：{units}；是不是同一个人？", "formerly in: {units}; is it the same person?")
_PERSON: Final = "Person"
_ORGANISATIONS: Final = ("PartyOrg",)
_PLACES: Final = frozenset({"divisions", "compounds", "grids"})
"""The rosters of things that are part of one another."""
_MOST_PLACES: Final = 5


@dataclass(frozen=True)
class _Asked:
    """A cell or heading that a problem is about."""

    problem: dict[str, Any]
    table: Table | FormTable | None
    column: Column | None
    """What its cells hold, unless it is of people."""
    at: str
    """Of people: what they are named at in the row."""
    beside: str = ""
    """Of people: the unit beside them."""


def questions(reading: Reading, tables: Sequence[Table], forms: Sequence[FormTable]) -> list[Line]:
    """The lines to be confirmed, those of each sheet in the order in which they first appear.

    Args:
        reading: what was read, and its problems.
        tables: the tables of rosters as they came.
        forms: the tables of forms as they came.
    """
    codes = ("dropped-column", "bad-choice", "unknown-reference", "ambiguous-reference")
    names = cache(partial(_names, reading))
    problems = reading.problems.filter(pl.col("code").is_in(codes))
    every = pl.concat([problems, _units_of_people(names(_ORGANISATIONS), forms)])
    lines = (
        line
        for problem in _as_they_appear(every, reading, tables, forms).iter_rows(named=True)
        for line in _lines(reading, _asked(problem, tables, forms), names)
    )
    return _once(line for line in lines if not any(map(_holds_number, line.original)))


def _holds_number(text: str) -> bool:
    """Whether a number of a person stands, or stood, in a text: such a line could not be told."""
    return MASK in mask(text)


def moves(reading: Reading, before: pl.DataFrame, key: PeopleKey) -> list[Line]:
    """People who are gone and those of the same name who are new: it is asked whether they moved between units.

    Args:
        reading: what was read.
        before: ``code``, ``name`` and ``unit`` of those who were known before.
        key: that under which both were coded.
    """
    former = reading.former_codes.under(key)
    now = set(reading.people["code"]) | set(former["former"])
    known = set(before["code"])
    as_before = former.filter(pl.col("former").is_in(list(known)))["code"]
    gone = before.filter(pl.col("code").str.contains(MADE) & ~pl.col("code").is_in(list(now)))
    new = reading.people.filter(
        pl.col("code").str.contains(MADE)
        & ~pl.col("code").is_in([*known, *as_before])
        & pl.col("unit").is_not_null()
    )
    were = gone.group_by("name").agg(units=pl.col("unit").fill_null(""))
    asked = new.join(were, on="name", maintain_order="left").select("name", "unit", "units")
    return [
        Line(MOVES, (name, unit), units[0] if len(units) == 1 else "", _MOVED.fill(units="、".join(units)))
        for name, unit, units in asked.iter_rows()
    ]


def _as_they_appear(
    problems: pl.DataFrame, reading: Reading, tables: Sequence[Table], forms: Sequence[FormTable]
) -> pl.DataFrame:
    """Problems in the order in which files were read, of their sheets, and of the rows and columns of these."""
    files = {file: number for number, file in enumerate(reading.sources)}
    headed = [((table.file, table.sheet), table.headings) for table in forms]
    headed += [((table.file, table.sheet), tuple(filter(None, table.written))) for table in tables]
    sheets = dict.fromkeys(sheet for sheet, _ in headed)
    columns = dict.fromkeys((*sheet, heading) for sheet, headings in headed for heading in headings)
    placed = problems.join(
        pl.DataFrame(
            [(*sheet, files.get(sheet[0]), number) for number, sheet in enumerate(sheets)],
            schema={"file": pl.String, "sheet": pl.String, "of_file": pl.Int64, "of_sheet": pl.Int64},
            orient="row",
        ),
        on=["file", "sheet"],
        how="left",
        nulls_equal=True,
        maintain_order="left",
    ).join(
        pl.DataFrame(
            [(*column, number) for number, column in enumerate(columns)],
            schema={"file": pl.String, "sheet": pl.String, "column": pl.String, "of_column": pl.Int64},
            orient="row",
        ),
        on=["file", "sheet", "column"],
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )
    return placed.sort("of_file", "of_sheet", "row", "of_column", nulls_last=False, maintain_order=True)


def _asked(problem: dict[str, Any], tables: Sequence[Table], forms: Sequence[FormTable]) -> _Asked:
    here = (problem["file"], problem["sheet"])
    row, heading = problem["row"], problem["column"]
    for form in forms:
        if (form.file, form.sheet) == here and (row is None or row in form.rows):
            for column in form.columns:
                if row is not None and column.heading == heading:
                    return _Asked(
                        problem,
                        form,
                        _held(column.field),
                        _named_at(form, column.field, row),
                        _unit_beside(form, column.field, row, problem["value"]),
                    )
            if row is None:
                return _Asked(problem, form, None, "")
    for table in tables:
        if (table.file, table.sheet) == here:
            for declared in columns_of(table.roster):
                if row is not None and table.headings.get(declared.name) == heading:
                    return _Asked(problem, table, declared, _other_end(table, declared, row))
            return _Asked(problem, table, None, "")
    return _Asked(problem, None, None, "")


def _held(field: FormField) -> Column | None:
    people = {FieldKind.PERSON, FieldKind.IDENTITY, FieldKind.ADDRESS}
    return None if field.kind in people or "Person" in field.labels else column_of(field)


def _named_at(form: FormTable, field: FormField, row: int) -> str:
    name = named_at(field)
    at = form.column(name) if name else None
    return _text(at.cells.raw, form.rows, row) if at else ""


def _unit_beside(form: FormTable, field: FormField, row: int, mention: str | None) -> str:
    """The unit beside a mention, in a column of its own or behind the name in its cell."""
    unit = form.column("unit")
    if unit is not None and field.name == NAME.name:
        return _text(unit.cells.raw, form.rows, row)
    lists: dict[str, pl.Series] = {}
    for column in form.columns:
        if column.field.name == field.name:
            listed_there = lists_in(column.cells.raw.filter(form.rows == row))
            for place, part in enumerate(column.parts):
                lists[part] = listed_there.list.gather_every(len(column.parts), place)
    if not {"name", "unit"} <= lists.keys():
        return ""
    cell = pl.DataFrame({"names": lists["name"], "unit": lists["unit"]}).with_row_index("cell")
    said, _ = mentions_in(cell)
    units = said.filter(pl.col("text") == mention)["qualifiers"].list.first().drop_nulls()
    return str(units[0]) if units.len() else ""


def _other_end(table: Table, column: Column, row: int) -> str:
    other = table.cells.get("to" if column.name == "from" else "from")
    return _text(other.raw, table.rows, row) if other else ""


def _text(raw: pl.Series, rows: pl.Series, row: int) -> str:
    found = raw.filter(rows == row)
    return clean_text(found[0] or "") if found.len() else ""


# --- the line for a problem ---


def _lines(reading: Reading, asked: _Asked, names: Callable[[tuple[str, ...]], list[str]]) -> Iterator[Line]:
    problem = asked.problem
    code, heading, value = problem["code"], problem["column"], problem["value"]
    if code == "dropped-column":
        if not _UNNAMED.fullmatch(heading) and not _SENSITIVE.search(normalised(heading)):
            yield _line(asked, HEADINGS, (clean_text(heading),), _likely(heading, _headings(asked.table)))
    elif code == UNIT:
        likely = _likely(value, names(_ORGANISATIONS))
        yield Line(UNITS, (value, UNIT), likely, str(_UNIT_OF_PEOPLE), mask(_place(problem)))
    elif value is None:
        return
    elif code == "bad-choice":
        allowed = set((problem["expected"] or "").split(str(AND)))
        choices = [choice for choice in choices_under(heading) if choice.title.zh in allowed]
        if asked.column is not None:
            choices = list(asked.column.choices)
        words = [word for choice in choices for word in choice.words]
        yield _line(asked, WORDS, (clean_text(heading), value), _likely(value, words))
    elif asked.column is None or _PERSON in asked.column.labels:
        name, within = _name_and_unit(value)
        unit = asked.beside or within
        units = _units_of(reading, name) if code == "unknown-reference" and unit else []
        fits = units[0] if len(units) == 1 else ""
        yield _line(asked, PEOPLE, (name, unit or asked.at), fits)
    elif code == "unknown-reference" and asked.column.value_type is ValueType.REFERENCE:
        labels = asked.column.labels
        yield _line(asked, UNITS, (value, category(labels)), _likely(value, names(labels)))


def _line(asked: _Asked, sheet: str, original: tuple[str, ...], suggested: str) -> Line:
    return Line(sheet, original, suggested, message(asked.problem), _place(asked.problem))


def _place(problem: dict[str, Any]) -> str:
    return " / ".join(filter(None, (problem["file"], problem["sheet"])))


def _likely(text: str, among: Iterable[str]) -> str:
    """That which is most like a text; empty: nothing is."""
    names = pl.Series(list(among), dtype=pl.String)
    found = nearest(pl.Series([clean_text(text)]), names)
    return str(found["names"][0][0]) if found.height else ""


def _headings(table: Table | FormTable | None) -> list[str]:
    """The headings of the form or roster that a table is, without those it has."""
    if isinstance(table, FormTable):
        there = {column.field.name for column in table.columns}
        return [
            heading for field in table.form.fields if field.name not in there for heading in field.headings
        ]
    if table is not None:
        return [
            heading
            for column in columns_of(table.roster)
            if column.name not in table.cells
            for heading in column.headings
        ]
    return []


def _names(reading: Reading, labels: Iterable[str]) -> list[str]:
    """The names of everything of some labels; those that several bear with the names of what these are part of."""
    wanted = {name for name, roster in ROSTER.items() if set(roster.makes) & set(labels)}
    places = [one.rows.select("id", above="name") for name, one in reading.rosters.items() if name in _PLACES]
    found: set[str] = set()
    for one in (reading.rosters[name] for name in wanted & reading.rosters.keys()):
        named = one.rows.select("uid", "name", twice=pl.col("name").is_duplicated()).drop_nulls("name")
        found.update(named.filter(~pl.col("twice") | (one.roster.name not in _PLACES))["name"])
        if one.roster.name in _PLACES and named["twice"].any():
            parts = named.filter("twice").join(one.references["part_of"].select("uid", "id"), on="uid")
            told = parts.join(pl.concat(places), on="id").drop_nulls("above")
            found.update(told.select(pl.format("{}/{}", "above", "name")).to_series())
    return sorted(found)


def _units_of(reading: Reading, name: str) -> list[str]:
    """What tells those of a name apart."""
    called = reading.people.filter(pl.col("name") == name)
    return called["unit"].drop_nulls().unique(maintain_order=True).to_list()


def _name_and_unit(text: str) -> tuple[str, str]:
    """A mention apart: the name, and what qualifies it."""
    bracketed = re.fullmatch(r"(.*?)\(([^()]*)\)", text)
    if bracketed:
        return bracketed[1].strip(), bracketed[2].strip()
    unit, _, name = text.rpartition("/")
    return name, unit


def _units_of_people(known: Collection[str], forms: Iterable[FormTable]) -> pl.DataFrame:
    """The units of people that are no known organisation, as problems are told; their code is :data:`UNIT`."""
    units = [pl.DataFrame(schema=SCHEMA)]
    for form in forms:
        for column in form.columns:
            if column.field.name == "unit" or column.parts == ("unit",):
                texts = pl.DataFrame({"value": cleaned(column.cells.raw), "row": form.rows}).drop_nulls()
                strange = texts.filter(~pl.col("value").is_in(list(known)))
                told = strange.unique("value", keep="first", maintain_order=True).with_columns(
                    code=pl.lit(UNIT),
                    file=pl.lit(form.file),
                    sheet=pl.lit(form.sheet),
                    column=pl.lit(column.heading),
                )
                units.append(told.cast({"row": pl.Int64}))
    return pl.concat(units, how="diagonal")


def _once(lines: Iterable[Line]) -> list[Line]:
    """The lines, each once, with the places of all."""
    found: dict[tuple[str, tuple[str, ...]], Line] = {}
    places: dict[tuple[str, tuple[str, ...]], dict[str, None]] = {}
    for line in lines:
        about = (line.sheet, line.original)
        found.setdefault(about, line)
        places.setdefault(about, {})[line.seen] = None
    return [
        Line(
            line.sheet,
            line.original,
            line.suggested,
            line.reason,
            "；".join(list(places[about])[:_MOST_PLACES]),
        )
        for about, line in found.items()
    ]
