"""Judging what a command opened: at once or part by part, now, before, and when something changes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from graphmodel.alliance import Alliance, Slice
from graphmodel.alliance.naming import codes_said
from graphmodel.alliance.ownership import REST
from graphmodel.alliance.streamed import Streamed, without_homes
from graphmodel.alliance.subjects import PAIRING, tie_id
from graphmodel.cli.asked import Question
from graphmodel.cli.opening import Opened, data_of, opened, time_before
from graphmodel.cli.screen import working
from graphmodel.cli.terminal import say
from graphmodel.drafts import new_draft, scratch, scratch_in
from graphmodel.engines import engine_over
from graphmodel.errors import EnvironmentFailure, UsageError
from graphmodel.language import Text
from graphmodel.ontology import HOUSEHOLD
from graphmodel.reporting.past import Archive, Past, Then
from graphmodel.rules import Judgement, Rule, Settings, judge, load_settings, rules_with
from graphmodel.rules import rules as ours
from graphmodel.rules.by_workers import judged_alone, judged_by_workers
from graphmodel.rules.judging import queries_asked, units_meant
from graphmodel.rules.parting import refuse_unknown
from graphmodel.stores import snapshot
from graphmodel.stores.days import Saved, Snapshots
from graphmodel.stores.partitions import Division, divided, divided_on_disk
from graphmodel.stores.saved_homes import SavedHomes
from graphmodel.stores.snapshot import Manifest
from graphmodel.workers.crew import Crew

if TYPE_CHECKING:
    from graphmodel.planning.proposal import Proposal


_JUDGING: Final = Text("找缺口", "judging the rules")
_IN_ONE_PIECE: Final = Text(
    "{data}没有分部分保存，由这一个进程判断；要分给几个进程，请先用 graphmodel load … --parts county 保存",
    "{data} is saved in one piece and judged by this process; to share the work out, save it with "
    "graphmodel load … --parts county",
)


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
        working(_JUDGING),
        engine_over(slice_, snapshot_id, engine, queries_asked(slice_, every)) as asked,
    ):
        return judge(slice_, asked, every, snapshot=snapshot_id, scope=scope, settings=settings)


def judged_store(question: Question) -> Judgement:
    """Every rule over the data that tells of a day; over one part of it, where that is asked for.

    What is saved in parts is judged without reading it: of its slice there is what
    :meth:`graphmodel.stores.days.Snapshots.glance` sees.
    """
    if question.part is not None:
        return _judged_part(question, question.part)
    return judged_data(opened(question.store, question.as_of), question)


_Means = tuple[Settings, dict[str, Rule]]


@dataclass(frozen=True)
class InParts:
    """The data of a day that is saved in parts, and is judged so."""

    saved: Snapshots
    told: Saved
    day: date
    known: Mapping[str, Rule]
    settings: Settings
    crew: Crew | None
    homes: frozenset[str] = frozenset()
    """The codes of those that are asked for."""

    @cached_property
    def slice(self) -> Slice:
        """What is live on the day, as far as can be seen without reading all of it; see :meth:`Snapshots.glance`."""
        return self.saved.glance(self.told, self.day, self.homes)

    def judged(self, parts: Sequence[str] = ()) -> Judgement:
        """Every rule over some of its parts; none: over all."""
        return _judged_in_folder(
            self.slice, self.told.folder, self.known, self.settings, self.crew, parts=parts
        )

    def alone(self, code: str) -> Judgement:
        """Every rule over the own subjects of one of its parts; see :func:`graphmodel.rules.by_workers.judged_alone`."""
        return judged_alone(
            self._of_the_whole,
            self.told.folder,
            code,
            list(self.known.values()),
            settings=self.settings,
            crew=self.crew or Crew(),
        )

    @cached_property
    def _of_the_whole(self) -> Slice:
        return self.saved.of_the_whole(self.told).at(self.day)

    @cached_property
    def but_homes(self) -> Alliance:
        """All of it; see :meth:`graphmodel.stores.days.Snapshots.but_homes`."""
        return self.saved.but_homes(self.told, self.day)

    def after(self, moves: pl.DataFrame) -> Judgement:
        """Every rule over everything when moves are made: for that it is cut anew, homes part by part."""
        from graphmodel.planning.promise import ended_contacts, with_moves

        label, held = self.told.manifest.divided_by, self.but_homes
        assert label is not None
        moved = with_moves(held, moves, self.day)
        others = without_homes(moved)
        with _room(self.saved.store) as folder:
            homes = SavedHomes(
                folder,
                self.told.folder,
                others,
                partial(ended_contacts, moves=moves, day=self.day),
                moved.ties["CONTACTS"].slice(held.ties["CONTACTS"].height),
            )
            division = divided_on_disk(others, homes, label)
            judged = _judged_meanwhile(
                self._of_the_whole, folder, others, division, self.known, self.settings, self.crew
            )
        return replace(judged, snapshot=self.told.manifest.snapshot)

    def owners(self, things: pl.DataFrame) -> list[str]:
        """The parts that own any of some things: ``label`` and ``id``; a pairing is its target's."""
        targets = things.filter(label=PAIRING).join(
            self.slice.ties[PAIRING].with_columns(id=tie_id()), on="id"
        )
        ends = targets.select(label="to_label", id="to_id")
        found = {*snapshot.owners_of(self.told.folder, pl.concat([things.select(ends.columns), ends]))}
        homes = things.filter(label=HOUSEHOLD)["id"].to_list()
        if homes:  # of all parts these are read
            found |= {*snapshot.homes_called(self.told.folder, homes)["part"].drop_nulls()}
        return sorted(found)

    def part(self, code: str) -> Slice:
        """What is live on the day of what a part holds."""
        return snapshot.read_part(self.told.folder, code).alliance.at(self.day)


