"""Tables that are read, or made, when somebody looks at them: for whoever asks little of what is too large to be in memory."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TypeVar

import polars as pl

_Table = TypeVar("_Table")

Keeping = Callable[[str, Mapping[str, pl.DataFrame]], Mapping[str, pl.DataFrame]]
"""What becomes of tables that are made one after the other, whenever they are asked for; and what all of them are called."""


def in_memory(_: str, tables: Mapping[str, pl.DataFrame]) -> Mapping[str, pl.DataFrame]:
    """Every table, made once."""
    return dict(tables)


class OnDemand(Mapping[str, _Table]):
    """Tables by name, each read whenever it is asked for: whoever asks keeps it, or nobody does.

    >>> tables = OnDemand({"a", "b"}, lambda name: pl.DataFrame({"id": [name]}))
    >>> tables["b"].item(), len(tables)
    ('b', 2)
    """

    def __init__(
        self,
        names: Collection[str],
        read: Callable[[str], _Table],
        scan: Callable[[str], pl.LazyFrame] | None = None,
    ) -> None:
        self._names = names
        self._read = read
        self.scan = scan
        """What reads of a table only the columns that are selected; None: nothing does."""

    def __getitem__(self, name: str) -> _Table:
        if name not in self._names:
            raise KeyError(name)
        return self._read(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def lazily(tables: Mapping[str, pl.DataFrame], name: str) -> pl.LazyFrame:
    """A table of which only the columns are read that are asked for, where it is not in memory."""
    if isinstance(tables, OnDemand) and tables.scan is not None:
        return tables.scan(name)
    return tables[name].lazy()


def changed(
    tables: Mapping[str, pl.DataFrame], change: Callable[[str, pl.DataFrame], pl.DataFrame]
) -> Mapping[str, pl.DataFrame]:
    """Tables with a change made to each: at once to those in memory, to others whenever they are asked for."""
    if isinstance(tables, OnDemand):
        return OnDemand([*tables], lambda name: change(name, tables[name]))
    return {name: change(name, table) for name, table in tables.items()}
