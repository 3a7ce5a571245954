"""How lists, numbers and kinds of things are written, the same in workbooks and on pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import polars as pl

from graphmodel.language import Text
from graphmodel.ontology import LABEL, RELATION, ROSTER, Column, Kind, Roster
from graphmodel.rules import Rule

MARK: Final = Text("内部使用", "For internal use only")
TITLE: Final = Text("红色物业联盟 覆盖与缺口", "Red property alliance: coverage and gaps")
NOWHERE: Final = Text("未定位", "not located")
AND: Final = Text("、", ", ")
COLON: Final = Text(":", ": ")
SEMICOLON: Final = Text(";", "; ")
NONE: Final = Text("无", "none")

_MORE: Final = Text("{first} 等{count}个", "{first} … {count} in all")
_ROSTER: Final = Text("“{roster}”名册", "the roster “{roster}”")
_COLUMN: Final = Text("“{roster}”名册的“{heading}”列", "the column “{heading}” of the roster “{roster}”")


def listed(names: Sequence[str], most: int) -> str:
    """Names in a row; beyond ``most`` only how many there are in all."""
    first = str(AND).join(names[:most]) or str(NONE)
    return _MORE.fill(first=first, count=len(names)) if len(names) > most else first


def listed_column(names: pl.Expr, most: int) -> pl.Expr:
    """:func:`listed` over a column of lists; null where there are no names."""
    first = names.list.head(most).list.join(str(AND))
    more = pl.format(_MORE.fill(first="{}", count="{}"), first, names.list.len())
    return pl.when(names.list.len() > most).then(more).when(names.list.len() > 0).then(first)


def number(value: int) -> str:
    """A whole number with its thousands set apart."""
    return f"{value:,}"


def percent(rate: float | None) -> str:
    """A rate; a dash where nothing was judged."""
    return "—" if rate is None else f"{rate:.1%}"


def value(fact: Any) -> str:
    """One fact of a finding's evidence that is no list."""
    if fact is None:
        return str(Text("未知", "unknown"))
    if isinstance(fact, bool):
        return str(Text("是", "yes") if fact else Text("否", "no"))
    return number(fact) if isinstance(fact, int) else str(fact)


def kind(label: str) -> str:
    """What a subject is: a node's label, or the relation of a tie that is judged."""
    return str((LABEL.get(label) or RELATION[label]).title)


def counted(rule: Rule, label: str) -> str:
    """What a rule counts under a label: the label's nodes, or the homes in them."""
    return kind("Household" if rule.unit == "homes" else label)


def supply(name: str) -> str:
    """A roster, or a relation column with the roster it belongs to, as an analyst would look for it."""
    if name in ROSTER:
        return _ROSTER.fill(roster=ROSTER[name].title)
    roster, column = relation_column(name)
    return _COLUMN.fill(roster=roster.title, heading=column.title.zh)


def relation_column(name: str) -> tuple[Roster, Column]:
    """The roster and the optional column that fill a relation, or the property ``recommended_by``."""
    return next(
        (roster, column)
        for roster in ROSTER.values()
        for column in roster.columns
        if column.kind is Kind.REFERENCE and not column.required and name in (column.relation, column.name)
    )
