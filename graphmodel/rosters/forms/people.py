"""People in forms: the rows that tell who they are, and the mentions of them in other columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from graphmodel.language import Text
from graphmodel.ontology import ROSTER, FieldKind, FormField
from graphmodel.rosters.alongside import join_alongside
from graphmodel.rosters.confirmations import Confirmed, answers_of
from graphmodel.rosters.confirmations import meant as meant_by
from graphmodel.rosters.fed import Fed
from graphmodel.rosters.forms.form_rows import FormRows
from graphmodel.rosters.forms.making import fed_rows, headings_of, of_rows
from graphmodel.rosters.forms.referring import first_of, first_place_of, things_of
from graphmodel.rosters.forms.state import PLACES, Feeding, named_at
from graphmodel.rosters.identity.joining import Joined, join_people
from graphmodel.rosters.identity.meaning import Added, added, meant
from graphmodel.rosters.identity.mentions import (
    BESIDE,
    listed,
    lists_in,
    mentions_alone_in,
    mentions_in,
    person_name,
    person_names,
)
from graphmodel.rosters.identity.numbers import CARD, id_numbers, mobile_numbers
from graphmodel.rosters.identity.people import Organisations, People
from graphmodel.rosters.likeness import nearest_people
from graphmodel.rosters.problems import Problems
from graphmodel.rosters.recognition import Table
from graphmodel.rosters.references import resolve_column
from graphmodel.rosters.shape import shaped
from graphmodel.rosters.tables import gather
from graphmodel.rosters.things import organisations
from graphmodel.rosters.wordbook import ADD, MOVES, PEOPLE
from graphmodel.spreadsheets.repetition import any_twice, rows_told_apart, told_apart

_NEED_NOT_BE_MEMBERS: Final = frozenset(
    {
        *("grid_head", "committee_member", "committee_director", "stairwell_head", "red_steward"),
        *("volunteer", "part_time_grid_worker"),
    }
)
"""Posts whose holders need not be Party members, and so may be in no register of them."""
_NUMBERS: Final = ("phone", "id_number")
_FIELD_OF: Final = {"mobile": "phone"}
"""Where a part of what joins people stands in another field than it is called."""


@dataclass(frozen=True)
class Mentions:
    """What the person columns of all forms say."""

    table: pl.DataFrame
    """``mention``, ``column``, ``row``, ``part`` (which of how many, ``of``, in its cell) and ``said`` (which of the
    ``words``), in the order of reading."""
    words: pl.DataFrame
    """``said`` and what :func:`~graphmodel.rosters.identity.mentions.mentions_in` reads, the same words of a column once;
    and whether they are of somebody ``new``."""
    columns: tuple[tuple[FormRows, FormField, int], ...]
    """The form and field of columns, and the number of the first table's; those of the others follow it."""

    def of(self, rows: FormRows, first: int, found: pl.DataFrame) -> pl.DataFrame:
        """What was found in the columns of a field, and the number of the ``table``."""
        found = found if found.is_empty() else found.filter(_in_columns(rows, first))
        return found.with_columns(table=(pl.col("column") - first).cast(pl.UInt32))

    def firsts(self, said: pl.Series) -> pl.DataFrame:
        """The first mention of each of these words."""
        there = self.table.filter(pl.col("said").is_in(said.implode()))
        return there.unique("said", keep="first", maintain_order=True)


def _in_columns(rows: FormRows, first: int) -> pl.Expr:
    """Whether a mention stands in one of the columns of a field, which are numbered from the first."""
    return pl.col("column").is_between(first, first + len(rows.tables) - 1)


