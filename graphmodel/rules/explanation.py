"""Explaining a verdict: the rule, the evidence, and the facts that decided it with the rows they stand in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from graphmodel.alliance.naming import like, meant, one_each
from graphmodel.alliance.subjects import PAIRING, tie_id
from graphmodel.errors import EnvironmentFailure, UsageError
from graphmodel.language import AND, Text
from graphmodel.ontology import PERIOD, PROVENANCE, tie_properties
from graphmodel.rules.catalogue import Rule
from graphmodel.rules.judging import Judgement, evidence


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
    """What decided the verdict of a subject; see :func:`subject_of` and :func:`explain_one`."""
    return explain_one(judgement, rule, *subject_of(judgement, rule, subject))


def subject_of(judgement: Judgement, rule: Rule, asked: str) -> tuple[str, str]:
    """Label and code of the subject of a rule that is meant.

    Args:
        judgement: has judged the rule.
        rule: whose verdict is asked about.
        asked: as :func:`graphmodel.alliance.naming.meant` takes it.

    Raises:
        UsageError: the rule does not judge such a subject, and the nearest codes and names are given; or several.
        EnvironmentFailure: the rule failed, and judged nothing.
    """
    if reason := judgement.failed.get(rule.id):
        raise EnvironmentFailure(
            Text("规则 {rule} 计算失败：{reason}", "rule {rule} failed: {reason}"),
            rule=rule.id,
            reason=reason,
        )
    judged = judged_of(judgement, rule)
    if meant(judgement.slice, [asked], judged).is_empty():
        raise UsageError(
            Text(
                "规则 {rule} 没有这个对象：{subject}；相近的有：{known}",
                "rule {rule} judges no {subject}; like it: {known}",
            ),
            rule=rule.id,
            subject=asked,
            known=str(AND).join(like(judgement.slice, asked, judged)) or Text("无", "none"),
        )
    return one_each(judgement.slice, [asked], judged).row(0)


def judged_of(judgement: Judgement, rule: Rule) -> pl.DataFrame:
    """``label`` and ``id`` of the subjects of a rule."""
    of_rule = judgement.told.filter(rule=rule.id)
    return of_rule.select(label="subject_label", id="subject").collect()


def explain_one(judgement: Judgement, rule: Rule, label: str, code: str) -> list[Explanation]:
    """What decided the verdict of a rule on one thing."""
    return _explanations(judgement, _findings_on(judgement, label, code).filter(rule=rule.id))


def explain_all(judgement: Judgement, label: str, code: str) -> list[Explanation]:
    """What decided every verdict of one thing: gaps first, then what is unknown, met and exempt; each by rule."""
    order = pl.col("verdict").replace_strict({"gap": 0, "unknown": 1, "met": 2, "exempt": 3})
    return _explanations(judgement, _findings_on(judgement, label, code).sort(order, "rule"))


def _findings_on(judgement: Judgement, label: str, code: str) -> pl.DataFrame:
    return judgement.told.filter(subject_label=label, subject=code).collect()


def own_row(judgement: Judgement, label: str, code: str) -> dict[str, Any] | None:
    """File, sheet and row in which a thing stands."""
    table = (
        judgement.slice.ties[PAIRING].with_columns(id=tie_id())
        if label == PAIRING
        else judgement.slice.nodes[label]
    )
    rows = table.filter(id=code).select(*PROVENANCE).rename(lambda name: name.removeprefix("source_"))
    return rows.row(0, named=True) if rows.height else None


def _explanations(judgement: Judgement, found: pl.DataFrame) -> list[Explanation]:
    waivers = judgement.waivers.filter(pl.col("subject").is_in(found["subject"].implode()))
    return [
        Explanation(
            judgement.rule[row["rule"]],
            row,
            evidence(row),
            tuple(_facts(judgement, row["decided_by"] or [])),
            own_row(judgement, row["subject_label"], row["subject"]),
            tuple(waivers.filter(rule=row["rule"], subject=row["subject"]).iter_rows(named=True)),
        )
        for row in found.iter_rows(named=True)
    ]


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
