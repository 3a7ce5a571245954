"""The household rules over the tables themselves, for cities where homes outnumber everything else a hundredfold.

Each function gives the rows that the query of the same rule gives; the tests hold the two against each other. The
other rules have one form only, their query.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
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


class Homes:
    """The homes of a slice and who contacts them, as these rules ask for them, each worked out once.

    A home is the number of its row, for it is a code that takes the time: each is looked up once.
    """

    def __init__(self, slice_: Slice) -> None:
        self.slice = slice_

    @cached_property
    def places(self) -> pl.DataFrame:
        """``home``, ``grid``, ``status``: a row for each grid that a home is part of."""
        status = self.slice.nodes[HOUSEHOLD]["status"]
        ends = self._places.select(pl.col("to_id").cast(pl.Categorical).alias("grid"))
        home = self._rows_of(self._places["from_id"])
        return ends.with_columns(home=home, status=status.gather(home))

    @cached_property
    def contacts(self) -> pl.DataFrame:
        """``subject``, ``home``, ``month`` of every contact."""
        ties = self.slice.ties["CONTACTS"]
        return ties.select(
            pl.col("from_id").cast(pl.Categorical).alias("subject"), month="last_contact_month"
        ).with_columns(home=self._rows_of(ties["to_id"]))

    @cached_property
    def counts(self) -> pl.DataFrame:
        """How many ``homes`` each ``grid`` has, by ``status``, ``contacted`` and ``latest`` month of contact."""
        seen = self.contacts.group_by("home").agg(latest=pl.col("month").max(), contacted=pl.lit(value=True))
        return (
            self.places.join(seen, on="home", how="left")
            .group_by("grid", "status", "latest", "contacted")
            .agg(homes=pl.len().cast(pl.Int64))
            .with_columns(pl.col("contacted").fill_null(value=False))
        )

    @cached_property
    def registrations(self) -> pl.DataFrame:
        """``subject``, ``org``, ``tie``: people registered with a grid organisation."""
        orgs = self.slice.nodes["PartyOrg"].filter(pl.col("kind").is_in(GROUP["grid_organisations"]))
        people = _of(self.slice.ties["REGISTERED_WITH"], to="PartyOrg").filter(
            pl.col("from_label") == "Person"
        )
        return people.select("tie", subject="from_id", org="to_id").join(
            orgs.select(org="id"), on="org", how="semi"
        )

    @cached_property
    def _places(self) -> pl.DataFrame:
        return self.slice.ties["PART_OF"].filter(pl.col("from_label") == HOUSEHOLD)

    def _rows_of(self, codes: pl.Series) -> pl.Series:
        """The row of each home that is named; where all are, one after the other, none is looked up."""
        homes = self.slice.nodes[HOUSEHOLD].select("id", home=pl.int_range(pl.len(), dtype=pl.UInt32))
        if codes.equals(homes["id"]):
            return homes["home"]
        named = pl.DataFrame({"id": codes})
        return named.join(homes, on="id", how="left", maintain_order="left")["home"]


def _registered_members_contact_homes(homes: Homes, _: Mapping[str, Any]) -> pl.DataFrame:
    """R34: members registered with a grid organisation, by whether they contact any home."""
    tables = homes.slice
    members = (
        tables.nodes["Person"].filter(pl.col("party_status").is_in(GROUP["members"])).select(subject="id")
    )
    contacting = (
        tables.ties["CONTACTS"].select(subject="from_id").unique().with_columns(verdict=pl.lit("met"))
    )
    return (
        homes.registrations.group_by("subject", maintain_order=True)
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


def _homes_with_contact(homes: Homes, _: Mapping[str, Any]) -> pl.DataFrame:
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
    return _counted(homes, outcome)


def _homes_contacted_lately(homes: Homes, parameters: Mapping[str, Any]) -> pl.DataFrame:
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
    return _counted(homes, outcome)


def _homes_nearby(homes: Homes, _: Mapping[str, Any]) -> pl.DataFrame:
    """R37: contacting people, by whether a home lies outside the grids they live in or are registered for."""
    lives = homes.slice.ties["LIVES_IN"].select(subject="from_id", grid="to_id")
    covers = _of(homes.slice.ties["COVERS"], to="Grid").select(org="from_id", grid="to_id")
    registered = homes.registrations.join(covers, on="org").select("subject", "grid")
    near = pl.concat([lives, registered]).cast(pl.Categorical).unique()
    pairs = homes.contacts.select("subject", "home").unique()
    outside = (
        pairs.join(homes.places, on="home")
        .join(near, on=["subject", "grid"], how="anti")
        .select("subject", "home")
        .unique()
        .group_by("subject")
        .agg(homes_outside=pl.len().cast(pl.Int64))
    )
    contacting = pairs.group_by("subject").agg(homes=pl.len().cast(pl.Int64))
    placed = near.select("subject").unique().with_columns(placed=pl.lit(value=True))
    verdict = (
        pl.when(pl.col("placed").is_null())
        .then(pl.lit("unknown"))
        .when(pl.col("homes_outside") > 0)
        .then(pl.lit("gap"))
        .otherwise(pl.lit("met"))
    )
    counted = contacting.join(outside, on="subject", how="left").with_columns(
        pl.col("homes_outside").fill_null(0)
    )
    return counted.join(placed, on="subject", how="left").select(
        pl.col("subject").cast(pl.String),
        "homes_outside",
        "homes",
        subject_label=pl.lit("Person"),
        verdict=verdict,
    )


def _not_too_many_homes(homes: Homes, parameters: Mapping[str, Any]) -> pl.DataFrame:
    """R38: contacting people, by whether they contact more homes than one member can."""
    too_many = pl.col("homes") > parameters["max_homes"]
    return (
        homes.contacts.group_by("subject")
        .agg(homes=pl.col("home").n_unique().cast(pl.Int64))
        .with_columns(
            pl.col("subject").cast(pl.String),
            subject_label=pl.lit("Person"),
            verdict=pl.when(too_many).then(pl.lit("gap")).otherwise(pl.lit("met")),
        )
    )


COLUMNAR: Final[dict[str, Callable[[Homes, Mapping[str, Any]], pl.DataFrame]]] = {
    "R34": _registered_members_contact_homes,
    "R35": _homes_with_contact,
    "R36": _homes_contacted_lately,
    "R37": _homes_nearby,
    "R38": _not_too_many_homes,
}
"""Rule by rule, the rows its query would give, from the homes and the queries' parameters."""


def _counted(homes: Homes, outcome: pl.Expr) -> pl.DataFrame:
    """Homes per grid and outcome."""
    counts = [pl.col("homes").filter(pl.col("outcome") == name).sum().alias(name) for name in _OUTCOMES]
    return (
        homes.counts.with_columns(outcome=outcome)
        .group_by(subject=pl.col("grid").cast(pl.String))
        .agg(counts)
        .with_columns(subject_label=pl.lit("Grid"))
    )


def _of(ties: pl.DataFrame, to: str) -> pl.DataFrame:
    return ties.filter(pl.col("to_label") == to)
