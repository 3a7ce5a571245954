"""Rows that need not be in memory together: on disk, apart by the number of the share that they belong to, or by tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

import polars as pl

from graphmodel.errors import writing
from graphmodel.rosters.on_demand import OnDemand

SHARE: Final = "share"
"""The column that says to which share a row belongs, from 0."""
_AT_ONCE: Final = 1 << 18
"""Rows that are in memory together: they wait for one another, so that there are few files, or are of a share."""


def shares_for(rows: int) -> int:
    """How many shares some rows need, so that each can be in memory."""
    return 1 + rows // _AT_ONCE


class Spilled:
    """Rows on disk. Each share keeps its rows in the order in which they came.

    Whatever writes raises EnvironmentFailure where the folder cannot be written or the disk is full; it is whoever made the
    folder around that removes it.

    Args:
        folder: where they lie, in a folder for the moment: what cannot be written is said of the place where that one is.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._place = folder.parents[1]
        with writing(self._place):
            folder.mkdir()
        self._files: dict[int, list[Path]] = {}
        self._waiting: list[pl.DataFrame] = []
        self._schema: pl.Schema | None = None
        self._written = 0

    def add(self, rows: pl.DataFrame) -> None:
        """Take in rows, all of the same columns, :data:`SHARE` among them."""
        self._schema = self._schema or rows.drop(SHARE).schema
        self._waiting.append(rows)
        if sum(table.height for table in self._waiting) >= _AT_ONCE:
            self._write()

    def of(self, share: int, columns: list[str] | None = None) -> pl.DataFrame:
        """The rows of a share, without its number; with all columns or some."""
        return self.of_all([share], columns)

    def of_all(self, shares: Iterable[int], columns: list[str] | None = None) -> pl.DataFrame:
        """As :meth:`of`, of some shares one after the other."""
        self._write()
        files = [file for share in shares for file in self._files.get(share, ())]
        parts = [pl.read_parquet(file, columns=columns) for file in files]
        return pl.concat([self.none.select(columns or pl.all()), *parts])

    @property
    def none(self) -> pl.DataFrame:
        """A share without rows."""
        return pl.DataFrame(schema=self._schema or {})

    def take(self, share: int) -> pl.DataFrame:
        """The rows of a share, as :meth:`of`, for the last time."""
        rows = self.of(share)
        self.drop(share)
        return rows

    def drop(self, share: int) -> None:
        """Let go of a share that nobody asks for any more."""
        for file in self._files.pop(share, ()):
            file.unlink()

    def _write(self) -> None:
        if not self._waiting:
            return
        together, self._waiting = pl.concat(self._waiting), []
        apart = together.partition_by(SHARE, as_dict=True, include_key=False, maintain_order=True)
        for (share,), rows in apart.items():
            file = self._folder / f"{share}-{self._written}"
            _write(rows, file, self._place)
            self._files.setdefault(share, []).append(file)
        self._written += 1


class InOrder(Spilled):
    """Rows whose shares are ranges of a text: whatever is in a share sorts before what is in the next.

    Args:
        folder: as of :class:`Spilled`.
        some: some of the texts, by which the others are told apart.
        shares: how many there are at most.
    """

    def __init__(self, folder: Path, some: Iterable[pl.Series], shares: int) -> None:
        super().__init__(folder)
        texts = pl.concat(some).drop_nulls().sort()
        every = 1 + texts.len() // shares
        self._bounds = texts.gather_every(every, every)
        self.shares = range(self._bounds.len() + 1)

    def share_of(self, texts: pl.Series) -> pl.Series:
        """The share of every text."""
        return self._bounds.search_sorted(texts, side="right").alias(SHARE)


def laid_aside(tables: Mapping[str, pl.DataFrame], folder: Path) -> OnDemand[pl.DataFrame]:
    """Tables laid on disk one after the other, and read again whenever they are asked for.

    Args:
        tables: by name; they may be made on demand.
        folder: where they lie; as of :class:`Spilled`, to whom errors are said in the same way.

    Raises:
        EnvironmentFailure: the folder cannot be written, or the disk is full.
    """
    place = folder.parents[1]
    with writing(place):
        folder.mkdir()
    for name in tables:
        _write(tables[name], folder / name, place)
    return OnDemand(
        [*tables],
        lambda name: pl.read_parquet(folder / name),
        lambda name: pl.scan_parquet(folder / name),
    )


def _write(rows: pl.DataFrame, file: Path, place: Path) -> None:
    """As Parquet: it keeps a repeated text once, is as small as other formats compressed, and is read in a quarter of the time."""
    with writing(place), file.open("wb") as stream:
        rows.write_parquet(stream, compression="uncompressed", statistics=False)
