"""A province: county after county, each invented as if it were alone, and tied to the next.

Codes of different counties begin differently; names repeat, as they do in life. Two counties are in memory at once, three
where gaps are planted: what a rule says of a subject is known when the counties that it is tied to are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, pairwise, product
from pathlib import Path
from typing import Final, NamedTuple

import polars as pl

from graphmodel.ontology import ROSTER, ValueType
from graphmodel.synthetic import crossing, planting
from graphmodel.synthetic.city import invent
from graphmodel.synthetic.plain import Facts
from graphmodel.synthetic.plain.belonging import REST, Belonging
from graphmodel.synthetic.plain.field import Plant, Rosters
from graphmodel.synthetic.plain.tables import RosterTables
from graphmodel.synthetic.plain.verdicts import Subject
from graphmodel.synthetic.planting import Answers
from graphmodel.synthetic.randomness import Dice
from graphmodel.synthetic.rows import COMPOUND, code
from graphmodel.synthetic.sizes import AS_OF, County, Province
from graphmodel.synthetic.territory import CITY, county_name, numeral

KEYS: Final = "answer_key"
"""The folder of the answer keys, a file for every part."""

_IN_ONE_CITY: Final = "9901"


class Key(NamedTuple):
    """What was planted in a part, and the verdict of every subject of every rule that belongs to it."""

    part: str
    """The code of a county, or ``rest``."""
    plants: tuple[Plant, ...]
    answers: dict[str, Answers]


class Made(NamedTuple):
    """A county with its rosters; and, where gaps were planted, the answer key, behind the last county that of the rest."""

    county: County
    rosters: Rosters
    keys: tuple[Key, ...] = ()


class _Tied(NamedTuple):
    """A county as far as it is tied to others."""

    county: County
    rosters: Rosters
    plants: list[Plant]
    crossers: set[str]
    """The people who have ties in it and in another."""


def folder_of(county: County) -> Path:
    """Where the rosters of a county stand: in a folder of its own in that of its city."""
    return Path(_city_name(county)) / county_name(county.place)


def synthesise_province(province: Province, seed: int = 0) -> Iterator[Made]:
    """Invent a province, county by county in the order of their codes.

    Args:
        province: how much there is of everything.
        seed: the same seed gives the same rosters, on every platform.
    """
    for tied in _tied(province, seed, _believable):
        yield Made(tied.county, tied.rosters)


def plant_province(province: Province, seed: int = 0) -> Iterator[Made]:
    """Invent a province as :func:`synthesise_province` does, in which nothing is amiss but what is planted.

    The verdicts of all keys together are those of the whole province. Members who crossed a border count as planted.
    """
    rest = Key(REST, (), {})
    for before, now, after in _with_neighbours(_tied(province, seed, _sown)):
        key, left = _keys(before, now, after)
        rest = Key(REST, rest.plants + left.plants, _together(rest.answers, left.answers))
        yield Made(now.county, now.rosters, (key,) if after else (key, rest))


def write_part_key(key: Key, folder: Path) -> Path:
    """Write the answer key of a part of a province, as :func:`graphmodel.synthetic.write_key` writes that of a city."""
    return planting.write_answers(key.plants, key.answers, folder / KEYS / f"{key.part}.json", key.part)


# --- counties, one after the other ---


def _tied(
    province: Province, seed: int, made: Callable[[County, int], tuple[Rosters, list[Plant]]]
) -> Iterator[_Tied]:
    """Every county, tied to the one before it and the one behind."""
    counties = province.counties()
    before: _Tied | None = None
    for county in counties:
        now = _Tied(county, *made(county, seed), set())
        if before is None:
            afar = [_marked(other, code(COMPOUND, 1)) for other in counties if other.place == 0 < other.city]
            now = now._replace(rosters=crossing.served_from_afar(now.rosters, afar))
        else:
            before, now = _tie(before, now, Dice.from_seed(seed).of(f"before {county.area.name}"))
            yield before
        before = now
    if before:
        yield before


def _tie(first: _Tied, second: _Tied, dice: Dice) -> tuple[_Tied, _Tied]:
    areas = first.county.area, second.county.area
    same_city = first.county.city == second.county.city
    in_one_area = same_city and all(area.in_main_urban for area in areas)
    shares = crossing.WITHIN_MAIN_URBAN if in_one_area else crossing.BETWEEN_COUNTIES
    crossed = crossing.cross(first.rosters, second.rosters, dice, shares, first.crossers)
    return (
        first._replace(
            rosters=crossed.first,
            plants=first.plants + crossed.plants,
            crossers=first.crossers | crossed.people,
        ),
        second._replace(
            rosters=crossed.second, plants=second.plants + crossed.plants, crossers=crossed.people
        ),
    )


def _believable(county: County, seed: int) -> tuple[Rosters, list[Plant]]:
    return _as_its_own(county, invent([county.area], seed, None)), []


def _sown(county: County, seed: int) -> tuple[Rosters, list[Plant]]:
    area = planting.faultless(county.area)
    return planting.sow(_as_its_own(county, invent([area], seed, None)), Dice.from_seed(seed).of(area.name))


# --- a county among others ---


def _city_name(county: County) -> str:
    return f"示例{numeral(county.city + 1)}市"


def _city_digits(county: County) -> str:
    return f"99{county.city + 1:02d}"


def _marked(county: County, code_: str) -> str:
    """A code as it is in that county alone."""
    return f"{code_[:2]}{_mark(county)}{code_[2:]}"


def _mark(county: County) -> str:
    return f"{county.city + 1:02d}{county.place + 1:02d}"


def _as_its_own(county: County, rosters: Rosters) -> Rosters:
    """The rosters of an area that was invented alone, with the codes and the names of this county."""
    return {name: _renamed(county, _recoded(county, name, table)) for name, table in rosters.items()}


def _recoded(county: County, roster: str, table: pl.DataFrame) -> pl.DataFrame:
    columns = [
        column.name
        for column in ROSTER[roster].columns
        if column.value_type in (ValueType.CODE, ValueType.REFERENCE)
    ]
    return table.with_columns(
        pl.col(columns)
        .str.replace(f"^{_IN_ONE_CITY}", _city_digits(county))
        .str.replace_all("([A-Z]{2})", f"${{1}}{_mark(county)}")
    )


def _renamed(county: County, table: pl.DataFrame) -> pl.DataFrame:
    """Its city, which only the first of its counties tells of, and the body over its organs."""
    if "level" in table.columns:
        table = table.filter((pl.col("level") != "city") | (county.place == 0)).with_columns(
            name=pl.col("name").replace(CITY[1], _city_name(county))
        )
    if "kind" in table.columns:
        whole = f"{_city_name(county)}{county_name(county.place)}"
        table = table.with_columns(name=pl.col("name").str.replace(f"^{CITY[1]}", whole))
    return table


# --- answer keys ---


def _with_neighbours(counties: Iterable[_Tied]) -> Iterator[tuple[_Tied | None, _Tied, _Tied | None]]:
    """Every county between the one before it and the one behind."""
    for (before, now), (_, after) in pairwise(pairwise(chain([None], counties, [None]))):
        assert now
        yield before, now, after


def _keys(before: _Tied | None, now: _Tied, after: _Tied | None) -> tuple[Key, Key]:
    """The key of a county, and of the rest what stands in its rosters."""
    facts = Facts(RosterTables(_surrounded(now, [near for near in (before, after) if near]), AS_OF), AS_OF)
    belonging = Belonging(facts)
    own = pl.concat(now.rosters[name]["id"] for name in ("people", "party_orgs")).to_list()
    standing = {*product(("Person", "PartyOrg"), own)}
    verdicts = planting.answers_of(facts)
    county = f"{_city_digits(now.county)}{now.county.place + 1:02d}000000"

    def key(part: str, belongs: Callable[[Subject], bool]) -> Key:
        answers = {
            rule: {subject: answer for subject, answer in found.items() if belongs(subject)}
            for rule, found in verdicts.items()
        }
        return Key(part, planting.borne_out(now.plants, answers), answers)

    return (
        key(county, lambda subject: belonging.of(subject) == county),
        key(REST, lambda subject: subject in standing and belonging.of(subject) == REST),
    )


def _surrounded(now: _Tied, near: Iterable[_Tied]) -> Rosters:
    """The rosters of a county with those of its neighbours; of homes and their ties those of people who cross."""
    around = [now.rosters, *(tied.rosters for tied in near)]
    ties = [
        rosters["household_ties"].filter(pl.col("from").is_in(list(now.crossers))) for rosters in around[1:]
    ]
    known = pl.concat([now.rosters["household_ties"], *ties])["to"]
    homes = [rosters["households"].filter(pl.col("id").is_in(known.implode())) for rosters in around[1:]]
    of_homes = {
        "households": pl.concat([now.rosters["households"], *homes]),
        "household_ties": pl.concat([now.rosters["household_ties"], *ties]),
    }
    small = {name: [rosters[name] for rosters in around if name in rosters] for name in now.rosters}
    return {name: pl.concat(tables) for name, tables in small.items()} | of_homes


def _together(first: dict[str, Answers], second: dict[str, Answers]) -> dict[str, Answers]:
    return {rule: first.get(rule, {}) | found for rule, found in second.items()}
