"""How far the line of leadership reaches: from a compound's grids up to the Party organisation of its street."""

from __future__ import annotations

from typing import Final

import polars as pl

from graphmodel.alliance import Slice
from graphmodel.analysis.organisations import of_kinds

REACH: Final = {"compound": pl.String(), "hops": pl.Int64()}


def reach(slice_: Slice) -> pl.DataFrame:
    """Per compound the least number of ties from one of its grids to a street organisation of its street.

    The first tie is the cover of the grid ("网格党支部"), the others lead upwards ("受社区党组织领导"). A grid that
    the street organisation covers itself is one tie away.

    Returns:
        Columns of :data:`REACH`, sorted by compound; ``hops`` is null where no line leads there.

    Complexity: breadth first, linear in ties for every compound's own line.
    """
    grids = _between(slice_, "PART_OF", "Grid", "Compound").rename({"from": "grid", "to": "compound"})
    covers = _between(slice_, "COVERS", "PartyOrg", "Grid")
    led_by = _between(slice_, "LED_BY", "PartyOrg", "PartyOrg")
    above = _organisations_above(slice_)
    here = grids.join(covers, left_on="grid", right_on="to").select("compound", org="from").unique()
    seen, found, hops = here, [pl.DataFrame(schema=REACH)], 1
    while here.height:
        arrived = here.join(above, on=["compound", "org"], how="semi")["compound"].unique()
        found.append(pl.DataFrame({"compound": arrived}).with_columns(hops=pl.lit(hops, pl.Int64)))
        here = (
            here.filter(~pl.col("compound").is_in(arrived.implode()))
            .join(led_by, left_on="org", right_on="from")
            .select("compound", org="to")
            .unique()
            .join(seen, on=["compound", "org"], how="anti")
        )
        seen, hops = pl.concat([seen, here]), hops + 1
    compounds = slice_.nodes["Compound"].select(compound="id").sort("compound")
    return compounds.join(pl.concat(found), on="compound", how="left", maintain_order="left")


def _between(slice_: Slice, relation: str, start: str, end: str) -> pl.DataFrame:
    """The ties of a relation between two labels, as ``from`` and ``to``."""
    return (
        slice_.ties[relation]
        .filter((pl.col("from_label") == start) & (pl.col("to_label") == end))
        .select(pl.col("from_id").alias("from"), pl.col("to_id").alias("to"))
    )


def _organisations_above(slice_: Slice) -> pl.DataFrame:
    """``compound`` and ``org``: the street organisations seated in its street."""
    orgs = of_kinds(slice_, ("street",))
    seats = _between(slice_, "SEATED_IN", "PartyOrg", "Street").rename({"from": "org", "to": "street"})
    communities = _between(slice_, "PART_OF", "Compound", "Community")
    streets = _between(slice_, "PART_OF", "Community", "Street").rename({"from": "to", "to": "street"})
    placed = communities.join(streets, on="to").select("street", compound="from")
    seated = seats.filter(pl.col("org").is_in(orgs.implode()))
    return placed.join(seated, on="street").select("compound", "org").unique()
