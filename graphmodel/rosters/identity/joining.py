"""Which rows of people are one person, over all tables of a load, and by which code he is known.

Nothing here depends on the order of the rows but on which of two a problem stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from typing import Final

import polars as pl

from graphmodel.rosters.alongside import join_alongside
from graphmodel.rosters.identity.codes import PERSON as PERSON_CODE
from graphmodel.rosters.identity.codes import coded, identity_by_name
from graphmodel.rosters.identity.key import KeyInUse
from graphmodel.rosters.identity.people import (
    NUMBERS,
    PERSON,
    TELLING,
    FormerCodes,
    Organisations,
    People,
)
from graphmodel.rosters.shape import shaped
from graphmodel.spreadsheets.repetition import any_twice

CODED, BY_ID, BY_MOBILE, BY_MEMBERSHIP, BY_UNIT, BY_NAME = range(6)
"""How well a row tells who it is, best first."""

PROBLEM: Final[dict[str, pl.DataType]] = {
    "row": PERSON,
    "part": pl.String(),
    "code": pl.String(),
    "expected": pl.String(),
    "earlier": PERSON,
}
"""A problem of a row of people: in which of its cells (``name``, ``unit``, ``id_number``, ``mobile``, ``member_of``),
and the earlier row that it contradicts or repeats."""


_NO_PROBLEMS: Final = pl.DataFrame(schema=PROBLEM)
_NOBODY_MOVED: Final = pl.DataFrame(schema=dict.fromkeys(("name", "unit", "was"), pl.String))


@dataclass(frozen=True)
class Joined:
    """The rows of people, told apart."""

    people: People
    """Everybody whom a row makes; codes are made where none is given."""
    rows: pl.DataFrame
    """``row`` and ``person`` of every row that is somebody; rows with errors are nobody."""
    former: FormerCodes
    problems: pl.DataFrame
    """Columns of :data:`PROBLEM`."""


def join_people(
    rows: pl.DataFrame, organisations: Organisations, key: KeyInUse, moved: pl.DataFrame = _NOBODY_MOVED
) -> Joined:
    """Find which rows are the same person, and make the codes of those who have none.

    Args:
        rows: in the order of reading; ``row`` and ``table`` (numbers), ``code`` (as given), ``name``
            (:func:`~graphmodel.rosters.identity.mentions.person_name`), ``id_number`` and ``mobile``
            (:mod:`~graphmodel.rosters.identity.numbers`), ``unit`` (what stands under 单位), ``member_of`` (a list: the
            codes of the 所在党组织), ``place`` (the code of the row's community), ``cells`` (a hash of every
            recognised cell) and ``new`` (whether it is confirmed to be nobody who is better known). Every row has a name.
        organisations: those that ``member_of`` names, and what they are led by.
        key: asked for only when a code must be made.
        moved: ``name`` and ``unit`` (what tells him apart) of people of whom it is confirmed what their unit ``was``;
            who is known by name and unit keeps the code he had there.
    """
    rows = rows.with_columns(pl.col("member_of").fill_null([]), rank=_RANK, alike="row")
    problems = []
    if any(any_twice(rows[number]) for number in ("code", "id_number", "mobile")):
        rows, conflicts = _without_conflicts(rows)
        rows, doubtful = _told_by_numbers(rows)
        problems += [conflicts, doubtful]
    rows = rows.with_columns(person=_by_name_and_unit(rows))
    for rank in rows["rank"].unique().sort()[1:]:  # the best is merged with none
        rows, wrong = _merged(rows, rank, organisations)
        problems.append(wrong)
    nobody = _without_identity(rows)
    rows = _without(rows, nobody)
    sound, wrong = _once_in_a_table(rows)
    nobody = nobody.with_columns(expected=pl.lit(str(TELLING)))
    problems += [_problems(nobody, "name", "no-identity"), wrong, _in_other_organisations(sound)]
    persons = _persons(rows, organisations)
    if not moved.is_empty():
        persons = persons.join(moved, on=["name", "unit"], how="left", maintain_order="left")
        persons = persons.with_columns(home=pl.coalesce("was", "home"))
    codes = _codes(persons, key)
    people = People(
        persons.select("person", "name", "unit").with_columns(codes),
        cache(partial(_units, rows.select("person", "member_of", "unit"), organisations)),
        _numbers(rows),
    )
    return Joined(people, sound.select("row", "person"), _former(persons, codes, key), pl.concat(problems))


_RANK: Final = (
    pl.when(pl.col("code").is_not_null())
    .then(CODED)
    .when(pl.col("id_number").is_not_null())
    .then(BY_ID)
    .when(pl.col("mobile").is_not_null())
    .then(BY_MOBILE)
    .when(pl.col("member_of").list.len() > 0)
    .then(BY_MEMBERSHIP)
    .when(pl.col("unit").is_not_null())
    .then(BY_UNIT)
    .otherwise(BY_NAME)
)


def _problems(wrong: pl.DataFrame, part: str, code: str | pl.Expr) -> pl.DataFrame:
    """Problems of rows, with what is known besides."""
    if wrong.is_empty():
        return _NO_PROBLEMS
    wrong = wrong.select(
        "row",
        *(name for name in ("expected", "earlier") if name in wrong.columns),
        part=pl.lit(part),
        code=pl.lit(code) if isinstance(code, str) else code,
    )
    return shaped(wrong, PROBLEM)


def _without(rows: pl.DataFrame, wrong: pl.DataFrame) -> pl.DataFrame:
    return rows if wrong.is_empty() else rows.join(wrong, on="row", how="anti", maintain_order="left")


def _of_several_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of persons who have several: in most registers there are none."""
    return rows.filter(pl.col("person").is_duplicated()) if any_twice(rows["person"]) else rows.clear()