def in_parts(question: Question, asked: str | None = None) -> InParts | None:
    """The data of a question, if it is saved in parts and judged so; of homes only those that are asked for."""
    means = _means(question)  # what is wrong with an office's own rules is told before its data is looked for
    data = opened(question.store, question.as_of)
    if not _by_parts(data.manifest, question):
        return None
    homes = frozenset[str]() if asked is None else frozenset(codes_said(asked))
    return _in_parts(data, question, means, homes)


def _in_parts(
    data: Opened, question: Question, means: _Means, homes: frozenset[str] = frozenset()
) -> InParts:
    settings, known = means
    return InParts(data.saved, data.told, data.day, known, settings, question.crew, homes)


def _judged_part(question: Question, part: str) -> Judgement:
    """Every rule over the own subjects of a part.

    Raises:
        UsageError: something else is asked for beside it, or the data has no such part.
    """
    if question.scope:
        raise UsageError(Text("--part 和 --scope 只能用一个", "give one of --part and --scope, not both"))
    if question.engine != "embedded":
        raise _not_with(question.engine, "--part")
    means = _means(question)
    data = opened(question.store, question.as_of)
    code = data.saved.part_meant(data.told, part)
    with working(_JUDGING):
        return _in_parts(data, question, means).alone(code)


def judged_data(data: Opened, question: Question) -> Judgement:
    """Every rule over data that was opened, by what a question says of scope, thresholds, own rules and engine."""
    if not _by_parts(data.manifest, question):
        return _judged_at_once(data, question)
    parts = _in_parts(data, question, _means(question))
    return parts.judged().within(units_meant(parts.slice, question.scope))


def judged_at_once(question: Question) -> Judgement:
    """Every rule over the data that tells of a day, all of it read and judged by this process."""
    return _judged_at_once(opened(question.store, question.as_of), question)


def _judged_at_once(data: Opened, question: Question) -> Judgement:
    settings, known = _means(question)
    scope = units_meant(data.slice, question.scope)
    return judged(data.slice, data.snapshot, known, settings=settings, scope=scope, engine=question.engine)


def _judged_in_folder(
    slice_: Slice,
    folder: Path,
    known: Mapping[str, Rule],
    settings: Settings,
    crew: Crew | None,
    parts: Sequence[str] = (),
    store: Path | None = None,
) -> Judgement:
    """Every rule that is known, over a snapshot in parts; arguments as those of :func:`judged_by_workers`."""
    rules = list(known.values())
    with working(_JUDGING):
        return judged_by_workers(
            slice_, folder, rules, settings=settings, crew=crew or Crew(), parts=parts, store=store
        )


def _means(question: Question) -> _Means:
    """By which thresholds and which rules a question is answered."""
    return load_settings(question.settings), rules_with(question.own_rules)


def shared_among(crew: Crew | None, known: Mapping[str, Rule]) -> Crew | None:
    """Those among whom judging rosters that were just read is shared; None: nobody, or one process, needs no parts.

    Raises:
        UsageError: a rule is an office's own, and cannot be judged part by part.
    """
    if crew is None or (crew.count == 1 and crew.address is None):
        return None
    refuse_unknown(list(known.values()))
    return crew


def judged_in_parts(
    alliance: Alliance,
    slice_: Slice,
    store: Path,
    known: Mapping[str, Rule],
    settings: Settings,
    crew: Crew,
) -> Judgement:
    """Every rule that is known, over an alliance that is cut by its counties for that and no longer.

    What parts said before this was stopped counts, if the rosters are the same.

    Args:
        alliance: of everything.
        slice_: what is live of it on the day in question.
        store: beside whose snapshots the parts lie meanwhile; we are its only writer, and every worker sees it.
        known: the rules, all of them ours.
        settings: the thresholds.
        crew: of :func:`shared_among`.
    """
    division = divided(alliance, "County")
    return _judged_meanwhile(slice_, store, alliance, division, known, settings, crew, store)


