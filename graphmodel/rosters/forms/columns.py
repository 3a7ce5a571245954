"""Which form a table is, and what its columns are, told by its heading block alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graphmodel.ontology import FORMS, PERIOD, FieldKind, Form, FormField
from graphmodel.rosters.forms.blocks import Block, Over, columns_over
from graphmodel.rosters.heading_words import (
    NAME,
    NAME_OF_ORG,
    Said,
    every_word,
    is_ignored,
    meanings,
    person_words,
    said,
    sub_headings,
)

_PEOPLE = "people"


@dataclass(frozen=True)
class Placed:
    """A column that has a heading: what of the form it is, if anything."""

    over: Over
    field: FormField | None
    parts: tuple[str, ...]
    ignored: bool = False
    """Whether it is one that every form may have and that is never read."""


def form_of(block: Block) -> tuple[Form, tuple[Placed, ...]] | None:
    """The form of which the keys are there, and its columns; none: it is no form."""
    columns = columns_over(block)
    for form in FORMS:
        placed = _placed(form, columns)
        there = {column.field.name for column in placed if column.field is not None}
        if form.name == _PEOPLE and not _names_its_people(columns):
            continue
        if all(there.intersection(group) for group in form.keys):
            return form, placed
    return None


def known(placed: Iterable[Placed]) -> int:
    """How many of the headings a form knows: each column once, sub-headings not counted, nor those of every roster."""
    shared = {column.name for column in PERIOD}
    return len(
        {
            column.field.name
            for column in placed
            if column.field is not None and column.field.kind is not FieldKind.IDENTITY
        }
        - shared
    )


def _names_its_people(columns: Sequence[Over]) -> bool:
    """Whether a name stands in a column that is no part of a person column."""
    own = {word for word, meaning in meanings(_PEOPLE).items() if meaning.field.name == NAME}
    of_person = False
    for over in columns:
        text, sub = said(over.text).word, said(over.sub).word
        if text in person_words():
            of_person = True
        elif sub and (not text or text in own or text not in every_word()):
            if sub_headings().get(sub) == NAME and not of_person:
                return True
        elif text in own:
            return True
        else:
            of_person = False
    return False


def _placed(form: Form, columns: Sequence[Over]) -> tuple[Placed, ...]:
    placed: list[Placed] = []
    for over in columns:
        owner = placed[-1].field if placed else None
        placed.append(_meant(form, over, owner))
    return tuple(placed)


def _meant(form: Form, over: Over, before: FormField | None) -> Placed:
    """What a column is.

    Args:
        form: the form it is to be a column of.
        over: what stands over it.
        before: what the column to its left is, whose part a sub-heading alone may be.
    """
    says, sub = said(over.text), said(over.sub).word
    meaning = meanings(form.name).get(says.word)
    if is_ignored(says.word):
        return Placed(over, None, (), ignored=True)
    if meaning is not None:
        field = meaning.field
        if field.kind is FieldKind.PERSON:
            return Placed(over, field, _parts(says, meaning.part, sub))
        if not sub or (sub == NAME_OF_ORG and field.kind in {FieldKind.THING, FieldKind.PLACE}):
            return Placed(over, field, ())
    if not sub or (meaning is None and says.word in person_words()):
        return Placed(over, None, ())
    if form.name == _PEOPLE:
        own = meanings(form.name).get(sub)
        return Placed(Over(over.place, None, over.sub, over.borrowed), own.field if own else None, ())
    part = sub_headings().get(sub)
    alone = Over(over.place, None, over.sub, over.borrowed)
    if part is None or before is None or before.kind is not FieldKind.PERSON:
        return Placed(alone, None, ())
    return Placed(alone, before, (part,))


def _parts(says: Said, part: str | None, sub: str) -> tuple[str, ...]:
    """The parts that the cells of a person column hold: as the brackets list them, the word ends, or stands below."""
    if says.parts:
        return says.parts
    return (part or sub_headings().get(sub, NAME),)