# --- told by themselves: the same code, number, or name and unit ---


def _without_conflicts(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows but those that give a number another name than the first row that has it."""
    found = []
    for number in ("id_number", "mobile"):
        if not any_twice(rows[number]):
            continue
        shared = rows.drop_nulls(number).filter(pl.col(number).is_duplicated())
        first = shared.unique(number, keep="first", maintain_order=True)
        pairs = shared.join(
            first.select(number, earlier="row", called="name"), on=number, maintain_order="left"
        )
        wrong = pairs.filter(pl.col("name") != pl.col("called"))
        found.append(_problems(wrong, number, "number-conflict"))
        rows = _without(rows, wrong)
    return rows, pl.concat([_NO_PROBLEMS, *found])


def _told_by_numbers(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """``alike`` for every row: the first of those with the same code or number.

    A mobile number that several bear who have ID-card numbers leads to none of them.
    """
    carded = (
        rows.drop_nulls(["id_number", "mobile"]).group_by("mobile").agg(cards=pl.col("id_number").unique())
    )
    rows = rows.join(carded, on="mobile", how="left", maintain_order="left")
    shared = (pl.col("rank") == BY_MOBILE) & (pl.col("cards").list.len() > 1)
    wrong = _problems(rows.filter(shared), "mobile", "ambiguous-reference")
    card = pl.when(pl.col("rank") == BY_MOBILE).then(pl.col("cards").list.first()).otherwise("id_number")
    rows = _without(rows, wrong).with_columns(card=pl.when(pl.col("rank") > CODED).then(card))
    number = pl.coalesce(
        pl.when(pl.col("rank") == CODED).then(pl.concat_str(pl.lit("code "), "code")),
        pl.concat_str(pl.lit("card "), "card"),
        pl.concat_str(pl.lit("mobile "), "mobile"),
        pl.concat_str(pl.lit("row "), "row"),
    )
    return rows.with_columns(alike=pl.col("row").first().over(number)).drop("cards", "card"), wrong


def _by_name_and_unit(rows: pl.DataFrame) -> pl.Series:
    """``alike``, joined further for rows without number that share the name and a unit."""
    if not (rows["rank"] >= BY_MEMBERSHIP).any():
        return rows["alike"].alias("person")
    unit = pl.when(pl.col("rank") == BY_UNIT).then("unit").when(pl.col("rank") == BY_NAME).then("place")
    named = rows.filter(pl.col("rank") >= BY_MEMBERSHIP).select(
        "row",
        "rank",
        "name",
        unit=pl.when(pl.col("rank") == BY_MEMBERSHIP).then("member_of").otherwise(pl.concat_list(unit)),
    )
    ties = named.explode("unit").drop_nulls("unit").with_columns(person="row")
    while True:
        joined = ties.with_columns(pl.col("person").min().over("rank", "name", "unit")).with_columns(
            pl.col("person").min().over("row")
        )
        if joined["person"].equals(ties["person"]):
            break
        ties = joined
    told = ties.select("row", "person").unique()
    return (
        rows.join(told, on="row", how="left", maintain_order="left")
        .select(pl.coalesce("person", "alike"))
        .to_series()
    )


# --- told by others: who may be somebody better known ---


def _merged(rows: pl.DataFrame, rank: int, organisations: Organisations) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows with the persons of one rank joined to those better known by the same name and unit.

    Returns:
        The rows, without those that lead to several or, of :data:`BY_UNIT`, to none though there are namesakes; and
        their problems.
    """
    best = rows.with_columns(best=pl.col("rank").min().over("person"))
    is_new = pl.col("new").any().over("person")
    known, asking = best.filter(pl.col("best") < rank), best.filter((pl.col("best") == rank) & ~is_new)
    if known.is_empty() or asking.is_empty():
        return rows, _NO_PROBLEMS
    if rank == BY_MOBILE:
        known = known.filter(pl.col("mobile").is_null().all().over("person"))
    names = known.select("person", "name").unique()
    namesakes = asking.select("name", ask="person").unique().join(names, on="name").select("ask", "person")
    found = namesakes if rank == BY_NAME else _of_one_unit(asking, known, organisations)
    several = found.filter(pl.len().over("ask") > 1)
    if rank in {BY_ID, BY_MOBILE}:  # two numbers are two persons
        several = pl.concat([several, found.filter(pl.len().over("person") > 1)]).unique()
    one = found.join(several, on="ask", how="anti")
    wrong = [_complaints(asking, known, several, organisations, "ambiguous-reference")]
    if rank == BY_UNIT:
        none = namesakes.join(found, on="ask", how="anti")
        wrong.append(_complaints(asking, known, none, organisations, "unknown-reference"))
    to = one.select(person="ask", joined="person")
    rows = rows.join(to, on="person", how="left", maintain_order="left").with_columns(
        person=pl.coalesce("joined", "person")
    )
    problems = pl.concat(wrong)
    return _without(rows.drop("joined"), problems), problems


def _of_one_unit(asking: pl.DataFrame, known: pl.DataFrame, organisations: Organisations) -> pl.DataFrame:
    """``ask`` and ``person``: who bears the name of one who asks, in the same unit.

    The unit is the 所在党组织, else what stands under 单位: a code or name of an organisation, or what stands there for
    the other too; if it is nobody's, that of an organisation above.
    """
    asked, answered = _asks(asking), _answers(asking, organisations)
    known_asked, known_answered = _asks(known), _answers(known, organisations)
    there = asked.join(known_answered, on=["name", "text"]).select(
        "above", "own", ask="person", person="person_right"
    )
    back = known_asked.join(answered, on=["name", "text"]).select(
        "above", "own", ask="person_right", person="person"
    )
    fits = pl.concat([there, back])
    direct = fits.filter(~pl.col("above"))
    above = fits.filter(pl.col("above") & ~pl.col("own")).join(direct, on="ask", how="anti")
    return pl.concat([direct, above]).select("ask", "person").unique()


def _asks(rows: pl.DataFrame) -> pl.DataFrame:
    """``person``, ``name``, ``text`` and ``own``: by which unit each looks for others, and whether it is a 所在党组织."""
    own = rows.select("person", "name", text="member_of").explode("text").drop_nulls()
    written = rows.select("person", "name", text="unit").drop_nulls()
    return pl.concat(
        [
            own.with_columns(own=pl.lit(value=True)),
            written.join(own, on="person", how="anti").with_columns(own=pl.lit(value=False)),
        ]
    ).unique()


def _answers(rows: pl.DataFrame, organisations: Organisations) -> pl.DataFrame:
    """``person``, ``name``, ``text`` and ``above``: by which units each may be found."""
    names = rows.select("person", "name").unique("person", keep="first", maintain_order=True)
    return _units(rows, organisations).join(names, on="person")


def _units(rows: pl.DataFrame, organisations: Organisations) -> pl.DataFrame:
    """``person``, ``text`` and ``above``: the units by which each may be qualified."""
    members = rows.select("person", code="member_of").explode("code").drop_nulls()
    written = rows.select("person", text="unit", above=pl.lit(value=False)).drop_nulls()
    known = organisations.known_by(members)
    return known if written.is_empty() else pl.concat([known, written]).unique(maintain_order=True)


def _complaints(
    asking: pl.DataFrame, known: pl.DataFrame, found: pl.DataFrame, organisations: Organisations, code: str
) -> pl.DataFrame:
    """A problem on every row of those who ask, with what tells apart the people in question."""
    people = People(_shown(known, organisations), known.clear)
    told = people.namesakes(found) if code == "unknown-reference" else people.told_apart(found)
    rows = asking.join(found.select(person="ask").unique(), on="person", how="semi", maintain_order="left")
    told = rows.join(told, left_on="person", right_on="ask", how="left", maintain_order="left")
    return _problems(told, "name", code)


def _shown(rows: pl.DataFrame, organisations: Organisations) -> pl.DataFrame:
    """``person`` and ``unit``: what tells each from his namesakes."""
    members = rows.select("person", code="member_of").explode("code").drop_nulls()
    written = rows.select("person", "unit").drop_nulls().unique("person", keep="first", maintain_order=True)
    own = organisations.shown(members)
    if written.is_empty():
        return own
    return pl.concat([own, written.join(own, on="person", how="anti")])


# --- what the rows of a person are to one another ---


def _without_identity(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of which nothing is known but a name, which nobody bears who is known better."""
    named = rows.filter(pl.col("rank") == BY_NAME, pl.col("place").is_null())
    if named.is_empty():
        return named
    return named.join(rows.filter(pl.col("rank") < BY_NAME), on="person", how="anti", maintain_order="left")


def _once_in_a_table(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows of one table that are one person only by name and unit: an error, or a repeated row."""
    several = _of_several_rows(rows)
    if several.is_empty():
        return rows, _NO_PROBLEMS
    here = several.with_columns(
        first=pl.col("alike").first().over("person", "table"),
        earlier=pl.col("row").first().over("person", "table"),
        equal=pl.col("row").first().over("person", "table", "cells"),
    ).filter(pl.col("alike") != pl.col("first"))
    repeated = here.filter(pl.col("equal") < pl.col("row")).with_columns(earlier="equal")
    other = here.filter(pl.col("equal") == pl.col("row"))
    problems = [_problems(other, "name", "no-identity"), _problems(repeated, "name", "duplicate-row")]
    return _without(rows, other), pl.concat(problems)


def _in_other_organisations(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows that give another 所在党组织 than a row of another table gives the same person."""
    members = _of_several_rows(rows).filter(pl.col("member_of").list.len() > 0)
    if members.is_empty():
        return _NO_PROBLEMS
    members = members.select("row", "person", "table", "member_of")
    first = members.unique("person", keep="first", maintain_order=True)
    pairs = members.join(first, on="person", suffix=":first", maintain_order="left").rename(
        {"row:first": "earlier"}
    )
    sides = ("member_of", "member_of:first")
    other = pairs.filter(pl.col("table") != pl.col("table:first"), pl.col(sides[0]) != pl.col(sides[1]))
    ordered = other.with_columns(pl.col(side).list.unique().list.sort() for side in sides)
    return _problems(ordered.filter(pl.col(sides[0]) != pl.col(sides[1])), "member_of", "conflicting-value")


# --- by which code ---


def _persons(rows: pl.DataFrame, organisations: Organisations) -> pl.DataFrame:
    """A row for every person, with the best that any row of his gives."""
    own = pl.col("member_of").list.first()
    if any_twice(rows["person"]):
        persons = rows.group_by("person", maintain_order=True).agg(
            given=pl.col("code").drop_nulls().first(),
            name=pl.col("name").first(),
            id_number=pl.col("id_number").drop_nulls().first(),
            mobile=pl.col("mobile").min(),
            home=pl.coalesce(own.min(), pl.col("unit").min(), pl.col("place").min()),
        )
    else:
        persons = rows.select(
            "person", "name", "id_number", "mobile", given="code", home=pl.coalesce(own, "unit", "place")
        )
    return join_alongside(persons, _shown(rows, organisations), "person", "left")


_IDENTITIES: Final = (
    pl.concat_str(pl.lit("id\n"), "id_number"),
    pl.concat_str(pl.lit("mobile\n"), "mobile"),
    identity_by_name("home"),
)


def _codes(persons: pl.DataFrame, key: KeyInUse) -> pl.Series:
    """``code`` of every person: the one given, else one made of the best that is known."""
    by = _IDENTITIES if persons["id_number"].has_nulls() else _IDENTITIES[:1]
    best = pl.when(pl.col("given").is_null()).then(pl.coalesce(by))
    return persons.select(code=pl.coalesce("given", coded(PERSON_CODE, persons.select(best), key)))["code"]


def _former(persons: pl.DataFrame, codes: pl.Series, key: KeyInUse) -> FormerCodes:
    """How a person was known as long as no ID-card number, or no number, was; nobody was under a passing key."""
    if key.passing:
        return FormerCodes()
    numbered = persons.with_columns(codes).filter(pl.col("given").is_null())
    by_mobile = numbered.drop_nulls("id_number").select("code", text=_IDENTITIES[1]).drop_nulls()
    by_name = numbered.filter(pl.any_horizontal(pl.col("id_number", "mobile").is_not_null())).select(
        "code", "name", unit="home"
    )
    if by_mobile.is_empty():
        return FormerCodes(by_name=by_name)
    former = coded(PERSON_CODE, by_mobile.select("text"), key)
    return FormerCodes(by_mobile.select("code", former=former), by_name)


def _numbers(rows: pl.DataFrame) -> pl.DataFrame:
    return pl.concat(
        rows.select("person", number=number).drop_nulls() for number in ("id_number", "mobile")
    ).select(pl.col(name).cast(dtype) for name, dtype in NUMBERS.items())
