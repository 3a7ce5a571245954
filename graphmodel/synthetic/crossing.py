"""Ties across the border of two counties: organs of one that work in the other, members at home there, companies.

Organs change places with organs, so that nobody has more or fewer pairings than before; whom they recommended goes
with them. Members move house and stay with their branch; some are registered where they live now, some where they were,
and some contact kin on the other side. Companies serve a compound more.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import polars as pl

from graphmodel.ontology import GROUP, LIST
from graphmodel.synthetic.members import looked_up
from graphmodel.synthetic.months import month_before
from graphmodel.synthetic.plain.field import Plant, Rosters
from graphmodel.synthetic.randomness import Dice


class Shares(NamedTuple):
    """How many of each kind cross a border: at least one organ and company, and a member in each way, if there are so many."""

    members: float
    organs: float
    companies: float


BETWEEN_COUNTIES: Final = Shares(members=0.002, organs=0.004, companies=0.01)
WITHIN_MAIN_URBAN: Final = Shares(members=0.04, organs=0.08, companies=0.1)
"""Where nobody asks which county of the main urban area something lies in; assumed, like the others."""


class Crossed(NamedTuple):
    """Two counties with ties between them."""

    first: Rosters
    second: Rosters
    people: set[str]
    """Those who have ties on both sides."""
    plants: list[Plant]
    """What is a gap because of it."""


def cross(first: Rosters, second: Rosters, dice: Dice, shares: Shares, settled: set[str]) -> Crossed:
    """Tie two counties, in both directions.

    Args:
        first: the rosters of one.
        second: those of the other.
        dice: the random numbers of their border.
        shares: how much crosses it.
        settled: people who have crossed another one, and stay as they are.
    """
    moves = pl.concat(
        _exchanged(of_kind(first), of_kind(second), dice.of(name), shares.organs)
        for name, of_kind in (("branches", _branches), ("committees", _committees))
    )
    first, second = _with_moved(first, moves), _with_moved(second, moves)
    there = _moving(first, second, dice.of("there"), shares.members, settled)
    back = _moving(second, first, dice.of("back"), shares.members, settled)
    first = _serving(_with_movers(first, there), second, dice.of("served there"), shares.companies)
    second = _serving(_with_movers(second, back), first, dice.of("served back"), shares.companies)
    movers = pl.concat([there, back])
    plants = [
        Plant("R32" if way == _LIVES_THERE else "R37", "Person", person, "gap")
        for person, way in movers.select("person", "way").iter_rows()
    ]
    return Crossed(first, second, set(movers["person"]), plants)


def served_from_afar(rosters: Rosters, compounds: list[str]) -> Rosters:
    """The first company serves these compounds too, wherever they lie."""
    companies = rosters["property_companies"]
    serves = pl.concat_str("serves", pl.lit(LIST.join(["", *compounds])))
    first = pl.int_range(pl.len()) == 0
    return rosters | {
        "property_companies": companies.with_columns(serves=pl.when(first).then(serves).otherwise("serves"))
    }


def _count(share: float, candidates: int, least: int = 1) -> int:
    return min(candidates, max(least, round(candidates * share)))


# --- organs change places ---

_MOVES: Final = {"org": pl.String, "place": pl.String, "other": pl.String}


def _branches(rosters: Rosters) -> pl.DataFrame:
    """Organ branches paired with one grid of the county and its compound: ``org``, ``grid``, ``compound``."""
    paired = _paired(rosters, ("organ_branch",))
    grids = rosters["grids"].select(grid="id", compound="part_of")
    return (
        paired.join(grids, left_on="place", right_on="grid", coalesce=False, maintain_order="left")
        .join(
            paired.select("org", compound="place"), on=["org", "compound"], how="semi", maintain_order="left"
        )
        .unique("org", keep="none", maintain_order=True)
        .select("org", "grid", "compound")
    )


def _committees(rosters: Rosters) -> pl.DataFrame:
    """Organ committees: ``org``, the first ``community`` and the ``compound`` they are paired with, and its ``seat``.

    The seat is the community's own organisation.
    """
    paired = _paired(rosters, GROUP["organ_committees"])
    seats = rosters["party_orgs"].filter(kind="community").select(community="seated_in", seat="id")
    communities = paired.join(
        seats, left_on="place", right_on="community", coalesce=False, maintain_order="left"
    )
    compounds = paired.join(
        rosters["compounds"].select(compound="id"),
        left_on="place",
        right_on="compound",
        coalesce=False,
        maintain_order="left",
    )
    return (
        communities.unique("org", keep="first", maintain_order=True)
        .join(compounds.unique("org", keep="none").select("org", "compound"), on="org", maintain_order="left")
        .select("org", "community", "seat", "compound")
    )


def _paired(rosters: Rosters, kinds: tuple[str, ...]) -> pl.DataFrame:
    """``org`` and ``place`` of every pairing of these kinds; without those of an organ that has any in another county."""
    orgs = rosters["party_orgs"].filter(pl.col("kind").is_in(kinds))
    places = pl.concat(rosters[name].select("id") for name in ("divisions", "compounds", "grids"))
    paired = rosters["pairings"].select(org="from", place="to")
    outside = paired.join(places, left_on="place", right_on="id", how="anti")
    return paired.join(orgs, left_on="org", right_on="id", how="semi", maintain_order="left").join(
        outside, on="org", how="anti", maintain_order="left"
    )


def _exchanged(first: pl.DataFrame, second: pl.DataFrame, dice: Dice, share: float) -> pl.DataFrame:
    """Pairs of organs change places: what each ``place`` of an ``org`` becomes, its ``other``."""
    count = _count(share, min(first.height, second.height))
    chosen = [
        table[dice.of(name).chosen(count, range(table.height))]
        for name, table in (("first", first), ("second", second))
    ]
    here, there = (table.drop("org") for table in chosen)
    return pl.concat(
        pl.DataFrame({"org": chosen[side]["org"], "place": ours[name], "other": theirs[name]}, schema=_MOVES)
        for side, ours, theirs in ((0, here, there), (1, there, here))
        for name in ours.columns
    )


def _with_moved(rosters: Rosters, moves: pl.DataFrame) -> Rosters:
    """Rosters in which the organs, and whom they recommended, are where they moved."""
    by = {"pairings": "from", "activities": "from", "registrations": "from", "posts": "recommended_by"}
    return rosters | {
        name: rosters[name]
        .join(moves, left_on=[org, "to"], right_on=["org", "place"], how="left", maintain_order="left")
        .with_columns(to=pl.coalesce("other", "to"))
        .drop("other")
        for name, org in by.items()
    }


# --- members move house ---

_WAYS: Final = range(3)
_REGISTERED_THERE, _LIVES_THERE, _HAS_KIN_THERE = _WAYS
_KEPT: Final = ("stairwell_head", "volunteer")
"""Posts that do not keep a member from moving: the grid keeps them, wherever they live."""


def _moving(here: Rosters, there: Rosters, dice: Dice, share: float, settled: set[str]) -> pl.DataFrame:
    """Members without any other post who have ties on the other side from now on.

    Returns:
        ``person``, ``way``, and on the other side a ``grid``, its ``branch`` and a ``home`` in it.
    """
    grids = _covered(there)
    at_home = here["grids"].select("id")
    registered = here["registrations"].unique("from", keep="none")
    tied_down = here["posts"].filter(~pl.col("post").is_in(_KEPT))
    candidates = (
        here["people"]
        .filter(~pl.col("id").is_in(list(settled)))
        .join(at_home, left_on="lives_in", right_on="id", how="semi", maintain_order="left")
        .join(registered, left_on="id", right_on="from", how="semi", maintain_order="left")
        .join(tied_down, left_on="id", right_on="from", how="anti", maintain_order="left")
        .join(here["household_ties"], left_on="id", right_on="from", how="semi", maintain_order="left")
    )["id"]
    count = _count(share, candidates.len(), len(_WAYS)) if grids.height else 0
    at = pl.int_range(pl.len())
    return (
        pl.DataFrame({"person": candidates.gather(dice.of("who").chosen(count, range(candidates.len())))})
        .with_columns(way=at % len(_WAYS), place=dice.of("where").all_below(max(grids.height, 1), at))
        .with_columns(looked_up(grids[name], pl.col("place")).alias(name) for name in grids.columns)
        .drop("place")
    )


def _covered(rosters: Rosters) -> pl.DataFrame:
    """Every ``grid`` with the ``branch`` (or group) that covers it and its first occupied ``home``."""
    branches = (
        rosters["party_orgs"]
        .filter(pl.col("kind").is_in(GROUP["grid_organisations"]))
        .select(branch="id", grid=pl.col("covers").str.split(LIST))
        .explode("grid")
        .unique("grid", keep="none", maintain_order=True)
    )
    homes = (
        rosters["households"].filter(status="occupied").unique("part_of", keep="first", maintain_order=True)
    )
    return branches.join(homes.select(grid="part_of", home="id"), on="grid", maintain_order="left").select(
        "grid", "branch", "home"
    )


def _with_movers(rosters: Rosters, movers: pl.DataFrame) -> Rosters:
    """Rosters in which they have their ties on the other side."""
    lives = movers.filter(pl.col("way") != _HAS_KIN_THERE).select("person", "grid")
    registered = movers.filter(way=_REGISTERED_THERE).select("person", "branch")
    kin = movers.filter(way=_HAS_KIN_THERE)
    ties = rosters["household_ties"]
    added = ties.clear(kin.height).with_columns(
        pl.Series("from", kin["person"]),
        pl.Series("to", kin["home"]),
        last_contact_month=pl.lit(month_before(0)),
    )
    return rosters | {
        "people": _replaced(rosters["people"], "id", "lives_in", lives),
        "registrations": _replaced(rosters["registrations"], "from", "to", registered),
        "household_ties": pl.concat([ties, added]),
    }


def _replaced(table: pl.DataFrame, by: str, name: str, values: pl.DataFrame) -> pl.DataFrame:
    """A table with another value where ``values`` (person, value) has one."""
    person, value = values.columns
    return (
        table.join(values, left_on=by, right_on=person, how="left", maintain_order="left")
        .with_columns(pl.coalesce(value, name).alias(name))
        .drop(value)
    )


# --- companies serve a compound more ---


def _serving(here: Rosters, there: Rosters, dice: Dice, share: float) -> Rosters:
    """Companies that serve a compound on the other side too."""
    companies, compounds = here["property_companies"], there["compounds"]["id"]
    chosen = dice.of("which").chosen(_count(share, companies.height), range(companies.height))
    more = pl.DataFrame(
        {
            "id": companies["id"].gather(chosen),
            "more": [compounds[dice.of("where").below(compounds.len(), at)] for at in chosen],
        }
    )
    served = companies.join(more, on="id", how="left", maintain_order="left").with_columns(
        serves=pl.concat_str("serves", "more", separator=LIST, ignore_nulls=True)
    )
    return here | {"property_companies": served.drop("more")}
