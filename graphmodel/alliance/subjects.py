"""Subjects: everything a finding may be about, with its label, its id, its name and the row it stands in.

Nodes are subjects, homes apart, which are counted per grid; so are pairings, which are ties: a pairing has the label
``PAIRED_WITH`` and the id ``ORG→TARGET``. Where subjects lie is in :mod:`graphmodel.alliance.territory`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from graphmodel.ontology import HOUSEHOLD, PROVENANCE

PAIRING: Final = "PAIRED_WITH"
"""The one relation type whose ties are subjects."""

ARROW: Final = "→"
"""What stands between the two ends of a tie."""


def tie_id(start: str = "from_id", end: str = "to_id") -> pl.Expr:
    """How a tie is written, ``FROM→TO``, from the columns that hold the ids of its two ends."""
    return pl.concat_str(start, pl.lit(ARROW), end)


def ends_of(tie: str) -> tuple[str, str]:
    """The ids of the two ends of a tie that :func:`tie_id` wrote.

    >>> ends_of("D1→330802007001")
    ('D1', '330802007001')
    """
    start, _, end = tie.partition(ARROW)
    return start, end


def tie_name(names: Mapping[str, str], tie: str = "subject") -> pl.Expr:
    """What the tie in a column is called: the names of its two ends, an end without one by its id."""
    ends = pl.col(tie).str.split(ARROW)
    return ends.list.eval(pl.element().replace(names)).list.join(ARROW)


def own_rows(nodes: Mapping[str, pl.DataFrame], ties: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Every subject with its own row.

    Args:
        nodes: the tables of an alliance or of a slice, by label.
        ties: the same by relation type.

    Returns:
        ``subject_label``, ``subject`` and the columns of :data:`~graphmodel.ontology.PROVENANCE`; in an alliance,
        which has every period, a subject may have several rows.
    """
    return pl.concat(
        [
            *(
                table.select(pl.lit(label).alias("subject_label"), pl.col("id").alias("subject"), *PROVENANCE)
                for label, table in nodes.items()
                if label != HOUSEHOLD
            ),
            ties[PAIRING].select(
                pl.lit(PAIRING).alias("subject_label"), tie_id().alias("subject"), *PROVENANCE
            ),
        ]
    )
