"""Reading rosters: every file, every table, every cell, every reference, and all problems in one pass.

The result speaks of rosters still; :mod:`graphmodel.alliance` makes the network of it.
"""

from __future__ import annotations

from collections import ChainMap, Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from graphlib import TopologicalSorter
from itertools import count
from pathlib import Path
from typing import Final

import polars as pl

from graphmodel.errors import UsageError
from graphmodel.language import AND, Text
from graphmodel.ontology import ENDINGS, PARTS, ROSTER, Part, Roster
from graphmodel.rosters.confirmations import Confirmed
from graphmodel.rosters.confirming import in_form, in_roster, names_in
from graphmodel.rosters.endings import end_rows
from graphmodel.rosters.exclusion import leave_out
from graphmodel.rosters.forms.account import Account, accounts
from graphmodel.rosters.forms.feeding import absent_parts, after, begin, feed, finish
from graphmodel.rosters.forms.state import Feeding
from graphmodel.rosters.forms.table import FormTable
from graphmodel.rosters.headings import Renamed, columns_of, renaming
from graphmodel.rosters.identity.codes import without_codes
from graphmodel.rosters.identity.key import KeyInUse
from graphmodel.rosters.identity.people import FormerCodes
from graphmodel.rosters.intake import Intake
from graphmodel.rosters.linking import report_outlived, report_wrong_references
from graphmodel.rosters.on_demand import Keeping, OnDemand, in_memory
from graphmodel.rosters.originals import Original, original_of
from graphmodel.rosters.problems import Problems, has_errors, in_cells
from graphmodel.rosters.recognition import Table
from graphmodel.rosters.register import rosters_of
from graphmodel.rosters.repeats import drop_repeated_ties
from graphmodel.rosters.sources import Opened, open_tables, opened_beside
from graphmodel.rosters.streaming import HOMES, Homes, ReadAtOnce
from graphmodel.rosters.tables import RosterTable, gather, references_of
from graphmodel.rosters.things import connect
from graphmodel.spreadsheets.files import Source, find, shown_name

_ROWS: Final = "rows"
"""What the rows of a roster are kept as, beside what its columns refer to."""


@dataclass(frozen=True)
class Resolved:
    """One supplied roster, checked and resolved.

    ``references`` has, by column, ``uid``, ``label`` (null where an error hides it) and ``id`` of every thing a row refers
    to; they, and the rows, are in memory or read whenever they are asked for.
    """

    roster: Roster
    kept: Mapping[str, pl.DataFrame]
    """:attr:`rows` by that name."""
    count: int
    """How many of them there are."""
    references: Mapping[str, pl.DataFrame]
    headings: pl.DataFrame
    """How each table writes its columns: ``file``, ``sheet``, ``column`` (the template's title) and ``heading``."""

    @property
    def rows(self) -> pl.DataFrame:
        """What its tables say.

        ``uid``, the value of every column of the roster and its period, ``label`` for rosters of things, and ``file``,
        ``sheet`` and ``row``.
        """
        return self.kept[_ROWS]

    def as_written(self, problems: pl.DataFrame) -> pl.DataFrame:
        """Problems found after reading, which name columns as the template does, with the headings as written."""
        place = ["file", "sheet", "column"]
        written = problems.join(
            self.headings.unique(place), on=place, how="left", nulls_equal=True, maintain_order="left"
        )
        return written.with_columns(column=pl.coalesce("heading", "column")).drop("heading")


