"""``graphmodel coverage``: rates with their denominators."""

from __future__ import annotations

from graphmodel.cli.asked import Question, Target
from graphmodel.cli.options import (
    DEFAULT_STORE,
    AsOf,
    ByLevel,
    EngineName,
    ForRelease,
    ListForm,
    Memory,
    OutputFile,
    OwnRules,
    Raw,
    RuleIds,
    Scope,
    SettingsFile,
    Store,
    Workers,
)


def show_rates(
    store: Store = DEFAULT_STORE,
    as_of: AsOf = None,
    rule: RuleIds = None,
    scope: Scope = None,
    settings: SettingsFile = None,
    own_rules: OwnRules = None,
    by: ByLevel = None,
    for_release: ForRelease = False,
    engine: EngineName = "embedded",
    workers: Workers = None,
    memory: Memory = None,
    format_: ListForm = "table",
    raw: Raw = False,
    output: OutputFile = None,
) -> None:
    """Show the rates of the rules, over everything in scope or unit by unit."""
    import polars as pl

    from graphmodel.cli import answers, judging, releasing, screen
    from graphmodel.contract.findings import coverage_document
    from graphmodel.reporting.coverage import rate_list, registers, without_registers
    from graphmodel.reporting.dossier import Dossier
    from graphmodel.rules import chosen
    from graphmodel.workers.crew import crew_of

    crew = crew_of(workers, memory)
    question = Question(
        store, as_of, tuple(rule or ()), tuple(scope or ()), settings, own_rules, engine, crew
    )
    target = Target(format_, output)
    ids = [rule.id for rule in chosen(question.rules, own_rules)]
    if for_release:
        releasing.refuse_parts(question)
    judgement = judging.judged_store(question)
    if for_release:
        from graphmodel.rules.release import Release

        table = Release(judgement).coverage(by.title() if by else "")
    else:
        table = judgement.coverage_by(by.title()) if by else judgement.coverage
    table = table.filter(pl.col("rule").is_in(ids))
    dossier = Dossier(judgement)
    if target.format == "json":
        answers.write_json(coverage_document(judgement, table, by), target.path)
    elif target.format == "xlsx":
        from graphmodel.workbooks.answers import write_coverage

        write_coverage(dossier, {"": table}, target.file())
    elif target == Target("table"):
        rows = dossier.rates_in_words(table)
        screen.show_day(judgement.slice)
        screen.show_coverage(without_registers(rows))
        screen.show_registers(registers(rows))
        if "R17" in ids and not by:
            screen.show_ladder(dossier)
        if not for_release:  # waivers name their subjects
            screen.show_conditions(dossier)
    else:
        answers.write_csv([table if raw else rate_list(dossier.rates_in_words(table))], target.path)
        screen.say_day(judgement.slice)
    screen.leave(judgement)
