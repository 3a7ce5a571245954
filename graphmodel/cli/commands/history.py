"""``graphmodel history``: how the rates went, a point for every day there is data of."""

from __future__ import annotations

from typing import Final

import typer

from graphmodel.cli.asked import Target
from graphmodel.cli.options import (
    DEFAULT_STORE,
    ByLevel,
    ListForm,
    OutputFile,
    OwnRules,
    Raw,
    RuleIds,
    Scope,
    SettingsFile,
    Store,
)
from graphmodel.language import Text

_BY_ITS_OWN_DATA: Final = Text(
    "每一天用那天的数据，按现在的规则和标准判断",
    "each day by its own data, by the rules and thresholds of today",
)
_FAILED: Final = Text(
    "{day} 的规则 {rule} 计算失败，没有这一天：{why}", "{day} is not told: there rule {rule} failed: {why}"
)
_NO_ROOM: Final = ("unit_code", "title", "judged")
"""What other forms tell and a screen has no room for."""


def show_history(
    store: Store = DEFAULT_STORE,
    rule: RuleIds = None,
    scope: Scope = None,
    settings: SettingsFile = None,
    own_rules: OwnRules = None,
    by: ByLevel = None,
    format_: ListForm = "table",
    raw: Raw = False,
    output: OutputFile = None,
) -> None:
    """Show how every rate went, by today's rules and thresholds, over everything in scope or unit by unit."""
    from graphmodel.cli import answers, judging, terminal
    from graphmodel.contract.findings import history_document
    from graphmodel.reporting.coverage import with_subjects
    from graphmodel.rules import chosen, load_settings, rules_with

    target = Target(format_, output)
    ids = [rule.id for rule in chosen(tuple(rule or ()), own_rules)]
    archive = judging.archive(store, rules_with(own_rules), load_settings(settings))
    points, failed = archive.history(ids, by.title() if by else None, tuple(scope or ()))
    title = Text("覆盖率的变化过程", "how the rates went")
    if target.format == "json":
        answers.write_json(history_document(points), target.path)
    elif target.format == "xlsx":
        from graphmodel.workbooks.book import write_workbook

        told = archive.in_words(with_subjects(points))
        write_workbook({str(title): told}, target.file(), str(_BY_ITS_OWN_DATA))
    elif target == Target("table") and points.is_empty():
        terminal.say(str(Text("没有注明日期的数据", "there is no data with a date")))
    elif target == Target("table"):
        told = archive.in_words(with_subjects(points), *_NO_ROOM)
        answers.show(told.columns, told.rows(), title=f"{title} · {_BY_ITS_OWN_DATA}")
    else:
        answers.write_csv([points if raw else archive.in_words(points)], target.path)
    for day, id_, why in failed:
        terminal.say(_FAILED.fill(rule=id_, day=day, why=why))
    if failed:
        raise typer.Exit(3)
