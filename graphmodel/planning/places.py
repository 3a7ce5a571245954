"""How far it is between places, and from people and organisations to places: same grid, compound, community, street."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Final

import polars as pl

from graphmodel.alliance import Slice
from graphmodel.alliance.territory import units_above
from graphmodel.planning.moves import Node

_LEVELS: Final = {"Grid": 0, "Compound": 1, "Community": 2, "Street": 3, "County": 4}
FAR: Final = 5
"""Between places that share no county, and to those who have no place."""
UNKNOWN_RESIDENCE: Final = 3
"""It lowers nobody that nobody knows where they live."""

_Units = frozenset[tuple[int, str]]
"""What something lies in, by level."""


class Places:
    """The places of a slice."""

    def __init__(self, slice_: Slice) -> None:
        self._slice = slice_
        placed = units_above(slice_).filter(
            pl.col("label").is_in(("Grid", "Compound", "Community"))
            & pl.col("unit_label").is_in(list(_LEVELS))
        )
        units: dict[Node, set[tuple[int, str]]] = {}
        for label, id_, unit_label, unit in placed.iter_rows():
            units.setdefault((label, id_), set()).add((_LEVELS[unit_label], unit))
        self._units = {node: frozenset(found) for node, found in units.items()}

    def distance(self, sets: Iterable[Node], place: Node) -> int:
        """From the nearest of some places to a place; to none at all it is far.

        0 the same grid, 1 the same compound, 2 community, 3 street, 4 county, else 5.
        """
        return _apart(self._of(sets), self._units.get(place, frozenset()))

    def from_org(self, org: str, place: Node) -> int:
        """From an organ organisation.

        Its places are what it, those above and those below it are paired with, and the communities it is registered
        with.
        """
        return _apart(self._of_org.get(org, frozenset()), self._units.get(place, frozenset()))

    def from_person(self, person: str, place: Node) -> int:
        """From a person: from the grid they live in."""
        if person in self._lives_in:
            return _apart(self._of(self._lives_in[person]), self._units.get(place, frozenset()))
        return FAR if person in self._outside else UNKNOWN_RESIDENCE

    def _of(self, places: Iterable[Node]) -> _Units:
        return frozenset().union(*(self._units.get(place, frozenset()) for place in places))

    @cached_property
    def _lives_in(self) -> dict[str, list[Node]]:
        found: dict[str, list[Node]] = {}
        for person, grid in self._slice.ties["LIVES_IN"].select("from_id", "to_id").iter_rows():
            found.setdefault(person, []).append(("Grid", grid))
        return found

    @cached_property
    def _outside(self) -> frozenset[str]:
        return frozenset(self._slice.nodes["Person"].filter("lives_outside")["id"])

    @cached_property
    def _of_org(self) -> dict[str, _Units]:
        ties = self._slice.ties
        ends = pl.col("from_id"), pl.concat_list(pl.col("to_label"), pl.col("to_id"))
        own = ties["PAIRED_WITH"].select(org=ends[0], place=ends[1])
        led = ties["LED_BY"].select(below="from_id", above="to_id")
        from_above = led.join(own, left_on="above", right_on="org").select("place", org="below")
        from_below = led.join(own, left_on="below", right_on="org").select("place", org="above")
        registered = (
            ties["REGISTERED_WITH"]
            .filter((pl.col("from_label") == "PartyOrg") & (pl.col("to_label") == "Community"))
            .select(org=ends[0], place=ends[1])
        )
        columns = ("org", "place")
        every = pl.concat(table.select(columns) for table in (own, from_above, from_below, registered))
        places: dict[str, set[Node]] = {}
        for org, (label, id_) in every.iter_rows():
            places.setdefault(org, set()).add((label, id_))
        return {org: self._of(found) for org, found in places.items()}


def _apart(here: _Units, there: _Units) -> int:
    return min((level for level, _ in here & there), default=FAR)
