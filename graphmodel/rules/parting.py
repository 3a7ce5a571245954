"""Judging part by part (``scale.md`` §5): the answer is that of judging at once.

A part judges whatever it holds, and what it says of its own subjects counts. Waivers are applied when all parts are
merged, for they are given for the whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import NamedTuple

import polars as pl

from graphmodel.alliance import Slice
from graphmodel.alliance.cutting import Part, cut
from graphmodel.alliance.halo import halos
from graphmodel.alliance.ownership import Owned, owners
from graphmodel.alliance.subjects import PAIRING, tie_id
from graphmodel.alliance.territory import PLACE, locate
from graphmodel.engines import engine_over
from graphmodel.errors import UsageError
from graphmodel.language import AND, Text
from graphmodel.ontology import HOUSEHOLD
from graphmodel.ontology.vocabulary import FINDING_KEY
from graphmodel.rules.catalogue import Rule
from graphmodel.rules.catalogue import rules as ours
from graphmodel.rules.columnar import COLUMNAR
from graphmodel.rules.judging import (
    DEFAULTS,
    FINDING,
    Judgement,
    Said,
    counted,
    twice_in,
    verdicts,
    with_sources,
    with_waivers,
    written_alike,
)
from graphmodel.rules.settings import Settings


class PartJudged(NamedTuple):
    """What a part says of its own subjects."""

    subjects: pl.LazyFrame
    """``label`` and ``id`` of these."""
    findings: pl.LazyFrame
    """Columns of :data:`~graphmodel.rules.judging.FINDING` and ``sources``, the rows they rest on, sorted; nothing is
    waived yet."""
    territory: pl.LazyFrame
    """Where its own subjects lie; columns of :func:`graphmodel.alliance.territory.locate`."""
    counts: pl.LazyFrame
    """What the findings add up to; see :func:`graphmodel.rules.judging.counted`."""
    failed: dict[str, str]
    """Rules that could not be judged, and why."""


def judge_part(
    part: Part, day: date, rules: Sequence[Rule], *, snapshot: str, settings: Settings = DEFAULTS
) -> PartJudged:
    """Judge the own subjects of a part.

    Args:
        part: see :func:`graphmodel.alliance.cutting.cut`.
        day: the day in question.
        rules: which rules.
        snapshot: id of the snapshot of the whole.
        settings: the thresholds.

    Raises:
        UsageError: a rule is an office's own: nobody knows how far it reads.
    """
    (judged,) = judge_together([part], day, rules, snapshot=snapshot, settings=settings)
    return judged


def judge_together(
    parts: Iterable[Part], day: date, rules: Sequence[Rule], *, snapshot: str, settings: Settings = DEFAULTS
) -> Iterator[PartJudged]:
    """Judge several parts with one engine; what each says of its own subjects is what it says by itself.

    What asks for homes is judged part by part, over the tables, and these are let go: they outnumber everything else a
    hundredfold. For the rest a subject is judged by what is in the part that owns it, and what another adds to that is
    true as well. A rule that fails has failed for all of them.

    Args:
        parts: each is asked for when those before it have no homes any more.
        day: the day in question.
        rules: which rules.
        snapshot: id of the snapshot of the whole.
        settings: the thresholds.

    Raises:
        UsageError: as :func:`judge_part`.
    """
    refuse_unknown(rules)
    judged = [*map(partial(_judged_of_homes, day=day, rules=rules, settings=settings), parts)]
    one, subjects = _as_one([part.besides for part in judged]), [part.own for part in judged]
    own, of_homes = _by_part(map(pl.DataFrame.unique, subjects)), _by_part(part.of_homes for part in judged)
    failed = _first_reasons(judged)
    del judged  # what the engine takes comes on top
    asked = _about_labels(own, rules, of_homes=False)
    with engine_over(one, snapshot, queries=[rule.query for rule in asked]) as engine:
        others, others_failed = verdicts(one, engine, asked, settings)
    others = others.join(
        own, left_on=["subject_label", "subject"], right_on=["label", "id"], maintain_order="left"
    )
    findings = with_sources(pl.concat([of_homes, others]).sort("rule", maintain_order=True), one)
    territory = locate(one).join(own, on=["label", "id"], maintain_order="left")
    for number, of_part in enumerate(subjects):
        found, places = (table.filter(part=number).drop("part").lazy() for table in (findings, territory))
        yield PartJudged(of_part.lazy(), found, places, counted(found).lazy(), others_failed | failed)


def _by_part(tables: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Tables of several parts as one, with the number of its ``part`` beside each row."""
    return pl.concat(table.with_columns(part=pl.lit(number)) for number, table in enumerate(tables))


