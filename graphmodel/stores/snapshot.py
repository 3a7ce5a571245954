"""Snapshots: an alliance as an immutable folder of Parquet files with a manifest.

A store is a folder. Each save writes a new folder under ``snapshots/`` and then moves the pointer ``current`` to it
in one atomic step, so that a reader sees the old snapshot or the new one, never half of either. What its tables hold is :mod:`graphmodel.stores.layout`'s.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import polars as pl
from pydantic import BaseModel, ConfigDict, ValidationError

from graphmodel.alliance import Alliance
from graphmodel.errors import EnvironmentFailure, UsageError, writing
from graphmodel.language import AND, Text
from graphmodel.ontology import LABEL, RELATION, ROSTER, SCHEMA_VERSION, WAIVER
from graphmodel.stores.layout import Layout, as_of_now, identity, layouts, made_by_columns

CURRENT: Final = "current"
MANIFEST: Final = "manifest.json"
_SNAPSHOTS: Final = "snapshots"
_SAVED: Final = Text("{id}（{day}）", "{id} ({day})")


class TableEntry(BaseModel):
    """What the manifest says of one file."""

    rows: int
    sha256: str


class Manifest(BaseModel):
    """What a snapshot holds, and how it can be told that it still does."""

    model_config = ConfigDict(frozen=True)

    schema_version: int
    snapshot: str
    """Checksum of the values, without provenance, time, path or machine: the same rosters give the same id."""
    saved_at: datetime
    as_of: date | None
    supplied: list[str]
    absent_columns: list[str]
    sources: dict[str, str]
    tables: dict[str, TableEntry]

    @property
    def day(self) -> date:
        """The day of which it tells: the one it was saved with, else the day on which it was saved."""
        return self.as_of or self.saved_at.date()


def save(alliance: Alliance, store: Path, as_of: date | None = None) -> Manifest:
    """Write a new snapshot and make it the current one.

    Args:
        alliance: what is saved.
        store: the folder of the store; made when missing.
        as_of: the date that answers from this snapshot default to.

    Raises:
        EnvironmentFailure: the folder cannot be written, or the disk is full; the store stays as it was.
    """
    now = datetime.now(UTC)
    tables = alliance.nodes | alliance.ties | {WAIVER: alliance.waivers}
    id_ = identity(alliance, tables)
    with writing(store):
        (store / _SNAPSHOTS).mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".writing-", dir=store))
        try:
            entries = {
                layout.file: _write_table(tables[layout.name], draft / layout.file) for layout in layouts()
            }
            manifest = Manifest(
                schema_version=SCHEMA_VERSION,
                snapshot=id_,
                saved_at=now,
                as_of=as_of,
                supplied=sorted(alliance.supplied),
                absent_columns=sorted(alliance.absent_columns),
                sources=alliance.sources,
                tables=entries,
            )
            _write(draft / MANIFEST, manifest.model_dump_json(indent=1).encode())
            folder = f"{now:%Y%m%dT%H%M%S%f}-{id_[:12]}"
            draft.rename(store / _SNAPSHOTS / folder)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
        pointer = store / f".{CURRENT}-{folder}"
        _write(pointer, folder.encode())
        pointer.replace(store / CURRENT)
    return manifest


def load(store: Path, which: str | date | None = None) -> tuple[Alliance, Manifest]:
    """A snapshot of a store, checked against its manifest.

    Args:
        store: the folder of the store.
        which: the beginning of a snapshot's id; or a day, for the snapshot that tells of it: the newest of the last
            day that is not after it, or of the first day when all are; None: the current one.

    Raises:
        UsageError: there is no such snapshot in this folder.
        EnvironmentFailure: it is damaged, was written by a newer version of this program, or holds a column as
            another type than this version.
    """
    if isinstance(which, date):
        folder = _of_day(store, which)
    else:
        folder = _named(store, which) if which else _current(store)
    manifest = _manifest(folder)
    saved = {
        layout.name: _read_table(folder, manifest, layout)
        for layout in layouts()
        if layout.file in manifest.tables
    }
    known = {*saved}.union(*(table.columns for name, table in saved.items() if name in RELATION))
    tables = {layout.name: as_of_now(saved.get(layout.name), layout, folder) for layout in layouts()}
    alliance = Alliance(
        {label: tables[label] for label in LABEL},
        {relation: tables[relation] for relation in RELATION},
        frozenset(manifest.supplied) & ROSTER.keys(),
        made_by_columns() & {*manifest.absent_columns} | made_by_columns() - known,
        manifest.sources,
        tables[WAIVER],
    )
    return alliance, manifest


def _current(store: Path) -> Path:
    try:
        return store / _SNAPSHOTS / (store / CURRENT).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise UsageError(
            Text(
                "这里还没有数据：{store}。请先运行 graphmodel run 或 graphmodel load，或用 --store 指明位置",
                "there is no snapshot in {store}; run graphmodel run or graphmodel load first, "
                "or name the place with --store",
            ),
            store=store,
        ) from error


def _folders(store: Path) -> list[Path]:
    """Every snapshot, the oldest first."""
    return sorted((store / _SNAPSHOTS).glob("*-*"))


def _of_day(store: Path, day: date) -> Path:
    told = [(_manifest(folder).day, folder) for folder in _folders(store)]
    if not told:
        return _current(store)
    days = [of for of, _ in told]
    wanted = max((of for of in days if of <= day), default=min(days))
    return [folder for of, folder in told if of == wanted][-1]


def _named(store: Path, which: str) -> Path:
    """The newest snapshot whose id begins so; folder names end with the beginning of the id."""
    ids = {folder: folder.name.rpartition("-")[2] for folder in _folders(store)}
    for folder, short in reversed(ids.items()):
        if which.startswith(short) or short.startswith(which):
            return folder
    raise UsageError(
        Text(
            "{store} 里没有数据 {which}；现有 {known}", "{store} holds no snapshot {which}; there are {known}"
        ),
        store=store,
        which=which,
        known=str(AND).join(_SAVED.fill(id=short, day=_manifest(folder).day) for folder, short in ids.items())
        or Text("无", "none"),
    )


def _write_table(table: pl.DataFrame, path: Path) -> TableEntry:
    path.parent.mkdir(exist_ok=True)
    table.write_parquet(path)
    _flush(path)
    return TableEntry(rows=table.height, sha256=hashlib.sha256(path.read_bytes()).hexdigest())


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    _flush(path)


def _flush(path: Path) -> None:
    """Wait until the file is on the disk, so that the pointer never arrives before what it points to."""
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def _damaged(place: Path) -> EnvironmentFailure:
    return EnvironmentFailure(
        Text(
            "数据文件已损坏：{place}。请重新运行 graphmodel load",
            "the snapshot is damaged: {place}; run graphmodel load again",
        ),
        place=place,
    )


def _manifest(folder: Path) -> Manifest:
    place = folder / MANIFEST
    try:
        content = place.read_bytes()
        if _Version.model_validate_json(content).schema_version > SCHEMA_VERSION:
            raise EnvironmentFailure(
                Text(
                    "数据由更新版本的 graphmodel 写成，请先升级：{place}",
                    "the snapshot was written by a newer graphmodel; upgrade first: {place}",
                ),
                place=folder,
            )
        return Manifest.model_validate_json(content)
    except (OSError, ValidationError) as error:
        raise _damaged(place) from error


class _Version(BaseModel):
    """The part of a manifest that every version can read."""

    schema_version: int


def _read_table(folder: Path, manifest: Manifest, layout: Layout) -> pl.DataFrame:
    """A table as it was saved."""
    entry = manifest.tables[layout.file]
    path = folder / layout.file
    try:
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != entry.sha256:
            raise _damaged(path)
        table = pl.read_parquet(content)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise _damaged(path) from error
    if table.height != entry.rows:
        raise _damaged(path)
    return table
