"""The household rules over the tables themselves, for cities where homes outnumber everything else a hundredfold.

Each function gives the rows that the query of the same rule gives; the tests hold the two against each other. The
other rules have one form only, their query.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import polars as pl

from graphmodel.alliance import Slice
from graphmodel.ontology import GROUP, HOUSEHOLD

MANY_HOMES: Final = 50_000
"""With more homes than this the tables answer faster than a projection that has to be filled with them first."""

_OUTCOMES: Final = ("met", "gap", "unknown", "exempt")


def many_homes(slice_: Slice) -> bool:
    """Whether the household rules should be judged over the tables."""
    return slice_.nodes[HOUSEHOLD].height > MANY_HOMES


def _registered_members_contact_homes(slice_: Slice, _: Mapping[str, Any]) -> pl.DataFrame:
    """R34: members registered with a grid organisation, by whether they contact any home."""
    members = (
        slice_.nodes["Person"].filter(pl.col("party_status").is_in(GROUP["members"])).select(subject="id")
    )
    contacting = (
        slice_.ties["CONTACTS"].select(subject="from_id").unique().with_columns(verdict=pl.lit("met"))
    )
    return (
        _registrations(slice_)
        .group_by("subject", maintain_order=True)
        .agg(decided_by="tie")
        .join(members, on="subject", how="semi")
        .join(contacting, on="subject", how="left")
        .select(
            subject_label=pl.lit("Person"),
            subject="subject",
            verdict=pl.col("verdict").fill_null("gap"),
            decided_by=pl.col("decided_by").list.sort(),
        )
    )


def _homes_with_contact(slice_: Slice, _: Mapping[str, Any]) -> pl.DataFrame:
    """R35: homes by grid; occupied ones are met when a member contacts them."""
    left_out, status = pl.col("status").is_in(GROUP["homes_left_out"]), pl.col("status")
    outcome = (
        pl.when(left_out)
        .then(pl.lit("exempt"))
        .when(status.is_null())
        .then(pl.lit("unknown"))
        .when(pl.col("contacted"))
        .then(pl.lit("met"))
        .otherwise(pl.lit("gap"))
    )
    return _counted(slice_, outcome)


def _homes_contacted_lately(slice_: Slice, parameters: Mapping[str, Any]) -> pl.DataFrame:
    """R36: contacted homes by grid; occupied ones are met when the latest contact is not before the window."""
    left_out, latest = pl.col("status").is_in(GROUP["homes_left_out"]), pl.col("latest")
    outcome = (
        pl.when(left_out.fill_null(value=False) | ~pl.col("contacted"))
        .then(pl.lit("exempt"))
        .when(pl.col("status").is_null() | latest.is_null())
        .then(pl.lit("unknown"))
        .when(latest < parameters["window_from"])
        .then(pl.lit("gap"))
        .otherwise(pl.lit("met"))
    )
    return _counted(slice_, outcome)


def _homes_nearby(slice_: Slice, _: Mapping[str, Any]) -> pl.DataFrame:
    """R37: contacting people, by whether a home lies outside the grids they live in or are registered for."""
    lives = slice_.ties["LIVES_IN"].select(subject="from_id", grid="to_id")
    covers = _of(slice_.ties["COVERS"], to="Grid").select(org="from_id", grid="to_id")
    near = pl.concat(
        [lives, _registrations(slice_).join(covers, on="org").select("subject", "grid")]
    ).unique()
    homes = (
        slice_.ties["CONTACTS"]
        .select(subject="from_id", home="to_id")
        .unique()
        .join(_places(slice_), on="home", how="left")
        .join(near.with_columns(near=pl.lit(value=True)), on=["subject", "grid"], how="left")
        .group_by("subject", "home")
        .agg(outside=(pl.col("grid").is_not_null() & pl.col("near").is_null()).any())
        .group_by("subject")
        .agg(homes_outside=pl.col("outside").sum().cast(pl.Int64), homes=pl.len().cast(pl.Int64))
    )
    placed = near.select("subject").unique().with_columns(placed=pl.lit(value=True))
    verdict = (
        pl.when(pl.col("placed").is_null())
        .then(pl.lit("unknown"))
        .when(pl.col("homes_outside") > 0)
        .then(pl.lit("gap"))
        .otherwise(pl.lit("met"))
    )
    return homes.join(placed, on="subject", how="left").select(
        "subject", "homes_outside", "homes", subject_label=pl.lit("Person"), verdict=verdict
    )


def _not_too_many_homes(slice_: Slice, parameters: Mapping[str, Any]) -> pl.DataFrame:
    """R38: contacting people, by whether they contact more homes than one member can."""
    too_many = pl.col("homes") > parameters["max_homes"]
    return (
        slice_.ties["CONTACTS"]
        .group_by(subject="from_id")
        .agg(homes=pl.col("to_id").n_unique().cast(pl.Int64))
        .with_columns(
            subject_label=pl.lit("Person"),
            verdict=pl.when(too_many).then(pl.lit("gap")).otherwise(pl.lit("met")),
        )
    )


COLUMNAR: Final[dict[str, Callable[[Slice, Mapping[str, Any]], pl.DataFrame]]] = {
    "R34": _registered_members_contact_homes,
    "R35": _homes_with_contact,
    "R36": _homes_contacted_lately,
    "R37": _homes_nearby,
    "R38": _not_too_many_homes,
}
"""Rule by rule, the rows its query would give, from a slice and the queries' parameters."""


def _counted(slice_: Slice, outcome: pl.Expr) -> pl.DataFrame:
    """Homes per grid and outcome."""
    contacts = slice_.ties["CONTACTS"].group_by(home="to_id").agg(latest=pl.col("last_contact_month").max())
    homes = (
        slice_.nodes[HOUSEHOLD]
        .select("status", home="id")
        .join(_places(slice_), on="home")
        .join(contacts.with_columns(contacted=pl.lit(value=True)), on="home", how="left")
        .with_columns(pl.col("contacted").fill_null(value=False))
    )
    counts = [(pl.col("outcome") == name).sum().cast(pl.Int64).alias(name) for name in _OUTCOMES]
    return (
        homes.select("grid", outcome=outcome)
        .group_by(subject="grid")
        .agg(counts)
        .with_columns(subject_label=pl.lit("Grid"))
    )


def _places(slice_: Slice) -> pl.DataFrame:
    return (
        slice_.ties["PART_OF"].filter(pl.col("from_label") == HOUSEHOLD).select(home="from_id", grid="to_id")
    )


def _registrations(slice_: Slice) -> pl.DataFrame:
    """``subject``, ``org``, ``tie``: people registered with a grid organisation."""
    grid_orgs = (
        slice_.nodes["PartyOrg"].filter(pl.col("kind").is_in(GROUP["grid_organisations"])).select(org="id")
    )
    people = _of(slice_.ties["REGISTERED_WITH"], to="PartyOrg").filter(pl.col("from_label") == "Person")
    return people.select("tie", subject="from_id", org="to_id").join(grid_orgs, on="org", how="semi")


def _of(ties: pl.DataFrame, to: str) -> pl.DataFrame:
    return ties.filter(pl.col("to_label") == to)
