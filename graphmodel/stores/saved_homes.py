"""The homes of a snapshot in parts given out again, for whoever cuts it anew because something else has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import polars as pl

from graphmodel.alliance import Alliance
from graphmodel.ontology import HOUSEHOLD, PROVENANCE
from graphmodel.rosters.spilled import shares_for
from graphmodel.rosters.streaming import CONTACTS, HOUSEHOLDS, SAMPLED, Kept, Share
from graphmodel.stores import snapshot

_FILE, _SHEET, _ROW = PROVENANCE
_RELATION: Final = {HOUSEHOLDS: "PART_OF", CONTACTS: "CONTACTS"}
"""Of each roster the ties that its rows are, by whose numbers these stand in order."""


class SavedHomes:
    """Homes and those who keep in touch with them, read a part at a time; see :class:`graphmodel.rosters.streaming.HomesApart`.

    Args:
        folder: where what is made of them lies; it is whoever makes it that removes it.
        told: the folder of the snapshot.
        others: the alliance without them.
        changed: what becomes of the contacts of some homes; none of them goes.
        added: contacts that come behind all that are saved.

    Raises:
        EnvironmentFailure: what is saved of them is damaged.
    """

    def __init__(
        self,
        folder: Path,
        told: Path,
        others: Alliance,
        changed: Callable[[pl.DataFrame], pl.DataFrame],
        added: pl.DataFrame,
    ) -> None:
        self.folder = folder
        self._told, self._manifest, self._changed = told, snapshot.manifest_of(told), changed
        self.things = pl.concat(
            table.select(pl.lit(label).alias("label"), "id") for label, table in others.nodes.items()
        )
        numbers: dict[str, list[pl.Series]] = {name: [] for name in _RELATION}
        sheets: dict[str, list[pl.DataFrame]] = {name: [added.select(_FILE, _SHEET)] for name in _RELATION}
        sampled: dict[str, list[pl.Series]] = {name: [added["from_id"].head(0)] for name in _RELATION}
        for homes in self._of_parts():
            rows = {HOUSEHOLDS: homes.nodes[HOUSEHOLD], CONTACTS: homes.ties["CONTACTS"]}
            for name, relation in _RELATION.items():
                ties = homes.ties[relation]
                numbers[name].append(ties["tie"])
                sheets[name].append(rows[name].select(_FILE, _SHEET).unique(maintain_order=True))
                sampled[name].append(ties["from_id"].gather_every(SAMPLED))
        self.sampled = sampled[CONTACTS]
        every = {name: pl.concat(some).sort() for name, some in numbers.items()}
        self._first = {name: some[0] if some.len() else 0 for name, some in every.items()}
        self.counts = {
            name: some[-1] + 1 - self._first[name] if some.len() else 0 for name, some in every.items()
        }
        number = pl.int_range(pl.len(), dtype=pl.Int64) + self.counts[CONTACTS]
        self._added = added.with_columns(number=number)
        self.counts[CONTACTS] += added.height
        self.shares = shares_for(max(self.counts.values()))
        self._kept = Kept(folder, sampled[HOUSEHOLDS], self.shares)
        self._sheets = {name: pl.concat(some).unique(maintain_order=True) for name, some in sheets.items()}

    def sheets(self, name: str) -> pl.DataFrame:
        """``file`` and ``sheet`` of every table of a roster."""
        return self._sheets[name].rename({_FILE: "file", _SHEET: "sheet"})

    def __iter__(self) -> Iterator[Share]:
        """Every share once, in the order of the codes of homes."""
        self._lay()
        return iter(self._kept)

    def in_order(self) -> Iterator[pl.DataFrame]:
        """The homes of every share that was given out, without their numbers."""
        return (homes.drop("number") for homes in self._kept.homes())

    def _lay(self) -> None:
        """Lay the own homes of each part into shares."""
        for homes in self._of_parts():
            of_home = homes.nodes[HOUSEHOLD]
            places = homes.ties["PART_OF"].select("tie", id="from_id", grid="to_id")
            contacts = self._numbered(self._changed(homes.ties["CONTACTS"]), CONTACTS)
            added = self._added.join(of_home.select(to_id="id"), on="to_id", how="semi")
            every = pl.concat([contacts, added.select(contacts.columns)])
            placed = self._numbered(of_home.join(places, on="id"), HOUSEHOLDS)
            self._kept.add(HOUSEHOLDS, self._rows(placed, HOUSEHOLDS, "Grid", "part_of", "grid"))
            every = every.join(placed.select(to_id="id", home="number"), on="to_id", maintain_order="left")
            led = self._rows(every, CONTACTS, "Person", "from", "from_id").rename({"to_id": "to"})
            self._kept.add(CONTACTS, led)

    def _of_parts(self) -> Iterator[Alliance]:
        return (snapshot.own_homes(self._told, code, self._manifest) for code in self._manifest.parts)

    def _numbered(self, rows: pl.DataFrame, name: str) -> pl.DataFrame:
        return rows.with_columns(number=pl.col("tie") - self._first[name]).drop("tie")

    def _rows(self, rows: pl.DataFrame, name: str, label: str, thing: str, code: str) -> pl.DataFrame:
        """Rows that say by its number which thing they lead to, and in which table they stand."""
        things = self.things.with_row_index(thing).filter(label=label).select(thing, "id")
        sheets = self._sheets[name].with_row_index("table")
        return (
            rows.join(things, left_on=code, right_on="id", maintain_order="left")
            .join(sheets, on=[_FILE, _SHEET], nulls_equal=True, maintain_order="left")
            .drop(_FILE, _SHEET)
            .rename({_ROW: "row"})
        )