def _judged_meanwhile(
    slice_: Slice,
    place: Path,
    alliance: Alliance,
    division: Division | Streamed,
    known: Mapping[str, Rule],
    settings: Settings,
    crew: Crew | None,
    store: Path | None = None,
) -> Judgement:
    """Every rule that is known, over an alliance of which the parts lie somewhere meanwhile.

    What they say stays in a store where one is named, until something else is kept there: who was stopped goes on.
    """
    meanwhile = new_draft(place)
    try:
        with snapshot.saving(alliance, meanwhile, division=division):
            pass
        (folder,) = snapshot.folders(meanwhile)
        return _judged_in_folder(slice_, folder, known, settings, crew, store=store)
    finally:
        shutil.rmtree(meanwhile, ignore_errors=True)


@contextmanager
def _room(store: Path) -> Iterator[Path]:
    """A folder for the moment, in the store where that can be written."""
    with ExitStack() as stack:
        try:
            folder = stack.enter_context(scratch_in(store))
        except EnvironmentFailure:
            folder = stack.enter_context(scratch())
        yield folder


def _by_parts(manifest: Manifest, question: Question) -> bool:
    """Whether a question is answered part by part: where data is saved so, unless the rules or the engine ask for all.

    Raises:
        UsageError: somebody is named to judge the parts who then could not.
    """
    if question.crew and question.engine != "embedded":
        raise _not_with(question.engine, "--workers")
    if question.crew and not manifest.parts:
        say(_IN_ONE_PIECE.fill(data=data_of(manifest).strip()))
    own_rules = question.own_rules is not None and question.crew is None
    return bool(manifest.parts) and question.engine == "embedded" and not own_rules


def _not_with(engine: str, option: str) -> UsageError:
    return UsageError(
        Text("{option} 不能与 --engine {engine} 合用", "{option} cannot be used with --engine {engine}"),
        option=option,
        engine=engine,
    )


def archive(store: Path, known: Mapping[str, Rule], settings: Settings, crew: Crew | None = None) -> Archive:
    """What the snapshots of a store amount to, by these rules and thresholds; a crew judges those in parts."""
    saved = Snapshots(store)

    def judge_then(then: Then) -> Judgement:
        if then.saved.manifest.parts and known.keys() <= ours().keys():
            return InParts(saved, then.saved, then.day, known, settings, crew).judged()
        slice_ = saved.alliance(then.saved).at(then.day)
        return judged(slice_, then.saved.manifest.snapshot, known, settings=settings)

    return Archive(saved, tuple(known.values()), settings, judge_then)


def past(store: Path, now: Judgement, since: date | str | None = None, crew: Crew | None = None) -> Past:
    """What was before a judgement, by the same rules and thresholds; see :func:`time_before`, :func:`archive`."""
    kept = archive(store, now.rule, now.settings, crew)
    day, data_as_of = now.slice.as_of, now.slice.data_as_of
    return Past(now, kept, time_before(kept.snapshots, data_as_of, day, since))


def past_of_part(store: Path, now: Judgement, crew: Crew | None = None) -> Past:
    """As :func:`past`, of a part that was judged alone: of the months before those parts that then owned its subjects."""
    whole = past(store, now, crew=crew)

    def judge_those_of(then: Then, subjects: pl.DataFrame) -> Judgement:
        parts = InParts(whole.archive.snapshots, then.saved, then.day, now.rule, now.settings, crew)
        owning = parts.owners(subjects.select(label="subject_label", id="subject").unique())
        return parts.judged(owning or [REST])

    return replace(whole, judge_those_of=judge_those_of)


class Planning(NamedTuple):
    """What a plan begins with."""

    alliance: Alliance
    """Of what is saved in parts; see :meth:`graphmodel.stores.days.Snapshots.but_homes`."""
    before: Judgement
    """Every rule, over everything."""
    after: Callable[[pl.DataFrame], Judgement]
    """The same when moves are made."""
    scope: tuple[str, ...]
    """The units that are asked about."""
    rows: dict[str, int] | None
    """How many rows each roster had; None: nobody counted."""


def planning(question: Question) -> Planning:
    """What a question is about, judged as it is, and how it is judged when something changes."""
    from graphmodel.planning.promise import judging_moves

    settings, known = means = _means(question)
    data = opened(question.store, question.as_of)
    rows = data.manifest.rows
    if _by_parts(data.manifest, question):
        parts = _in_parts(data, question, means)
        scope = units_meant(parts.slice, question.scope)
        return Planning(parts.but_homes, parts.judged(), parts.after, scope, rows)
    scope = units_meant(data.slice, question.scope)
    judge_all = partial(judged, snapshot_id=data.snapshot, known=known, settings=settings)
    after = judging_moves(data.alliance, data.day, judge_all)
    return Planning(data.alliance, judge_all(data.slice), after, scope, rows)


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
    settings, known = _means(question)
    data = opened(question.store, question.as_of)

    def judge_it(changed: Alliance, scope: tuple[str, ...]) -> Judgement:
        return judged(changed.at(data.day), data.snapshot, known, settings=settings, scope=scope)

    return Trying(data.alliance, data.day, known, judge_it)
