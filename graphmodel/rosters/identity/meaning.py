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
PROBLEM: Final[dict[str, pl.DataType]] = {
    "mention": pl.UInt32(),
    "column": pl.UInt32(),
    "code": pl.String(),
    "expected": pl.String(),
    "earlier": pl.UInt32(),
}
"""A problem of a mention, or of a column (then ``mention`` is null); ``earlier`` is a mention that it contradicts."""


_SAME: Final = {"mention": pl.UInt32(), "person": PERSON_NUMBER}


_NOBODY: Final = pl.Series([], dtype=pl.UInt32)


@dataclass(frozen=True)
class Meant:
    """What mentions mean."""

    found: pl.DataFrame
    """``mention`` and ``code``, that of the person; mentions with errors mean nobody."""
    added: pl.DataFrame
    """``code``, ``name`` and ``mention`` (the first) of those who are in no roster of people."""
    problems: pl.DataFrame
    """Columns of :data:`PROBLEM`."""


def meant(
    mentions: pl.DataFrame,
    people: People,
    key: KeyInUse,
    *,
    supplied: bool,
    new: pl.Series = _NOBODY,
) -> Meant:
    """Find whom mentions mean, and make the codes of those who are added.

    Args:
        mentions: all of one load, in the order of reading; ``mention`` and ``column`` (numbers), ``member`` (whether
            only somebody known may stand in that column), ``place`` (the code of the row's community, or of the organ
            organisation) and what :func:`~graphmodel.rosters.identity.mentions.mentions_in` read: ``whole``,
            ``name``, ``id_number``, ``mobile`` and ``qualifiers``.
        people: everybody known.
        key: asked for only when somebody is added.
        supplied: whether any table says who the people are; if none does, everybody is added.
        new: mentions of which it is known that they are of somebody whom no table knows.
    """
    whole = _by_code(mentions, "whole", people)
    coded = pl.concat([whole, _by_code(_without(mentions, whole), "name", people)])
    found = [coded.select("mention", "person")]
    rest = _without(mentions, coded)
    nameless = rest.filter(pl.col("name").is_null())
    problems = [_problems(nameless, "missing-value")]
    rest = _without(rest, nameless)
    for number in ("id_number", "mobile"):
        same, conflict = _by_number(rest, number, people)
        found.append(same)
        problems.append(_problems(conflict, "number-conflict"))
        rest = _without(_without(rest, same), conflict)
    is_new = pl.col("mention").is_in(new.implode())
    by_name, wrong = _by_name(rest.filter(~is_new), people)
    found.append(by_name)
    problems.append(wrong)
    rest = _without(_without(rest, by_name), wrong)
    if supplied:
        unknown = _with_nearest(rest.filter(pl.col("member") & ~is_new), people)
        problems.append(_problems(unknown, "unknown-reference"))
        rest = _without(rest, unknown)
    named, wrong = _added(rest, key)
    problems.append(wrong)
    problems.append(_told_of_added(named, people, supplied=supplied))
    codes = pl.concat(found).join(people.persons, on="person").select("mention", "code")
    return Meant(
        pl.concat([codes, named.select("mention", "code")]).sort("mention"),
        named.unique("code", keep="first", maintain_order=True).select("code", "name", "mention"),
        pl.concat(problems),
    )


def _problems(wrong: pl.DataFrame, code: str) -> pl.DataFrame:
    if wrong.is_empty():
        return pl.DataFrame(schema=PROBLEM)
    return shaped(wrong.with_columns(code=pl.lit(code)), PROBLEM)


def _without(mentions: pl.DataFrame, done: pl.DataFrame) -> pl.DataFrame:
    return (
        mentions if done.is_empty() else mentions.join(done, on="mention", how="anti", maintain_order="left")
    )


def _by_code(mentions: pl.DataFrame, said: str, people: People) -> pl.DataFrame:
    """The mentions that say somebody's code, with the ``person``. Few names are as long as any code."""
    length = pl.col(said).str.len_bytes()
    like_codes = mentions.filter(length.is_in(people.persons["code"].str.len_bytes().unique().implode()))
    codes = people.persons.select("person", "code")
    return like_codes.join(codes, left_on=said, right_on="code", maintain_order="left")


