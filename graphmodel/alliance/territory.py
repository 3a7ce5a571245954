"""Where everything lies: the units above each subject, for scope and for coverage by county, street and community.

Scope chooses subjects, never facts. Divisions and what is PART_OF them lie where they are; bodies where they SERVE;
own branches where the grids they COVER lie; street and community organisations at their seat; organ organisations
wherever they are PAIRED_WITH something; people where they live, else where they are registered or hold a post, at a
body where it SERVES.
"""

from __future__ import annotations

from typing import Final, TypeVar

import polars as pl

from graphmodel.alliance.model import Slice
from graphmodel.alliance.subjects import PAIRING, tie_id
from graphmodel.ontology import BODIES, GROUP, HOUSEHOLD

UNITS: Final = ("City", "County", "Street", "Community", "Compound", "Grid")
MAIN_URBAN: Final = "main-urban"

PLACE: Final = dict.fromkeys(("label", "id", "unit_label", "unit"), pl.String())
"""The columns that say where something lies."""

_NUMBER: Final = "number"
"""The column of a unit while it is looked for: its place among all, for a number is compared faster than two texts."""

_Frame = TypeVar("_Frame", pl.DataFrame, pl.LazyFrame)


def locate(slice_: Slice) -> pl.DataFrame:
    """Every subject with every unit it lies in.

    Returns:
        ``label``, ``id``, ``unit_label``, ``unit``: one row per subject and unit, a unit lying in itself. Homes
        are left out; they are counted per grid. A pairing has the label ``PAIRED_WITH`` and the id ``ORG→TARGET``.
    """
    above = units_above(slice_)
    units = above.select(label="unit_label", id="unit").unique().sort("label", "id").with_row_index(_NUMBER)
    places = units.select("label", "id", _NUMBER)
    served = slice_.ties["SERVES"].filter(pl.col("from_label").is_in(BODIES))
    held = pl.concat([places, _through(served, places), _orgs(slice_, places)])
    found = pl.concat([held, _people(slice_, held), _pairings(slice_, places)])
    # up from where things lie by numbers: of texts it would be some rows for each of them to sort
    things = found.select("label", "id").unique().sort("label", "id").with_row_index("thing")
    upwards = above.join(places, on=["label", "id"]).join(
        units.select(unit_label="label", unit="id", above=_NUMBER), on=["unit_label", "unit"]
    )
    lies = found.join(things, on=["label", "id"]).join(upwards.select(_NUMBER, "above"), on=_NUMBER)
    in_order = lies.select("thing", "above").unique().sort("thing", "above")
    return pl.concat(
        [
            things[in_order["thing"]].select("label", "id"),
            units[in_order["above"]].select(unit_label="label", unit="id"),
        ],
        how="horizontal",
    )


def within(places: _Frame, slice_: Slice, scope: tuple[str, ...]) -> _Frame:
    """Label and id of every subject in a scope: the union of units, or ``main-urban``.

    Args:
        places: of :func:`locate`.
        slice_: the slice that was located.
        scope: codes; where several units bear one, ``LABEL:CODE``.
    """
    units = [unit for unit in scope if unit != MAIN_URBAN]
    if MAIN_URBAN in scope:
        units += slice_.nodes["Community"].filter("in_main_urban")["id"].to_list()
    named = pl.format("{}:{}", "unit_label", "unit")
    chosen = places.filter(pl.col("unit").is_in(units) | named.is_in(units))
    return chosen.select("label", "id").unique()


def units_above(slice_: Slice) -> pl.DataFrame:
    """Units and the units above them, themselves included: ``label``, ``id``, ``unit_label``, ``unit``."""
    above = slice_.ties["PART_OF"].filter(pl.col("from_label") != HOUSEHOLD)
    step = above.select(label="from_label", id="from_id", unit_label="to_label", unit="to_id")
    here = pl.concat(
        slice_.nodes[label].select(label=pl.lit(label), id="id", unit_label=pl.lit(label), unit="id")
        for label in UNITS
    )
    climb = step.rename({"label": "unit_label", "id": "unit", "unit_label": "next_label", "unit": "next"})

    levels = [here]
    for _ in UNITS[1:]:
        above_these = levels[-1].join(climb, on=["unit_label", "unit"])
        levels.append(above_these.select("label", "id", unit_label="next_label", unit="next"))
    return pl.concat(levels)


def _through(ties: pl.DataFrame, places: pl.DataFrame, start: str = "from", end: str = "to") -> pl.DataFrame:
    """The units of one end of each tie, given to the other end."""
    return (
        ties.join(places, left_on=[f"{end}_label", f"{end}_id"], right_on=["label", "id"])
        .select(_NUMBER, label=f"{start}_label", id=f"{start}_id")
        .select("label", "id", _NUMBER)
    )


def _orgs(slice_: Slice, places: pl.DataFrame) -> pl.DataFrame:
    kinds = slice_.nodes["PartyOrg"].select(from_id="id", kind="kind")
    ways = {"COVERS": "own_branches", "SEATED_IN": "seated_orgs", "PAIRED_WITH": "organ_orgs"}
    return pl.concat(
        _through(
            slice_.ties[relation].join(
                kinds.filter(pl.col("kind").is_in(GROUP[group])), on="from_id", how="semi"
            ),
            places,
        )
        for relation, group in ways.items()
    )


def _people(slice_: Slice, places: pl.DataFrame) -> pl.DataFrame:
    lives = _through(slice_.ties["LIVES_IN"], places)
    of_people = pl.col("from_label") == "Person"
    otherwise = (
        slice_.ties[relation].filter(of_people).join(lives, left_on="from_id", right_on="id", how="anti")
        for relation in ("REGISTERED_WITH", "HOLDS")
    )
    return pl.concat([lives, *(_through(ties, places) for ties in otherwise)])


def _pairings(slice_: Slice, places: pl.DataFrame) -> pl.DataFrame:
    pairings = slice_.ties[PAIRING].with_columns(from_label=pl.lit(PAIRING), from_id=tie_id())
    return _through(pairings, places)
