"""``graphmodel what-if``: a change tried without touching the store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from graphmodel.cli.asked import Question
from graphmodel.cli.options import (
    DEFAULT_STORE,
    FORMAT,
    AsOf,
    KeyFile,
    MapFile,
    OutputFile,
    OwnRules,
    RuleIds,
    Scope,
    SettingsFile,
    Store,
    option,
)
from graphmodel.errors import UsageError
from graphmodel.language import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphmodel.alliance import Alliance
    from graphmodel.cli.judging import Trying


def try_change(
    store: Store = DEFAULT_STORE,
    as_of: AsOf = None,
    add: Annotated[
        list[Path] | None,
        option(
            "--add",
            zh="再交这些名册（文件或文件夹），可多次",
            en="hand these rosters in too (files or folders); repeatable",
            metavar="FILE|FOLDER",
        ),
    ] = None,
    end: Annotated[
        list[str] | None,
        option(
            "--end",
            zh="终止一行，如 结对:DZ1,WG1 或 任职:RY1,党建指导员,WG1，可多次",
            en="end a row, such as pairings:DZ1,WG1 or posts:RY1,instructor,WG1; repeatable",
            metavar="ROSTER:FROM,TO",
        ),
    ] = None,
    close: Annotated[
        list[str] | None,
        option(
            "--close", zh="某个对象当天失效，可多次", en="a thing ends that day; repeatable", metavar="CODE"
        ),
    ] = None,
    remove: Annotated[
        list[str] | None,
        option(
            "--remove",
            zh="当作从来没有某个对象，可多次",
            en="as if a thing had never been handed in; repeatable",
            metavar="CODE",
        ),
    ] = None,
    rule: RuleIds = None,
    scope: Scope = None,
    settings: SettingsFile = None,
    own_rules: OwnRules = None,
    key: KeyFile = None,
    map_: MapFile = None,
    format_: Annotated[Literal["table", "json"], FORMAT] = "table",
    output: OutputFile = None,
) -> None:
    """Say which verdicts a change would turn: removed is taken first, then closed, added and ended."""
    from graphmodel.alliance.naming import one_each
    from graphmodel.cli import answers, judging, screen
    from graphmodel.contract.planning import what_if_document
    from graphmodel.planning import trial
    from graphmodel.rules import chosen
    from graphmodel.rules.judging import units_meant

    if not (add or end or close or remove):
        raise UsageError(
            Text(
                "要写明试什么：--add、--end、--close 或 --remove",
                "say what to try: --add, --end, --close or --remove",
            )
        )
    question = Question(store, as_of, tuple(rule or ()), tuple(scope or ()), settings, own_rules)
    ids = [one.id for one in chosen(question.rules, own_rules)]
    begun = judging.trying(question)
    changed = trial.without(begun.alliance, one_each(begun.alliance, remove or ()))
    changed = trial.closed(changed, one_each(changed, close or ()), begun.day)
    if add:
        changed = _with_files(begun, changed, add, store, key, map_)
    changed = trial.ended(changed, end or (), begun.day)
    units = units_meant(begun.alliance.at(begun.day), question.scope, changed.at(begun.day))
    before, after = begun.judge(begun.alliance, units), begun.judge(changed, units)
    if format_ == "json" or output is not None:
        answers.write_json(what_if_document(before, after, ids), output)
    else:
        screen.show_trial(before, after, ids)
    screen.leave(after)


def _with_files(
    begun: Trying, changed: Alliance, inputs: Sequence[Path], store: Path, key: Path | None, map_: Path | None
) -> Alliance:
    """The alliance with files beside its rosters; leaves with 1, and their problems, when there are errors."""
    from graphmodel.cli import keys, opening, screen
    from graphmodel.planning.adding import of_the_inputs, tables_of, together
    from graphmodel.rosters.confirmations import confirmed_in

    in_use = keys.in_use(key, [*inputs, store], keeping=False)
    own = list(filter(None, (store, map_)))
    reading, read = opening.read(
        inputs, own, begun.known, in_use, confirmed=confirmed_in(map_), beside=tables_of(changed)
    )
    keys.refuse_another(reading, in_use, store, new_key=None)
    reading = of_the_inputs(reading)
    screen.show_problems(reading.problems, is_answer=reading.has_errors)
    if reading.has_errors:
        raise typer.Exit(1)
    signed = begun.alliance.ties["PAIRED_WITH"]["has_agreement"].is_not_null().any()
    return together(changed, read(), signed=signed)
