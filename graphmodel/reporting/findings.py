"""Findings in words: what, where, why, what would close it, and the rows they rest on."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import polars as pl

from graphmodel.alliance.subjects import PAIRING, tie_name
from graphmodel.language import AND, Text
from graphmodel.ontology.choices import REPLIES
from graphmodel.ontology.vocabulary import EVIDENCE, GRADES, SEVERITIES, UNITS, VERDICTS, of_people
from graphmodel.reporting.wording import (
    COLON,
    SEMICOLON,
    WITH_REMARK,
    counted,
    label_title,
    listed,
    supply,
    value,
)
from graphmodel.rules import Judgement
from graphmodel.rules.judging import with_sources

_AT_MOST: Final = 8
_MISSING: Final = "missing_roster"
_REASON: Final = "reason"
_ALL: Final = Text("全部", "all of them")
_EMPTY: Final = Text("名册里没有填写所需内容", "the rosters leave empty what it needs")
_NAME_AND_CODE: Final = Text("{}（{}）", "{} ({})")
_ROWS: Final = Text("{place} 第{rows}行", "{place} row {rows}")

WORDED: Final = (
    *("rule", "subject_label", "title", "counted", "kind", "name", "code"),
    *("county", "street", "community", "compound"),
    *("verdict", "outcome", "severity", "met", "gap", "unknown", "exempt", "wrong", "facts", "why", "closes"),
    *("file", "sheet", "row", "further", "picture"),
)

PAST: Final = ("first_seen", "reply")
"""What the rows have besides where the past was asked for."""


def to_list(judgement: Judgement) -> pl.DataFrame:
    """The findings that add something known; of people and of the registers only gaps, and those that are waived."""
    known = pl.sum_horizontal("met", "gap", "exempt") > 0
    of_registers = pl.col("rule").is_in([rule.id for rule in judgement.rules if rule.of_registers])
    decided = known & (pl.col("subject_label") != "Person") & ~of_registers
    waived = pl.col("evidence").str.json_path_match("$.waived").is_not_null()
    return judgement.findings.filter(decided | (pl.col("gap") > 0) | waived)


def unknown(judgement: Judgement, whole: pl.DataFrame) -> pl.DataFrame:
    """The findings that add something unknown, without those of the rules and labels in ``whole``."""
    return judgement.findings.filter(pl.col("unknown") > 0).join(
        whole, on=["rule", "subject_label"], how="anti", maintain_order="left"
    )


def wholly_unknown(judgement: Judgement) -> pl.DataFrame:
    """The rules and labels of which nothing could be judged, for want of a roster, a column or its values.

    Returns:
        One row for all the subjects of each, without a code; some of the columns of :data:`WORDED`.
    """
    others = pl.sum_horizontal(set(VERDICTS) - {"unknown"})
    nothing_judged = judgement.coverage.filter((others == 0) & (pl.col("unknown") > 0))
    rows = []
    for id_, label, unknown in nothing_judged.select("rule", "subject_label", "unknown").iter_rows():
        rule = judgement.rule[id_]
        missing = rule.subjects[label].missing(judgement.slice)
        why = in_words({_MISSING: missing}, {}) if missing else str(_EMPTY)
        what = (str(rule.title), counted(rule, label), label_title(label), str(_ALL))
        rows.append((id_, label, *what, unknown, why))
    texts = dict.fromkeys(("rule", "subject_label", "title", "counted", "kind", "name"), pl.String)
    return pl.DataFrame(rows, schema=texts | {"unknown": pl.Int64, "why": pl.String}, orient="row")


def worded(
    judgement: Judgement,
    findings: pl.DataFrame,
    names: Mapping[str, str],
    places: pl.DataFrame,
    pictures: pl.DataFrame,
) -> pl.DataFrame:
    """Findings as rows to be read.

    Args:
        judgement: whose findings they are.
        findings: those of them that are wanted.
        names: of :func:`names_by_code`.
        places: of :func:`graphmodel.reporting.places.located`.
        pictures: of :func:`graphmodel.reporting.addresses.pictures`.

    Returns:
        The columns of :data:`WORDED`, sorted by rule, kind, severity, verdict and place, so that gaps come first.
        ``counted`` is what the rule counts, ``kind`` what the subject is; ``outcome`` and ``severity`` are the verdict and how grave it is, in words; ``met``,
        ``gap``, ``unknown`` and ``exempt`` are how many subjects or homes; ``wrong`` is what a gap lacks, ``facts`` the evidence, ``why`` both;  ``file``, ``sheet``, ``row`` are the first of the rows it rests on, ``further`` the others;
        ``picture`` is the address of its picture.
    """
    keys = ["subject_label", "subject"]
    table = (
        findings.join(_rule_words(judgement), on=["rule", "subject_label"], maintain_order="left")
        .join(places, on=keys, how="left", maintain_order="left")
        .join(pictures, on=keys, how="left", maintain_order="left")
        .join(_facts(findings, names), on="evidence", how="left", maintain_order="left")
        .hstack(_sources(judgement, findings))
    )
    is_gap = pl.col("verdict") == "gap"
    wrong, closes = (pl.when(is_gap).then(name) for name in ("wrong", "closes"))
    outcomes = {verdict: str(words) for verdict, words in VERDICTS.items()}
    severities = {severity: str(words) for severity, words in SEVERITIES.items()}
    ordered = table.sort(
        *("rule", "subject_label", "severity", "verdict", "order", "subject"), nulls_last=True
    )
    return ordered.with_columns(
        code="subject",
        name=called(names),
        outcome=pl.col("verdict").replace_strict(outcomes, return_dtype=pl.String),
        severity=pl.col("severity").replace_strict(severities, return_dtype=pl.String),
        closes=closes,
        wrong=wrong,
        why=pl.concat_str(wrong, "facts", separator=str(SEMICOLON), ignore_nulls=True),
    ).select(WORDED)


def with_past(rows: pl.DataFrame, seen: pl.DataFrame) -> pl.DataFrame:
    """The rows of :func:`worded` with ``first_seen``, since when each gap is one; empty where there is none.

    Where anything was answered to lists, also with ``reply``: the state, and of which day.

    Args:
        rows: those rows.
        seen: columns of :data:`graphmodel.reporting.past.SEEN`.
    """
    keys = ["rule", "subject_label", "code"]
    answered = {"reply": replied()} if seen["reply"].is_not_null().any() else {}
    told = seen.select(
        "rule", "subject_label", pl.col("first_seen").cast(pl.String), code="subject", **answered
    )
    return rows.join(told, on=keys, how="left", maintain_order="left")


def replied() -> pl.Expr:
    """A ``reply`` of :data:`graphmodel.reporting.past.SEEN` in words; empty where there is none."""
    words = {choice.value: str(choice.title) for choice in REPLIES}
    state = pl.col("reply").struct.field("state").replace_strict(words, default=None, return_dtype=pl.String)
    day = pl.col("reply").struct.field("date").cast(pl.String)
    with_day = pl.format(WITH_REMARK.fill(what="{}", remark="{}"), state, day)
    return pl.coalesce(with_day, state)


def _rule_words(judgement: Judgement) -> pl.DataFrame:
    rows = [
        {
            "rule": rule.id,
            "subject_label": label,
            "title": str(rule.title),
            "counted": counted(rule, label),
            "kind": label_title(label),
            "wrong": str(subject.gap),
            "closes": str(subject.closes),
        }
        for rule in judgement.rules
        for label, subject in rule.subjects.items()
    ]
    return pl.DataFrame(rows)


def _facts(findings: pl.DataFrame, names: Mapping[str, str]) -> pl.DataFrame:
    """Every evidence that occurs, and its words; null where there is nothing to say."""
    texts = findings["evidence"].unique().to_list()
    rows = [(text, in_words(json.loads(text), names) or None) for text in texts]
    return pl.DataFrame(rows, schema={"evidence": pl.String, "facts": pl.String}, orient="row")


def in_words(evidence: Mapping[str, Any], names: Mapping[str, str], *, known_only: bool = False) -> str:
    """Evidence in words: each fact with its title, codes as the names they stand for; of what is null nothing, if asked."""
    return str(SEMICOLON).join(facts(evidence, names, known_only=known_only))


def facts(evidence: Mapping[str, Any], names: Mapping[str, str], *, known_only: bool = False) -> list[str]:
    """The facts of :func:`in_words`, each for itself."""
    homes = evidence.keys() >= VERDICTS.keys()
    parts = []
    for key, fact in evidence.items():
        if fact is None and (known_only or key == _REASON):
            continue
        if homes and key in VERDICTS:
            parts.append(f"{VERDICTS[key]} {value(fact)} {UNITS['homes']}")
        else:
            parts.append(f"{EVIDENCE[key].title}{COLON}{fact_in_words(key, fact, names)}")
    return parts


def fact_in_words(key: str, fact: Any, names: Mapping[str, str]) -> str:
    """What stands under a key of evidence, in words."""
    if key == _MISSING:
        return str(AND).join(map(supply, fact))
    if isinstance(fact, list):
        title = EVIDENCE[key].title
        what = Text(f"个{title.zh}", title.en)
        return listed([names.get(item) or value(item) for item in fact], _AT_MOST, what)
    return names.get(fact) or value(fact) if isinstance(fact, str) else value(fact)


def without_people(findings: pl.DataFrame) -> pl.DataFrame:
    """Findings whose ``evidence`` holds no codes of people."""
    hidden = of_people("codes")
    texts = findings.select(pl.col("evidence").unique())
    kept = [_without(hidden, evidence) for evidence in texts["evidence"]]
    without = texts.with_columns(kept=pl.Series(kept, dtype=pl.String))
    joined = findings.join(without, on="evidence", how="left", maintain_order="left")
    return joined.with_columns(evidence="kept").drop("kept")


def _without(hidden: Collection[str], evidence: str) -> str:
    facts = json.loads(evidence)
    if facts.keys().isdisjoint(hidden):
        return evidence
    return json.dumps({key: fact for key, fact in facts.items() if key not in hidden}, ensure_ascii=False)


def in_short(rows: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> pl.DataFrame:
    """Findings under the headings of a list, values in words; of the evidence what is known and not hidden.

    Since when gaps are gaps and what was answered to them stands there where the rows tell it of any.

    Args:
        rows: as :func:`graphmodel.contract.findings.finding_rows` gives them.
        names: of :func:`names_by_code`.
    """
    headings = (
        Text("规则", "rule"),
        Text("类别", "what it is"),
        Text("代码", "code"),
        Text("名称", "name"),
        Text("结论", "verdict"),
        Text("等级", "severity"),
        Text("首次发现", "first seen"),
        Text("整改情况", "answered"),
        Text("依据", "evidence"),
    )
    states = {choice.value: str(choice.title) for choice in REPLIES}
    cells = [
        (
            row["rule"],
            label_title(row["subject_label"]),
            row["subject"],
            row["name"],
            str(VERDICTS[row["verdict"]]),
            str(GRADES[row["severity"]]) if row["severity"] else None,
            row.get("first_seen"),
            states[row["reply"]["state"]] if row.get("reply") else None,
            in_words(row["evidence"], names, known_only=True),
        )
        for row in rows
    ]
    table = pl.DataFrame(cells, dict.fromkeys(map(str, headings), pl.String), orient="row")
    return table.drop(str(heading) for heading in headings[6:8] if table[str(heading)].is_null().all())


def called(names: Mapping[str, str]) -> pl.Expr:
    """The name of a ``subject``; that of a pairing from the names of its two ends."""
    return pl.when(pl.col("subject_label") == PAIRING).then(tie_name(names)).otherwise("name")


def names_by_code(judgement: Judgement) -> dict[str, str]:
    """What a code that stands for one thing is called, with the code where others are called so; people have no name."""
    people = judgement.slice.nodes["Person"].select("id")
    named = judgement.slice.names.filter(~pl.col("id").is_duplicated()).join(people, on="id", how="anti")
    called = (
        pl.when(pl.col("name").is_duplicated())
        .then(pl.format(str(_NAME_AND_CODE), "name", "id"))
        .otherwise("name")
    )
    return dict(named.drop_nulls("name").select("id", called).iter_rows())


def _sources(judgement: Judgement, findings: pl.DataFrame) -> pl.DataFrame:
    """The first row that each finding rests on, and the others in words: ``结对.xlsx 结对 第3、9行``."""
    found = with_sources(findings, judgement.slice).select("sources").with_row_index("finding")
    others = pl.col("sources").list.slice(1)
    place = ("finding", "file", "sheet")
    stretches = (
        found.select("finding", source=others)
        .explode("source")
        .drop_nulls("source")
        .unnest("source")
        .group_by(pl.struct(place).rle_id().alias("stretch"), maintain_order=True)
        .agg(
            pl.col(place).first(), rows=pl.col("row").cast(pl.String).head(_AT_MOST), many=pl.len() > _AT_MOST
        )
    )
    where = pl.concat_str("file", "sheet", separator=" ", ignore_nulls=True)
    numbers = pl.col("rows").list.join(str(AND)) + pl.when("many").then(pl.lit("…")).otherwise(pl.lit(""))
    words = pl.format(_ROWS.fill(place="{}", rows="{}"), where, numbers)
    further = stretches.group_by("finding").agg(further=words.str.join(str(SEMICOLON)))
    first = found.select("finding", source=pl.col("sources").list.first()).unnest("source")
    return first.join(further, on="finding", how="left", maintain_order="left").drop("finding")
