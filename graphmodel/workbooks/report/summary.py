"""The first sheet of the report: the state of things on A4."""

from __future__ import annotations

from typing import Final

import polars as pl

from graphmodel.language import AND, Text
from graphmodel.reporting.dossier import Dossier
from graphmodel.reporting.wording import COLON, NONE, TITLE
from graphmodel.rules import VERDICTS
from graphmodel.workbooks.book import RED, Book, Sheet, place_in
from graphmodel.workbooks.headings import columns
from graphmodel.workbooks.report.links import FIGURES
from graphmodel.workbooks.report.sheets import RATE, WAIVERS, before, state

_SUMMARY: Final = Text("汇总", "Summary")
_WIDTHS: Final = (7, 30, 12, 8, 8, 8, 7, 8, 9)


def write_summary(book: Book, dossier: Dossier, coverage: pl.DataFrame) -> None:
    """Write the summary; ``coverage`` has links."""
    sheet = book.sheet(str(_SUMMARY), upright=True, colour=RED)
    sheet.widths(_WIDTHS)
    sheet.title(str(TITLE), state(dossier))
    _section(sheet, Text("一、主要覆盖指标", "1  Headline coverage"))
    names = (
        "rule",
        "title",
        "counted",
        "met",
        "judged",
        "gap",
        "unknown",
        "exempt",
        "rate",
        *before(dossier)[:1],
    )
    with_subjects = pl.sum_horizontal(VERDICTS) > 0
    sheet.table(coverage.filter("headline", with_subjects), columns(*names, links=FIGURES))
    sheet.line(str(RATE))
    _section(sheet, Text("二、党的组织和党的工作覆盖阶梯", "2  The ladder of cover"))
    _write_ladder(sheet, dossier, coverage)
    _section(sheet, Text("三、缺口按等级", "3  Gaps by severity"))
    sheet.table(
        dossier.gaps_by_severity,
        columns("severity", "meaning", "lines", "rules"),
    )
    _section(sheet, Text("四、先看哪里（一级缺口）", "4  Where to look first (S1 gaps)"))
    _write_first(sheet, dossier, coverage)
    _section(sheet, Text("五、标准和豁免", "5  Thresholds and waivers"))
    _write_conditions(sheet, dossier)
    _section(sheet, Text("六、计算失败的规则和未提供的名册", "6  What failed, what was not supplied"))
    _write_missing(sheet, dossier)


def _section(sheet: Sheet, title: Text) -> None:
    sheet.space()
    sheet.line(str(title), "section")


def _write_ladder(sheet: Sheet, dossier: Dossier, coverage: pl.DataFrame) -> None:
    keys = ["rule", "subject_label"]
    rates = dossier.rates.join(
        coverage.select(*keys, FIGURES["met"]), on=keys, how="left", maintain_order="left"
    )
    names = ("measure", "kind", "reached", "of", "unknown", "rate")
    sheet.table(rates, columns(*names, links={"reached": FIGURES["met"]}, spans={"measure": 2}))
    sheet.line(dossier.ladder_caption)


def _write_first(sheet: Sheet, dossier: Dossier, coverage: pl.DataFrame) -> None:
    at = coverage.group_by("rule").agg(pl.col(FIGURES["gap"]).drop_nulls().first())
    shown = dossier.look_first.join(at, on="rule", how="left", maintain_order="left")
    links = {"street": "picture", "lines": FIGURES["gap"]}
    sheet.table(shown, columns("rule", "title", "street", "lines", links=links))


def _write_conditions(sheet: Sheet, dossier: Dossier) -> None:
    thresholds = dossier.settings.with_columns(setting="title")
    spans = {"setting": 2, "used_by": 5}
    sheet.table(thresholds, columns("setting", "value", "default", "used_by", spans=spans))
    counts = dossier.waivers_by_effect.with_columns(at=pl.lit(place_in(str(WAIVERS))))
    if counts.is_empty():
        sheet.line(str(Text("没有豁免", "nothing is waived")))
        return
    sheet.space()
    sheet.table(counts, columns("effect", "waivers", links={"waivers": "at"}, spans={"effect": 2}))


def _write_missing(sheet: Sheet, dossier: Dossier) -> None:
    sheet.line(
        Text("计算失败的规则：{count} 条", "rules that failed: {count}").fill(count=len(dossier.failed))
    )
    for rule, reason in dossier.failed.items():
        sheet.line(f"{rule}{COLON}{reason}")
    missing = [item.words for item in dossier.not_supplied if item.affected]
    sheet.line(
        Text("影响判定的未提供名册和列：{missing}", "missing and needed by a rule: {missing}").fill(
            missing=str(AND).join(missing) or NONE
        )
    )
