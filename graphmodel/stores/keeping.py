"""What was worked out of a snapshot, kept beside the snapshots of its store: nothing but time is lost with it.

It is a folder of tables (:mod:`graphmodel.stores.worked_out`). Whoever cannot write in a store, or read what is kept, works
it out again.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import NamedTuple

import polars as pl

from graphmodel.drafts import only_writer
from graphmodel.errors import EnvironmentFailure
from graphmodel.spreadsheets.files import JUDGED
from graphmodel.stores import snapshot, worked_out


class Key(NamedTuple):
    """Of what something was worked out."""

    snapshot: str
    """The folder of the snapshot; of one that is there for the moment its content."""
    day: date
    means: str
    """A checksum of what it was worked out with."""

    def __str__(self) -> str:
        return f"{self.snapshot}-{self.day}-{self.means[:16]}"


def of_parts(store: Path, key: Key) -> Path:
    """Where what is worked out of the parts of a snapshot is kept, a folder of tables for each of them."""
    return store / JUDGED / f"{key.snapshot}-parts-{key.day}-{key.means[:16]}"


def drop_others(place: Path) -> None:
    """Remove what was worked out of the same parts by other means than what is kept at a place, unless it is in work."""
    of_what, _, _ = place.name.rpartition("-")
    for other in place.parent.glob(f"{of_what}-*"):
        if other != place:
            _remove(other)


def kept(store: Path, key: Key) -> dict[str, pl.DataFrame] | None:
    """The tables that are kept, by name; None: there are none that can be read."""
    return worked_out.read(store / JUDGED / f"{key}")


def keep(store: Path, key: Key, tables: Mapping[str, pl.DataFrame]) -> None:
    """Keep tables for the next one who asks, in the place of those worked out of the same with other means.

    Args:
        store: the folder of the store.
        key: of what they were worked out.
        tables: by name.
    """
    kept_here = store / JUDGED
    if kept_here.is_symlink():
        return
    with suppress(OSError, EnvironmentFailure):  # a store that cannot be written answers all the same
        worked_out.write(kept_here / f"{key}", tables)
        for other in kept_here.glob(f"{key.snapshot}-{key.day}-*"):
            if other.name != f"{key}":
                shutil.rmtree(other, ignore_errors=True)
    forget(store)


def forget(store: Path) -> None:
    """Remove what is kept of snapshots that are there no longer, unless it is in work."""
    kept_here = store / JUDGED
    if kept_here.is_symlink():
        return
    with suppress(OSError):
        saved = tuple(folder.name for folder in snapshot.folders(store))
        for other in kept_here.iterdir():
            if not other.name.startswith(saved):
                _remove(other)


def _remove(place: Path) -> None:
    """Remove what is kept at a place, unless it is in work."""
    with suppress(OSError, EnvironmentFailure), only_writer(place):
        shutil.rmtree(place)
