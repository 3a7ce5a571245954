"""The tables of a snapshot: what this version writes, how it reads those of another, and the id of their values.

A snapshot outlives the ontology it was written with. What the ontology has learnt since was not supplied: a column is
empty, or holds what an empty cell means; a relation that a column would have made is absent. What it has dropped is
passed over. A column whose type has changed is refused by name.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

import polars as pl

from graphmodel.alliance import Alliance
from graphmodel.errors import EnvironmentFailure
from graphmodel.language import Text
from graphmodel.ontology import (
    FIRST_COLUMNS,
    LABEL,
    PROVENANCE,
    RELATION,
    ROSTER,
    WAIVER,
    Property,
    ValueType,
    node_properties,
    node_schema,
    roster_of,
    tie_properties,
    tie_schema,
    waiver_schema,
)

_PRINTED_AT_ONCE: Final = 1 << 17
"""Rows whose text is in memory at once."""


class Layout(NamedTuple):
    """One table of a snapshot, as this version of the ontology has it."""

    name: str
    file: str
    schema: dict[str, pl.DataType]
    defaults: dict[str, str | bool | None]
    """Column by column, what an empty cell means."""


def layouts() -> list[Layout]:
    """Every table, in the order in which an id counts them."""

    def layout(
        part: str, name: str, schema: dict[str, pl.DataType], properties: tuple[Property, ...]
    ) -> Layout:
        return Layout(
            name, f"{part}/{name}.parquet", schema, {prop.name: prop.default for prop in properties}
        )

    return [
        *(layout("nodes", label, node_schema(label), node_properties(label)) for label in LABEL),
        *(layout("ties", relation, tie_schema(relation), tie_properties(relation)) for relation in RELATION),
        layout("waivers", WAIVER, waiver_schema(), roster_of(WAIVER).columns),
    ]


def layout_of(name: str) -> Layout:
    """That of the table of this name."""
    return next(layout for layout in layouts() if layout.name == name)


def made_by_columns() -> frozenset[str]:
    """What can be absent from a roster that was supplied: relation types and properties of ties, made by references."""
    references = [
        c for roster in ROSTER.values() for c in roster.columns if c.value_type is ValueType.REFERENCE
    ]
    kept = {*RELATION}.union(*(tie_schema(relation) for relation in RELATION))
    return frozenset(kept.intersection(column.relation or column.name for column in references))


def identity(
    alliance: Alliance,
    in_order: Mapping[str, Callable[[], Iterator[pl.DataFrame]]] | None = None,
) -> str:
    """The id of the values of an alliance: the same values have the same id in every version.

    Provenance does not count; of what was declared later only what says something does
    (:mod:`graphmodel.ontology.first`).

    Args:
        alliance: what was supplied, and what was not; one of its tables is asked for at a time.
        in_order: what gives out, instead of a table, its values in pieces, each of rows that sort before those of the next.
    """
    first = {*FIRST_COLUMNS}.union(*FIRST_COLUMNS.values())
    digest = hashlib.sha256(
        f"1 {sorted(alliance.supplied)} {sorted(alliance.absent_columns & first)}".encode()
    )
    if later := made_by_columns() - first - alliance.absent_columns:
        digest.update(f"{sorted(later)}".encode())
    if alliance.absent_parts:
        digest.update(f"{sorted(alliance.absent_parts)}".encode())
    for layout in layouts():
        pieces = (in_order or {}).get(layout.name) or partial(_at_once, _values(alliance, layout))
        columns = _counted(pieces, layout)
        if layout.name in FIRST_COLUMNS or any(piece.height for piece in pieces()):
            digest.update(layout.file.encode())
            for number, piece in enumerate(pieces()):
                values = piece.select(columns)
                values = values.sort(values.columns)
                for place in range(0, values.height or 1, _PRINTED_AT_ONCE):
                    printed = io.BytesIO()
                    some = values.slice(place, _PRINTED_AT_ONCE)
                    some.write_csv(printed, include_header=number == place == 0)
                    digest.update(printed.getbuffer())
    return digest.hexdigest()


def _values(alliance: Alliance, layout: Layout) -> pl.DataFrame:
    return alliance.table(layout.name).drop(PROVENANCE, strict=False)


def _at_once(table: pl.DataFrame) -> Iterator[pl.DataFrame]:
    yield table


def _counted(pieces: Callable[[], Iterator[pl.DataFrame]], layout: Layout) -> list[pl.Expr]:
    """The columns that an id counts: the first ones, and later ones that say more than an empty cell would."""
    first = FIRST_COLUMNS.get(layout.name, ())
    later = [column for column in layout.schema if column not in {*first, *PROVENANCE}]
    empty = {column: pl.lit(layout.defaults.get(column), layout.schema[column]) for column in later}
    says_more = [pl.col(column).is_not_null() & pl.col(column).ne_missing(empty[column]) for column in later]
    telling = (
        {column.name for piece in pieces() for column in piece.select(says_more) if column.any()}
        if later
        else set()
    )
    return [
        pl.col(column) if column in layout.schema else pl.lit(None, pl.String).alias(column)
        for column in (*first, *(column for column in later if column in telling))
    ]


def as_of_now(table: pl.DataFrame | None, layout: Layout, folder: Path) -> pl.DataFrame:
    """The table with the columns that this version knows.

    Args:
        table: as it was saved; None: the ontology of then knew of none.
        layout: the table as this version declares it.
        folder: the snapshot, for the complaint.

    Raises:
        EnvironmentFailure: a column has another type.
    """
    if table is None:
        return pl.DataFrame(schema=layout.schema)
    for column, wanted in layout.schema.items():
        if (was := table.schema.get(column, wanted)) != wanted:
            raise EnvironmentFailure(
                Text(
                    "{table} 的 {column} 存的是 {was}，本版本要 {wanted}，无法读取：{place}。请重新运行 graphmodel load",
                    "{column} of {table} was saved as {was}, and this version reads {wanted}: {place}; "
                    "run graphmodel load again",
                ),
                table=layout.name,
                column=column,
                was=was,
                wanted=wanted,
                place=folder,
            )
    added = [
        pl.lit(layout.defaults.get(column), dtype).alias(column)
        for column, dtype in layout.schema.items()
        if column not in table.columns
    ]
    return table.with_columns(added).select(*layout.schema)
