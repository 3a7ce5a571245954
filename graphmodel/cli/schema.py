"""The ontology as an answer: labels, relation types, rosters and headings, derived from the declarations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from graphmodel.language import Text
from graphmodel.ontology import (
    ID,
    LABEL,
    NAME,
    PERIOD,
    RELATION,
    ROSTER,
    Column,
    Kind,
    Property,
    node_properties,
    tie_properties,
)
from graphmodel.pages.wording import COLON

SCHEMA: Final = "graphmodel/schema/1"


def as_json() -> dict[str, Any]:
    """Everything, in both languages."""
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


def tables() -> Iterator[tuple[str, Sequence[str], Sequence[Sequence[str]]]]:
    """The same as tables in the language that is spoken: title, headings, rows."""
    yield (
        str(Text("节点", "nodes")),
        [str(Text("标签", "label")), str(Text("含义", "meaning")), str(Text("属性", "properties"))],
        [
            (label.name, f"{label.title}{COLON}{label.description}", _listed(node_properties(label.name)))
            for label in LABEL.values()
        ],
    )
    yield (
        str(Text("关系", "relations")),
        [
            str(Text("类型", "type")),
            str(Text("含义", "meaning")),
            str(Text("从→到", "from→to")),
            str(Text("属性", "properties")),
        ],
        [
            (
                relation.name,
                str(relation.title),
                "\n".join(f"{start}→{end}" for start, end in relation.pairs),
                _listed(tie_properties(relation.name)),
            )
            for relation in RELATION.values()
        ],
    )
    headings = [
        str(Text("表头", "heading")),
        str(Text("含义", "meaning")),
        str(Text("填法", "kind")),
        str(Text("可选值或所指", "choices or what it names")),
    ]
    for roster in ROSTER.values():
        rows = [
            (
                f"{column.title.zh}{'*' if column.required else ''}",
                str(column.title),
                _KINDS[column.kind].fill() + (str(Text("（可多个）", " (list)")) if column.many else ""),
                "、".join(choice.title.zh for choice in column.choices)
                or "、".join(str(LABEL[label].title) for label in column.labels),
            )
            for column in (*roster.columns, *PERIOD)
        ]
        yield f"{roster.title}{COLON}{roster.description}", headings, rows


def as_markdown() -> Iterator[str]:
    """The tables as Markdown, line by line."""
    yield f"# {Text('网络的构成', 'What the network is made of')}"
    for title, headings, rows in tables():
        yield from ("", f"## {title}", "", _line(headings), _line(["---"] * len(headings)))
        yield from map(_line, rows)


_KINDS: Final = {
    Kind.CODE: Text("代码", "code"),
    Kind.TEXT: Text("文字", "text"),
    Kind.REFERENCE: Text("代码或名称", "code or name"),
    Kind.YES_NO: Text("是/否", "yes/no"),
    Kind.DATE: Text("日期", "date"),
    Kind.MONTH: Text("月份", "month"),
    Kind.COUNT: Text("整数", "whole number"),
    Kind.CHOICE: Text("选择", "choice"),
}


def _property(prop: Property) -> dict[str, Any]:
    return {
        "name": prop.name,
        "title": prop.title._asdict(),
        "kind": prop.kind.value,
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


def _listed(properties: tuple[Property, ...]) -> str:
    return "\n".join(f"{prop.name} {prop.title}" for prop in properties)


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", "<br>") for cell in cells) + " |"
