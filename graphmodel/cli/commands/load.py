"""``graphmodel load``: check, then save."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import typer

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
    from graphmodel.alliance import Alliance
    from graphmodel.rosters import Reading
    from graphmodel.rosters.recognition import Table
    from graphmodel.rosters.streaming import Homes

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
    part: Part = None,
) -> None:
    """Save rosters without errors as a new snapshot; leaves with 1 when there are errors."""
    from graphmodel.cli import keys, opening, screen, terminal
    from graphmodel.cli.collected_before import say_what_is_lacking, was_collected
    from graphmodel.ontology import HOUSEHOLD
    from graphmodel.planning.adding import of_the_inputs
    from graphmodel.rosters.confirmations import confirmed_in
    from graphmodel.rosters.problems import in_brief
    from graphmodel.rules import rules_with
    from graphmodel.stores import snapshot
    from graphmodel.stores.days import Snapshots
    from graphmodel.stores.partitions import divided, divided_on_disk

    if parts is not None and part is not None:
        raise UsageError(Text("--parts 和 --part 只能用一个", "give one of --parts and --part, not both"))
    in_use = keys.in_use(key, [*inputs, store])
    known = rules_with(own_rules)
    own = list(filter(None, (store, map_)))
    renewed = None if part is None else _before(store, as_of, part, inputs, own)
    read = partial(
        opening.read,
        *(inputs, own, known, in_use),
        keep_going=keep_going,
        confirmed=confirmed_in(map_),
        saving=(store, as_of),
    )
    with ExitStack() as stack:
        apart = None
        if parts is not None and map_ is None and not was_collected(store, as_of):
            # otherwise cells are replaced, or rows of returned lists looked for, where all rows are in memory
            apart = _with_homes_apart(read, store, stack)
        reading, assembled, homes = apart or (*read(beside=renewed.tables if renewed else ()), None)
        keys.refuse_another(reading, in_use, store, new_key=new_key)
        if renewed:
            reading = of_the_inputs(reading)
        screen.show_problems(reading.problems)
        if reading.has_errors and not (keep_going and reading.found_any):
            terminal.say(str(Text("名册有错误，没有保存", "the rosters have errors; nothing was saved")))
            raise typer.Exit(1)
        alliance = assembled()
        label: str | None = None if parts is None else parts.capitalize()
        if renewed:
            label, as_of = renewed.label, as_of or renewed.day
            alliance = renewed.with_others(reading, alliance)
        received, faulty = in_brief(reading.problems), reading.has_errors
        del reading, assembled, apart  # the alliance holds what is saved, and rows apart need room
        say_what_is_lacking(store, as_of, alliance)
        if label is None and alliance.nodes[HOUSEHOLD].height > MANY_HOMES:
            terminal.say(str(_IN_PARTS))
        with screen.working(Text("保存", "saving")):
            division = None
            if label is not None:
                division = divided_on_disk(alliance, homes, label) if homes else divided(alliance, label)
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
        if faulty:
            raise typer.Exit(1)


def _with_homes_apart(
    read: Callable[..., tuple[Reading, Callable[[], Alliance]]], store: Path, stack: ExitStack
) -> tuple[Reading, Callable[[], Alliance], Homes] | None:
    """What was read, the rows of homes lying in the store until the stack is closed; None: they must be read with all else."""
    from graphmodel.drafts import scratch_in
    from graphmodel.rosters.streaming import Homes, ReadAtOnce

    try:
        folder = stack.enter_context(scratch_in(store))
    except EnvironmentFailure:  # saving says so, after what is wrong with the rosters
        return None
    homes = Homes(folder)
    try:
        return *read(apart=homes), homes
    except ReadAtOnce:
        return None


class _Renewed(NamedTuple):
    """What stays of an alliance of which a part is read again."""

    label: str
    """Whose units are its parts."""
    day: date | None
    """Of which its data tells."""
    others: Alliance
    """It without what is read again."""
    signed: bool
    """Whether it is known which pairings have an agreement."""

    @property
    def tables(self) -> list[Table]:
        """The rows that stay."""
        from graphmodel.planning.adding import tables_of

        return tables_of(self.others)

    def with_others(self, reading: Reading, read: Alliance) -> Alliance:
        """What was read beside these rows, as if all had been handed in together."""
        from graphmodel.planning.adding import as_first_saved, together

        return as_first_saved(together(self.others, reading, read, signed=self.signed))


def _before(
    store: Path, day: date | None, part: str, inputs: Sequence[Path], passing_over: Sequence[Path]
) -> _Renewed:
    """What is saved already, without what a part owns."""
    from graphmodel.followup.renewing import without_part
    from graphmodel.rosters.reading import tables_in
    from graphmodel.stores.days import Snapshots

    saved = Snapshots(store)
    told = saved.telling(day)
    code = saved.part_meant(told, part)
    alliance, label = saved.alliance(told), told.manifest.divided_by
    assert label is not None
    coming, _ = tables_in(inputs, passing_over)
    signed = alliance.ties["PAIRED_WITH"]["has_agreement"].is_not_null().any()
    return _Renewed(label, told.as_of, without_part(alliance, label, code, coming), signed)
