"""Whether the members at hand have room for the homes nobody contacts, grid by grid, compound by compound."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import polars as pl

from graphmodel.alliance import Slice
from graphmodel.alliance.territory import units_above
from graphmodel.analysis.spread import registered_members

if TYPE_CHECKING:
    import networkx as nx

CAPACITY: Final = {
    "unit_label": pl.String(),
    "unit": pl.String(),
    "demand": pl.Int64(),
    "members": pl.Int64(),
    "spare": pl.Int64(),
    "closable": pl.Int64(),
    "shortfall": pl.Int64(),
    "more_members": pl.Int64(),
}
_UNITS: Final = ("Grid", "Compound", "Community")
_UNIT: Final = ["unit_label", "unit"]


def household_capacity(slice_: Slice, max_homes: int) -> pl.DataFrame:
    """Per grid, compound and community that has homes: who could take the homes nobody contacts ("进社不漏户").

    A member takes homes in their near grids: the one they live in ("就近") and those covered by the grid organisations
    they are registered with. Every unit is looked at alone.

    Args:
        slice_: the alliance on the day in question.
        max_homes: how many homes one member may contact.

    Returns:
        Columns of :data:`CAPACITY`, sorted by unit: ``demand``, the occupied homes without contact; ``members`` with
        room who reach one of its grids, and ``spare``, their room; ``closable``, how many of these homes they can take
        at most; ``shortfall``, the others; ``more_members``, how many more members these would need.

    Complexity: a maximum flow per unit (Ford and Fulkerson, Maximal flow through a network, 1956), over grids and
    members of the same near grids instead of single homes and members.
    """
    near = near_grids(slice_).join(members_with_room(slice_, slice_.at_home.contacts, max_homes), on="id")
    above = units_above(slice_).filter((pl.col("label") == "Grid") & pl.col("unit_label").is_in(_UNITS))
    places = above.unique().select(*_UNIT, grid="id")
    grids = places.join(_homes(slice_), on="grid")
    reaching = places.join(near, on="grid").unique([*_UNIT, "id"]).group_by(_UNIT)
    units = (
        grids.group_by(_UNIT)
        .agg(pl.col("demand").sum())
        .join(reaching.agg(members=pl.len(), spare=pl.col("room").sum()), on=_UNIT, how="left")
        .join(_closable(grids, near), on=_UNIT, how="left")
        .with_columns(pl.col("members", "spare", "closable").fill_null(0))
        .with_columns(shortfall=pl.col("demand") - pl.col("closable"))
        .with_columns(more_members=(pl.col("shortfall") + max_homes - 1) // max_homes)
    )
    return units.select(pl.col(name).cast(dtype) for name, dtype in CAPACITY.items()).sort(_UNIT)


def members_with_room(slice_: Slice, contacts: pl.DataFrame, max_homes: int) -> pl.DataFrame:
    """Members registered with a grid organisation who may contact further homes: ``id`` and ``room``, how many.

    Args:
        slice_: the alliance on the day in question.
        contacts: see :attr:`graphmodel.alliance.at_home.AtHome.contacts`.
        max_homes: how many homes one member may contact.
    """
    return (
        registered_members(slice_)
        .select("id")
        .unique()
        .join(contacts, on="id", how="left")
        .select("id", room=max_homes - pl.col("homes").fill_null(0))
        .filter(pl.col("room") > 0)
    )


def near_grids(slice_: Slice) -> pl.DataFrame:
    """``id`` and ``grid``: the grid a person lives in, and those of the grid organisations they are registered with."""
    covers = slice_.ties["COVERS"].filter(pl.col("to_label") == "Grid").select(org="from_id", grid="to_id")
    registered = registered_members(slice_).join(covers, on="org").select("id", "grid")
    return pl.concat([registered, slice_.ties["LIVES_IN"].select(id="from_id", grid="to_id")]).unique()


def _homes(slice_: Slice) -> pl.DataFrame:
    """The grids that have homes: ``grid`` and ``demand``, its open ones."""
    homes = slice_.at_home
    demand = homes.open.group_by("grid").agg(demand=pl.len().cast(pl.Int64))
    return (
        homes.grids.select("grid")
        .join(demand, on="grid", how="left")
        .with_columns(pl.col("demand").fill_null(0))
    )


def _closable(grids: pl.DataFrame, near: pl.DataFrame) -> pl.DataFrame:
    """How many homes of each unit can be taken: ``unit_label``, ``unit``, ``closable``.

    Members with one near grid in a unit come first: nobody can do better by keeping their room. Only what they leave,
    and members with several, need a flow.
    """
    open_ = grids.filter(pl.col("demand") > 0)
    kinds = (
        open_.join(near, on="grid")
        .sort("grid")
        .group_by(*_UNIT, "id", maintain_order=True)
        .agg("grid", pl.col("room").first())
        .group_by(*_UNIT, "grid", maintain_order=True)
        .agg(pl.col("room").sum())
    )
    alone = pl.col("grid").list.len() == 1
    single = kinds.filter(alone).select(*_UNIT, pl.col("grid").list.first(), room="room")
    left = (
        open_.join(single, on=[*_UNIT, "grid"], how="left")
        .with_columns(taken=pl.min_horizontal("demand", pl.col("room").fill_null(0)))
        .with_columns(left=pl.col("demand") - pl.col("taken"))
    )
    demand = left.filter(pl.col("left") > 0).group_by(_UNIT).agg("grid", "left")
    shared = kinds.filter(~alone).group_by(_UNIT).agg("grid", "room")
    flows = [
        (*unit, _flow(dict(zip(wanting, homes, strict=True)), list(zip(reach, room, strict=True))))
        for *unit, wanting, homes, reach, room in demand.join(shared, on=_UNIT).iter_rows()
    ]
    flowing = pl.DataFrame(
        flows, schema={"unit_label": pl.String, "unit": pl.String, "flow": pl.Int64}, orient="row"
    )
    return (
        left.group_by(_UNIT)
        .agg(pl.col("taken").sum())
        .join(flowing, on=_UNIT, how="left")
        .select(*_UNIT, closable=pl.col("taken") + pl.col("flow").fill_null(0))
    )


def _flow(demand: dict[str, int], members: Iterable[tuple[list[str], int]]) -> int:
    """How many homes members with several near grids can take.

    Args:
        demand: how many homes each grid has.
        members: near grids, and how many homes all the members who have just these can take.

    >>> _flow({"G1": 3, "G2": 1}, [(["G1", "G2"], 2), (["G2", "G3"], 5)])
    3
    """
    import networkx as nx
    from networkx.algorithms.flow import edmonds_karp

    graph: nx.DiGraph[object] = nx.DiGraph()
    for grid, homes in demand.items():
        graph.add_edge(grid, "sink", capacity=homes)
    for number, (grids, room) in enumerate(members):
        graph.add_edge("source", number, capacity=room)
        graph.add_edges_from((number, grid) for grid in grids if grid in demand)
    if "source" not in graph:
        return 0
    return int(nx.maximum_flow_value(graph, "source", "sink", flow_func=edmonds_karp))
