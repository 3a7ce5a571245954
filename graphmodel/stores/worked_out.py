"""Tables that were worked out and are kept: a folder of them, written whole or not at all, that knows whether it still is.

A file that was cut short, is missing or holds other bytes makes the whole folder as good as none: whoever asks works it
out again.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import quote

import polars as pl
from pydantic import TypeAdapter, ValidationError

from graphmodel.drafts import new_draft
from graphmodel.errors import EnvironmentFailure, writing
from graphmodel.stores import checked
from graphmodel.stores.checked import TableEntry

_MANIFEST: Final = "manifest.json"
_ENTRIES = TypeAdapter(dict[str, TableEntry])
"""What the manifest holds: of each table by its name."""


def place_of(folder: Path, name: str) -> Path:
    """The folder in a folder for what has a name; no name leads out of it.

    >>> place_of(Path("results"), "../甲").name
    '%2E%2E%2F%E7%94%B2'
    """
    return folder / quote(name, safe="").replace(".", "%2E")


def write(place: Path, tables: Mapping[str, pl.DataFrame]) -> None:
    """Write tables as one folder, in the place of what may be there and is not whole; the same as the same bytes.

    Args:
        place: the folder; those on the way are made.
        tables: by name.

    Raises:
        EnvironmentFailure: it cannot be written, or the disk is full.
    """
    with writing(place):
        place.parent.mkdir(parents=True, exist_ok=True)
        written = new_draft(place.parent)
        try:
            written.mkdir()
            entries = {
                name: checked.write_table(table.rechunk(), written / f"{name}.parquet")
                for name, table in tables.items()
            }
            checked.write(written / _MANIFEST, _ENTRIES.dump_json(entries))
            if place.exists() and not whole(place):
                shutil.rmtree(place)
            if not place.exists():  # else another has written the same meanwhile
                written.rename(place)
        finally:
            shutil.rmtree(written, ignore_errors=True)


def whole(place: Path) -> bool:
    """Whether tables are there, every byte as it was written."""
    try:
        for name, entry in _entries(place).items():
            checked.unchanged(place / f"{name}.parquet", entry)
    except (OSError, ValidationError, EnvironmentFailure):
        return False
    return True


def scan(place: Path) -> dict[str, pl.LazyFrame] | None:
    """The tables by name as :func:`read`, of which in memory are the bytes of the files and not what they say.

    That these are :func:`whole` the caller has seen a moment ago; here it is seen only that they are still there.
    """
    try:
        return {
            name: pl.scan_parquet(checked.content_of(place / f"{name}.parquet")) for name in _entries(place)
        }
    except (OSError, ValidationError, EnvironmentFailure):
        return None


def read(place: Path) -> dict[str, pl.DataFrame] | None:
    """The tables by name; None: there are none that are whole."""
    try:
        return {
            name: checked.read_table(place / f"{name}.parquet", entry)
            for name, entry in _entries(place).items()
        }
    except (OSError, ValidationError, EnvironmentFailure):
        return None


def read_one(place: Path, name: str) -> pl.DataFrame | None:
    """One of the tables; None: it is not there, or not as it was written."""
    try:
        return checked.read_table(place / f"{name}.parquet", _entries(place)[name])
    except (OSError, KeyError, ValidationError, EnvironmentFailure):
        return None


def _entries(place: Path) -> dict[str, TableEntry]:
    return _ENTRIES.validate_json((place / _MANIFEST).read_bytes())
