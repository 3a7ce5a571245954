"""Where an invented area lies: divisions, compounds, grids, and how many homes each grid has.

The names cannot be taken for real ones: streets are called after the sixty terms of the cycle of stems and
branches, communities are counted, compounds are numbered examples. Division codes begin with 99, which no province
has.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from graphmodel.synthetic.randomness import Dice, apportioned
from graphmodel.synthetic.rows import COMPOUND, GRID, Rows, code
from graphmodel.synthetic.sizes import Area

CITY: Final = ("990100000000", "示例市")
_STEMS: Final = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES: Final = "子丑寅卯辰巳午未申酉戌亥"
_COUNTY_ENDINGS: Final = "区区县市县县市县"
_NUMERALS: Final = "一二三四五六七八九"


class Unit(NamedTuple):
    """A street, or a compound."""

    id: str
    name: str


class Community(NamedTuple):
    """A community; ``street`` is the place of its street among the streets of the area."""

    id: str
    name: str
    street: int


class Compound(NamedTuple):
    """A compound, with the places of its community and of its grids."""

    id: str
    name: str
    community: int
    grids: range


class Grid(NamedTuple):
    """A grid, with the places of its compound and its community, and its homes."""

    id: str
    name: str
    compound: int
    community: int
    homes: int


class Territory(NamedTuple):
    """The places of an area. Streets, communities, compounds and grids are neighbours when next in order."""

    streets: list[Unit]
    communities: list[Community]
    compounds: list[Compound]
    grids: list[Grid]

    def compounds_of(self, community: int) -> list[int]:
        """The places of a community's compounds."""
        return [place for place, compound in enumerate(self.compounds) if compound.community == community]


def settle(
    area: Area, dice: Dice, rows: Rows, divided: tuple[list[Unit], list[Community]] | None
) -> Territory:
    """Invent the places of an area and enter them in the rosters.

    Args:
        area: how many of each.
        dice: the area's random numbers.
        rows: where they are entered.
        divided: streets and communities of a real division list, already entered; None invents them.
    """
    streets, communities = divided or _divide(area, dice, rows)
    sizes = apportioned(area.compounds, _weights(dice.of("compounds"), area.communities, 2, 12), least=1)
    counts = apportioned(area.grids, _weights(dice.of("grids"), area.compounds, 1, 9), least=1)
    homes = apportioned(
        area.homes, [_home_weight(dice.of("homes"), grid) for grid in range(area.grids)], least=1
    )
    first = rows.take(COMPOUND, area.compounds)
    compounds: list[Compound] = []
    grids: list[Grid] = []
    for community, size in enumerate(sizes):
        for _ in range(size):
            number = first + len(compounds)
            name = f"示例{number:03d}号小区"
            start = len(grids)
            grids += _grids_of(
                rows, name, len(compounds), community, homes[start : start + counts[len(compounds)]]
            )
            compounds.append(Compound(code(COMPOUND, number), name, community, range(start, len(grids))))
    for compound in compounds:
        rows.add("compounds", id=compound.id, name=compound.name, part_of=communities[compound.community].id)
    for grid in grids:
        rows.add("grids", id=grid.id, name=grid.name, part_of=compounds[grid.compound].id)
    return Territory(streets, communities, compounds, grids)


def _grids_of(rows: Rows, compound_name: str, compound: int, community: int, homes: list[int]) -> list[Grid]:
    endings = ["网格"] if len(homes) == 1 else [f"第{number}网格" for number in range(1, len(homes) + 1)]
    return [
        Grid(rows.new(GRID)[0], f"{compound_name}{ending}", compound, community, count)
        for ending, count in zip(endings, homes, strict=True)
    ]


def _weights(dice: Dice, count: int, least: int, most: int) -> list[int]:
    """Sizes in proportion: few large ones, many small ones (the smaller of two throws)."""
    return [
        min(dice.between(least, most, 2 * at), dice.between(least, most, 2 * at + 1)) for at in range(count)
    ]


def _home_weight(dice: Dice, grid: int) -> int:
    """Three dice added, for a grid of middling size; a few old quarters and a few new estates beside them."""
    usual = 200 + sum(dice.below(140, 4 * grid + throw) for throw in range(3))
    kind = dice.below(60, 4 * grid + 3)
    return usual // 3 if kind < 3 else usual * 3 // 2 if kind < 5 else usual


def _divide(area: Area, dice: Dice, rows: Rows) -> tuple[list[Unit], list[Community]]:
    """Invented streets and communities, numbered on from those of earlier areas."""
    if rows.take("city") == 1:
        rows.add("divisions", id=CITY[0], name=CITY[1], level="city")
    streets: list[Unit] = []
    communities: list[Community] = []
    per_county = apportioned(area.streets, [1] * len(area.counties), least=1)
    sizes = iter(apportioned(area.communities, _weights(dice.of("communities"), area.streets, 2, 6), least=1))
    for county, count in zip(area.counties, per_county, strict=True):
        county_code = f"9901{county + 1:02d}"
        if rows.take(f"county {county}") == 1:
            rows.add(
                "divisions",
                id=f"{county_code}000000",
                name=county_name(county),
                level="county",
                part_of=CITY[0],
            )
        for _ in range(count):
            place = rows.take("street") - 1
            name = f"{_STEMS[place % 10]}{_BRANCHES[place % 12]}"
            street_code = f"{county_code}{rows.take(f'street of {county}'):03d}"
            street = Unit(f"{street_code}000", f"{name}街道")
            rows.add(
                "divisions", id=street.id, name=street.name, level="street", part_of=f"{county_code}000000"
            )
            for number in range(1, next(sizes) + 1):
                community = Community(
                    f"{street_code}{number:03d}", f"{name}{numeral(number)}社区", len(streets)
                )
                communities.append(community)
                rows.add(
                    "divisions",
                    id=community.id,
                    name=community.name,
                    level="community",
                    part_of=street.id,
                    in_main_urban=area.in_main_urban,
                )
            streets.append(street)
    return streets, communities


def county_name(place: int) -> str:
    """What the county at that place of a city is called.

    >>> county_name(3)
    '丁市'
    """
    return f"{_STEMS[place]}{_COUNTY_ENDINGS[place]}"


def numeral(number: int) -> str:
    """A number below 100 in Chinese numerals.

    >>> numeral(21), numeral(10)
    ('二十一', '十')
    """
    tens, ones = divmod(number, 10)
    start = ("" if tens == 1 else _NUMERALS[tens - 1]) + "十" if tens else ""
    return start + (_NUMERALS[ones - 1] if ones else "")