@dataclass(frozen=True)
class Reading:
    """All that was read: the supplied rosters, what was absent, and every problem."""

    rosters: dict[str, Resolved]
    absent_columns: frozenset[str]
    """Relation columns that no supplied roster fills: relation types, and ``recommended_by``."""
    problems: pl.DataFrame
    row_counts: dict[str, int]
    left_out: dict[str, int]
    sources: dict[str, str]
    """The files read and the checksums of their bytes."""
    faulty: tuple[Table | FormTable, ...]
    """The tables in which some error stands in a cell, in the order of files and sheets; none of a file whose name
    another has too, for nobody could say which of them a problem is in."""

    people: pl.DataFrame
    """``code``, ``name`` and ``unit`` (what tells him from namesakes) of everybody whom a table of people makes."""
    former_codes: FormerCodes
    """By which codes people were known before a number of theirs was."""

    found_any: bool
    """Whether any table was recognised as a roster; without one there is nothing to save."""
    people_key: str | None = None
    """The fingerprint of the key with which codes of people and homes were made; None: none were."""
    forms: tuple[Account, ...] = ()
    """What became of the rows of every table of a form."""
    absent_parts: frozenset[str] = frozenset()
    """Parts that no table supplies, of rosters and relations that no roster of its own supplies whole; see
    :func:`graphmodel.ontology.parts_not_supplied`."""

    @property
    def has_errors(self) -> bool:
        """Whether something keeps these rosters from being saved."""
        return has_errors(self.problems)

    @property
    def files(self) -> frozenset[str]:
        """The files in which a table of a supplied roster stands."""
        return frozenset(file for one in self.rosters.values() for file in one.headings["file"].unique())

    def originals(self) -> Iterator[Original]:
        """The sheets in which some error stands in a cell, as they came."""
        return (original_of(table, self.problems) for table in self.faulty)


def read_rosters(
    inputs: Sequence[Path],
    *,
    passing_over: Iterable[Path] = (),
    keep_going: bool = False,
    key: KeyInUse | None = None,
    confirmed: Confirmed | None = None,
    beside: Mapping[str, Sequence[Table]] | None = None,
    row_by_row: bool = False,
    apart: Homes | None = None,
) -> Reading:
    """Read and check the rosters in files and folders.

    Args:
        inputs: files or folders.
        passing_over: folders this program writes to, which are no input.
        keep_going: leave out rows with errors, and rows that point to them, instead of keeping them for the checks.
        key: with which codes are made for people and homes that have none; None: a passing one.
        confirmed: what an office has confirmed its own words to mean.
        beside: tables that were read before and go before those of the inputs, by roster; each is asked for when it is
            its turn. To ``absent_parts`` they add nothing.
        row_by_row: whether what ties repeat and endings end is left to who reads.
        apart: who takes the rows of homes and of whoever keeps in touch with them; the rosters of these have none then.

    Raises:
        UsageError: an input does not exist, a folder holds nothing to read, or codes were made with several keys.
        EnvironmentFailure: a file cannot be opened.
        ReadAtOnce: what these files hold cannot be read with homes apart.
    """
    found = find(inputs, passing_over)
    intake = Intake(Problems(), key or KeyInUse(), confirmed or Confirmed())
    tables, forms, sources = _open_as_confirmed(intake, found, apart.open if apart else open_tables)
    if apart and forms:
        raise ReadAtOnce
    parts, noted_keys = _noted_parts(tables), _noted_keys(tables)
    found_any = any(tables.values()) or bool(forms)
    if not found_any and not has_errors(intake.problems.table()):
        for given in inputs:
            intake.problems.add("no-roster", shown_name(given))
    before = beside or {}
    feeding = begin(
        intake,
        forms,
        {
            name: [*(before.get(name, ()) if forms else ()), *of_roster.values()]
            for name, of_roster in tables.items()
        },
    )
    told: dict[str, set[str]] = {}
    kept: dict[int, Table] = {}
    further = count(-1, -1)
    for name in _reading_order():
        of_inputs = tables.pop(name)
        if apart and name in HOMES:
            apart.check(intake, ROSTER[name], of_inputs)
        else:
            if apart:
                of_inputs = apart.whole(intake, of_inputs)
            of_roster = dict(zip(further, before.get(name, ()), strict=False)) | of_inputs
            kept |= _read(intake, feeding, ROSTER[name], of_roster, keep_all=keep_going)
            del of_roster
        told |= _told(ROSTER[name], of_inputs.values())
        del of_inputs
    finish(feeding)
    if apart:
        apart.make_known(intake)
    report_wrong_references(intake)
    lost = leave_out(intake) if keep_going else None
    if not row_by_row:
        _settle(intake)
        if keep_going:
            leave_out(intake)
    report_outlived(intake)
    resolved = _resolved(intake, apart.lay_aside if apart else in_memory)
    if apart:
        apart.resolve(intake, lost)
    intake.confirmed.report_stale(intake.problems)
    problems = intake.problems.table()
    if intake.key.drawn:
        problems = problems.with_columns(without_codes(pl.col("value", "expected")))
    faulty = _faulty(found, [*(table for _, table in sorted(kept.items())), *_alone(forms, kept)], problems)
    reading = _reading(intake, resolved, problems, sources, faulty, found_any=found_any)
    return replace(
        reading,
        row_counts={
            **reading.row_counts,
            **({name: apart.counts[name] for name in HOMES if name in reading.row_counts} if apart else {}),
        },
        people_key=_one_key(noted_keys, intake.key),
        forms=accounts(feeding, forms, problems),
        absent_parts=absent_parts(feeding, [*_whole(intake, feeding, told), *parts]),
    )


