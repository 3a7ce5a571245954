"""Opening what a command asks: rosters, a snapshot; and judging over it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache, cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from graphmodel.alliance import Alliance, Slice, assemble
from graphmodel.alliance.naming import codes_said
from graphmodel.alliance.subjects import PAIRING, tie_id
from graphmodel.cli.asked import Question
from graphmodel.cli.keys import refuse_within
from graphmodel.cli.options import NOT_SINCE
from graphmodel.cli.screen import working
from graphmodel.cli.terminal import say
from graphmodel.drafts import new_draft
from graphmodel.engines import engine_over
from graphmodel.errors import UsageError
from graphmodel.language import AND, Text
from graphmodel.ontology import HOUSEHOLD, WAIVER, roster_of
from graphmodel.reporting.past import Archive, Past, Then
from graphmodel.rosters import Problems, Reading, read_rosters
from graphmodel.rosters.confirmations import Confirmed
from graphmodel.rosters.identity.key import KeyInUse
from graphmodel.rosters.recognition import Table
from graphmodel.rosters.streaming import Homes
from graphmodel.rules import Judgement, Rule, Settings, judge, load_settings, rules_with
from graphmodel.rules import rules as ours
from graphmodel.rules.by_workers import judged_alone, judged_by_workers
from graphmodel.rules.judging import queries_asked, units_meant
from graphmodel.rules.parting import refuse_unknown
from graphmodel.rules.waivers import waiver_problems
from graphmodel.stores import snapshot
from graphmodel.stores.days import Saved, Snapshots
from graphmodel.stores.partitions import divided
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
    saving: tuple[Path, date | None] | None = None,
    apart: Homes | None = None,
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
        saving: the store they are to be saved in, and for which day; None: they are not to be.
        apart: who takes the rows of homes; the alliance has none then.

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
            apart=apart,
        )
        if key.used:
            refuse_within(key, [*inputs, *passing_over])
        assembled = cache(partial(_assembled, reading, saving))
        waivers = reading.rosters.get(roster_of(WAIVER).name)
        if waivers is not None:
            problems = Problems()
            problems.extend(reading.problems)
            problems.extend(waivers.as_written(waiver_problems(assembled(), known)))
            reading = replace(reading, problems=problems.table())
        return reading, assembled


def _assembled(reading: Reading, saving: tuple[Path, date | None] | None) -> Alliance:
    alliance = assemble(reading)
    if saving is None:
        return alliance
    store, day = saving
    return replace(alliance, formerly=Snapshots(store).formerly(alliance, day))


@dataclass(frozen=True)
class Opened:
    """The data of a day."""

    alliance: Alliance
    manifest: Manifest
    day: date
    folder: Path
    """The snapshot."""

    @property
    def snapshot(self) -> str:
        """The id of its values; those of another day may have the same."""
        return self.manifest.snapshot

    @cached_property
    def slice(self) -> Slice:
        """What is live on the day."""
        return self.alliance.at(self.day)


def opened(store: Path, moment: date | str | None = None) -> Opened:
    """What tells of a day, as every command asks for it.

    Args:
        store: the folder of the store.
        moment: a day; or how the id of a snapshot begins, which is then asked of its own day; None: the newest day.
            What is undated is asked of today unless a day is named.

    Raises:
        UsageError: nothing there tells of it.
        EnvironmentFailure: a snapshot is damaged.
    """
    saved = Snapshots(store)
    told = saved.telling(moment)
    return Opened(saved.alliance(told), told.manifest, _day_asked(moment, told), told.folder)


def _day_asked(moment: date | str | None, told: Saved) -> date:
    """The day that is asked of what tells of a moment."""
    return moment if isinstance(moment, date) else told.as_of or today()


def both_sides(store: Path, from_: date | str, to: date | str) -> tuple[Opened, Opened]:
    """What tells of two days that are to be compared; see :func:`opened`.

    Raises:
        UsageError: the first day is after the second, or one saving tells of both and nothing begins or ends between.
        EnvironmentFailure: a snapshot is damaged.
    """
    before, after = opened(store, from_), opened(store, to)
    if before.day > after.day:
        raise UsageError(
            Text("--from（{before}）晚于 --to（{after}）", "--from ({before}) is after --to ({after})"),
            before=before.day,
            after=after.day,
        )
    if before.manifest == after.manifest and not after.alliance.moves(before.day, after.day):
        raise UsageError(
            Text(
                "没有可比的：{before} 和 {after} 都由{data}说明，其间没有任何生效或终止；此外到 {after} 为止没有 {missing} 的数据",
                "nothing to compare: {before} and {after} are both told by {data}, in which nothing begins or ends "
                "between them; until {after} there is no other data of {missing}",
            ),
            before=before.day,
            after=after.day,
            data=_data_of(after.manifest),
            missing=str(AND).join(_months_missing(before, after)),
        )
    return before, after


def _data_of(manifest: Manifest) -> str:
    if manifest.as_of is None:
        return str(Text("未注明日期的数据", "undated data"))
    return Text(" {day} 的数据", "the data of {day}").fill(day=manifest.as_of)


def _months_missing(before: Opened, after: Opened) -> list[str]:
    """The months asked about of which one saving is not; where it is of the same month, that: later data is missing."""
    own = after.manifest.as_of and f"{after.manifest.as_of:%Y-%m}"
    asked = sorted({f"{side.day:%Y-%m}" for side in (before, after)})
    return [month for month in asked if month != own] or asked


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
    parts = in_parts(question)
    if parts is None:
        return judged_at_once(question)
    return parts.judged().within(units_meant(parts.slice, question.scope))


@dataclass(frozen=True)
class InParts:
    """The data of a day that is saved in parts, and is judged so."""

    saved: Snapshots
    told: Saved
    day: date
    known: Mapping[str, Rule]
    settings: Settings
    crew: Crew | None
    homes: frozenset[str]

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
            *(self.slice, self.told.folder, code, list(self.known.values())),
            settings=self.settings,
            crew=self.crew or Crew(),
        )

    def owners(self, things: pl.DataFrame) -> list[str]:
        """The parts that own any of some things: ``label`` and ``id``; a pairing is its target's."""
        targets = things.filter(label=PAIRING).join(
            self.slice.ties[PAIRING].with_columns(id=tie_id()), on="id"
        )
        ends = targets.select(label="to_label", id="to_id")
        homes = snapshot.homes_called(self.told.folder, things.filter(label=HOUSEHOLD)["id"].to_list())
        found = {*snapshot.owners_of(self.told.folder, pl.concat([things.select(ends.columns), ends]))}
        return sorted(found | {*homes["part"].drop_nulls()})

    def part(self, code: str) -> Slice:
        """What is live on the day of what a part holds."""
        return snapshot.read_part(self.told.folder, code).alliance.at(self.day)


