"""``graphmodel load``: check, then save."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import typer

from graphmodel.allowance import give_back
from graphmodel.cli.options import (
    DEFAULT_STORE,
    Inputs,
    KeepGoing,
    KeyFile,
    MapFile,
    NewKey,
    OwnRules,
    Part,
    Parts,
    SavedFor,
    Store,
)
from graphmodel.errors import EnvironmentFailure, UsageError
from graphmodel.language import Text

if TYPE_CHECKING:
    import polars as pl

    from graphmodel.alliance import Alliance
    from graphmodel.followup.renewing import Renewed, Renewing
    from graphmodel.rosters import Reading
    from graphmodel.rosters.streaming import Homes

MANY_HOMES: Final = 3_000_000
"""With more homes than this the alliance had better be saved in parts (``scale.md``)."""
_IN_PARTS: Final = Text(
    "住户超过 300 万，建议分县（市、区）保存：graphmodel load … --parts county",
    "there are more than 3 million homes: better save them in parts, graphmodel load … --parts county",
)


class _Taken(NamedTuple):
    """What was read to be saved."""

    reading: Reading
    assembled: Callable[[], Alliance]
    homes: Homes | None = None
    """What has its homes, if these lie on disk."""


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
    part: Part = None,
) -> None:
    """Save rosters without errors as a new snapshot; leaves with 1 when there are errors."""
    if parts is not None or part is not None:
        give_back()  # before polars is loaded
    from graphmodel.cli import keys, opening, screen, terminal
    from graphmodel.cli.collected_before import was_collected
    from graphmodel.rosters.confirmations import confirmed_in
    from graphmodel.rosters.problems import in_brief
    from graphmodel.rules import rules_with

    if parts is not None and part is not None:
        raise UsageError(Text("--parts 和 --part 只能用一个", "give one of --parts and --part, not both"))
    in_use = keys.in_use(key, [*inputs, store])
    known = rules_with(own_rules)
    own = list(filter(None, (store, map_)))
    renewing = None if part is None else _renewing(store, as_of, part, inputs, own)
    read = partial(
        opening.read,
        *(inputs, own, known, in_use),
        keep_going=keep_going,
        confirmed=confirmed_in(map_),
        saving=(store, as_of),
    )
    with ExitStack() as stack:
        taken = None
        if (parts is not None or renewing) and map_ is None and not was_collected(store, as_of):
            # otherwise cells are replaced, or rows of returned lists looked for, where all rows are in memory
            taken = _with_homes_apart(read, store, renewing, stack)
        taken = taken or _at_once(read, renewing)
        keys.refuse_another(taken.reading, in_use, store, new_key=new_key)
        screen.show_problems(taken.reading.problems)
        faulty = taken.reading.has_errors
        if faulty and not (keep_going and taken.reading.found_any):
            terminal.say(str(Text("名册有错误，没有保存", "the rosters have errors; nothing was saved")))
            raise typer.Exit(1)
        received, alliance, homes = in_brief(taken.reading.problems), taken.assembled(), taken.homes
        del taken  # the alliance holds what is saved, and rows apart need room
        label = renewing.label if renewing else parts and parts.capitalize()
        day = as_of or renewing.told.as_of if renewing else as_of
        _save(alliance, homes, label, store, day, received, partial(keys.keep, in_use))
        if faulty:
            raise typer.Exit(1)


def _save(
    alliance: Alliance,
    homes: Homes | None,
    label: str | None,
    store: Path,
    as_of: date | None,
    received: pl.DataFrame,
    keep_key: Callable[[], None],
) -> None:
    """Save what was read, in one piece or by the units of a label, and say where it is."""
    from graphmodel.cli import screen, terminal
    from graphmodel.cli.collected_before import say_what_is_lacking
    from graphmodel.ontology import HOUSEHOLD
    from graphmodel.stores import snapshot
    from graphmodel.stores.days import Snapshots
    from graphmodel.stores.partitions import divided, divided_on_disk

    say_what_is_lacking(store, as_of, alliance)
    if label is None and alliance.nodes[HOUSEHOLD].height > MANY_HOMES:
        terminal.say(str(_IN_PARTS))
    with screen.working(Text("保存", "saving")):
        division = None
        if label is not None:
            division = divided_on_disk(alliance, homes, label) if homes else divided(alliance, label)
        with snapshot.saving(alliance, store, as_of, received=received, division=division) as manifest:
            keep_key()
    if division is not None:
        screen.show_parts(division)
    terminal.say(
        Text("已保存到 {store}（{id}）", "saved to {store} ({id})").fill(
            store=store, id=manifest.snapshot[:12]
        )
    )
    if as_of is None:
        screen.say_for_which_days(Snapshots(store))


def _with_homes_apart(
    read: Callable[..., tuple[Reading, Callable[[], Alliance]]],
    store: Path,
    renewing: Renewing | None,
    stack: ExitStack,
) -> _Taken | None:
    """What was read, the rows of homes lying in the store until the stack is closed; None: they must be read with all else."""
    from graphmodel.drafts import scratch_in
    from graphmodel.rosters.streaming import Homes, ReadAtOnce

    try:
        folder = stack.enter_context(scratch_in(store))
    except EnvironmentFailure:  # saving says so, after what is wrong with the rosters
        return None
    homes = Homes(folder)
    try:
        if renewing is None:
            return _Taken(*read(apart=homes), homes)
        before, homes.earlier = renewing.but_homes(homes.lay_aside)
        return _beside(before, *read(apart=homes, beside=before.tables), homes)
    except ReadAtOnce:
        return None


def _at_once(
    read: Callable[..., tuple[Reading, Callable[[], Alliance]]], renewing: Renewing | None
) -> _Taken:
    """What was read, all of it in memory."""
    if renewing is None:
        return _Taken(*read())
    before = renewing.at_once()
    return _beside(before, *read(beside=before.tables))


def _beside(
    before: Renewed, reading: Reading, assembled: Callable[[], Alliance], homes: Homes | None = None
) -> _Taken:
    """What was read beside the rows that stay of a part that is read again."""
    from graphmodel.planning.adding import of_the_inputs

    of_inputs = of_the_inputs(reading)
    return _Taken(of_inputs, lambda: before.with_others(assembled(), homes, reading.files), homes)


def _renewing(
    store: Path, day: date | None, part: str, inputs: Sequence[Path], passing_over: Sequence[Path]
) -> Renewing:
    """What is saved already, of which a part is to be read again."""
    from graphmodel.followup.renewing import Renewing, told_by
    from graphmodel.rosters.reading import tables_in
    from graphmodel.stores.days import Snapshots

    saved = Snapshots(store)
    told = saved.telling(day)
    code = saved.part_meant(told, part)
    coming, _ = tables_in(inputs, passing_over)
    return Renewing(saved, told, code, told_by(coming))
