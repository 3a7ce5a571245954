"""The many: organ members, the homes, who registers where, who contacts which home, who joins a grid's red team.

All of it is drawn in columns. Within a grid, members take the homes one after the other, so that each has
neighbouring stairwells; when a grid has more members than its homes need, the later ones come round again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from graphmodel.ontology import ROSTER
from graphmodel.synthetic.local import Locals
from graphmodel.synthetic.months import WINDOW, month_before
from graphmodel.synthetic.organs import Branch
from graphmodel.synthetic.randomness import Dice, apportioned
from graphmodel.synthetic.rows import HOME, PERSON, PERSON_NAME, Rows, codes
from graphmodel.synthetic.sizes import Area
from graphmodel.synthetic.territory import Territory

OUTSIDE: Final = (ROSTER["people"].column("lives_in").elsewhere or ("",))[0]
"""The word for living outside the city."""

_HOMES_PER_STAIRWELL: Final = 12
_STAIRWELLS_PER_BUILDING: Final = 3
_CADRES: Final = 0.2
_OWNERS: Final = 0.72
_TEAM: Final = (
    "red_steward",
    "stairwell_head",
    "volunteer",
    "part_time_grid_worker",
    *3 * ["stairwell_head"],
    *5 * ["volunteer"],
)
"""The red team that registered members form in a grid, in this order, as far as they go."""
TEAM_LEAST: Final = 3
"""How many members make a team with a steward, a stairwell head and a volunteer."""


def fill(area: Area, dice: Dice, rows: Rows, land: Territory, local: Locals, branches: list[Branch]) -> None:
    """Enter organ members, homes, and everything that ties them to a place."""
    homes = _homes(area, dice.of("homes"), rows, land)
    members = _members(area, dice.of("members"), land, local, branches)
    grid_ids = [grid.id for grid in land.grids]
    _enter_people(area, dice.of("people"), rows, members, grid_ids)
    _enter_registrations(area, dice.of("registrations"), rows, members)
    _enter_team(area, dice.of("team"), rows, members, grid_ids)
    _enter_ties(area, dice.of("ties"), rows, members, homes, len(land.grids))


# --- homes ---


def _homes(area: Area, dice: Dice, rows: Rows, land: Territory) -> pl.DataFrame:
    """Enter the homes; return ``id``, ``grid`` (its place) and ``status``, grid by grid.

    The first home of every grid is lived in; which of the others are not is random.
    """
    counts = pl.Series([grid.homes for grid in land.grids], dtype=pl.Int64)
    grids = pl.DataFrame({"grid": range(len(land.grids)), "part_of": [grid.id for grid in land.grids]})
    first = rows.take(HOME, area.homes)
    at, inner = pl.col("at"), pl.col("inner")
    stairwell = inner // _HOMES_PER_STAIRWELL
    homes = (
        grids.with_columns(inner=pl.int_ranges(0, counts))
        .explode("inner")
        .with_row_index("at")
        .with_columns(
            id=codes(HOME, at.cast(pl.Int64) + first),
            building=codes("B", stairwell // _STAIRWELLS_PER_BUILDING + 1),
            stairwell=codes("U", stairwell % _STAIRWELLS_PER_BUILDING + 1),
        )
        .sort(inner == 0, dice.of("status").numbers(at), at)
        .with_columns(status=_statuses(area))
        .sort("at")
    )
    rows.add_table("households", homes)
    return homes.select("id", "grid", "status")


def _statuses(area: Area) -> pl.Series:
    """As many homes of each status as the area has, those that are lived in last."""
    rest = area.homes - area.homes_vacant - area.homes_opted_out - area.homes_unknown
    statuses = {
        "vacant": area.homes_vacant,
        "opted_out": area.homes_opted_out,
        None: area.homes_unknown,
        "occupied": rest,
    }
    return pl.concat(
        [pl.repeat(status, count, dtype=pl.String, eager=True) for status, count in statuses.items()]
    )


def looked_up(values: Sequence[str | int | None] | pl.Series, places: pl.Expr) -> pl.Expr:
    """The value at each place, nothing where there is no place."""
    return pl.lit(pl.Series(values)).gather(places)


def _permutation(dice: Dice, count: int) -> pl.Series:
    """The numbers below ``count`` in random order."""
    return (
        pl.select(at=pl.int_range(count))
        .select(pl.col("at").sort_by(dice.numbers(pl.col("at")), pl.col("at")))
        .to_series()
    )


# --- members ---


def _members(area: Area, dice: Dice, land: Territory, local: Locals, branches: list[Branch]) -> pl.DataFrame:
    """Organ members with their branch, where they live and where they are registered.

    Returns:
        One row per member: ``at`` (its place), ``number`` and ``id``, ``member_of``, ``rank`` in the branch;
        ``grid`` it lives in, null outside the city or where nothing is known, and ``outside``; ``registered_with``,
        null when it is not registered, and ``works_in``, the grid where it then has its homes and its tasks.
    """
    sizes = pl.Series([len(branch.members) for branch in branches], dtype=pl.Int64)
    members = (
        pl.DataFrame(
            {
                "member_of": [branch.id for branch in branches],
                "number": [branch.members.start for branch in branches],
            }
        )
        .with_columns(rank=pl.int_ranges(0, sizes))
        .explode("rank")
        .with_row_index("at")
        .with_columns(pl.col("at").cast(pl.Int64), number=pl.col("number") + pl.col("rank"))
    )
    placed = _permutation(dice.of("places"), members.height)
    grids = pl.concat(
        [
            pl.Series(_dwellings(area, dice, land), dtype=pl.Int64),
            pl.repeat(None, area.members_outside + area.members_unplaced, dtype=pl.Int64, eager=True),
        ]
    )
    outside = pl.int_range(members.height).is_between(
        area.members_resident, area.members_resident + area.members_outside, closed="left"
    )
    placing = pl.DataFrame({"at": placed, "grid": grids}).with_columns(outside=outside)
    members = members.join(placing, on="at", how="left", maintain_order="left")
    return _registered(area, dice, local, members).with_columns(id=codes(PERSON, pl.col("number")))


def _dwellings(area: Area, dice: Dice, land: Territory) -> list[int]:
    """The grid of every organ member who lives in one: by homes, and some compounds attract more."""
    attraction = (1, 1, 1, 2, 2, 3)
    attractive = [attraction[dice.of("attraction").below(6, grid.compound)] for grid in land.grids]
    if area.faultless:
        attractive = [1] * len(land.grids)
    weights = [grid.homes * weight for grid, weight in zip(land.grids, attractive, strict=True)]
    counts = apportioned(area.members_resident, weights, least=TEAM_LEAST if area.faultless else 0)
    return [grid for grid, count in enumerate(counts) for _ in range(count)]


def _registered(area: Area, dice: Dice, local: Locals, members: pl.DataFrame) -> pl.DataFrame:
    """Register members where they live, or nearest to it where the grid has no organisation; a few elsewhere."""
    own = local.org_of_grid
    covered = [grid for grid, org in enumerate(own) if org]
    nearest = [min(covered, key=lambda other, grid=grid: abs(other - grid)) for grid in range(len(own))]  # type: ignore[misc]
    another = [
        min(
            (other for other in covered if own[other] != own[grid]),
            key=lambda other, grid=grid: (abs(other - grid), other),  # type: ignore[misc]
            default=nearest[grid],
        )
        for grid in range(len(own))
    ]
    at, grid = pl.col("at"), pl.col("grid")
    residents = members.filter(grid.is_not_null())["at"]
    missing = residents.gather(
        _permutation(dice.of("unregistered"), residents.len()).head(area.members_unregistered)
    )
    works_in = (
        pl.when(pl.col("outside") | at.is_in(missing.implode()))
        .then(None)
        .when(grid.is_null())
        .then(looked_up(covered, dice.of("somewhere").all_below(len(covered), at)))
        .when(dice.of("elsewhere").all_hits(area.flaws.registered_elsewhere, at))
        .then(looked_up(another, grid))
        .otherwise(looked_up(nearest, grid))
    )
    return members.with_columns(works_in=works_in).with_columns(
        registered_with=looked_up(own, pl.col("works_in"))
    )


def _enter_people(area: Area, dice: Dice, rows: Rows, members: pl.DataFrame, grid_ids: list[str]) -> None:
    at, rank = pl.col("at"), pl.col("rank")
    first_of_grid = at.rank("ordinal").over("grid") == 1
    is_owner = dice.of("owner").all_hits(_OWNERS, at) | (first_of_grid & pl.col("grid").is_not_null())
    known = ~dice.of("owner missing").all_hits(area.flaws.owner_missing, at)
    rows.add_table(
        "people",
        members.select(
            "id",
            "member_of",
            name=codes(PERSON_NAME, pl.col("number")),
            party_status=dice.of("status").picks({"probationary": 0.02, "full": 0.98}, at),
            lives_in=pl.when("outside").then(pl.lit(OUTSIDE)).otherwise(looked_up(grid_ids, pl.col("grid"))),
            is_cadre=(rank < 2) | dice.of("cadre").all_hits(_CADRES, at),
            is_owner=pl.when(known).then(is_owner),
        ),
    )


def _enter_registrations(area: Area, dice: Dice, rows: Rows, members: pl.DataFrame) -> None:
    at = pl.col("at")
    claims = dice.of("claims").picks({1: 0.45, 2: 0.3, 3: 0.15, 4: 0.07, 5: 0.03}, at)
    rows.add_table(
        "registrations",
        members.filter(pl.col("registered_with").is_not_null())
        .rename({"id": "from", "registered_with": "to"})
        .with_columns(
            claims=pl.when(dice.of("claims missing").all_hits(area.flaws.claims_missing, at))
            .then(None)
            .when(dice.of("no claims").all_hits(area.flaws.no_claims, at))
            .then(0)
            .otherwise(claims)
        ),
    )


def _enter_team(area: Area, dice: Dice, rows: Rows, members: pl.DataFrame, grid_ids: list[str]) -> None:
    """Registered members become stewards, stairwell heads, workers and volunteers of the grid they are tied to."""
    team = (
        members.filter(pl.col("works_in").is_not_null())
        .with_columns(place=pl.int_range(pl.len()).over("works_in"))
        .filter(pl.col("place") < len(_TEAM))
    )
    vacant = dice.of("vacant").all_hits(
        area.flaws.team_gap, pl.col("works_in") * len(_TEAM) + pl.col("place")
    )
    rows.add_table(
        "posts",
        team.with_columns(post=looked_up(_TEAM, pl.col("place")), to=looked_up(grid_ids, pl.col("works_in")))
        .filter(~vacant)
        .rename({"id": "from"}),
    )


# --- ties of members and homes ---


def _enter_ties(
    area: Area, dice: Dice, rows: Rows, members: pl.DataFrame, homes: pl.DataFrame, grids: int
) -> None:
    """The 1+N ties: each member takes the next homes of the grid, none twice."""
    open_homes = homes.filter(pl.col("status").is_null() | (pl.col("status") == "occupied"))
    in_grid = (
        pl.DataFrame({"grid": range(grids)})
        .join(open_homes.group_by("grid").len("homes"), on="grid", how="left", maintain_order="left")
        .with_columns(pl.col("homes").fill_null(0).cast(pl.Int64))
        .with_columns(base=pl.col("homes").cum_sum() - pl.col("homes"))
    )
    at = pl.col("at")
    elsewhere = dice.of("elsewhere").all_hits(area.flaws.contacts_elsewhere, at)
    contacting = (
        members.filter(
            pl.col("works_in").is_not_null() & ~dice.of("none").all_hits(area.flaws.no_contacts, at)
        )
        .with_columns(grid=pl.when(elsewhere).then((pl.col("works_in") + 1) % grids).otherwise("works_in"))
        .join(in_grid, on="grid", how="left", maintain_order="left")
        .sort("grid", "at")
        .with_columns(load=_load(area, dice.of("load")))
        .with_columns(start=(pl.col("load").cum_sum() - pl.col("load")).over("grid"))
        .filter(pl.col("load") > 0)
    )
    ties = (
        contacting.select("id", "homes", "base", "start", turn=pl.int_ranges(0, "load"))
        .explode("turn")
        .with_row_index("at")
        .with_columns(home=pl.col("base") + (pl.col("start") + pl.col("turn")) % pl.col("homes"))
    )
    rows.add_table(
        "household_ties",
        ties.with_columns(
            pl.col("id").alias("from"),
            to=looked_up(open_homes["id"], pl.col("home")),
            last_contact_month=_last_contact(area, dice.of("month"), pl.col("at").cast(pl.Int64)),
        ),
    )


def _load(area: Area, dice: Dice) -> pl.Expr:
    """How many homes a member contacts: two dice added; or the homes of the grid evenly divided."""
    if area.faultless:
        count, turn = pl.len().over("grid"), pl.int_range(pl.len()).over("grid")
        share = pl.col("homes") // count + (turn < pl.col("homes") % count).cast(pl.Int64)
        return pl.min_horizontal(pl.max_horizontal(share, 1), "homes")
    least, most = area.load
    half = (most - least) // 2
    drawn = (
        least
        + dice.all_below(half + 1, 2 * pl.col("at"))
        + dice.all_below(most - least - half + 1, 2 * pl.col("at") + 1)
    )
    return pl.min_horizontal(drawn, "homes")


def _last_contact(area: Area, dice: Dice, at: pl.Expr) -> pl.Expr:
    """Half of the contacts this month, half of the rest the month before, and so on; a share older than that."""
    recent = {month_before(ago): 0.5 ** (ago + 1) for ago in range(WINDOW)}
    stale = dice.of("before").picks({month_before(ago): 0.25 for ago in range(WINDOW, WINDOW + 4)}, at)
    return (
        pl.when(dice.of("missing").all_hits(area.flaws.contact_month_missing, at))
        .then(None)
        .when(dice.of("stale").all_hits(area.flaws.stale_contact, at))
        .then(stale)
        .otherwise(dice.of("recent").picks(recent, at))
    )