def in_parts(question: Question, asked: str | None = None) -> InParts | None:
    """The data of a question, if it is saved in parts and judged so; of homes only those that are asked for."""
    settings, known = load_settings(question.settings), rules_with(question.own_rules)
    saved = Snapshots(question.store)
    told = saved.telling(question.as_of)
    if not _by_parts(told.manifest, question):
        return None
    day = _day_asked(question.as_of, told)
    homes = frozenset() if asked is None else frozenset(codes_said(asked))
    return InParts(saved, told, day, known, settings, question.crew, homes)


def _judged_part(question: Question, part: str) -> Judgement:
    """Every rule over the own subjects of a part.

    Raises:
        UsageError: something else is asked for beside it, or the data has no such part.
    """
    settings, known = load_settings(question.settings), rules_with(question.own_rules)
    if question.scope:
        raise UsageError(
            Text("--part 和 --scope 只能用一个", "give one of --part and --scope, not both"),
        )
    if question.engine != "embedded":
        raise _not_with(question.engine, "--part")
    saved = Snapshots(question.store)
    told = saved.telling(question.as_of)
    snapshot.part_of(told.manifest, part)
    with working(_JUDGING):
        return judged_alone(
            saved.of_the_whole(told).at(_day_asked(question.as_of, told)),
            told.folder,
            part,
            list(known.values()),
            settings=settings,
            crew=question.crew or Crew(),
        )


def judged_data(data: Opened, question: Question) -> Judgement:
    """Every rule over data that was opened, by what a question says of scope, thresholds, own rules and engine."""
    if not _by_parts(data.manifest, question):
        return _judged_at_once(data, question)
    settings, known = load_settings(question.settings), rules_with(question.own_rules)
    scope = units_meant(data.slice, question.scope)
    return _judged_in_folder(data.slice, data.folder, known, settings, question.crew).within(scope)


def judged_at_once(question: Question) -> Judgement:
    """Every rule over the data that tells of a day, all of it read and judged by this process."""
    return _judged_at_once(opened(question.store, question.as_of), question)


def _judged_at_once(data: Opened, question: Question) -> Judgement:
    settings, known = load_settings(question.settings), rules_with(question.own_rules)
    scope = units_meant(data.slice, question.scope)
    return judged(data.slice, data.snapshot, known, settings=settings, scope=scope, engine=question.engine)


