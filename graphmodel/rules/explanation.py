"""Explaining a verdict: the rule, the evidence, and the facts that decided it with the rows they stand in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final

import polars as pl

from graphmodel.errors import EnvironmentFailure, UsageError
from graphmodel.language import AND, Text
from graphmodel.ontology import PERIOD, PROVENANCE, tie_properties
from graphmodel.rules.catalogue import Rule
from graphmodel.rules.judging import Judgement, evidence, sources

_NEAREST: Final = 5


@dataclass(frozen=True)
class Fact:
    """One tie that decided a verdict, and the row it stands in."""

    relation: str
    start: tuple[str, str]
    end: tuple[str, str]
    properties: dict[str, Any]
    source: dict[str, Any]


@dataclass(frozen=True)
class Explanation:
    """Why a subject got its verdict."""

    rule: Rule
    finding: dict[str, Any]
    evidence: dict[str, Any]
    facts: tuple[Fact, ...]
    source: dict[str, Any] | None
    """The subject's own row."""
    waivers: tuple[dict[str, Any], ...]
    """Those of the rule for this subject, in force or not; columns of :func:`graphmodel.rules.waivers.standing`."""


def explain(judgement: Judgement, rule: Rule, subject: str) -> list[Explanation]:
    """What decided the verdict of a subject, one explanation per label the code occurs under.

    Args:
        judgement: has judged the rule.
        rule: whose verdict is asked about.
        subject: the code as findings write it, or a name that one subject alone bears.

    Raises:
        UsageError: the rule does not judge such a subject; the nearest codes and names are given.
        EnvironmentFailure: the rule failed, and judged nothing.
    """
    if reason := judgement.failed.get(rule.id):
        raise EnvironmentFailure(
            Text("规则 {rule} 计算失败：{reason}", "rule {rule} failed: {reason}"),
            rule=rule.id,
            reason=reason,
        )
    of_rule = judgement.findings.filter(pl.col("rule") == rule.id)
    found = of_rule.filter(pl.col("subject") == subject)
    if found.is_empty():
        found = of_rule.filter(pl.col("name") == subject)
    if found.is_empty() or (found["subject"].n_unique() > 1):
        known = found["subject"].to_list() or _nearest(subject, of_rule)
        raise UsageError(
            Text(
                "规则 {rule} 没有这个对象：{subject}；相近的有：{known}",
                "rule {rule} judges no {subject}; like it: {known}",
            ),
            rule=rule.id,
            subject=subject,
            known=str(AND).join(known[:_NEAREST]) or Text("无", "none"),
        )
    waivers = judgement.waivers.filter(pl.col("rule") == rule.id)
    own = sources(found.with_columns(decided_by=pl.lit(None, pl.List(pl.Int64))), judgement.slice)
    return [
        Explanation(
            rule,
            row,
            evidence(row),
            tuple(_facts(judgement, row["decided_by"] or [])),
            places[0] if places else None,
            tuple(waivers.filter(pl.col("subject") == row["subject"]).iter_rows(named=True)),
        )
        for row, places in zip(found.iter_rows(named=True), own, strict=True)
    ]


def _nearest(subject: str, findings: pl.DataFrame) -> list[str]:
    known = [*findings["subject"].unique().sort(), *findings["name"].drop_nulls().unique().sort()]
    return get_close_matches(subject, known, _NEAREST)


def _facts(judgement: Judgement, ties: list[int]) -> list[Fact]:
    return [
        _fact(relation, row)
        for relation, table in judgement.slice.ties.items()
        for row in table.filter(pl.col("tie").is_in(ties)).iter_rows(named=True)
    ]


def _fact(relation: str, row: Mapping[str, Any]) -> Fact:
    return Fact(
        relation,
        (row["from_label"], row["from_id"]),
        (row["to_label"], row["to_id"]),
        {
            prop.name: row[prop.name]
            for prop in (*tie_properties(relation), *PERIOD)
            if prop.may_leave and row[prop.name] is not None
        },
        {name.removeprefix("source_"): row[name] for name in PROVENANCE},
    )
