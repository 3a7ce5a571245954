"""The units named where a table stands: in its titles, the names of its sheet and file, and its folders."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath
from typing import Final, NamedTuple

import polars as pl

from graphmodel.rosters.forms.table import FormTable
from graphmodel.rosters.register import Register
from graphmodel.spreadsheets.cleaning import clean_text

UNITS: Final = ("Street", "Community", "Compound")
"""The labels of which units are looked for, coarser ones first."""


class Named(NamedTuple):
    """The units of one label that the surroundings of a table name: none, one or, which is too many, several."""

    things: list[int]
    names: list[str]


class _Unit(NamedTuple):
    """A unit under a name that it bears."""

    place: int
    """Among all of them."""
    thing: int
    label: str
    name: str


@dataclass(frozen=True)
class Surroundings:
    """What is named around tables, each text looked through once: a file and its folders are around many sheets."""

    register: Register
    units: pl.DataFrame
    """``thing``, ``label`` and ``name`` of every unit that may be named."""
    _in_texts: dict[str, list[_Unit]] = field(default_factory=dict)

    def named(self, table: FormTable, label: str) -> Named:
        """The units of a label that the first of the texts around a form names in which any is named."""
        mentioned = [self._mentioned(text) for text in _texts(table) if text]
        for found in mentioned:
            of_label = [unit for unit in found if unit.label == label]
            if len(of_label) > 1:
                of_label = self._told_apart(of_label, {unit.thing for units in mentioned for unit in units})
            if of_label:
                return Named(
                    [unit.thing for unit in of_label], list(dict.fromkeys(unit.name for unit in of_label))
                )
        return Named([], [])

    def _mentioned(self, text: str) -> list[_Unit]:
        """The units named in a text, not those whose name is only part of another's."""
        if text not in self._in_texts:
            rest, standing = text, []
            for name in self._names:
                if name in rest:
                    standing += self._named[name]
                    rest = rest.replace(name, "\n")
            self._in_texts[text] = sorted(standing)
        return self._in_texts[text]

    @cached_property
    def _named(self) -> dict[str, list[_Unit]]:
        """The units by name."""
        named: dict[str, list[_Unit]] = {}
        for place, unit in enumerate(self.units.select("thing", "label", "name").iter_rows()):
            named.setdefault(unit[-1], []).append(_Unit(place, *unit))
        return named

    @cached_property
    def _names(self) -> list[str]:
        """The names, longer ones first."""
        return sorted(self._named, key=len, reverse=True)

    def _told_apart(self, units: list[_Unit], named: set[int]) -> list[_Unit]:
        """The units; of those that share a name only those whose unit above is named too, if there is such a one."""
        hanging = self.register.above_at_all().filter(
            pl.col("thing").is_in([unit.thing for unit in units]), pl.col("above").is_in(named)
        )
        under = set(hanging["thing"])
        names = Counter(unit.name for unit in units)
        told = {unit.name for unit in units if unit.thing in under and names[unit.name] > 1}
        return [unit for unit in units if unit.name not in told or unit.thing in under]


def surroundings(register: Register) -> Surroundings:
    """What may be named around tables, as far as it is known now."""
    things = register.things.with_row_index("thing").filter(pl.col("label").is_in(UNITS))
    things = things.select("thing", pl.col("label").cast(pl.String))
    units = register.names.join(things, on="thing", maintain_order="left").select("thing", "label", "name")
    return Surroundings(register, units)


def _texts(table: FormTable) -> list[str]:
    own_name = PurePosixPath(table.file).stem
    return [
        "\n".join(table.titles),
        clean_text(table.sheet or ""),
        clean_text(own_name),
        *(clean_text(folder) for folder in table.folders),
    ]