def _settle(intake: Intake) -> None:
    """Count once what rows repeat, and end what ends."""
    for name, table in intake.tables.items():
        if ROSTER[name].of_ties:
            drop_repeated_ties(table, intake.problems)
    end_rows(intake)


def _told(roster: Roster, tables: Iterable[Table]) -> dict[str, set[str]]:
    """The roster, if it has a table of its own, and the columns of these; what lacks parts does not count."""
    whole = [table for table in tables if not _lacking(table)]
    if not any(table.rows.len() or table.none_row for table in whole):
        return {}
    return {
        roster.name: {
            column.name
            for table in whole
            for column in roster.columns
            if column.name in table.cells or table.none_row
        }
    }


def _lacking(table: Table) -> list[Part]:
    """The parts of its roster that are noted to be absent."""
    absent = table.noted.absent_parts if table.noted else ()
    return [part for part in PARTS if part.name in absent and part.roster == table.roster.name]


def _noted_parts(tables: Mapping[str, Mapping[int, Table]]) -> list[str]:
    """The parts that are supplied by tables of which it is noted that they lack others."""
    return [
        part.name
        for of_roster in tables.values()
        for table in of_roster.values()
        if (lacking := _lacking(table))
        for part in PARTS
        if part.roster == table.roster.name and part not in lacking
    ]


def _noted_keys(tables: Mapping[str, Mapping[int, Table]]) -> set[str]:
    """The fingerprints of the keys with which codes were made that stand in tables written out of a store."""
    return {
        table.noted.people_key
        for of_roster in tables.values()
        for table in of_roster.values()
        if table.noted and table.noted.people_key
    }


def _one_key(noted: set[str], key: KeyInUse) -> str | None:
    """The fingerprint of the one key with which codes were made; None: none were, or only passing ones.

    Raises:
        UsageError: there are several, so that one person may have several codes.
    """
    if key.passing:
        return None
    every = sorted(noted | ({key.key.fingerprint} if key.used else set()))
    if len(every) > 1:
        raise UsageError(
            Text(
                "这些文件里的人员编号用了不同的密钥（{keys}），不能一起读",
                "the codes of people in these files were made with different keys ({keys}); they cannot be read together",
            ),
            keys=str(AND).join(every),
        )
    return every[0] if every else None


def _whole(intake: Intake, feeding: Feeding, told: Mapping[str, set[str]]) -> Iterator[str]:
    """The rosters, and the relations that columns of them make, that were supplied with all their parts.

    Args:
        intake: what was read.
        feeding: what forms added.
        told: columns of tables of their own, by roster.
    """
    for name, table in intake.tables.items():
        if name in told and table.supplied:
            yield name
            for column in references_of(table.roster):
                added = column.relation == "COVERS" and feeding.covers_added
                if column.relation and column.name in table.filled & told[name] and not added:
                    yield column.relation


