"""``graphmodel explain``: a rule in plain words; with a subject, its verdict and the facts that decided it."""

from __future__ import annotations

from typing import Annotated, Literal

from graphmodel.cli.asked import Question
from graphmodel.cli.options import (
    DEFAULT_STORE,
    FORMAT,
    AsOf,
    OutputFile,
    OwnRules,
    SettingsFile,
    Store,
    argument,
)


def explain_verdict(
    rule: Annotated[str, argument("RULE", zh="规则编号，如 R25", en="a rule's id, like R25")],
    subject: Annotated[
        str | None, argument("SUBJECT", zh="对象的代码或名称", en="a subject's code or name")
    ] = None,
    store: Store = DEFAULT_STORE,
    as_of: AsOf = None,
    settings: SettingsFile = None,
    own_rules: OwnRules = None,
    format_: Annotated[Literal["table", "json"], FORMAT] = "table",
    output: OutputFile = None,
) -> None:
    """Explain a rule, and why a subject got its verdict."""
    from graphmodel.cli import answers, opening
    from graphmodel.contract.explanation import explanation_document
    from graphmodel.reporting import explained
    from graphmodel.reporting.dossier import Dossier
    from graphmodel.reporting.wording import line_of_day
    from graphmodel.rules import chosen, load_settings
    from graphmodel.rules.explanation import explain

    (asked,) = chosen([rule], own_rules)
    thresholds = load_settings(settings)
    if subject is None:
        judgement, found = None, []
    else:
        judgement = opening.judged_store(Question(store, as_of, settings=settings, own_rules=own_rules))
        found = explain(judgement, asked, subject)
    if format_ == "json":
        answers.write_json(explanation_document(asked, thresholds, found, judgement), output)
    else:
        names = Dossier(judgement).names if judgement else {}
        day = [line_of_day(judgement.slice)] if judgement else []
        lines = explained.in_lines(asked, thresholds, found, names)
        answers.write_text([*day, *lines], output)
