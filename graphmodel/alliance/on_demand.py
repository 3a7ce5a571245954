"""Tables that are read when somebody looks at them: for whoever asks little of an alliance that is too large to be read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache

import polars as pl


class OnDemand(Mapping[str, pl.DataFrame]):
    """Tables by name, each read once, and only if it is asked for.

    >>> tables = OnDemand({"a", "b"}, lambda name: pl.DataFrame({"id": [name]}))
    >>> tables["b"].item(), len(tables)
    ('b', 2)
    """

    def __init__(self, names: Collection[str], read: Callable[[str], pl.DataFrame]) -> None:
        self._names = names
        self._read = cache(read)

    def __getitem__(self, name: str) -> pl.DataFrame:
        if name not in self._names:
            raise KeyError(name)
        return self._read(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
