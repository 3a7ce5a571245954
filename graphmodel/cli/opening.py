"""Opening what a command asks: rosters, the data of a day, or of two."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache, cached_property, partial
from pathlib import Path

from graphmodel.alliance import Alliance, Slice, assemble
from graphmodel.cli.keys import refuse_within
from graphmodel.cli.options import NOT_SINCE
from graphmodel.cli.screen import working
from graphmodel.errors import UsageError
from graphmodel.language import AND, Text
from graphmodel.ontology import WAIVER, roster_of
from graphmodel.reporting.past import Then
from graphmodel.rosters import Problems, Reading, read_rosters
from graphmodel.rosters.confirmations import Confirmed
from graphmodel.rosters.identity.key import KeyInUse
from graphmodel.rosters.on_demand import Keeping, in_memory
from graphmodel.rosters.recognition import Table
from graphmodel.rosters.streaming import Homes
from graphmodel.rules import Rule
from graphmodel.rules.waivers import waiver_problems
from graphmodel.stores.days import Saved, Snapshots
from graphmodel.stores.snapshot import Manifest


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
    beside: Mapping[str, Sequence[Table]] | None = None,
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
        beside: tables that were read before, by roster.
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
        assembled = cache(partial(_assembled, reading, saving, apart.lay_aside if apart else in_memory))
        waivers = reading.rosters.get(roster_of(WAIVER).name)
        if waivers is not None:
            problems = Problems()
            problems.extend(reading.problems)
            problems.extend(waivers.as_written(waiver_problems(assembled(), known)))
            reading = replace(reading, problems=problems.table())
        return reading, assembled


def _assembled(reading: Reading, saving: tuple[Path, date | None] | None, keeping: Keeping) -> Alliance:
    alliance = assemble(reading, keeping)
    if saving is None:
        return alliance
    store, day = saving
    return replace(alliance, formerly=Snapshots(store).formerly(alliance, day))


@dataclass(frozen=True)
class Opened:
    """The data of a day, read when somebody looks at it."""

    saved: Snapshots
    told: Saved
    """That of them which tells of the day."""
    day: date

    @property
    def manifest(self) -> Manifest:
        """What the snapshot says of itself."""
        return self.told.manifest

    @cached_property
    def alliance(self) -> Alliance:
        """All of it."""
        return self.saved.alliance(self.told)

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
    return Opened(saved, told, day_asked(moment, told))


def day_asked(moment: date | str | None, told: Saved) -> date:
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
    one = before.manifest == after.manifest
    if one and not after.saved.moves(after.told, before.day, after.day):
        raise UsageError(
            Text(
                "没有可比的：{before} 和 {after} 都由{data}说明，其间没有任何生效或终止；此外到 {after} 为止没有 {missing} 的数据",
                "nothing to compare: {before} and {after} are both told by {data}, in which nothing begins or ends "
                "between them; until {after} there is no other data of {missing}",
            ),
            before=before.day,
            after=after.day,
            data=data_of(after.manifest),
            missing=str(AND).join(_months_missing(before, after)),
        )
    return before, after


def data_of(manifest: Manifest) -> str:
    """What data is called within a sentence: by its day, if it has one."""
    if manifest.as_of is None:
        return str(Text("未注明日期的数据", "undated data"))
    return Text(" {day} 的数据", "the data of {day}").fill(day=manifest.as_of)


def _months_missing(before: Opened, after: Opened) -> list[str]:
    """The months asked about of which one saving is not; where it is of the same month, that: later data is missing."""
    own = after.manifest.as_of and f"{after.manifest.as_of:%Y-%m}"
    asked = sorted({f"{side.day:%Y-%m}" for side in (before, after)})
    return [month for month in asked if month != own] or asked


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
    then = Then(told, day_asked(since, told))
    if then.day >= day:
        raise UsageError(
            Text("--since 应早于 {day}：{since}", "--since must be before {day}: {since}"),
            day=day,
            since=then.day,
        )
    return then
