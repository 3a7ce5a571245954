"""A slice without one thing, as if it had never been handed in: its ties go, and what it recommended is recommended
by nobody."""

from collections.abc import Collection
from dataclasses import replace

import polars as pl

from graphmodel.alliance import Slice


def without(slice_: Slice, label: str, ids: Collection[str]) -> Slice:
    """The slice without some things of a label."""

    def ends(end: str) -> pl.Expr:
        return (pl.col(f"{end}_label") == label) & pl.col(f"{end}_id").is_in(list(ids))

    nodes = dict(slice_.nodes)
    nodes[label] = nodes[label].filter(~pl.col("id").is_in(list(ids)))
    ties = {relation: table.filter(~ends("from") & ~ends("to")) for relation, table in slice_.ties.items()}
    if label == "PartyOrg":
        recommended = pl.col("recommended_by")
        ties["HOLDS"] = ties["HOLDS"].with_columns(pl.when(~recommended.is_in(list(ids))).then(recommended))
    return replace(slice_, nodes=nodes, ties=ties)
