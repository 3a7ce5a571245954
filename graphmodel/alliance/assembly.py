"""From checked rosters to the alliance: rows become nodes, references become ties."""

from __future__ import annotations

from functools import partial

import polars as pl

from graphmodel.alliance.model import Alliance, empty_nodes, empty_ties, empty_waivers
from graphmodel.ontology import (
    ENDINGS,
    HOUSEHOLD,
    LABEL,
    PART,
    PERIOD,
    RELATION,
    WAIVER,
    node_schema,
    roster_of,
    tie_schema,
    waiver_schema,
)
from graphmodel.rosters import Reading, Resolved
from graphmodel.rosters.on_demand import Keeping, OnDemand, in_memory
from graphmodel.rosters.shape import shaped
from graphmodel.rosters.streaming import CONTACTS, HOUSEHOLDS, HomesApart

_WHERE = {"source_file": "file", "source_sheet": "sheet", "source_row": "row"}


def assemble(reading: Reading, keeping: Keeping = in_memory) -> Alliance:
    """The alliance that the rosters describe.

    Only of a reading free of errors, or made with ``keep_going``, is it fit to be kept: rows with errors are not
    looked for here.

    Args:
        reading: the rosters.
        keeping: how the tables of nodes and of ties are kept.
    """
    nodes = keeping("nodes", OnDemand(LABEL, partial(_nodes, reading)))
    ties = keeping("ties", OnDemand(RELATION, partial(_ties, reading)))
    absent_parts = frozenset(name for name in reading.absent_parts if PART[name].roster in reading.rosters)
    return Alliance(
        nodes,
        ties,
        supplied=frozenset(reading.rosters) - {ENDINGS.name},  # they are told by what they ended
        absent_columns=reading.absent_columns - {PART[name].of for name in absent_parts},
        sources=reading.sources,
        waivers=_waivers(reading),
        absent_parts=absent_parts,
        people_key=reading.people_key,
        rows=reading.row_counts,
    )


def assemble_homes(rows: pl.DataFrame, homes: HomesApart) -> pl.DataFrame:
    """The nodes that some homes are, in the order of their rows.

    Args:
        rows: of :attr:`graphmodel.rosters.streaming.Share.homes`.
        homes: whose share they are of.
    """
    return _shaped(_placed(rows, homes.sheets(HOUSEHOLDS)), node_schema(HOUSEHOLD))


def assemble_places(rows: pl.DataFrame, homes: HomesApart) -> pl.DataFrame:
    """The ties of homes to their grids; arguments and order as those of :func:`assemble_homes`."""
    grids = homes.things["id"].gather(rows["part_of"])
    ties = rows.with_columns(from_label=pl.lit(HOUSEHOLD), from_id="id", to_label=pl.lit("Grid"), to_id=grids)
    return _shaped(_placed(ties, homes.sheets(HOUSEHOLDS)), tie_schema("PART_OF"))


def assemble_contacts(rows: pl.DataFrame, homes: HomesApart) -> pl.DataFrame:
    """The ties that some contacts are, in the order of their rows; arguments as those of :func:`assemble_homes`."""
    people = homes.things["id"].gather(rows["from"])
    ties = rows.with_columns(
        from_label=pl.lit("Person"), from_id=people, to_label=pl.lit(HOUSEHOLD), to_id="to"
    )
    return _shaped(_placed(ties, homes.sheets(CONTACTS)), tie_schema("CONTACTS"))


def _placed(rows: pl.DataFrame, sheets: pl.DataFrame) -> pl.DataFrame:
    """Rows with ``file`` and ``sheet``."""
    return rows.hstack(sheets[rows["table"]])


def _nodes(reading: Reading, label: str) -> pl.DataFrame:
    resolved = reading.rosters.get(roster_of(label).name)
    if resolved is None:
        return empty_nodes(label)
    return _shaped(resolved.rows.filter(pl.col("label") == label), node_schema(label))


def _ties(reading: Reading, relation: str) -> pl.DataFrame:
    made = [empty_ties(relation)]
    for resolved in reading.rosters.values():
        if resolved.roster.makes[0] == relation:
            made.append(_row_ties(resolved))
        elif resolved.roster.makes[0] not in RELATION:
            made += [
                _reference_ties(resolved, column.name, relation)
                for column in resolved.roster.columns
                if column.relation == relation and column.name in resolved.references
            ]
    return pl.concat(made)


def _waivers(reading: Reading) -> pl.DataFrame:
    resolved = reading.rosters.get(roster_of(WAIVER).name)
    return empty_waivers() if resolved is None else _shaped(resolved.rows, waiver_schema())


def _reference_ties(resolved: Resolved, column: str, relation: str) -> pl.DataFrame:
    """Ties from the thing of each row to what its cell names."""
    ends = resolved.references[column].select("uid", to_label="label", to_id="id")
    ties = resolved.rows.join(ends, on="uid", maintain_order="left_right").rename(
        {"label": "from_label", "id": "from_id"}
    )
    return _shaped(ties, tie_schema(relation))


def _row_ties(resolved: Resolved) -> pl.DataFrame:
    """The tie that each row of a relation roster is."""
    relation = resolved.roster.makes[0]
    ties = resolved.rows.drop("recommended_by", strict=False)
    for end in ("from", "to"):
        ends = resolved.references[end].select(
            "uid", pl.col("label").alias(f"{end}_label"), pl.col("id").alias(f"{end}_id")
        )
        ties = ties.join(ends, on="uid", maintain_order="left")
    if "recommended_by" in resolved.references:
        by = resolved.references["recommended_by"].select("uid", recommended_by="id")
        ties = ties.join(by, on="uid", how="left", maintain_order="left")
    if relation == "PAIRED_WITH":
        ties = ties.with_columns(has_agreement=_has_agreement(ties))
    return _shaped(ties, tie_schema(relation))


def _has_agreement(pairings: pl.DataFrame) -> pl.Expr | pl.Series:
    """Whether an agreement was signed: unknown for all when no row has a date."""
    signed = pairings["agreement_signed_on"].is_not_null()
    return signed if signed.any() else pl.lit(None, pl.Boolean)


def _shaped(rows: pl.DataFrame, schema: dict[str, pl.DataType]) -> pl.DataFrame:
    rows = rows.rename({old: new for new, old in _WHERE.items()})
    assert all(column.name in rows.columns for column in PERIOD)
    return shaped(rows, schema)
