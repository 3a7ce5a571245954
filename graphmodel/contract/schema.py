"""``graphmodel/schema/1``: the ontology, derived from its declarations: labels, relation types, rosters and headings."""

from __future__ import annotations

from typing import Any, Final

from graphmodel.ontology import (
    ID,
    LABEL,
    NAME,
    PERIOD,
    RELATION,
    ROSTER,
    Column,
    Property,
    node_properties,
    tie_properties,
)

SCHEMA: Final = "graphmodel/schema/1"


def schema_document() -> dict[str, Any]:
    """The answer of ``schema --format json``, in both languages."""
    return {
        "schema": SCHEMA,
        "labels": [
            {
                "name": label.name,
                "title": label.title._asdict(),
                "description": label.description._asdict(),
                "properties": [_property(prop) for prop in (ID, NAME, *node_properties(label.name), *PERIOD)],
            }
            for label in LABEL.values()
        ],
        "relations": [
            {
                "name": relation.name,
                "title": relation.title._asdict(),
                "phrase": relation.phrase,
                "pairs": [list(pair) for pair in relation.pairs],
                "properties": [_property(prop) for prop in (*tie_properties(relation.name), *PERIOD)],
            }
            for relation in RELATION.values()
        ],
        "rosters": [
            {
                "name": roster.name,
                "title": roster.title._asdict(),
                "description": roster.description._asdict(),
                "makes": list(roster.makes),
                "columns": [_column(column) for column in (*roster.columns, *PERIOD)],
            }
            for roster in ROSTER.values()
        ],
    }


def _property(prop: Property) -> dict[str, Any]:
    return {
        "name": prop.name,
        "title": prop.title._asdict(),
        "kind": prop.value_type.value,
        "description": prop.description._asdict() if prop.description else None,
        "choices": {choice.value: choice.title._asdict() for choice in prop.choices},
        "may_leave": prop.may_leave,
    }


def _column(column: Column) -> dict[str, Any]:
    return {
        **_property(column),
        "heading": column.title.zh,
        "aliases": list(column.aliases),
        "required": column.required,
        "list": column.many,
        "refers_to": list(column.labels),
        "relation": column.relation,
    }
