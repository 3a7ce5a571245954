"""gaps.html: every gap, one line per fact: which, where, since when, and why."""

from __future__ import annotations

import re
from typing import Any, Final

import polars as pl

from graphmodel.language import Text
from graphmodel.ontology.choices import REPLIES
from graphmodel.ontology.vocabulary import GRADES, SEVERITIES
from graphmodel.pages.shell import Page, Site

_ID: Final = re.compile("[0-9A-Za-z_]+")
_REPEATED: Final = ("told", "kind", "title", "why", "closes", "street", "community", "compound", "source")
"""Columns in which the same text stands in many lines: sent once, and by number."""
_HEADINGS: Final = (
    *(Text("规则", "rule"), Text("内容", "what it asks"), Text("等级", "severity"), Text("类别", "kind")),
    *(Text("名称", "name"), Text("代码", "code"), Text("街道", "street"), Text("社区", "community")),
    *(Text("小区", "compound"), Text("处", "gaps"), Text("缺口", "what is wrong")),
    *(Text("怎样补上", "what closes it"), Text("首次发现", "first seen"), Text("整改情况", "reply")),
    Text("依据", "source"),
)
"""Of the saved list."""


def _content(site: Site) -> dict[str, Any]:
    table = site.figures.listed
    columns: dict[str, Any] = {}
    for name in table.columns:
        if name in _REPEATED:
            words = table[name].fill_null("").unique().sort()
            numbers = dict(zip(words, range(len(words)), strict=True))
            columns[name] = [numbers[word] for word in table[name].fill_null("")]
            columns[f"{name}_words"] = words.to_list()
        else:
            columns[name] = table[name].to_list()
    return {
        "count": int(table["count"].sum()),
        "severities": SEVERITIES,
        "states": REPLIES,
        "rules": _rules(site, table),
        "dated": table["first_seen"].null_count() < table.height,
        "data": {
            "lines": columns,
            "units": {unit["code"]: number for number, unit in enumerate(site.figures.choices)},
            "grades": [str(words) for words in GRADES.values()],
            "headings": list(map(str, _HEADINGS)),
            "file": str(Text("缺口清单", "gaps")),
            "mark": str(Text("内部使用", "For internal use only")),
            "words": {
                "unit": str(Text("单位页", "its page")),
                "picture": str(Text("图", "picture")),
                "rule": str(Text("规则解释", "the rule")),
                "why": str(Text("缺口", "what is wrong")),
                "closes": str(Text("怎样补上", "what closes it")),
                "source": str(Text("依据", "source rows")),
                "code": str(Text("代码", "code")),
                "others": str(Text("同时是这些规则的缺口", "a gap of these rules too")),
                "of": str(Text("第 {from}—{to} 行，共 {all} 行", "{from}–{to} of {all}")),
            },
        },
    }


def _rules(site: Site, table: pl.DataFrame) -> list[tuple[str, Text]]:
    """The rules of which lines tell, those too that lead none."""
    told = {id_ for line in table["told"].unique() for id_ in _ID.findall(line)}
    return [(rule.id, rule.title) for rule in site.dossier.rules if rule.id in told]


PAGE: Final = Page("gaps.html", Text("缺口", "Gaps"), _content, ("gaps.js",), released=False)
