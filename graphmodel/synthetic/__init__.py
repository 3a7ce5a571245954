"""An invented city of the published size: rosters to try the software with, before it is trusted with real ones.

:func:`synthesise` invents the rosters, :func:`write` writes them as an office would. :func:`synthesise_months` tells
the same city month by month. :func:`plant` invents a city in
which nothing is amiss but what is planted, with the verdict of every subject of every rule; :func:`write_key` writes
these beside the rosters. :func:`synthesise_province` and :func:`plant_province` do the same for a province, county by
county. Nothing is real: names are numbered examples, codes say nothing, and no cell looks like the
number of a person or a telephone. It is made for showing, testing and measuring, not for research on how real
communities behave: what is published and what is assumed is told in :mod:`graphmodel.synthetic.sizes`.

>>> rosters = synthesise("tiny", seed=0)
>>> rosters["compounds"].height
6
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import polars as pl

from graphmodel.errors import UsageError
from graphmodel.language import Text
from graphmodel.rosters.writing import write_rosters
from graphmodel.synthetic import planting
from graphmodel.synthetic.city import invent
from graphmodel.synthetic.divisions import read_divisions
from graphmodel.synthetic.months import last_day
from graphmodel.synthetic.past import Past
from graphmodel.synthetic.plain.field import Plant
from graphmodel.synthetic.planting import Planted, write_key
from graphmodel.synthetic.province import folder_of, plant_province, synthesise_province, write_part_key
from graphmodel.synthetic.randomness import Dice
from graphmodel.synthetic.sizes import AREAS, AS_OF, PROVINCES, SIZES, Area

__all__ = [
    "AS_OF",
    "PROVINCES",
    "SIZES",
    "Plant",
    "Planted",
    "folder_of",
    "plant",
    "plant_province",
    "read_divisions",
    "synthesise",
    "synthesise_months",
    "synthesise_province",
    "write",
    "write_key",
    "write_part_key",
]


def synthesise(size: str, seed: int = 0, divisions: pl.DataFrame | None = None) -> dict[str, pl.DataFrame]:
    """Invent the rosters of a city.

    Args:
        size: one of :data:`SIZES`.
        seed: the same seed gives the same rosters, on every platform.
        divisions: a real division list to build on, as :func:`read_divisions` reads it; None invents one.

    Returns:
        A table per roster, with the ontology's column names and stored values; several references in one cell
        are joined by ``、``. Everything is live on :data:`AS_OF`. Nothing is waived.

    Raises:
        UsageError: there is no such size, or the division list is too short for it.
    """
    return invent(_areas(size), seed, divisions)


def synthesise_months(
    size: str, months: int, seed: int = 0, divisions: pl.DataFrame | None = None
) -> Iterator[tuple[date, dict[str, pl.DataFrame]]]:
    """Invent the rosters of a city month by month, as they stand on the last day of each.

    Arguments and errors are those of :func:`synthesise`; ``months`` of them end with that of :data:`AS_OF`, and a month is the same
    however many are asked for. What changes from one to the next is told in :mod:`graphmodel.synthetic.past`.

    Yields:
        The last day of a month and its rosters, the earliest first.
    """
    past = Past(synthesise(size, seed, divisions), Dice.from_seed(seed))
    for ago in reversed(range(months)):
        yield last_day(ago), past.month(ago)


def plant(size: str, seed: int = 0, divisions: pl.DataFrame | None = None) -> Planted:
    """Invent a faultless city of a size, plant gaps in it, and work out the answer key.

    Arguments and errors are those of :func:`synthesise`. The published shortages are made good first, so counts of
    organs, instructors and members are higher than published.
    """
    rosters = invent([planting.faultless(area) for area in _areas(size)], seed, divisions)
    return planting.plant(rosters, Dice.from_seed(seed))


def write(
    rosters: Mapping[str, pl.DataFrame],
    folder: Path,
    format: str = "xlsx",  # noqa: A002
    made_on: date = AS_OF,
) -> list[Path]:
    """Write every roster as an office would, to a file named after it.

    Arguments, result and errors are those of :func:`graphmodel.rosters.writing.write_rosters`.
    """
    return write_rosters(rosters, folder, format, made_on)


def _areas(size: str) -> tuple[Area, ...]:
    if size not in AREAS:
        raise UsageError(
            Text("没有这种规模：{size}（可选 {sizes}）", "no such size: {size} (choose from {sizes})"),
            size=size,
            sizes=", ".join(SIZES),
        )
    return AREAS[size]
