"""The columns of the report's sheets: what each is called, in which style, and how wide at most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from graphmodel.language import Text
from graphmodel.reporting.movement import MOVED
from graphmodel.rules import ladder
from graphmodel.rules.changes import STATES
from graphmodel.workbooks.book import Column, Style

_TITLES: Final = {
    "rule": Text("规则", "rule"),
    "title": Text("内容", "what it asks"),
    "phrase": Text("原文", "words of the source"),
    "modality": Text("性质", "modality"),
    "counted": Text("统计对象", "what is counted"),
    "judged": Text("分母", "denominator"),
    "met": Text("达标", "met"),
    "gap": Text("缺口", "gap"),
    "unknown": Text("未知", "unknown"),
    "exempt": Text("不适用", "exempt"),
    "rate": Text("覆盖率", "rate"),
    "rate_before": Text("上次覆盖率", "rate before"),
    **{state: STATES[state] for state in MOVED},
    "first_seen": Text("首次发现", "first seen"),
    "reply": Text("整改情况", "answered"),
    "checked": Text("核对", "checked"),
    "amiss": Text("不一致", "do not agree"),
    "measure": Text("哪个率（占什么）", "which rate (of what)"),
    "reached": Text("达到", "reached"),
    "of": Text("分母", "denominator"),
    "bodies": Text("全部", "all"),
    **ladder.LEVELS,
    "severity": Text("等级", "severity"),
    "grade": Text("等级", "severity"),
    "meaning": Text("含义", "meaning"),
    "rules": Text("涉及规则", "rules"),
    "lines": Text("缺口（处）", "gaps (one per fact)"),
    "kind": Text("类别", "kind"),
    "name": Text("名称", "name"),
    "code": Text("代码", "code"),
    "county": Text("县（市、区）", "county"),
    "street": Text("街道", "street"),
    "community": Text("社区", "community"),
    "compound": Text("小区", "compound"),
    "unit_name": Text("单位", "unit"),
    "unit_code": Text("单位代码", "unit code"),
    "compound_code": Text("小区代码", "compound code"),
    "outcome": Text("结论", "verdict"),
    "wrong": Text("缺口", "gap"),
    "why": Text("缺什么，依据什么", "what is missing, on what evidence"),
    "closes": Text("怎样补上", "what would close it"),
    "file": Text("来源文件", "source file"),
    "sheet": Text("工作表", "sheet"),
    "row": Text("行", "row"),
    "source": Text("依据的行", "rows it rests on"),
    "further": Text("其他依据", "other rows it rests on"),
    "communities": Text("其中社区", "most of them in"),
    "members": Text("数量", "number"),
    "joined": Text("该小区已连上", "joined in the compound"),
    "words": Text("未提供", "not supplied"),
    "setting": Text("标准", "threshold"),
    "value": Text("本次", "here"),
    "default": Text("默认", "default"),
    "used_by": Text("影响的规则", "used by"),
    "reason": Text("理由", "reason"),
    "starts": Text("起", "from"),
    "ends": Text("止", "until"),
    "effect": Text("目前效力", "what it does now"),
    "waivers": Text("条数", "how many"),
}
_NUMBERS: Final = (
    *("judged", "met", "gap", "unknown", "exempt", "checked", "amiss", "lines", "rules"),
    *MOVED,
    *("reached", "of", "bodies", *ladder.LEVELS, "members", "joined", "waivers"),
)
_STYLES: Final[dict[str, Style]] = {
    **dict.fromkeys(_NUMBERS, "number"),
    "row": "row",
    "rate": "rate",
    "rate_before": "rate",
}
_WIDTHS: Final = {
    **dict.fromkeys(("county", "street", "community"), 14),
    **dict.fromkeys(("compound", "file"), 18),
    **dict.fromkeys(("phrase", "title", "words", "reason"), 38),
    **dict.fromkeys(("why", "closes", "wrong"), 44),
}
_WIDTH: Final = 24
_UNLIMITED: Final = 255
"""As wide as a column can be."""


def titled(table: pl.DataFrame, *names: str) -> pl.DataFrame:
    """Some columns of a table under the headings that people read."""
    return table.select(pl.col(name).alias(str(_TITLES[name])) for name in names)


def columns(
    *names: str,
    links: Mapping[str, str] | None = None,
    spans: Mapping[str, int] | None = None,
    beyond: Sequence[str] = (),
) -> list[Column]:
    """The columns of a table.

    Args:
        names: of the frame, in order.
        links: for columns that lead somewhere, the column of the frame that says where.
        spans: for columns that take several of the sheet, how many.
        beyond: further columns, which are as wide as they need and do not print.
    """
    return [
        Column(
            name,
            str(_TITLES[name]),
            _STYLES.get(name, "text"),
            _WIDTHS.get(name, _WIDTH),
            (spans or {}).get(name, 1),
            (links or {}).get(name),
        )
        for name in names
    ] + [Column(name, str(_TITLES[name]), most=_UNLIMITED, printed=False) for name in beyond]
