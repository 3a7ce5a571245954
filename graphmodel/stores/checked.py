"""The files of a snapshot: each is written once, and read only if it is still what its manifest says."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Final

import polars as pl
from pydantic import BaseModel

from graphmodel.drafts import flush
from graphmodel.errors import EnvironmentFailure, reading
from graphmodel.language import Text

FOLDER: Final = re.compile(r"[0-9]{8}T[0-9]{12}-[0-9a-f]{12}")
"""The name of a snapshot's folder: when it was saved, and how its id begins."""
ID_IN_NAME: Final = 12


class TableEntry(BaseModel):
    """What the manifest says of one file."""

    rows: int
    sha256: str


def write_table(table: pl.DataFrame, path: Path) -> TableEntry:
    """Write a table as Parquet, and say how it can be told that it is still the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        table.write_parquet(stream, compression="zstd", compression_level=1, statistics=False)
    flush(path)
    return TableEntry(rows=table.height, sha256=hashlib.sha256(path.read_bytes()).hexdigest())


def write(path: Path, content: bytes) -> None:
    """Write a file, and wait until it is on the disk."""
    path.write_bytes(content)
    flush(path)


def damaged(place: Path) -> EnvironmentFailure:
    """What is said of a file that is not what was saved."""
    return EnvironmentFailure(
        Text(
            "数据文件已损坏：{place}。请重新运行 graphmodel load；仍然如此时，先删去（graphmodel snapshots --drop {id} --yes）",
            "the snapshot is damaged: {place}; run graphmodel load again, "
            "and if this stays, remove it first (graphmodel snapshots --drop {id} --yes)",
        ),
        place=place,
        id=next((part[-ID_IN_NAME:] for part in place.parts if FOLDER.fullmatch(part)), "ID"),
    )


def read_table(path: Path, entry: TableEntry) -> pl.DataFrame:
    """A table whose checksum the manifest tells.

    Raises:
        EnvironmentFailure: it is damaged, or cannot be read.
    """
    content = unchanged(path, entry)
    try:
        table = pl.read_parquet(content)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise damaged(path) from error
    if table.height != entry.rows:
        raise damaged(path)
    return table


def unchanged(path: Path, entry: TableEntry) -> bytes:
    """The bytes of a file whose checksum the manifest tells.

    Raises:
        EnvironmentFailure: it is damaged, or cannot be read.
    """
    content = content_of(path)
    if hashlib.sha256(content).hexdigest() != entry.sha256:
        raise damaged(path)
    return content


def content_of(path: Path) -> bytes:
    """The bytes of an ordinary file of a snapshot; no link leads out of it.

    Raises:
        EnvironmentFailure: there is no such file, or it cannot be read.
    """
    try:
        with reading(path):
            if any(map(Path.is_symlink, _on_the_way(path))) or not path.is_file():
                raise damaged(path)
            return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise damaged(path) from error


def _on_the_way(path: Path) -> list[Path]:
    """A file and the folders in which it lies, up to that of all snapshots."""
    folders = [folder.name for folder in path.parents]
    depth = next((n for n, name in enumerate(folders) if FOLDER.fullmatch(name)), 0)
    return [path, *path.parents[: depth + 2]]
