"""Snapshots: an alliance as an immutable folder of Parquet files with a manifest.

A store is a folder. Each save writes a new folder beside the others and moves it to them under ``snapshots/`` in one
atomic step, so that a reader sees it whole or not at all. Nothing points to one of them: which tells of a day is worked
out from what they say of themselves (:mod:`graphmodel.stores.days`). What their tables hold is
:mod:`graphmodel.stores.layout`'s.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

import polars as pl
from pydantic import BaseModel, ConfigDict, ValidationError

from graphmodel.alliance import Alliance
from graphmodel.alliance.cutting import Part
from graphmodel.alliance.streamed import Streamed
from graphmodel.drafts import new_draft, only_writer, placing
from graphmodel.errors import EnvironmentFailure, UsageError, reading, writing
from graphmodel.language import Text
from graphmodel.ontology import (
    FIRST_COLUMNS,
    HOUSEHOLD,
    LABEL,
    PART,
    PROVENANCE,
    RELATION,
    ROSTER,
    SCHEMA_VERSION,
    WAIVER,
)
from graphmodel.rosters.on_demand import Keeping, OnDemand
from graphmodel.rosters.shape import shaped
from graphmodel.spreadsheets.files import MANIFEST, SNAPSHOTS
from graphmodel.stores.checked import (
    FOLDER,
    ID_IN_NAME,
    TableEntry,
    content_of,
    damaged,
    read_table,
    write,
    write_table,
)
from graphmodel.stores.layout import Layout, as_of_now, identity, layout_of, layouts, made_by_columns
from graphmodel.stores.partitions import (
    Division,
    PartEntry,
    file_of_the_whole,
    loose_of_a_part,
    own_of_a_part,
    table_of_all,
    tables_of_a_part,
    tables_of_the_whole,
    write_parts,
)

_POINTER: Final = "current"
"""What earlier versions answered from: to those this store is none, rather than one that stands still."""
_MOMENT: Final = "%Y%m%dT%H%M%S%f"
_REPLIES: Final = "replies.parquet"
REPLIES: Final[dict[str, pl.DataType]] = {
    **dict.fromkeys(("number", "unit", "state"), pl.String()),
    "date": pl.Date(),
    "note": pl.String(),
    **PROVENANCE,
}
"""An answer to a line of a list: its number, whose list it was (null: of what lies in no unit), what was said, where."""
_RECEIVED: Final = "received.parquet"
_LACKING_PARTS: Final = 2
"""The version of snapshots that lack parts of rosters: the first version of this program would take these for whole."""
_DIVIDED: Final = 3
"""The version of snapshots that are kept in parts (:mod:`graphmodel.stores.partitions`)."""


class Manifest(BaseModel):
    """What a snapshot holds, and how it can be told that it still does."""

    model_config = ConfigDict(frozen=True)

    schema_version: int
    snapshot: str
    """Checksum of the values, without provenance, time, path or machine: the same rosters give the same id."""
    saved_at: datetime
    as_of: date | None
    """The day of which it tells; None: it is undated."""
    supplied: list[str]
    absent_columns: list[str]
    sources: dict[str, str]
    tables: dict[str, TableEntry]
    """Its files; of a snapshot in parts those of what only the whole knows."""
    absent_parts: list[str] = []
    people_key: str | None = None
    """The fingerprint of the key with which codes of people and homes were made; None: none were."""
    rows: dict[str, int] | None = None
    """How many rows each roster had; None: an earlier version saved it, which did not count."""
    replies: TableEntry | None = None
    """What was answered to the lists of findings, :data:`REPLIES`; None: nothing. The id does not count it."""
    received: TableEntry | None = None
    """What was amiss with the rosters, in brief; None: an earlier version saved it, or nobody told."""
    collected: list[str] = []
    """The files of lists that came back, from which some of the rows are."""
    divided_by: str | None = None
    """The label of whose units it holds a part each; None: it is in one piece."""
    parts: dict[str, PartEntry] = {}
    """Its parts by their codes; a part of rosters that were not supplied is something else."""
    checksum: str | None = None
    """Of everything else in the manifest; None: an earlier version saved it, which wrote none."""

    @property
    def folder(self) -> str:
        """The name of its folder: when it was saved, and how its id begins."""
        return f"{self.saved_at.strftime(_MOMENT)}-{self.snapshot[:ID_IN_NAME]}"

    @property
    def content(self) -> str:
        """A checksum of what is judged: another saving of the same rosters, cut alike, has the same."""
        judged = {"supplied", "absent_columns", "absent_parts", "tables", "parts"}
        return _checksum(self.model_dump(mode="json", include=judged))


@contextmanager
def saving(
    alliance: Alliance,
    store: Path,
    as_of: date | None = None,
    *,
    replies: pl.DataFrame | None = None,
    received: pl.DataFrame | None = None,
    collected: Collection[str] = (),
    division: Division | Streamed | None = None,
) -> Iterator[Manifest]:
    """Write a new snapshot; it is in the store when the block is left without an error.

    Args:
        alliance: what is saved.
        store: the folder of the store; made when missing.
        as_of: the day of which it tells; None: it is undated.
        replies: what was answered to lists, :data:`REPLIES`.
        received: what was amiss with the rosters, :data:`graphmodel.rosters.problems.BRIEF`; None: nobody knows.
        collected: the files of lists that came back, from which some of the rows are.
        division: the alliance cut into the parts in which it is saved; None: in one piece.

    Raises:
        EnvironmentFailure: another process is saving here, the folder cannot be written, or the disk is full; the
            store stays as it was.
    """
    with only_writer(store), writing(store):
        _sweep(store)
        snapshots = store / SNAPSHOTS
        snapshots.mkdir(exist_ok=True)
        written = new_draft(store)
        try:
            written.mkdir()
            manifest = _write_snapshot(
                *(alliance, written, as_of, _next_moment(store)),
                replies=replies,
                received=received,
                collected=sorted(collected),
                division=division,
            )
            del alliance, division  # whoever saves may be done with them long before the block is left
            yield manifest
            with placing(store):
                written.rename(snapshots / manifest.folder)
        finally:
            shutil.rmtree(written, ignore_errors=True)


def save(alliance: Alliance, store: Path, as_of: date | None = None) -> Manifest:
    """Save a snapshot; see :func:`saving`."""
    with saving(alliance, store, as_of) as manifest:
        return manifest


def _next_moment(store: Path) -> datetime:
    """Now, or just after the last save: a clock may stand still or have been set back, and the order must hold."""
    moments = [datetime.now(UTC)]
    for folder in folders(store):
        with suppress(ValueError, OverflowError):  # a name like ours, of a day that is none
            saved_at = datetime.strptime(folder.name.partition("-")[0], _MOMENT).replace(tzinfo=UTC)
            moments.append(saved_at + timedelta(microseconds=1))
    return max(moments)


def _write_snapshot(
    alliance: Alliance,
    folder: Path,
    as_of: date | None,
    saved_at: datetime,
    *,
    replies: pl.DataFrame | None,
    received: pl.DataFrame | None,
    collected: list[str],
    division: Division | Streamed | None,
) -> Manifest:
    in_order = None
    if isinstance(division, Streamed):
        in_order = {name: partial(division.in_order, name) for name in division.apart}
    values = identity(alliance, in_order)  # before halos are in memory
    parts: dict[str, PartEntry] = {}
    if division is None:
        entries = {
            layout.file: write_table(alliance.table(layout.name), folder / layout.file)
            for layout in layouts()
        }
    else:
        parts, entries = write_parts(division, folder)
    manifest = Manifest(
        schema_version=_version(alliance, division),
        snapshot=values,
        saved_at=saved_at,
        as_of=as_of,
        supplied=sorted(alliance.supplied),
        absent_columns=sorted(alliance.absent_columns),
        absent_parts=sorted(alliance.absent_parts),
        sources=alliance.sources,
        tables=entries,
        people_key=alliance.people_key,
        rows=alliance.rows,
        replies=None if replies is None or replies.is_empty() else write_table(replies, folder / _REPLIES),
        received=None if received is None else write_table(received, folder / _RECEIVED),
        collected=collected,
        divided_by=division.label if division else None,
        parts=parts,
    )
    facts = manifest.model_dump(mode="json", exclude={"checksum"})
    manifest = manifest.model_copy(update={"checksum": _checksum(facts)})
    write(folder / MANIFEST, manifest.model_dump_json(indent=1).encode())
    return manifest


def _version(alliance: Alliance, division: Division | Streamed | None) -> int:
    """The first version that reads it right."""
    if division:
        return _DIVIDED
    return _LACKING_PARTS if alliance.absent_parts else SCHEMA_VERSION


def _sweep(store: Path) -> None:
    """Remove what an earlier version left: its pointer, and what it was writing when it was killed."""
    for left in store.glob(".writing-*"):
        shutil.rmtree(left)
    for left in (*store.glob(f".{_POINTER}-*"), store / _POINTER):
        left.unlink(missing_ok=True)


def read(folder: Path) -> Alliance:
    """What a snapshot holds, checked against its manifest.

    Args:
        folder: one of :func:`folders`.

    Raises:
        EnvironmentFailure: it is damaged, was written by a newer version of this program, or holds a column as
            another type than this version.
    """
    manifest = manifest_of(folder)
    saved = {
        layout.name: _read_table(folder, manifest, layout)
        for layout in layouts()
        if _file(manifest, layout) in manifest.tables
    }
    alliance = _alliance(folder, manifest, saved)
    _check_id(alliance, manifest, folder)
    return alliance


def read_part(folder: Path, code: str, *, manifest: Manifest | None = None) -> Part:
    """A part of a snapshot, without the others; see :func:`graphmodel.alliance.cutting.cut`.

    Args:
        folder: one of :func:`folders`, of a snapshot that is divided.
        code: of one of its parts.
        manifest: what it says of itself; None: nobody has read that yet.

    Raises:
        UsageError: it has no such part.
        EnvironmentFailure: as :func:`read`; what is damaged of other parts does not matter.
    """
    manifest = manifest or manifest_of(folder)
    entry = part_of(manifest, code)
    held = tables_of_a_part(folder, code, entry)
    lacking = tables_of_the_whole(folder, manifest.tables, but=held)
    empty = {name: table.clear() for name, table in lacking.items() if name != WAIVER}
    alliance = _alliance(folder, manifest, lacking | empty | held)
    loose = loose_of_a_part(folder, code, entry)
    return Part(code, replace(alliance, loose=loose), own_of_a_part(folder, code, entry))


def part_of(manifest: Manifest, code: str) -> PartEntry:
    """What a snapshot says of one of its parts.

    Raises:
        UsageError: it has no such part, or none at all.
    """
    if not manifest.parts:
        raise UsageError(
            Text(
                "数据没有分部分保存，没有 {code} 这一部分；请先用 graphmodel load … --parts county 保存",
                "the data is saved in one piece and has no part {code}; save it with graphmodel load … --parts county",
            ),
            code=code,
        )
    if code not in manifest.parts:
        raise UsageError(Text("数据里没有 {code} 这一部分", "this data has no part {code}"), code=code)
    return manifest.parts[code]


def read_but_homes(folder: Path, kept: Keeping) -> Alliance:
    """What a snapshot in parts holds, without homes, where they lie and who keeps in touch with them.

    Args:
        folder: one of :func:`folders`.
        kept: how its tables are kept, which are read one after the other.

    Raises:
        EnvironmentFailure: as :func:`read`.
    """
    manifest = manifest_of(folder)

    def table(name: str) -> pl.DataFrame:
        layout = layout_of(name)
        if name in {HOUSEHOLD, "CONTACTS"} or _file(manifest, layout) not in manifest.tables:
            return as_of_now(None, layout, folder)
        where = pl.col("from_label") != HOUSEHOLD if name == "PART_OF" else None
        saved = table_of_all(folder, layout, manifest.parts, manifest.tables, where)
        return as_of_now(saved.drop("tie", strict=False), layout, folder)

    whole = read_of_the_whole(folder)
    return replace(
        whole,
        nodes=kept("saved nodes", OnDemand(LABEL, table)),
        ties=kept("saved ties", OnDemand(RELATION, table)),
    )


def own_homes(folder: Path, code: str, manifest: Manifest) -> Alliance:
    """The own homes of a part, where they lie and who keeps in touch with them, ties with their numbers; nothing else.

    Args:
        folder: one of :func:`folders`.
        code: of the part.
        manifest: what the snapshot says of itself.

    Raises:
        UsageError: there is no such part.
        EnvironmentFailure: its homes are damaged.
    """
    entry = part_of(manifest, code)
    held = tables_of_a_part(folder, code, entry, [HOUSEHOLD, "PART_OF", "CONTACTS"])
    numbered = pl.DataFrame(schema={"tie": pl.Int64})  # where the part has no such ties at all
    alliance = _alliance(folder, manifest, {"PART_OF": numbered} | held)
    grids = own_of_a_part(folder, code, entry).filter(label="Grid")["id"]
    places = alliance.ties["PART_OF"].filter(
        pl.col("to_id").is_in(grids.implode()), from_label=HOUSEHOLD, to_label="Grid"
    )
    own = places["from_id"].implode()
    return replace(
        alliance,
        nodes={**alliance.nodes, HOUSEHOLD: alliance.nodes[HOUSEHOLD].filter(pl.col("id").is_in(own))},
        ties={
            **alliance.ties,
            "PART_OF": places,
            "CONTACTS": alliance.ties["CONTACTS"].filter(pl.col("to_id").is_in(own)),
        },
    )


def homes_called(folder: Path, codes: Collection[str]) -> pl.DataFrame:
    """The homes that bear some codes: ``part``, that of a part which holds one, and the columns of homes.

    Raises:
        EnvironmentFailure: a table of homes is damaged.
    """
    found = [
        _homes_of_a_part(folder, code, entry)
        .filter(pl.col("id").is_in(codes))
        .with_columns(part=pl.lit(code))
        for code, entry in manifest_of(folder).parts.items()
    ]
    return pl.concat(found).unique("id", keep="first", maintain_order=True)


def homes_in(folder: Path, code: str, manifest: Manifest) -> pl.DataFrame:
    """The homes in a part, own ones and those of its halo; arguments as of :func:`own_homes`.

    Raises:
        UsageError: there is no such part.
        EnvironmentFailure: the table of its homes is damaged.
    """
    return _homes_of_a_part(folder, code, part_of(manifest, code))


def _homes_of_a_part(folder: Path, code: str, entry: PartEntry) -> pl.DataFrame:
    held = tables_of_a_part(folder, code, entry, [HOUSEHOLD])
    return as_of_now(held.get(HOUSEHOLD), layout_of(HOUSEHOLD), folder)


def besides_homes(entry: PartEntry) -> int:
    """How many nodes other than homes there are in a part, by what its snapshot says of it."""
    homes = entry.tables.get(layout_of(HOUSEHOLD).file)
    return entry.own + entry.halo - (homes.rows if homes else 0)


def owners_of(folder: Path, things: pl.DataFrame) -> list[str]:
    """The codes of the parts that own any of some nodes; homes are not listed of any.

    Args:
        folder: one of :func:`folders`, of a snapshot that is divided.
        things: ``label`` and ``id``.

    Raises:
        EnvironmentFailure: what a part owns is damaged.
    """
    own = {code: own_of_a_part(folder, code, entry) for code, entry in manifest_of(folder).parts.items()}
    return [code for code, nodes in own.items() if nodes.join(things, on=["label", "id"], how="semi").height]


def read_of_the_whole(folder: Path) -> Alliance:
    """What a snapshot in parts keeps of the whole; see :func:`graphmodel.alliance.cutting.of_the_whole`.

    Raises:
        EnvironmentFailure: as :func:`read`; what is damaged of parts does not matter.
    """
    manifest = manifest_of(folder)
    return _alliance(folder, manifest, tables_of_the_whole(folder, manifest.tables))


def read_one(folder: Path, name: str) -> pl.DataFrame:
    """One table of all parts of a snapshot, a label of nodes or a type of ties; ties with their numbers.

    Raises:
        EnvironmentFailure: as :func:`read`; what is damaged of others does not matter.
    """
    manifest = manifest_of(folder)
    layout = layout_of(name)
    if _file(manifest, layout) not in manifest.tables:
        return as_of_now(None, layout, folder)
    saved = table_of_all(folder, layout, manifest.parts, manifest.tables)
    return as_of_now(saved, _with_number(layout, {name: saved}), folder)


def _alliance(folder: Path, manifest: Manifest, saved: Mapping[str, pl.DataFrame]) -> Alliance:
    """What tables of a snapshot say, as this version of the ontology has them; ties keep the numbers they have."""
    known = {*saved}.union(*(table.columns for name, table in saved.items() if name in RELATION))
    tables = {
        layout.name: as_of_now(saved.get(layout.name), _with_number(layout, saved), folder)
        for layout in layouts()
    }
    return Alliance(
        {label: tables[label] for label in LABEL},
        {relation: tables[relation] for relation in RELATION},
        frozenset(manifest.supplied) & ROSTER.keys(),
        made_by_columns() & {*manifest.absent_columns} | made_by_columns() - known,
        manifest.sources,
        tables[WAIVER],
        frozenset(manifest.absent_parts) & PART.keys(),
        manifest.people_key,
        manifest.as_of,
        manifest.rows,
    )


def _with_number(layout: Layout, saved: Mapping[str, pl.DataFrame]) -> Layout:
    """The table with the column of tie numbers, where it is one of ties of a part."""
    numbered = layout.name in RELATION and any("tie" in table.columns for table in saved.values())
    return layout._replace(schema=layout.schema | {"tie": pl.Int64()}) if numbered else layout


def bears(folder: Path, beginning: str) -> bool:
    """Whether the id of a snapshot, as far as its folder is named by it, begins so."""
    id_ = folder.name[-ID_IN_NAME:]
    return id_.startswith(beginning) or beginning.startswith(id_)


def drop(store: Path, gone: Iterable[Path]) -> None:
    """Remove snapshots, each in one step.

    Args:
        store: the folder of the store.
        gone: some of :func:`folders`.

    Raises:
        EnvironmentFailure: another process is saving here, or they cannot be removed.
    """
    with only_writer(store), writing(store):
        for folder in gone:
            left = new_draft(store)
            with placing(store):
                folder.rename(left)
            if left.is_symlink():
                left.unlink()
            else:
                shutil.rmtree(left)


def replies_in(folder: Path) -> pl.DataFrame:
    """What was answered to lists and is kept with a snapshot: :data:`REPLIES`.

    Raises:
        EnvironmentFailure: it is damaged.
    """
    entry = manifest_of(folder).replies
    if entry is None:
        return pl.DataFrame(schema=REPLIES)
    return shaped(read_table(folder / _REPLIES, entry), REPLIES)


def received_in(folder: Path) -> pl.DataFrame | None:
    """What was amiss with the rosters of a snapshot: :data:`graphmodel.rosters.problems.BRIEF`; None: it does not tell.

    Raises:
        EnvironmentFailure: it is damaged.
    """
    entry = manifest_of(folder).received
    return None if entry is None else read_table(folder / _RECEIVED, entry)


def last_with_codes(store: Path) -> tuple[str, pl.Series] | None:
    """Of the snapshot saved last of those with made codes: the fingerprint of their key, and the codes of its people.

    None: there is no such snapshot. One that is damaged is passed over: to load again is what mends it.
    """
    people = layout_of("Person")
    for folder in sorted(folders(store), reverse=True):
        with suppress(EnvironmentFailure):
            manifest = manifest_of(folder)
            if manifest.people_key is not None:
                return manifest.people_key, _read_table(folder, manifest, people)["id"]
    return None


def folders(store: Path) -> list[Path]:
    """The folder of every snapshot; its name begins with the moment in which it was saved.

    Raises:
        EnvironmentFailure: they cannot be listed, or a link leads elsewhere.
    """
    snapshots = store / SNAPSHOTS
    if snapshots.is_symlink():
        raise damaged(snapshots)
    try:
        with reading(snapshots):
            named = [folder for folder in snapshots.iterdir() if FOLDER.fullmatch(folder.name)]
    except (FileNotFoundError, NotADirectoryError):
        return []
    return [folder for folder in named if not folder.is_file()]


def manifest_of(folder: Path) -> Manifest:
    """What a snapshot says of itself, if the folder is one and it says it as it was saved.

    Raises:
        EnvironmentFailure: it is damaged, cannot be read, or was written by a newer version.
    """
    place = folder / MANIFEST
    content = content_of(place)
    try:
        if _Version.model_validate_json(content).schema_version > max(SCHEMA_VERSION, _DIVIDED):
            raise EnvironmentFailure(
                Text(
                    "数据由更新版本的 graphmodel 写成，请先升级：{place}",
                    "the snapshot was written by a newer graphmodel; upgrade first: {place}",
                ),
                place=folder,
            )
        manifest = Manifest.model_validate_json(content)
    except ValidationError as error:
        raise damaged(place) from error
    facts = json.loads(content)
    if facts.pop("checksum", None) not in {None, _checksum(facts)} or manifest.folder != folder.name:
        raise damaged(place)
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
    known = {layout.name: {*layout.schema} for layout in layouts()}
    countable = all({*first} <= known.get(name, set()) for name, first in FIRST_COLUMNS.items())
    if manifest.checksum is None and countable and identity(alliance) != manifest.snapshot:
        raise damaged(folder / MANIFEST)


def _read_table(folder: Path, manifest: Manifest, layout: Layout) -> pl.DataFrame:
    """A table as it was saved."""
    if manifest.parts:
        return table_of_all(folder, layout, manifest.parts, manifest.tables).drop("tie", strict=False)
    return read_table(folder / layout.file, manifest.tables[layout.file])


def _file(manifest: Manifest, layout: Layout) -> str:
    """The file that tells whether a snapshot knows of a table."""
    return file_of_the_whole(layout) if manifest.parts else layout.file
