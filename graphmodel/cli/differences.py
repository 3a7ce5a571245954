"""Changes as an answer: tables for people, JSON for programs."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from graphmodel.language import Text
from graphmodel.ontology import LABEL, RELATION
from graphmodel.rules import VERDICTS, rules
from graphmodel.rules.changes import CAUSES, STATES, Changes

SCHEMA: Final = "graphmodel/changes/1"

_CHANGES: Final = {
    "added": Text("新增", "added"),
    "removed": Text("撤销", "removed"),
    "renamed": Text("更名", "renamed"),
}


def as_json(changes: Changes, ids: list[str]) -> dict[str, Any]:
    """The answer of ``diff --format json``."""
    return {
        "schema": SCHEMA,
        **{
            side: {"as_of": judgement.slice.as_of.isoformat(), "snapshot": judgement.snapshot}
            for side, judgement in (("from", changes.before), ("to", changes.after))
        },
        "scope": list(changes.after.scope),
        "gaps": _of(changes.gaps, ids).to_dicts(),
        "coverage": _of(changes.coverage, ids).to_dicts(),
        "divisions": changes.divisions.to_dicts(),
        "network": changes.network.to_dicts(),
    }


def gap_table(changes: Changes, ids: list[str]) -> pl.DataFrame:
    """Every gap of either side with what became of it, as texts."""
    titles = {id_: str(rule.title) for id_, rule in rules().items()}
    return _of(changes.gaps, ids).select(
        pl.col("state").replace({k: str(v) for k, v in STATES.items()}).alias(str(Text("状态", "state"))),
        pl.col("rule").alias(str(Text("规则", "rule"))),
        pl.col("rule").replace(titles).alias(str(Text("内容", "what it asks"))),
        pl.col("subject").alias(str(Text("对象", "subject"))),
        pl.col("name").alias(str(Text("名称", "name"))),
        pl.col("cause").replace({k: str(v) for k, v in CAUSES.items()}).alias(str(Text("原因", "cause"))),
        pl.col("ties").list.join("; ").alias(str(Text("相关关系", "ties"))),
    )


def tables(changes: Changes, ids: list[str]) -> dict[str, pl.DataFrame]:
    """What changed, table by table under its title: rates, gaps that moved, divisions, the network."""
    gaps = gap_table(changes, ids)
    moved = gaps.filter(gaps.to_series(0) != str(STATES["persisting"]))
    return {
        str(Text("覆盖率的变化", "rates then and now")): _rates(changes, ids),
        str(Text("缺口的变化", "gaps that changed")): moved,
        str(Text("区划名单的变化", "divisions")): _divisions(changes),
        str(Text("网络的变化", "the network")): _network(changes),
    }


def _of(table: pl.DataFrame, ids: list[str]) -> pl.DataFrame:
    return table.filter(pl.col("rule").is_in(ids))


def _rates(changes: Changes, ids: list[str]) -> pl.DataFrame:
    states = changes.gaps.group_by("rule", "subject_label").agg(
        *((pl.col("state") == state).sum().alias(state) for state in ("new", "persisting", "closed"))
    )
    table = _of(changes.coverage, ids).join(
        states, on=["rule", "subject_label"], how="left", maintain_order="left"
    )
    then, now = Text("此前", "then"), Text("现在", "now")
    return table.select(
        pl.col("rule").alias(str(Text("规则", "rule"))),
        pl.col("subject_label").replace(_titles()).alias(str(Text("对象", "of what"))),
        _percent("rate_before").alias(f"{Text('覆盖率', 'rate')} {then}"),
        _percent("rate").alias(f"{Text('覆盖率', 'rate')} {now}"),
        pl.col("gap_before").alias(f"{Text('缺口', 'gaps')} {then}"),
        pl.col("gap").alias(f"{Text('缺口', 'gaps')} {now}"),
        *(pl.col(state).fill_null(0).alias(str(STATES[state])) for state in ("new", "persisting", "closed")),
        pl.sum_horizontal(VERDICTS).alias(str(Text("全部", "all"))),
    )


def _divisions(changes: Changes) -> pl.DataFrame:
    return changes.divisions.select(
        pl.col("change").replace({k: str(v) for k, v in _CHANGES.items()}).alias(str(Text("变化", "change"))),
        pl.col("label").replace(_titles()).alias(str(Text("级别", "level"))),
        pl.col("id").alias(str(Text("代码", "code"))),
        pl.col("name").alias(str(Text("原名称", "name then"))),
        pl.col("name_after").alias(str(Text("现名称", "name now"))),
    )


def _network(changes: Changes) -> pl.DataFrame:
    return changes.network.select(
        pl.col("kind").replace(_titles()).alias(str(Text("类别", "kind"))),
        pl.col("began").alias(str(Text("新增", "began"))),
        pl.col("ended").alias(str(Text("终止", "ended"))),
    )


def _titles() -> dict[str, str]:
    return {name: str(declared.title) for name, declared in (LABEL | RELATION).items()}


def _percent(name: str) -> pl.Expr:
    return pl.when(pl.col(name).is_not_null()).then(pl.format("{}%", (pl.col(name) * 100).round(1)))
