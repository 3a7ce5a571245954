"""Which snapshot of a store tells of a day (``month.md`` §1).

A dated snapshot tells of its day and of those after it, up to the next one; of several of one date the one saved last
speaks. An undated one speaks for every day of which no dated one tells: its own periods tell the days apart. The same
values saved for two days are two snapshots with one id.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from itertools import chain
from pathlib import Path
from typing import Final, NamedTuple

import polars as pl

from graphmodel.alliance import Alliance, Slice
from graphmodel.alliance.at_home import AtHome, homes_together, told_of_homes
from graphmodel.alliance.model import Piece, Pieces, live_ties
from graphmodel.alliance.naming import like, meant, one_each
from graphmodel.alliance.ownership import REST
from graphmodel.alliance.renaming import NAMED, last_called, lost_codes
from graphmodel.alliance.territory import UNITS
from graphmodel.errors import EnvironmentFailure, UsageError
from graphmodel.language import AND, Text
from graphmodel.ontology import HOUSEHOLD, LABEL, RELATION, VALID_FROM, VALID_TO, live_on
from graphmodel.rosters.cells import day_of
from graphmodel.rosters.on_demand import OnDemand, in_memory
from graphmodel.stores import snapshot
from graphmodel.stores.partitions import folder_of_parts
from graphmodel.stores.snapshot import Manifest

UNDATED: Final = Text("未注明日期", "undated")
SHORTEST: Final = 6
"""Characters of an id that name a snapshot, at least."""
_AN_ID: Final = re.compile(f"[0-9a-f]{{{SHORTEST},64}}")
_ID_SHOWN: Final = 12
_UNDATED_WRITTEN: Final = "none"
"""How the undated saving of some values is told from the others."""
_SAVED: Final = Text("{id}（{day}）", "{id} ({day})")
_UNIT: Final = Text("{}（{}）", "{} ({})")
_PARTS_NAMED: Final = 5
_FEW_PARTS: Final = 24
"""So many are named, all of them."""
_NO_SUCH_PART: Final = Text(
    "数据里没有 {said} 这一部分；共 {count} 个：{known}",
    "this data has no part {said}; its {count} parts are {known}",
)
_NO_SUCH_PART_OF_MANY: Final = Text(
    "数据里没有 {said} 这一部分；共 {count} 个，最接近的是 {known}；全部代码{where}",
    "this data has no part {said}; of its {count} parts those most like it are {known}; the codes of all {where}",
)
_WHERE_PARTS_STAND: Final = {
    label: Text(
        f"和名称：graphmodel coverage --by {level} --format csv",
        f"with their names: graphmodel coverage --by {level} --format csv",
    )
    for label, level in (("County", "county"), ("Street", "street"))
}
"""By the label of whose units there is a part each, what lists them."""
_PART_FOLDERS: Final = Text("是 {place} 里的文件夹名", "are the names of the folders in {place}")


def is_id(text: str) -> bool:
    """Whether a text can name a snapshot: it begins an id, and is long enough."""
    return _AN_ID.fullmatch(text) is not None


class Saved(NamedTuple):
    """A snapshot of a store."""

    folder: Path
    manifest: Manifest
    speaks: bool
    """False: a later one of the same date (of the undated: a later undated one) has taken its place."""

    @property
    def as_of(self) -> date | None:
        """The day of which it tells; None: it is undated."""
        return self.manifest.as_of

    def alliance(self) -> Alliance:
        """What it holds; see :func:`graphmodel.stores.snapshot.read`."""
        return snapshot.read(self.folder)

    def __str__(self) -> str:
        return _SAVED.fill(id=self.manifest.snapshot[:_ID_SHOWN], day=self.as_of or UNDATED)


@dataclass(frozen=True)
class Snapshots:
    """The snapshots of a store, as they are when they are first asked for.

    >>> from tempfile import TemporaryDirectory
    >>> from graphmodel.alliance import empty
    >>> with TemporaryDirectory() as folder:
    ...     for day in (date(2018, 12, 31), date(2018, 11, 30), None):
    ...         _ = snapshot.save(empty(), Path(folder), day)
    ...     saved = Snapshots(Path(folder))
    ...     newest, told = saved.telling(), saved.telling(date(2018, 12, 15))
    ...     f"{newest.as_of}; mid-month {told.as_of}; before it {saved.before(newest.as_of).as_of}"
    '2018-12-31; mid-month 2018-11-30; before it 2018-11-30'
    """

    store: Path

    @cached_property
    def all(self) -> list[Saved]:
        """Every snapshot, the newest date first, of one date that saved last first; undated ones last.

        Raises:
            EnvironmentFailure: one is damaged, or was written by a newer version: nobody can say of which day it tells.
        """
        for damage in self._damaged.values():
            raise damage
        saved = [(told, folder) for folder, told in self._read.items() if isinstance(told, Manifest)]
        saved.sort(
            key=lambda one: (one[0].as_of is not None, one[0].as_of or date.min, one[0].saved_at),
            reverse=True,
        )
        dates = [manifest.as_of for manifest, _ in saved]
        return [
            Saved(folder, manifest, speaks=dates.index(manifest.as_of) == place)
            for place, (manifest, folder) in enumerate(saved)
        ]

    @property
    def _damaged(self) -> dict[Path, EnvironmentFailure]:
        """The folders of those that do not say what they are, and why."""
        return {folder: why for folder, why in self._read.items() if isinstance(why, EnvironmentFailure)}

    @cached_property
    def _read(self) -> dict[Path, Manifest | EnvironmentFailure]:
        read: dict[Path, Manifest | EnvironmentFailure] = {}
        for folder in snapshot.folders(self.store):
            try:
                read[folder] = snapshot.manifest_of(folder)
            except EnvironmentFailure as damage:
                read[folder] = damage
        return read

    @cached_property
    def dated(self) -> list[Saved]:
        """The dated ones that speak, the earliest first."""
        return [one for one in reversed(self.all) if one.speaks and one.as_of is not None]

    @property
    def undated(self) -> Saved | None:
        """The undated one that speaks, if there is one."""
        return next((one for one in self.all if one.speaks and one.as_of is None), None)

    def expect_some(self) -> None:
        """See that there is a snapshot.

        Raises:
            UsageError: there is none.
        """
        if not self.all:
            raise UsageError(
                Text(
                    "这里还没有数据：{store}。请先运行 graphmodel run 或 graphmodel load，或用 --store 指明位置",
                    "there is no snapshot in {store}; run graphmodel run or graphmodel load first, "
                    "or name the place with --store",
                ),
                store=self.store,
            )

    def telling(self, which: date | str | None = None) -> Saved:
        """The snapshot that tells of a day, or is named.

        Args:
            which: a day; or how an id begins (:func:`is_id`), whether the snapshot speaks or not; None: the newest
                dated one, else the undated one that speaks.

        Raises:
            UsageError: there is none, none tells of this day, or two ids begin so.
            EnvironmentFailure: as :attr:`all`.
        """
        self.expect_some()
        if isinstance(which, str):
            return self.named(which)[0]
        told = [one for one in self.dated if which is None or (one.as_of and one.as_of <= which)]
        telling = told[-1] if told else self.undated
        if telling is None:
            raise UsageError(
                Text(
                    "{store} 里没有 {day} 的数据，最早的是 {first} 的",
                    "{store} holds no data of {day}; the first is that of {first}",
                ),
                store=self.store,
                day=which,
                first=self.dated[0].as_of,
            )
        return telling

    def named(self, beginning: str) -> list[Saved]:
        """Every saving of the values whose id begins so, in the order of :attr:`all`.

        Raises:
            UsageError: there is none, or two ids begin so.
        """
        found = [one for one in self.all if one.manifest.snapshot.startswith(beginning)]
        ids = {one.manifest.snapshot for one in found}
        if not found:
            raise UsageError(
                Text(
                    "{store} 里没有数据 {which}；现有 {known}",
                    "{store} holds no snapshot {which}; there are {known}",
                ),
                store=self.store,
                which=beginning,
                known=str(AND).join(map(str, self.all)) or Text("无", "none"),
            )
        if len(ids) > 1:
            raise UsageError(
                Text(
                    "以 {which} 开头的数据不止一个：{ids}，请多写几位",
                    "more than one snapshot begins with {which}: {ids}; write more of it",
                ),
                which=beginning,
                ids=str(AND).join(sorted(ids)),
            )
        return found

    def alliance(self, saved: Saved) -> Alliance:
        """What one of them holds, with what earlier ones tell of it; see :meth:`formerly`."""
        held = saved.alliance()
        return replace(held, formerly=self.formerly(held, saved.as_of))

    def of_the_whole(self, saved: Saved) -> Alliance:
        """What one in parts keeps of the whole, with what earlier ones tell of it; the parts are read only for that."""
        held = snapshot.read_of_the_whole(saved.folder)
        day = saved.as_of
        if day is None or lost_codes(held).is_empty() or self.before(day) is None:
            return held
        return replace(held, formerly=self._formerly(held, day, _named_on(saved, day)))

    def part_meant(self, saved: Saved, said: str) -> str:
        """The code of a part of one in parts, said by it or as people call its unit.

        Raises:
            UsageError: it has no such part, see :meth:`_no_such_part`; or it is in one piece; or several units are called
                so, which are named.
        """
        label, parts = saved.manifest.divided_by, saved.manifest.parts
        if label is None or said in parts:
            snapshot.part_of(saved.manifest, said)
            return said
        whole = self.of_the_whole(saved)
        table = whole.nodes[label].filter(pl.col("id").is_in([*parts]))
        units = table.select(pl.lit(label).alias("label"), "id")
        if meant(whole, [said], units).height:
            return str(one_each(whole, [said], units)["id"].item())
        raise self._no_such_part(saved, said, whole, table)

    def _no_such_part(self, saved: Saved, said: str, whole: Alliance, table: pl.DataFrame) -> UsageError:
        """What to say of a part that is none: all are named, of many those most like it and where all stand.

        Args:
            saved: the snapshot, which is in parts.
            said: what was asked for.
            whole: what is kept of its whole.
            table: of this the units that there is a part each of.
        """
        label, count = str(saved.manifest.divided_by), len(saved.manifest.parts)
        called = pl.format(str(_UNIT), pl.coalesce("name", "id"), "id")
        if count <= _FEW_PARTS:
            every = table.sort("id").select(called).to_series()
            return UsageError(_NO_SUCH_PART, said=said, known=str(AND).join([*every, REST]), count=count)
        alike = like(whole, said, table.select(pl.lit(label).alias("label"), "id"))
        near = table.filter(pl.col("id").is_in(alike) | pl.col("name").is_in(alike))
        first = (near if near.height else table).sort("id").select(called).head(_PARTS_NAMED).to_series()
        where = _WHERE_PARTS_STAND.get(label, _PART_FOLDERS).fill(place=folder_of_parts(saved.folder))
        known = str(AND).join([*first, REST])
        return UsageError(_NO_SUCH_PART_OF_MANY, said=said, known=known, count=count, where=where)

    def at(self, saved: Saved, day: date) -> Slice:
        """What is live on a day of one of them; of one in parts a :meth:`glance`."""
        return self.glance(saved, day) if saved.manifest.parts else self.alliance(saved).at(day)

    def moves(self, saved: Saved, after: date, until: date) -> bool:
        """See :meth:`graphmodel.alliance.Alliance.moves`; of one in parts these are read one after the other."""
        parts = saved.manifest.parts
        held = (snapshot.read_part(saved.folder, code, manifest=saved.manifest).alliance for code in parts)
        return any(one.moves(after, until) for one in (held if parts else [saved.alliance()]))

    def glance(self, saved: Saved, day: date, homes: Collection[str] = ()) -> Slice:
        """What is live on a day of one in parts, table by table when somebody looks at it.

        Of loose ties there is nothing, and of homes none but those with some codes: that takes reading all.
        """
        seen = self.of_the_whole(saved).at(day)

        def nodes_of(label: str) -> pl.DataFrame:
            if label in UNITS:
                return seen.nodes[label]
            if label == HOUSEHOLD:
                table = snapshot.homes_called(saved.folder, homes) if homes else seen.nodes[label]
            else:
                table = snapshot.read_one(saved.folder, label)
            return table.filter(live_on(day))

        def ties_of(relation: str) -> pl.DataFrame:
            if relation == "PART_OF":  # those of homes are the most
                return seen.ties[relation]
            return live_ties(relation, snapshot.read_one(saved.folder, relation), nodes, day)

        def piece_of(code: str) -> Piece:
            part = snapshot.read_part(saved.folder, code, manifest=saved.manifest)
            return Piece(part.alliance.at(day), part.own)

        def homes_of(code: str) -> pl.DataFrame:
            return snapshot.homes_in(saved.folder, code, saved.manifest).filter(live_on(day)).select("id")

        def at_home() -> AtHome:
            return homes_together(told_of_homes(*one) for one in _homes_on(saved, day, nodes))

        nodes = OnDemand([*LABEL], cache(nodes_of))
        pieces = Pieces((*saved.manifest.parts,), piece_of, homes_of, cache(at_home))
        without_homes = [
            name for name, one in RELATION.items() if name == "PART_OF" or HOUSEHOLD not in chain(*one.pairs)
        ]
        return replace(seen, nodes=nodes, ties=OnDemand(without_homes, cache(ties_of)), pieces=pieces)

    def but_homes(self, saved: Saved, day: date) -> Alliance:
        """What one in parts holds; of homes those that end, and of contacts those that on a day hang loose or are to come.

        Of all others it is said in :attr:`graphmodel.alliance.Slice.at_home` of a :meth:`glance` what there is to say.
        """
        held = snapshot.read_but_homes(saved.folder, in_memory)
        odd = [
            _odd(snapshot.own_homes(saved.folder, code, saved.manifest), day) for code in saved.manifest.parts
        ]
        homes, contacts = (pl.concat(tables) for tables in zip(*odd, strict=True))
        return replace(
            held,
            nodes={**held.nodes, HOUSEHOLD: homes},
            ties={**held.ties, "CONTACTS": contacts},
            formerly=self.of_the_whole(saved).formerly,
        )

    def formerly(self, alliance: Alliance, day: date | None) -> dict[str, str]:
        """What things have now that waivers name by codes of earlier months, step by step from one month to the next.

        Args:
            alliance: whose waivers.
            day: of which it tells; None: it is undated, and follows nothing.
        """
        if day is None or lost_codes(alliance).is_empty():
            return {}
        return self._formerly(alliance, day, alliance.at(day).nodes)

    def _formerly(self, alliance: Alliance, day: date, nodes: Mapping[str, pl.DataFrame]) -> dict[str, str]:
        earlier = [_named_on(one, one.as_of) for one in self.dated if one.as_of and one.as_of < day]
        now = last_called([*earlier, nodes])
        return {code: now[code] for code in lost_codes(alliance) if code in now}

    def to_drop(self, written: str) -> dict[Path, str]:
        """The folders of what is named as ``ID`` or ``ID@DAY``, each with what it is called; undated is ``ID@none``.

        What has both goes together. What is damaged does not say for which day it was saved: its id alone names it.

        Raises:
            UsageError: nothing or several ids begin so, or the day does not tell one saving from the others.
            EnvironmentFailure: another one is damaged.
        """
        beginning, at, day = written.strip().partition("@")
        beginning = beginning.lower()
        if not is_id(beginning):
            raise UsageError(
                Text(
                    "{written} 不是数据编号（至少写前 {shortest} 位）",
                    "{written} is not the first {shortest} characters or more of a snapshot's id",
                ),
                written=written,
                shortest=SHORTEST,
            )
        if broken := [folder for folder in self._damaged if snapshot.bears(folder, beginning)]:
            return {folder: folder.name for folder in broken}
        found = self.named(beginning)
        days = dict.fromkeys(one.as_of for one in found)
        if at:
            wanted = None if day == _UNDATED_WRITTEN else day_of(day)
            chosen = [one for one in found if one.as_of == wanted and (wanted or day == _UNDATED_WRITTEN)]
        else:
            chosen = found if len(days) == 1 else []
        if not chosen:
            raise UsageError(
                Text(
                    "请写明删去哪一天的：{known}",
                    "say of which day the one is that goes: {known}",
                ),
                known=str(AND).join(f"{beginning}@{one or _UNDATED_WRITTEN}" for one in days),
            )
        return {one.folder: str(one) for one in chosen}

    def before(self, data_as_of: date | None) -> Saved | None:
        """The time before (§2): the dated snapshot that speaks with the greatest date before that of some data.

        Args:
            data_as_of: the date of the data that tells of the day, not the day itself; None: it is undated.

        Returns:
            None: there is none before it, and none before undated data.
        """
        earlier = [one for one in self.dated if data_as_of and one.as_of and one.as_of < data_as_of]
        return earlier[-1] if earlier else None


def _homes_on(
    saved: Saved, day: date, others: Mapping[str, pl.DataFrame]
) -> Iterator[tuple[Mapping[str, pl.DataFrame], Mapping[str, pl.DataFrame]]]:
    """The homes of each part of one in parts that are live on a day, and the ties of these; all else that is, by label."""
    for code in saved.manifest.parts:
        homes = snapshot.own_homes(saved.folder, code, saved.manifest)
        nodes = {
            HOUSEHOLD: homes.nodes[HOUSEHOLD].filter(live_on(day)),
            **{label: others[label] for label in ("Grid", "Person")},
        }
        yield nodes, {name: live_ties(name, homes.ties[name], nodes, day) for name in ("PART_OF", "CONTACTS")}


def _odd(homes: Alliance, day: date) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The homes that end, and the contacts that hang loose on a day or begin later."""
    live, contacts = homes.nodes[HOUSEHOLD].filter(live_on(day)), homes.ties["CONTACTS"].drop("tie")
    loose = ~pl.col("to_id").is_in(live["id"].implode())
    later = pl.col(VALID_FROM.name) > day
    return live.filter(pl.col(VALID_TO.name).is_not_null()), contacts.filter(loose | later)


def _named_on(saved: Saved, day: date) -> Mapping[str, pl.DataFrame]:
    """What may be renamed, by label, as it was on a day."""
    if not saved.manifest.parts:
        return saved.alliance().at(day).nodes
    return OnDemand(NAMED, lambda label: snapshot.read_one(saved.folder, label).filter(live_on(day)))
