"""Heading words: every heading that rosters and forms know, and what one says with what stands in brackets behind it."""

from __future__ import annotations

import re
from functools import cache
from typing import Final, NamedTuple

import polars as pl

from graphmodel.ontology import (
    FORM,
    FORMS,
    ORGANISATION_NAME,
    REMARKS,
    ROSTER,
    RUNNING_NUMBER,
    SUB_HEADINGS,
    FieldKind,
    FormField,
)
from graphmodel.rosters.headings import columns_of, normalised
from graphmodel.spreadsheets.cleaning import clean_text, cleaned
from graphmodel.spreadsheets.repetition import different_cells

NAME: Final = "name"
"""The part of a person column that is the person."""

_BRACKETS: Final = r"[(\[【〔][^()\[\]【】〔〕]*[)\]】〕]"
_TRAILING: Final = re.compile(rf"(?:{_BRACKETS})+$")
_LAST_BRACKET: Final = re.compile(rf"({_BRACKETS})\*?$")
_BETWEEN_PARTS: Final = re.compile(r"[、,;/+\s]+")


class Said(NamedTuple):
    """What a cell of a heading says."""

    word: str
    """Normalised, without the brackets behind it unless they are part of a heading word."""
    parts: tuple[str, ...]
    """The sub-headings listed in the brackets."""


class Meaning(NamedTuple):
    """The column of a form that a word means, and of a person column its part; none where the word does not say."""

    field: FormField
    part: str | None


def said(text: str | None) -> Said:
    """What a cell of a heading says; brackets that are part of a heading word are part of what it says.

    >>> said("户数(户)"), said("党建指导员（姓名、电话）")
    (Said(word='户数', parts=()), Said(word='党建指导员', parts=('name', 'phone')))
    """
    word = normalised(text)
    if not word or word in every_word():
        return Said(word, ())
    listed = _LAST_BRACKET.search(clean_text(text or ""))
    known = sub_headings()
    parts = [known.get(normalised(part)) for part in _BETWEEN_PARTS.split(listed[1][1:-1])] if listed else []
    bare = word
    while bare not in every_word() and (bracket := _LAST_BRACKET.search(bare)):
        bare = normalised(bare[: bracket.start()])
    if None in parts:
        parts = []
    return Said(bare, tuple(part for part in parts if part)) if bare in every_word() else Said(word, ())


def is_word(text: str | None) -> bool:
    """Whether a cell is a heading word."""
    return said(text).word in every_word()


def are_words(cells: pl.DataFrame) -> pl.DataFrame:
    """Which cells are heading words.

    >>> are_words(pl.DataFrame({"c0": ["网 格", "户数（户）", "一网格", None]}))["c0"].to_list()
    [True, True, False, False]
    """
    words = _words().implode()
    found = cells.select(pl.all().is_in(words).fill_null(value=False))
    odd = [column.str.contains(_unusual()).any() for column in different_cells(cells)]
    for name, some in cells.select(odd).row(0, named=True).items():
        if some:
            unusual = cells[name].str.contains(_unusual()).fill_null(value=False)
            text = cleaned(cells[name].filter(unusual)).str.replace_all(" ", "")
            text = text.str.strip_chars("*").str.to_lowercase()
            meant = text.is_in(words) | text.str.replace(_TRAILING.pattern, "").is_in(words)
            found = found.with_columns(found[name].scatter(unusual.arg_true(), meant))
    return found


@cache
def _words() -> pl.Series:
    return pl.Series(sorted(every_word()))


@cache
def every_word() -> frozenset[str]:
    """Every heading word, normalised."""
    in_rosters = [
        heading for roster in ROSTER.values() for column in columns_of(roster) for heading in column.headings
    ]
    in_forms = [word for form in FORM for word in meanings(form)]
    return frozenset(
        {*map(normalised, [*in_rosters, RUNNING_NUMBER, REMARKS]), *in_forms, *sub_headings(), NAME_OF_ORG}
    )


@cache
def sub_headings() -> dict[str, str]:
    """The part of a person column by normalised sub-heading."""
    return {normalised(heading): part.name for part in SUB_HEADINGS for heading in part.headings}


NAME_OF_ORG: Final = normalised(ORGANISATION_NAME.title.zh)
"""The sub-heading of a column of organisations."""


@cache
def meanings(form: str) -> dict[str, Meaning]:
    """What the words of a form mean, those of one row in which a sub-heading follows the heading included."""
    known: dict[str, Meaning] = {}
    for field in FORM[form].fields:
        for heading in map(normalised, field.headings):
            if field.kind is FieldKind.PERSON:
                known |= {heading + sub: Meaning(field, part) for sub, part in sub_headings().items()}
            elif field.kind in {FieldKind.THING, FieldKind.PLACE}:
                known[heading + NAME_OF_ORG] = Meaning(field, None)
    for field in FORM[form].fields:
        known |= {normalised(heading): Meaning(field, None) for heading in field.headings}
    return known


@cache
def person_words() -> frozenset[str]:
    """The words of every person column of any form."""
    return frozenset(
        word
        for form in FORMS
        for word, meaning in meanings(form.name).items()
        if meaning.field.kind is FieldKind.PERSON
    )


def is_ignored(word: str) -> bool:
    """Whether it is a heading every form may have and that is never read."""
    return word in {normalised(RUNNING_NUMBER), normalised(REMARKS)}


@cache
def _unusual() -> str:
    """What a cell looks like that may be a heading word although it is not written like one; few cells do."""
    first = "".join(sorted({re.escape(word[0]) for word in every_word()}))
    around, han, other = r"\s\p{Cf}*＊", r"\x{4E00}-\x{9FFF}“”、", r"\x{2E80}-\x{2FDF}\x{F900}-\x{FFFF}"
    return rf"^(?:[{around}]+[{first}{other}]|[{other}]|[{first}][{han}]*[^{han}0-9A-Za-z])"
