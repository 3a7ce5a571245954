"""How ties are spread: how many members have no home, one, two; never who has how many."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

import polars as pl

from graphmodel.alliance import Slice
from graphmodel.analysis.organisations import active, of_kinds
from graphmodel.ontology import GROUP

SPREAD: Final = {"value": pl.Int64(), "count": pl.Int64()}
"""How many (``count``) have so many (``value``)."""


class _Counted(NamedTuple):
    """Whose ties are counted: ``ties`` has ``id`` and how many (``ties``) there are of whoever has any."""

    holders: pl.Series
    ties: pl.DataFrame


def load(slice_: Slice) -> Mapping[str, pl.DataFrame]:
    """The spread of five loads.

    - ``homes_per_member``: homes that members registered with a grid organisation contact;
    - ``posts_per_person``: posts of people who hold any;
    - ``grids_per_branch``: grids with which organ branches are paired;
    - ``compounds_per_org``: compounds with which organ organisations are;
    - ``communities_per_committee``: communities with which organ committees are. Retired organisations do not count.

    Returns:
        Tables of :data:`SPREAD`, sorted by value; noughts are counted too.

    Complexity: linear in nodes and ties.
    """
    return {name: _spread(counted) for name, counted in _counted(slice_).items()}


def registered_members(slice_: Slice) -> pl.DataFrame:
    """The members registered with a grid organisation: ``id`` and ``org``, once per organisation ("1+N党员联户")."""
    members = slice_.nodes["Person"].filter(pl.col("party_status").is_in(GROUP["members"]))
    orgs = of_kinds(slice_, GROUP["grid_organisations"])
    return (
        slice_.ties["REGISTERED_WITH"]
        .filter((pl.col("from_label") == "Person") & (pl.col("to_label") == "PartyOrg"))
        .join(members, left_on="from_id", right_on="id", how="semi")
        .filter(pl.col("to_id").is_in(orgs.implode()))
        .select(id="from_id", org="to_id")
    )


def _counted(slice_: Slice) -> dict[str, _Counted]:
    paired = slice_.ties["PAIRED_WITH"]
    posts = slice_.ties["HOLDS"]["from_id"]

    def pairings(label: str, kinds: tuple[str, ...]) -> _Counted:
        return _Counted(
            active(slice_, kinds), _ties_of(paired.filter(pl.col("to_label") == label)["from_id"])
        )

    return {
        "homes_per_member": _Counted(
            registered_members(slice_)["id"].unique(), slice_.at_home.contacts.rename({"homes": "ties"})
        ),
        "posts_per_person": _Counted(posts.unique(), _ties_of(posts)),
        "grids_per_branch": pairings("Grid", ("organ_branch",)),
        "compounds_per_org": pairings("Compound", GROUP["organ_orgs"]),
        "communities_per_committee": pairings("Community", GROUP["organ_committees"]),
    }


def _ties_of(ids: pl.Series) -> pl.DataFrame:
    """How often each is there."""
    return ids.alias("id").value_counts(name="ties")


def _spread(counted: _Counted) -> pl.DataFrame:
    held = counted.holders.alias("id").to_frame().join(counted.ties, on="id", how="left")
    return (
        held.group_by(value=pl.col("ties").fill_null(0).cast(pl.Int64))
        .agg(count=pl.len().cast(pl.Int64))
        .sort("value")
    )
