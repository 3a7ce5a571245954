"""The months before: what was a gap then, since when one is, and what changed since last time (``month.md`` §2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Final, NamedTuple

import polars as pl

from graphmodel.alliance import Slice, empty
from graphmodel.alliance.renaming import NAMED, recoded_subjects, renamed
from graphmodel.ontology.vocabulary import FINDING_KEY
from graphmodel.ontology.worklist import leading
from graphmodel.reporting.coverage import in_words, rate_list, with_unit_names
from graphmodel.reporting.lines import of_fact
from graphmodel.rules import Judgement, Rule, Settings
from graphmodel.rules.changes import Changes
from graphmodel.rules.judging import FINDING, Said, means, units_meant
from graphmodel.rules.waivers import standing, under_todays_codes
from graphmodel.stores import keeping
from graphmodel.stores.days import Saved, Snapshots
from graphmodel.stores.keeping import Key
from graphmodel.stores.snapshot import REPLIES, replies_in

_FINDINGS, _PLACES = "findings", "places"

SEEN: Final[dict[str, pl.DataType]] = {
    **dict.fromkeys(FINDING_KEY, pl.String()),
    "first_seen": pl.Date(),
    "persists": pl.Int64(),
    "reply": pl.Struct({"state": pl.String, "date": pl.Date, "note": pl.String, "unit": pl.String}),
}
"""Of every gap the date since when it is one without a break, and of how many dated snapshots; both null where the data
is undated. And what was answered last to its line in that time; null: nothing."""

POINT: Final = (
    "as_of",
    "snapshot",
    "rule",
    "subject_label",
    "unit",
    "unit_code",
    "met",
    "gap",
    "unknown",
    "exempt",
    "rate",
)


DRAWN: Final = 12
"""Over how many dates a history is drawn, at most."""


class History(NamedTuple):
    """How rates went."""

    points: pl.DataFrame
    """The columns of :data:`POINT`, sorted by rule, label, unit and day."""
    failed: list[tuple[date, str, str]]
    """Of which days a rule could not be judged: the day, the rule and why."""


class Then(NamedTuple):
    """A snapshot, and the day that is asked of it."""

    saved: Saved
    day: date


@dataclass(frozen=True, eq=False)
class Archive:
    """The judgements of the snapshots of a store, by today's rules and thresholds; each is worked out once."""

    snapshots: Snapshots
    rules: tuple[Rule, ...]
    settings: Settings
    judge: Callable[[Then], Judgement]
    """Judges a snapshot on a day with these, by the embedded engine."""

    def judgement(self, then: Then) -> Judgement:
        """Every rule over everything on a day."""
        tables = self._kept(then)
        if tables is None:
            judged = self.judge(then)
            self.keep(then, judged)
            return judged
        return self._read(then, self.snapshots.at(then.saved, then.day), tables)

    def outline(self, then: Then) -> Judgement:
        """The same as far as it is known without reading the snapshot: of the slice only what has a name of its own."""
        tables = self._kept(then)
        if tables is None:
            return self.judgement(then)
        slice_ = empty().at(then.day)
        named = {label: tables[label] for label in NAMED}
        return self._read(then, replace(slice_, nodes={**slice_.nodes, **named}), tables)

    def _nodes(self, then: Then) -> Mapping[str, pl.DataFrame]:
        """What may be renamed, by label, on a day."""
        return self._kept(then) or self.snapshots.at(then.saved, then.day).nodes

    def _between(self, before: Judgement, after: Judgement) -> list[Mapping[str, pl.DataFrame]]:
        """:meth:`_nodes` of every dated snapshot that speaks and lies between the data of two judgements."""
        start, end = (one.slice.data_as_of or one.slice.as_of for one in (before, after))
        return [self._nodes(then) for then in self.dated if start < then.day < end]

    def keep(self, then: Then, judged: Judgement) -> None:
        """Keep a judgement of everything by the embedded engine, if it is whole and of the snapshot's own day.

        What is said part by part is kept by each of them.
        """
        if then.day != then.saved.as_of or judged.failed or judged.slice.pieces is not None:
            return
        nodes = {label: judged.slice.nodes[label] for label in NAMED}
        tables = {_FINDINGS: judged.findings, _PLACES: judged.territory} | nodes
        keeping.keep(self.snapshots.store, self._key(then), tables)

    @cached_property
    def _means(self) -> str:
        return means(self.rules, self.settings)

    def _kept(self, then: Then) -> dict[str, pl.DataFrame] | None:
        """What is kept of a day; None: nothing, or less than is asked of it."""
        tables = keeping.kept(self.snapshots.store, self._key(then)) or {}
        whole = tables.keys() >= {_PLACES, *NAMED} and tables.get(_FINDINGS, pl.DataFrame()).schema == FINDING
        return tables if whole else None

    def _key(self, then: Then) -> Key:
        return Key(then.saved.folder.name, then.day, self._means)

    def _read(self, then: Then, slice_: Slice, tables: dict[str, pl.DataFrame]) -> Judgement:
        findings, told = tables[_FINDINGS].lazy(), under_todays_codes(slice_)
        return Judgement(
            slice_,
            then.saved.manifest.snapshot,
            "embedded",
            (),
            self.rules,
            (Said(findings, tables[_PLACES].lazy()),),
            {},
            self.settings,
            standing(told, [findings], then.day, self.rules),
        )

    def history(self, ids: Sequence[str], by: str | None, scope: Sequence[str]) -> History:
        """How every rate went: a row of coverage for each dated snapshot that speaks, on its own date.

        Args:
            ids: of which rules.
            by: the label of units to tell apart; None: all together.
            scope: units, as people write them, or ``main-urban``; empty: everything.

        Raises:
            UsageError: the store is empty, or the scope names no unit of any day.
        """
        self.snapshots.telling()
        units = self._units(scope)
        found, failed = [], []
        for then in self.dated:
            judged = self.outline(then)
            found.append(_points(judged.within(units), then.day, by))
            failed += [(then.day, rule, why) for rule, why in judged.failed.items() if rule in ids]
        return History(_in_order(found).filter(pl.col("rule").is_in(ids)), failed)

    def in_words(self, points: pl.DataFrame, *without: str) -> pl.DataFrame:
        """The points under the headings that people read, but for some columns; units as they are called now."""
        if self.dated:
            newest = self.outline(self.dated[-1])
            points = with_unit_names(newest, in_words(newest, points))
        if points["unit_code"].is_null().all():
            without += ("unit_name", "unit_code")
        return rate_list(points.with_columns(pl.col("as_of").cast(pl.String)), *without)

    @cached_property
    def dated(self) -> list[Then]:
        """The dated snapshots that speak, each on its own date, the earliest first."""
        return [Then(saved, saved.as_of) for saved in self.snapshots.dated if saved.as_of]

    def _units(self, scope: Sequence[str]) -> tuple[str, ...]:
        """The units that a scope names, of the newest day that has them."""
        if not scope or not self.dated:
            return ()
        *older, newest = self.dated
        others = [self.outline(then).slice for then in reversed(older)]
        return units_meant(self.snapshots.at(newest.saved, newest.day), scope, *others)

    def compared(self, before: Judgement, after: Judgement, scope: Sequence[str]) -> Changes:
        """What changed between two judgements of everything, with the renamings on the way.

        Args:
            before: that of the earlier day.
            after: that of the later one.
            scope: of which units, by their codes on the later day; empty: of everything.
        """
        whole = Changes(before, after, between=self._between(before, after))
        if not scope:
            return whole
        then = dict(whole.renamed.select("after", "before").iter_rows())
        inside = before.within([then.get(unit, unit) for unit in scope])
        return Changes(inside, after.within(scope), between=whole.between)


