"""Whom mentions mean: somebody known, nobody, or somebody to be added. Place, post and likelihood decide nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from graphmodel.rosters.identity.codes import PERSON, coded, identity_by_name
from graphmodel.rosters.identity.key import KeyInUse
from graphmodel.rosters.identity.people import PERSON as PERSON_NUMBER
from graphmodel.rosters.identity.people import TELLING, People
from graphmodel.rosters.likeness import nearest_people
from graphmodel.rosters.shape import shaped

_CARD: Final = 18
"""Characters of an ID-card number."""
_ADDED: Final = 2**31
"""The number of the first person who is added; those known are called after their rows, of which there are fewer."""
PROBLEM: Final[dict[str, pl.DataType]] = {
    "said": pl.UInt32(),
    "column": pl.UInt32(),
    "code": pl.String(),
    "expected": pl.String(),
    "earlier": pl.UInt32(),
}
"""A problem of what is said, or of a column (then ``said`` is null); ``earlier`` is what is said before that it contradicts."""


_NO_PROBLEMS: Final = pl.DataFrame(schema=PROBLEM)
_NOBODY: Final = pl.DataFrame(schema={"said": pl.UInt32, "person": PERSON_NUMBER})
_NOBODY_ADDED: Final = pl.DataFrame(
    schema={"person": PERSON_NUMBER, "code": pl.String, "name": pl.String, "said": pl.UInt32}
)


@dataclass(frozen=True)
class Meant:
    """What words mean wherever they stand."""

    found: pl.DataFrame
    """``said`` and ``person``; words with errors mean nobody."""
    unknown: pl.DataFrame
    """The words that mean nobody who is known."""
    problems: pl.DataFrame
    """Columns of :data:`PROBLEM`."""


@dataclass(frozen=True)
class Added:
    """Whom those add who say what means nobody known."""

    found: pl.DataFrame
    """As of :class:`Meant`."""
    persons: pl.DataFrame
    """``person``, ``code``, ``name`` and ``said`` (the first) of those who are in no roster of people."""
    problems: pl.DataFrame
    """Columns of :data:`PROBLEM`."""


def meant(words: pl.DataFrame, people: People) -> Meant:
    """Find which of the known people words mean.

    Args:
        words: ``said``, a number, what :func:`~graphmodel.rosters.identity.mentions.mentions_in` read (``whole``,
            ``name``, ``id_number``, ``mobile`` and ``qualifiers``), and ``new``: whether it is known that they are of
            somebody whom no table knows.
        people: everybody known.
    """
    found = [_by_code(words, "whole", people)]
    rest = _without(words, found[0])
    found.append(_by_code(rest, "name", people))
    rest = _without(rest, found[1])
    nameless = rest.filter(pl.col("name").is_null())
    problems = [_problems(nameless, "missing-value")]
    rest = _without(rest, nameless)
    for number in ("id_number", "mobile"):
        same, conflict = _by_number(rest, number, people)
        found.append(same)
        problems.append(_problems(conflict, "number-conflict"))
        rest = _without(_without(rest, same), conflict)
    by_name, wrong = _by_name(rest.filter(~pl.col("new")), people)
    unknown = _without(_without(rest, by_name), wrong)
    return Meant(pl.concat([*found, by_name]), unknown, pl.concat([*problems, wrong]))


def added(strangers: pl.DataFrame, people: People, key: KeyInUse, *, supplied: bool) -> Added:
    """Make the codes of those who are added, because words mean nobody known.

    Args:
        strangers: such words of one load, in the order of reading and told apart by where they stand; as of
            :func:`meant`, ``column`` (a number), ``member`` (whether only somebody known may stand in that column) and
            ``place`` (the code of the row's community, or of the organ organisation).
        people: everybody known.
        key: asked for only when somebody is added.
        supplied: whether any table says who the people are; if none does, everybody is added.
    """
    if strangers.is_empty():
        return Added(_NOBODY, _NOBODY_ADDED, _NO_PROBLEMS)
    problems = []
    if supplied:
        unknown = _with_nearest(strangers.filter(pl.col("member") & ~pl.col("new")), people)
        problems.append(_problems(unknown, "unknown-reference"))
        strangers = _without(strangers, unknown)
    named, wrong = _added(strangers, key)
    firsts = named.unique("person", keep="first", maintain_order=True)
    told = _with_nearest(firsts, people) if supplied else _counted(named)
    return Added(
        named.select("said", "person"),
        firsts.select("person", "code", "name", "said"),
        pl.concat([*problems, wrong, _problems(told, "person-added")]),
    )


def _problems(wrong: pl.DataFrame, code: str) -> pl.DataFrame:
    if wrong.is_empty():
        return _NO_PROBLEMS
    return shaped(wrong.with_columns(code=pl.lit(code)), PROBLEM)


def _without(words: pl.DataFrame, done: pl.DataFrame) -> pl.DataFrame:
    return words if done.is_empty() else words.join(done, on="said", how="anti", maintain_order="left")


def _by_code(words: pl.DataFrame, part: str, people: People) -> pl.DataFrame:
    """``said`` and ``person`` of the words that are somebody's code. Few names are as long as any code."""
    lengths = people.persons["code"].str.len_bytes().unique()
    like_codes = words.filter(pl.col(part).str.len_bytes().is_in(lengths.implode()))
    if like_codes.is_empty():
        return _NOBODY
    return like_codes.join(people.persons, left_on=part, right_on="code").select("said", "person")


def _by_number(words: pl.DataFrame, number: str, people: People) -> tuple[pl.DataFrame, pl.DataFrame]:
    """``said`` and ``person`` of those whose number one person has, and the words by which it has another name."""
    numbered = words.drop_nulls(number)
    if numbered.is_empty():
        return _NOBODY, numbered
    asked = people.numbers.join(numbered, left_on="number", right_on=number, how="semi").unique()
    borne = asked.filter(~pl.col("number").is_duplicated()).join(
        people.persons.select("person", called="name"), on="person"
    )
    numbered = numbered.join(borne, left_on=number, right_on="number", maintain_order="left")
    same = pl.col("name") == pl.col("called")
    conflict = numbered.filter(~same).with_columns(expected="called")
    return numbered.filter(same).select("said", "person"), conflict


def _by_name(words: pl.DataFrame, people: People) -> tuple[pl.DataFrame, pl.DataFrame]:
    """``said`` and ``person`` of those who bear the name alone, or with the qualifier; and the problems."""
    asked = words.select("name", "qualifiers", "id_number", ask="said")
    found = _possible(people.called(asked), asked, people)
    again = found["ask"].is_duplicated()
    several, one = found.filter(again), found.filter(~again).select(pl.col("ask").alias("said"), "person")
    if one.height == asked.height:
        return one, _NO_PROBLEMS
    nobody = asked.join(found, on="ask", how="anti")
    namesakes = people.called(nobody.with_columns(qualifiers=pl.lit([], pl.List(pl.String))))
    wrong = [_NO_PROBLEMS]
    for doubtful, telling, code in (
        (several, people.told_apart, "ambiguous-reference"),
        (namesakes, people.namesakes, "unknown-reference"),
    ):
        if doubtful.is_empty():
            continue
        asking = words.filter(pl.col("said").is_in(doubtful["ask"].implode()))
        apart = telling(doubtful)
        told = asking.join(apart, left_on="said", right_on="ask", how="left", maintain_order="left")
        wrong.append(_problems(told, code))
    return one, pl.concat(wrong)


def _possible(found: pl.DataFrame, asked: pl.DataFrame, people: People) -> pl.DataFrame:
    """Those found but people who are known to have another ID-card number."""
    carded = asked.drop_nulls("id_number").select("ask")
    if carded.is_empty() or people.numbers.is_empty():
        return found
    is_card = pl.col("number").str.len_chars() == _CARD
    other = found.join(carded, on="ask").join(people.numbers.filter(is_card), on="person")
    return found.join(other, on=["ask", "person"], how="anti")


def _with_nearest(words: pl.DataFrame, people: People) -> pl.DataFrame:
    """The words, with the names most like theirs."""
    if words.is_empty():
        return words
    alike = nearest_people(words["name"], people.persons["name"])
    return words.join(alike, left_on="name", right_on="text", how="left", maintain_order="left")


def _added(strangers: pl.DataFrame, key: KeyInUse) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The words with ``person`` and ``code`` of whom each adds, and the problems.

    Somebody is known by the number beside him, else by name and qualifier, else by name and community.
    """
    wrong = [_NO_PROBLEMS]
    for number in ("id_number", "mobile"):
        first = strangers.drop_nulls(number).unique(number, keep="first", maintain_order=True)
        pairs = strangers.join(
            first.select(number, earlier="said", called="name"), on=number, maintain_order="left"
        )
        conflict = pairs.filter(pl.col("name") != pl.col("called"))
        wrong.append(_problems(conflict, "number-conflict"))
        strangers = _without(strangers, conflict)
    cards = (
        strangers.drop_nulls(["id_number", "mobile"])
        .group_by("mobile")
        .agg(card=pl.col("id_number").unique())
    )
    cards = cards.filter(pl.col("card").list.len() == 1).with_columns(pl.col("card").list.first())
    known = strangers.join(cards, on="mobile", how="left", maintain_order="left").with_columns(
        unit=pl.coalesce(pl.col("qualifiers").list.first(), "place"),
        card=pl.coalesce("id_number", "card"),
    )
    text = pl.coalesce(
        pl.concat_str(pl.lit("id\n"), "card"),
        pl.concat_str(pl.lit("mobile\n"), "mobile"),
        identity_by_name("unit"),
    )
    known = known.with_columns(text=text)
    nobody = known.filter(pl.col("text").is_null()).with_columns(expected=pl.lit(str(TELLING)))
    wrong.append(_problems(nobody, "no-identity"))
    persons = known.select("text").drop_nulls().unique(maintain_order=True)
    persons = persons.with_columns(code=coded(PERSON, persons, key)).with_row_index("person", _ADDED)
    return known.join(persons, on="text", maintain_order="left"), pl.concat(wrong)


def _counted(named: pl.DataFrame) -> pl.DataFrame:
    """How many people each column adds."""
    count = pl.col("person").n_unique().cast(pl.String)
    return named.group_by("column", maintain_order=True).agg(expected=count)
