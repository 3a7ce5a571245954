"""Snapshots: an alliance as an immutable folder of Parquet files with a manifest.

A store is a folder. Each save writes a new folder under ``snapshots/`` and then moves the pointer ``current`` to it
in one atomic step, so that a reader sees the old snapshot or the new one, never half of either. What its tables hold is :mod:`graphmodel.stores.layout`'s.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import polars as pl
from pydantic import BaseModel, ConfigDict, ValidationError

from graphmodel.alliance import Alliance
from graphmodel.drafts import flush, new_draft, only_writer, placing
from graphmodel.errors import EnvironmentFailure, UsageError, reading, writing
from graphmodel.language import AND, Text
from graphmodel.ontology import FIRST_COLUMNS, LABEL, PART, RELATION, ROSTER, SCHEMA_VERSION, WAIVER
from graphmodel.stores.layout import Layout, as_of_now, identity, layouts, made_by_columns

CURRENT: Final = "current"
MANIFEST: Final = "manifest.json"
_SNAPSHOTS: Final = "snapshots"
_SAVED: Final = Text("{id}（{day}）", "{id} ({day})")
_FOLDER: Final = re.compile(r"[0-9]{8}T[0-9]{12}-[0-9a-f]{12}")
_IN_PARTS: Final = 2
"""The version of snapshots that lack parts of rosters: the first version of this program would take these for whole."""
_POINTER_AT_MOST: Final = 64
"""Bytes; the line it holds has fewer."""


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
    absent_parts: list[str] = []
    people_key: str | None = None
    """The fingerprint of the key with which codes of people and homes were made; None: none were."""
    checksum: str | None = None
    """Of everything else in the manifest; None: an earlier version saved it, which wrote none."""

    @property
    def folder(self) -> str:
        """The name of its folder: when it was saved, and how its id begins."""
        return f"{self.saved_at:%Y%m%dT%H%M%S%f}-{self.snapshot[:12]}"

    @property
    def day(self) -> date:
        """The day of which it tells: the one it was saved with, else the day on which it was saved."""
        return self.as_of or self.saved_at.date()


@contextmanager
def saving(alliance: Alliance, store: Path, as_of: date | None = None) -> Iterator[Manifest]:
    """Write a new snapshot; it becomes the current one when the block is left without an error.

    Args:
        alliance: what is saved.
        store: the folder of the store; made when missing.
        as_of: the date that answers from this snapshot default to.

    Raises:
        EnvironmentFailure: another process is saving here, the folder cannot be written, or the disk is full; the
            store stays as it was.
    """
    with only_writer(store), writing(store):
        _sweep(store)
        snapshots = store / _SNAPSHOTS
        snapshots.mkdir(exist_ok=True)
        written, pointer = new_draft(store), new_draft(store)
        try:
            written.mkdir()
            manifest = _write_snapshot(alliance, written, as_of, snapshots)
            _write(pointer, manifest.folder.encode())
            yield manifest
            with placing(store):
                written.rename(snapshots / manifest.folder)
                pointer.replace(store / CURRENT)
        finally:
            shutil.rmtree(written, ignore_errors=True)
            pointer.unlink(missing_ok=True)


def save(alliance: Alliance, store: Path, as_of: date | None = None) -> Manifest:
    """Save a snapshot and make it the current one; see :func:`saving`."""
    with saving(alliance, store, as_of) as manifest:
        return manifest


def _write_snapshot(alliance: Alliance, folder: Path, as_of: date | None, others: Path) -> Manifest:
    tables = alliance.nodes | alliance.ties | {WAIVER: alliance.waivers}
    entries = {layout.file: _write_table(tables[layout.name], folder / layout.file) for layout in layouts()}
    manifest = Manifest(
        schema_version=_IN_PARTS if alliance.absent_parts else SCHEMA_VERSION,
        snapshot=identity(alliance, tables),
        saved_at=datetime.now(UTC),
        as_of=as_of,
        supplied=sorted(alliance.supplied),
        absent_columns=sorted(alliance.absent_columns),
        absent_parts=sorted(alliance.absent_parts),
        sources=alliance.sources,
        tables=entries,
        people_key=alliance.people_key,
    )
    while (others / manifest.folder).exists():  # the same values were saved at the very same moment
        manifest = manifest.model_copy(update={"saved_at": manifest.saved_at + timedelta(microseconds=1)})
    facts = manifest.model_dump(mode="json", exclude={"checksum"})
    manifest = manifest.model_copy(update={"checksum": _checksum(facts)})
    _write(folder / MANIFEST, manifest.model_dump_json(indent=1).encode())
    return manifest


def _sweep(store: Path) -> None:
    """Remove what a save of an earlier version left when it was killed."""
    for left in store.glob(".writing-*"):
        shutil.rmtree(left)
    for left in store.glob(f".{CURRENT}-*"):
        left.unlink()


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
    if (store / _SNAPSHOTS).is_symlink():
        raise _damaged(store / _SNAPSHOTS)
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
        frozenset(manifest.absent_parts) & PART.keys(),
        manifest.people_key,
    )
    _check_id(alliance, manifest, folder)
    return alliance, manifest


def last_with_codes(store: Path) -> tuple[str, pl.Series] | None:
    """Of the snapshot saved last of those with made codes: the fingerprint of their key, and the codes of its people.

    None: there is no such snapshot. One that is damaged is passed over: to load again is what mends it.
    """
    people = next(layout for layout in layouts() if layout.name == "Person")
    for folder in sorted(_folders(store), reverse=True):
        with suppress(EnvironmentFailure):
            manifest = _manifest(folder)
            if manifest.people_key is not None:
                return manifest.people_key, _read_table(folder, manifest, people)["id"]
    return None


def _current(store: Path) -> Path:
    """The snapshot to which the pointer leads; it is read only as a line of the form in which it is written."""
    pointer = store / CURRENT
    try:
        with reading(pointer):
            if not stat.S_ISREG(pointer.lstat().st_mode):
                raise _damaged(pointer)
            with pointer.open("rb") as stream:
                line = stream.read(_POINTER_AT_MOST)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UsageError(
            Text(
                "这里还没有数据：{store}。请先运行 graphmodel run 或 graphmodel load，或用 --store 指明位置",
                "there is no snapshot in {store}; run graphmodel run or graphmodel load first, "
                "or name the place with --store",
            ),
            store=store,
        ) from error
    name = line.decode("ascii", errors="replace").removesuffix("\n").removesuffix("\r")
    if not _FOLDER.fullmatch(name):
        raise _damaged(pointer)
    return store / _SNAPSHOTS / name


def _saved(store: Path) -> list[tuple[Manifest, Path]]:
    """Every snapshot, the oldest first; what else lies among them is passed over."""
    saved = [(_manifest(folder), folder) for folder in _folders(store)]
    return sorted(saved, key=lambda one: (one[0].saved_at, one[1].name))


def _folders(store: Path) -> list[Path]:
    """The folder of every snapshot; its name begins with the moment in which it was saved."""
    try:
        with reading(store / _SNAPSHOTS):
            folders = [folder for folder in (store / _SNAPSHOTS).iterdir() if _FOLDER.fullmatch(folder.name)]
    except (FileNotFoundError, NotADirectoryError):
        return []
    return [folder for folder in folders if not folder.is_file()]


def _of_day(store: Path, day: date) -> Path:
    told = [(manifest.day, folder) for manifest, folder in _saved(store)]
    if not told:
        return _current(store)
    days = [of for of, _ in told]
    wanted = max((of for of in days if of <= day), default=min(days))
    return [folder for of, folder in told if of == wanted][-1]


def _named(store: Path, which: str) -> Path:
    """The newest snapshot whose id begins so."""
    saved = _saved(store)
    for manifest, folder in reversed(saved):
        if manifest.snapshot.startswith(which):
            return folder
    raise UsageError(
        Text(
            "{store} 里没有数据 {which}；现有 {known}", "{store} holds no snapshot {which}; there are {known}"
        ),
        store=store,
        which=which,
        known=str(AND).join(_SAVED.fill(id=manifest.snapshot[:12], day=manifest.day) for manifest, _ in saved)
        or Text("无", "none"),
    )


def _write_table(table: pl.DataFrame, path: Path) -> TableEntry:
    path.parent.mkdir(exist_ok=True)
    with path.open("wb") as stream:
        table.write_parquet(stream)
    flush(path)
    return TableEntry(rows=table.height, sha256=hashlib.sha256(path.read_bytes()).hexdigest())


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    flush(path)


def _damaged(place: Path) -> EnvironmentFailure:
    return EnvironmentFailure(
        Text(
            "数据文件已损坏：{place}。请重新运行 graphmodel load",
            "the snapshot is damaged: {place}; run graphmodel load again",
        ),
        place=place,
    )


def _manifest(folder: Path) -> Manifest:
    """What a snapshot says of itself, if the folder is one and it says it as it was saved.

    Raises:
        EnvironmentFailure: it is damaged, cannot be read, or was written by a newer version.
    """
    place = folder / MANIFEST
    content = _content(place)
    try:
        if _Version.model_validate_json(content).schema_version > max(SCHEMA_VERSION, _IN_PARTS):
            raise EnvironmentFailure(
                Text(
                    "数据由更新版本的 graphmodel 写成，请先升级：{place}",
                    "the snapshot was written by a newer graphmodel; upgrade first: {place}",
                ),
                place=folder,
            )
        manifest = Manifest.model_validate_json(content)
    except ValidationError as error:
        raise _damaged(place) from error
    facts = json.loads(content)
    if facts.pop("checksum", None) not in {None, _checksum(facts)} or manifest.folder != folder.name:
        raise _damaged(place)
    return manifest


class _Version(BaseModel):
    """The part of a manifest that every version can read."""

    schema_version: int


def _checksum(facts: Mapping[str, Any]) -> str:
    """Of everything that a manifest says, what this version does not know of too.

    The id is not computed from the tables whenever they are read: that takes five times as long as reading them. The
    checksums of the files stand in the manifest, and this one stands for the manifest.
    """
    return hashlib.sha256(json.dumps(facts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _check_id(alliance: Alliance, manifest: Manifest, folder: Path) -> None:
    """Hold the values against the id where no checksum stands for it: earlier versions wrote none.

    It can be computed as long as everything is declared of which it was made.
    """
    tables = alliance.nodes | alliance.ties | {WAIVER: alliance.waivers}
    countable = all(
        name in tables and {*first} <= {*tables[name].columns} for name, first in FIRST_COLUMNS.items()
    )
    if manifest.checksum is None and countable and identity(alliance, tables) != manifest.snapshot:
        raise _damaged(folder / MANIFEST)


def _read_table(folder: Path, manifest: Manifest, layout: Layout) -> pl.DataFrame:
    """A table as it was saved."""
    entry = manifest.tables[layout.file]
    path = folder / layout.file
    content = _content(path)
    if hashlib.sha256(content).hexdigest() != entry.sha256:
        raise _damaged(path)
    try:
        if pl.scan_parquet(content).select(pl.len()).collect().item() != entry.rows:  # the footer tells
            raise _damaged(path)
        return pl.read_parquet(content)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise _damaged(path) from error


def _content(path: Path) -> bytes:
    """The bytes of an ordinary file of a snapshot; no link leads out of it.

    Raises:
        EnvironmentFailure: there is no such file, or it cannot be read.
    """
    try:
        with reading(path):
            on_the_way = (path.parents[1], path.parent, path)
            if any(map(Path.is_symlink, on_the_way)) or not path.is_file():
                raise _damaged(path)
            return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise _damaged(path) from error