def tables_in(
    inputs: Sequence[Path], passing_over: Iterable[Path] = (), confirmed: Confirmed | None = None
) -> tuple[list[Table], list[FormTable]]:
    """The tables of files and folders in the order in which they came, those of rosters and those of forms.

    Args:
        inputs: files or folders.
        passing_over: folders this program writes to, which are no input.
        confirmed: by what an office has confirmed its headings to mean, they are recognised.

    Raises:
        UsageError, EnvironmentFailure: as :func:`read_rosters`.
    """
    with renaming(Renamed(confirmed.headings() if confirmed else {})):
        tables, forms, _ = _open(find(inputs, passing_over), Problems())
    numbered = ChainMap(*tables.values())
    return [numbered[number] for number in sorted(numbered)], forms


def _open_as_confirmed(
    intake: Intake, found: Sequence[Source], opening: Callable[[Source], Opened]
) -> tuple[dict[str, dict[int, Table]], list[FormTable], dict[str, str]]:
    """As :func:`_open`, with what the office has confirmed in the place of its own words."""
    confirmed, problems = intake.confirmed, Problems()
    if not confirmed.lines:
        return _open(found, intake.problems, opening)
    renamed = Renamed(confirmed.headings())
    with renaming(renamed):
        tables, forms, sources = _open(found, problems)
    confirmed.check(names_in(tables, forms), intake.problems)
    if not confirmed.lines:
        return _open(found, intake.problems)
    intake.problems.take(problems)
    confirmed.use_headings(renamed.met)
    makers = begin(intake, forms, {name: of_roster.values() for name, of_roster in tables.items()})
    for of_roster in tables.values():
        of_roster.update({number: in_roster(confirmed, table) for number, table in of_roster.items()})
    forms = [
        in_form(confirmed, table, partial(makers.makes, makers.forms[table.form.name])) for table in forms
    ]
    return tables, forms, sources


def _open(
    found: Sequence[Source], problems: Problems, opening: Callable[[Source], Opened] = open_tables
) -> tuple[dict[str, dict[int, Table]], list[FormTable], dict[str, str]]:
    """The tables of each roster, numbered as they come, those of forms, and the checksums of the files they stand in."""
    forms: list[FormTable] = []
    tables: dict[str, dict[int, Table]] = {name: {} for name in ROSTER}
    number = count()
    sources: dict[str, str] = {}
    for source, opened in zip(found, opened_beside(found, opening), strict=True):
        sources[_unused(source.name, sources)] = opened.checksum
        problems.take(opened.problems)
        for table in opened.tables:
            tables[table.roster.name][next(number)] = table
        forms += opened.forms
    return tables, forms, sources


def _unused(name: str, taken: dict[str, str]) -> str:
    """The name, told apart from that of a file in another folder."""
    number, unused = 1, name
    while unused in taken:
        number += 1
        unused = f"{name} ({number})"
    return unused


def _reading_order() -> tuple[str, ...]:
    """The rosters in an order in which each comes after those it refers to."""
    wanted = {
        name: {other for column in references_of(roster) for other in rosters_of(column.labels)} - {name}
        for name, roster in ROSTER.items()
    }
    return tuple(TopologicalSorter(wanted).static_order())


def _read(
    intake: Intake, feeding: Feeding, roster: Roster, tables: Mapping[int, Table], *, keep_all: bool
) -> dict[int, Table]:
    """Check the tables of a roster and find what their references mean.

    Returns:
        The tables of which a cell has an error or may turn out to have one; the cells of the others go with the list.
        When rows are left out, those of any table may be, because of one they point to: then all are kept.
    """
    doubtful = _understand(intake, feeding, roster, list(tables.values()))
    after(feeding, roster)
    keep_all |= roster is ENDINGS  # that there is nothing to end is found out last
    return {
        number: table for place, (number, table) in enumerate(tables.items()) if keep_all or place in doubtful
    }


def _understand(intake: Intake, feeding: Feeding, roster: Roster, tables: Sequence[Table]) -> set[int]:
    """Take in the tables of a roster and what forms feed; returns the places of the doubtful ones among the tables."""
    unsound = {place for place, table in enumerate(tables) if not table.sound}
    fed = feed(feeding, roster, tables)
    if not tables and not fed:
        return unsound
    table = gather(roster, tables, fed, intake.divisions, intake.problems)
    if not table.supplied:
        return unsound
    intake.tables[roster.name] = table
    if roster.label_by:
        intake.divisions = table.rows["id"].drop_nulls()
        intake.problems.divisions = frozenset(intake.divisions)
    connect(intake, table)
    table.raw.clear()
    return unsound | {place for place in table.doubtful() if place < len(tables)}


