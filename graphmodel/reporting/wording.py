"""How lists, numbers and kinds of things are written, the same in workbooks and on pages."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

import polars as pl

from graphmodel.alliance import Slice
from graphmodel.language import AND, Text
from graphmodel.ontology import FORM, HOUSEHOLD, LABEL, PART, RELATION, ROSTER, Column, Roster, ValueType
from graphmodel.rules import Rule
from graphmodel.rules.ladder import LEVELS

MARK: Final = Text("内部使用", "For internal use only")
TITLE: Final = Text("红色物业联盟 覆盖与缺口", "Red property alliance: coverage and gaps")
NOWHERE: Final = Text("未定位", "not located")
COLON: Final = Text("：", ": ")
SEMICOLON: Final = Text("；", "; ")
WITH_REMARK: Final = Text("{what}（{remark}）", "{what} ({remark})")
NONE: Final = Text("无", "none")

_OF_DAY: Final = Text("{day}，{data} 的数据", "{day}, data of {data}")
_OF_UNDATED: Final = Text("{day}，数据未注明日期", "{day}, undated data")
_AS_OF: Final = Text("截至 {day}", "as of {day}")
_DATA_ID: Final = Text("数据编号 {id}", "data {id}")
_IN_PART: Final = Text(
    "共 {count} 条，这里列出前 {shown} 条；全部：graphmodel gaps --format csv -o 文件名.csv，或用 --scope 分地方列出",
    "the first {shown} of {count}; for all: graphmodel gaps --format csv -o FILE.csv, or place by place with --scope",
)
_MORE: Final = Text("{first} 等{count}{what}", "{first} … {count} {what} in all")
_ROSTER: Final = Text("“{roster}”名册", "the roster “{roster}”")
_PART: Final = Text(
    "“{roster}”名册里的“{part}”（如{form}的“{heading}”列）",
    "{part} in the roster “{roster}” (as in the column “{heading}” of the {form})",
)
_COLUMN: Final = Text("“{roster}”名册的“{heading}”列", "the column “{heading}” of the roster “{roster}”")

_COVERS: Final = {
    "organisation": Text("党组织覆盖", "a Party organisation"),
    "work": Text("党的工作覆盖", "Party work"),
    "none": NONE,
}
_REASONS: Final = {
    "after-founding": Text("批准晚于成立", "approved after it was founded"),
    "community-unknown": Text("所在社区不明", "its community is not known"),
    "head-unclear": Text("网格长政治面貌不明", "the head's Party status is not known"),
    "no-head": Text("没有网格长", "no grid head"),
    "no-secretary": Text("没有书记（党小组长）", "no secretary"),
    "not-community": Text("上级不是社区党组织", "not led by a community organisation"),
    "not-one": Text("没有或不止一个", "not exactly one"),
    "not-street": Text("批准的不是街道党组织", "not approved by a street organisation"),
    "other-community": Text("上级属于别的社区", "led by another community's organisation"),
    "other-street": Text("批准的属于别的街道", "approved by another street's organisation"),
    "seat-unknown": Text("上级所在街道或社区不明", "the seat of that organisation is not known"),
    "secretary-from-outside": Text("书记（党小组长）不在该网格", "the secretary has no tie to the grid"),
    "secretary-is-head": Text("书记（党小组长）就是网格长", "the secretary is the head"),
    "secretary-not-member": Text("书记（党小组长）不是党员", "the secretary is not a member"),
    "secretary-unclear": Text("书记（党小组长）政治面貌不明", "the secretary's Party status is not known"),
    "street-unknown": Text("所在街道不明", "its street is not known"),
}
_IRREGULARITIES: Final = {
    "directors": Text("业委会主任不止一人", "several directors"),
    "first_secretaries": Text("第一书记不止一人", "several first secretaries"),
    "heads": Text("网格长不止一人", "several heads"),
    "loose_ties": Text("有关系指向已失效的对象", "a tie leads to what has ended"),
    "memberships": Text("组织关系不止一处", "member of several organisations"),
    "owners_committees": Text("业主委员会不止一个", "several owners' committees"),
    "registrations": Text("报到不止一处", "registered with several organisations"),
}
FACTS: Final[dict[str, Text]] = {
    **{
        choice.value: choice.title
        for roster in ROSTER.values()
        for column in roster.columns
        if column.name in {"post", "activity", "form"}
        for choice in column.choices
    },
    **{
        column.name: column.title
        for roster in ROSTER.values()
        for column in roster.columns
        if column.value_type is ValueType.YES_NO
    },
    "owner_member": Text("党员业主", "owner who is a member"),
    **LEVELS,
    **_COVERS,
    **_REASONS,
    **_IRREGULARITIES,
}
"""What the values of evidence are called that are words of a rule or of the ontology, and no names or codes."""


def of_day(slice_: Slice) -> Text:
    """The day, and the day for which the data was saved that tells of it: how everything that is said begins.

    >>> from graphmodel.alliance import empty
    >>> from datetime import date
    >>> of_day(empty().at(date(2018, 12, 31))).zh
    '2018-12-31，数据未注明日期'
    """
    told = _OF_DAY if slice_.data_as_of else _OF_UNDATED
    return Text(*(words.format(day=slice_.as_of, data=slice_.data_as_of) for words in told))


def line_of_day(slice_: Slice) -> str:
    """The line above a table: :func:`of_day`."""
    return _AS_OF.fill(day=of_day(slice_))


def data_id(snapshot: str) -> str:
    """How the id of a snapshot stands in a footer."""
    return _DATA_ID.fill(id=snapshot[:12])


def listed(names: Sequence[str], most: int, what: Text) -> str:
    """Names in a row; beyond ``most`` only how many there are in all, and of what (in Chinese with its measure word)."""
    first = str(AND).join(names[:most]) or str(NONE)
    return _MORE.fill(first=first, count=len(names), what=what) if len(names) > most else first


def listed_column(names: pl.Expr, most: int, what: Text) -> pl.Expr:
    """:func:`listed` over a column of lists; null where there are no names."""
    first = names.list.head(most).list.join(str(AND))
    more = pl.format(_MORE.fill(first="{}", count="{}", what=what), first, names.list.len())
    return pl.when(names.list.len() > most).then(more).when(names.list.len() > 0).then(first)


def in_part(count: int, shown: int) -> str:
    """What stands beside a list of findings that is too long for its form: of how many it shows the first, and where all are."""
    return _IN_PART.fill(count=number(count), shown=number(shown))


def number(value: int) -> str:
    """A whole number with its thousands set apart."""
    return f"{value:,}"


def percent(rate: float | None) -> str:
    """A rate, a half rounded up as office suites do; a dash where nothing was judged.

    >>> percent(0.3265)
    '32.7%'
    """
    if rate is None:
        return "—"
    return f"{(Decimal(str(rate)) * 100).quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


def value(fact: Any) -> str:
    """One fact of a finding's evidence that is no list."""
    if fact is None:
        return str(Text("未知", "unknown"))
    if isinstance(fact, bool):
        return str(Text("是", "yes") if fact else Text("否", "no"))
    if isinstance(fact, int):
        return number(fact)
    return percent(fact) if isinstance(fact, float) else str(FACTS.get(fact, fact))


