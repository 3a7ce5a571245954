"""Stage 14: which member is to contact which home ("进社不漏户、户户见党员"): a minimum-cost flow over stairwells.

Homes of one grid, building and stairwell go together, and so do the members' ways to them: through a stairwell or a
building in which they contact a home already, their grids, or, farther away, the compounds and communities of these.
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import accumulate, pairwise
from typing import Final, Literal, NamedTuple

import polars as pl

from graphmodel.alliance.territory import units_above
from graphmodel.analysis.capacity import members_with_room, near_grids
from graphmodel.planning.flows import ARCS, greatest_flow
from graphmodel.planning.moves import Hall
from graphmodel.planning.state import Network

Reach = Literal["grid", "compound", "community"]

AT_HOME, NEAR = 2, 3
_FARTHER: Final = {"Compound": 4, "Community": 5}
"""What a home costs: 0 and 1 in a stairwell or building where the member contacts one, else by the way to its grid."""

BANDS: Final = 4
"""In as many bands the homes of one member weigh more and more."""

HOME_MOVES: Final = {
    "person": pl.String(),
    "home": pl.String(),
    "grid": pl.String(),
    "cost": pl.Int64(),
    "way": pl.Int64(),
    "load": pl.Int64(),
    "others": pl.Int64(),
    "first": pl.Boolean(),
}
"""``way`` and band make the ``cost``; ``load``: which home of the member it is; ``others``: how many others could have
taken it; ``first``: whether it is the first of a member with an R34 gap."""

OPEN_HOMES: Final = {"grid": pl.String(), "open": pl.Int64(), "eligible": pl.Boolean(), "hall": pl.Int64()}


class Homes(NamedTuple):
    """What stage 14 proposes, and why it leaves open what it does."""

    moves: pl.DataFrame
    """Columns of :data:`HOME_MOVES`, sorted by home."""
    open_homes: pl.DataFrame
    """Columns of :data:`OPEN_HOMES`: the grids with homes left; whether anyone with room reaches them; the Hall set."""
    open_members: dict[str, bool]
    """The members without any home still, and whether there is one they could have taken."""
    halls: list[Hall]


def contact_homes(
    network: Network,
    grids: Collection[str] | None,
    members: Collection[str],
    *,
    counted: bool,
    max_homes: int,
    reach: Reach = "grid",
) -> Homes:
    """The most homes, then the most members who contact none, then the least cost.

    Args:
        network: what the stage sees.
        grids: whose homes are to be closed (R35); None: only ``members`` are to get a home, one each.
        members: those with an R34 gap.
        counted: whether as many of them as can be are to get a home (R34).
        max_homes: how many homes one member may contact.
        reach: how far from their near grids members take homes.
    """
    homes = _open_homes(network, grids)
    room = members_with_room(network.slice, network.rosters.at_home.contacts, max_homes).sort("id")
    if grids is None:
        room = room.filter(pl.col("id").is_in(list(members)))
    room = room.with_columns(
        has=max_homes - pl.col("room"),
        room=pl.lit(1, pl.Int64) if grids is None else pl.col("room"),
        without=pl.col("id").is_in(list(members)),
    )
    ways = _ways(network, room, homes, reach)
    able = room.join(ways, on="id", how="semi", maintain_order="left")
    able = able.with_columns(gains=pl.col("without") & counted)
    taken = _flow(able, homes, _links(network, homes, ways), max_homes) if ways.height else _NOTHING
    moves = _moves(taken, homes, room, ways, max_homes)
    served = set(moves["person"])
    reaching = set(able["id"])
    later = network.rosters.later_contacts
    left_open, halls = (_NO_OPEN, []) if grids is None else _short(homes, moves, ways, room, later)
    return Homes(
        moves,
        left_open,
        {person: person in reaching for person in sorted(members) if person not in served},
        halls,
    )


_NOTHING: Final = pl.DataFrame(schema={"person": pl.String, "kind": pl.UInt32, "way": pl.Int64})
_NO_OPEN: Final = pl.DataFrame(schema=OPEN_HOMES)
_STAIRWELL: Final = ["grid", "building", "stairwell"]


def _open_homes(network: Network, grids: Collection[str] | None) -> pl.DataFrame:
    """The occupied homes that nobody contacts: ``home``, ``grid``, ``kind``, the number of their stairwell.

    Homes for which a member has a row for later days are of a kind of their own.
    """
    homes = network.rosters.at_home.open
    if grids is not None:
        homes = homes.filter(pl.col("grid").is_in(list(grids)))
    later = network.rosters.later_contacts["home"].unique()
    alone = pl.when(pl.col("id").is_in(later.implode())).then("id")
    homes = homes.with_columns(alone=alone).sort("id")
    kinds = homes.group_by(*_STAIRWELL, "alone", maintain_order=True).agg(home="id").with_row_index("kind")
    return kinds.explode("home").sort("home")


def _ways(network: Network, room: pl.DataFrame, homes: pl.DataFrame, reach: Reach) -> pl.DataFrame:
    """How members with room come to grids with open homes, the shortest way: ``id``, ``grid``, ``way``.

    None leads to a grid where the member has a row for later days with every open home.
    """
    near = near_grids(network.slice).join(room.select("id"), on="id", how="semi")
    lives = network.slice.ties["LIVES_IN"].select(id="from_id", grid="to_id", way=pl.lit(AT_HOME, pl.Int64))
    ways = [near.join(lives, on=["id", "grid"], how="left").with_columns(pl.col("way").fill_null(NEAR))]
    places = (
        units_above(network.slice).filter(pl.col("label") == "Grid").select("unit_label", "unit", grid="id")
    )
    for label, way in _FARTHER.items():
        if reach != "grid" and (reach == "community" or label == "Compound"):
            units = places.filter(pl.col("unit_label") == label).unique()
            through = near.join(units, on="grid").select("id", "unit").unique()
            farther = through.join(units, on="unit").select("id", "grid", way=pl.lit(way, pl.Int64))
            ways.append(farther)
    found = pl.concat(way.select("id", "grid", "way") for way in ways)
    shortest = found.group_by("id", "grid").agg(pl.col("way").min())
    open_ = homes.group_by("grid").len("open")
    shut = network.rosters.later_contacts.join(homes, on="home").group_by("id", "grid").len("shut")
    able = shortest.join(open_, on="grid").join(shut, on=["id", "grid"], how="left")
    return (
        able.filter(pl.col("open") > pl.col("shut").fill_null(0))
        .select("id", "grid", "way")
        .sort("id", "grid")
    )


# --- the flow ---


class _Links(NamedTuple):
    """Ways by which units come from members to kinds of homes; nodes are texts."""

    to_hub: pl.DataFrame
    """From members to grids and buildings: ``person``, ``hub``, ``way``."""
    from_hub: pl.DataFrame
    """From grids and buildings to kinds: ``hub``, ``kind``."""
    direct: pl.DataFrame
    """From members to kinds: ``person``, ``kind``, ``way``."""


def _links(network: Network, homes: pl.DataFrame, ways: pl.DataFrame) -> _Links:
    kinds = homes.unique("kind").select("kind", *_STAIRWELL, "alone").sort("kind")
    common, alone = kinds.filter(pl.col("alone").is_null()), kinds.drop_nulls("alone")
    contacted = network.rosters.at_home.contacted.drop_nulls("building")
    known = contacted.join(ways, on=["id", "grid"], how="semi")
    beside = known.drop_nulls("stairwell").join(common, on=_STAIRWELL)
    in_building = known.select(hub=_BUILDING, person="id", way=pl.lit(1, pl.Int64)).unique()
    to_hub = pl.concat([ways.select(hub="grid", person="id", way="way"), in_building])
    from_hub = pl.concat(
        [common.select("kind", hub="grid"), common.drop_nulls("building").select("kind", hub=_BUILDING)]
    )
    direct = [
        beside.select("kind", person="id", way=pl.lit(0, pl.Int64)).unique(),
        _to_single(network, alone, ways, known),
    ]
    return _Links(
        to_hub.join(from_hub, on="hub", how="semi").sort("person", "hub"),
        from_hub.join(to_hub, on="hub", how="semi").sort("hub", "kind"),
        pl.concat(direct).sort("person", "kind"),
    )


_BUILDING: Final = pl.concat_str("grid", pl.lit("\n"), "building")
"""What a building is called beside grids, whose codes hold no line break."""


def _to_single(
    network: Network, alone: pl.DataFrame, ways: pl.DataFrame, known: pl.DataFrame
) -> pl.DataFrame:
    """The ways to homes for which somebody has a row for later days: to anyone but these."""
    later = network.rosters.later_contacts.rename({"home": "alone"})
    to_home = alone.join(ways, on="grid").join(later, on=["id", "alone"], how="anti")
    nearer = [
        to_home.join(known.drop_nulls(keys), on=["id", *keys], how="semi").with_columns(
            way=pl.lit(way, pl.Int64)
        )
        for way, keys in ((0, _STAIRWELL), (1, _STAIRWELL[:2]))
    ]
    return pl.concat([to_home, *nearer]).group_by("kind", person="id").agg(pl.col("way").min())


def _flow(room: pl.DataFrame, homes: pl.DataFrame, links: _Links, max_homes: int) -> pl.DataFrame:
    """Who takes a home of which kind by which way: ``person``, ``kind``, ``way``, a row per home.

    Members whose ways are the same are one node.
    """
    alike = _alike(links).with_row_index("node", offset=2)
    group_of = alike.explode("person").select("person", "node")
    steps = _steps(room, max_homes).join(group_of, on="person")
    bands = steps.group_by(end="node", cost="cost").agg(pl.col("capacity").sum()).sort("end", "cost")
    most = bands.group_by(start="end").agg(pl.col("capacity").sum())
    first = alike.select(pl.col("person").list.first(), start="node").join(most, on="start")

    hubs = links.from_hub.select("hub").unique(maintain_order=True)
    hubs = hubs.with_row_index("node", offset=2 + alike.height)
    counts = homes.group_by("kind").agg(capacity=pl.len()).sort("kind")
    kind = pl.col("kind") + 2 + alike.height + hubs.height
    into = links.to_hub.join(first, on="person").join(hubs.rename({"node": "end"}), on="hub")
    out = links.from_hub.join(hubs.rename({"node": "start"}), on="hub").join(counts, on="kind")
    straight = links.direct.join(first, on="person")
    into, out = into.sort("start", "end"), out.sort("start", "kind")
    straight = straight.sort("start", "kind")
    arcs = [
        bands.with_columns(start=pl.lit(0)),
        into.with_columns(cost="way"),
        out.with_columns(end=kind, cost=pl.lit(0)),
        straight.with_columns(end=kind, cost="way"),
        counts.select("capacity", start=kind, end=pl.lit(1), cost=pl.lit(0)),
    ]
    every = pl.concat(table.select(pl.col(name).cast(t) for name, t in ARCS.items()) for table in arcs)
    flow = greatest_flow(every, 0, 1, homes.height)
    ends = list(accumulate(table.height for table in arcs))
    flowing = [flow.slice(begin, end - begin) for begin, end in pairwise(ends)]
    arriving = into.select("hub", "way", node="start", units=flowing[0])
    leaving = out.select("hub", "kind", units=flowing[1])
    columns = ("node", "kind", "way")
    through = _matched(_units(arriving), _units(leaving), "hub").select(columns)
    taken = pl.concat(
        [through, _units(straight.select("kind", "way", node="start", units=flowing[2])).select(columns)]
    )
    return _matched(taken.sort(columns), _turns(steps, taken), "node").select("person", "kind", "way")


def _alike(links: _Links) -> pl.DataFrame:
    """``person``: lists of the members who have the same ways at the same costs, both sorted."""
    ways = pl.concat(
        [
            links.to_hub.select("person", to=pl.format("{} {}", "way", "hub")),
            links.direct.select("person", to=pl.format("{}\n{}", "way", "kind")),
        ]
    )
    of_person = ways.sort("person", "to").group_by("person", maintain_order=True).agg("to")
    return of_person.group_by("to", maintain_order=True).agg("person").select("person")


def _steps(room: pl.DataFrame, max_homes: int) -> pl.DataFrame:
    """What the further homes of each member cost: ``person``, ``capacity``, ``cost``; the first of all is a gain.

    The gain is more than any exchange could cost that gives one more member a home: each of those who take part in it
    takes a home for one given away, and none takes part twice.
    """
    last = pl.col("has") + pl.col("room")
    starts = [-(-band * max_homes // BANDS) for band in range(BANDS + 1)]
    steps = [
        room.select(
            person="id",
            gains="gains",
            cost=pl.lit(band, pl.Int64),
            capacity=pl.min_horizontal(last, below) - pl.max_horizontal("has", above),
        )
        for band, (above, below) in enumerate(pairwise(starts))
    ]
    bands = pl.concat(steps).filter(pl.col("capacity") > 0).sort("person", "cost")
    gain = BANDS + max(_FARTHER.values()) * (1 + room.height)
    first = bands.filter("gains").unique("person", keep="first", maintain_order=True)
    first = first.with_columns(capacity=pl.lit(1, pl.Int64), cost=pl.col("cost") - gain)
    fewer = pl.col("gains") & pl.col("person").is_first_distinct()
    rest = bands.with_columns(capacity=pl.col("capacity") - fewer.cast(pl.Int64)).filter(
        pl.col("capacity") > 0
    )
    return pl.concat([first, rest]).drop("gains")


def _turns(steps: pl.DataFrame, taken: pl.DataFrame) -> pl.DataFrame:
    """``node``, ``person``: whose turn it is for each home that members who are alike take: whom it costs least."""
    numbers = taken.group_by("node").agg(homes=pl.len())
    wanted = steps.join(numbers, on="node").sort("node", "cost", "person")
    before = (pl.col("capacity").cum_sum() - pl.col("capacity")).over("node")
    turns = pl.min_horizontal("capacity", (pl.col("homes") - before).clip(0))
    return _units(wanted.select("node", "person", units=turns)).sort("node", "person")


def _units(flows: pl.DataFrame) -> pl.DataFrame:
    """A row for each unit that flows."""
    flowing = flows.filter(pl.col("units") > 0)
    return (
        flowing.select(pl.exclude("units").repeat_by("units")).explode(*flows.drop("units").columns)
        if flowing.height
        else flowing.drop("units")
    )


def _matched(these: pl.DataFrame, those: pl.DataFrame, on: str) -> pl.DataFrame:
    """One of these with one of those, in order, wherever they have the same key."""
    number = pl.int_range(pl.len()).over(on).alias("number")
    return these.with_columns(number).join(those.with_columns(number), on=[on, "number"]).drop("number")


# --- what comes of it ---


def _moves(
    taken: pl.DataFrame, homes: pl.DataFrame, room: pl.DataFrame, ways: pl.DataFrame, max_homes: int
) -> pl.DataFrame:
    """Which home each member takes; columns of :data:`HOME_MOVES`. Among equals the smaller code gets the smaller."""
    chosen = _matched(taken.sort("kind", "person", "way"), homes.sort("kind", "home"), "kind")
    members = room.select("has", "without", person="id")
    eligible = ways.group_by("grid").agg(others=pl.len().cast(pl.Int64) - 1)
    placed = chosen.join(members, on="person").join(eligible, on="grid").sort("person", "home")
    load = pl.col("has") + 1 + pl.int_range(pl.len()).over("person")
    numbered = placed.with_columns(load=load).with_columns(
        cost=pl.col("way") + BANDS * (pl.col("load") - 1) // max_homes,
        first=pl.col("without") & (pl.col("load") == pl.col("has") + 1),
    )
    return numbered.select(pl.col(name).cast(t) for name, t in HOME_MOVES.items()).sort("home")


def _short(
    homes: pl.DataFrame, moves: pl.DataFrame, ways: pl.DataFrame, room: pl.DataFrame, later: pl.DataFrame
) -> tuple[pl.DataFrame, list[Hall]]:
    """The grids with homes left, and why: sets of grids with more homes than all who reach them have room for.

    They are the sides of a minimum cut (Ford and Fulkerson 1956). Where a row for later days keeps somebody from one
    home of a grid and not from the others, these may have people enough: then only some homes of the grid are meant,
    and the set names them beside it.

    Args:
        homes: all that were open.
        moves: which of them are taken, and by whom.
        ways: of people to grids.
        room: of the people.
        later: rows for later days.
    """
    import networkx as nx

    parts = homes.select("home", "grid", alone=pl.col("alone").fill_null(""))
    part = ["grid", "alone"]
    left = parts.join(moves, on="home", how="anti")
    serving = moves.select("home", id="person").join(parts, on="home").select("id", *part).unique()
    kept_from = later.select("id", alone="home")

    def able(reached: pl.DataFrame) -> pl.DataFrame:
        return reached.join(ways, on="grid").join(kept_from, on=["id", "alone"], how="anti")

    reached = left.select(part).unique()
    while True:
        people = able(reached).select("id").unique()
        further = pl.concat([reached, serving.join(people, on="id", how="semi").select(part)]).unique()
        if further.height == reached.height:
            break
        reached = further
    meant = parts.join(reached, on=part, how="semi")
    demand = dict(meant.group_by("grid").len().iter_rows())
    some = meant.join(parts.join(reached, on=part, how="anti"), on="grid", how="semi")
    named = dict(some.sort("home").group_by("grid").agg("home").iter_rows())
    graph: nx.Graph[tuple[str, str]] = nx.Graph()
    graph.add_nodes_from(("grid", grid) for grid in demand)
    pairs = able(reached).select("grid", "id").unique()
    graph.add_edges_from((("grid", grid), ("person", person)) for grid, person in pairs.iter_rows())
    spare = dict(room.select("id", "room").iter_rows())
    halls: list[Hall] = []
    of: dict[str, int] = {}
    for joined in sorted(map(sorted, nx.connected_components(graph))):
        grids = tuple(code for side, code in joined if side == "grid")
        members = tuple(code for side, code in joined if side == "person")
        of |= dict.fromkeys(grids, len(halls))
        capacity = sum(spare[member] for member in members)
        beside = tuple(home for grid in grids for home in named.get(grid, ()))
        halls.append(Hall(grids, members, sum(demand[grid] for grid in grids), capacity, beside))
    open_ = left.group_by("grid").agg(open=pl.len().cast(pl.Int64)).sort("grid")
    return open_.select(
        "grid",
        "open",
        eligible=pl.col("grid").is_in(ways["grid"].unique().implode()),
        hall=pl.col("grid").replace_strict(of, default=None, return_dtype=pl.Int64),
    ), halls
