"""What of a slice goes into a Neo4j graph: a table per label, and one per relation type and pair of labels.

The properties are those of the embedded projection, so that the text of a query is the same for both engines.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import polars as pl

from graphmodel.alliance import Slice
from graphmodel.ontology import LABEL, RELATION
from graphmodel.stores.embedded import node_table, projected_tie

HOUSEHOLD: Final = "Household"


class Pair(NamedTuple):
    """A relation type between two labels."""

    relation: str
    start: str
    end: str


PAIRS: Final = tuple(
    Pair(name, start, end) for name, relation in RELATION.items() for start, end in relation.pairs
)


@dataclass(frozen=True)
class Tables:
    """The rows of a graph. Every label and pair has a table; an empty one too."""

    nodes: dict[str, pl.DataFrame]
    """Columns: the properties of :func:`~graphmodel.stores.embedded.projected_node`."""
    ties: dict[Pair, pl.DataFrame]
    """Columns: ``from_id``, ``to_id``, then those of :func:`~graphmodel.stores.embedded.projected_tie`."""

    @property
    def counts(self) -> dict[str, int]:
        """How many nodes each label has, and how many ties each relation type."""
        counts = {label: table.height for label, table in self.nodes.items()} | dict.fromkeys(RELATION, 0)
        for pair, table in self.ties.items():
            counts[pair.relation] += table.height
        return counts


def tables(slice_: Slice, *, with_households: bool, with_names: bool) -> Tables:
    """The tables of a slice.

    Args:
        slice_: the alliance on one day.
        with_households: whether homes and their ties go along.
        with_names: whether people's names do.
    """
    left_out = frozenset() if with_households else frozenset({HOUSEHOLD})
    return Tables(
        {label: _nodes(slice_, label, left_out, with_names) for label in LABEL},
        {pair: _ties(slice_, pair, left_out) for pair in PAIRS},
    )


def _nodes(slice_: Slice, label: str, left_out: frozenset[str], with_names: bool) -> pl.DataFrame:
    table = node_table(slice_, label)
    if with_names:
        table = table.with_columns(slice_.nodes[label]["name"])
    return table.clear() if label in left_out else table


def _ties(slice_: Slice, pair: Pair, left_out: frozenset[str]) -> pl.DataFrame:
    ties = slice_.ties[pair.relation]
    wanted = (pl.col("from_label") == pair.start) & (pl.col("to_label") == pair.end)
    columns = ("from_id", "to_id", *(prop.name for prop in projected_tie(pair.relation)))
    return (ties.clear() if left_out & {pair.start, pair.end} else ties.filter(wanted)).select(columns)
