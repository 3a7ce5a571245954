"""``graphmodel explain``: a rule in plain words; a subject's verdicts and the facts that decided them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Final, Literal

from graphmodel.cli.asked import Question
from graphmodel.cli.options import (
    DEFAULT_STORE,
    FORMAT,
    AsOf,
    Memory,
    OutputFile,
    OwnRules,
    SettingsFile,
    Store,
    Workers,
    argument,
)

_IS_RULE: Final = re.compile("[RX][0-9]{2}")
"""How ids of rules are written, ours and those of an office's own."""


def explain_verdict(
    what: Annotated[
        str,
        argument("WHAT", zh="规则编号，如 R25；或对象的代码、名称", en="a rule's id, or a subject"),
    ],
    subject: Annotated[
        str | None,
        argument("SUBJECT", zh="规则之后：对象的代码或名称", en="after a rule: a subject's code or name"),
    ] = None,
    store: Store = DEFAULT_STORE,
    as_of: AsOf = None,
    settings: SettingsFile = None,
    own_rules: OwnRules = None,
    workers: Workers = None,
    memory: Memory = None,
    format_: Annotated[Literal["table", "json"], FORMAT] = "table",
    output: OutputFile = None,
) -> None:
    """Explain a rule, why a subject got its verdict, or everything about a subject."""
    from graphmodel.rules import rules_with
    from graphmodel.workers.crew import crew_of

    question = Question(store, as_of, settings=settings, own_rules=own_rules, crew=crew_of(workers, memory))
    as_json = format_ == "json"
    if subject is None and what not in rules_with(own_rules) and not _IS_RULE.fullmatch(what):
        _explain_thing(question, what, output, as_json=as_json)
    else:
        _explain_rule(question, what, subject, output, as_json=as_json)


def _explain_rule(
    question: Question, id_: str, subject: str | None, output: Path | None, *, as_json: bool
) -> None:
    from graphmodel.cli import answers
    from graphmodel.cli.about import judged_about
    from graphmodel.contract.explanation import explanation_document
    from graphmodel.reporting import explained
    from graphmodel.reporting.dossier import Dossier
    from graphmodel.reporting.wording import line_of_day
    from graphmodel.rules import chosen, load_settings
    from graphmodel.rules.explanation import explain_one

    (rule,) = chosen([id_], question.own_rules)
    thresholds = load_settings(question.settings)
    about = judged_about(question, subject, rule) if subject is not None else None
    judgement = about and about.judgement
    found = explain_one(about.deciding, rule, about.label, about.code) if about else []
    if as_json:
        answers.write_json(explanation_document(rule, thresholds, found, judgement), output)
    else:
        names = Dossier(judgement).names if judgement else {}
        day = [line_of_day(judgement.slice)] if judgement else []
        answers.write_text([*day, *explained.in_lines(rule, thresholds, found, names)], output)


def _explain_thing(question: Question, subject: str, output: Path | None, *, as_json: bool) -> None:
    from graphmodel.cli import answers, screen
    from graphmodel.cli.about import judged_about
    from graphmodel.contract.explanation import thing_document
    from graphmodel.reporting import explained
    from graphmodel.reporting.dossier import Dossier
    from graphmodel.reporting.wording import line_of_day
    from graphmodel.rules.explanation import explain_all, own_row

    label, code, judgement, deciding = judged_about(question, subject)
    dossier, found = Dossier(judgement), explain_all(deciding, label, code)
    row = own_row(deciding, label, code)
    if as_json:
        lines = explained.within(dossier, label, code)
        answers.write_json(thing_document(judgement, label, code, row, found, lines), output)
    else:
        told = explained.everything(dossier, label, code, row, found)
        answers.write_text([line_of_day(judgement.slice), *told], output)
    screen.leave(judgement)