class _JudgedOfHomes(NamedTuple):
    """A part of which the rules that ask for homes are judged, and which has let go of these."""

    own: pl.DataFrame
    """See :func:`own_subjects`."""
    of_homes: pl.DataFrame
    """What these rules say of them."""
    failed: dict[str, str]
    besides: Slice
    """The rest of the part; loose ties of its own nodes alone: of these it has them all."""


def _judged_of_homes(part: Part, *, day: date, rules: Sequence[Rule], settings: Settings) -> _JudgedOfHomes:
    slice_ = part.alliance.at(day)
    own = own_subjects(part, slice_)
    with engine_over(slice_, "", queries=()) as engine:  # it is not asked, and not filled
        findings, failed = verdicts(slice_, engine, _about_labels(own, rules, of_homes=True), settings)
    of_none = (pl.col("from_label") != HOUSEHOLD) & (pl.col("to_label") != HOUSEHOLD)
    besides = replace(
        slice_,
        nodes={**slice_.nodes, HOUSEHOLD: slice_.nodes[HOUSEHOLD].clear()},
        ties={relation: table.filter(of_none) for relation, table in slice_.ties.items()},
        loose_ties=slice_.loose_ties.join(part.own, on=["label", "id"], how="semi", maintain_order="left"),
    )
    return _JudgedOfHomes(own, _about(own, findings), failed, besides)


def _about_labels(subjects: pl.DataFrame, rules: Sequence[Rule], *, of_homes: bool) -> list[Rule]:
    """Those of the rules that are about any of some subjects: to ask every rule is most of what few subjects cost.

    Args:
        subjects: ``label`` and ``id``.
        rules: some rules.
        of_homes: those that ask for homes, or the others.
    """
    labels = {*subjects["label"].unique()}
    return [rule for rule in rules if labels & rule.subjects.keys() and of_homes == (rule.id in COLUMNAR)]


def _as_one(slices: Sequence[Slice]) -> Slice:
    """Several parts on one day as one: what several hold is there once."""
    if len(slices) == 1:
        return slices[0]
    return replace(
        slices[0],
        nodes={label: pl.concat(one.nodes[label] for one in slices).unique() for label in slices[0].nodes},
        ties={
            relation: pl.concat(one.ties[relation] for one in slices).unique("tie")
            for relation in slices[0].ties
        },
        loose_ties=pl.concat(one.loose_ties for one in slices),
    )


def _about(subjects: pl.DataFrame, findings: pl.DataFrame) -> pl.DataFrame:
    """The findings about some subjects, ``label`` and ``id``."""
    return findings.join(
        subjects,
        left_on=["subject_label", "subject"],
        right_on=["label", "id"],
        how="semi",
        maintain_order="left",
    )


def judge_by_streets(
    part: Part, day: date, rules: Sequence[Rule], *, snapshot: str, settings: Settings = DEFAULTS
) -> PartJudged:
    """The same as :func:`judge_part`, street by street: for a part that is too large for the memory that there is."""
    owned = Owned(part.alliance, owners(part.alliance, "Street"))
    return _together(
        judge_part(
            replace(street, own=street.own.join(part.own, on=["label", "id"], how="semi")),
            day,
            rules,
            snapshot=snapshot,
            settings=settings,
        )
        for street in cut(owned, halos(owned))
    )