def _judged_in_folder(
    slice_: Slice,
    folder: Path,
    known: Mapping[str, Rule],
    settings: Settings,
    crew: Crew | None,
    parts: Sequence[str] = (),
) -> Judgement:
    """Every rule that is known, over a snapshot in parts."""
    with working(_JUDGING):
        return judged_by_workers(
            slice_, folder, list(known.values()), settings=settings, crew=crew or Crew(), parts=parts
        )


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

    Args:
        alliance: of everything.
        slice_: what is live of it on the day in question.
        store: beside whose snapshots the parts lie meanwhile; we are its only writer, and every worker sees it.
        known: the rules, all of them ours.
        settings: the thresholds.
        crew: of :func:`shared_among`.
    """
    meanwhile = new_draft(store)
    try:
        with snapshot.saving(alliance, meanwhile, division=divided(alliance, "County")):
            pass
        (folder,) = snapshot.folders(meanwhile)
        return _judged_in_folder(slice_, folder, known, settings, crew)
    finally:
        shutil.rmtree(meanwhile, ignore_errors=True)


def _by_parts(manifest: Manifest, question: Question) -> bool:
    """Whether a question is answered part by part: where data is saved so, unless the rules or the engine ask for all.

    Raises:
        UsageError: somebody is named to judge the parts who then could not.
    """
    if question.crew and question.engine != "embedded":
        raise _not_with(question.engine, "--workers")
    if question.crew and not manifest.parts:
        say(_IN_ONE_PIECE.fill(data=_data_of(manifest).strip()))
    own_rules = question.own_rules is not None and question.crew is None
    return bool(manifest.parts) and question.engine == "embedded" and not own_rules


def _not_with(engine: str, option: str) -> UsageError:
    return UsageError(
        Text("{option} 不能与 --engine {engine} 合用", "{option} cannot be used with --engine {engine}"),
        option=option,
        engine=engine,
    )


def refuse_within_store(output: Path | None, store: Path) -> None:
    """See that results go nowhere into a store.

    Raises:
        UsageError: they would.
    """
    if output is not None and output.resolve().is_relative_to(store.resolve()):
        raise UsageError(
            Text(
                "结果不能放进数据所在文件夹（{store}），请用 -o 指明别处",
                "results cannot go into the store ({store}); name another place with -o",
            ),
            store=store,
        )


def time_before(
    saved: Snapshots, data_as_of: date | None, day: date, since: date | str | None = None
) -> Then | None:
    """The time before that of some data (``month.md`` §2).

    Args:
        saved: the snapshots of the store.
        data_as_of: the date of the data; None: it is undated.
        day: the day that is asked of it.
        since: another moment to compare with, or :data:`graphmodel.cli.options.NOT_SINCE`.

    Returns:
        None: there is none, or nobody wants it.

    Raises:
        UsageError: nothing tells of the moment, or it is not before the day.
    """
    if since == NOT_SINCE:
        return None
    if since is None:
        before = saved.before(data_as_of)
        return Then(before, before.as_of) if before and before.as_of else None
    told = saved.telling(since)
    then = Then(told, _day_asked(since, told))
    if then.day >= day:
        raise UsageError(
            Text("--since 应早于 {day}：{since}", "--since must be before {day}: {since}"),
            day=day,
            since=then.day,
        )
    return then


def archive(store: Path, known: Mapping[str, Rule], settings: Settings, crew: Crew | None = None) -> Archive:
    """What the snapshots of a store amount to, by these rules and thresholds; a crew judges those in parts."""

    def judge_then(slice_: Slice, saved: Saved) -> Judgement:
        if saved.manifest.parts and known.keys() <= ours().keys():
            return _judged_in_folder(slice_, saved.folder, known, settings, crew)
        return judged(slice_, saved.manifest.snapshot, known, settings=settings)

    return Archive(Snapshots(store), tuple(known.values()), settings, judge_then)


def past(store: Path, now: Judgement, since: date | str | None = None, crew: Crew | None = None) -> Past:
    """What was before a judgement, by the same rules and thresholds; see :func:`time_before`, :func:`archive`."""
    kept = archive(store, now.rule, now.settings, crew)
    day, data_as_of = now.slice.as_of, now.slice.data_as_of
    return Past(now, kept, time_before(kept.snapshots, data_as_of, day, since))


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
    data = opened(question.store, question.as_of)
    scope = units_meant(data.slice, question.scope)
    judge_again = partial(judged, snapshot_id=data.snapshot, known=known, settings=settings)
    return Planning(data.alliance, judged_data(data, question._replace(scope=())), judge_again, scope)


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
    data = opened(question.store, question.as_of)

    def judge_it(changed: Alliance, scope: tuple[str, ...]) -> Judgement:
        return judged(changed.at(data.day), data.snapshot, known, settings=settings, scope=scope)

    return Trying(data.alliance, data.day, known, judge_it)
