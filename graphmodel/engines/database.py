"""One database of the embedded engine: filled from the files of a projection, asked, thrown away.

It knows no slice and no person: what is asked of it was checked before, and what it refuses is said by whoever asked.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import ladybug
import polars as pl

from graphmodel import allowance
from graphmodel.alliance.projection import Projection, pairs, projected_node, projected_tie
from graphmodel.engines.engine import Answer
from graphmodel.ontology import LABEL, RELATION, Property, ValueType

_POOL: Final = 256 << 20
_POOL_PER_BYTE: Final = 256
"""Bytes of a pool that is sized to what it is filled with, for each byte of its files: the addresses of all of it are
taken at once, and may be limited."""
_POOL_AT_MOST: Final = 4 << 30
_POOL_OF_MEMORY: Final = 4
"""Which part of a worker's memory the pool is: one in so many."""
_NO_MEMORY_SAID: Final = ("Buffer manager exception", "bad_alloc", "bad allocation", "Unable to allocate")
_SMALL: Final = 1 << 20
"""Bytes of files up to which one thread works: to hand so little to others takes longer than to do it."""

_TYPE: Final[dict[ValueType, str]] = {
    ValueType.CODE: "STRING",
    ValueType.TEXT: "STRING",
    ValueType.REFERENCE: "STRING",
    ValueType.CHOICE: "STRING",
    ValueType.MONTH: "STRING",
    ValueType.YES_NO: "BOOLEAN",
    ValueType.DATE: "DATE",
    ValueType.COUNT: "INT64",
}


def write_files(projection: Projection, folder: Path) -> None:
    """Write what goes out of a slice: a file of each label and each pair of a relation that holds anything."""
    for label in LABEL:
        _write(projection.nodes(label), folder / f"{label}.parquet")
    for pair in pairs():
        _write(projection.ties(pair), folder / f"{'-'.join(pair)}.parquet")


class Database:
    """A graph in memory."""

    def __init__(self, folder: Path) -> None:
        """Fill it with what :func:`write_files` wrote.

        Raises:
            MemoryError: it does not fit into what there is, or what the worker has
                (:func:`graphmodel.allowance.of_worker`).
        """
        filled_with = sum(file.stat().st_size for file in folder.glob("*.parquet"))
        memory = allowance.of_worker()
        if memory is None:
            pool = min(_POOL + _POOL_PER_BYTE * filled_with, _POOL_AT_MOST)
        else:
            pool = memory // _POOL_OF_MEMORY
        small = filled_with < _SMALL
        room = pool // 2 if small else pool  # its addresses are taken beside those of the pool
        alone = memory is not None or small  # other workers have the other cores
        try:
            self._database = ladybug.Database(
                ":memory:",
                buffer_pool_size=pool,
                max_db_size=1 << room.bit_length() - 1,  # a power of two
                enable_checksums=False,
            )
        except RuntimeError as error:  # the addresses are all that it wants so far
            raise MemoryError(str(error)) from error
        self._connection = ladybug.Connection(self._database, num_threads=1 if alone else os.cpu_count() or 1)
        with _memory_told_apart():
            self._fill(folder)

    def _fill(self, folder: Path) -> None:
        for label in LABEL:
            columns = f"{_columns(projected_node(label))}, PRIMARY KEY(`id`)"
            self._connection.execute(f"CREATE NODE TABLE `{label}`({columns})")
            self._copy(label, folder / f"{label}.parquet")
        for relation, declared in RELATION.items():
            ends = ", ".join(f"FROM `{start}` TO `{end}`" for start, end in declared.pairs)
            columns = _columns(projected_tie(relation))
            self._connection.execute(f"CREATE REL TABLE `{relation}`({ends}, {columns})")
        for pair in pairs():
            ends = f" (from='{pair.start}', to='{pair.end}')"
            self._copy(pair.relation, folder / f"{'-'.join(pair)}.parquet", ends)

    def ask(self, statement: str, parameters: Mapping[str, Any]) -> Answer:
        """Run one statement that was checked.

        Raises:
            RuntimeError: the engine cannot run it; in its own words.
            MemoryError: it has not the memory for it.
        """
        with _memory_told_apart():
            result = self._connection.execute(statement, dict(parameters))
            assert isinstance(result, ladybug.QueryResult)
            kinds = enumerate(result.get_column_data_types())
            wide = [place for place, kind in kinds if "INT128" in kind or "DECIMAL" in kind]
            rows = []
            for _ in range(result.get_num_tuples()):  # to ask before each whether it is there takes time
                row = result.get_next()
                assert isinstance(row, list)
                for place in wide:
                    row[place] = _plain(row[place])
                rows.append(tuple(row))
        return Answer(result.get_column_names(), rows)

    def close(self) -> None:
        """Throw it away."""
        self._connection.close()
        self._database.close()

    def _copy(self, table: str, path: Path, ends: str = "") -> None:
        if path.exists():
            self._connection.execute(f"COPY `{table}` FROM '{path.as_posix()}'{ends}")


@contextmanager
def _memory_told_apart() -> Iterator[None]:
    """The engine has one class for everything that it cannot do."""
    try:
        yield
    except RuntimeError as error:
        if any(sign in str(error) for sign in _NO_MEMORY_SAID):
            raise MemoryError(str(error)) from error
        raise


def _write(rows: pl.DataFrame, path: Path) -> None:
    if rows.height:
        with path.open("wb") as stream:
            rows.write_parquet(stream)


def _columns(properties: tuple[Property, ...]) -> str:
    return ", ".join(f"`{prop.name}` {_TYPE[prop.value_type]}" for prop in properties)


def _plain(value: Any) -> Any:
    """A value of the engine as any other engine would give it: sums are whole numbers, not decimals."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value
