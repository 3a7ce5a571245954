"""``graphmodel diff``: gaps that opened, persist or closed, and what changed in the network."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from graphmodel.cli.asked import Question, Target
from graphmodel.cli.options import (
    DEFAULT_STORE,
    FORMAT,
    MOMENT,
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


def compare(
    from_: Annotated[
        Any,
        option("--from", zh="从哪天（或哪次数据的编号）", en="the earlier day, or a snapshot's id", **MOMENT),
    ],
    to: Annotated[
        Any,
        option("--to", zh="到哪天（或哪次数据的编号）", en="the later day, or a snapshot's id", **MOMENT),
    ],
    store: Store = DEFAULT_STORE,
    rule: RuleIds = None,
    scope: Scope = None,
    settings: SettingsFile = None,
    own_rules: OwnRules = None,
    workers: Workers = None,
    memory: Memory = None,
    format_: Annotated[Literal["table", "json", "csv", "xlsx", "html"], FORMAT] = "table",
    raw: Raw = False,
    output: OutputFile = None,
) -> None:
    """Compare two days, or two snapshots."""
    from graphmodel.cli import answers, judging, opening, screen, terminal
    from graphmodel.contract.changes import changes_document, gaps_flat
    from graphmodel.reporting.comparison import Comparison
    from graphmodel.rules import chosen
    from graphmodel.rules.judging import units_meant
    from graphmodel.workers.crew import crew_of

    question = Question(
        store, None, tuple(rule or ()), tuple(scope or ()), settings, own_rules, crew=crew_of(workers, memory)
    )
    target = Target(format_, output)
    ids = [rule.id for rule in chosen(question.rules, own_rules)]
    sides = opening.both_sides(store, from_, to)
    before, after = (judging.judged_data(side, question._replace(scope=())) for side in sides)
    units = units_meant(after.slice, question.scope, before.slice)
    changes = judging.archive(store, after.rule, after.settings, question.crew).compared(before, after, units)
    comparison = Comparison(changes, ids)
    screen.say_if_incomparable(changes)
    if target.format == "json":
        answers.write_json(changes_document(changes, ids), target.path)
    elif target.format == "xlsx":
        from graphmodel.workbooks.comparison import write_changes_workbook

        write_changes_workbook(comparison, target.file())
    elif target.format == "html":
        from graphmodel.pages.then_and_now import write_changes_page

        write_changes_page(comparison, target.file())
    elif target != Target("table"):
        answers.write_csv([gaps_flat(changes, ids) if raw else comparison.gap_table], target.path)
        terminal.say(comparison.between)
    else:
        screen.show_changes(comparison)
    screen.leave(before, after)
