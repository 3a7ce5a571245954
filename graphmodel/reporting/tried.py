"""A change that was tried, in words: which verdicts it turns. People and homes are codes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from graphmodel.language import Text
from graphmodel.ontology.vocabulary import VERDICTS
from graphmodel.planning.promise import changed_verdicts
from graphmodel.reporting.analysed import Part, frame
from graphmodel.reporting.wording import counted
from graphmodel.rules import Judgement


def parts(before: Judgement, after: Judgement, rules: Sequence[str]) -> list[Part]:
    """What becomes of the verdicts as tables to be read: how many of which rule turn, and which.

    Args:
        before: every rule as it is.
        after: the same when something changes.
        rules: those that are told of.
    """
    turned = changed_verdicts(before, after).filter(pl.col("rule").is_in(rules))
    if turned.is_empty():
        return [Part(str(_TITLE), turned, str(_NOTHING))]
    names = (
        pl.concat([before.slice.names, after.slice.names]).drop_nulls().unique(["label", "id"], keep="first")
    )
    named = turned.join(
        names.rename({"label": "subject_label", "id": "subject"}),
        on=["subject_label", "subject"],
        how="left",
        maintain_order="left",
    )
    said = named.with_columns(before=_said("before"), after=_said("after"))
    summed = said.group_by("rule", "subject_label", "before", "after", maintain_order=True).len()
    known = after.rule
    told = [
        (rule, str(known[rule].title), counted(known[rule], label), was, is_, count)
        for rule, label, was, is_, count in summed.iter_rows()
    ]
    listed = said.select("rule", pl.coalesce("name", "subject"), "before", "after")
    return [
        Part(str(_TITLE), frame(_SUMMED, told), ""),
        Part(
            str(_LIST_TITLE),
            listed.rename(dict(zip(listed.columns, map(str, _LISTED), strict=True))),
            str(_NOT_SAVED),
        ),
    ]


def _said(side: str) -> pl.Expr:
    """A verdict in words: of a gap its severity, of homes how many are gaps; ``-`` where there is no such subject."""
    verdict = pl.col(f"verdict_{side}")
    word = verdict.replace({name: str(title) for name, title in VERDICTS.items()})
    more = pl.when("homes").then(pl.col(f"gap_{side}").cast(pl.String)).otherwise(f"severity_{side}")
    gap = pl.concat_str(word, more, separator=" ", ignore_nulls=True)
    return pl.when(verdict == "gap").then(gap).otherwise(word.fill_null("-"))


_TITLE: Final = Text("试算：结论怎样变化", "tried: what becomes of the verdicts")
_LIST_TITLE: Final = Text("变了的结论", "the verdicts that change")
_NOTHING: Final = Text("没有一个结论改变。", "no verdict changes")
_NOT_SAVED: Final = Text(
    "只是试算，没有保存。“-”：没有这个对象。", "only tried, nothing was saved; -: there is no such subject"
)
_SUMMED: Final = (
    Text("规则", "rule"),
    Text("内容", "what it asks"),
    Text("对象", "of what"),
    Text("原来", "before"),
    Text("之后", "after"),
    Text("数目", "number"),
)
_LISTED: Final = (
    Text("规则", "rule"),
    Text("对象", "subject"),
    Text("原来", "before"),
    Text("之后", "after"),
)
