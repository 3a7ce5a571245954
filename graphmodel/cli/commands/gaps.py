"""``graphmodel gaps``: findings, those of a gap if nothing else is asked for."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import Annotated, Literal

from graphmodel.cli.asked import Question, Target
from graphmodel.cli.options import (
    DEFAULT_STORE,
    AsOf,
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
    workers: Workers = None,
    memory: Memory = None,
    part: Annotated[
        str | None,
        option(
            "--part",
            zh="只判断这一部分（数据分部分保存时），不读其余的",
            en="judge this part alone, of data that is saved in parts; the others are not read",
            metavar="CODE",
        ),
    ] = None,
    listed: Annotated[
        bool, option("--list", zh="逐条列出，而不是按规则和街道计数", en="list them; else they are counted")
    ] = False,
    format_: ListForm = "table",
    raw: Raw = False,
    output: OutputFile = None,
) -> None:
    """List findings, filtered; coverage is of everything in scope."""
    import polars as pl

    from graphmodel.cli import answers, judging, releasing, screen
    from graphmodel.contract.findings import finding_rows, findings_document, flat, rows_in_pieces
    from graphmodel.reporting.coverage import by_rule_and_unit, told_by
    from graphmodel.reporting.dossier import Dossier
    from graphmodel.reporting.findings import in_short
    from graphmodel.reporting.lines import one_per_fact
    from graphmodel.rules import VERDICTS, chosen
    from graphmodel.workers.crew import crew_of

    crew = crew_of(workers, memory)
    question = Question(
        store, as_of, tuple(rule or ()), tuple(scope or ()), settings, own_rules, engine, crew, part
    )
    target = Target(format_, output)
    ids = [rule.id for rule in chosen(question.rules, own_rules)]
    key = releasing.key(question) if for_release else b""
    judgement = judging.judged_store(question)
    verdicts = VERDICTS if verdict == "all" else (verdict,)
    picked = pl.col("rule").is_in(ids) & pl.col("verdict").is_in(verdicts)
    past = None if for_release else judging.past(store, judgement, crew=crew)
    dossier = Dossier(judgement, past=past)
    rows, table = rows_in_pieces(judgement, picked, dossier.seen), judgement.coverage
    of_units: Callable[[str], pl.DataFrame] = judgement.coverage_by
    if for_release:
        from graphmodel.rules.release import Release

        release = Release(judgement)
        rows = iter([release.findings(chain.from_iterable(rows), key)])
        table, of_units = release.coverage(), release.coverage
    if part is not None:
        screen.say_part(dossier)
    if target.format == "json":
        answers.write_json(findings_document(judgement, rows, table), target.path)
    elif target.format == "xlsx" and for_release:
        from graphmodel.reporting.wording import line_of_day
        from graphmodel.workbooks.book import write_workbook

        answer = flat([*chain.from_iterable(rows)], since=False)
        write_workbook({str(Text("结果", "answer")): answer}, target.file(), line_of_day(judgement.slice))
    elif target.format == "xlsx":
        from graphmodel.workbooks.answers import write_findings

        write_findings(dossier, judgement.told.filter(picked).collect(), target.file())
    elif target != Target("table"):
        if raw:
            since = dossier.seen is not None and dossier.seen["rule"].is_in(ids).any() and "gap" in verdicts
            answers.write_csv((flat(some, since=since) for some in rows), target.path)
        elif for_release:
            answers.write_csv([in_short([*chain.from_iterable(rows)], dossier.names)], target.path)
        else:
            from graphmodel.workbooks.answers import finding_list

            pieces = judgement.in_pieces(picked)
            answers.write_csv((finding_list(dossier, piece) for piece in pieces), target.path)
        screen.say_day(judgement.slice)
    else:
        screen.show_day(judgement.slice)
        if not (rule or listed):
            level = told_by(judgement)
            screen.show_counts(by_rule_and_unit(judgement, table, of_units(level), verdicts), level)
        elif for_release:
            screen.show_findings(dossier, [*chain.from_iterable(rows)])
        else:
            facts = one_per_fact(judgement.told.filter(picked).collect()).with_columns(rule="told")
            shown = finding_rows(judgement, facts.head(screen.FINDINGS_SHOWN), dossier.seen)
            screen.show_findings(dossier, shown, facts.height)
        if not for_release:  # waivers name their subjects
            screen.show_conditions(dossier)
    screen.leave(judgement)
