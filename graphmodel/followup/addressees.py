"""Whose a finding is: the street, community or county it lies in, or the organ committee that answers for it."""

from __future__ import annotations

from typing import Final

import polars as pl

from graphmodel.alliance.subjects import PAIRING, tie_id
from graphmodel.alliance.territory import UNITS
from graphmodel.ontology import GROUP
from graphmodel.rules import Judgement

LABEL_OF: Final = {
    "street": "Street",
    "community": "Community",
    "county": "County",
    "organ": "PartyOrg",
}
"""By whom lists may be made, and what these are."""


def lying_in(judgement: Judgement, by: str, subjects: pl.DataFrame) -> pl.DataFrame:
    """Which of some subjects each addressee answers for.

    Args:
        judgement: whose subjects.
        by: a key of :data:`LABEL_OF`.
        subjects: ``subject_label``, ``subject``.

    Returns:
        ``subject_label``, ``subject``, ``unit``; a subject may have several units, or none.
    """
    if by == "organ":
        thing = ["subject_label", "subject"]
        return _of_organs(judgement).join(subjects, on=thing, how="semi", maintain_order="left")
    things = subjects.select(label="subject_label", id="subject")
    located = judgement.located_of(things, LABEL_OF[by])
    return located.select(subject_label="label", subject="id", unit="unit")


def _of_organs(judgement: Judgement) -> pl.DataFrame:
    """Organ committees with their branches, the members of both, and the pairings of both."""
    ties, orgs = judgement.slice.ties, judgement.slice.nodes["PartyOrg"]
    committees = orgs.filter(pl.col("kind").is_in(GROUP["organ_committees"])).select(unit="id")
    branches = orgs.filter(pl.col("kind") == "organ_branch").select(org="id")
    led = (
        ties["LED_BY"]
        .select(org="from_id", unit="to_id")
        .join(committees, on="unit", how="semi")
        .join(branches, on="org", how="semi")
    )
    own = pl.concat([committees.select(org="unit", unit="unit"), led])
    members = ties["MEMBER_OF"].select(subject="from_id", org="to_id").join(own, on="org")
    pairings = ties[PAIRING].select(tie_id().alias("subject"), org="from_id").join(own, on="org")
    return pl.concat(
        table.select(pl.lit(label).alias("subject_label"), "subject", "unit")
        for label, table in (
            ("PartyOrg", own.rename({"org": "subject"})),
            ("Person", members),
            (PAIRING, pairings),
        )
    ).unique()


def outside_the_programme(judgement: Judgement, subjects: pl.DataFrame) -> pl.DataFrame:
    """The communities among some subjects without a compound, and the people among them in whose scope there is none.

    Of a person the smallest units count that they lie in: a county always holds some compound.

    Args:
        judgement: whose subjects.
        subjects: ``subject_label``, ``subject``.

    Returns:
        ``subject_label``, ``subject``.
    """
    thing = ["subject_label", "subject"]
    located = judgement.located.rename({"label": "subject_label", "id": "subject"})
    size = {label: place for place, label in enumerate(UNITS) if label != "Grid"}
    of_people = pl.col("subject_label") == "Person"
    lying = (
        located.join(subjects.lazy(), on=thing, how="semi")
        .filter(
            ~of_people & (pl.col("unit_label") == "Community") | of_people & (pl.col("unit_label") != "Grid")
        )
        .with_columns(size=pl.col("unit_label").replace_strict(size, return_dtype=pl.Int64))
    )
    smallest = lying.filter(pl.col("size") == pl.col("size").max().over(thing))
    holds = located.filter(subject_label="Compound").select("unit_label", "unit")
    holding = smallest.join(holds, on=["unit_label", "unit"], how="semi")
    return subjects.lazy().select(thing).join(holding, on=thing, how="anti").collect()
