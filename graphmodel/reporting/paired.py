"""Who is paired with whom, as tables for a matrix: organ committees and communities, organ branches and grids."""

from __future__ import annotations

from typing import Final

import polars as pl

from graphmodel.alliance import Slice
from graphmodel.alliance.subjects import PAIRING

COMMITTEES: Final = ("organ_committee", "organ_general_branch")
BRANCHES: Final = ("organ_branch",)


def organs(slice_: Slice, kinds: tuple[str, ...]) -> pl.DataFrame:
    """The organisations of some kinds, those of retired members apart: ``code``, ``name``; by code."""
    orgs = slice_.nodes["PartyOrg"].filter(
        pl.col("kind").is_in(list(kinds)), ~pl.col("is_retired").fill_null(value=False)
    )
    return orgs.select(code="id", name=pl.coalesce("name", "id")).sort("code")


def ties(slice_: Slice, kinds: tuple[str, ...], label: str) -> pl.DataFrame:
    """The pairings of organisations of some kinds with things of a label: ``org``, ``target``, ``count``."""
    here = organs(slice_, kinds).select(from_id="code")
    pairings = slice_.ties[PAIRING].filter(pl.col("to_label") == label).join(here, on="from_id", how="semi")
    return (
        pairings.group_by(org="from_id", target="to_id")
        .agg(count=pl.len().cast(pl.Int64))
        .sort("org", "target")
    )


def of_units(slice_: Slice, territory: pl.DataFrame) -> pl.DataFrame:
    """Every pairing, in every unit in which its target lies.

    Args:
        slice_: the alliance on a day.
        territory: of :func:`graphmodel.alliance.territory.locate`.

    Returns:
        ``unit_label``, ``unit``, ``org`` (its name), ``target_label``, ``target`` (its name), ``agreed`` (whether an
        agreement is signed); sorted.
    """
    names = slice_.names.select("label", "id", name=pl.coalesce("name", "id"))
    of_orgs = names.filter(label="PartyOrg").select(from_id="id", org="name")
    of_targets = names.select(to_label="label", to_id="id", target="name")
    places = territory.select("unit_label", "unit", to_label="label", to_id="id")
    return (
        slice_.ties[PAIRING]
        .join(of_orgs, on="from_id")
        .join(of_targets, on=["to_label", "to_id"])
        .join(places, on=["to_label", "to_id"])
        .select("unit_label", "unit", "org", "target", target_label="to_label", agreed="has_agreement")
        .sort("unit_label", "unit", "target_label", "target", "org")
    )
