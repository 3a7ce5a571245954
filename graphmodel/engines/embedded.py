"""Read-only Cypher over a slice, in memory and without a server: a projection that is built, asked and thrown away.

The engine is ladybug. Nothing is ever stored in it, and no statement reaches it unchecked.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import ladybug
import polars as pl

from graphmodel.alliance import Slice
from graphmodel.alliance.projection import Projection, pairs, projected_node, projected_tie
from graphmodel.drafts import scratch
from graphmodel.engines import cypher
from graphmodel.engines.engine import Answer, Engine
from graphmodel.errors import UsageError
from graphmodel.language import Text
from graphmodel.ontology import LABEL, RELATION, Kind, Property

_POOL: Final = 256 << 20
_POOL_PER_ROW: Final = 384
"""Bytes of a pool that is sized to the slice: the addresses of all of it are taken at once, and may be limited. The rules
need about 260 for each row."""
_POOL_AT_MOST: Final = 4 << 30

_TYPE: Final[dict[Kind, str]] = {
    Kind.CODE: "STRING",
    Kind.TEXT: "STRING",
    Kind.REFERENCE: "STRING",
    Kind.CHOICE: "STRING",
    Kind.MONTH: "STRING",
    Kind.YES_NO: "BOOLEAN",
    Kind.DATE: "DATE",
    Kind.COUNT: "INT64",
}


class Embedded(Engine):
    """A slice that answers Cypher; without ``homes`` it knows of none, and is filled in a fraction of the time.

    ``snapshot`` is the id of the snapshot that the slice is of.

    >>> from datetime import date
    >>> from graphmodel.alliance import empty
    >>> with Embedded(empty().at(date(2018, 12, 31))) as engine:
    ...     engine.query("MATCH (g:Grid) RETURN count(*) AS grids").rows
    [(0,)]
    """

    name = "embedded"

    def __init__(self, slice_: Slice, snapshot: str = "", *, homes: bool = True) -> None:
        self._projection = Projection(slice_, homes=homes)
        self._snapshot = snapshot
        pool = _pool(slice_)
        self._database = ladybug.Database(
            ":memory:",
            buffer_pool_size=pool,
            max_db_size=1 << pool.bit_length() - 1,  # a power of two
            enable_checksums=False,
        )
        self._connection = ladybug.Connection(self._database, num_threads=os.cpu_count() or 1)
        with scratch() as folder:
            self._project(self._projection, folder)

    @property
    def homes(self) -> bool:
        """Whether it was filled with homes."""
        return self._projection.homes

    def expect(self, as_of: date, snapshot: str) -> None:
        """Make sure that it was filled with the slice of a day and a snapshot.

        Raises:
            UsageError: it holds another.
        """
        held, asked = (self._projection.slice.as_of, self._snapshot), (as_of, snapshot)
        if held != asked:
            raise UsageError(
                Text(
                    "内置引擎里是 {held} 的图，不是 {asked} 的；请为它另开一个",
                    "the embedded engine holds the graph of {held}, not of {asked}; open another for that",
                ),
                held=" ".join(map(str, held)),
                asked=" ".join(map(str, asked)),
            )

    def query(self, statement: str, parameters: Mapping[str, Any] | None = None) -> Answer:
        """Run one reading statement; only the parameters that it names are passed.

        Raises:
            RefusedQuery: it is not one reading statement.
            UsageError: the engine cannot run it, or a parameter is missing.
        """
        cypher.check(statement)
        passed = cypher.bound(statement, parameters or {})
        try:
            result = self._connection.execute(statement, passed)
        except RuntimeError as error:
            raise UsageError(
                Text("查询无法执行：{reason}", "the query cannot be run: {reason}"), reason=error
            ) from error
        assert isinstance(result, ladybug.QueryResult)
        columns = result.get_column_names()
        wide = any("INT128" in kind or "DECIMAL" in kind for kind in result.get_column_data_types())
        rows = [tuple(map(_plain, row) if wide else row) for row in result.get_all()]
        return Answer(columns, rows)

    def close(self) -> None:
        """Throw the projection away."""
        self._connection.close()
        self._database.close()

    def _project(self, projection: Projection, folder: Path) -> None:
        for label in LABEL:
            columns = f"{_columns(projected_node(label))}, PRIMARY KEY(`id`)"
            self._connection.execute(f"CREATE NODE TABLE `{label}`({columns})")
            self._copy(label, projection.nodes(label), folder / f"{label}.parquet")
        for relation, declared in RELATION.items():
            ends = ", ".join(f"FROM `{start}` TO `{end}`" for start, end in declared.pairs)
            columns = _columns(projected_tie(relation))
            self._connection.execute(f"CREATE REL TABLE `{relation}`({ends}, {columns})")
        for pair in pairs():
            ends = f" (from='{pair.start}', to='{pair.end}')"
            self._copy(pair.relation, projection.ties(pair), folder / f"{'-'.join(pair)}.parquet", ends)

    def _copy(self, table: str, rows: pl.DataFrame, path: Path, ends: str = "") -> None:
        if rows.height:
            with path.open("wb") as stream:
                rows.write_parquet(stream)
            self._connection.execute(f"COPY `{table}` FROM '{path.as_posix()}'{ends}")


def _pool(slice_: Slice) -> int:
    rows = sum(table.height for table in (*slice_.nodes.values(), *slice_.ties.values()))
    return min(_POOL + _POOL_PER_ROW * rows, _POOL_AT_MOST)


def _columns(properties: tuple[Property, ...]) -> str:
    return ", ".join(f"`{prop.name}` {_TYPE[prop.kind]}" for prop in properties)


def _plain(value: Any) -> Any:
    """A value of the engine as any other engine would give it: sums are whole numbers, not decimals."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value
