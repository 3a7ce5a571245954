"""One part of an alliance read again (``scale.md`` §4): its rows go, those that a county hands in come."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import Final, NamedTuple

import polars as pl

from graphmodel.alliance import Alliance
from graphmodel.alliance.ownership import owners
from graphmodel.alliance.subjects import ARROW
from graphmodel.alliance.writing_out import rows_of
from graphmodel.ontology import FILLED_IN, HOUSEHOLD, LABEL, PARTS, RELATION, ROSTER, Roster
from graphmodel.planning.adding import (
    as_first_saved,
    by_sheet,
    file_first_saved,
    table_with,
    tables_of,
    together,
    unfilled,
)
from graphmodel.rosters.on_demand import Keeping, changed
from graphmodel.rosters.reading import optional_relations
from graphmodel.rosters.recognition import Table
from graphmodel.rosters.register import made_code
from graphmodel.rosters.streaming import CONTACTS, HOMES, HOUSEHOLDS, Earlier, Homes, ReadAtOnce
from graphmodel.spreadsheets.cleaning import cleaned
from graphmodel.stores import snapshot
from graphmodel.stores.days import Saved, Snapshots

_NODE: Final = {"label": pl.String(), "id": pl.String()}
_DIVISIONS: Final = ROSTER["divisions"].makes
_ROWS: Final = frozenset(roster.makes[0] for roster in ROSTER.values()) & RELATION.keys()
"""The relations of which every tie is a row of its own; it is handed in with what it leads to."""
_FOLDER: Final = pl.col("source_file").str.extract("^(.*)/", 1).fill_null("")
_NUMBERED_BY: Final = {HOUSEHOLDS: "PART_OF", CONTACTS: "CONTACTS"}
"""The relation whose ties, one for each row of a roster of homes, tell by their numbers in which order these stand."""


class Renewed(NamedTuple):
    """What stays of an alliance of which a part is read again."""

    others: Alliance
    """It without what is read again."""
    signed: bool
    """Whether it is known which pairings have an agreement."""
    told: frozenset[str]
    """The files from which rows came, those that are read again too."""

    @property
    def tables(self) -> Mapping[str, Sequence[Table]]:
        """The rows that stay."""
        return tables_of(self.others)

    def with_others(self, read: Alliance, homes: Homes | None, files: Collection[str]) -> Alliance:
        """What was read beside these rows, its homes too, as if all had been handed in together.

        Args:
            read: what was read.
            homes: what has its homes, if these lie on disk.
            files: those from which any row came that was read; a file that told rows and tells none now is none of its
                sources any more.
        """
        if homes:
            homes.rename_files(file_first_saved)
        gone = self.told - {*map(file_first_saved, files)}
        sources = {file: checksum for file, checksum in self.others.sources.items() if file not in gone}
        others = replace(self.others, sources=sources)
        return as_first_saved(together(others, read, signed=self.signed))


class Renewing(NamedTuple):
    """A part of some data that is to be read again."""

    saved: Snapshots
    told: Saved
    """The one of them that is renewed; it is in parts."""
    part: str
    """The code of the part."""
    coming: pl.DataFrame
    """``label`` and ``id`` of what is handed in; see :func:`told_by`."""

    @property
    def label(self) -> str:
        """Whose units are its parts."""
        label = self.told.manifest.divided_by
        assert label is not None
        return label

    def at_once(self) -> Renewed:
        """What stays, of all that is saved.

        Raises:
            EnvironmentFailure: some of it is damaged.
        """
        return self._renewed(self.saved.alliance(self.told))[0]

    def but_homes(self, keeping: Keeping) -> tuple[Renewed, dict[str, Callable[[], Iterator[Earlier]]]]:
        """What stays but homes and whoever keeps in touch with them; and these as :class:`Homes` takes them.

        Args:
            keeping: how what is saved of all else is kept.

        Raises:
            EnvironmentFailure: some of it is damaged; as do the pieces of homes.
        """
        own = snapshot.own_homes(self.told.folder, self.part, self.told.manifest)
        others = snapshot.read_but_homes(self.told.folder, keeping)
        before, going = self._renewed(others, own.nodes[HOUSEHOLD])
        apart = [name for name in HOMES if name in before.others.supplied]
        others = replace(before.others, supplied=before.others.supplied - {*apart})
        earlier: dict[str, Callable[[], Iterator[Earlier]]] = {
            name: partial(_earlier, self.told, going, name) for name in apart
        }
        told = before.told | _files(own)
        return before._replace(others=others, told=told), earlier

    def _renewed(self, alliance: Alliance, homes: pl.DataFrame | None = None) -> tuple[Renewed, _Going]:
        going = _going(alliance, self.label, self.part, self.coming, homes)
        signed = alliance.ties["PAIRED_WITH"]["has_agreement"].is_not_null().any()
        others = _still_supplied(alliance, _without(alliance, going))
        return Renewed(others, signed, _files(alliance)), going


def _files(alliance: Alliance) -> frozenset[str]:
    """The files from which its rows came."""
    tables = (table for of_kind in (alliance.nodes, alliance.ties) for table in of_kind.values())
    found = [table["source_file"].unique() for table in tables]
    return frozenset(pl.concat([*found, alliance.waivers["source_file"].unique()]).drop_nulls())


def told_by(tables: Sequence[Table]) -> pl.DataFrame:
    """``label`` and ``id`` of the things that tables tell of by their codes; by names where codes are made of these alone."""
    told = [
        _codes(table).select(pl.lit(label).alias("label"), "id")
        for table in tables
        for label in table.roster.makes
        if label in LABEL
    ]
    return pl.concat([pl.DataFrame(schema=_NODE), *told]).drop_nulls()


def _codes(table: Table) -> pl.DataFrame:
    said = pl.DataFrame(
        {name: cleaned(table.cells[name].raw) for name in ("id", "name") if name in table.cells}
    )
    roster = table.roster
    if "name" in said.columns and not roster.parent and not roster.column("id").required:
        made = made_code(pl.lit(roster.title.zh), pl.col("name"))
        return said.select(id=pl.coalesce("id", made) if "id" in said.columns else made)
    return said.select("id") if "id" in said.columns else pl.DataFrame(schema={"id": pl.String})


class _Going(NamedTuple):
    """The rows that are read again."""

    things: pl.DataFrame
    """``label`` and ``id`` of the things whose rows they are."""
    led_to: pl.DataFrame
    """``label`` and ``id`` of the things to which ties are handed in anew, and ``there``: whether the thing stays or comes."""
    here: pl.Expr
    """Whether a row stands in a folder of which the sheets are handed in anew."""


def _going(
    alliance: Alliance, label: str, part: str, coming: pl.DataFrame, homes: pl.DataFrame | None
) -> _Going:
    """Which rows are read again.

    These are those of the things that a part owns, of the ties that lead to them, and of waivers for them; and those of
    things whose codes come, whoever owns them. What a part owns and another one hands in stays: it stands in a folder from
    which nothing comes that the part owns.
    Divisions stay where none come, for their list is often that of a city; what leads to those of the part is read again,
    what leads to others is not, whichever of them come.

    Args:
        alliance: all of it.
        label: whose units are its parts.
        part: the code of the part.
        coming: what is handed in.
        homes: those that the part owns, if the alliance has none.
    """
    owned = owners(alliance, label).filter(part=part)
    where = pl.concat(
        table.select(pl.lit(of).alias("label"), "id", "source_file").join(owned, on=[*_NODE], how="semi")
        for of, table in alliance.nodes.items()
    )
    if homes is not None:
        where = pl.concat([where, homes.select(pl.lit(HOUSEHOLD).alias("label"), "id", "source_file")])
    divisions = pl.col("label").is_in(_DIVISIONS)
    known = where.filter(~divisions, pl.col("label") != HOUSEHOLD).join(coming, on=[*_NODE], how="semi")
    folders = known.select(_FOLDER).to_series().unique()
    here = _FOLDER.is_in(folders.implode()) if folders.len() else pl.lit(value=True)
    others = where.select(*_NODE, there=divisions | ~here).join(coming, on=[*_NODE], how="anti")
    told = coming.unique().with_columns(there=pl.lit(value=True))
    own_divisions = told.filter(divisions).join(owned, on=[*_NODE], how="semi")
    return _Going(
        pl.concat([others.filter(~pl.col("there")), told]).select(*_NODE),
        pl.concat([others, told.filter(~divisions), own_divisions]),
        here,
    )


def _without(alliance: Alliance, going: _Going) -> Alliance:
    """An alliance without the rows that are read again.

    Ties and waivers stay that another folder tells of, if what they are of stays or comes.
    """
    led_to = going.led_to
    stays = pl.col("there").is_null() | (pl.col("there") & ~going.here)

    def nodes_of(label: str, table: pl.DataFrame) -> pl.DataFrame:
        return table.filter(~pl.col("id").is_in(going.things.filter(label=label)["id"].implode()))

    def ties_of(relation: str, table: pl.DataFrame) -> pl.DataFrame:
        node = [*_NODE]
        if relation in _ROWS:
            end = ["to_label", "to_id"]
            led = table.join(led_to, left_on=end, right_on=node, how="left", maintain_order="left")
            return led.filter(stays).drop("there")
        start = ["from_label", "from_id"]
        return table.join(going.things, left_on=start, right_on=node, how="anti", maintain_order="left")

    of_pairing = pl.col("subject").str.split(ARROW).list.last()
    there = led_to.group_by(id="id").agg(pl.col("there").all())
    waivers = alliance.waivers.with_columns(id=of_pairing).join(
        there, on="id", how="left", maintain_order="left"
    )
    return replace(
        alliance,
        nodes=changed(alliance.nodes, nodes_of),
        ties=changed(alliance.ties, ties_of),
        waivers=waivers.filter(stays).drop("id", "there"),
    )


def _still_supplied(alliance: Alliance, others: Alliance) -> Alliance:
    """What stays of an alliance, said to lack the rosters and columns that only the rows that go have filled.

    Who has filled in that there is none left no row, and may be another county: what had none stays supplied.
    """
    rosters = {
        roster.name
        for roster in FILLED_IN
        if roster.name in alliance.supplied and _no_row(others, roster) and not _no_row(alliance, roster)
    }
    columns = {
        name
        for name in optional_relations() - alliance.absent_columns
        if unfilled(others, name) and not unfilled(alliance, name)
    }
    return replace(
        others,
        supplied=others.supplied - rosters,
        absent_columns=others.absent_columns | columns,
        absent_parts=others.absent_parts | {part.name for part in PARTS if part.roster in rosters},
    )


def _no_row(alliance: Alliance, roster: Roster) -> bool:
    return all(alliance.table(name).is_empty() for name in roster.makes)


def _earlier(told: Saved, going: _Going, name: str) -> Iterator[Earlier]:
    """The rows of a roster of homes, part by part: their own ones as they are saved, and which do not come again.

    Raises:
        ReadAtOnce: their numbers do not tell in which order they are read: sheets of one name are not one behind the other,
            or a home does not lie in one grid.
        EnvironmentFailure: the homes of a part are damaged.
    """
    spans: list[pl.DataFrame] = []
    for code in told.manifest.parts:
        homes = snapshot.own_homes(told.folder, code, told.manifest)
        if not homes.ties["PART_OF"]["from_id"].equals(homes.nodes[HOUSEHOLD]["id"]):
            raise ReadAtOnce
        every = homes.ties[_NUMBERED_BY[name]]["tie"]
        stays = _without(homes, going)
        numbers = stays.ties[_NUMBERED_BY[name]]["tie"]
        yield Earlier(None, every.filter(~every.is_in(numbers.implode())))
        if numbers.len():
            rows = rows_of(stays, ROSTER[name]).with_columns(number=numbers)
            for sheet in by_sheet(rows):
                yield Earlier(table_with(ROSTER[name], sheet), sheet["number"])
            spans.append(_spans(rows, pl.col("number").min(), pl.col("number").max()))
    of_sheets = _spans(pl.concat(spans), pl.col("first").min(), pl.col("last").max()) if spans else None
    if of_sheets is not None and any(
        last >= first
        for (_, last), (first, _) in pairwise(of_sheets.select("first", "last").sort("first").rows())
    ):
        raise ReadAtOnce


def _spans(rows: pl.DataFrame, first: pl.Expr, last: pl.Expr) -> pl.DataFrame:
    """By sheet the ``first`` and the ``last`` number."""
    return rows.group_by("source_file", "source_sheet").agg(first=first, last=last)
