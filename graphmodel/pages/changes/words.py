"""Changes in tables of words and numbers, before they get a form."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

import polars as pl

from graphmodel.alliance.subjects import ends_of
from graphmodel.language import Text
from graphmodel.ontology import RELATION
from graphmodel.pages.findings import called, names
from graphmodel.pages.wording import counted, kind, kinds, listed
from graphmodel.rules.changes import CAUSES, STATES, Changes

RATES: Final = {
    "rule": Text("规则", "rule"),
    "title": Text("内容", "what it asks"),
    "counted": Text("统计对象", "what is counted"),
    "rate_before": Text("此前覆盖率", "rate then"),
    "rate": Text("现在覆盖率", "rate now"),
    "judged_before": Text("此前分母", "denominator then"),
    "judged": Text("现在分母", "denominator now"),
    "gap_before": Text("此前缺口", "gaps then"),
    "gap": Text("现在缺口", "gaps now"),
    **STATES,
    "unknown_before": Text("此前未知", "unknown then"),
    "unknown": Text("现在未知", "unknown now"),
    "exempt_before": Text("此前不适用", "exempt then"),
    "exempt": Text("现在不适用", "exempt now"),
}
GAPS: Final = {
    "state": Text("状态", "state"),
    "rule": Text("规则", "rule"),
    "title": Text("内容", "what it asks"),
    "kind": Text("类别", "kind"),
    "name": Text("名称", "name"),
    "subject": Text("代码", "code"),
    "cause": Text("原因", "cause"),
    "ties": Text("相关关系", "ties"),
}
DIVISIONS: Final = {
    "change": Text("变化", "change"),
    "level": Text("级别", "level"),
    "id": Text("代码", "code"),
    "name": Text("原名称", "name then"),
    "name_after": Text("现名称", "name now"),
}
NETWORK: Final = {
    "kind": Text("类别", "kind"),
    "began": Text("新增", "began"),
    "ended": Text("终止", "ended"),
}
"""What the columns of each of the tables are called."""

BY_GRID: Final = Text(
    "状态按对象计；住户类规则的状态按网格计。未知和不适用不计入分母。",
    "states count subjects, and grids where homes are counted; what is unknown or exempt is in no denominator",
)

_DIVISION_CHANGES: Final = {
    "added": Text("新增", "added"),
    "removed": Text("撤销", "removed"),
    "renamed": Text("更名", "renamed"),
}
_TIES_AT_MOST: Final = 4


def rates(changes: Changes, ids: Collection[str]) -> pl.DataFrame:
    """Rates and counts of some rules then and now, and how many gaps came to each state.

    Returns:
        ``subject_label`` and the columns of :data:`RATES`; one row per rule and label that has subjects.
    """
    keys = ["rule", "subject_label"]
    states = changes.gaps.group_by(keys).agg(
        (pl.col("state") == state).sum().cast(pl.Int64).alias(state) for state in STATES
    )
    rule = changes.after.rule
    of_what = pl.DataFrame(
        [
            (id_, label, str(rule[id_].title), counted(rule[id_], label))
            for id_ in ids
            for label in rule[id_].subjects
        ],
        schema=[*keys, "title", "counted"],
        orient="row",
    )
    table = (
        changes.coverage.join(of_what, on=keys, maintain_order="left")
        .join(states, on=keys, how="left", maintain_order="left")
        .with_columns(
            pl.col(*STATES).fill_null(0),
            judged_before=pl.col("met_before") + pl.col("gap_before"),
            judged=pl.col("met") + pl.col("gap"),
        )
    )
    counts = ("judged_before", "judged", "unknown_before", "unknown", "exempt_before", "exempt")
    return table.filter(pl.sum_horizontal(counts) > 0).select("subject_label", *RATES)


def gaps(changes: Changes, ids: Collection[str], *, with_people: bool) -> pl.DataFrame:
    """Every gap of some rules on either side, and what became of it.

    Args:
        changes: the difference.
        ids: the rules.
        with_people: whether codes of people may stand in ties; homes never do.

    Returns:
        ``subject_label``, ``key`` (of :data:`~graphmodel.rules.changes.STATES`) and the columns of :data:`GAPS`.
    """
    sides = (changes.before, changes.after)
    known = {code: name for side in sides for code, name in names(side).items()}
    people = {code: kind("Person") for side in sides for code in side.slice.nodes["Person"]["id"]}
    in_ties = known if with_people else known | people
    titles = {id_: str(changes.after.rule[id_].title) for id_ in ids}
    found = changes.gaps.filter(pl.col("rule").is_in(ids))
    ties = [
        None if ties is None else listed([_in_words(tie, in_ties) for tie in ties], _TIES_AT_MOST)
        for ties in found["ties"].to_list()
    ]
    return found.with_columns(
        key="state",
        state=pl.col("state").replace_strict(_words(STATES), return_dtype=pl.String),
        title=pl.col("rule").replace_strict(titles, return_dtype=pl.String),
        kind=kinds("subject_label"),
        name=called(known),
        cause=pl.col("cause").replace_strict(_words(CAUSES), return_dtype=pl.String),
        ties=pl.Series(ties, dtype=pl.String),
    ).select("subject_label", "key", *GAPS)


def divisions(changes: Changes) -> pl.DataFrame:
    """Divisions that were added, removed or renamed: the columns of :data:`DIVISIONS`."""
    return changes.divisions.with_columns(
        change=pl.col("change").replace_strict(_words(_DIVISION_CHANGES), return_dtype=pl.String),
        level=kinds("label"),
    ).select(*DIVISIONS)


def network(changes: Changes) -> pl.DataFrame:
    """Nodes and ties that began or ended, counted: the columns of :data:`NETWORK`."""
    return changes.network.with_columns(kind=kinds("kind"))


def titled(table: pl.DataFrame, titles: Mapping[str, Text]) -> pl.DataFrame:
    """A table under the headings that people read."""
    return table.select(pl.col(name).alias(str(title)) for name, title in titles.items())


def _words(texts: Mapping[str, Text]) -> dict[str, str]:
    return {key: str(text) for key, text in texts.items()}


def _in_words(tie: str, known: Mapping[str, str]) -> str:
    """A tie, given as ``RELATION FROM→TO``; homes are never told apart."""
    relation, _, ends = tie.partition(" ")
    start, end = (known.get(code, code) for code in ends_of(ends))
    return f"{RELATION[relation].title} {start}→{kind('Household') if relation == 'CONTACTS' else end}"
