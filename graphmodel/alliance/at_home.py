"""What is asked of homes, who outnumber everything else a hundredfold, without having all of them in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

import polars as pl

from graphmodel.ontology import HOUSEHOLD

_WHERE: Final = ("grid", "building", "stairwell")
_SHEET: Final = ["source_file", "source_sheet"]


class AtHome(NamedTuple):
    """The homes of a day, one by one only those that nobody keeps in touch with."""

    open: pl.DataFrame
    """The occupied homes that nobody contacts: ``id``, ``grid``, ``building``, ``stairwell``."""
    grids: pl.DataFrame
    """``grid`` and ``homes``: how many lie in each grid that has any."""
    contacts: pl.DataFrame
    """``id`` and ``homes``: how many each person contacts who contacts any."""
    contacted: pl.DataFrame
    """``id``, ``grid``, ``building``, ``stairwell``: where those lie that each person contacts, every place once."""
    begun: pl.DataFrame
    """``what`` (a label or a type of ties), how many (``count``) there are of it, and when the ``first`` and the ``last``
    began."""
    sheets: pl.DataFrame
    """``source_file`` and ``source_sheet``: where all of it stands in the rosters."""


def told_of_homes(nodes: Mapping[str, pl.DataFrame], ties: Mapping[str, pl.DataFrame]) -> AtHome:
    """What there is to say of some homes.

    Args:
        nodes: the homes that are live on the day.
        ties: those of them to their grids, and of people to them, that are.

    Complexity: linear.
    """
    homes, contacts = nodes[HOUSEHOLD], ties["CONTACTS"]
    in_grids = ties["PART_OF"].filter(pl.col("from_label") == HOUSEHOLD)
    places = in_grids.select(home="from_id", grid="to_id")
    where = homes.select("building", "stairwell", home="id")
    led = contacts.select(home="to_id", id="from_id")
    open_ = (
        where.filter(homes["status"] == "occupied").join(led, on="home", how="anti").join(places, on="home")
    )
    contacted = led.join(places, on="home").join(where, on="home")
    tables = {HOUSEHOLD: homes, "PART_OF": in_grids, "CONTACTS": contacts}
    return AtHome(
        open_.select(*_WHERE, id="home"),
        in_grids.group_by(grid="to_id").agg(homes=pl.len().cast(pl.Int64)),
        led.group_by("id").agg(homes=pl.len().cast(pl.Int64)),
        contacted.select("id", *_WHERE).unique(),
        pl.concat(begun(what, table) for what, table in tables.items()),
        pl.concat(table.select(_SHEET).unique() for table in tables.values()),
    )


def begun(what: str, table: pl.DataFrame) -> pl.DataFrame:
    """``what``, ``count``, ``first`` and ``last`` of a table of nodes or ties; a row."""
    began = pl.col("valid_from")
    return table.select(
        pl.lit(what).alias("what"),
        pl.len().cast(pl.Int64).alias("count"),
        first=began.min(),
        last=began.max(),
    )


def begun_in_all(some: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """The same of several tables, those of one thing together, in the order in which they first come."""
    counted = pl.concat(some).group_by("what", maintain_order=True)
    return counted.agg(pl.col("count").sum(), pl.col("first").min(), pl.col("last").max())


def homes_together(some: Iterable[AtHome]) -> AtHome:
    """What there is to say of all homes, of each of which one of some tells."""
    every = [*some]
    return AtHome(
        pl.concat(one.open for one in every),
        pl.concat(one.grids for one in every).group_by("grid").agg(pl.col("homes").sum()),
        pl.concat(one.contacts for one in every).group_by("id").agg(pl.col("homes").sum()),
        pl.concat(one.contacted for one in every).unique(),
        begun_in_all(one.begun for one in every),
        pl.concat(one.sheets for one in every).unique(),
    )
