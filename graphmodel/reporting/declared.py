"""What the ontology declares, in tables for people: labels, relation types, and every roster with its headings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from graphmodel.language import AND, Text
from graphmodel.ontology import (
    LABEL,
    PERIOD,
    RELATION,
    ROSTER,
    Property,
    ValueType,
    node_properties,
    tie_properties,
)
from graphmodel.reporting.wording import COLON


def tables(*, for_queries: bool = False) -> Iterator[tuple[str, Sequence[str], Sequence[Sequence[str]]]]:
    """The same as tables in the language that is spoken: title, headings, rows.

    Args:
        for_queries: whether labels, relation types and properties also stand there as queries write them.
    """

    def row(name: str, *cells: str) -> Sequence[str]:
        return (name, *cells) if for_queries else cells

    def listed(properties: tuple[Property, ...]) -> str:
        return "\n".join(
            f"{prop.name} {prop.title}" if for_queries else str(prop.title) for prop in properties
        )

    def called(label: str) -> str:
        return label if for_queries else str(LABEL[label].title)

    meaning, properties = str(Text("含义", "meaning")), str(Text("属性", "properties"))
    yield (
        str(Text("节点", "nodes")),
        row(str(Text("标签", "label")), meaning, properties),
        [
            row(label.name, f"{label.title}{COLON}{label.description}", listed(node_properties(label.name)))
            for label in LABEL.values()
        ],
    )
    yield (
        str(Text("关系", "relations")),
        row(str(Text("类型", "type")), meaning, str(Text("从→到", "from→to")), properties),
        [
            row(
                relation.name,
                str(relation.title),
                "\n".join(f"{called(start)}→{called(end)}" for start, end in relation.pairs),
                listed(tie_properties(relation.name)),
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
                _KINDS[column.value_type].fill()
                + (str(Text("（可多个）", " (list)")) if column.many else ""),
                str(AND).join(choice.title.zh for choice in column.choices)
                or str(AND).join(str(LABEL[label].title) for label in column.labels),
            )
            for column in (*roster.columns, *PERIOD)
        ]
        yield f"{roster.title}{COLON}{roster.description}", headings, rows


def as_markdown() -> Iterator[str]:
    """The tables as Markdown, line by line."""
    yield f"# {Text('网络的构成', 'What the network is made of')}"
    for title, headings, rows in tables(for_queries=True):
        yield from ("", f"## {title}", "", _line(headings), _line(["---"] * len(headings)))
        yield from map(_line, rows)


_KINDS: Final = {
    ValueType.CODE: Text("代码", "code"),
    ValueType.TEXT: Text("文字", "text"),
    ValueType.REFERENCE: Text("代码或名称", "code or name"),
    ValueType.YES_NO: Text("是/否", "yes/no"),
    ValueType.DATE: Text("日期", "date"),
    ValueType.MONTH: Text("月份", "month"),
    ValueType.COUNT: Text("整数", "whole number"),
    ValueType.CHOICE: Text("选择", "choice"),
}


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", "<br>") for cell in cells) + " |"
