"""Who judges what (``scale.md`` §1): every node has one owner, a part of the alliance or the rest of it.

Owners decide where work is done, never what is said: an alliance split by dice gives the same answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from typing import Final

import polars as pl

from graphmodel.alliance.model import Alliance
from graphmodel.alliance.projection import Pair, pairs
from graphmodel.ontology import BODIES, HOUSEHOLD, LABEL
from graphmodel.rosters.on_demand import lazily

REST: Final = "rest"
"""The part of whatever no way leads to any other; it always exists."""

OWNER: Final[dict[str, pl.DataType]] = {"label": pl.String(), "id": pl.String(), "part": pl.String()}
"""The columns of a table of owners."""

_ENDS: Final = ("from_label", "from_id", "to_label", "to_id")
_WAYS: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(("City", "County", "Street", "Community", "Compound", "Grid", HOUSEHOLD), ("PART_OF",)),
    **dict.fromkeys(BODIES, ("SERVES",)),
    "PartyOrg": ("COVERS", "SEATED_IN", "PAIRED_WITH"),
    "Person": ("LIVES_IN", "REGISTERED_WITH", "HOLDS", "MEMBER_OF"),
}
"""By label the relations that lead to the part of a node, in order; each label stands after those it is led to.
Organisations come last to the part of whoever they are LED_BY."""


def owners(alliance: Alliance, label: str) -> pl.DataFrame:
    """The part that owns each node: the first way that leads to any; of several parts the smallest code.

    Args:
        alliance: of which every period counts.
        label: whose units are the parts: ``City``, ``County``, ``Street`` or ``Community``.

    Returns:
        Columns of :data:`OWNER`, one row per node; ``part`` is the code of a unit or :data:`REST`.
    """
    known = pl.DataFrame(schema=OWNER)
    for of in _WAYS:
        if of == label:
            found = lazily(alliance.nodes, of).select(label=pl.lit(of), id="id", part="id").collect()
        else:
            found = _led_to(alliance, of, known)
        known = pl.concat([known, found])
    return known.with_columns(pl.col("part").fill_null(REST))


def _led_to(alliance: Alliance, label: str, known: pl.DataFrame) -> pl.DataFrame:
    """The nodes of a label and the part that the first way leads to, null where none does."""
    parts = known.drop_nulls("part")
    every = lazily(alliance.nodes, label).select("id").collect()
    left, found = every, [pl.DataFrame(schema={"id": pl.String, "part": pl.String})]
    for way in _WAYS[label]:
        ties = lazily(alliance.ties, way).select(*_ENDS).filter(pl.col("from_label") == label).collect()
        of_left = ties.join(left, left_on="from_id", right_on="id", how="semi")
        led = of_left.join(parts, left_on=["to_label", "to_id"], right_on=["label", "id"])
        found.append(_smallest(led))
        left = left.join(found[-1], on="id", how="anti")
    nodes = every.join(pl.concat(found), on="id", how="left").select(
        pl.lit(label).alias("label"), "id", "part"
    )
    return _led_by(nodes, alliance.ties["LED_BY"]) if label == "PartyOrg" else nodes


def _led_by(orgs: pl.DataFrame, leaders: pl.DataFrame) -> pl.DataFrame:
    """Organisations that nothing else led to a part, with that of whoever leads them, at any distance."""
    placed = orgs.drop_nulls("part").select("id", "part")
    led = leaders.select("to_id", id="from_id").join(placed, on="id", how="anti")
    found = placed.clear()
    while True:  # parts only become smaller, and there is an end of them
        further = led.join(pl.concat([placed, found]), left_on="to_id", right_on="id")
        following = _smallest(further.select("part", from_id="id")).sort("id")
        if following.equals(found):
            return orgs.select("label", "id").join(pl.concat([placed, found]), on="id", how="left")
        found = following


def _smallest(led: pl.DataFrame) -> pl.DataFrame:
    return led.group_by(id="from_id").agg(pl.col("part").min())


@dataclass(frozen=True, eq=False)
class Owned:
    """An alliance of which every node has an owner; nodes, ties and parts by their numbers, which join fast."""

    alliance: Alliance
    owners: pl.DataFrame
    """Columns of :data:`OWNER`, one row per node."""

    @cached_property
    def codes(self) -> pl.Series:
        """The codes of all parts, by their numbers; the rest is always among them."""
        return pl.concat([self.owners["part"], pl.Series([REST])]).unique().sort()

    @cached_property
    def nodes(self) -> pl.DataFrame:
        """``label`` and ``id`` with ``node``, the number of the node, and ``owner``, that of its part; by numbers."""
        codes = self.codes.to_frame("part").with_row_index("owner")
        numbered = self.owners.join(codes, on="part", maintain_order="left")
        return numbered.drop("part").with_row_index("node")

    @cached_property
    def _known(self) -> dict[str, pl.DataFrame]:
        """``id``, ``node``, ``owner`` of the nodes of each label."""
        return {
            label: self.nodes.filter(pl.col("label") == label).select("id", "node", "owner")
            for label in LABEL
        }

    def of_label(self, label: str) -> pl.DataFrame:
        """``row``, ``node``, ``owner`` of the nodes of a label, by the rows of their table."""
        rows = lazily(self.alliance.nodes, label).select("id").collect().with_row_index("row")
        return rows.join(self._known[label], on="id", maintain_order="left").drop("id")

    @cached_property
    def ends(self) -> dict[Pair, pl.DataFrame]:
        """Of the ties of each pair the ``row`` in the table of their type, and ``start``, ``end``, ``start_owner``, ``end_owner``."""
        return {
            pair: self._between(pair, rows)
            for relation, of_relation in groupby(pairs(), attrgetter("relation"))
            for rows in [lazily(self.alliance.ties, relation).select(*_ENDS).collect().with_row_index("row")]
            for pair in of_relation
        }

    def _between(self, pair: Pair, ties: pl.DataFrame) -> pl.DataFrame:
        """As :attr:`ends`, of one pair among the ties of its type; as one query, which carries no column along in vain."""
        known = {label: self._known[label].lazy() for label in (pair.start, pair.end)}
        return (
            ties.lazy()
            .filter((pl.col("from_label") == pair.start) & (pl.col("to_label") == pair.end))
            .join(known[pair.start], left_on="from_id", right_on="id", maintain_order="left")
            .rename({"node": "start", "owner": "start_owner"})
            .join(known[pair.end], left_on="to_id", right_on="id", maintain_order="left")
            .rename({"node": "end", "owner": "end_owner"})
            .select("row", "start", "end", "start_owner", "end_owner")
            .collect()
        )
