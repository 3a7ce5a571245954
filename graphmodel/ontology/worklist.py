"""The list that an addressee gets and sends back: its sheets, headings and words, and by what it is known again.

Who writes it and who reads it ask here. Its headings are Chinese whatever is spoken, as those of the rosters are.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

import polars as pl

from graphmodel.language import Text
from graphmodel.ontology.choices import REPLIES
from graphmodel.ontology.model import Column, Roster, ValueType
from graphmodel.ontology.vocabulary import FINDING_KEY

PROPERTY: Final = "graphmodel"
"""The custom property of a workbook that says what it is, as JSON."""
_ROOM: Final = 255
"""Letters of a property; more Excel does not keep."""
_BEGINNING: Final = 12
"""Letters of a snapshot's id that tell it from any other of a store."""
SCHEMA: Final = "graphmodel/list/1"
"""What it begins with in a list."""

TASKS: Final = "整改清单"
"""The sheet with a line per fact."""
INSTRUCTIONS: Final = "说明"
"""The sheet that says how to fill in the others."""
TO_FILL: Final = "补填-"
"""What the sheets begin with that hold rows to fill, one per roster."""

NUMBER: Final = Column(name="number", title=Text("编号", "number"), value_type=ValueType.CODE)
"""What a line and the rows that close it have in common; the first column of both."""
REPLY: Final = (
    Column(
        name="state",
        title=Text("整改情况", "state"),
        value_type=ValueType.CHOICE,
        choices=REPLIES,
    ),
    Column(name="date", title=Text("完成日期", "done on"), value_type=ValueType.DATE),
    Column(name="note", title=Text("说明", "note"), value_type=ValueType.TEXT),
)
"""The columns of a line that the addressee fills in."""


def _told(name: str, zh: str, en: str, value_type: ValueType = ValueType.TEXT) -> Column:
    return Column(name=name, title=Text(zh, en), value_type=value_type)


LINE: Final = (
    NUMBER,
    _told("rule", "规则", "rule"),
    _told("title", "要求", "what it asks"),
    _told("kind", "对象类别", "kind"),
    _told("code", "对象", "subject"),
    _told("name", "名称", "name"),
    _told("community", "所在社区", "community"),
    _told("why", "缺口", "gap"),
    _told("closes", "怎样补上", "what would close it"),
    _told("first_seen", "首次发现", "first seen", ValueType.DATE),
    _told("due", "完成时限", "due", ValueType.DATE),
    *REPLY,
)
"""The columns of :data:`TASKS`, in order."""


def sheet_of(roster: Roster) -> str:
    """The sheet with the rows of a roster that are to be filled in.

    >>> from graphmodel.ontology import ROSTER
    >>> sheet_of(ROSTER["posts"])
    '补填-任职'
    """
    return f"{TO_FILL}{roster.title.zh}"


def number() -> pl.Expr:
    """The number of a line, from the columns ``rule``, ``subject_label`` and ``subject`` of its leading finding."""
    return pl.format("{}:{}:{}", *FINDING_KEY)


def leading() -> pl.Expr:
    """The finding that leads a line, from the column ``number``: a struct of ``rule``, ``subject_label`` and ``subject``."""
    return pl.col("number").str.splitn(":", 3).struct.rename_fields([*FINDING_KEY])


def numbered(number: str) -> tuple[str, str, str] | None:
    """Rule, label and subject of the finding that leads a line; None: it is no number of a line.

    >>> numbered("R25:Grid:330802007001/荷苑小区/一网格")
    ('R25', 'Grid', '330802007001/荷苑小区/一网格')
    """
    parts = number.split(":", 2)
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 else None


def _in_json(facts: Mapping[str, Any]) -> str:
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True)
class Sent:
    """What a list was, as its property tells: a returned one is known by it, whatever its file is called."""

    snapshot: str
    """The data it was made from."""
    as_of: str
    """The day it is of, as ISO writes it."""
    by: str
    """``street``, ``community``, ``county`` or ``organ``."""
    unit: str | None
    """Whom it is for; None: what lies in no unit."""
    list: str
    """A checksum of what was sent."""

    def as_property(self) -> str:
        """As the property says it: where a long code of the unit leaves no room, with the beginning of the snapshot only."""
        facts = {"schema": SCHEMA, **asdict(self)}
        whole = _in_json(facts)
        return whole if len(whole) <= _ROOM else _in_json(facts | {"snapshot": self.snapshot[:_BEGINNING]})

    def is_of(self, snapshot: str) -> bool:
        """Whether it was made from the data with this id."""
        return self.snapshot in {snapshot, snapshot[:_BEGINNING]}

    @classmethod
    def of_property(cls, told: str) -> Sent | None:
        """What a property says; None: it is no list's, or of a later version."""
        try:
            facts: Any = json.loads(told)
        except ValueError:
            return None
        if not isinstance(facts, Mapping) or facts.get("schema") != SCHEMA:
            return None
        values: dict[str, Any] = {name: facts.get(name) for name in cls.__dataclass_fields__}
        unit = values.pop("unit")
        if not all(isinstance(value, str) for value in values.values()) or not isinstance(unit, str | None):
            return None
        return cls(unit=unit, **values)
