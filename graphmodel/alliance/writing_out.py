"""The alliance as the rows of rosters again: what an office would hand in to say the same."""

from __future__ import annotations

from typing import Final

import polars as pl

from graphmodel.alliance.model import Alliance
from graphmodel.ontology import FILLED_IN, LABEL, PERIOD, PROVENANCE, RELATION, Column, Roster, ValueType
from graphmodel.rosters.register import LABELLED, rosters_of
from graphmodel.rosters.writing import listed_column

_KEY: Final = ["label", "id"]


def roster_rows(alliance: Alliance) -> dict[str, pl.DataFrame]:
    """The rows of every roster that was supplied.

    Returns:
        By roster tables of its columns, its period and provenance: values as they are stored, references as codes,
        their label before them where things of several bear them, several in one cell. Loaded again, the rows
        make the same alliance, but for what no cell can say: parts and columns that were not supplied, whose key made
        the codes, and whether pairings without any date have no agreement.
    """
    return {
        roster.name: rows_of(alliance, roster) for roster in FILLED_IN if roster.name in alliance.supplied
    }


def rows_of(alliance: Alliance, roster: Roster) -> pl.DataFrame:
    """The rows of a roster; see :func:`roster_rows`."""
    columns = (column.name for column in (*roster.columns, *PERIOD))
    return _rows(alliance, roster).select(*columns, *PROVENANCE)


def _rows(alliance: Alliance, roster: Roster) -> pl.DataFrame:
    made = roster.makes[0]
    if made in LABEL:
        return _things(alliance, roster)
    if made in RELATION:
        ties = alliance.ties[made]
        ends = {
            end: _code(alliance, roster.column(end), f"{end}_label", f"{end}_id") for end in ("from", "to")
        }
        return ties.with_columns(**ends)
    return alliance.waivers


def _things(alliance: Alliance, roster: Roster) -> pl.DataFrame:
    rows = pl.concat(
        (alliance.nodes[label].with_columns(label=pl.lit(label)) for label in roster.makes), how="diagonal"
    )
    if roster.label_by:
        rows = rows.with_columns(pl.col("label").str.to_lowercase().alias(roster.label_by))
    for column in roster.columns:
        if column.relation:
            rows = rows.join(_cells(alliance, column), on=_KEY, how="left", maintain_order="left")
        if column.elsewhere:
            word, said = column.elsewhere
            rows = rows.with_columns(
                pl.when(said).then(pl.lit(word)).otherwise(column.name).alias(column.name)
            )
    return rows


def _cells(alliance: Alliance, column: Column) -> pl.DataFrame:
    """``label``, ``id`` and what stands in a column that makes ties, or tells something of them."""
    assert column.relation is not None
    ties = alliance.ties[column.relation].select(
        label="from_label",
        id="from_id",
        cell=_code(alliance, column, "to_label", "to_id")
        if column.value_type is ValueType.REFERENCE
        else column.name,
    )
    of_thing = ties.group_by(_KEY, maintain_order=True)
    if column.value_type is ValueType.REFERENCE:
        return of_thing.agg(listed_column(pl.col("cell")).alias(column.name))
    return of_thing.agg(pl.col("cell").first().alias(column.name))


def _code(alliance: Alliance, column: Column, label: str, id_: str) -> pl.Expr:
    """What a reference is written as: the code, with its label before it where the column may mean another thing too.

    ``label`` and ``id_`` are the columns in which they stand.
    """
    if len(rosters_of(column.labels)) == 1:
        return pl.col(id_)
    codes = pl.concat(alliance.nodes[one]["id"] for one in column.labels)
    titles = {one: LABEL[one].title.zh for one in column.labels}
    told = pl.format(f"{{}}{LABELLED}{{}}", pl.col(label).replace(titles), id_)
    return pl.when(pl.col(id_).is_in(codes.filter(codes.is_duplicated()).implode())).then(told).otherwise(id_)
