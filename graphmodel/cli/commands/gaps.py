"""``graphmodel gaps``: findings, those of a gap if nothing else is asked for."""

from __future__ import annotations

from typing import Annotated, Literal

from graphmodel.cli.asked import Form, Question
from graphmodel.cli.options import (
    DEFAULT_STORE,
    AsOf,
    EngineName,
    ForRelease,
    ListForm,
    OutputFile,
    OwnRules,
    RuleIds,
    Scope,
    SettingsFile,
    Store,
    option,
)
from graphmodel.language import Text


def list_findings(
    store: Store = DEFAULT_STORE,
    as_of: AsOf = None,
    rule: RuleIds = None,
    scope: Scope = None,
    settings: SettingsFile = None,
    own_rules: OwnRules = None,
    verdict: Annotated[
        Literal["gap", "met", "unknown", "exempt", "all"],
        option("--verdict", zh="哪种结论", en="which verdict"),
    ] = "gap",
    for_release: ForRelease = False,
    engine: EngineName = "embedded",
    format_: ListForm = "table",
    output: OutputFile = None,
) -> None:
    """List findings, filtered; coverage is of everything in scope."""
    import polars as pl

    from graphmodel.cli import answers, opening, releasing, screen
    from graphmodel.rules import chosen

    question = Question(store, as_of, tuple(rule or ()), tuple(scope or ()), settings, own_rules, engine)
    form = Form(format_, output)
    ids = [rule.id for rule in chosen(question.rules, own_rules)]
    key = releasing.key(question) if for_release else b""
    judgement = opening.judged_store(question)
    picked = judgement.findings.filter(pl.col("rule").is_in(ids))
    if verdict != "all":
        picked = picked.filter(pl.col("verdict") == verdict)
    rows, table = answers.finding_rows(judgement, picked), judgement.coverage
    if for_release:
        from graphmodel.rules.release import Release

        release = Release(judgement)
        rows, table = release.findings(rows, key), release.coverage()
    if form.name == "json":
        answers.write_json(answers.findings(judgement, rows, table), form.output)
    elif form.name == "xlsx" and for_release:
        from graphmodel.pages.tables import write_workbook

        write_workbook({str(Text("结果", "answer")): answers.flat_findings(rows)}, form.file())
    elif form.name == "xlsx":
        from graphmodel.pages.report.answers import write_findings

        write_findings(judgement, picked, form.file())
    elif form == Form("table"):
        screen.show_findings(judgement, rows)
        if not for_release:  # waivers name their subjects
            screen.show_conditions(judgement)
    else:
        answers.write_csv(answers.flat_findings(rows), form.output)
    screen.leave(judgement)