@dataclass(frozen=True, eq=False)
class Past:
    """What was before a judgement."""

    now: Judgement
    archive: Archive
    then: Then | None
    """The time before; None: there is none, or nobody wants it."""
    judge_those_of: Callable[[Then, pl.DataFrame], Judgement] | None = None
    """Judges of a snapshot in parts those alone that own some subjects, ``subject_label`` and ``subject``; None: all are
    judged."""

    @cached_property
    def changes(self) -> Changes | None:
        """What changed since the time before, in the same scope."""
        if self.then is None:
            return None
        return self.archive.compared(self.archive.judgement(self.then), self.now, self.now.scope)

    @cached_property
    def earlier(self) -> list[Then]:
        """The dated snapshots that speak, back from this one; none where it is undated."""
        today = self.now.slice.data_as_of
        return [then for then in reversed(self.archive.dated) if today and then.day < today]

    @cached_property
    def history(self) -> pl.DataFrame:
        """How every rate went over the last dates, at most :data:`DRAWN`, this one on the day that is asked of it.

        Returns:
            The columns of :data:`POINT`, sorted as those of :class:`History`.
        """
        scope = self.now.scope
        before = reversed(self.earlier[: DRAWN - 1])
        found = [_points(self.archive.outline(then).within(scope), then.day) for then in before]
        return _in_order([*found, _points(self.now, self.now.slice.as_of)])

    @cached_property
    def seen(self) -> pl.DataFrame:
        """Since when every gap is one; columns of :data:`SEEN`.

        What was renamed is followed from each snapshot to the one before.
        """
        answers = []
        since, persists = self.now.slice.data_as_of, 1
        open_ = _gaps(self.now).with_columns(now="subject")
        ended, nodes = [], self.now.slice.nodes
        answers.append(self._answers(open_, since))
        for then in self.earlier:
            if open_.is_empty():
                break
            open_, was, nodes = self._gaps_before(then, open_, nodes)
            ended.append(_seen(open_.join(was, on=FINDING_KEY, how="anti"), since, persists))
            open_ = open_.join(was, on=FINDING_KEY, how="semi")
            since, persists = then.day, persists + 1
            answers.append(self._answers(open_, since))
        ended.append(_seen(open_, since, persists))
        newest = pl.concat(answers).unique(FINDING_KEY, keep="first", maintain_order=True)
        return pl.concat(ended).join(newest, on=FINDING_KEY, how="left").sort(FINDING_KEY)

    def _gaps_before(
        self, then: Then, gaps: pl.DataFrame, nodes: Mapping[str, pl.DataFrame]
    ) -> tuple[pl.DataFrame, pl.DataFrame, Mapping[str, pl.DataFrame]]:
        """Gaps as they were called at a time before, what was a gap then, and what may be renamed as it was then.

        Args:
            then: the time.
            gaps: as they were called at the time behind it.
            nodes: what may be renamed, as it was at that time.
        """
        if self.judge_those_of is None or not then.saved.manifest.parts:
            judged = self.archive.outline(then)
            there = judged.slice.nodes
            called = recoded_subjects(gaps, renamed(there, nodes), back=True)
        else:
            there = self.archive.snapshots.at(then.saved, then.day).nodes
            called = recoded_subjects(gaps, renamed(there, nodes), back=True)
            judged = self.judge_those_of(then, called)
        return called, _gaps(judged), there

    def _answers(self, gaps: pl.DataFrame, day: date | None) -> pl.DataFrame:
        """What was answered to the lines of gaps in lists that were collected into the data of a day.

        Args:
            gaps: ``rule``, ``subject_label``, ``subject`` as they were called on the day, ``now`` as they are now.
            day: None: the data is undated.

        Returns:
            Of those that were answered rule, label and subject, as they are called now, and ``reply``.
        """
        saved = [one for one in self.archive.snapshots.all if day and one.as_of == day]  # saved last is first
        kept = pl.concat([pl.DataFrame(schema=REPLIES), *(replies_in(one.folder) for one in saved)])
        said = kept.unique(["number", "unit"], keep="first", maintain_order=True).with_columns(
            leading().alias("key")
        )
        thing = ["fact", "subject_label", "subject"]
        answered = (
            said.unnest("key").with_columns(fact=of_fact()).unique(thing, keep="first", maintain_order=True)
        )
        told = answered.select(*thing, reply=pl.struct("state", "date", "note", "unit"))
        found = gaps.with_columns(fact=of_fact()).join(told, on=thing)
        return found.select("rule", "subject_label", pl.col("now").alias("subject"), "reply")


def _gaps(judged: Judgement) -> pl.DataFrame:
    """What of a judgement is a gap."""
    return judged.told.filter(verdict="gap").select(FINDING_KEY).collect(engine="streaming")


def _points(judged: Judgement, day: date, by: str | None = None) -> pl.DataFrame:
    """The points of one day."""
    table = judged.coverage_by(by) if by else judged.coverage.with_columns(unit_code=pl.lit(None, pl.String))
    return table.with_columns(as_of=pl.lit(day), snapshot=pl.lit(judged.snapshot)).select(POINT)


def _in_order(found: Sequence[pl.DataFrame]) -> pl.DataFrame:
    nothing = pl.DataFrame(schema=dict.fromkeys(POINT, pl.Null))
    return pl.concat([nothing, *found], how="vertical_relaxed").sort(
        "rule", "subject_label", "unit_code", "as_of"
    )


def _seen(gaps: pl.DataFrame, since: date | None, persists: int) -> pl.DataFrame:
    told = gaps.select(
        "rule",
        "subject_label",
        subject="now",
        first_seen=pl.lit(since),
        persists=pl.lit(persists if since else None),
    )
    return told.cast(pl.Schema({name: dtype for name, dtype in SEEN.items() if name != "reply"}))
