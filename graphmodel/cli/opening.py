"""Opening what a command asks: rosters, a snapshot; and judging over it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from graphmodel.alliance import Alliance, Slice, assemble
from graphmodel.cli.asked import Question
from graphmodel.cli.keys import refuse_within
from graphmodel.cli.screen import working
from graphmodel.engines import engine_over
from graphmodel.language import Text
from graphmodel.ontology import WAIVER, roster_of
from graphmodel.rosters import Problems, Reading, read_rosters
from graphmodel.rosters.confirmations import Confirmed
from graphmodel.rosters.identity.key import KeyInUse
from graphmodel.rosters.recognition import Table
from graphmodel.rules import Judgement, Rule, Settings, judge, load_settings, rules_with
from graphmodel.rules.judging import queries_asked, units_meant
from graphmodel.rules.waivers import waiver_problems
from graphmodel.stores import snapshot

if TYPE_CHECKING:
    from graphmodel.planning.proposal import Proposal


def today() -> date:
    """The day it is here."""
    return datetime.now().astimezone().date()


def read(
    inputs: Sequence[Path],
    passing_over: Sequence[Path],
    known: Mapping[str, Rule],
    key: KeyInUse,
    *,
    keep_going: bool = False,
    confirmed: Confirmed | None = None,
    beside: Sequence[Table] = (),
) -> tuple[Reading, Callable[[], Alliance]]:
    """Read and check rosters, waivers against the rules that are known.

    Args:
        inputs: files and folders.
        passing_over: what this program writes to.
        known: the rules that waivers may name.
        key: with which codes are made.
        keep_going: whether rows with errors are left out.
        confirmed: what an office has confirmed its own words to mean.
        beside: tables that were read before.

    Returns:
        What was read, and what gives the alliance it describes: assembled once, and only if somebody asks for it.
    """
    with working(Text("读名册", "reading the rosters")):
        reading = read_rosters(
            inputs,
            passing_over=passing_over,
            keep_going=keep_going,
            key=key,
            confirmed=confirmed,
            beside=beside,
        )
        if key.used:
            refuse_within(key, [*inputs, *passing_over])
        assembled = cache(partial(assemble, reading))
        waivers = reading.rosters.get(roster_of(WAIVER).name)
        if waivers is not None:
            problems = Problems()
            problems.extend(reading.problems)
            problems.extend(waivers.as_written(waiver_problems(assembled(), known)))
            reading = replace(reading, problems=problems.table())
        return reading, assembled


def slice_of(store: Path, as_of: date | None) -> tuple[Slice, snapshot.Manifest]:
    """The current snapshot of a store on a day; by default the day it was saved with."""
    alliance, manifest = snapshot.load(store)
    return alliance.at(as_of or manifest.as_of or today()), manifest


def judged(
    slice_: Slice,
    snapshot_id: str,
    known: Mapping[str, Rule],
    *,
    settings: Settings,
    scope: Sequence[str] = (),
    engine: str = "embedded",
) -> Judgement:
    """Every rule that is known, over a slice."""
    every = list(known.values())
    with (
        working(Text("找缺口", "judging the rules")),
        engine_over(slice_, snapshot_id, engine, queries_asked(slice_, every)) as asked,
    ):
        return judge(slice_, asked, every, snapshot=snapshot_id, scope=scope, settings=settings)


def judged_store(question: Question) -> Judgement:
    """Every rule over the current snapshot on a day."""
    settings, known = load_settings(question.settings), rules_with(question.own_rules)
    slice_, manifest = slice_of(question.store, question.as_of)
    scope = units_meant(slice_, question.scope)
    return judged(slice_, manifest.snapshot, known, settings=settings, scope=scope, engine=question.engine)


class Planning(NamedTuple):
    """What a plan begins with."""

    alliance: Alliance
    before: Judgement
    """Every rule, over everything."""
    judge: Callable[[Slice], Judgement]
    """The same over another slice."""
    scope: tuple[str, ...]
    """The units that are asked about."""


def planning(question: Question) -> Planning:
    """The alliance that a question is about, judged as it is, and how it is judged when something changes."""
    settings, known = load_settings(question.settings), rules_with(question.own_rules)
    alliance, manifest = snapshot.load(question.store)
    slice_ = alliance.at(question.as_of or manifest.as_of or today())
    scope = units_meant(slice_, question.scope)
    judge_again = partial(judged, snapshot_id=manifest.snapshot, known=known, settings=settings)
    return Planning(alliance, judge_again(slice_), judge_again, scope)


def proposal(alliance: Alliance, before: Judgement) -> Proposal:
    """Everything that is proposed for the gaps of a judgement of everything."""
    from graphmodel.planning.proposal import DECIDED, PLANNED_RULES, Proposal

    return Proposal(alliance, before, (*PLANNED_RULES, DECIDED))


class Trying(NamedTuple):
    """What a change that is tried begins with."""

    alliance: Alliance
    day: date
    known: dict[str, Rule]
    judge: Callable[[Alliance, tuple[str, ...]], Judgement]
    """Every rule over an alliance on the day, in a scope."""


def trying(question: Question) -> Trying:
    """The alliance that a question is about, and how it is judged before and after a change."""
    settings, known = load_settings(question.settings), rules_with(question.own_rules)
    alliance, manifest = snapshot.load(question.store)
    day = question.as_of or manifest.as_of or today()

    def judge_it(changed: Alliance, scope: tuple[str, ...]) -> Judgement:
        return judged(changed.at(day), manifest.snapshot, known, settings=settings, scope=scope)

    return Trying(alliance, day, known, judge_it)


def judged_then(question: Question, moment: str) -> Judgement:
    """Every rule over the snapshot that tells of a day, on that day; or over a snapshot by its id, on its own day."""
    settings, known = load_settings(question.settings), rules_with(question.own_rules)
    try:
        day: date | None = date.fromisoformat(moment)
    except ValueError:
        day = None
    alliance, manifest = snapshot.load(question.store, day or moment)
    slice_ = alliance.at(day or manifest.day)
    scope = units_meant(slice_, question.scope)
    return judged(slice_, manifest.snapshot, known, settings=settings, scope=scope)
