"""One part of an alliance read again (``scale.md`` §4): its rows go, those that a county hands in come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import polars as pl

from graphmodel.alliance import Alliance
from graphmodel.alliance.ownership import owners
from graphmodel.alliance.subjects import ARROW
from graphmodel.ontology import LABEL, RELATION, ROSTER
from graphmodel.rosters.recognition import Table
from graphmodel.rosters.register import made_code
from graphmodel.spreadsheets.cleaning import cleaned

_NODE: Final = {"label": pl.String(), "id": pl.String()}
_DIVISIONS: Final = ROSTER["divisions"].makes
_ROWS: Final = frozenset(roster.makes[0] for roster in ROSTER.values()) & RELATION.keys()
"""The relations of which every tie is a row of its own; it is handed in with what it leads to."""


def without_part(alliance: Alliance, label: str, part: str, coming: Sequence[Table]) -> Alliance:
    """An alliance without the rows that are read again.

    These are the rows of the things that a part owns, of the ties that lead to them, and of waivers for them; and those
    of things whose codes come, whoever owns them. Divisions stay where none come, for their list is often that of a city;
    what leads to those of the part is read again, what leads to others is not, whichever of them come.

    Args:
        alliance: all of it.
        label: whose units are its parts.
        part: the code of the part.
        coming: the tables that are handed in.
    """
    owned = owners(alliance, label).filter(part=part).select(*_NODE)
    told = _told(coming)
    of_divisions = pl.col("label").is_in(_DIVISIONS)
    gone = pl.concat([owned.filter(~of_divisions), told]).unique()
    led_to = pl.concat([owned, told.filter(~of_divisions)]).unique()
    nodes = {
        of: table.filter(~pl.col("id").is_in(gone.filter(label=of)["id"].implode()))
        for of, table in alliance.nodes.items()
    }
    ties = {
        relation: table.join(
            led_to if relation in _ROWS else gone,
            left_on=["to_label", "to_id"] if relation in _ROWS else ["from_label", "from_id"],
            right_on=["label", "id"],
            how="anti",
            maintain_order="left",
        )
        for relation, table in alliance.ties.items()
    }
    of_pairing = pl.col("subject").str.split(ARROW).list.last()
    waivers = alliance.waivers.filter(~of_pairing.is_in(led_to["id"].implode()))
    return replace(alliance, nodes=nodes, ties=ties, waivers=waivers)


def _told(tables: Sequence[Table]) -> pl.DataFrame:
    """``label`` and ``id`` of the things that tables tell of by their codes; by names where codes are made of these alone."""
    told = [
        _codes(table).select(pl.lit(label).alias("label"), "id")
        for table in tables
        for label in table.roster.makes
        if label in LABEL
    ]
    return pl.concat([pl.DataFrame(schema=_NODE), *told]).drop_nulls()


def _codes(table: Table) -> pl.DataFrame:
    said = pl.DataFrame(
        {name: cleaned(table.cells[name].raw) for name in ("id", "name") if name in table.cells}
    )
    roster = table.roster
    if "name" in said.columns and not roster.parent and not roster.column("id").required:
        made = made_code(pl.lit(roster.title.zh), pl.col("name"))
        return said.select(id=pl.coalesce("id", made) if "id" in said.columns else made)
    return said.select("id") if "id" in said.columns else pl.DataFrame(schema={"id": pl.String})
