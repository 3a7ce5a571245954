"""Tables that are read, or made, when somebody looks at them: for whoever asks little of what is too large to be in memory."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

import polars as pl


class OnDemand(Mapping[str, pl.DataFrame]):
    """Tables by name, each read whenever it is asked for: whoever asks keeps it, or nobody does.

    >>> tables = OnDemand({"a", "b"}, lambda name: pl.DataFrame({"id": [name]}))
    >>> tables["b"].item(), len(tables)
    ('b', 2)
    """

    def __init__(self, names: Collection[str], read: Callable[[str], pl.DataFrame]) -> None:
        self._names = names
        self._read = read

    def __getitem__(self, name: str) -> pl.DataFrame:
        if name not in self._names:
            raise KeyError(name)
        return self._read(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
