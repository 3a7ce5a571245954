"""report.xlsx: the workbook that goes upwards.

A summary that prints on A4, the coverage table, a sheet of gaps per rule, what is unknown, what was not supplied and
what hangs loose. People stand here as codes, and as numbers where they hang loose.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

import polars as pl

from graphmodel.language import Text
from graphmodel.pages import contents
from graphmodel.pages.findings import gaps, unknowns
from graphmodel.pages.priorities import where_to_look_first
from graphmodel.pages.tables import RED, TEAL, Book, Column, Form, Sheet, workbook
from graphmodel.pages.wording import (
    AND,
    COLON,
    NONE,
    NOWHERE,
    SEMICOLON,
    TITLE,
    counted,
    number,
)
from graphmodel.rules import VERDICTS, Judgement, Rule

_SUMMARY: Final = Text("汇总", "Summary")
_COVERAGE: Final = Text("覆盖率", "Coverage")
_GAPS: Final = Text("{rule} 缺口", "{rule} gaps")
_UNKNOWN: Final = Text("未知", "Unknown")
_NOT_SUPPLIED: Final = Text("未提供", "Not supplied")
_LOOSE: Final = Text("游离", "Loose")

_SUMMARY_WIDTHS: Final = (9, 32, 13, 10, 12, 10, 10, 24)
_RATE: Final = Text(
    "覆盖率=达标÷分母,分母=达标+缺口;未知(名册未提供或没有填写)和不适用不计入分母,列在旁边。",
    "rate = met / denominator, denominator = met + gap; what is unknown or exempt is not in it and stands beside it",
)
_RULES_FIRST: Final = 6
_STREETS_FIRST: Final = 3
_SPANS: Final = {"communities": 3}

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
    "severity": Text("等级", "severity"),
    "meaning": Text("含义", "meaning"),
    "rules": Text("涉及规则", "rules"),
    "subjects": Text("缺口(个)", "gaps (subjects)"),
    "homes": Text("缺口(户)", "gaps (homes)"),
    "kind": Text("类别", "kind"),
    "name": Text("名称", "name"),
    "code": Text("代码", "code"),
    "county": Text("县(市、区)", "county"),
    "street": Text("街道", "street"),
    "community": Text("社区", "community"),
    "compound": Text("小区", "compound"),
    "compound_code": Text("小区代码", "compound code"),
    "why": Text("缺什么", "what is missing"),
    "closes": Text("怎样补上", "what would close it"),
    "file": Text("来源文件", "source file"),
    "sheet": Text("工作表", "sheet"),
    "row": Text("行", "row"),
    "further": Text("其他依据", "other rows it rests on"),
    "communities": Text("其中社区", "most of them in"),
    "members": Text("数量", "number"),
    "joined": Text("该小区已连上", "joined in the compound"),
    "words": Text("未提供", "not supplied"),
}
_FORMS: Final[dict[str, Form]] = {
    **dict.fromkeys(("judged", "met", "gap", "unknown", "exempt", "subjects", "homes", "rules"), "number"),
    **dict.fromkeys(("members", "joined"), "number"),
    "row": "row",
    "rate": "rate",
}
_WIDTHS: Final = {
    **dict.fromkeys(("county", "street", "community"), 14),
    **dict.fromkeys(("compound", "file"), 18),
    **dict.fromkeys(("phrase", "title", "words"), 38),
    **dict.fromkeys(("why", "closes"), 44),
}
_WIDTH: Final = 24


def write_report(judgement: Judgement, path: Path) -> None:
    """Write the workbook of a judgement.

    Raises:
        EnvironmentFailure: the file is open elsewhere or cannot be written, or the disk is full.
    """
    coverage = contents.coverage(judgement)
    links = {rule.id: _GAPS.fill(rule=rule.id) for rule in judgement.rules}
    linked = coverage.with_columns(
        sheet=pl.when(pl.col("gap") > 0).then(pl.col("rule").replace_strict(links, return_dtype=pl.String))
    )
    with workbook(path, str(TITLE)) as book:
        _write_summary(book, judgement, linked)
        _write_coverage(book, judgement, linked)
        _write_gaps(book, judgement)
        _write_unknown(book, judgement)
        _write_not_supplied(book, judgement)
        _write_loose(book, judgement)


def _columns(*names: str, link: str | None = None) -> list[Column]:
    return [
        Column(
            name,
            str(_TITLES[name]),
            _FORMS.get(name, "text"),
            _WIDTHS.get(name, _WIDTH),
            link=link if name == "gap" else None,
        )
        for name in names
    ]


def _state(judgement: Judgement) -> str:
    """When, of what, and of which data."""
    return Text(
        "截至 {as_of} · 范围:{scope} · 数据快照 {snapshot}",
        "as of {as_of} · scope: {scope} · snapshot {snapshot}",
    ).fill(
        as_of=judgement.slice.as_of,
        scope=contents.scope(judgement),
        snapshot=judgement.snapshot[:12],
    )


# --- the summary ---


def _write_summary(book: Book, judgement: Judgement, coverage: pl.DataFrame) -> None:
    sheet = book.sheet(str(_SUMMARY), upright=True, colour=RED)
    sheet.widths(_SUMMARY_WIDTHS)
    sheet.title(str(TITLE), _state(judgement))
    _section(sheet, Text("一、主要覆盖指标", "1  Headline coverage"))
    names = ("rule", "title", "counted", "met", "gap", "unknown", "exempt", "rate")
    with_subjects = pl.sum_horizontal(VERDICTS) > 0
    sheet.table(coverage.filter("headline", with_subjects), _columns(*names, link="sheet"))
    sheet.line(str(_RATE))
    _section(sheet, Text("二、缺口按等级", "2  Gaps by severity"))
    sheet.table(
        contents.gaps_by_severity(judgement),
        _columns("severity", "meaning", "subjects", "homes", "rules"),
    )
    _section(sheet, Text("三、先看哪里(一级缺口最多的街道)", "3  Where to look first (most S1 gaps)"))
    _write_first(sheet, judgement)
    _section(sheet, Text("四、没有算成和未提供", "4  What failed, what was not supplied"))
    sheet.line(
        Text("没有算成的规则:{count} 条", "rules that failed: {count}").fill(count=len(judgement.failed))
    )
    for rule, reason in judgement.failed.items():
        sheet.line(f"{rule}{COLON}{reason}")
    missing = [item.words for item in contents.not_supplied(judgement) if item.affected]
    sheet.line(
        Text("影响判定的未提供名册和列:{missing}", "missing and needed by a rule: {missing}").fill(
            missing=str(AND).join(missing) or NONE
        )
    )


def _section(sheet: Sheet, title: Text) -> None:
    sheet.space()
    sheet.line(str(title), "section")


def _write_first(sheet: Sheet, judgement: Judgement) -> None:
    first = where_to_look_first(judgement)
    titles = {rule.id: str(rule.title) for rule in judgement.rules}
    per_rule = ["rule", "subject_label"]
    shown = (
        first.filter(pl.struct(per_rule).rle_id() < _RULES_FIRST)
        .group_by(per_rule, maintain_order=True)
        .head(_STREETS_FIRST)
        .with_columns(
            pl.col("street").fill_null(str(NOWHERE)),
            title=pl.col("rule").replace_strict(titles, return_dtype=pl.String),
        )
    )
    names = ("rule", "title", "street", "gap", "judged", "communities")
    sheet.table(shown, [replace(column, span=_SPANS.get(column.name, 1)) for column in _columns(*names)])
    sheet.line(
        Text(
            "每条规则列缺口最多的 {streets} 个街道,先列缺口最多的 {rules} 项;其余见各规则的缺口表。",
            "the {streets} streets with most gaps of the {rules} claims with most; the others are in the sheets",
        ).fill(streets=_STREETS_FIRST, rules=_RULES_FIRST)
    )


# --- the other sheets ---


def _write_coverage(book: Book, judgement: Judgement, coverage: pl.DataFrame) -> None:
    sheet = book.sheet(str(_COVERAGE), colour=TEAL)
    sheet.title(str(_COVERAGE), _state(judgement))
    sheet.line(str(_RATE))
    names = ("rule", "title", "phrase", "modality", "counted", "judged")
    verdicts = ("met", "gap", "unknown", "exempt", "rate")
    sheet.long_table(coverage, _columns(*names, *verdicts, link="sheet"))


def _write_gaps(book: Book, judgement: Judgement) -> None:
    every = gaps(judgement)
    for rule in judgement.rules:
        of_rule = every.filter(pl.col("rule") == rule.id)
        if not of_rule.is_empty():
            _write_gaps_of(book, judgement, rule, of_rule)


def _write_gaps_of(book: Book, judgement: Judgement, rule: Rule, found: pl.DataFrame) -> None:
    sheet = book.sheet(_GAPS.fill(rule=rule.id))
    sheet.title(f"{rule.id} {rule.title}", _state(judgement))
    sheet.line(_extent(rule, found))
    homes = ("gap",) if rule.unit == "homes" else ()
    sheet.long_table(
        found,
        _columns(
            *("kind", "name", "code", "county", "street", "community", "compound", "severity", *homes),
            *("why", "closes", "file", "sheet", "row", "further"),
        ),
    )


def _extent(rule: Rule, found: pl.DataFrame) -> str:
    """The words of the source, and how many gaps of which kind the sheet lists."""
    counts = found.group_by("counted", maintain_order=True).agg(pl.col("gap").sum())
    parts = [f"{what} {number(count)}" for what, count in counts.iter_rows()]
    return Text("原文:{phrase};缺口:{counts}", "source: {phrase}; gaps: {counts}").fill(
        phrase=rule.phrase, counts=str(SEMICOLON).join(parts)
    )


def _write_unknown(book: Book, judgement: Judgement) -> None:
    sheet = book.sheet(str(_UNKNOWN))
    sheet.title(
        str(Text("未知:资料不足,不算缺口", "Unknown: not told by the rosters, and no gap")),
        _state(judgement),
    )
    sheet.long_table(
        unknowns(judgement),
        _columns(
            *("rule", "title", "kind", "name", "code", "county", "street", "community", "compound"),
            *("unknown", "why", "file", "sheet", "row"),
        ),
    )


def _write_not_supplied(book: Book, judgement: Judgement) -> None:
    sheet = book.sheet(str(_NOT_SUPPLIED))
    sheet.title(str(Text("未提供的名册和列", "Rosters and columns not supplied")), _state(judgement))
    rows = [row for item in contents.not_supplied(judgement) for row in _effects(item)]
    names = ("words", "rule", "title", "counted", "unknown")
    schema = {name: pl.Int64 if name == "unknown" else pl.String for name in names}
    sheet.long_table(pl.DataFrame(rows, schema=schema, orient="row"), _columns(*names))


def _effects(item: contents.NotSupplied) -> list[tuple[str | int | None, ...]]:
    """A row for each rule and label that it leaves without an answer; one row when there are none."""
    if not item.affected:
        return [(item.words, None, str(Text("不影响现有规则", "needed by no rule")), None, None)]
    return [
        (item.words, rule.id, str(rule.title), counted(rule, label), unknown)
        for rule, label, unknown in item.affected
    ]


def _write_loose(book: Book, judgement: Judgement) -> None:
    sheet = book.sheet(str(_LOOSE))
    sheet.title(
        str(Text("游离:红线没有连上的对象", "Loose: what the red thread does not join")), _state(judgement)
    )
    sheet.line(
        str(
            Text(
                "没有通过覆盖、领导、结对、任职与任何党组织连上的网格、业委会、物业企业、社会组织;任职人员只计人数。不计入缺口。",
                "grids, committees, companies and organisations that no cover, leadership, pairing or post ties to a "
                "Party organisation; people are counted only; not among the gaps",
            )
        )
    )
    if missing := contents.undecided_thread(judgement):
        sheet.line(
            Text("没有提供{missing},无法判断", "cannot be told without {missing}").fill(
                missing=str(AND).join(missing)
            )
        )
    sheet.long_table(
        contents.loose(judgement),
        _columns(
            *("county", "street", "community", "compound", "compound_code"),
            *("kind", "name", "code", "members", "joined"),
        ),
    )
