"""Homes and those who keep in touch with them, where there are more than one memory holds (``scale.md`` §4).

All other rosters are read as ever. The tables of these two are checked one after the other, and their rows lie on disk in
shares by the hash of the home's code: whatever repeats a home, or refers to one, is in its share. Each share is then
connected by itself with what the other rosters hold, by the same functions that read everything at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, NamedTuple, Protocol

import polars as pl

from graphmodel.ontology import ENDINGS, ROSTER, VALID_FROM, VALID_TO, Roster, dtype, roster_of
from graphmodel.ontology import HOUSEHOLD as HOME
from graphmodel.rosters.cells import SEPARATORS, parts
from graphmodel.rosters.exclusion import leave_out
from graphmodel.rosters.headings import columns_of
from graphmodel.rosters.intake import Intake
from graphmodel.rosters.linking import report_outlived, report_wrong_references
from graphmodel.rosters.problems import Problems
from graphmodel.rosters.recognition import Table
from graphmodel.rosters.references import NO_REFERENCES
from graphmodel.rosters.register import LABELLED, Register
from graphmodel.rosters.repeats import drop_repeated_ties
from graphmodel.rosters.sources import Opened, first_table, open_tables, opened_beside, table_in_pieces
from graphmodel.rosters.spilled import SHARE, InOrder, Spilled, laid_aside, shares_for
from graphmodel.rosters.tables import RosterTable, gather, references_of
from graphmodel.rosters.things import connect
from graphmodel.spreadsheets.files import Source, Unreadable, checksum_of

HOUSEHOLDS: Final = roster_of(HOME).name
CONTACTS: Final = "household_ties"
HOMES: Final = (HOUSEHOLDS, CONTACTS)
"""The rosters whose rows need not be in memory."""
SHARES: Final = 64
"""With so many, one of a province holds some hundred thousand homes; of fewer homes several are taken together."""
_HOME_IN: Final = {HOUSEHOLDS: "id", CONTACTS: "to"}
"""The column of a roster that says which home a row is of."""
_NO_CODES: Final = pl.Series([], dtype=pl.String)
_RAW: Final = "raw:"
"""Before the name of a column of references: its cells as written, where that is something else than the text."""
SAMPLED: Final = 64
"""Of so many codes one, by which the others are told apart in order."""


class ReadAtOnce(Exception):
    """What these rosters hold cannot be read with homes apart: forms among them, or endings of contacts."""


class Earlier(NamedTuple):
    """Rows of a roster that were saved earlier, and their numbers among all that were."""

    table: Table | None
    """None: they do not come again."""
    numbers: pl.Series


class Share(NamedTuple):
    """Homes whose codes are in a range, and those who keep in touch with these homes, checked and resolved."""

    homes: pl.DataFrame
    """The values of their columns, ``number`` (their place among all), ``part_of`` (the number of a thing of
    :attr:`Homes.things`), ``table`` (the number of one of :meth:`Homes.sheets`) and ``row``."""
    contacts: pl.DataFrame
    """As those of homes; ``from`` is the number of a thing, ``to`` the code of a home of this share and ``home`` its number."""


class HomesApart(Protocol):
    """Homes and those who keep in touch with them, of whom not all are in memory."""

    folder: Path
    """Where what is made of them lies."""
    shares: int
    """How many there are at most, of which each is in memory."""
    counts: dict[str, int]
    """By roster how far the numbers of its rows go."""
    sampled: list[pl.Series]
    """Some codes of those who keep in touch with homes."""
    things: pl.DataFrame
    """What the numbers of things stand for: ``label`` and ``id``."""

    def sheets(self, name: str) -> pl.DataFrame:
        """``file`` and ``sheet`` of every table of a roster."""

    def __iter__(self) -> Iterator[Share]:
        """Every share once, in the order of the codes of homes."""

    def in_order(self) -> Iterator[pl.DataFrame]:
        """The homes of every share that was given out, without their numbers."""


class Kept:
    """Homes and those who keep in touch with them, on disk in ranges of the codes of the homes.

    Args:
        folder: where they lie.
        some: some of the codes.
        shares: how many ranges there are at most.
    """

    def __init__(self, folder: Path, some: Sequence[pl.Series], shares: int) -> None:
        self._rows = {name: InOrder(folder / f"{name}-kept", some, shares) for name in HOMES}

    def add(self, name: str, rows: pl.DataFrame) -> None:
        """Take in rows of a roster, all of the same columns."""
        self._rows[name].add(rows.with_columns(self._rows[name].share_of(rows[_HOME_IN[name]])))

    def __iter__(self) -> Iterator[Share]:
        """Every share; whoever keeps in touch is not on disk any more then."""
        homes, contacts = (self._rows[name] for name in HOMES)
        return (Share(homes.of(share), contacts.take(share)) for share in homes.shares)

    def homes(self) -> Iterator[pl.DataFrame]:
        """The homes of every share."""
        homes = self._rows[HOUSEHOLDS]
        return (homes.of(share) for share in homes.shares)


@dataclass
class _Told:
    """What the tables of a roster say as a whole."""

    sheets: list[tuple[str, str | None]] = field(default_factory=list)
    headings: list[dict[str, str]] = field(default_factory=list)
    filled: set[str] = field(default_factory=set)
    rows: int = 0
    free: int = 0
    """The number of the next row."""


class Homes:
    """The rows of these rosters: read, kept on disk, and given out share by share.

    Args:
        folder: where they lie; it is whoever makes it that removes it.
        shares: how many there are at most.
    """

    def __init__(self, folder: Path, shares: int = SHARES) -> None:
        self.folder = folder
        self.shares = shares
        self._by_hash = range(shares)
        self.earlier: Mapping[str, Callable[[], Iterator[Earlier]]] = {}
        """What gives out, by roster, rows that were saved before and go before those that are read: all of them, in pieces
        that come in whatever order."""
        self.counts = dict.fromkeys(HOMES, 0)
        """How many rows of each roster count."""
        self.sampled = [_NO_CODES]
        """Some codes of those who keep in touch with homes."""
        self.things = pl.DataFrame()
        """What the numbers of things stand for: ``label`` and ``id``."""
        self.tables: dict[str, RosterTable] = {}
        """What is known of the rosters beside their rows."""
        self._first = dict.fromkeys(HOMES, 0)
        self._rows = {name: Spilled(folder / name) for name in HOMES}
        self._codes = [_NO_CODES]
        """Some codes of homes."""
        self._read = dict.fromkeys(HOMES, 0)
        self._dropped: dict[str, list[pl.Series]] = {name: [] for name in HOMES}
        self._odd = Spilled(folder / "odd")
        self._waiting: list[tuple[Table, Source]] = []
        self._register = Register()
        self._others: dict[str, RosterTable] = {}

    # --- the tables, one after the other ---

    def open(self, source: Source) -> Opened:
        """As :func:`~graphmodel.rosters.sources.open_tables`; of a text or a table of Parquet only how it begins.

        Raises:
            EnvironmentFailure: the system does not let it be read.
        """
        table = first_table(source)
        if table is None:
            return open_tables(source)
        self._waiting.append((table, source))
        return Opened([table], [], Problems(), checksum_of(source.path))

    def check(self, intake: Intake, roster: Roster, tables: Mapping[int, Table]) -> None:
        """Check every cell of a roster, and remember in its place what its tables say as a whole.

        Raises:
            ReadAtOnce: it has no rows, or says that there are none; or one of its files is damaged, or holds something else
                besides.
            EnvironmentFailure: its rows cannot be written to the disk.
        """
        if not tables and roster.name not in self.earlier:
            return
        told = _Told()
        numbers = [pl.Series([], dtype=pl.UInt32)]
        for earlier in self.earlier.get(roster.name, _none)():
            numbers.append(earlier.numbers.cast(pl.UInt32))
            if earlier.table is None:
                self._dropped[roster.name].append(numbers[-1])
            else:
                self._take(intake, roster, earlier.table, told, numbers[-1])
        saved = pl.concat(numbers).sort()
        if saved.len():
            self._first[roster.name], told.free = saved[0], saved[-1] + 1
        for _, begun in sorted(tables.items()):
            for table in self._pieces(intake, begun):
                own = pl.int_range(told.free, told.free + table.rows.len(), dtype=pl.UInt32, eager=True)
                self._take(intake, roster, table, told, own)
                told.free += table.rows.len()
        if not told.rows:
            raise ReadAtOnce
        intake.tables[roster.name] = _without_rows(roster, told)
        connect(intake, intake.tables[roster.name])

    def _take(self, intake: Intake, roster: Roster, table: Table, told: _Told, numbers: pl.Series) -> None:
        """Check a table whose rows have these numbers."""
        if table.none_row is not None:
            raise ReadAtOnce
        checked = gather(roster, [table], [], intake.divisions, intake.problems)
        self._spill(checked, told, numbers)
        told.sheets += checked.sheets
        told.headings += checked.headings
        told.filled |= checked.filled
        told.rows += table.rows.len()

    def whole(self, intake: Intake, tables: Mapping[int, Table]) -> dict[int, Table]:
        """The tables of which these, of another roster, are the beginnings; those that are no beginnings, as they are.

        Raises:
            ReadAtOnce: a file is damaged, or holds something else besides.
            EnvironmentFailure: the system does not let one be read.
        """
        waiting = {number: self._source_of(table) for number, table in tables.items()}
        sources = [(number, source) for number, source in waiting.items() if source]
        whole = dict(tables)
        for (number, _), opened in zip(sources, opened_beside(source for _, source in sources), strict=True):
            if opened.forms or [table.roster for table in opened.tables] != [tables[number].roster]:
                raise ReadAtOnce
            intake.problems.take(opened.problems)
            whole[number] = opened.tables[0]
        return whole

    def _source_of(self, begun: Table) -> Source | None:
        """The file of which a table is only the beginning."""
        return next((source for table, source in self._waiting if table is begun), None)

    def _pieces(self, intake: Intake, begun: Table) -> Iterator[Table]:
        """The tables of the file of which a table of homes is the beginning; itself, if it is no beginning."""
        source = self._source_of(begun)
        if source is None:
            yield begun
            return
        problems = Problems()
        try:
            in_pieces = table_in_pieces(source, begun, problems)
            if in_pieces is not None:
                table = begun
                for table in in_pieces:
                    yield table
                if table.rows.is_empty():  # where the rows that close it begin is for the whole to tell
                    raise ReadAtOnce
        except Unreadable as error:
            raise ReadAtOnce from error
        if in_pieces is None:
            opened = open_tables(source)
            if opened.forms or any(table.roster is not begun.roster for table in opened.tables):
                raise ReadAtOnce
            problems.take(opened.problems)
            yield from opened.tables
        intake.problems.take(problems)

    def _spill(self, checked: RosterTable, told: _Told, numbers: pl.Series) -> None:
        """Lay the rows of a table, which have these numbers, into their shares."""
        roster = checked.roster
        raw = {column.name: checked.raw[column.name] for column in references_of(roster)}
        rows = checked.rows.with_columns(
            pl.lit(numbers).gather("uid").alias("uid"),
            *(
                pl.when(pl.lit(cells).ne_missing(pl.col(name))).then(cells).alias(_RAW + name)
                for name, cells in raw.items()
            ),
            bad=checked.bad,
            row=checked.row_numbers.cast(pl.Int64),
            table=checked.table_numbers + len(told.sheets),
        )
        key = _HOME_IN[roster.name]
        self._read[roster.name] += rows.height
        rows = rows.with_columns(self._share_of(key).alias(SHARE))
        if roster.name == CONTACTS:
            odd = pl.any_horizontal(
                pl.col(key).str.contains(f"{SEPARATORS}|{LABELLED}"),
                pl.col(_RAW + key).str.contains(SEPARATORS),
            ).fill_null(value=False)
            self._odd.add(rows.filter(odd))
            rows = rows.filter(~odd)
        else:
            self._codes.append(rows[key].gather_every(SAMPLED))
        self._rows[roster.name].add(rows)

    def _share_of(self, code: str) -> pl.Expr:
        return (pl.col(code).hash() % len(self._by_hash)).cast(pl.UInt32)

    # --- what is asked of homes by others ---

    def make_known(self, intake: Intake) -> None:
        """Let the register know those homes that other rosters name where no home is expected.

        Raises:
            ReadAtOnce: contacts end, or there are contacts and no homes.
        """
        endings = intake.tables.get(ENDINGS.name)
        ended = endings is not None and (endings.rows["roster"] == CONTACTS).any()
        if ended or (CONTACTS in intake.tables and HOUSEHOLDS not in intake.tables):
            raise ReadAtOnce
        for name in HOMES:
            self.tables[name] = intake.tables.get(name) or _without_rows(ROSTER[name], _Told())
            none = _without_rows(ROSTER[name], _Told())
            self._spill(none, _Told(), none.rows["uid"])  # a share without rows has columns too
        self._register = intake.register.copy()
        self._others = {
            name: replace(table, rows=table.rows.clear(), references={}, wrong_references={})
            for name, table in intake.tables.items()
            if name not in HOMES
        }
        self.things = intake.register.things.select(pl.col("label").cast(pl.String), "id")
        self._enter_named(intake)
        self._settle_odd()

    def _enter_named(self, intake: Intake) -> None:
        """Let the register know the homes that texts name which mean nothing else."""
        unknown = [
            wrong.filter(pl.col("code") == "unknown-reference")["value"]
            for table in intake.tables.values()
            for wrong in table.wrong_references.values()
        ]
        if unknown:
            homes = self._called(pl.concat(unknown)).select(
                "id",
                label=pl.lit(HOME),
                roster=pl.lit(HOUSEHOLDS),
                starts=VALID_FROM.name,
                ends=VALID_TO.name,
            )
            intake.register.enter(homes.join(intake.register.things, on="id", how="anti"))

    def _called(self, codes: pl.Series) -> pl.DataFrame:
        """``id``, the period and the share of the homes that bear one of these codes."""
        wanted = (
            codes.drop_nulls().unique().alias("id").to_frame().with_columns(self._share_of("id").alias(SHARE))
        )
        columns = ["id", VALID_FROM.name, VALID_TO.name]
        found = [
            pl.DataFrame(schema={"id": pl.String, columns[1]: pl.Date, columns[2]: pl.Date, SHARE: pl.UInt32})
        ]
        for (share,), asked in wanted.partition_by(SHARE, as_dict=True).items():
            homes = self._rows[HOUSEHOLDS].of(share, columns).unique("id", keep="first", maintain_order=True)
            found.append(homes.join(asked, on="id", maintain_order="left"))
        return pl.concat(found)

    def _settle_odd(self) -> None:
        """Lay contacts whose text may mean a home in another way than by its code into the share of that home."""
        for share in self._by_hash:
            odd = self._odd.of(share)
            if odd.is_empty():
                continue
            codes = self._rows[HOUSEHOLDS].of(share, ["id"])
            settled = pl.col("to").is_in(codes["id"].implode()).fill_null(value=False)
            others = odd.filter(~settled)
            raw = pl.coalesce(f"{_RAW}to", "to")
            said = others.select("uid", said=pl.concat_list(pl.concat_list("to"), parts(raw))).explode("said")
            inside = said.with_columns(pl.col("said").str.replace(f"^[^{LABELLED}]*{LABELLED} ?", ""))
            known = self._called(pl.concat([said, inside])["said"]).select(said="id", share=SHARE)
            meant = (
                pl.concat([said, inside])
                .join(known, on="said", maintain_order="left")
                .unique("uid", keep="first", maintain_order=True)
            )
            others = others.join(meant.select("uid", SHARE), on="uid", how="left", maintain_order="left")
            self._rows[CONTACTS].add(odd.filter(settled).with_columns(pl.lit(share, pl.UInt32).alias(SHARE)))
            self._rows[CONTACTS].add(others.with_columns(pl.col(SHARE).fill_null(share)))

    # --- share by share ---

    def resolve(self, intake: Intake, lost: Sequence[pl.Series] | None) -> None:
        """Connect the rows of each share with what the other rosters hold, and keep those that count.

        Args:
            intake: what was read of the other rosters.
            lost: the things that were left out of these, round by round; None: nothing is left out.
        """
        wrong: dict[str, RosterTable] = {}
        self.shares = min(self.shares, shares_for(max(self._read.values())))
        self._kept = Kept(self.folder, self._codes, self.shares)
        together = len(self._by_hash) // self.shares
        for first in self._by_hash[::together]:
            wrong |= self._resolve(intake, self._by_hash[first : first + together], lost)
        self._tell_wrong(intake, wrong)
        self._register, self._others = Register(), {}
        for share in self._by_hash:
            for rows in (*self._rows.values(), self._odd):
                rows.drop(share)
        for name, table in self.tables.items():
            table.supplied &= lost is None or self.counts[name] > 0

    def _resolve(
        self, intake: Intake, shares: range, lost: Sequence[pl.Series] | None
    ) -> dict[str, RosterTable]:
        """Connect the rows of some shares, keep those that count, and give back those in which a reference is wrong."""
        bucket = Intake(
            intake.problems,
            register=self._register.copy(),
            tables=dict(self._others),
            divisions=intake.divisions,
        )
        uids, wrong = {}, {}
        for name in self.tables:
            bucket.tables[name], uids[name] = self._table(name, shares)
            connect(bucket, bucket.tables[name])
        for name in self.tables:
            table = bucket.tables[name]
            for found in table.wrong_references.values():
                table.mark(found["uid"])
            if table.wrong_references:
                wrong[f"{name} {shares.start}"] = _only_wrong(table)
        if lost is not None:
            leave_out(bucket, lost)
        drop_repeated_ties(bucket.tables[CONTACTS], intake.problems)
        report_outlived(bucket)
        for name in self.tables:
            self._keep(bucket, name, uids)
        return wrong

    def _table(self, name: str, shares: range) -> tuple[RosterTable, pl.Series]:
        """The rows of some shares as if they were all of a roster, numbered from 0; and their numbers among all."""
        of_all = self.tables[name]
        rows = self._rows[name].of_all(shares).sort("uid")
        numbered = rows.drop("uid").with_row_index("uid")
        table = replace(
            of_all,
            rows=numbered.select("uid", *(column.name for column in columns_of(of_all.roster))),
            raw={
                column.name: numbered.select(pl.coalesce(_RAW + column.name, column.name)).to_series()
                for column in references_of(of_all.roster)
            },
            empty_codes=pl.repeat(value=False, n=rows.height, eager=True),
            bad=rows["bad"],
            row_numbers=rows["row"],
            table_numbers=rows["table"],
            supplied=True,
            own_sheets=0,  # what is said of a roster as a whole was said
            first_fed=rows.height,
            references={},
            wrong_references={},
        )
        return table, rows["uid"]

    def _keep(self, bucket: Intake, name: str, numbers: Mapping[str, pl.Series]) -> None:
        """Lay the rows that count aside, with what they refer to; by roster the numbers of its rows among all."""
        table, uids = bucket.tables[name], numbers[name]
        rows = table.rows if table.supplied else table.rows.clear()
        things = bucket.register.things
        references = references_of(table.roster)
        kept = rows.select(
            "uid", *(column.name for column in columns_of(table.roster) if column not in references)
        )
        for column in references:
            found = table.references.get(column.name, NO_REFERENCES).rename({"thing": column.name})
            kept = kept.join(found, on="uid", how="left", maintain_order="left")
        if name == CONTACTS:
            homes = bucket.tables[HOUSEHOLDS].rows.select("uid", to="thing")
            homes = homes.filter(pl.col("to").is_first_distinct())  # of what is repeated the first row counts
            homes = homes.select("to", home=numbers[HOUSEHOLDS].gather(homes["uid"]))
            kept = kept.join(homes, on="to", how="left", maintain_order="left")
            kept = kept.with_columns(to=things["id"].gather(kept["to"]))
            self.sampled.append(things["id"].gather(kept["from"].gather_every(SAMPLED)))
        self._kept.add(
            name,
            kept.with_columns(
                uid=uids.gather(kept["uid"]),
                row=table.row_numbers.gather(kept["uid"]),
                table=table.table_numbers.gather(kept["uid"]),
            ),
        )
        self.counts[name] += kept.height
        self._dropped[name].append(uids.filter(~uids.is_in(uids.gather(kept["uid"]).implode())))

    def __iter__(self) -> Iterator[Share]:
        """Every share once, in the order of the codes of homes."""
        dropped = {name: pl.concat(self._dropped[name]).sort() for name in HOMES}
        for homes, contacts in self._kept:
            number, own = (
                self._number(name, rows["uid"], dropped[name])
                for name, rows in zip(HOMES, (homes, contacts), strict=True)
            )
            of_home = self._number(HOUSEHOLDS, contacts["home"], dropped[HOUSEHOLDS])
            yield Share(
                homes.drop("uid").with_columns(number=number),
                contacts.drop("uid").with_columns(number=own, home=of_home),
            )

    def in_order(self) -> Iterator[pl.DataFrame]:
        """The homes of every share that was given out, without their numbers."""
        return (homes.drop("uid") for homes in self._kept.homes())

    def _number(self, name: str, uids: pl.Series, dropped: pl.Series) -> pl.Series:
        """The place among all rows that count of those with these numbers."""
        return uids - self._first[name] - (dropped.search_sorted(uids) if dropped.len() else 0)

    def lay_aside(self, what: str, tables: Mapping[str, pl.DataFrame]) -> Mapping[str, pl.DataFrame]:
        """Tables of all else, laid on disk beside the rows; see :func:`graphmodel.rosters.spilled.laid_aside`."""
        return laid_aside(tables, self.folder / what)

    def rename_files(self, name: Callable[[str], str]) -> None:
        """Say of all rows that they came from files of other names than those under which they were read."""
        for table in self.tables.values():
            table.sheets = tuple((name(file), sheet) for file, sheet in table.sheets)

    def sheets(self, name: str) -> pl.DataFrame:
        """``file`` and ``sheet`` of every table of a roster."""
        texts = dict.fromkeys(("file", "sheet"), pl.String)
        return pl.DataFrame(self.tables[name].sheets, schema=texts, orient="row")

    def _tell_wrong(self, intake: Intake, wrong: dict[str, RosterTable]) -> None:
        """Tell what is wrong with references of these rosters, all homes being known."""
        telling = Intake(intake.problems, register=intake.register, tables=wrong)
        self._enter_named(telling)
        report_wrong_references(telling)


def _none() -> Iterator[Earlier]:
    return iter(())


def _without_rows(roster: Roster, told: _Told) -> RosterTable:
    """What is known of a roster whose rows lie elsewhere."""
    none = pl.Series([], dtype=pl.Boolean)
    return RosterTable(
        roster,
        pl.DataFrame(
            schema={"uid": pl.UInt32(), **{column.name: dtype(column) for column in columns_of(roster)}}
        ),
        raw={column.name: pl.Series([], dtype=pl.String) for column in references_of(roster)},
        empty_codes=none,
        bad=none,
        row_numbers=pl.Series([], dtype=pl.Int64),
        table_numbers=pl.Series([], dtype=pl.UInt32),
        sheets=tuple(told.sheets),
        headings=tuple(told.headings),
        filled=frozenset(told.filled),
        supplied=True,
        left_out=0,
        virtual={},
        own_sheets=len(told.sheets),
    )


def _only_wrong(table: RosterTable) -> RosterTable:
    """The rows of a table in which a reference is wrong, by themselves."""
    uids = pl.concat([wrong["uid"] for wrong in table.wrong_references.values()]).unique().sort()
    numbers = uids.alias("old").to_frame().with_row_index("new")
    return replace(
        table,
        rows=table.rows.clear(),
        bad=table.bad.gather(uids),
        row_numbers=table.row_numbers.gather(uids),
        table_numbers=table.table_numbers.gather(uids),
        references={},
        wrong_references={
            name: wrong.with_columns(
                wrong.select(pl.col("uid").replace_strict(numbers["old"], numbers["new"])).to_series()
            )
            for name, wrong in table.wrong_references.items()
        },
    )