def _together(parts: Iterable[PartJudged]) -> PartJudged:
    """What several parts say; a rule that failed in one of them has failed."""
    judged = list(parts)
    subjects, findings, territory, counts = (
        pl.concat(tables) for tables in zip(*(part[:4] for part in judged), strict=True)
    )
    return PartJudged(subjects, findings.sort(FINDING_KEY), territory, counts, _first_reasons(judged))


def _first_reasons(parts: Sequence[PartJudged | _JudgedOfHomes]) -> dict[str, str]:
    """The rules that failed in some parts, each for the reason that the first of them gives."""
    return {id_: reason for part in reversed(parts) for id_, reason in part.failed.items()}


def merge(
    whole: Slice,
    parts: Iterable[PartJudged],
    rules: Sequence[Rule],
    *,
    snapshot: str,
    settings: Settings = DEFAULTS,
) -> Judgement:
    """The judgement of the whole: that of its parts together, with what is waived.

    A rule that failed in one part has failed.

    Args:
        whole: of the whole at least what :func:`graphmodel.alliance.cutting.of_the_whole` keeps.
        parts: all of them.
        rules: those that were judged.
        snapshot: id of the snapshot of the whole.
        settings: the thresholds.

    Raises:
        RuntimeError: a subject was judged in two parts: it has two owners.
    """
    judged = list(parts)
    subjects, every, territory, _, failed = _together(judged)
    findings = every.filter(~pl.col("rule").is_in([*failed]))
    twice = _twice(subjects, findings)
    if others := sorted(twice.filter(pl.col("subject_label") != PAIRING)["rule"].unique()):
        raise RuntimeError(f"judged in two parts: {others}")
    failed |= _confused(twice, {rule.id: rule for rule in rules})
    sound = ~pl.col("rule").is_in([*failed])
    said = [Said(part.findings.filter(sound), part.territory, part.counts.filter(sound)) for part in judged]
    if twice.height:  # two of one name are one subject to everybody else
        said = [Said(findings.filter(sound), territory.unique().sort(*PLACE))]
    return with_waivers(whole, said, failed, rules, snapshot=snapshot, engine="embedded", settings=settings)


def _twice(subjects: pl.LazyFrame, findings: pl.LazyFrame) -> pl.DataFrame:
    """The findings of subjects that two parts own; not every finding is compared with every other to know of none."""
    known = subjects.select(pl.struct("label", "id").hash()).collect(engine="streaming").to_series()
    ordered = known.sort()  # takes less memory than to count them
    if not (alike := ordered.filter(ordered == ordered.shift()).unique()).len():
        return pl.DataFrame(schema=FINDING)
    of_two = subjects.filter(pl.struct("label", "id").hash().is_in(alike.implode()))
    named = of_two.select(subject_label="label", subject="id")
    return twice_in(findings.join(named, on=["subject_label", "subject"], how="semi").collect())


def _confused(twice: pl.DataFrame, rules: Mapping[str, Rule]) -> dict[str, str]:
    """Rules that have one name for two pairings, with places of one code in two parts: as at once they have failed."""
    return {
        id_: str(written_alike(rules[id_], of_rule["subject"].unique().sort().to_list()))
        for (id_,), of_rule in twice.group_by("rule")
    }


def own_subjects(part: Part, slice_: Slice) -> pl.DataFrame:
    """``label`` and ``id`` of what a part judges: its own nodes, and the pairings whose target is its own."""
    pairings = slice_.ties[PAIRING].join(
        part.own, left_on=["to_label", "to_id"], right_on=["label", "id"], how="semi"
    )
    return pl.concat([part.own, pairings.select(label=pl.lit(PAIRING), id=tie_id())])


def refuse_unknown(rules: Sequence[Rule]) -> None:
    """See that it is known of every rule how far it reads.

    Raises:
        UsageError: one is an office's own.
    """
    if unknown := [rule.id for rule in rules if rule.id not in ours()]:
        raise UsageError(
            Text(
                "不能分部分判断本单位自己的规则 {rules}：不知道它们要看多远；请去掉 --rules",
                "rules of your own ({rules}) cannot be judged part by part: nobody knows how far they read; "
                "leave out --rules",
            ),
            rules=str(AND).join(unknown),
        )
