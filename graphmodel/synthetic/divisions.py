"""Building on a real division list: its divisions are taken as they are, what lives in them is invented.

The main urban communities are chosen from the list: those it marks as such, else communities of city districts
before those of counties, 社区 before villages, streets before towns, in the order of the list. Which communities are
main urban in truth is not known here, so nothing may be read off the result.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import polars as pl

from graphmodel.errors import UsageError
from graphmodel.language import Text
from graphmodel.rosters import read_rosters
from graphmodel.synthetic.rows import Rows
from graphmodel.synthetic.sizes import Area
from graphmodel.synthetic.territory import Community, Unit

_DISTRICT: Final = "区"
_VILLAGE: Final = r"村(?:委会)?$"
_URBAN: Final = "社区"
_STREET: Final = "街道"


def read_divisions(file: Path) -> pl.DataFrame:
    """Read a division list, in any form in which the roster 区划 may come.

    Returns:
        ``id``, ``name``, ``level``, ``part_of``, ``in_main_urban``: one row per division.

    Raises:
        UsageError: it does not exist, or is no sound division list.
        EnvironmentFailure: it cannot be opened.
    """
    reading = read_rosters([file])
    if reading.has_errors or "divisions" not in reading.rosters:
        raise UsageError(
            Text(
                "这不是一份可用的区划名单：{path}（先用 check 检查）",
                "{path} is no sound division list; check it first",
            ),
            path=file,
        )
    read = reading.rosters["divisions"]
    above = read.references["part_of"].select("uid", part_of="id")
    return (
        read.rows.drop("part_of")
        .join(above, on="uid", how="left", maintain_order="left")
        .select("id", "name", "level", "part_of", "in_main_urban")
    )


class Divided:
    """A division list from which areas take their communities."""

    def __init__(self, divisions: pl.DataFrame) -> None:
        self._divisions = divisions
        self._free = _ranked(divisions)
        self._counties = self._free["county"].unique(maintain_order=True)
        self._main_urban: list[str] = []

    def take(self, area: Area) -> tuple[list[Unit], list[Community]]:
        """Streets and communities for an area: from its own counties as far as they have any left.

        Raises:
            UsageError: the list has too few communities.
        """
        counties = [self._counties[place % len(self._counties)] for place in area.counties]
        at_home = pl.col("county").is_in(counties) | area.in_main_urban
        chosen = self._free.sort(at_home, descending=True, maintain_order=True).head(area.communities)
        if chosen.height < area.communities:
            raise UsageError(
                Text(
                    "区划名单里的社区不够：需要 {needed} 个",
                    "the division list has too few communities: {needed} are needed",
                ),
                needed=area.communities,
            )
        self._free = self._free.join(chosen.select("id"), on="id", how="anti", maintain_order="left")
        if area.in_main_urban:
            self._main_urban += chosen["id"].to_list()
        chosen = chosen.sort("place")
        streets = chosen.unique("street", maintain_order=True).select("street", "street_name").rows()
        number = {street: place for place, (street, _) in enumerate(streets)}
        communities = [
            Community(id_, name, number[street])
            for id_, name, street in chosen.select("id", "name", "street").rows()
        ]
        return [Unit(*street) for street in streets], communities

    def enter(self, rows: Rows) -> None:
        """Enter the list as a roster, the communities chosen as main urban marked."""
        chosen = pl.col("id").is_in(self._main_urban)
        is_community = pl.col("level") == "community"
        rows.add_table(
            "divisions", self._divisions.with_columns(in_main_urban=pl.when(is_community).then(chosen))
        )


def _ranked(divisions: pl.DataFrame) -> pl.DataFrame:
    """The communities with their street and county, the likeliest main urban ones first."""
    streets = divisions.filter(pl.col("level") == "street").select(
        street="id", street_name="name", county="part_of", street_place=pl.int_range(pl.len())
    )
    counties = divisions.filter(pl.col("level") == "county").select(county="id", county_name="name")
    name = pl.col("name").fill_null("")
    return (
        divisions.filter(pl.col("level") == "community")
        .join(streets, left_on="part_of", right_on="street", coalesce=False, maintain_order="left")
        .join(counties, on="county", maintain_order="left")
        .sort("street_place", maintain_order=True)
        .with_row_index("place")
        .sort(
            pl.col("in_main_urban").fill_null(value=False).not_(),
            pl.col("county_name").str.ends_with(_DISTRICT).not_(),
            name.str.ends_with(_URBAN).not_(),
            name.str.contains(_VILLAGE),
            pl.col("street_name").str.ends_with(_STREET).not_(),
            "place",
        )
    )
