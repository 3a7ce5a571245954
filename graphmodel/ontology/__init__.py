"""What the network is made of, written once: labels, relation types, properties, rosters, display texts.

Everything else asks here. The lookups below are derived from the declarations; a declaration that contradicts
another fails when the package is imported.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import cache
from typing import Final

import polars as pl

from graphmodel.language import Text
from graphmodel.ontology.choices import ENDED, POST_PLACES
from graphmodel.ontology.first import FIRST_COLUMNS
from graphmodel.ontology.forms import FORMS, MAKERS, ORGANISATION_NAME, RUNNING_NUMBER, SUB_HEADINGS
from graphmodel.ontology.groups import GROUP, GROUPS
from graphmodel.ontology.model import (
    LIST,
    Choice,
    Column,
    FieldKind,
    Form,
    FormField,
    NodeLabel,
    Part,
    Property,
    RelationType,
    Roster,
    SubHeading,
    ValueType,
)
from graphmodel.ontology.network import BODIES, HOUSEHOLD, LABELS, RELATIONS
from graphmodel.ontology.parts import PARTS
from graphmodel.ontology.rosters import (
    ENDING,
    FORMER_NAMES,
    PERIOD,
    REMARKS,
    ROSTERS,
    VALID_FROM,
    VALID_TO,
    WAIVER,
)

__all__ = [
    "BODIES",
    "ENDED",
    "ENDINGS",
    "FILLED_IN",
    "FIRST_COLUMNS",
    "FORM",
    "FORMER_NAMES",
    "FORMS",
    "GROUP",
    "GROUPS",
    "HOUSEHOLD",
    "ID",
    "LABEL",
    "LIST",
    "MAKERS",
    "NAME",
    "OF_PEOPLE",
    "ORGANISATION_NAME",
    "PART",
    "PARTS",
    "PERIOD",
    "POST_PLACES",
    "PROVENANCE",
    "RELATION",
    "REMARKS",
    "ROSTER",
    "RUNNING_NUMBER",
    "SCHEMA_VERSION",
    "SUB_HEADINGS",
    "TIE_ENDS",
    "VALID_FROM",
    "VALID_TO",
    "WAIVER",
    "Choice",
    "Column",
    "FieldKind",
    "Form",
    "FormField",
    "NodeLabel",
    "Part",
    "Property",
    "RelationType",
    "Roster",
    "SubHeading",
    "ValueType",
    "dtype",
    "labels_named_by",
    "live_on",
    "node_properties",
    "node_schema",
    "parts_not_supplied",
    "roster_of",
    "targets",
    "tie_properties",
    "tie_schema",
    "waiver_schema",
]

SCHEMA_VERSION: Final = 1
"""Raised when an earlier version would misread what this one writes: it refuses a number above its own. What is only
added or taken away needs no new number; :mod:`graphmodel.stores.snapshot` says how it is read."""

LABEL: Final[dict[str, NodeLabel]] = {label.name: label for label in LABELS}
RELATION: Final[dict[str, RelationType]] = {relation.name: relation for relation in RELATIONS}
ROSTER: Final[dict[str, Roster]] = {roster.name: roster for roster in ROSTERS}
ENDINGS: Final = next(roster for roster in ROSTERS if roster.makes == (ENDING,))
"""The roster of what ends before its time: a row of one of the rosters of :data:`ENDED`."""
FILLED_IN: Final = tuple(roster for roster in ROSTERS if roster is not ENDINGS)
"""The rosters an office fills in; an ending is only written where something ends."""
PART: Final[dict[str, Part]] = {part.name: part for part in PARTS}
FORM: Final[dict[str, Form]] = {form.name: form for form in FORMS}

OF_PEOPLE: Final = frozenset(label.name for label in LABELS if label.of_people)
"""The labels whose nodes are people or homes."""

ID: Final = Property(name="id", title=Text("代码", "code"), value_type=ValueType.CODE)
NAME: Final = Property(name="name", title=Text("名称", "name"), value_type=ValueType.TEXT)

PROVENANCE: Final[dict[str, pl.DataType]] = {
    "source_file": pl.String(),
    "source_sheet": pl.String(),
    "source_row": pl.Int64(),
}
TIE_ENDS: Final[dict[str, pl.DataType]] = {
    name: pl.String() for name in ("from_label", "from_id", "to_label", "to_id")
}

_DTYPE: Final[dict[ValueType, pl.DataType]] = {
    ValueType.CODE: pl.String(),
    ValueType.TEXT: pl.String(),
    ValueType.REFERENCE: pl.String(),
    ValueType.CHOICE: pl.String(),
    ValueType.MONTH: pl.String(),
    ValueType.YES_NO: pl.Boolean(),
    ValueType.DATE: pl.Date(),
    ValueType.COUNT: pl.Int64(),
}


def dtype(prop: Property) -> pl.DataType:
    """The column type in which the values of a property are stored."""
    return _DTYPE[prop.value_type]


@cache
def roster_of(made: str) -> Roster:
    """The roster whose rows become nodes of this label, ties of this type, or waivers.

    Raises:
        KeyError: ties of this type are made from reference columns, or nothing is called so.
    """
    for roster in ROSTERS:
        if made in roster.makes:
            return roster
    raise KeyError(made)


@cache
def node_properties(label: str) -> tuple[Property, ...]:
    """The properties of a node beside its id and name.

    >>> [p.name for p in node_properties("Community")]
    ['in_main_urban', 'former_names']
    """
    roster = roster_of(label)
    return (
        *(
            column
            for column in roster.columns
            if column.value_type is not ValueType.REFERENCE
            and column.relation is None
            and column.name not in {ID.name, NAME.name, roster.label_by}
            and (not column.on or label in column.on)
        ),
        *LABEL[label].derived,
    )


@cache
def tie_properties(relation: str) -> tuple[Property, ...]:
    """The properties of a tie beside its two ends.

    >>> [p.name for p in tie_properties("HOLDS")]
    ['post', 'recommended_by']
    """
    return (
        *(
            column
            for roster in ROSTERS
            for column in roster.columns
            if (column.relation == relation and column.value_type is not ValueType.REFERENCE)
            or (relation in roster.makes and column.name not in {"from", "to"})
        ),
        *RELATION[relation].derived,
    )


def node_schema(label: str) -> dict[str, pl.DataType]:
    """The columns of the table that holds the nodes of a label."""
    return _schema((ID, NAME, *node_properties(label)))


def live_on(day: date | pl.Expr) -> pl.Expr:
    """Whether a row is live on a day, by its period: half-open, so what ends on a day is not; a missing date is open."""
    starts, ends = pl.col(VALID_FROM.name), pl.col(VALID_TO.name)
    return (starts.is_null() | (starts <= day)) & (ends.is_null() | (ends > day))


def tie_schema(relation: str) -> dict[str, pl.DataType]:
    """The columns of the table that holds the ties of a type."""
    return TIE_ENDS | _schema(tie_properties(relation))


def waiver_schema() -> dict[str, pl.DataType]:
    """The columns of the table that holds the waivers."""
    return _schema(roster_of(WAIVER).columns)


def _schema(properties: tuple[Property, ...]) -> dict[str, pl.DataType]:
    return {prop.name: dtype(prop) for prop in (*properties, *PERIOD)} | PROVENANCE


def targets(relation: str, label: str) -> tuple[str, ...]:
    """The labels a tie of this type may lead to from a node of this label.

    >>> targets("REGISTERED_WITH", "Person")
    ('PartyOrg',)
    """
    return tuple(to for start, to in RELATION[relation].pairs if start == label)


def labels_named_by(roster: Roster, column: Column) -> dict[str, tuple[str, ...]]:
    """For a narrowed reference column: the labels it may name, by the value of ``column.labels_by``.

    The narrowing value is a level, a post, or the label of the tie's other end.
    """
    if column.labels_by == "post":
        return POST_PLACES
    relation = column.relation or roster.makes[0]
    if column.labels_by == roster.label_by:
        return {label.lower(): targets(relation, label) for label in roster.makes}
    return {label: targets(relation, label) for label, _ in RELATION[relation].pairs}


def parts_not_supplied(supplied: Collection[str], whole: Collection[str]) -> frozenset[str]:
    """The parts that are lacking where some rosters came in parts.

    A roster of its own without the column that makes a relation lacks that column, unless forms supply parts of it.

    Args:
        supplied: the parts that columns of forms supply.
        whole: the rosters, and the relation types made by columns, that were supplied with all their parts.

    >>> sorted(parts_not_supplied({"pairings:Grid"}, whole={"posts", "registrations", "party_orgs"}))
    ['pairings:Community', 'pairings:Compound']
    """
    in_parts = {part.of for part in PARTS if part.name in supplied}
    return frozenset(
        part.name
        for part in PARTS
        if not {part.name, part.of} & {*supplied, *whole}
        and (part.roster not in whole or part.of in in_parts)
    )


def _check_form(form: Form) -> None:
    names = {field.name for field in form.fields}
    headings = [heading for field in form.fields for heading in field.headings]
    if len(names) < len(form.fields) or len(set(headings)) < len(headings):
        raise ValueError(f"form {form.name}: a column or heading is declared twice")
    if unknown := {name for group in (*form.keys, form.needs) for name in group} - names:
        raise ValueError(f"form {form.name}: {unknown}")
    for field in form.fields:
        fed = {(roster, column.name) for roster, _ in field.feeds for column in ROSTER[roster].columns}
        unknown_parts = {
            *(set(field.at) - names),
            *(set(field.labels) - LABEL.keys()),
            *(set(field.feeds) - fed),
            *({field.relation} - {None, *RELATION}),
            *(set(field.supplies) - {*PART, *RELATION, "recommended_by"}),
        }
        if unknown_parts:
            raise ValueError(f"form {form.name}, column {field.name}: {unknown_parts}")


def _check() -> None:
    for roster in ROSTERS:
        names = [column.name for column in roster.columns]
        headings = [heading for column in (*roster.columns, *PERIOD) for heading in column.headings]
        if len(set(names)) < len(names) or len(set(headings)) < len(headings):
            raise ValueError(f"roster {roster.name}: a column or heading is declared twice")
        for column in roster.columns:
            unknown = set(column.labels) - LABEL.keys()
            if unknown or (column.relation and column.relation not in RELATION):
                raise ValueError(f"roster {roster.name}, column {column.name}: {unknown or column.relation}")
    for part in PARTS:
        if part.roster not in ROSTER or part.of not in {part.roster, *RELATION}:
            raise ValueError(f"part {part.name}: there is no {part.of} of {part.roster}")
    for form in FORMS:
        _check_form(form)
    for relation in RELATIONS:
        if unknown := {label for pair in relation.pairs for label in pair} - LABEL.keys():
            raise ValueError(f"relation {relation.name}: unknown labels {unknown}")


_check()