def _alone(forms: Sequence[FormTable], kept: Mapping[int, Table]) -> list[FormTable]:
    """The forms that have a sheet of their own: of others nobody could say in which of them a problem is."""
    sheets = Counter((table.file, table.sheet) for table in forms)
    sheets.update((table.file, table.sheet) for table in kept.values())
    return [table for table in forms if sheets[table.file, table.sheet] == 1]


def _faulty(
    found: Sequence[Source], tables: Sequence[Table | FormTable], problems: pl.DataFrame
) -> tuple[Table | FormTable, ...]:
    """The tables in which some error stands in a cell."""
    files = Counter(source.name for source in found)
    wrong = set(problems.filter(in_cells(), severity="error").select("file", "sheet").unique().rows())
    return tuple(table for table in tables if files[table.file] == 1 and (table.file, table.sheet) in wrong)


def _reading(
    intake: Intake,
    resolved: Mapping[str, Resolved],
    problems: pl.DataFrame,
    sources: dict[str, str],
    faulty: tuple[Table | FormTable, ...],
    *,
    found_any: bool,
) -> Reading:
    """What was read in all."""
    kept = {name: intake.tables[name] for name in ROSTER if name in intake.supplied}
    return Reading(
        rosters={name: resolved[name] for name in kept},
        absent_columns=frozenset(optional_relations() - _filled(kept)),
        problems=problems,
        row_counts={name: resolved[name].count for name in kept},
        left_out={name: table.left_out for name, table in intake.tables.items() if table.left_out},
        sources=sources,
        faulty=faulty,
        former_codes=intake.former_codes,
        people=intake.people.persons.select("code", "name", "unit"),
        found_any=found_any,
    )


def _resolved(intake: Intake, keeping: Keeping) -> dict[str, Resolved]:
    """What was read of each roster, kept one after the other; of its rows there are none left here."""
    resolved = {}
    for name, table in intake.tables.items():
        rows = table.rows.drop("thing", strict=False).hstack(table.places(table.rows["uid"]))
        kept = keeping(f"read {name}", {_ROWS: rows, **table.references})
        references = OnDemand([*table.references], partial(_named, kept, intake.register.things))
        resolved[name] = Resolved(table.roster, kept, rows.height, references, _headings(table))
        table.rows, table.references = table.rows.clear(), {}
    return resolved


def _named(kept: Mapping[str, pl.DataFrame], things: pl.DataFrame, name: str) -> pl.DataFrame:
    """References (``uid``, ``thing``) that are kept by a name, with ``label`` and ``id`` of the things."""
    found = kept[name]
    return found.select("uid").hstack(things.select("label", "id")[found["thing"]])


def _filled(supplied: Mapping[str, RosterTable]) -> set[str]:
    """What the filled reference columns of supplied rosters make."""
    return {
        column.becomes
        for table in supplied.values()
        for column in references_of(table.roster)
        if column.name in table.filled and set(rosters_of(column.labels)) & supplied.keys()
    }


def optional_relations() -> set[str]:
    """What is made of optional columns alone."""
    columns = [column for roster in ROSTER.values() for column in references_of(roster)]
    return {column.becomes for column in columns} - {column.becomes for column in columns if column.required}


def _headings(table: RosterTable) -> pl.DataFrame:
    """The headings of every table beside the titles of the template."""
    titles = {column.name: column.title.zh for column in columns_of(table.roster)}
    return pl.DataFrame(
        [
            (file, sheet, titles[name], heading)
            for (file, sheet), headings in zip(table.sheets, table.headings, strict=True)
            for name, heading in headings.items()
        ],
        schema=dict.fromkeys(("file", "sheet", "column", "heading"), pl.String),
        orient="row",
    )
