"""Judging a snapshot that is saved in parts: each part by a worker (:mod:`graphmodel.workers`), then all together.

What parts say is kept in the store until it is known of the whole, and after: who asks again, or was stopped, judges only
what is not there.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Final

import polars as pl

from graphmodel.alliance import Slice
from graphmodel.alliance.territory import PLACE
from graphmodel.drafts import scratch
from graphmodel.errors import EnvironmentFailure
from graphmodel.language import Text
from graphmodel.rules.catalogue import Rule
from graphmodel.rules.catalogue import rules as ours
from graphmodel.rules.judging import COUNTED, FINDING, Judgement, means
from graphmodel.rules.parting import (
    PartJudged,
    judge_by_streets,
    judge_part,
    judge_together,
    merge,
    refuse_unknown,
)
from graphmodel.rules.settings import Settings
from graphmodel.stores import keeping, worked_out
from graphmodel.stores.keeping import Key
from graphmodel.stores.snapshot import Manifest, besides_homes, manifest_of, part_of, read_part
from graphmodel.workers.crew import Crew
from graphmodel.workers.task import Task, Together
from graphmodel.workers.working import work_off

_BYTES_PER_NODE: Final = 20 << 10
"""Memory that a worker has for each node, homes apart, of the parts that it judges as one."""
_FAILED: Final = {"rule": pl.String(), "reason": pl.String()}
_COLUMNS: Final = {
    "subjects": ["label", "id"],
    "findings": [*FINDING, "sources"],
    "territory": [*PLACE],
    "counts": [*COUNTED],
    "failed": [*_FAILED],
}
"""Of the tables in which it is kept what a part says."""
_FAILED_ELSEWHERE: Final = Text("在 {part} 这一部分没有算成", "it could not be judged in the part {part}")


def judged_by_workers(
    whole: Slice,
    folder: Path,
    rules: Sequence[Rule],
    *,
    settings: Settings,
    crew: Crew,
    parts: Sequence[str] = (),
    store: Path | None = None,
) -> Judgement:
    """Every rule over a snapshot in parts, as :func:`graphmodel.rules.judging.judge` has it of the whole.

    Args:
        whole: see :func:`graphmodel.rules.parting.merge`.
        folder: of the snapshot; its parts are read by the workers, which see it under the same path.
        rules: which rules.
        settings: the thresholds.
        crew: who works.
        parts: the codes of those that are judged, and of whose own subjects the judgement then is; none: all.
        store: where it is kept what parts say of a snapshot that is there for the moment; None: in the store it lies in.

    Raises:
        UsageError: there is no such part, or a rule is an office's own.
        EnvironmentFailure: see :func:`graphmodel.workers.working.work_off`.
    """
    manifest = manifest_of(folder)
    for code in parts:
        part_of(manifest, code)
    asked = [*(parts or manifest.parts)]
    key = Key(manifest.content if store else folder.name, whole.as_of, means(rules, settings))
    place = keeping.of_parts(store or folder.parents[1], key)
    told = _told_by(folder, manifest, asked, whole.as_of, rules, settings, crew, place)
    return merge(whole, told, rules, snapshot=manifest.snapshot, settings=settings)


def judged_alone(
    whole: Slice, folder: Path, code: str, rules: Sequence[Rule], *, settings: Settings, crew: Crew
) -> Judgement:
    """What the judgement of the whole says of the own subjects of one part; the others are not read.

    Its scope is the part, its slice what the part holds, its waivers those of its own subjects.

    Args:
        whole: see :func:`graphmodel.rules.parting.merge`.
        folder: of the snapshot.
        code: of the part.
        rules: which rules.
        settings: the thresholds.
        crew: who works.

    Raises:
        UsageError: there is no such part, or a rule is an office's own.
        EnvironmentFailure: as :func:`judged_by_workers`.
    """
    judged = judged_by_workers(whole, folder, rules, settings=settings, crew=crew, parts=[code])
    return replace(
        judged,
        slice=read_part(folder, code).alliance.at(whole.as_of),
        scope=(code,),
        waivers=judged.waivers.drop_nulls("subject_label"),
    )


def _told_by(
    folder: Path,
    manifest: Manifest,
    codes: Sequence[str],
    day: date,
    rules: Sequence[Rule],
    settings: Settings,
    crew: Crew,
    place: Path,
) -> list[PartJudged]:
    """What some parts of a snapshot say; it is kept at a place."""
    refuse_unknown(rules)
    given = (day, manifest.snapshot, [rule.id for rule in rules], settings)
    sizes = {code: besides_homes(entry) for code, entry in manifest.parts.items()}
    tasks = [Task(code, judge_saved_part, (folder.resolve(), code, *given), sizes[code]) for code in codes]
    together = Together(judge_saved_parts, crew.memory // _BYTES_PER_NODE)
    with _kept_at(place, crew) as kept_at:
        elsewhere = _failed_in(kept_at, manifest.parts.keys() - {*codes})
        for code in codes:
            if _failed_in(kept_at, [code]):  # why is said in one language, and may be over now
                shutil.rmtree(worked_out.place_of(kept_at, code), ignore_errors=True)
        work = partial(work_off, kept_at, tasks, crew, together)
        kept = _tables(work().values())
        if None in kept.values():  # another program has been there: what it left is gone now
            kept = _tables(work().values())
        *others, last = (_read(where, tables) for where, tables in kept.items())
        keeping.drop_others(kept_at)
    known = {rule: _FAILED_ELSEWHERE.fill(part=code) for rule, code in elsewhere.items()}
    return [*others, last._replace(failed=known | last.failed)]


def _failed_in(place: Path, codes: Iterable[str]) -> dict[str, str]:
    """Rules that are known to have failed in some parts, and the first of these for each; by what is kept of them."""
    found: dict[str, str] = {}
    for code in sorted(codes):
        failed = worked_out.read_one(worked_out.place_of(place, code), "failed")
        for rule in () if failed is None or "rule" not in failed.columns else failed["rule"]:
            found.setdefault(rule, code)
    return found


def judge_saved_part(
    folder: Path, code: str, day: date, snapshot: str, rules: Sequence[str], settings: Settings
) -> dict[str, pl.DataFrame]:
    """What a worker does: read a part of a snapshot, and judge it; street by street where memory is too short for all.

    Args:
        folder: of the snapshot.
        code: of the part.
        day: the day in question.
        snapshot: the id of the snapshot.
        rules: the ids of rules of ours.
        settings: the thresholds.
    """
    asked = [ours()[id_] for id_ in rules]
    part = read_part(folder, code)
    try:
        judged = judge_part(part, day, asked, snapshot=snapshot, settings=settings)
    except MemoryError:
        judged = judge_by_streets(part, day, asked, snapshot=snapshot, settings=settings)
    return _kept(judged)


def judge_saved_parts(asked: Sequence[tuple[Any, ...]]) -> Iterator[dict[str, pl.DataFrame]]:
    """The same of several parts, judged as one: what an engine costs is paid once.

    Where a rule fails, each is judged by itself.

    Args:
        asked: the arguments of :func:`judge_saved_part` for each.
    """
    folder, _, day, snapshot, rules, settings = asked[0]
    manifest = manifest_of(folder)
    judged = judge_together(
        (read_part(folder, code, manifest=manifest) for _, code, *_ in asked),
        day,
        [ours()[id_] for id_ in rules],
        snapshot=snapshot,
        settings=settings,
    )
    for one, part in zip(asked, judged, strict=True):
        yield judge_saved_part(*one) if part.failed else _kept(part)


def _kept(judged: PartJudged) -> dict[str, pl.DataFrame]:
    """The tables in which it is kept what a part says."""
    failed = pl.DataFrame([*judged.failed.items()], schema=_FAILED, orient="row")
    kept = {
        "subjects": judged.subjects,
        "findings": judged.findings,
        "territory": judged.territory,
        "counts": judged.counts,
    }
    return {name: table.collect() for name, table in kept.items()} | {"failed": failed}


def _tables(places: Iterable[Path]) -> dict[Path, dict[str, pl.LazyFrame] | None]:
    """By its place what is kept of each part; None: not what :func:`_kept` gave, and it is removed."""
    kept: dict[Path, dict[str, pl.LazyFrame] | None] = {}
    for place in places:
        tables = worked_out.scan(place) or {}
        columns = {name: table.collect_schema().names() for name, table in tables.items()}
        kept[place] = tables if columns == _COLUMNS else None
        if columns != _COLUMNS:
            shutil.rmtree(place, ignore_errors=True)
    return kept


def _read(place: Path, tables: dict[str, pl.LazyFrame] | None) -> PartJudged:
    if tables is None:
        raise EnvironmentFailure(
            Text(
                "{place} 里的结果被别的程序动过，请再运行一次",
                "another program has changed the result in {place}; run again",
            ),
            place=place,
        )
    failed = dict(tables.pop("failed").collect().iter_rows())
    return PartJudged(**tables, failed=failed)


@contextmanager
def _kept_at(place: Path, crew: Crew) -> Iterator[Path]:
    """Where what parts say is kept: at its place in the store; of one that cannot be written, for the moment where we can."""
    if _can_be_written(place) or crew.address:
        yield place
    else:
        with scratch() as made:
            yield made / place.name


def _can_be_written(place: Path) -> bool:
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return not place.parent.is_symlink()
