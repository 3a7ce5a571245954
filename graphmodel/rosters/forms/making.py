"""What forms make: units, grids, bodies and Party organisations, each with its code, out of what their columns say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import polars as pl

from graphmodel.ontology import (
    BODIES,
    PERIOD,
    ROSTER,
    FieldKind,
    FormField,
    Roster,
    ValueType,
    roster_of,
)
from graphmodel.rosters.alongside import join_alongside
from graphmodel.rosters.cells import Checked
from graphmodel.rosters.fed import Fed
from graphmodel.rosters.forms.form_rows import FormRows
from graphmodel.rosters.forms.referring import first_of, first_place_of, place_of, things_of
from graphmodel.rosters.forms.state import PLACES, Feeding
from graphmodel.rosters.forms.values import column_of
from graphmodel.rosters.problems import NO_KIND_TOLD
from graphmodel.rosters.register import made_code
from graphmodel.rosters.tables import RosterTable
from graphmodel.spreadsheets.repetition import any_twice

_NO_NAMES: Final = ("是", "有", "√", "✓", "已成立")
"""What says that there is one, and not which."""
_GROUP: Final = "党小组"
_ENDS: Final = (
    ("organ_committee", "(?:党委|机关委员会)$"),
    ("organ_general_branch", "(?:党总支|总支)$"),
    ("organ_branch", "(?:党支部|支部)$"),
)
"""What the end of its name tells of the kind of an organ organisation; general branches before branches."""
_TELLING: Final = frozenset({"id", "name", "building", "stairwell"})
"""Columns of rosters by which a row of a form tells which thing it means."""
_BEGIN_WITH: Final = {"Compound": "Community", "Grid": "Compound", "OwnersCommittee": "Compound"}
"""By label the label of that with whose code the codes made for it begin; others with the name of their roster."""
_OF_COMMUNITIES: Final = frozenset({"grid_branch", "community"})
"""Kinds of Party organisations whose codes begin with that of their community."""
_HANG_ON: Final = {"compounds": "Community", "grids": "Compound", "households": "Grid"}
"""By roster the label of what its things are part of."""
_RELATIONS: Final = frozenset({"SERVES", "COVERS", "SEATED_IN"})


def made_of(feeding: Feeding, roster: Roster) -> list[Fed]:
    """The rows of a roster of things that the forms feed."""
    fields = list(_making(feeding, roster))
    for rows, field, label in fields:
        feeding.made[rows.form.name, field.name] = _entries(feeding, rows, field, label)
    if roster.name == "party_orgs":
        return _with_kinds(feeding, fields)
    return [fed_rows(feeding, rows, field, label, roster) for rows, field, label in fields]


def _making(feeding: Feeding, roster: Roster) -> Iterator[tuple[FormRows, FormField, str]]:
    """The columns of forms that make things of a roster, and the labels of these."""
    for label in roster.makes:
        for rows in feeding.makers(label):
            for field in rows.form.fields:
                if field.labels == (label,) and feeding.makes(rows, field.name) and rows.has(field.name):
                    yield rows, field, label


def ignore_values(feeding: Feeding, roster: Roster) -> None:
    """Note the columns that say something of things which a roster of its own makes, but for what tells which."""
    relations = {column.relation for column in roster.columns if column.relation == "LIVES_IN"}
    for rows in feeding.forms.values():
        for field in rows.form.fields:
            told = {column for name, column in field.feeds if name == roster.name} - _TELLING
            if (field.kind is FieldKind.VALUE and told) or field.relation in relations:
                rows.report_columns(feeding.intake.problems, field.name, "ignored-value", str(roster.title))


def _entries(feeding: Feeding, rows: FormRows, field: FormField, label: str) -> pl.DataFrame:
    """``row``, ``part``, ``text``, ``code`` and ``bad`` of everything that the cells of a field make."""
    if field.relation == "COVERS":
        report_lacking(feeding, rows, field)
    entries = rows.entries(field.name)
    marks = entries["text"].is_in(_NO_NAMES)
    if marks.any():
        told = entries.filter(marks).unique("row", keep="first", maintain_order=True)
        told = told.select("row", value="text", code=pl.lit("not-a-name"))
        rows.report(feeding.intake.problems, field.name, told)
        entries = entries.filter(~marks)
    above = _parents(feeding, rows, field, label)
    bad = feeding.bad(rows, field.name)
    entries = join_alongside(entries, above, "row", "left").select(
        "row",
        "part",
        "text",
        code=made_code(pl.col("above").fill_null(""), pl.col("text")),
        bad=pl.col("above").is_null() | pl.lit(bad[entries["row"]]),
        given=pl.lit(None, pl.String),
    )
    coding = rows.coding(field.name)
    if coding is None:
        return entries
    return _with_given_codes(entries, feeding.checked(rows, coding), bad)


def _with_given_codes(entries: pl.DataFrame, given: Checked, bad: pl.Series) -> pl.DataFrame:
    """What a field makes under the codes that its rows give, of which a wrong one is none; a list has none."""
    at = entries["row"]
    alone = pl.len().over("row") == 1
    wrong = pl.lit((given.text.is_not_null() & given.value.is_null())[at])
    return entries.with_columns(given=pl.when(alone).then(pl.lit(given.value[at]))).with_columns(
        code=pl.coalesce("given", pl.when(~wrong).then("code")),
        bad=(pl.col("bad") & pl.col("given").is_null()) | pl.lit(bad[at]),
    )


def _parents(feeding: Feeding, rows: FormRows, field: FormField, label: str) -> pl.DataFrame:
    """``row`` and ``above``: with what the codes of what a field makes begin; none where the place is not known."""
    if label == "Community":
        return _streets(feeding, rows).filter(~pl.col("bad")).select("row", above="code")
    at = [other for name in field.at for other in rows.form.field(name).labels]
    if label == "PartyOrg" and set(at) & set(BODIES):
        return _ids(feeding, first_of(things_of(feeding, rows, field.at[0])))
    above = "Community" if field.party_kind in _OF_COMMUNITIES else _BEGIN_WITH.get(label)
    if above is None:
        return pl.select(
            row=pl.int_range(rows.height, dtype=pl.UInt32), above=pl.lit(roster_of(label).title.zh)
        )
    return _ids(feeding, first_place_of(feeding, rows, above))


def _streets(feeding: Feeding, rows: FormRows) -> pl.DataFrame:
    """``row``, ``code`` and ``bad`` of the streets that rows make."""
    made = feeding.made.get((rows.form.name, PLACES["Street"]))
    return (
        pl.DataFrame(schema={"row": pl.UInt32, "code": pl.String, "bad": pl.Boolean})
        if made is None
        else made
    )


def tell_made(feeding: Feeding, roster: Roster) -> None:
    """Warn that forms made what else stands in the official list, once for every label."""
    table = feeding.intake.tables[roster.name]
    fed = table.rows.filter((pl.col("uid") >= table.first_fed) & ~table.bad[table.rows["uid"]])
    for rows, field, label in _making(feeding, roster):
        many = fed.filter(pl.col("label") == label).height
        if many:
            first = next(
                (one, column)
                for one, column in zip(rows.tables, rows.columns(field.name), strict=True)
                if column
            )
            feeding.intake.problems.add(
                "made-from-form", first[0].file, first[0].sheet, column=first[1].heading, expected=str(many)
            )
            fed = fed.filter(pl.col("label") != label)


def _ids(feeding: Feeding, things: pl.DataFrame) -> pl.DataFrame:
    return things.select("row", above=feeding.ids_of(things["thing"]))


# --- rows of the roster ---


def fed_rows(feeding: Feeding, rows: FormRows, field: FormField, label: str, roster: Roster) -> Fed:
    """The rows of the roster that a field feeds: names, what further columns say of them, and what they hang on."""
    made = feeding.made[rows.form.name, field.name]
    says = [other for other in _values_of(rows, field, roster) if rows.has(other.name)]
    checked = {
        column_of(other).name: (other, feeding.checked(rows, other.name))
        for other in says
        if _is_value(other)
    }
    at = made["row"]
    every = at.equals(pl.int_range(rows.height, dtype=pl.UInt32, eager=True))  # as a rule, and they are many

    def there(cells: pl.Series) -> pl.Series:
        return cells if every else cells[at]

    values = {"name": made["text"]} | {
        name: there(found.value) for name, (_, found) in checked.items() if name != "id"
    }
    texts = {"name": made["text"]} | {name: there(found.text) for name, (_, found) in checked.items()}
    if roster.label_by:
        values[roster.label_by] = pl.repeat(label.lower(), made.height, eager=True)
    if label == "Community":
        streets = made.select("row").join(
            _streets(feeding, rows), on="row", how="left", maintain_order="left"
        )
        values["part_of"] = streets["code"]
    values["id"] = made["given"]
    references = dict(_references(feeding, rows, field, roster, made))
    names = {"name": field.name} if "name" in {column.name for column in roster.columns} else {}
    names |= {name: other.name for name, (other, _) in checked.items()}
    names |= {column_of(other).name: other.name for other in says if not _is_value(other)}
    bad = made["bad"] | there(feeding.bad(rows, *(other.name for other in says)))
    said = headings_of(rows, names | _heading_of_parent(rows, field, roster))
    by_itself = headings_of(rows, {"id": field.name})  # of a code that is made of it
    return Fed(
        roster,
        there(rows.row_numbers),
        there(rows.table_numbers),
        rows.sheets,
        tuple({**code, **others} for code, others in zip(by_itself, said, strict=True)),
        pl.DataFrame(values),
        pl.DataFrame(texts),
        made["code"],
        bad,
        frozenset({"id", "name", *names, *references}),
        references,
        own=rows.form.makes == label,
    )


def _values_of(rows: FormRows, field: FormField, roster: Roster) -> Iterator[FormField]:
    """The fields that say something of what a field makes."""
    period = {column.name for column in PERIOD}
    for other in rows.form.fields:
        of_it = other.kind is FieldKind.VALUE and field.name in other.at
        if (of_it and any(name == roster.name for name, _ in other.feeds)) or other.name in period:
            yield other


def _is_value(field: FormField) -> bool:
    return column_of(field).value_type is not ValueType.REFERENCE


def _references(
    feeding: Feeding, rows: FormRows, field: FormField, roster: Roster, made: pl.DataFrame
) -> Iterator[tuple[str, pl.DataFrame]]:
    """By column of the roster what every row refers to."""
    if roster.name in _HANG_ON:
        above = _HANG_ON[roster.name]
        places = place_of if above == "Compound" else first_place_of
        yield "part_of", of_rows(places(feeding, rows, above), made)
    elif field.relation in _RELATIONS:
        column = next(column for column in roster.columns if column.relation == field.relation)
        things = [
            place_of(feeding, rows, label) if label else things_of(feeding, rows, name)
            for name in field.at
            for label in [next((label for label, place in PLACES.items() if place == name), None)]
        ]
        yield column.name, of_rows(pl.concat([one.select("row", "thing") for one in things]), made)
    for other in _values_of(rows, field, roster):
        if not _is_value(other) and rows.has(other.name) and not _is_inward(other, roster):
            yield column_of(other).name, of_rows(things_of(feeding, rows, other.name), made)


def _is_inward(field: FormField, roster: Roster) -> bool:
    """Whether the cells refer to things of the roster itself, which are known only when all of it is read."""
    return bool(set(column_of(field).labels) & set(roster.makes))


def refer_inward(feeding: Feeding, roster: Roster) -> None:
    """Let things refer to others of their own roster, where forms made them."""
    table = feeding.intake.tables[roster.name]
    for rows, field, _ in _making(feeding, roster):
        for other in _values_of(rows, field, roster):
            if rows.has(other.name) and not _is_value(other) and _is_inward(other, roster):
                name = column_of(other).name
                ends = things_of(feeding, rows, other.name).select("row", to="thing")
                made = things_of(feeding, rows, field.name)
                add_ties(table, name, made.join(ends, on="row", maintain_order="left_right"))
                wrong = made.filter(pl.lit(feeding.bad(rows, other.name)[made["row"]]))
                table.mark(table.rows.join(wrong, on="thing", how="semi")["uid"])


def add_ties(table: RosterTable, column: str, ties: pl.DataFrame) -> None:
    """Let rows of a table refer to more in a column, each thing once.

    Args:
        table: of things.
        column: one of its reference columns.
        ties: ``thing``, that of the row, and ``to``, what it refers to.
    """
    rows = table.rows.select("uid", "thing").drop_nulls()
    found = ties.join(rows, on="thing", maintain_order="left").select("uid", thing="to")
    before = table.references.get(column, found.clear())
    table.references[column] = pl.concat([before, found]).unique(maintain_order=True)


def of_rows(things: pl.DataFrame, made: pl.DataFrame) -> pl.DataFrame:
    """``row`` (the number of what is made) and ``thing``, of things of rows of the form."""
    numbered = made.select("row").with_row_index("number")
    things = things.select("row", "thing")
    if any_twice(things["row"]):
        found = numbered.join(things, on="row", maintain_order="left")
    else:
        found = join_alongside(numbered, things, "row")
    return found.select(row="number", thing="thing")


def _heading_of_parent(rows: FormRows, field: FormField, roster: Roster) -> dict[str, str]:
    names = {other.name for other in rows.form.fields}
    if roster.name in _HANG_ON:
        above = PLACES[_HANG_ON[roster.name]]
        return {"part_of": above} if above in names else {}
    if field.relation in _RELATIONS:
        column = next(column for column in roster.columns if column.relation == field.relation)
        return {column.name: field.at[0]}
    return {}


def report_lacking(feeding: Feeding, rows: FormRows, field: FormField) -> None:
    """Note where somebody or something stands in a row, but not that at which it is."""
    (at,) = field.at
    if (at,) in rows.form.keys:
        return
    lacking = rows.text(field.name).is_not_null() & rows.text(at).is_null()
    rows.report_missing(feeding.intake.problems, at, lacking)


def headings_of(rows: FormRows, names: dict[str, str]) -> tuple[dict[str, str], ...]:
    """For every table how it writes the fields that say what stands in columns of a roster."""
    written = {column: rows.headings(name) for column, name in names.items()}
    return tuple(
        {column: heading for column, headings in written.items() if (heading := headings[number])}
        for number in range(len(rows.tables))
    )


# --- kinds of Party organisations ---


def _with_kinds(feeding: Feeding, fields: list[tuple[FormRows, FormField, str]]) -> list[Fed]:
    """Party organisations with their kinds: told by the column, by a row's 类型, else by the end of an organ's name."""
    roster = ROSTER["party_orgs"]
    fed = [(rows, field, fed_rows(feeding, rows, field, label, roster)) for rows, field, label in fields]
    given = [pl.Series([], dtype=pl.String)]
    for _, field, one in fed:
        if field.party_kind is not None:
            given.append(one.codes)
        elif "kind" in one.values.columns:
            given.append(one.codes.filter(one.values["kind"].is_not_null()))
    known = pl.concat(given).unique()
    return [_with_kind(feeding, rows, field, one, known) for rows, field, one in fed]


def _with_kind(feeding: Feeding, rows: FormRows, field: FormField, fed: Fed, known: pl.Series) -> Fed:
    if field.party_kind is None:
        return _with_kind_of_organ(feeding, rows, field, fed, known)
    told = pl.lit(field.party_kind)
    if field.party_kind == "grid_branch":
        told = pl.when(pl.col("name").str.ends_with(_GROUP)).then(pl.lit("grid_group")).otherwise(told)
    return replace(fed, values=fed.values.with_columns(kind=told), filled=fed.filled | {"kind"})


def _with_kind_of_organ(
    feeding: Feeding, rows: FormRows, field: FormField, fed: Fed, known: pl.Series
) -> Fed:
    values, texts = fed.values, fed.texts
    if "kind" not in values.columns:
        values = values.with_columns(kind=pl.lit(None, pl.String))
        texts = texts.with_columns(kind=pl.lit(None, pl.String))
    untold = texts["kind"].is_null() & ~fed.codes.is_in(known.implode())
    confirmed = feeding.intake.confirmed.chosen(rows.headings(field.name), values["name"])
    told = pl.coalesce(confirmed, _by_end(values["name"]))
    values = values.with_columns(kind=pl.when(untold).then(told).otherwise("kind"))
    wrong = untold & values["kind"].is_null()
    rows.report(
        feeding.intake.problems,
        field.name,
        feeding.made[rows.form.name, field.name]
        .filter(wrong)
        .select("row", value="text", code=pl.lit("bad-choice"), expected=pl.lit(str(NO_KIND_TOLD))),
    )
    return replace(fed, values=values, texts=texts, bad=fed.bad | wrong, filled=fed.filled | {"kind"})


def _by_end(names: pl.Series) -> pl.Series:
    """The kinds of organ organisations as the ends of their names tell them."""
    told = pl.coalesce(pl.when(pl.col("name").str.contains(end)).then(pl.lit(kind)) for kind, end in _ENDS)
    return names.to_frame("name").select(told).to_series()