def feed_people(feeding: Feeding, tables: Sequence[Table]) -> list[Fed]:
    """The rows of people that forms feed: those of their own form, and those who are only mentioned.

    Whom mentions mean is noted.

    Args:
        feeding: what is known.
        tables: the tables of the roster of people itself.
    """
    known = _registered(feeding, tables)
    known_orgs = organisations(feeding.intake)
    moved = _moved(feeding.intake.confirmed, known_orgs)
    register = feeding.forms.get("people")
    fed = []
    if register is None:
        joined = join_people(known, known_orgs, feeding.intake.key, moved)
    else:
        own = _form_rows(feeding, register).with_columns(pl.col("row") + known.height)
        joined = join_people(pl.concat([known, own]), known_orgs, feeding.intake.key, moved)
        feeding.intake.former_codes = joined.former
        _report_joined(feeding, register, joined, known.height)
        _note_rows(feeding, register, joined, known.height)
        if "people" not in feeding.canonical:
            fed.append(_fed_rows(feeding, register))
    feeding.intake.people = People(
        joined.people.persons, joined.people.tell_units
    )  # their numbers are not kept
    _use_moves(feeding)
    supplied = register is not None or "people" in feeding.canonical
    mentions = _mentions(feeding, numbers_tell=not supplied or not joined.people.numbers.is_empty())
    if mentions.columns:
        found = meant(mentions.words, joined.people)
        mentions, strangers = _told_by_place(feeding, mentions, found.unknown["said"])
        new = added(strangers, joined.people, feeding.intake.key, supplied=supplied)
        _report_mentions(feeding, mentions, pl.concat([found.problems, new.problems]))
        _note_mentions(feeding, mentions)
        feeding.meant = pl.concat([found.found, new.found])
        feeding.persons = pl.concat(
            one.select("person", "code") for one in (joined.people.persons, new.persons)
        )
        if fed and new.persons.is_empty():
            return fed
        mentioned = _fed_mentioned(mentions, new)
        adding = [part for part in mentioned if part.codes.len()]
        fed += adding or mentioned[:1]  # that there are people one says as well as all
    return fed


# --- rows of people ---


def _moved(confirmed: Confirmed, known_orgs: Organisations) -> pl.DataFrame:
    """``name`` and ``unit`` of people of whom it is confirmed what their unit ``was`` at first: a code where it has one."""
    lines = [(name, unit, _units_before(confirmed, name, unit)[-1]) for name, unit in confirmed.of(MOVES)]
    told = pl.DataFrame(lines, schema=dict.fromkeys(("name", "unit", "was"), pl.String), orient="row")
    if told.is_empty():
        return told
    orgs = known_orgs.names.filter(~pl.col("name").is_duplicated()).select("code", was="name")
    other = told.filter(pl.col("was") != pl.col("unit"))
    named = other.join(orgs, on="was", how="left", maintain_order="left")
    return named.select("name", "unit", was=pl.coalesce("code", "was"))


def _units_before(confirmed: Confirmed, name: str, unit: str) -> list[str]:
    """The unit of somebody and those where he was before, the first one last: who moves twice keeps his code twice."""
    lines, units = confirmed.of(MOVES), [unit]
    while line := lines.get((name, units[-1])):
        was = meant_by(line)
        if not was:
            break
        units.append(was)
        if was in units[:-1]:
            break
    return units


def _use_moves(feeding: Feeding) -> None:
    """Note the confirmed moves of people who are there, those that came before other moves included."""
    confirmed = feeding.intake.confirmed
    if moves := confirmed.of(MOVES):
        there = feeding.intake.people.persons.select("name", "unit").iter_rows()
        passed = (
            (name, was)
            for name, unit in there
            if (name, unit) in moves
            for was in _units_before(confirmed, name, unit)
        )
        confirmed.use(MOVES, passed)


def _registered(feeding: Feeding, tables: Sequence[Table]) -> pl.DataFrame:
    """The rows of the roster of people as :func:`~graphmodel.rosters.identity.joining.join_people` takes them."""
    roster = ROSTER["people"]
    if not tables:
        return pl.DataFrame(schema=_ROWS)
    table = gather(roster, tables, [], feeding.intake.divisions, Problems())
    column = roster.column("member_of")
    cells = table.rows.select("uid", text=column.name, raw=pl.lit(table.as_read(column)))
    cells = cells.with_columns(labels=pl.lit("PartyOrg"))
    found, _ = resolve_column(feeding.intake.register, column, cells, partly_supplied=False)
    member_of = _member_of(feeding, found)
    rows = table.rows.drop(column.name).join(member_of, on="uid", how="left", maintain_order="left")
    rows = rows.drop_nulls("id")
    known = rows.select(
        table=pl.lit(0, pl.UInt32),
        code="id",
        name=pl.coalesce(person_name(pl.col("name")), "id"),  # codes are enough
        member_of="member_of",
        cells="uid",
    )
    return shaped(known.with_row_index("row"), _ROWS)


