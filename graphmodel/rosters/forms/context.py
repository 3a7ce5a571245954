"""The units named where a table stands: in its titles, the names of its sheet and file, and its folders."""

from __future__ import annotations

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


@dataclass(frozen=True)
class Surroundings:
    """What is named around tables, each text looked through once: a file and its folders are around many sheets."""

    register: Register
    units: pl.DataFrame
    """``thing``, ``label`` and ``name`` of every unit that may be named."""
    _in_texts: dict[str, pl.DataFrame] = field(default_factory=dict)

    def named(self, table: FormTable, label: str) -> Named:
        """The units of a label that the first of the texts around a form names in which any is named."""
        mentioned = [self._mentioned(text) for text in _texts(table) if text]
        for found in mentioned:
            of_label = found.filter(pl.col("label") == label)
            if of_label.height > 1:
                of_label = self._told_apart(of_label, pl.concat([one["thing"] for one in mentioned]))
            if not of_label.is_empty():
                return Named(
                    of_label["thing"].to_list(), of_label["name"].unique(maintain_order=True).to_list()
                )
        return Named([], [])

    def _mentioned(self, text: str) -> pl.DataFrame:
        """The units named in a text, not those whose name is only part of another's."""
        if text not in self._in_texts:
            rest, standing = text, []
            for name in self._names:
                if name in rest:
                    standing.append(name)
                    rest = rest.replace(name, "\n")
            here = self.units.filter(pl.col("name").is_in(standing)) if standing else self.units.clear()
            self._in_texts[text] = here
        return self._in_texts[text]

    @cached_property
    def _names(self) -> list[str]:
        """The names, longer ones first."""
        return sorted(self.units["name"].unique(maintain_order=True), key=len, reverse=True)

    def _told_apart(self, units: pl.DataFrame, named: pl.Series) -> pl.DataFrame:
        """The units; of those that share a name only those whose unit above is named too, if there is such a one."""
        above = self.register.above_at_all().filter(pl.col("above").is_in(named.implode()))
        under = pl.col("thing").is_in(above["thing"].implode())
        shared = pl.len().over("name") > 1
        told = shared & under.any().over("name")
        return units.filter(~told | under)


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
