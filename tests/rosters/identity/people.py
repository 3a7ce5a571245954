"""Rows of people and what they are told by, for the tests beside this file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from graphmodel.rosters.identity.key import KeyInUse, PeopleKey
from graphmodel.rosters.identity.mentions import listed, mentions_in
from graphmodel.rosters.identity.people import Organisations

CARD, CARD_2 = "33080119900101001X", "330801199001010028"
MOBILE, MOBILE_2 = "13800000001", "13800000002"

ORGANISATIONS = Organisations(
    pl.DataFrame(
        {
            "code": ["A", "B", "UP", "TOP"],
            "name": ["甲支部", "乙支部", "机关党委", "市级机关"],
        }
    ),
    pl.DataFrame({"code": ["A", "UP"], "above": ["UP", "TOP"]}),
)
"""甲支部 under 机关党委 under 市级机关, and 乙支部 under none."""

_ROW: dict[str, pl.DataType | type[pl.DataType]] = {
    "table": pl.UInt32,
    "code": pl.String,
    "name": pl.String,
    "id_number": pl.String,
    "mobile": pl.String,
    "unit": pl.String,
    "member_of": pl.List(pl.String),
    "place": pl.String,
    "cells": pl.UInt64,
    "new": pl.Boolean,
}


def key(secret: bytes = bytes(range(32))) -> KeyInUse:
    """A key that lies nowhere."""
    in_use = KeyInUse(Path("nowhere") / "people.key")
    in_use.__dict__["key"] = PeopleKey(secret)
    return in_use


def rows_of(*rows: dict[str, Any]) -> pl.DataFrame:
    """Rows of people named 张三, unless they say otherwise, of one table."""
    full = [
        dict.fromkeys(_ROW) | {"name": "张三", "table": 0, "cells": number} | row
        for number, row in enumerate(rows)
    ]
    return pl.DataFrame(full, schema=_ROW).with_row_index("row")


def mentions_of(*written: str | dict[str, Any], **more: Any) -> pl.DataFrame:
    """What cells say of people, one cell each, in one column, of one community."""
    cells = [{"names": one} if isinstance(one, str) else one for one in written]
    lists = {"names"}.union(*cells)
    frame = pl.DataFrame(cells, schema=dict.fromkeys(sorted(lists), pl.String)).with_row_index("cell")
    mentions, _ = mentions_in(frame.with_columns(listed(pl.col(name)) for name in lists))
    facts = {"column": 0, "member": False, "place": "COMMUNITY", "new": False} | more
    mentions = mentions.rename({"place": "nth"}).with_row_index("said")
    return mentions.with_columns(pl.lit(value).alias(name) for name, value in facts.items())