def _by_number(mentions: pl.DataFrame, number: str, people: People) -> tuple[pl.DataFrame, pl.DataFrame]:
    """``mention`` and ``person`` of those whose number one person has, and the mentions by which it has another name."""
    numbered = mentions.drop_nulls(number)
    if numbered.is_empty():
        return pl.DataFrame(schema=_SAME), numbered
    asked = people.numbers.join(numbered, left_on="number", right_on=number, how="semi").unique()
    borne = asked.filter(~pl.col("number").is_duplicated()).join(
        people.persons.select("person", called="name"), on="person"
    )
    numbered = numbered.join(borne, left_on=number, right_on="number", maintain_order="left")
    same = pl.col("name") == pl.col("called")
    conflict = numbered.filter(~same).with_columns(expected="called")
    return numbered.filter(same).select("mention", "person"), conflict


def _by_name(mentions: pl.DataFrame, people: People) -> tuple[pl.DataFrame, pl.DataFrame]:
    """``mention`` and ``person`` of those who bear the name alone, or with the qualifier; and the problems."""
    asked = mentions.select("name", "qualifiers", "id_number", ask="mention")
    found = _possible(people.called(asked), asked, people)
    several = found.filter(pl.len().over("ask") > 1)
    one = found.join(several, on="ask", how="anti").select(pl.col("ask").alias("mention"), "person")
    if one.height == asked.height:
        return one, pl.DataFrame(schema=PROBLEM)
    nobody = asked.join(found, on="ask", how="anti")
    namesakes = people.called(nobody.with_columns(qualifiers=pl.lit([], pl.List(pl.String))))
    wrong = [pl.DataFrame(schema=PROBLEM)]
    for doubtful, telling, code in (
        (several, people.told_apart, "ambiguous-reference"),
        (namesakes, people.namesakes, "unknown-reference"),
    ):
        if doubtful.is_empty():
            continue
        asking = mentions.filter(pl.col("mention").is_in(doubtful["ask"].implode()))
        apart = telling(doubtful)
        told = asking.join(apart, left_on="mention", right_on="ask", how="left", maintain_order="left")
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


def _with_nearest(mentions: pl.DataFrame, people: People) -> pl.DataFrame:
    """The mentions, with the names most like theirs."""
    if mentions.is_empty():
        return mentions
    alike = nearest_people(mentions["name"], people.persons["name"])
    return mentions.join(alike, left_on="name", right_on="text", how="left", maintain_order="left")


def _added(mentions: pl.DataFrame, key: KeyInUse) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The mentions with the ``code`` of whom each adds, and the problems.

    Somebody is known by the number beside him, else by name and qualifier, else by name and community.
    """
    if mentions.is_empty():
        return mentions.with_columns(code=pl.lit(None, pl.String)), pl.DataFrame(schema=PROBLEM)
    wrong = [pl.DataFrame(schema=PROBLEM)]
    for number in ("id_number", "mobile"):
        first = mentions.drop_nulls(number).unique(number, keep="first", maintain_order=True)
        pairs = mentions.join(
            first.select(number, earlier="mention", called="name"), on=number, maintain_order="left"
        )
        conflict = pairs.filter(pl.col("name") != pl.col("called"))
        wrong.append(_problems(conflict, "number-conflict"))
        mentions = _without(mentions, conflict)
    cards = (
        mentions.drop_nulls(["id_number", "mobile"]).group_by("mobile").agg(card=pl.col("id_number").unique())
    )
    cards = cards.filter(pl.col("card").list.len() == 1).with_columns(pl.col("card").list.first())
    known = mentions.join(cards, on="mobile", how="left", maintain_order="left").with_columns(
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
    known = _without(known, nobody)
    if known.is_empty():
        return known.with_columns(code="text"), pl.concat(wrong)
    persons = known.select("text").unique(maintain_order=True)
    codes = persons.with_columns(code=coded(PERSON, persons, key))
    return known.join(codes, on="text", maintain_order="left"), pl.concat(wrong)


def _told_of_added(named: pl.DataFrame, people: People, *, supplied: bool) -> pl.DataFrame:
    """That people were added: each with the names most like his; where nobody was known, how many by each column."""
    if supplied:
        first = named.unique("code", keep="first", maintain_order=True)
        return _problems(_with_nearest(first, people), "person-added")
    counted = named.group_by("column", maintain_order=True).agg(
        expected=pl.col("code").n_unique().cast(pl.String)
    )
    return _problems(counted, "person-added")
