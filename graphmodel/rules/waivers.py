"""Waivers: gaps that the office has decided not to close for now, with the reason and until when.

A waived gap counts as exempt, and apart. What must not be waived is judged as if nobody had tried: GOAL rules, and
gaps of severity S1 in MUST rules. A waiver that is past counts no more; all of them are listed with what they do.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

import polars as pl

from graphmodel.alliance import Alliance, Slice
from graphmodel.alliance.renaming import called_formerly, named_in
from graphmodel.alliance.subjects import own_rows, tie_name
from graphmodel.language import Text
from graphmodel.ontology import WAIVER, ValueType, roster_of
from graphmodel.ontology.vocabulary import FINDING_KEY, SEVERITIES
from graphmodel.rosters import Problems
from graphmodel.rules.catalogue import Rule

OUTCOMES: Final[dict[str, Text]] = {
    "applied": Text("已豁免", "waives a gap"),
    "not-needed": Text("没有缺口，不需要", "there is no gap to waive"),
    "not-yet": Text("尚未生效", "not yet in force"),
    "expired": Text("已过期，重新计入缺口", "past; the gap counts again"),
    "refused": Text("该缺口不得豁免", "this gap cannot be waived"),
    "no-subject": Text("不是该规则的对象", "it is no subject of the rule"),
}
"""What a waiver does on a day."""

_UNTOLD: Final = tuple(
    column.name
    for column in roster_of(WAIVER).columns
    if not column.may_leave and column.value_type is not ValueType.REFERENCE
)
_READ: Final = dict.fromkeys((*FINDING_KEY, "name", "verdict", "evidence"), pl.String())
"""What of findings tells what a waiver does."""
_CANNOT: Final = Text("全覆盖目标和一级的必须规则不得豁免", "goals and MUST rules of S1 cannot be waived")
_NO_RULE: Final = Text("没有这条规则", "there is no such rule")
_NO_SUBJECT: Final = Text("缺口清单里所写的对象", "a subject as findings write it")


def under_todays_codes(told: Alliance | Slice) -> pl.DataFrame:
    """Waivers with the codes that their subjects have now; those of things that were renamed may name the old ones."""
    waivers = told.waivers
    same = called_formerly(told.nodes, named_in(waivers))
    new = {**told.formerly, **dict(same.select("before", "after").iter_rows())}
    return waivers.with_columns(subject=tie_name(new)) if new else waivers


def in_force(waivers: pl.DataFrame, day: date) -> pl.DataFrame:
    """Those of the waivers that hold on a day."""
    return waivers.filter((pl.col("starts") <= day) & (pl.col("ends") > day))


def waive(findings: pl.LazyFrame, waivers: pl.DataFrame, as_of: date, judged: Iterable[Rule]) -> pl.LazyFrame:
    """Turn the gaps that are waived on a day into exemptions that tell the reason.

    Args:
        findings: columns of :data:`graphmodel.rules.judging.FINDING`, sorted.
        waivers: columns of :func:`graphmodel.ontology.waiver_schema`; of several for one gap the longest counts.
        as_of: the day.
        judged: the rules that the findings are of.

    Returns:
        The same findings in the same order; ``waived`` and ``waived_until`` are in the evidence of waived ones.
    """
    held = in_force(waivers, as_of).sort("ends", "reason").unique(["rule", "subject"], keep="last")
    if held.is_empty():
        return findings
    named = held.lazy().select("rule", "subject")
    others = findings.join(named, on=["rule", "subject"], how="anti")
    touched = findings.join(named, on=["rule", "subject"], how="semi").collect(engine="streaming")
    return pl.concat([others, _waived(touched, held, judged).lazy()]).sort(FINDING_KEY)


def _waived(findings: pl.DataFrame, held: pl.DataFrame, judged: Iterable[Rule]) -> pl.DataFrame:
    """Findings that waivers in force name, with those exempt that may be."""
    allowed = pl.DataFrame(
        [(rule.id, severity) for rule in judged for severity in SEVERITIES if rule.can_be_waived(severity)],
        schema={"rule": pl.String, "severity": pl.String},
        orient="row",
    ).with_columns(allowed=pl.lit(value=True))
    with_waivers = findings.join(
        held.select("rule", "subject", "reason", "ends"),
        on=["rule", "subject"],
        how="left",
        maintain_order="left",
    ).join(allowed, on=["rule", "severity"], how="left", maintain_order="left")
    waived = (
        with_waivers.select((pl.col("verdict") == "gap") & pl.col("allowed") & pl.col("reason").is_not_null())
        .to_series()
        .fill_null(value=False)
    )
    evidence = [
        _with(facts, waived=reason, waived_until=str(ends))
        for facts, reason, ends in with_waivers.filter(waived)
        .select("evidence", "reason", "ends")
        .iter_rows()
    ]
    return with_waivers.with_columns(
        verdict=pl.when(waived).then(pl.lit("exempt")).otherwise("verdict"),
        severity=pl.when(~waived).then("severity"),
        gap=pl.when(waived).then(0).otherwise("gap").cast(pl.Int64),
        exempt=pl.when(waived).then(1).otherwise("exempt").cast(pl.Int64),
        evidence=with_waivers["evidence"].scatter(waived.arg_true(), evidence),
    ).select(findings.columns)


def _with(facts: str, **more: str) -> str:
    """Evidence with further facts, written as the judge writes it."""
    return json.dumps(json.loads(facts) | more, ensure_ascii=False, separators=(",", ":"))


def standing(
    waivers: pl.DataFrame, findings: Iterable[pl.LazyFrame], as_of: date, judged: Iterable[Rule]
) -> pl.DataFrame:
    """What every waiver of the judged rules does on a day.

    Args:
        waivers: columns of :func:`graphmodel.ontology.waiver_schema`.
        findings: those of all subjects, with the waived gaps exempt; one table, or part by part.
        as_of: the day.
        judged: the rules that the findings are of.

    Returns:
        The waivers with ``outcome``, a key of :data:`OUTCOMES`, and ``subject_label`` and ``name`` of the subject,
        null where it is none; sorted by rule, subject and dates. Who approved them stands in their rows only: it may
        not leave the office.
    """
    judged = list(judged)
    refusing = [rule.id for rule in judged if not any(map(rule.can_be_waived, SEVERITIES))]
    gap = pl.col("verdict") == "gap"
    waived = pl.col("evidence").str.json_path_match("$.waived").is_not_null()
    of_judged = waivers.filter(pl.col("rule").is_in([rule.id for rule in judged]))
    named = of_judged.lazy().select("rule", "subject")
    # where nothing is waived nobody asks for the findings
    about = (some.join(named, on=["rule", "subject"], how="semi") for some in findings if of_judged.height)
    told = pl.concat([pl.LazyFrame(schema=_READ), *(some.select(*_READ) for some in about)])
    of_subject = (
        told.sort(FINDING_KEY)
        .group_by("rule", "subject")
        .agg(pl.col("subject_label", "name").first(), is_gap=gap.any(), is_waived=waived.any())
        .collect()
    )
    table = of_judged.join(of_subject, on=["rule", "subject"], how="left")
    outcome = (
        pl.when(pl.col("rule").is_in(refusing))
        .then(pl.lit("refused"))
        .when(pl.col("is_gap").is_null())
        .then(pl.lit("no-subject"))
        .when(pl.col("ends") <= as_of)
        .then(pl.lit("expired"))
        .when(pl.col("starts") > as_of)
        .then(pl.lit("not-yet"))
        .when(pl.col("is_waived"))
        .then(pl.lit("applied"))
        .when(pl.col("is_gap"))
        .then(pl.lit("refused"))
        .otherwise(pl.lit("not-needed"))
    )
    return (
        table.with_columns(outcome=outcome)
        .drop("is_gap", "is_waived", *_UNTOLD)
        .sort("rule", "subject", "starts", "ends", "reason")
    )


def waiver_problems(alliance: Alliance, known: Mapping[str, Rule]) -> pl.DataFrame:
    """The waivers that can never do anything, as the warnings of a check.

    Args:
        alliance: whose waivers.
        known: the rules that there are, by id.

    Returns:
        Columns of :data:`graphmodel.rosters.problems.SCHEMA`, ``column`` as in the template; one ``ignored-value`` per
        waiver of a rule that is none or cannot be waived, or of what is no subject of it in any period.
    """
    roster = roster_of(WAIVER)
    every = own_rows(alliance.nodes, alliance.ties).select("subject", label="subject_label")
    refusing = [id_ for id_, rule in known.items() if not any(map(rule.can_be_waived, SEVERITIES))]
    judged = pl.DataFrame(
        [(id_, label) for id_, rule in known.items() for label in rule.subjects],
        schema={"rule": pl.String, "label": pl.String},
        orient="row",
    ).join(every, on="label")
    fine = pl.col("is_subject").is_not_null()
    wrong_rule = ~pl.col("rule").is_in([*known])
    cannot = pl.col("rule").is_in(refusing)
    found = (
        under_todays_codes(alliance)
        .drop_nulls(["rule", "subject"])
        .join(
            judged.select("rule", "subject").unique().with_columns(is_subject=pl.lit(value=True)),
            on=["rule", "subject"],
            how="left",
            maintain_order="left",
        )
        .filter(wrong_rule | cannot | ~fine)
        .select(
            code=pl.lit("ignored-value"),
            file="source_file",
            sheet="source_sheet",
            row="source_row",
            column=pl.when(wrong_rule | cannot)
            .then(pl.lit(roster.column("rule").title.zh))
            .otherwise(pl.lit(roster.column("subject").title.zh)),
            value=pl.when(wrong_rule | cannot).then("rule").otherwise("subject"),
            expected=pl.when(wrong_rule)
            .then(pl.lit(str(_NO_RULE)))
            .when(cannot)
            .then(pl.lit(str(_CANNOT)))
            .otherwise(pl.lit(str(_NO_SUBJECT))),
        )
    )
    problems = Problems()
    problems.extend(found)
    return problems.table()
