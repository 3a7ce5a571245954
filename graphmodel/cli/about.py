"""What a store says of one thing: of data in parts only that is judged and read which owns it."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import polars as pl

from graphmodel.alliance.naming import meant, one_each
from graphmodel.alliance.subjects import PAIRING, tie_id
from graphmodel.alliance.territory import UNITS
from graphmodel.cli import judging, opening
from graphmodel.cli.asked import Question
from graphmodel.cli.judging import InParts
from graphmodel.reporting.identification import identify
from graphmodel.rules import Judgement, Rule
from graphmodel.rules.explanation import judged_of, subject_of
from graphmodel.rules.judging import Said


class About(NamedTuple):
    """A thing, and what is said of it."""

    label: str
    code: str
    judgement: Judgement
    """With the verdicts on it, on what lies in it, and every name."""
    deciding: Judgement
    """The same over a slice with the ties that decided, and its own row."""


def judged_about(question: Question, asked: str, rule: Rule | None = None) -> About:
    """What there is about what somebody means.

    Args:
        question: of which store and day.
        asked: as :func:`graphmodel.alliance.naming.meant` takes it.
        rule: of which it is a subject; None: of any, or none.

    Raises:
        UsageError: nothing is meant, or several things; see :func:`graphmodel.rules.explanation.subject_of`.
    """
    parts = judging.in_parts(question, asked)
    if parts is None:
        judgement = judging.judged_at_once(question)
        label, code = _meant(judgement, asked, rule)
        return About(label, code, judgement, judgement)
    judgement = _judged(parts, asked, rule)
    label, code = _meant(judgement, asked, rule)
    (owner, *_) = parts.owners(pl.DataFrame({"label": [label], "id": [code]}))
    deciding = replace(judgement, slice=parts.part(owner))
    return About(label, code, _as_far_as(judgement, label, code), deciding)


def judged_to_look_at(question: Question, asked: str) -> tuple[Judgement, tuple[str, str]]:
    """What is drawn where somebody looks at a thing, of data in parts that of the part which owns it; label and code.

    The part is the scope of what is drawn: of what others own nothing is said.

    Raises:
        UsageError: it is nothing that can be drawn; see :func:`graphmodel.reporting.identification.identify`.
    """
    parts = judging.in_parts(question, asked)
    if parts is None:
        data = opening.opened(question.store, question.as_of)
        start = identify(data.slice, asked)
        return judging.judged_data(data, question), start
    thing = one_each(parts.slice, [asked])
    (owner, *_) = parts.owners(thing)
    slice_ = parts.part(owner)
    start = identify(slice_, ":".join(thing.row(0)))
    return replace(parts.judged([owner]), slice=slice_, scope=(owner,)), start


def _meant(judgement: Judgement, asked: str, rule: Rule | None) -> tuple[str, str]:
    return subject_of(judgement, rule, asked) if rule else one_each(judgement.slice, [asked]).row(0)


def _judged(parts: InParts, asked: str, rule: Rule | None) -> Judgement:
    """The parts that own what may be meant; all, if what is asked for may be in any of them."""
    among = None if rule is None else _may_be_judged(parts, rule)
    things = meant(parts.slice, [asked], among)
    if rule is None:
        label, _ = one_each(parts.slice, [asked]).row(0)
        return parts.judged() if label in UNITS else parts.judged(parts.owners(things))
    if things.height:
        judgement = parts.judged(parts.owners(things))
        if meant(parts.slice, [asked], judged_of(judgement, rule)).height:
            return judgement
    return parts.judged()


def _may_be_judged(parts: InParts, rule: Rule) -> pl.DataFrame:
    slice_ = parts.slice
    return pl.concat(
        slice_.ties[PAIRING].select(label=pl.lit(PAIRING), id=tie_id())
        if label == PAIRING
        else slice_.nodes[label].select(label=pl.lit(label), id="id")
        for label in rule.subjects
    )


def _as_far_as(judgement: Judgement, label: str, code: str) -> Judgement:
    """The judgement with no places but those of the thing and of what lies in it; of a unit with their verdicts alone too."""
    itself = (pl.col("label") == label) & (pl.col("id") == code)
    within = (pl.col("unit_label") == label) & (pl.col("unit") == code)
    told = judgement.told
    if label in UNITS:
        told = judgement.within((f"{label}:{code}",)).told
    places = judgement.located.filter(itself | within).collect().lazy()
    return replace(judgement, said=(Said(told, places),))
