"""What was collected and the rosters that come later do not hold: its gaps open again."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from graphmodel.alliance import Alliance
from graphmodel.ontology import PROVENANCE, RELATION, ROSTER, VALID_FROM

_MAY_DIFFER = {*PROVENANCE, VALID_FROM.name, "has_agreement"}
"""What a row may say otherwise and still be the same."""


def rows_lacking(before: Alliance, files: Collection[str], after: Alliance) -> int:
    """How many rows of data that came from returned lists other data does not hold.

    Args:
        before: the data with what was collected.
        files: the returned lists, as they were called.
        after: the other data.
    """
    ours = pl.col("source_file").is_in(list(files))
    count = 0
    things = [pl.DataFrame(schema={"id": pl.String})]
    for label, table in before.nodes.items():
        things.append(_lost(table.filter(ours), after.nodes[label]).select("id"))
    of_ties = {roster.makes[0] for roster in ROSTER.values()} & RELATION.keys()
    for relation, table in before.ties.items():
        lost = _lost(table.filter(ours), after.ties[relation])
        if relation in of_ties:
            count += lost.height
        else:
            things.append(lost.select(id="from_id"))
    return count + pl.concat(things).n_unique()


def _lost(rows: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    values = [name for name in rows.columns if name not in _MAY_DIFFER]
    return rows.join(others, on=values, how="anti", nulls_equal=True, maintain_order="left")