_ROWS: Final[dict[str, pl.DataType]] = {
    "row": pl.UInt32(),
    "table": pl.UInt32(),
    **dict.fromkeys(("code", "name", "id_number", "mobile", "unit"), pl.String()),
    "member_of": pl.List(pl.String()),
    "place": pl.String(),
    "cells": pl.UInt64(),
    "new": pl.Boolean(),
}


def _form_rows(feeding: Feeding, rows: FormRows) -> pl.DataFrame:
    """The rows of the people form, without those in which nobody is named."""
    names = feeding.checked(rows, "name").value
    code = feeding.checked(rows, "code").value
    member_of = _member_of(feeding, things_of(feeding, rows, "member_of").select("thing", uid="row"))
    place = first_place_of(feeding, rows, "Community")
    place = place.select(uid="row", place=feeding.ids_of(place["thing"]))
    read = {
        column: rows.text(column) for column in {one.name for one in rows.form.fields} if rows.has(column)
    }
    coded = _drop_numbers(feeding, rows)
    frame = pl.DataFrame(
        {
            "table": rows.table_numbers + 1,
            "code": code,
            "name": names if rows.is_clean("name") else person_names(names),
            "id_number": _id_numbers(feeding, rows),
            "mobile": mobile_numbers(rows.raw("phone")),
            "unit": rows.text("unit"),
            "cells": pl.DataFrame(read).hash_rows(),
        }
    )
    frame = frame.with_columns(pl.when(~coded).then(pl.col("id_number", "mobile")))
    frame = join_alongside(frame.with_row_index("uid"), member_of, "uid", "left")
    frame = join_alongside(frame, place, "uid", "left")
    frame = _rows_as_confirmed(feeding.intake.confirmed, frame)
    lacking = frame.filter(pl.col("name").is_null() & pl.lit(rows.text("name")).is_null())
    rows.report(feeding.intake.problems, "name", lacking.select(row="uid", code=pl.lit("missing-value")))
    return shaped(frame.filter(pl.col("name").is_not_null()).rename({"uid": "row"}), _ROWS)


