"""Which thing a person means by a code: one that can be drawn, or a sentence that says what to ask instead."""

from __future__ import annotations

from typing import Final

import polars as pl

from graphmodel.alliance import Slice
from graphmodel.errors import UsageError
from graphmodel.language import AND, Text
from graphmodel.ontology import HOUSEHOLD, LABEL
from graphmodel.rosters.likeness import nearest

_INSTEAD: Final = {
    "Person": ("LIVES_IN", "REGISTERED_WITH", "MEMBER_OF"),
    HOUSEHOLD: ("PART_OF",),
}
"""Ties from what is never drawn to what may be looked at in its stead."""


def identify(slice_: Slice, asked: str) -> tuple[str, str]:
    """Label and code of the thing that is meant.

    Args:
        slice_: the alliance on the day in question.
        asked: a code; ``Label/code``, where several things bear the code; or a name that one thing alone bears.

    Raises:
        UsageError: it is a person or a home, several things are called so, or nothing is; the sentence names what
            can be asked instead.
    """
    label, _, code = asked.partition("/")
    if label in LABEL and code:
        found = _with_code(slice_, code).filter(pl.col("label") == label)
    else:
        found = _with_code(slice_, asked)
    if found.is_empty():
        found = slice_.names.filter(pl.col("name") == asked)
    if found.is_empty():
        raise UsageError(
            Text("没有这个代码或名称：{asked}；相近的有：{known}", "there is no {asked}; like it: {known}"),
            asked=asked,
            known=str(AND).join(_nearest(slice_, asked)) or Text("无", "none"),
        )
    if found.height > 1:
        raise UsageError(
            Text("{asked} 不止一个，请写明是哪个：{known}", "several are called {asked}; say which: {known}"),
            asked=asked,
            known=str(AND).join(f"{label}/{code}" for label, code in found.select("label", "id").iter_rows()),
        )
    label, code = found.select("label", "id").row(0)
    if label in _INSTEAD:
        raise UsageError(
            Text("图上不画人员和住户；可以看：{known}", "people and homes are not drawn; look at: {known}"),
            known=str(AND).join(_instead(slice_, label, code)) or "-",
        )
    return label, code


def _with_code(slice_: Slice, code: str) -> pl.DataFrame:
    return pl.concat(
        table.filter(pl.col("id") == code).select(pl.lit(label).alias("label"), "id")
        for label, table in slice_.nodes.items()
    )


def _instead(slice_: Slice, label: str, code: str) -> list[str]:
    """The grid or organisations of a person or home."""
    return [
        f"{to_label}/{to}"
        for relation in _INSTEAD[label]
        for to_label, to in slice_.ties[relation]
        .filter((pl.col("from_label") == label) & (pl.col("from_id") == code))
        .select("to_label", "to_id")
        .iter_rows()
    ]


def _nearest(slice_: Slice, asked: str) -> list[str]:
    """Codes and names most like it, among what can be drawn."""
    drawn = slice_.names
    alike = nearest(pl.Series([asked]), pl.concat([drawn["id"], drawn["name"].rename("id")]))
    return [name for names in alike["names"] for name in names]
