"""Where to look first: the gravest gaps of what is required or aimed at, by rule and street, the largest first.

It ranks rules and streets, never people; the same table stands on the screen, in the workbook and on the page.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from graphmodel.pages.wording import listed_column
from graphmodel.rules import Judgement

_COMMUNITIES_AT_MOST: Final = 3
_PER_RULE: Final = ["rule", "subject_label"]
_PER_STREET: Final = [*_PER_RULE, "street_code"]


def where_to_look_first(judgement: Judgement) -> pl.DataFrame:
    """The S1 gaps of MUST and GOAL rules, by street.

    A subject that lies in two streets counts in both; one that lies in none stands under a street that is null.

    Returns:
        ``rule``, ``subject_label``, ``unit``; ``street_code``, ``county``, ``street`` (names); ``total``: how many
        subjects or homes of the rule and label have such a gap in all; ``gap``: how many of them in the street;
        ``judged``: of how many that are met or a gap; ``communities``: those with most of them, in words. The rule and
        label with most gaps come first, and within them the street with most.
    """
    units = {rule.id: rule.unit for rule in judgement.rules if rule.modality in {"MUST", "GOAL"}}
    gaps = judgement.findings.filter((pl.col("severity") == "S1") & pl.col("rule").is_in(list(units)))
    located = gaps.select(*_PER_RULE, "subject", "gap").join(
        _streets_and_communities(judgement.territory), on=["subject_label", "subject"], how="left"
    )
    total = gaps.group_by(_PER_RULE).agg(total=pl.col("gap").sum())
    street = located.unique([*_PER_STREET, "subject"]).group_by(_PER_STREET).agg(pl.col("gap").sum())
    judged = judgement.coverage_by("Street").select(
        *_PER_RULE, street_code="unit_code", judged=pl.col("met") + pl.col("gap")
    )
    table = (
        street.join(_communities(located, judgement), on=_PER_STREET, how="left", nulls_equal=True)
        .join(judged, on=_PER_STREET, how="left")
        .join(street_names(judgement), on="street_code", how="left")
        .join(total, on=_PER_RULE)
        .with_columns(unit=pl.col("rule").replace_strict(units, return_dtype=pl.String))
    )
    return table.sort(
        pl.col("total"),
        pl.col("rule"),
        pl.col("subject_label"),
        pl.col("gap"),
        pl.col("street_code"),
        descending=[True, False, False, True, False],
        nulls_last=True,
    ).select(*_PER_RULE, "unit", "street_code", "county", "street", "total", "gap", "judged", "communities")


def _streets_and_communities(territory: pl.DataFrame) -> pl.DataFrame:
    """Each subject with its communities and their streets; a subject in no community with its streets."""
    units = territory.select("unit_label", "unit", subject_label="label", subject="id")
    communities = units.filter(pl.col("unit_label") == "Community").drop("unit_label")
    streets = units.filter(pl.col("unit_label") == "Street").drop("unit_label")
    of_community = streets.filter(pl.col("subject_label") == "Community").select("unit", community="subject")
    through = communities.rename({"unit": "community"}).join(of_community, on="community", how="left")
    outside = streets.join(communities, on=["subject_label", "subject"], how="anti")
    return pl.concat(
        [through, outside.with_columns(community=pl.lit(None, pl.String))], how="diagonal"
    ).rename({"unit": "street_code"})


def _communities(located: pl.DataFrame, judgement: Judgement) -> pl.DataFrame:
    """Per rule and street the communities with most gaps, each with its number; where they are the subjects, without."""
    of_communities = judgement.slice.names.filter(pl.col("label") == "Community")
    names = of_communities.select(community="id", name=pl.col("name").fill_null(pl.col("id")))
    numbered = (
        located.drop_nulls("community")
        .group_by([*_PER_STREET, "community"])
        .agg(pl.col("gap").sum())
        .join(names, on="community")
        .sort("gap", "community", descending=[True, False])
    )
    words = (
        pl.when(pl.col("subject_label") == "Community")
        .then("name")
        .otherwise(pl.format("{} {}", "name", "gap"))
    )
    return (
        numbered.group_by(_PER_STREET, maintain_order=True)
        .agg(communities=words)
        .with_columns(listed_column(pl.col("communities"), _COMMUNITIES_AT_MOST))
    )


def street_names(judgement: Judgement) -> pl.DataFrame:
    """``street_code`` and the names ``street`` and ``county`` of every street."""
    names = judgement.slice.names.select("label", "id", name=pl.col("name").fill_null(pl.col("id")))
    streets = names.filter(pl.col("label") == "Street").select(street_code="id", street="name")
    counties = names.filter(pl.col("label") == "County").select(unit="id", county="name")
    above = judgement.territory.filter(
        (pl.col("label") == "Street") & (pl.col("unit_label") == "County")
    ).join(counties, on="unit", maintain_order="left")
    county = above.unique("id", keep="first", maintain_order=True).select("county", street_code="id")
    return streets.join(county, on="street_code", how="left")
