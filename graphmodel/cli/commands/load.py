"""``graphmodel load``: check, then save."""

from __future__ import annotations

import typer

from graphmodel.cli.options import DEFAULT_STORE, AsOf, Inputs, KeepGoing, OwnRules, Store
from graphmodel.language import Text


def save_snapshot(
    inputs: Inputs,
    store: Store = DEFAULT_STORE,
    as_of: AsOf = None,
    own_rules: OwnRules = None,
    keep_going: KeepGoing = False,
) -> None:
    """Save rosters without errors as a new snapshot; leaves with 1 when there are errors."""
    from graphmodel.cli import opening, screen, terminal
    from graphmodel.rules import rules_with
    from graphmodel.stores import snapshot

    reading, assembled = opening.read(inputs, [store], rules_with(own_rules), keep_going=keep_going)
    screen.show_problems(reading.problems)
    if reading.has_errors and not (keep_going and reading.found_any):
        terminal.say(str(Text("名册有错误，没有保存", "the rosters have errors; nothing was saved")))
        raise typer.Exit(1)
    with screen.working(Text("保存", "saving")):
        manifest = snapshot.save(assembled(), store, as_of)
    terminal.say(
        Text("已保存到 {store}（{id}）", "saved to {store} ({id})").fill(
            store=store, id=manifest.snapshot[:12]
        )
    )
    if reading.has_errors:
        raise typer.Exit(1)
