"""Ready questions to the network and their answers: what the shipped rules and queries find, as things to be shown.

People are numbers: of the places where they hold posts, and of the units in which these lie.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

import polars as pl

from graphmodel.alliance import Slice
from graphmodel.alliance.territory import within
from graphmodel.language import Text
from graphmodel.ontology import BODIES
from graphmodel.reporting.dossier import Dossier

THREE_POSTS: Final = 3
"""Who holds as many holds many."""
ANSWER: Final = {"label": pl.String(), "id": pl.String()}
COUNTED: Final = {**ANSWER, "count": pl.Int64()}


class Question(NamedTuple):
    """A question, and what answers it."""

    key: str
    title: Text
    answer: pl.DataFrame | None
    """The things that answer it, columns of :data:`ANSWER`; None: a roster is missing without which nobody can tell."""
    rules: tuple[str, ...] = ()
    """Those whose gaps it shows."""
    counts: pl.DataFrame | None = None
    """Columns of :data:`COUNTED`: how many there are at a thing or in a unit, where that is not how many answers lie there."""
    total: int | None = None
    """How many there are in all, where they are counted so."""
    unit: Text = Text("个", "")
    """What is counted."""


_OF_RULES: Final = (
    ("instructor", Text("没有党建指导员的网格", "grids without an instructor"), "R25", ("Grid",)),
    ("branch", Text("没有党支部的网格", "grids without a branch"), "R02", ("Grid",)),
    ("work", Text("党组织和党的工作都没有覆盖的主体", "bodies with neither organisation nor work"), "R17", BODIES),
    ("committee", Text("没有机关党委联系的社区", "communities without an organ committee"), "R21", ("Community",)),
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Questions:
    """The questions that can be asked of what a dossier tells of."""

    dossier: Dossier

    def all(self) -> list[Question]:
        """Every question with its answer."""
        of_ties = (self._free(), self._on_one(), self._loose(), self._posts(), self._alone(), self._hall())
        return [*self._of_rules(), *of_ties]

    def _of_rules(self) -> Iterator[Question]:
        judgement = self.dossier.judgement
        known = {rule.id: rule for rule in judgement.rules}
        for key, title, rule, labels in _OF_RULES:
            if rule not in known or rule in judgement.failed:
                continue
            subjects = [known[rule].subjects[label] for label in labels]
            gaps = judgement.findings.filter(pl.col("subject_label").is_in(labels), rule=rule, verdict="gap")
            told = not all(subject.missing(judgement.slice) for subject in subjects)
            answer = gaps.select(label="subject_label", id="subject") if told else None
            yield Question(key, title, answer, (rule,))

    def _free(self) -> Question:
        """``explore_organ_branches_without_grid``."""
        title = Text("没有结对网格的机关党支部", "organ branches paired with no grid")
        pairing = self.dossier.analysis.pairing
        return Question("free", title, None if pairing is None else _things("PartyOrg", pairing.free))

    def _on_one(self) -> Question:
        """``explore_compounds_on_one_organisation``."""
        title = Text("只与一个机关党组织结对的小区", "compounds that hang on one organisation")
        told = not self._slice.missing(("party_orgs", "pairings"), parts=("pairings:Compound",))
        losses = self.dossier.analysis.single_points.filter(rule="R23", subject_label="Compound")
        return Question("one", title, losses.select(label="subject_label", id="subject") if told else None)

    def _loose(self) -> Question:
        title = Text("红线没有连上的网格和主体", "what the red thread does not join")
        loose = self.dossier.loose.drop_nulls("code").select("label", id="code").unique(maintain_order=True)
        return Question("loose", title, None if self.dossier.missing_for_thread else loose)

    def _posts(self) -> Question:
        """``explore_posts_in_few_hands``."""
        title = Text("一人担任三个以上职务的地方", "where people with three posts or more hold them")
        people = Text("人", "people")
        if self._slice.missing(("posts", "people")):
            return Question("posts", title, None, unit=people)
        held = self._slice.ties["HOLDS"].filter(pl.len().over("from_id") >= THREE_POSTS)
        places = held.select("from_id", label="to_label", id="to_id")
        if self.dossier.judgement.scope:
            territory = self.dossier.judgement.territory
            inside = within(territory, self._slice, self.dossier.judgement.scope)
            places = places.join(inside, on=["label", "id"], how="semi")
        units = self.dossier.judgement.territory.filter(pl.col("unit_label") != "Grid")
        lying = units.join(places, on=["label", "id"])
        in_units = lying.select("from_id", label="unit_label", id="unit")
        counts = (
            pl.concat([places, in_units])
            .group_by(*ANSWER)
            .agg(count=pl.col("from_id").n_unique().cast(pl.Int64))
            .sort(*ANSWER)
        )
        answer = places.select(*ANSWER).unique().sort(*ANSWER)
        total = places["from_id"].n_unique()
        return Question("posts", title, answer, counts=counts, total=total, unit=people)

    def _alone(self) -> Question:
        """Of the single points of ``analyse`` the organisations on which several things hang."""
        title = Text("几个对象只靠它的党组织", "organisations on which alone several things hang")
        losses = self.dossier.analysis.single_points.filter(label="PartyOrg")
        hanging = losses.group_by(*ANSWER).agg(pl.struct("subject_label", "subject").n_unique().alias("few"))
        return Question("alone", title, hanging.filter(pl.col("few") > 1).select(*ANSWER).sort(*ANSWER))

    def _hall(self) -> Question:
        """The Hall set of ``analyse``."""
        title = Text("机关党支部不够分的网格", "grids that have too few branches between them")
        pairing = self.dossier.analysis.pairing
        if pairing is None:
            return Question("hall", title, None)
        sides = (_things("Grid", pairing.witness_grids), _things("PartyOrg", pairing.witness_branches))
        return Question("hall", title, pl.concat(sides))

    @property
    def _slice(self) -> Slice:
        return self.dossier.judgement.slice


def _things(label: str, ids: list[str]) -> pl.DataFrame:
    return pl.DataFrame({"id": ids}, schema={"id": pl.String}).select(label=pl.lit(label), id="id")
