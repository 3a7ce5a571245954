"""``graphmodel load``: check, then save."""

from __future__ import annotations

from typing import Final

import typer

from graphmodel.cli.options import (
    DEFAULT_STORE,
    Inputs,
    KeepGoing,
    KeyFile,
    MapFile,
    NewKey,
    OwnRules,
    Parts,
    SavedFor,
    Store,
)
from graphmodel.language import Text

MANY_HOMES: Final = 3_000_000
"""With more homes than this the alliance had better be saved in parts (``scale.md``)."""
_IN_PARTS: Final = Text(
    "住户超过 300 万，建议分县（市、区）保存：graphmodel load … --parts county",
    "there are more than 3 million homes: better save them in parts, graphmodel load … --parts county",
)


def save_snapshot(
    inputs: Inputs,
    store: Store = DEFAULT_STORE,
    as_of: SavedFor = None,
    own_rules: OwnRules = None,
    keep_going: KeepGoing = False,
    key: KeyFile = None,
    map_: MapFile = None,
    new_key: NewKey = False,
    parts: Parts = None,
) -> None:
    """Save rosters without errors as a new snapshot; leaves with 1 when there are errors."""
    from graphmodel.cli import keys, opening, screen, terminal
    from graphmodel.cli.collected_before import say_what_is_lacking
    from graphmodel.ontology import HOUSEHOLD
    from graphmodel.rosters.confirmations import confirmed_in
    from graphmodel.rosters.problems import in_brief
    from graphmodel.rules import rules_with
    from graphmodel.stores import snapshot
    from graphmodel.stores.days import Snapshots
    from graphmodel.stores.partitions import divided

    in_use = keys.in_use(key, [*inputs, store])
    known = rules_with(own_rules)
    own = list(filter(None, (store, map_)))
    reading, assembled = opening.read(
        inputs, own, known, in_use, keep_going=keep_going, confirmed=confirmed_in(map_), saving=(store, as_of)
    )
    keys.refuse_another(reading, in_use, store, new_key=new_key)
    screen.show_problems(reading.problems)
    if reading.has_errors and not (keep_going and reading.found_any):
        terminal.say(str(Text("名册有错误，没有保存", "the rosters have errors; nothing was saved")))
        raise typer.Exit(1)
    alliance = assembled()
    say_what_is_lacking(store, as_of, alliance)
    if parts is None and alliance.nodes[HOUSEHOLD].height > MANY_HOMES:
        terminal.say(str(_IN_PARTS))
    with screen.working(Text("保存", "saving")):
        division = None if parts is None else divided(alliance, parts.capitalize())
        received = in_brief(reading.problems)
        with snapshot.saving(alliance, store, as_of, received=received, division=division) as manifest:
            keys.keep(in_use)
    if division is not None:
        screen.show_parts(division)
    terminal.say(
        Text("已保存到 {store}（{id}）", "saved to {store} ({id})").fill(
            store=store, id=manifest.snapshot[:12]
        )
    )
    if as_of is None:
        screen.say_for_which_days(Snapshots(store))
    if reading.has_errors:
        raise typer.Exit(1)
