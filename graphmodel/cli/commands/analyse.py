"""``graphmodel analyse``: what the network shows that no list of gaps does."""

from __future__ import annotations

from typing import Annotated, Literal

from graphmodel.cli.options import (
    DEFAULT_STORE,
    FORMAT,
    AsOf,
    OutputFile,
    OwnRules,
    Scope,
    SettingsFile,
    Store,
)


def analyse_network(
    store: Store = DEFAULT_STORE,
    as_of: AsOf = None,
    scope: Scope = None,
    settings: SettingsFile = None,
    own_rules: OwnRules = None,
    format_: Annotated[Literal["table", "json"], FORMAT] = "table",
    output: OutputFile = None,
) -> None:
    """Show what hangs on whom, what is joined, what could be covered at most."""
    from graphmodel.cli import answers, opening, screen
    from graphmodel.contract.analysis import analysis_document
    from graphmodel.reporting.network import Analysis
    from graphmodel.rules import load_settings, rules_with
    from graphmodel.rules.judging import units_meant

    thresholds, rules = load_settings(settings), tuple(rules_with(own_rules).values())
    data = opening.opened(store, as_of)
    slice_ = data.saved.at(data.told, data.day)
    units = units_meant(slice_, scope or ())
    analysis = Analysis(slice_, data.snapshot, rules, units, thresholds)
    if format_ == "json" or output is not None:
        answers.write_json(analysis_document(analysis), output)
    else:
        screen.show_analysis(analysis)