def label_title(label: str) -> str:
    """What a subject is: a node's label, or the relation of a tie that is judged."""
    return str((LABEL.get(label) or RELATION[label]).title)


def label_titles(labels: str) -> pl.Expr:
    """:func:`kind` over a column of labels."""
    titles = {label: label_title(label) for label in (*LABEL, *RELATION)}
    return pl.col(labels).replace_strict(titles, return_dtype=pl.String)


def counted(rule: Rule, label: str) -> str:
    """What a rule counts under a label: the label's nodes, or the homes in them."""
    return label_title(HOUSEHOLD if rule.unit == "homes" else label)


def supply(name: str) -> str:
    """A roster, or a part or relation column with the roster it belongs to, as an analyst would look for it."""
    return str(supply_text(name))


def supply_text(name: str) -> Text:
    """:func:`supply` in both languages."""
    if name in ROSTER:
        return _ROSTER.with_texts(roster=ROSTER[name].title)
    if name in PART:
        form, field = next(
            (form, field) for form in FORM.values() for field in form.fields if name in field.supplies
        )
        heading = Text(field.title.zh, field.title.zh)
        return _PART.with_texts(
            roster=supplier(name).title, part=PART[name].title, form=form.title, heading=heading
        )
    roster, column = relation_column(name)
    heading = Text(column.title.zh, column.title.zh)
    return _COLUMN.with_texts(roster=roster.title, heading=heading)


def supplier(name: str) -> Roster:
    """The roster that supplies what is called so: itself, or the one whose part or column it is."""
    roster = PART[name].roster if name in PART else name
    return ROSTER.get(roster) or relation_column(roster)[0]


def relation_column(name: str) -> tuple[Roster, Column]:
    """The roster and the optional column that fill a relation, or the property ``recommended_by``."""
    return next(
        (roster, column)
        for roster in ROSTER.values()
        for column in roster.columns
        if column.value_type is ValueType.REFERENCE
        and not column.required
        and name in (column.relation, column.name)
    )
