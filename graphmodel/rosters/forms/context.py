"""The units named where a table stands: in its titles, the names of its sheet and file, and its folders."""

from __future__ import annotations

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


def named_around(table: FormTable, label: str, register: Register, units: pl.DataFrame) -> Named:
    """The units of a label that the first of the texts names in which any is named.

    Args:
        table: a form.
        label: of the units looked for.
        register: what is known.
        units: what :func:`named_units` gives.
    """
    mentioned = [_mentioned(text, units) for text in _texts(table) if text]
    named = pl.concat([units.head(0), *mentioned])["thing"].unique()
    for found in mentioned:
        of_label = found.filter(pl.col("label") == label)
        if not of_label.is_empty():
            told = _told_apart(of_label, register, named)
            return Named(told["thing"].to_list(), told["name"].unique(maintain_order=True).to_list())
    return Named([], [])


def _texts(table: FormTable) -> list[str]:
    own_name = PurePosixPath(table.file).stem
    return [
        "\n".join(table.titles),
        clean_text(table.sheet or ""),
        clean_text(own_name),
        *(clean_text(folder) for folder in table.folders),
    ]


def named_units(register: Register) -> pl.DataFrame:
    """``thing``, ``label`` and ``name`` of every unit that may be named around a table."""
    things = register.things.with_row_index("thing").filter(pl.col("label").is_in(UNITS))
    things = things.select("thing", pl.col("label").cast(pl.String))
    return register.names.join(things, on="thing", maintain_order="left").select("thing", "label", "name")


def _mentioned(text: str, units: pl.DataFrame) -> pl.DataFrame:
    """The units named in a text, not those whose name is only part of another's."""
    inside = units.filter(pl.lit(text).str.contains(pl.col("name"), literal=True))
    names = inside["name"].unique(maintain_order=True)
    rest = text
    standing = set()
    for name in sorted(names, key=len, reverse=True):
        if name in rest:
            standing.add(name)
            rest = rest.replace(name, "\n")
    return inside.filter(pl.col("name").is_in(standing))


def _told_apart(units: pl.DataFrame, register: Register, named: pl.Series) -> pl.DataFrame:
    """The units; of those that share a name only those whose unit above is named too, if there is such a one."""
    above = units.join(register.above_at_all(), on="thing").filter(pl.col("above").is_in(named.implode()))
    under = pl.col("thing").is_in(above["thing"].implode())
    shared = pl.len().over("name") > 1
    told = shared & under.any().over("name")
    return units.filter(~told | under)