def _rows_as_confirmed(confirmed: Confirmed, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with the units that an office has confirmed where nothing better tells who it is, and who is ``new``."""
    if not confirmed.of(PEOPLE):
        return rows
    better = pl.any_horizontal(pl.col("code", "id_number", "mobile", "member_of").is_not_null())
    told = answers_of(confirmed, rows.filter(~better).select("uid", "name", "unit")).drop_nulls("means")
    means = pl.col("means")
    return rows.join(told.select("uid", "means"), on="uid", how="left", maintain_order="left").with_columns(
        name=pl.when((means == "").fill_null(value=False)).then(None).otherwise("name"),
        unit=pl.when(means != ADD).then(means).otherwise("unit"),
        new=(means == ADD).fill_null(value=False),
    )


def _note_numbers(
    feeding: Feeding, rows: FormRows, name: str, part: str | None, used: pl.Series, *, needed: bool = True
) -> None:
    """Say once of every column with numbers of people that they were read, and only to tell people apart; else dropped."""
    code = "identity-used" if needed else "dropped-column"
    tables = frozenset(rows.table_numbers.filter(used).unique())
    for number, (table, column) in enumerate(zip(rows.tables, rows.columns(name, part), strict=True)):
        if column is not None and number in tables:
            feeding.intake.problems.add(code, table.file, table.sheet, column=column.heading)


def _id_numbers(feeding: Feeding, rows: FormRows) -> pl.Series:
    read = [id_numbers(cells) for cells in rows.cells("id_number")]
    found = pl.concat(read).with_row_index("row")
    wrong = found.filter(pl.col("problem").is_not_null())
    rows.report(
        feeding.intake.problems, "id_number", wrong.select("row", code="problem", expected=pl.lit(str(CARD)))
    )
    return found["value"]


def _drop_numbers(feeding: Feeding, rows: FormRows) -> pl.Series:
    """For which rows numbers are not needed, because their table has codes; what was read in vain is told of."""
    coded = rows.has_heading("code")
    for name in _NUMBERS:
        for table, column, code in zip(rows.tables, rows.columns(name), rows.columns("code"), strict=True):
            if column is not None and code is not None:
                feeding.intake.problems.add("dropped-column", table.file, table.sheet, column=column.heading)
        _note_numbers(feeding, rows, name, None, ~coded & rows.raw(name).is_not_null())
    return coded


def _member_of(feeding: Feeding, found: pl.DataFrame) -> pl.DataFrame:
    """``uid`` and ``member_of``, the codes of the organisations of every row."""
    ids = found.with_columns(member_of=feeding.ids_of(found["thing"]))
    if any_twice(ids["uid"]):
        return ids.group_by("uid", maintain_order=True).agg("member_of")
    return ids.select("uid", pl.concat_list("member_of"))


def _report_joined(feeding: Feeding, rows: FormRows, joined: Joined, before: int) -> None:
    """What is wrong with the rows of the form."""
    found = joined.problems.filter(pl.col("row") >= before).with_columns(
        pl.col("row") - before, earlier=pl.when(pl.col("earlier") >= before).then(pl.col("earlier") - before)
    )
    if "people" in feeding.canonical:
        found = _as_strangers(rows, joined, found)
    for (part,), wrong in found.partition_by("part", as_dict=True).items():
        name = _FIELD_OF.get(str(part), str(part))
        shown = rows.text(name)[wrong["row"]]
        value = pl.lit(None, pl.String) if name in _NUMBERS else pl.lit(shown)
        told = wrong.select(
            "row",
            "code",
            value=value,
            expected=pl.coalesce("expected", pl.lit(rows.where(wrong["earlier"]))),
        )
        rows.report(feeding.intake.problems, name, told)


def _as_strangers(rows: FormRows, joined: Joined, found: pl.DataFrame) -> pl.DataFrame:
    """Problems of people of whom a roster knows nothing: who they are need not be asked."""
    strange = (pl.col("code") == "no-identity") & pl.col("earlier").is_null()
    named = found.with_columns(text=rows.text("name")[found["row"]])
    alike = nearest_people(named.filter(strange)["text"], joined.people.persons["name"])
    told = named.join(alike, on="text", how="left", maintain_order="left")
    return told.with_columns(
        code=pl.when(strange).then(pl.lit("unknown-reference")).otherwise("code"),
        expected=pl.when(strange).then("expected_right").otherwise("expected"),
    )


def _note_rows(feeding: Feeding, rows: FormRows, joined: Joined, before: int) -> None:
    """Note who is in each row of the form. Whom a roster of people does not know is not made."""
    persons = joined.people.persons.select("person", "code", text="name")
    found = join_alongside(joined.rows, persons, "person")
    if "people" in feeding.canonical:
        known = pl.col("person").is_in(joined.rows.filter(pl.col("row") < before)["person"].implode())
        strange = found.filter(~known & (pl.col("row") >= before))
        names = found.filter(known)["text"]
        alike = nearest_people(strange["text"], names)
        told = strange.join(alike, on="text", how="left", maintain_order="left")
        rows.report(
            feeding.intake.problems,
            "name",
            told.select(pl.col("row") - before, "expected", value="text", code=pl.lit("unknown-reference")),
        )
        found = found.filter(known)
    own = found.filter(pl.col("row") >= before).with_columns(pl.col("row") - before)
    bad = feeding.bad(rows, "name")
    feeding.made[rows.form.name, "name"] = own.select(
        "row",
        pl.lit(0, pl.UInt32).alias("part"),
        "text",
        "code",
        bad=pl.lit(bad[own["row"]]),
        given=pl.lit(None, pl.String),
    ).sort("row")


def _fed_rows(feeding: Feeding, rows: FormRows) -> Fed:
    """The rows of the people form, under the codes of those they are."""
    roster = ROSTER["people"]
    fed = fed_rows(feeding, rows, rows.form.field("name"), "Person", roster)
    outside, homes = roster.column("lives_in"), []
    if rows.has("lives_in") and outside.elsewhere:
        at = feeding.made[rows.form.name, "name"]["row"]
        text = rows.text("lives_in")[at]
        word = pl.select(pl.when(text == outside.elsewhere[0]).then(text)).to_series()
        fed = replace(fed, values=fed.values.with_columns(word.alias(outside.name)))
        homes.append(fed.references[outside.name])
    if rows.has("lives_in_compound"):
        homes.append(of_rows(_homes_by_compound(feeding, rows), feeding.made[rows.form.name, "name"]))
    if not homes:
        return fed
    return replace(
        fed,
        filled=fed.filled | {outside.name},
        references={**fed.references, outside.name: pl.concat(homes)},
    )


_BY_GRID: Final = Text(
    "这个小区不是只有一个网格，请填居住网格", "there is not just one grid in that compound: give the grid"
)


def _homes_by_compound(feeding: Feeding, rows: FormRows) -> pl.DataFrame:
    """``row`` and ``thing``: the one grid of the compound in which people live of whom no grid is told."""
    name = "lives_in_compound"
    things = things_of(feeding, rows, name).select("row", "thing")
    if rows.has("lives_in"):
        things = things.filter(pl.lit(rows.text("lives_in").is_null()[things["row"]]))
    grids = feeding.intake.register.above.join(feeding.of_label("Grid"), on="thing").select(
        grid="thing", thing="above"
    )
    found = things.join(grids, on="thing", how="left", maintain_order="left")
    one = found.filter((pl.len().over("row") == 1) & pl.col("grid").is_not_null())
    other = things.join(one, on="row", how="anti", maintain_order="left")
    value = rows.text(name)[other["row"]]
    expected = pl.lit(str(_BY_GRID))
    told = other.select("row", value=value, code=pl.lit("ignored-value"), expected=expected)
    rows.report(feeding.intake.problems, name, told)
    return one.select("row", thing="grid")


# --- mentions ---


def people_fields(rows: FormRows) -> Iterator[FormField]:
    """The columns of a form that mention people."""
    return (one for one in rows.form.fields if one.kind is FieldKind.PERSON and rows.has(one.name))


def _mentions(feeding: Feeding, *, numbers_tell: bool) -> Mentions:
    """What all columns of people say.

    Args:
        feeding: what is known.
        numbers_tell: whether a number may lead to somebody known; else only who is added needs one.
    """
    found: list[pl.DataFrame] = []
    words: list[pl.DataFrame] = []
    columns: list[tuple[FormRows, FormField, int]] = []
    first = known = 0
    confirmed = feeding.intake.confirmed
    for rows in feeding.forms.values():
        fields = list(people_fields(rows))
        if not fields:
            continue
        of_form = []
        sound = (~feeding.bad(rows)).arg_true()
        for one in fields:
            needed = numbers_tell or not _is_member(one)
            read, said = _read_mentions(feeding, rows, one.name, needed=needed)
            left_out = confirmed.leaves_out(rows.headings(one.name), said["text"])
            if left_out.any():
                read = read.filter(~left_out[read["said"]])
            if sound.len() < rows.height:
                read = read.filter(pl.col("row").is_in(sound.implode()))
            column = pl.lit(rows.table_numbers[read["row"]]) + first
            of_form.append(read.with_columns(pl.col("said") + known, column=column))
            words.append(said)
            known += said.height
            columns.append((rows, one, first))
            first += len(rows.tables)
        found.append(of_form[0] if len(of_form) == 1 else pl.concat(of_form).sort("row", maintain_order=True))
    if not found:
        return Mentions(pl.DataFrame(), pl.DataFrame(), ())
    said = pl.concat(words).with_row_index("said").with_columns(new=pl.lit(value=False))
    return _as_confirmed(feeding, Mentions(pl.concat(found).with_row_index("mention"), said, tuple(columns)))


def _is_member(field: FormField) -> bool:
    """Whether only Party members stand in a column, who are in the register of them."""
    return field.post not in _NEED_NOT_BE_MEMBERS


def _as_confirmed(feeding: Feeding, mentions: Mentions) -> Mentions:
    """The mentions with the qualifier that an office means, and whether they are of somebody ``new``.

    Its lines are about a name and its qualifier, or else what it is named at.
    """
    confirmed = feeding.intake.confirmed
    if not confirmed.of(PEOPLE):
        return mentions
    table = _where(feeding, mentions, mentions.table["said"])
    words = mentions.words[table["said"]]
    unit = pl.coalesce(words["qualifiers"].list.first(), table["at"])
    asked = pl.select(name=words["name"], unit=unit)
    table = table.with_columns(answers_of(confirmed, asked)["means"])
    table = table.filter((pl.col("means") != "").fill_null(value=True))
    places, kinds = rows_told_apart(table.select("said", "means"))
    firsts = table[places]
    means = pl.lit(firsts["means"])
    words = mentions.words[firsts["said"]].drop("said").with_row_index("said")
    words = words.with_columns(
        qualifiers=pl.when(means != ADD).then(pl.concat_list(means)).otherwise("qualifiers"),
        new=(means == ADD).fill_null(value=False),
    )
    table = table.with_columns(said=kinds).select(mentions.table.columns)
    return replace(mentions, table=table, words=words)


def _told_by_place(feeding: Feeding, mentions: Mentions, unknown: pl.Series) -> tuple[Mentions, pl.DataFrame]:
    """The mentions with words that mean nobody known told apart by where they stand; and these words, with that."""
    table, words = mentions.table, mentions.words
    if unknown.is_empty():
        return mentions, words.clear()
    strange = _where(feeding, mentions, unknown)
    places, kinds = rows_told_apart(strange.select("said", "column", "place"))
    firsts = strange[places]
    own = words[firsts["said"]].drop("said").with_row_index("said", words.height)
    strangers = own.hstack(firsts.select("column", "member", "place"))
    known = table.join(strange, on="mention", how="anti")
    told = strange.with_columns(said=kinds + words.height).select(table.columns)
    table = pl.concat([known, told]).sort("mention")
    return replace(mentions, table=table, words=pl.concat([words, own])), strangers


def _where(feeding: Feeding, mentions: Mentions, said: pl.Series) -> pl.DataFrame:
    """The mentions of these words, what each is named ``at``, its ``place``, and whether it is of a ``member``."""
    forms = {rows.form.name: rows for rows, _, _ in mentions.columns}
    places = {name: _context(feeding, rows) for name, rows in forms.items()}
    asked = mentions.table.filter(pl.col("said").is_in(said.implode()))
    found = []
    for rows, field, first in mentions.columns:
        here = asked.filter(_in_columns(rows, first))
        at = rows.text(named_at(field) or field.name)
        there = pl.DataFrame({"at": at, "place": places[rows.form.name]})[here["row"]]
        found.append(here.hstack(there).with_columns(member=pl.lit(_is_member(field))))
    return pl.concat(found).sort("mention")


def _context(feeding: Feeding, rows: FormRows) -> pl.Series:
    """For every row the code of that by which people are told who are known by nothing else; empty where it is refused."""
    if rows.form.makes == "PartyOrg":
        found = first_of(things_of(feeding, rows, "org"))
        stated = rows.text("org").is_not_null()
    else:
        found = first_place_of(feeding, rows, "Community")
        stated = feeding.bad(rows)
        for name in PLACES.values():
            stated |= rows.text(name).is_not_null()
    every = pl.int_range(rows.height, dtype=pl.UInt32, eager=True).alias("row").to_frame()
    thing = join_alongside(every, found, "row", "left")["thing"]
    told = feeding.ids_of(thing)
    return pl.select(pl.when(told.is_null() & stated).then(pl.lit("")).otherwise(told)).to_series()


def _read_mentions(
    feeding: Feeding, rows: FormRows, name: str, *, needed: bool
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The mentions in the cells of a column: ``row``, ``part``, ``of`` and ``said``, which of the words; and the words.

    Numbers beside them that nobody needs are dropped.
    """
    raw = rows.raw(name)
    beside = [part for part in BESIDE if any(column is not None for column in rows.columns(name, part))]
    together = pl.Series([column is not None and len(column.parts) > 1 for column in rows.columns(name)])
    if beside or together.any():
        words = _read_each(feeding, rows, name, beside, needed=needed)
        number = pl.int_range(pl.len(), dtype=pl.UInt32).alias("said")
        found = words.select(number, "of", row="cell", part="place")
    else:
        distinct, places = told_apart(raw)
        words = mentions_alone_in(distinct)
        cells = places.to_frame("cell").lazy().with_row_index("row").drop_nulls()
        if distinct.len() == words.height == words["cell"].n_unique():  # each names one person
            zero, one = pl.lit(0, pl.UInt32), pl.lit(1, pl.UInt32)
            cells = cells.select("row", part=zero, of=one, said="cell")
        else:
            parsed = words.with_row_index("said").select("said", "cell", "of", part="place")
            cells = cells.join(parsed.lazy(), on="cell", maintain_order="left_right")
        found = cells.collect()
    if any(words[number].null_count() < words.height for number in ("id_number", "mobile")):
        numbered = words.select(pl.any_horizontal(pl.col("id_number", "mobile").is_not_null())).to_series()
        inside = together[rows.table_numbers[found["row"]]]
        beyond = words.select(pl.col("whole") != pl.col("text")).to_series()
        said = found["said"]
        with_numbers = found["row"].filter(numbered[said] & (inside | beyond[said]))
        within = pl.int_range(rows.height, dtype=pl.UInt32, eager=True).is_in(with_numbers.implode())
        _note_numbers(feeding, rows, name, None, within)
    return found.select("said", "row", "part", "of"), words.drop("cell", "place", "of")


def _read_each(
    feeding: Feeding, rows: FormRows, name: str, beside: Sequence[str], *, needed: bool
) -> pl.DataFrame:
    """The mentions in the cells of a column, cell by cell."""
    cells = lists_in(rows.raw(name)).alias("names").to_frame().with_row_index("cell")
    for part in beside:
        cells = cells.with_columns(lists_in(rows.raw(name, part)).alias(part))
        apart = pl.Series(
            [column is not None and column.parts == (part,) for column in rows.columns(name, part)]
        )
        if part in _NUMBERS:
            read_apart = rows.raw(name, part).is_not_null() & apart[rows.table_numbers]
            _note_numbers(feeding, rows, name, part, read_apart, needed=needed)
            if not needed:
                cells = cells.with_columns(pl.when(~apart[rows.table_numbers]).then(part))
    cells, uneven = _dealt(rows, name, cells)
    rows.report(feeding.intake.problems, name, uneven)
    found, problems = mentions_in(cells.select("cell", "names", *beside))
    for (part,), wrong in problems.partition_by("part", as_dict=True).items():
        rows.report(feeding.intake.problems, name, wrong.select("code", row="cell"), str(part))
    return found


def _dealt(rows: FormRows, name: str, cells: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Cells that hold several parts of people in turn, dealt out; and those in which a part is lacking."""
    uneven = [pl.DataFrame(schema={"row": pl.UInt32, "code": pl.String})]
    for number, column in enumerate(rows.columns(name)):
        if column is None or len(column.parts) <= 1:
            continue
        here = pl.lit(rows.table_numbers == number)
        many = len(column.parts)
        together = listed(pl.lit(rows.raw(name)))
        frame = cells.with_columns(together=together, here=here)
        odd = frame.filter("here", pl.col("together").list.len() % many != 0)
        uneven.append(odd.select(row="cell", code=pl.lit("mismatched-lists")))
        even = pl.col("here") & (pl.col("together").list.len() % many == 0)
        cells = frame.with_columns(
            pl.when(even)
            .then(pl.col("together").list.gather_every(many, offset))
            .when("here")
            .then(pl.lit([], pl.List(pl.String)))
            .otherwise(_NAME_OF.get(part, part))
            .alias(_NAME_OF.get(part, part))
            for offset, part in enumerate(column.parts)
        ).drop("together", "here")
    return cells, pl.concat(uneven)


_NAME_OF: Final = {"name": "names"}


def _report_mentions(feeding: Feeding, mentions: Mentions, problems: pl.DataFrame) -> None:
    """What is wrong with mentions, each in its cell, and what is to be said of whole columns."""
    if problems.is_empty():
        return
    table = mentions.table.select("row", "said", of="column")
    once = (pl.col("code") == "person-added") | pl.col("said").is_null()
    of_every = problems.filter(~once).join(table, on="said", maintain_order="left_right")
    of_first = problems.filter(once)
    firsts = mentions.firsts(of_first["said"]).select("row", "said", of="column")
    told = pl.concat([of_every, of_first.join(firsts, on="said", how="left", maintain_order="left")])
    if told.is_empty():
        return
    told = told.with_columns(pl.coalesce("column", "of").alias("column"))
    for rows, field, first in mentions.columns:
        wrong = mentions.of(rows, first, told)
        if wrong.is_empty():
            continue
        of_columns = wrong.filter(pl.col("row").is_null()).select("table", "code", "expected")
        for table, code, expected in of_columns.iter_rows():
            rows.report_columns(feeding.intake.problems, field.name, code, expected, only=table)
        in_cells = wrong.filter(pl.col("row").is_not_null())
        firsts = mentions.firsts(in_cells["earlier"].drop_nulls()).select("row", earlier="said")
        earlier = in_cells.select("earlier").join(firsts, on="earlier", how="left", maintain_order="left")
        before = pl.lit(rows.where(earlier["row"]))
        text = pl.lit(mentions.words["text"][in_cells["said"]])
        shown = in_cells.select("row", "code", value=text, expected=pl.coalesce("expected", before))
        rows.report(feeding.intake.problems, field.name, shown)


def _note_mentions(feeding: Feeding, mentions: Mentions) -> None:
    """Note for every column what its cells say."""
    told = mentions.table.drop("mention")
    for rows, field, first in mentions.columns:
        feeding.mentions[rows.form.name, field.name] = told.filter(_in_columns(rows, first))
    feeding.words = mentions.words.select("text", "notes")


def _fed_mentioned(mentions: Mentions, new: Added) -> list[Fed]:
    """Rows for people who are only mentioned: nothing but their codes and names."""
    firsts = mentions.firsts(new.persons["said"]).select("said", "row", "column")
    persons = new.persons.join(firsts, on="said", maintain_order="left")
    fed = []
    for rows, field, first in mentions.columns:
        here = mentions.of(rows, first, persons)
        fed.append(
            Fed(
                ROSTER["people"],
                rows.row_numbers[here["row"]],
                here["table"],
                rows.sheets,
                headings_of(rows, {"name": field.name}),
                here.select("name"),
                here.select("name"),
                here["code"],
                pl.repeat(value=False, n=here.height, eager=True),
                frozenset({"id", "name"}),
                own=False,
            )
        )
    return fed


def persons_of(feeding: Feeding, rows: FormRows, name: str) -> pl.DataFrame:
    """The people whom the cells of a column mean: its mentions of somebody, and as ``thing`` of whom."""
    mentions = feeding.mentions[rows.form.name, name]
    return mentions.with_columns(thing=feeding.persons_meant[mentions["said"]]).drop_nulls("thing")
