"""What changed between two days or two snapshots: gaps that opened, persist or closed, and what in the network did it.

A finding is the same finding as long as rule and subject are, and what was renamed is the same subject: both days are
compared under the codes of the later one. Divisions that a newer official list adds, drops or renames are told apart
from changes in the network itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

import polars as pl

from graphmodel.alliance import Slice
from graphmodel.alliance.between import OneSide, ended_and_begun
from graphmodel.alliance.renaming import (
    NAMED,
    followed,
    recoded,
    recoded_places,
    recoded_subjects,
    with_made_codes,
)
from graphmodel.alliance.subjects import PAIRING, tie_id
from graphmodel.language import Text
from graphmodel.ontology.vocabulary import FINDING_KEY
from graphmodel.rules.judging import VERDICTS, Judgement, Said

STATES: Final[dict[str, Text]] = {
    "new": Text("新增", "new"),
    "persisting": Text("持续", "persisting"),
    "closed": Text("已补上", "closed"),
    "waived": Text("已豁免", "waived"),
    "gone": Text("不再有此对象", "subject is gone"),
    "moved_out": Text("移出范围", "moved out of the scope"),
    "unjudged": Text("不再能判断", "can no longer be judged"),
}
"""What became of a gap; the last four are closed only on paper. ``unjudged``: unknown, or exempt without a waiver."""

CAUSES: Final[dict[str, Text]] = {
    "waiver_ended": Text("豁免到期或取消", "its waiver ended"),
    "new_division": Text("区划名单新增", "its division is new in the official list"),
    "new_subject": Text("新增的对象", "the subject is new"),
    "moved_in": Text("移入范围", "it moved into the scope"),
    "tie_ended": Text("关系终止", "a tie ended"),
    "tie_began": Text("新增关系", "a tie began"),
    "newly_judged": Text("以前无法判断", "it could not be judged before"),
    "other": Text("对象信息有变化", "what is known of the subject changed"),
    "division_gone": Text("区划名单撤销", "its division is no longer in the official list"),
    "subject_ended": Text("对象终止", "the subject ended"),
    "no_subject": Text("不再是该规则的对象", "the rule no longer asks it of the subject"),
}
"""Why a gap opened, or why its subject is gone. ``newly_judged``: unknown before, exempt, or no subject of the rule."""

_DIVISIONS: Final = ("City", "County", "Street", "Community")


@dataclass(frozen=True)
class Changes:
    """The difference between two judgements of the same rules."""

    before: Judgement
    after: Judgement
    between: Sequence[Mapping[str, pl.DataFrame]] = field(default=(), kw_only=True)
    """The nodes of the days between, by label: what was renamed is followed from one to the next."""

    @cached_property
    def renamed(self) -> pl.DataFrame:
        """What is the same thing under another code; see :func:`graphmodel.alliance.renaming.followed`."""
        return followed([self.before.slice.nodes, *self.between, self.after.slice.nodes])

    @cached_property
    def then(self) -> Judgement:
        """:attr:`before` under the codes of today."""
        if self.renamed.is_empty():
            return self.before
        slice_ = recoded(self.before.slice, self.renamed)

        def of_today(judgement: Judgement) -> Judgement:
            return replace(judgement, slice=slice_, said=tuple(map(self._of_today, judgement.said)))

        whole = self.before.whole
        return replace(of_today(self.before), whole=whole and of_today(whole))

    def _of_today(self, said: Said) -> Said:
        places = None if said.places is None else recoded_places(said.places, self.renamed)
        return Said(recoded_subjects(said.findings, self.renamed).sort(FINDING_KEY), places)

    @cached_property
    def _alone(self) -> tuple[OneSide, OneSide]:
        """What of the network ended, and what began."""
        return ended_and_begun(self.then.slice, self.after.slice)

    @property
    def people_comparable(self) -> bool:
        """Whether a person, or a home, has the same code on both sides: not where two keys made them."""
        keys = {side.slice.people_key for side in (self.before, self.after)} - {None}
        return len(keys) < 2

    @cached_property
    def gaps(self) -> pl.DataFrame:
        """One row per gap of either side, of the rules that could be judged on both.

        Returns:
            ``rule``, ``subject_label``, ``subject``; ``subject_before``, the code a renamed subject had (null: the
            same); ``name``; ``before``, the verdict then; ``state``; ``after``, the verdict now (both null
            where the rule has no such subject); ``cause``, with new gaps and with those whose subject is gone; ``ties``, those behind the cause,
            as ``RELATION FROM→TO``.
        """
        judged = ~pl.col("rule").is_in([*self.before.failed, *self.after.failed])
        gaps = pl.concat(
            side.told.filter(judged, verdict="gap").select(FINDING_KEY) for side in (self.then, self.after)
        )
        keys = gaps.unique().collect(engine="streaming")
        old, new = (_verdicts(judgement, keys) for judgement in (self.then, self.after))
        both = (
            old.join(new, on=FINDING_KEY, how="full", coalesce=True, suffix="_after")
            .join(_outside(self.then, keys), on=FINDING_KEY, how="left")
            .join(_outside(self.after, keys), on=FINDING_KEY, how="left", suffix="_after")
        )
        was, is_ = pl.col("verdict") == "gap", pl.col("verdict_after") == "gap"
        state = (
            pl.when(was.fill_null(value=False) & is_.fill_null(value=False))
            .then(pl.lit("persisting"))
            .when(is_)
            .then(pl.lit("new"))
            .when(pl.col("verdict_after").is_null() & pl.col("outside_after").is_not_null())
            .then(pl.lit("moved_out"))
            .when(pl.col("verdict_after").is_null())
            .then(pl.lit("gone"))
            .when(pl.col("waived_after"))
            .then(pl.lit("waived"))
            .when(pl.col("verdict_after") == "met")
            .then(pl.lit("closed"))
            .otherwise(pl.lit("unjudged"))
        )
        found = both.with_columns(
            state=state,
            name=pl.coalesce("name_after", "name"),
            before="verdict",
            after="verdict_after",
        )
        told = ("subject_before", "name", "before", "state", "after", "cause", "ties")
        then = recoded_subjects(found.select(*FINDING_KEY[1:]), self.renamed, back=True)["subject"]
        found = found.with_columns(subject_before=pl.when(pl.col("subject") != then).then(then))
        return self._with_causes(found).select(*FINDING_KEY, *told).sort(FINDING_KEY)

    @cached_property
    def coverage(self) -> pl.DataFrame:
        """Counts and rate of every rule and subject label then and now (``…_before``)."""
        kept = [*VERDICTS, "rate"]
        old = self.before.coverage.rename({name: f"{name}_before" for name in kept})
        return self.after.coverage.join(
            old, on=["rule", "subject_label", "unit"], how="full", coalesce=True, maintain_order="left"
        ).select("rule", "subject_label", "unit", *(f"{n}_before" for n in kept), *kept)

    @cached_property
    def divisions(self) -> pl.DataFrame:
        """Divisions that only one side has, or that bear another name: ``label``, ``id``, names, ``change``."""
        old, new = (_divisions(judgement.slice) for judgement in (self.then, self.after))
        both = old.join(new, on=["label", "id"], how="full", coalesce=True, suffix="_after")
        change = (
            pl.when(pl.col("name").is_null())
            .then(pl.lit("added"))
            .when(pl.col("name_after").is_null())
            .then(pl.lit("removed"))
            .when(pl.col("name") != pl.col("name_after"))
            .then(pl.lit("renamed"))
        )
        return both.with_columns(change=change).drop_nulls("change").sort("change", "label", "id")

    @cached_property
    def network(self) -> pl.DataFrame:
        """Nodes and ties that began or ended, counted: ``kind`` (label or relation type), ``began``, ``ended``."""
        ended, began = (side.nodes | side.ties for side in self._alone)
        rows = [(kind, began[kind].height, ended[kind].height) for kind in began]
        table = pl.DataFrame(
            rows, schema={"kind": pl.String, "began": pl.Int64, "ended": pl.Int64}, orient="row"
        )
        return table.filter((pl.col("began") > 0) | (pl.col("ended") > 0))

    @cached_property
    def perhaps_renamed(self) -> pl.DataFrame:
        """Things that may have been renamed without anybody saying so: ``label``, ``before``, ``after``.

        One with a code made of its name ended, and another of its label and with its parents began, and all their ties
        are the same, PART_OF apart; at least one. Nothing is joined for that.
        """
        ended, began = map(_tied, self._alone)
        made = with_made_codes(self.before.slice.nodes).select("label", "id")
        alike = ["label", "parents", "ties"]
        pairs = ended.join(made, on=["label", "id"], how="semi").join(began, on=alike, suffix="_after")
        return pairs.select("label", before="id", after="id_after").sort("label", "before", "after")

    def _with_causes(self, gaps: pl.DataFrame) -> pl.DataFrame:
        """For new gaps what opened them, the surest reason first; for gone ones whether a division went with them."""
        new = gaps.filter(state="new").select(FINDING_KEY)
        ended, began = (
            _deciding(judgement, new, alone).rename({"ties": name})
            for judgement, alone, name in zip(
                (self.then, self.after), self._alone, ("ties", "ties_began"), strict=True
            )
        )
        subject_ended, subject_began = (
            pl.concat(
                ids.select(pl.lit(label).alias("subject_label"), pl.lit(value=True).alias(name), subject="id")
                for label, ids in alone.nodes.items()
            )
            for alone, name in zip(self._alone, ("subject_ended", "subject_began"), strict=True)
        )
        in_new_division = self._within_divisions(self.after, "added").with_columns(in_new=pl.lit(value=True))
        in_gone_division = self._within_divisions(self.then, "removed").with_columns(
            in_gone=pl.lit(value=True)
        )
        is_tie = pl.col("subject_label") == PAIRING
        is_new = pl.col("subject_began").is_not_null() | (is_tie & pl.col("verdict").is_null())
        cause = (
            pl.when(pl.col("waived"))
            .then(pl.lit("waiver_ended"))
            .when(pl.col("verdict").is_null() & pl.col("outside").is_not_null())
            .then(pl.lit("moved_in"))
            .when(is_new & pl.col("in_new"))
            .then(pl.lit("new_division"))
            .when(is_new)
            .then(pl.lit("new_subject"))
            .when(pl.col("ties").is_not_null())
            .then(pl.lit("tie_ended"))
            .when(pl.col("in_new"))
            .then(pl.lit("new_division"))
            .when(pl.col("verdict").is_null() | pl.col("verdict").is_in(("unknown", "exempt")))
            .then(pl.lit("newly_judged"))
            .when(pl.col("ties_began").is_not_null())
            .then(pl.lit("tie_began"))
            .otherwise(pl.lit("other"))
        )
        joined = (
            gaps.join(ended, on=FINDING_KEY, how="left")
            .join(began, on=FINDING_KEY, how="left")
            .join(subject_ended, on=FINDING_KEY[1:], how="left")
            .join(subject_began, on=FINDING_KEY[1:], how="left")
            .join(in_new_division, on=FINDING_KEY[1:], how="left")
            .join(in_gone_division, on=FINDING_KEY[1:], how="left")
        )
        end = (
            pl.when(pl.col("subject_ended").is_null() & ~is_tie)
            .then(pl.lit("no_subject"))
            .when(pl.col("in_gone"))
            .then(pl.lit("division_gone"))
            .otherwise(pl.lit("subject_ended"))
        )
        causes = joined.with_columns(
            cause=pl.when(pl.col("state") == "new").then(cause).when(pl.col("state") == "gone").then(end)
        )
        return causes.with_columns(
            ties=pl.when(pl.col("cause") == "tie_ended")
            .then("ties")
            .when(pl.col("cause") == "tie_began")
            .then("ties_began")
        )

    def _within_divisions(self, judgement: Judgement, change: str) -> pl.DataFrame:
        """What lies in a division that was added or removed: ``subject_label``, ``subject``."""
        changed = self.divisions.filter(pl.col("change") == change).select(unit_label="label", unit="id")
        inside = judgement.located.join(changed.lazy(), on=["unit_label", "unit"], how="semi")
        return inside.select(subject_label="label", subject="id").unique().collect(engine="streaming")


def _said_of(judgement: Judgement, keys: pl.DataFrame) -> pl.LazyFrame:
    """The findings of some rules on some subjects."""
    return judgement.told.join(keys.lazy(), on=FINDING_KEY, how="semi")


def _verdicts(judgement: Judgement, keys: pl.DataFrame) -> pl.DataFrame:
    waived = pl.col("evidence").str.json_path_match("$.waived").is_not_null()
    told = _said_of(judgement, keys).select(*FINDING_KEY, "name", "verdict", waived=waived)
    return told.collect(engine="streaming")


def _outside(judgement: Judgement, keys: pl.DataFrame) -> pl.DataFrame:
    """What is judged, but lies out of the scope: rule, label, subject, and ``outside``, the verdict."""
    if judgement.whole is None:
        return keys.clear().with_columns(outside=pl.lit(None, pl.String))
    out = _said_of(judgement.whole, keys).join(judgement.told, on=FINDING_KEY, how="anti")
    return out.select(*FINDING_KEY, outside="verdict").collect(engine="streaming")


def _divisions(slice_: Slice) -> pl.DataFrame:
    return pl.concat(
        slice_.nodes[label].select(pl.lit(label).alias("label"), "id", "name") for label in _DIVISIONS
    )


def _tied(alone: OneSide) -> pl.DataFrame:
    """What is on one side alone and may be renamed: ``label``, ``id``, its ``parents`` and its other ``ties``, each as a text.

    All that it is tied by is on that side alone too.
    """
    only = pl.concat(alone.nodes[label].select("id", label=pl.lit(label)) for label in NAMED)
    found = []
    for relation, table in alone.ties.items():
        post = ["post"] if "post" in table.columns else []
        for side, other in (("from", "to"), ("to", "from")):
            tie = pl.concat_str(
                pl.lit(f"{relation} {other}"), f"{other}_label", f"{other}_id", *post, separator=" "
            )
            ties = table.select(
                label=f"{side}_label",
                id=f"{side}_id",
                tie=tie,
                hangs=pl.lit(relation == "PART_OF"),
                parent=pl.lit(relation == "PART_OF" and other == "to"),
            )
            found.append(ties.join(only, on=["label", "id"], how="semi"))
    summed = (
        pl.concat(found)
        .group_by("label", "id")
        .agg(
            parents=pl.col("tie").filter("parent").unique().sort().str.join("\n"),
            ties=pl.col("tie").filter(~pl.col("hangs")).unique().sort().str.join("\n"),
        )
    )
    return summed.filter(pl.col("ties") != "")


def _deciding(judgement: Judgement, keys: pl.DataFrame, alone: OneSide) -> pl.DataFrame:
    """Per finding of one side, of some, the ties that decided it there and that the other side does not have."""
    texts = pl.concat(
        table.select("tie", text=pl.format("{} {}", pl.lit(relation), tie_id()))
        for relation, table in alone.ties.items()
    )
    decided = _said_of(judgement, keys).select(*FINDING_KEY, tie="decided_by").collect(engine="streaming")
    return (
        decided.explode("tie")
        .drop_nulls("tie")
        .join(texts, on="tie")
        .group_by(FINDING_KEY)
        .agg(ties=pl.col("text").sort())
    )
