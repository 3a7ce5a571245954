"""The rows that came back, merged into the data of a day: things by code, ties by identity, endings last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

import polars as pl

from graphmodel.alliance import Alliance, assemble
from graphmodel.alliance.writing_out import roster_rows
from graphmodel.followup.returned import RowsBack
from graphmodel.language import Text
from graphmodel.ontology import (
    ENDED,
    ENDINGS,
    HOUSEHOLD,
    PERIOD,
    PROVENANCE,
    RELATION,
    ROSTER,
    TIE_ENDS,
    VALID_FROM,
    VALID_TO,
    Column,
    Roster,
    live_on,
    tie_schema,
)
from graphmodel.planning.adding import still_absent, tables_with
from graphmodel.rosters import Problems, Reading, has_errors, read_rosters
from graphmodel.rosters.cells import Cells
from graphmodel.rosters.headings import columns_of
from graphmodel.rosters.problems import ROW
from graphmodel.rosters.recognition import Table
from graphmodel.rosters.shape import shaped
from graphmodel.rosters.writing import in_words
from graphmodel.spreadsheets.cleaning import cleaned
from graphmodel.spreadsheets.sheets import CELL_KINDS, EPOCH, TEXT

_THINGS: Final = "party_orgs"
"""The roster of things of which lists have rows."""
_LABEL: Final = "PartyOrg"
_NAME_HOMES: Final = {"household_ties", ENDINGS.name}
"""Rosters whose rows may name homes; for those of others homes need not be read."""
_ENDED_ON: Final = "ended_on"
_NO_ROW: Final = Text("终止日期当天有效的一行{roster}", "a row of {roster} that holds on that day")
_NAMING: Final = {"from": "from_id", "to": "to_id", "post": "post"}
"""The columns of rows of ties that say which tie is meant, and what became of them."""
_PLACE: Final = {"file": "source_file", "sheet": "source_sheet", "row": "source_row"}


@dataclass(frozen=True)
class Merged:
    """What became of the rows."""

    alliance: Alliance
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    """By roster how many rows were ``added``, ``changed`` and ``ended``; only those where any was."""


def merged(
    base: Alliance, rows: Sequence[RowsBack], day: date, problems: Problems, *, keep_going: bool = False
) -> Merged:
    """The data of a day with rows that came back.

    A thing's filled cells take the place of the old ones. A tie that is live on the day is changed, another is added
    from that day on. The rows are checked as rows of their rosters, names looked up in what the data holds.

    Args:
        base: the data.
        rows: those that were filled in.
        day: of which the data tells.
        problems: where what is wrong is told; with an error, and unless one keeps going, the data stays as it was.
        keep_going: whether only the rows with errors are left out.
    """
    if not rows:
        return Merged(base)
    reading, own = _read(base, rows, problems, keep_going=keep_going)
    if has_errors(problems.table()) and not keep_going:
        return Merged(base)
    read = assemble(reading)
    job = _Merging(base, day, problems, read, keep_going, _as_sent(rows))
    if own:
        job.merge_things(own)
    for name, resolved in reading.rosters.items():
        if resolved.roster.makes[0] in RELATION:
            job.merge_ties(ROSTER[name])
    if ENDINGS.name in reading.rosters:
        job.end(_endings(reading))
    return job.done()


def _as_sent(rows: Sequence[RowsBack]) -> pl.DataFrame:
    """Where each row stands, which row that was sent it is (``meant``), and its :data:`_NAMING` as they are written."""
    told = dict.fromkeys(("meant", *map(_written, _NAMING)), pl.String())
    frames = [pl.DataFrame(schema={**PROVENANCE, **told})]
    for back in rows:
        cells = {
            _written(name): cleaned(back.table.cells[name].raw)
            for name in _NAMING
            if name in back.table.cells
        }
        frame = pl.DataFrame({"source_row": back.table.rows.cast(pl.Int64), "meant": back.meant, **cells})
        frames.append(
            frame.with_columns(
                source_file=pl.lit(back.table.file), source_sheet=pl.lit(back.table.sheet, pl.String)
            )
        )
    return pl.concat(frames, how="diagonal_relaxed")


def _written(name: str) -> str:
    return f"{name}:written"


# --- reading the rows ---


def _read(
    base: Alliance, rows: Sequence[RowsBack], problems: Problems, *, keep_going: bool
) -> tuple[Reading, frozenset[str]]:
    """The rows read beside the things of the data, and the codes of those of these that they tell of."""
    tables = [back.table for back in rows]
    files = {table.file for table in tables}
    data = roster_rows(base)
    things = [table for table in tables if table.roster.name == _THINGS]
    others = [table for table in tables if table.roster.name != _THINGS]
    carried, codes = _carried(things, data.get(_THINGS), problems)
    if codes and _THINGS in data:
        data[_THINGS] = data[_THINGS].filter(~pl.col("id").is_in(list(codes)))
    homes = any(table.roster.name in _NAME_HOMES for table in others)
    known = {
        name: table
        for name, table in data.items()
        if ROSTER[name].makes[0] not in RELATION and (homes or HOUSEHOLD not in ROSTER[name].makes)
    }
    beside = {name: tables_with(ROSTER[name], rows) for name, rows in known.items()}
    for table in (*carried, *others):
        beside.setdefault(table.roster.name, []).append(table)
    reading = read_rosters([], beside=beside, keep_going=keep_going, row_by_row=True)
    problems.extend(reading.problems.filter(pl.col("file").is_in(list(files))))
    return reading, codes


def _carried(
    tables: Sequence[Table], data: pl.DataFrame | None, problems: Problems
) -> tuple[list[Table], frozenset[str]]:
    """Tables of things with one row per code, whose empty cells say what the data says; and the codes."""
    if not tables:
        return [], frozenset()
    roster = tables[0].roster
    columns = columns_of(roster)
    names = [column.name for column in columns]
    cells = pl.concat([_cells(table, number, columns) for number, table in enumerate(tables)])
    made = pl.lit(f"{roster.title.zh}/") + pl.col("name").str.replace_all("[/→]", "_")
    cells = cells.with_columns(code=pl.coalesce("id", made))
    wrong = [
        _tell_conflicts(cells.rename({column.name: "said"}), ["code"], column, problems) for column in columns
    ]
    cells = cells.join(pl.concat(wrong), on="code", how="anti", maintain_order="left")
    firsts = cells.group_by("code", maintain_order=True).agg(
        pl.col("table", "at").first(),
        *(
            pl.struct(name, f"{name}:kind").filter(pl.col(name).is_not_null()).first().alias(name)
            for name in names
        ),
    )
    firsts = firsts.with_columns(
        *(
            expression
            for name in names
            for expression in (
                pl.col(name).struct.field(f"{name}:kind").alias(f"{name}:kind"),
                pl.col(name).struct.field(name).alias(name),
            )
        )
    )
    if data is not None:
        worded = in_words([column for column in columns if column.name in data.columns], data)
        old = worded.select(pl.all().cast(pl.String).name.suffix(":old")).with_columns(code=data["id"])
        firsts = firsts.join(old, on="code", how="left", maintain_order="left").with_columns(
            pl.coalesce(name, f"{name}:old").alias(name) for name in names if f"{name}:old" in old.columns
        )
    carried = [_table_of(table, firsts.filter(table=number), columns) for number, table in enumerate(tables)]
    return [table for table in carried if table.rows.len()], frozenset(firsts["code"].drop_nulls())


def _cells(table: Table, number: int, columns: Sequence[Column]) -> pl.DataFrame:
    """The cells of a table as texts, with what kind each is, and where they stand."""
    height = table.rows.len()
    frame: dict[str, Any] = {
        "table": pl.repeat(number, height, dtype=pl.Int64, eager=True),
        "at": pl.int_range(height, dtype=pl.Int64, eager=True),
        "source_file": pl.repeat(table.file, height, dtype=pl.String, eager=True),
        "source_sheet": pl.repeat(table.sheet, height, dtype=pl.String, eager=True),
        "source_row": table.rows,
    }
    for column in columns:
        cells = table.cells.get(column.name)
        kinds = TEXT if cells is None else cells.kinds
        frame[column.name] = (
            pl.repeat(None, height, dtype=pl.String, eager=True) if cells is None else cleaned(cells.raw)
        )
        frame[f"{column.name}:kind"] = (
            pl.repeat(kinds, height, dtype=pl.String, eager=True)
            if isinstance(kinds, str)
            else kinds.cast(pl.String)
        )
    return pl.DataFrame(frame)


def _table_of(table: Table, rows: pl.DataFrame, columns: Sequence[Column]) -> Table:
    """The table with these rows in the place of its own, each where the row stood that it comes from."""
    counted = next((cells.counted_from for cells in table.cells.values()), EPOCH)
    cells = {
        column.name: Cells(
            rows[column.name],
            rows[f"{column.name}:kind"].fill_null(TEXT).cast(CELL_KINDS),
            counted,
        )
        for column in columns
    }
    return replace(table, rows=table.rows.gather(rows["at"]), cells=cells)


# --- merging ---


@dataclass
class _Merging:
    """The data while rows are merged into it."""

    base: Alliance
    day: date
    problems: Problems
    read: Alliance
    keep_going: bool
    sent: pl.DataFrame
    """Of :func:`_as_sent`."""

    def __post_init__(self) -> None:
        self.nodes, self.ties = dict(self.base.nodes), dict(self.base.ties)
        self.counts: dict[str, dict[str, int]] = {}
        self.told: set[str] = set()

    def done(self) -> Merged:
        """What came of it."""
        if not self.counts:
            return Merged(self.base)
        pairings = self.ties["PAIRED_WITH"]
        signed = pairings["agreement_signed_on"].is_not_null()
        if signed.any() or self.base.ties["PAIRED_WITH"]["has_agreement"].is_not_null().any():
            self.ties["PAIRED_WITH"] = pairings.with_columns(has_agreement=signed)
        changed = replace(
            self.base,
            nodes=self.nodes,
            ties=self.ties,
            supplied=self.base.supplied | self.counts.keys(),
            rows=self.base.rows and _counted(self.base.rows, self.counts),
        )
        absent = frozenset(name for name in changed.absent_columns if still_absent(self.base, changed, name))
        return Merged(replace(changed, absent_columns=absent), self.counts)

    def count(self, roster: str, **counts: int) -> None:
        """Note what became of rows of a roster."""
        if any(counts.values()):
            before = self.counts.setdefault(roster, {"added": 0, "changed": 0, "ended": 0})
            self.counts[roster] = {name: number + counts.get(name, 0) for name, number in before.items()}

    def merge_things(self, codes: frozenset[str]) -> None:
        """Let the rows of things say what they say, where it is something else."""
        relations = dict.fromkeys(
            column.relation for column in ROSTER[_THINGS].columns if column.relation is not None
        )
        own = pl.col("id").is_in(list(codes))
        new, old = self.read.nodes[_LABEL].filter(own), self.nodes[_LABEL]
        held = old.filter(pl.col("id").is_in(new["id"].implode()))
        differing = [_differing(new, held, "id")]
        for relation in relations:
            tied = (pl.col("from_label") == _LABEL) & pl.col("from_id").is_in(new["id"].implode())
            differing.append(
                _differing(self.read.ties[relation].filter(tied), self.ties[relation].filter(tied), "from_id")
            )
        changed = pl.concat(differing).unique().implode()
        told = new.filter(pl.col("id").is_in(changed))
        self.nodes[_LABEL] = pl.concat([old.filter(~pl.col("id").is_in(told["id"].implode())), told])
        for relation in relations:
            tied = (pl.col("from_label") == _LABEL) & pl.col("from_id").is_in(told["id"].implode())
            self.ties[relation] = pl.concat(
                [self.ties[relation].filter(~tied), self.read.ties[relation].filter(tied)]
            )
        added = told.filter(~pl.col("id").is_in(old["id"].implode())).height
        self.count(_THINGS, added=added, changed=told.height - added)

    def merge_ties(self, roster: Roster) -> None:
        """Let rows of ties change what is live on the day, and add what is not there."""
        relation = roster.makes[0]
        identity = _identity(roster)
        values = [
            name for name in tie_schema(relation) if name not in {*identity, *PROVENANCE, "has_agreement"}
        ]
        rows = self._undisputed(self.read.ties[relation], identity, roster)
        columns = {column.name: column for column in (*roster.columns, *PERIOD)}
        wrong = [
            _tell_conflicts(rows.with_columns(said=name), identity, columns[name], self.problems)
            for name in values
        ]
        rows = rows.join(pl.concat(wrong), on=identity, how="anti", maintain_order="left")
        united = rows.group_by(identity, maintain_order=True).agg(
            *(pl.col(name).drop_nulls().first() for name in values),
            *(pl.col(name).first() for name in PROVENANCE),
        )
        table = self.ties[relation].with_row_index("at")
        live = table.filter(live_on(self.day)).unique(identity, keep="first", maintain_order=True)
        changes = united.join(live.select("at", *identity), on=identity, maintain_order="left")
        changed = self._change(table, changes, values, roster)
        fresh = united.join(live, on=identity, how="anti", maintain_order="left").with_columns(
            pl.col(VALID_FROM.name).fill_null(self.day)
        )
        fresh = self._new_only(fresh, self.ties[relation], roster)
        self.ties[relation] = pl.concat([changed, shaped(fresh, tie_schema(relation))])
        self.count(roster.name, added=fresh.height)

    def _undisputed(self, rows: pl.DataFrame, identity: Sequence[str], roster: Roster) -> pl.DataFrame:
        """Rows without those which several lists were sent alike and name different ties in; these are told.

        Of several rows that were sent alike, what each of the lists says somewhere is nobody's dispute.
        """
        rows = rows.join(self.sent, on=list(PROVENANCE), how="left", nulls_equal=True, maintain_order="left")
        sent = rows.drop_nulls("meant")
        lists = sent.select("meant", "source_file").unique()
        said = rows.select(*identity, "source_file").unique()
        not_by_all = (
            sent.join(lists, on="meant", suffix=":other")
            .join(
                said.rename({"source_file": "source_file:other"}),
                on=[*identity, "source_file:other"],
                how="anti",
                nulls_equal=True,
            )
            .select("meant", *identity)
        )
        disputed = sent.join(
            not_by_all, on=["meant", *identity], how="semi", nulls_equal=True, maintain_order="left"
        ).filter(pl.col("source_file").n_unique().over("meant") > 1)
        for name, became in _NAMING.items():
            if became in disputed.columns:
                differing = disputed.filter(pl.col(became).n_unique().over("meant") > 1)
                told = differing.with_columns(said=_written(name))
                _tell_conflicts(told, ["meant"], roster.column(name), self.problems)
        return rows.join(disputed, on=list(PROVENANCE), how="anti", nulls_equal=True, maintain_order="left")

    def _change(
        self, table: pl.DataFrame, changes: pl.DataFrame, values: Sequence[str], roster: Roster
    ) -> pl.DataFrame:
        """The ties with what rows say of them."""
        said = changes.select("at", pl.col(*values, *PROVENANCE).name.suffix(":new"))
        both = table.join(said, on="at", how="left", maintain_order="left")
        differs = pl.any_horizontal(
            pl.lit(value=False),
            *(
                pl.col(f"{name}:new").is_not_null() & pl.col(f"{name}:new").ne_missing(pl.col(name))
                for name in values
            ),
        )
        both = both.with_columns(differs=differs)
        self.count(roster.name, changed=int(both["differs"].sum()))
        changed = both.with_columns(
            *(pl.coalesce(f"{name}:new", name).alias(name) for name in values),
            *(pl.when("differs").then(f"{name}:new").otherwise(name).alias(name) for name in PROVENANCE),
        ).select("differs", *table.drop("at").columns)
        start, end = VALID_FROM.name, VALID_TO.name
        early = changed.filter(pl.col("differs"), pl.col(end) <= pl.col(start))
        self._tell(
            early,
            "ends-before-start",
            VALID_TO.title.zh,
            value=pl.col(end).cast(pl.String),
            expected=pl.col(start).cast(pl.String),
        )
        return changed.drop("differs")

    def _new_only(self, fresh: pl.DataFrame, table: pl.DataFrame, roster: Roster) -> pl.DataFrame:
        """Rows without those that a tie of another time reaches into."""
        identity, (start, end) = _identity(roster), (VALID_FROM.name, VALID_TO.name)
        others = table.select(*identity, starts=start, ends=end)
        met = fresh.join(others, on=identity).filter(
            (pl.col("starts").is_null() | pl.col(end).is_null() | (pl.col("starts") < pl.col(end)))
            & (pl.col("ends").is_null() | (pl.col(start) < pl.col("ends")))
        )
        told = met.unique(identity, keep="first", maintain_order=True)
        self._tell(told, "duplicate-row", roster.column("from").title.zh, expected=pl.lit(roster.title.zh))
        return fresh.join(told, on=identity, how="anti", maintain_order="left")

    def end(self, endings: pl.DataFrame) -> None:
        """End the ties that rows of endings mean."""
        endings = self._undisputed(endings, [*TIE_ENDS, "post", "roster"], ENDINGS)
        for choice in ENDED:
            roster = ROSTER[choice.value]
            identity = _identity(roster)
            asked = endings.filter(pl.col("roster") == roster.name)
            wrong = _tell_conflicts(
                asked.with_columns(said=_ENDED_ON), identity, ENDINGS.column(_ENDED_ON), self.problems
            )
            asked = asked.join(wrong, on=identity, how="anti", maintain_order="left").unique(
                identity, keep="first", maintain_order=True
            )
            table = self.ties[roster.makes[0]].with_row_index("at")
            met = table.join(
                asked.select(*identity, _ENDED_ON, pl.col(*PROVENANCE).name.suffix(":new")), on=identity
            )
            met = met.filter(live_on(pl.col(_ENDED_ON)))
            unmet = asked.join(met, on=identity, how="anti", maintain_order="left")
            expected = pl.lit(_NO_ROW.fill(roster=roster.title))
            self._tell(
                unmet,
                "unknown-reference",
                ENDINGS.column("to").title.zh,
                value=pl.col("to_id"),
                expected=expected,
            )
            ended = table.join(
                met.select("at", _ENDED_ON, *(f"{name}:new" for name in PROVENANCE)).unique("at"),
                on="at",
                how="left",
                maintain_order="left",
            )
            self.ties[roster.makes[0]] = ended.with_columns(
                pl.coalesce(_ENDED_ON, VALID_TO.name).alias(VALID_TO.name),
                *(pl.coalesce(f"{name}:new", name).alias(name) for name in PROVENANCE),
            ).select(self.ties[roster.makes[0]].columns)
            self.count(roster.name, ended=met["at"].n_unique())

    def _tell(self, rows: pl.DataFrame, code: str, column: str, **facts: pl.Expr) -> None:
        place = {name: pl.col(source) for name, source in _PLACE.items()}
        self.problems.extend(rows.select(**place, code=pl.lit(code), column=pl.lit(column), **facts))


def _counted(rows: Mapping[str, int], counts: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """How many rows each roster has with those that were added."""
    added = {name: rows.get(name, 0) + count["added"] for name, count in counts.items()}
    return {**rows, **added}


def _identity(roster: Roster) -> list[str]:
    return [*TIE_ENDS, *(column.name for column in roster.columns if column.identifies)]


def _differing(new: pl.DataFrame, old: pl.DataFrame, key: str) -> pl.Series:
    """The keys of the rows of which one table holds other ones than the other."""
    values = [name for name in new.columns if name not in PROVENANCE]
    apart = [
        one.join(other, on=values, how="anti", nulls_equal=True)[key]
        for one, other in ((new, old), (old, new))
    ]
    return pl.concat([one.alias("key") for one in apart])


def _endings(reading: Reading) -> pl.DataFrame:
    """The rows of endings with what they end: as ties have their ends, ``roster``, ``post``, ``ended_on``."""
    resolved = reading.rosters[ENDINGS.name]
    rows = resolved.rows
    for end in ("from", "to"):
        found = resolved.references[end].select(
            "uid", pl.col("label").cast(pl.String).alias(f"{end}_label"), pl.col("id").alias(f"{end}_id")
        )
        rows = rows.join(found, on="uid", maintain_order="left")
    return rows.rename({"file": "source_file", "sheet": "source_sheet", "row": "source_row"}).select(
        "roster", "post", _ENDED_ON, *TIE_ENDS, *PROVENANCE
    )


def _tell_conflicts(
    rows: pl.DataFrame, identity: Sequence[str], column: Column, problems: Problems
) -> pl.DataFrame:
    """Tell of rows that are one and say different things in a column (``said``); returns the identities of these."""
    told = rows.drop_nulls(["said", *identity]).filter(pl.col("said").n_unique().over(identity) > 1)
    if told.is_empty():
        return told.select(identity)
    words = {choice.value: choice.title.zh for choice in column.choices}
    value = pl.col("said").cast(pl.String).replace(words)
    where = pl.format(
        "{} {} {}",
        "source_file",
        pl.col("source_sheet").fill_null(""),
        pl.format(str(ROW), pl.col("source_row")),
    )
    others = told.with_columns(value=value, where=where, uid=pl.int_range(pl.len()))
    pairs = others.join(
        others.select(*identity, other="where", said_there="value", uid_there="uid"), on=identity
    )
    pairs = pairs.filter(pl.col("value") != pl.col("said_there")).unique(
        "uid", keep="first", maintain_order=True
    )
    problems.extend(
        pairs.select(
            **{name: pl.col(source) for name, source in _PLACE.items()},
            code=pl.lit("conflicting-value"),
            column=pl.lit(column.title.zh),
            value="value",
            expected=pl.format("{}（{}）", "said_there", "other"),
        )
    )
    return told.select(identity).unique()
