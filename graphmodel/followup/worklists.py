"""What each addressee gets: the lines of its findings, one per fact, and the rows to fill in.

Texts are in the language that is spoken when a table is first asked for.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import accumulate, groupby
from typing import Final, NamedTuple

import polars as pl

from graphmodel.alliance import Slice
from graphmodel.alliance.subjects import PAIRING
from graphmodel.alliance.territory import within
from graphmodel.followup.addressees import LABEL_OF, lying_in, outside_the_programme
from graphmodel.followup.files import file_names
from graphmodel.followup.filling import IDENTITY, YELLOW, rows_to_fill, where_proposed
from graphmodel.followup.proposing import closed_by_steps, proposals_in_words, proposed_rows
from graphmodel.language import AND, Text
from graphmodel.ontology import ROSTER, Column
from graphmodel.ontology.vocabulary import FINDING_KEY
from graphmodel.ontology.worklist import REPLY, Sent, number, sheet_of
from graphmodel.planning.proposal import Proposal
from graphmodel.reporting.dossier import Dossier
from graphmodel.reporting.findings import worded
from graphmodel.reporting.lines import one_per_fact
from graphmodel.reporting.past import SEEN
from graphmodel.reporting.places import located
from graphmodel.reporting.wording import SEMICOLON
from graphmodel.rosters.writing import roster_schema
from graphmodel.rules import Judgement
from graphmodel.rules.judging import Said

NOWHERE: Final = Text("未落到单位", "in no unit")
"""The list of what lies in no unit."""
_ELSEWHERE: Final = Text("同时在：{}", "also with: {}")
_USUAL: Final = ("S1", "S2", "S3")
_AT_A_TIME: Final = 50_000
"""About how many lines of lists are made at a time."""
_THING: Final = ["subject_label", "subject"]
_NUMBERED: Final = "number"
_ORDER: Final = "line"
"""The place of a line in its list."""


class Asked(NamedTuple):
    """What the lists are to be of."""

    by: str = "street"
    rules: tuple[str, ...] = ()
    """Empty: all of them."""
    severities: tuple[str, ...] = ()
    """Empty: what is no information, or whatever the rules that are named have."""
    scope: tuple[str, ...] = ()
    due: date | None = None
    names: bool = False
    """Whether lines about people, and what is proposed, name them."""


class Worklist(NamedTuple):
    """What one addressee gets."""

    unit: str | None
    label: str
    name: str
    file: str
    """What its workbook is called."""
    findings: int
    lines: pl.DataFrame
    """The columns of :data:`~graphmodel.ontology.worklist.LINE`."""
    rows: dict[str, pl.DataFrame]
    """By roster ``number``, its columns as they are stored, and the names of those that are to be filled in."""

    @property
    def rows_to_fill(self) -> int:
        """How many rows there are to fill in."""
        return sum(table.height for table in self.rows.values())


@dataclass(frozen=True, eq=False)
class Worklists:
    """The lists of a judgement."""

    dossier: Dossier
    """Of every rule, over everything."""
    asked: Asked
    proposal: Proposal | None = None
    """What is proposed for the rules and the scope that were asked for; None: nothing is to be."""

    @property
    def judgement(self) -> Judgement:
        """Whose lists they are."""
        return self.dossier.judgement

    # --- which findings, and whose ---

    @cached_property
    def gaps(self) -> pl.DataFrame:
        """The findings that were asked for."""
        asked, judgement = self.asked, self.judgement
        severities = asked.severities or (("S4", *_USUAL) if asked.rules else _USUAL)
        found = judgement.told.filter(pl.col("severity").is_in(severities), verdict="gap")
        if asked.rules:
            found = found.filter(pl.col("rule").is_in(asked.rules))
        if asked.scope:
            inside = within(judgement.located, judgement.slice, asked.scope)
            found = found.join(
                inside, left_on=_THING, right_on=["label", "id"], how="semi", maintain_order="left"
            )
        gaps = found.collect(engine="streaming")
        of_scope = gaps.filter(rule="R51")
        if "R51" in asked.rules or of_scope.is_empty():
            return gaps
        outside = outside_the_programme(judgement, of_scope)
        beside = outside.with_columns(rule=pl.lit("R51"))
        return gaps.join(beside, on=["rule", *_THING], how="anti", maintain_order="left")

    @cached_property
    def lying(self) -> pl.DataFrame:
        """Who answers for what is missing and for what is proposed; see :func:`lying_in`."""
        closed = [] if self.proposal is None else [closed_by_steps(self.proposal).select(_THING)]
        subjects = pl.concat([self.gaps.select(_THING), *closed]).unique()
        return lying_in(self.judgement, self.asked.by, subjects)

    def placed(self, findings: pl.DataFrame) -> pl.DataFrame:
        """Findings with each ``unit`` that answers for them; null: none does."""
        return findings.join(self.lying, on=_THING, how="left", maintain_order="left_right")

    @cached_property
    def placed_lines(self) -> pl.DataFrame:
        """The leading findings of all lines, as :data:`FINDING_KEY`, with each ``unit`` that answers for them."""
        return self.placed(one_per_fact(self.gaps.select(*FINDING_KEY, "verdict")).select(FINDING_KEY))

    @property
    def lines(self) -> int:
        """How many different lines there are."""
        return self.placed_lines.select(FINDING_KEY).n_unique()

    # --- the lists ---

    @cached_property
    def names(self) -> dict[str | None, str]:
        """The names of the addressees."""
        nodes = self.judgement.slice.nodes[LABEL_OF[self.asked.by]]
        return {**dict(nodes.select("id", pl.coalesce("name", "id")).iter_rows()), None: str(NOWHERE)}

    @cached_property
    def files(self) -> dict[str | None, str]:
        """What the list of every addressee with lines or rows is called, by its code; that of nobody last."""
        units = {*self.placed_lines["unit"]} if self.proposal is None else self._all.units
        ordered = sorted(units, key=lambda unit: (unit is None, unit))
        names = file_names((self.names[unit], unit) for unit in ordered)
        return dict(zip(ordered, names, strict=True))

    @cached_property
    def _all(self) -> _Some:
        return _Some(self, self.gaps)

    def lists(self) -> Iterator[Worklist]:
        """The list of every addressee, in the order of :attr:`files`; of so many at a time that their lines find room."""
        if self.proposal is not None:  # what is proposed was worked out for all of them together
            yield from self._all.lists([*self.files])
            return
        counts = dict(self.placed_lines.group_by("unit").len().iter_rows())
        up_to = accumulate(counts[unit] for unit in self.files)
        for _, some in groupby(zip(self.files, up_to, strict=True), lambda one: one[1] // _AT_A_TIME):
            units = [unit for unit, _ in some]
            wanted = pl.DataFrame({"unit": units}, schema={"unit": pl.String})
            lines = self.placed_lines.join(wanted, on="unit", how="semi", nulls_equal=True)
            gaps = self.gaps.join(lines, on=_THING, how="semi", maintain_order="left")
            yield from _Some(self, gaps).lists(units)

    def sent(self, one: Worklist) -> Sent:
        """By what a list will be known when it is returned."""
        judgement = self.judgement
        day = judgement.slice.as_of.isoformat()
        checksum = hashlib.sha256(
            json.dumps([judgement.snapshot, day, self.asked.by, one.unit], ensure_ascii=False).encode()
        )
        for table in (one.lines, *one.rows.values()):
            checksum.update(table.write_json().encode())
        return Sent(judgement.snapshot, day, self.asked.by, one.unit, checksum.hexdigest()[:32])


@dataclass(frozen=True, eq=False)
class _Some:
    """The lists of some addressees."""

    whole: Worklists
    gaps: pl.DataFrame
    """All that is to be on these lists, of the findings that were asked for."""

    @property
    def asked(self) -> Asked:
        return self.whole.asked

    @property
    def proposal(self) -> Proposal | None:
        return self.whole.proposal

    @property
    def slice(self) -> Slice:
        return self.whole.judgement.slice

    @cached_property
    def judgement(self) -> Judgement:
        """The judgement as far as it tells of the gaps and of what they join, and of where that lies."""
        subjects = self.gaps.select("subject_label", "subject").unique()
        ends = self._ends(subjects.with_columns(unit=pl.lit(None, pl.String))).select("label", "id")
        things = pl.concat([subjects.select(label="subject_label", id="subject"), ends]).unique()
        around = self.whole.judgement.located_of(things)
        return replace(self.whole.judgement, said=(Said(self.gaps.lazy(), around.lazy()),))

    @cached_property
    def _places(self) -> pl.DataFrame:
        """Where these lie, in words; see :func:`graphmodel.reporting.places.located`."""
        return located(self.judgement)

    @cached_property
    def _facts(self) -> pl.DataFrame:
        """The findings, one per fact, with ``told`` and ``others``, and their numbers."""
        return one_per_fact(self.gaps).with_columns(number().alias(_NUMBERED))

    @cached_property
    def _of_units(self) -> pl.DataFrame:
        """Every line of every list in its order: ``unit``, the columns of a leading finding, ``line``."""
        order = self._places.select("subject_label", "subject", "order")
        sorted_ = (
            self.whole.placed(self._facts)
            .join(order, on=["subject_label", "subject"], how="left", maintain_order="left")
            .sort("severity", "rule", "subject_label", "order", "subject", nulls_last=True)
        )
        return sorted_.with_columns(pl.int_range(pl.len(), dtype=pl.Int64).over("unit").alias(_ORDER))

    @cached_property
    def _numbers(self) -> pl.DataFrame:
        """``unit`` and the columns of :data:`FINDING_KEY` with the line that tells of it: ``line`` and ``number``."""
        rules = pl.concat_list(pl.concat_list("rule"), "others")
        return self._of_units.select(
            "unit", "subject_label", "subject", _ORDER, _NUMBERED, rule=rules
        ).explode("rule")

    # --- how things are written ---

    @cached_property
    def _grids(self) -> pl.DataFrame:
        """``label``, ``id``, ``written`` of grids: compound and name."""
        ties, nodes = self.slice.ties["PART_OF"], self.slice.nodes
        above = ties.filter(pl.col("from_label") == "Grid").join(
            nodes["Compound"].select(to_id="id", compound="name"), on="to_id"
        )
        compounds = above.group_by(id="from_id").agg(
            pl.col("compound").sort_by("to_id").unique(maintain_order=True).str.join(str(AND))
        )
        written = pl.concat_str("compound", "name", separator="·", ignore_nulls=True)
        grids = nodes["Grid"].join(compounds, on="id", how="left")
        return grids.select(label=pl.lit("Grid"), id="id", written=written)

    @cached_property
    def _written(self) -> pl.DataFrame:
        """``label``, ``id``, ``written`` of everything that has a name."""
        others = self.slice.names.filter(pl.col("label") != "Grid")
        return pl.concat([self._grids, others.select("label", "id", written="name")])

    @cached_property
    def _above(self) -> pl.DataFrame:
        """``label``, ``id`` and ``above``: the first community a thing lies in, of a community its street."""
        wanted = pl.when(pl.col("label") == "Community").then(pl.lit("Street")).otherwise(pl.lit("Community"))
        units = self.slice.names.select(unit_label="label", unit="id", above="name")
        lying = self.judgement.territory.filter(pl.col("unit_label") == wanted).sort("unit")
        first = lying.unique(["label", "id"], keep="first")
        return first.join(units, on=["unit_label", "unit"]).select("label", "id", "above")

    def _names(self) -> pl.DataFrame:
        """``unit``, ``subject_label``, ``subject``, ``called``: how the subjects of each list are written in it."""
        subjects = self._of_units.select("unit", "subject_label", "subject").unique(maintain_order=True)
        single = subjects.filter(pl.col("subject_label") != PAIRING).select(
            "unit", "subject_label", "subject", label="subject_label", id="subject", end=pl.lit(0)
        )
        things = pl.concat([single, self._ends(subjects)])
        named = things.join(self._written, on=["label", "id"], how="left").join(
            self._above, on=["label", "id"], how="left"
        )
        distinct = named.unique(["unit", "label", "id"]).select(
            "unit", "label", "id", repeated=pl.len().over("unit", "written") > 1
        )
        told_apart = named.join(distinct, on=["unit", "label", "id"], nulls_equal=True).with_columns(
            called=pl.when("repeated")
            .then(pl.concat_str("above", "written", separator="·", ignore_nulls=True))
            .otherwise("written")
        )
        return (
            told_apart.sort("end")
            .group_by("unit", "subject_label", "subject")
            .agg(
                pl.when(pl.col("called").is_not_null().any())
                .then(pl.coalesce("called", "id").str.join("→"))
                .alias("called")
            )
        )

    def _ends(self, subjects: pl.DataFrame) -> pl.DataFrame:
        ties = self.slice.ties[PAIRING]
        pairings = subjects.filter(pl.col("subject_label") == PAIRING)
        rows = ties.select(
            "from_label", "from_id", "to_label", "to_id", subject=pl.format("{}→{}", "from_id", "to_id")
        )
        found = pairings.join(rows, on="subject")
        return pl.concat(
            found.select(
                "unit", "subject_label", "subject", label=f"{side}_label", id=f"{side}_id", end=pl.lit(place)
            )
            for place, side in enumerate(("from", "to"))
        )

    @cached_property
    def _people(self) -> dict[str, str]:
        """Names of people by code, where they are asked for."""
        if not self.asked.names:
            return {}
        return dict(self.slice.nodes["Person"].select("id", "name").drop_nulls().iter_rows())

    # --- what the lines say ---

    @cached_property
    def _lines(self) -> pl.DataFrame:
        """Every line as it is read: ``unit`` and the columns of :data:`~graphmodel.ontology.worklist.LINE`."""
        dossier = self.whole.dossier
        words = worded(self.judgement, self._facts, dossier.names, self._places, dossier.pictures).select(
            "rule", "subject_label", "title", "kind", "community", "why", "closes", subject="code"
        )
        lines = (
            self._of_units.select("unit", *FINDING_KEY, "told", _NUMBERED)
            .join(words, on=FINDING_KEY, how="left", maintain_order="left")
            .join(
                self._names(),
                on=["unit", "subject_label", "subject"],
                how="left",
                nulls_equal=True,
                maintain_order="left",
            )
            .join(self._others(), on=["unit", *FINDING_KEY], how="left", maintain_order="left")
            .join(self._seen, on=FINDING_KEY, how="left", maintain_order="left")
            .join(self._proposed, on=[_NUMBERED], how="left", maintain_order="left")
        )
        person = pl.col("subject").replace_strict(self._people, default=None, return_dtype=pl.String)
        return lines.select(
            "unit",
            _NUMBERED,
            rule="told",
            title="title",
            kind="kind",
            code="subject",
            name=pl.when(pl.col("subject_label") == "Person").then(person).otherwise("called"),
            community="community",
            why=pl.concat_str("why", "elsewhere", separator=str(SEMICOLON), ignore_nulls=True),
            closes=pl.coalesce("proposed", "closes"),
            first_seen="first_seen",
            due=pl.lit(self.asked.due, pl.Date),
            **{column.name: _answered(column) for column in REPLY},
        )

    @cached_property
    def _seen(self) -> pl.DataFrame:
        """Since when each gap is one, and what was answered to it, where the past was asked for."""
        seen = self.whole.dossier.seen
        return (pl.DataFrame(schema=SEEN) if seen is None else seen).select(
            *FINDING_KEY, "first_seen", "reply"
        )

    def _others(self) -> pl.DataFrame:
        """``elsewhere`` of the lines that stand in several lists: with whom else."""
        lines = self._of_units.select("unit", *FINDING_KEY).drop_nulls("unit")
        several = lines.filter(pl.len().over(FINDING_KEY) > 1)
        other = several.rename({"unit": "other"}).with_columns(
            other_name=pl.col("other").replace_strict(self.whole.names, default=None, return_dtype=pl.String)
        )
        return (
            several.join(other, on=FINDING_KEY)
            .filter(pl.col("unit") != pl.col("other"))
            .sort("other")
            .group_by("unit", *FINDING_KEY, maintain_order=True)
            .agg(pl.format(str(_ELSEWHERE), pl.col("other_name").str.join(str(AND))).alias("elsewhere"))
        )

    @cached_property
    def _proposed(self) -> pl.DataFrame:
        """``number`` of the lines for which something is ``proposed``, and what."""
        if self.proposal is None:
            return pl.DataFrame(schema={_NUMBERED: pl.String, "proposed": pl.String})
        said = proposals_in_words(
            self.proposal,
            self._written.rename({"written": "called"}),
            sheet_of(ROSTER["household_ties"]),
            self._people,
        )
        numbers = self._numbers.select(*FINDING_KEY, _NUMBERED).unique()
        return (
            numbers.join(said, on=FINDING_KEY)
            .sort("rule")
            .group_by(_NUMBERED)
            .agg(pl.col("proposed").unique(maintain_order=True).str.join(str(SEMICOLON)))
        )

    # --- the rows to fill in ---

    @cached_property
    def _rows(self) -> dict[str, pl.DataFrame]:
        """By roster ``unit``, ``number``, its columns, and which are to be filled in; in the order of the lists."""
        blank, filled = self._blank_rows(), self._proposed_rows()
        tables = {}
        for roster in (*IDENTITY, "household_ties"):
            parts = [rows[roster] for rows in (filled, blank) if roster in rows]
            if parts:
                tables[roster] = pl.concat(parts).sort("unit", _ORDER, "place", nulls_last=True)
        return tables

    def _blank_rows(self) -> dict[str, pl.DataFrame]:
        """One row per thing, per relation row, and per post and place, for all the lines of a list that need it."""
        open_ = self.gaps
        if self.proposal is not None:
            open_ = open_.join(
                closed_by_steps(self.proposal), on=FINDING_KEY, how="anti", maintain_order="left"
            )
        tables = {}
        for roster, rows in rows_to_fill(self.slice, open_).items():
            placed = rows.join(self._numbers, on=FINDING_KEY, maintain_order="left")
            if roster == "posts":
                placed = _without_those_proposed(_recommended(placed), self._proposed_rows().get("posts"))
            tables[roster] = _united(placed, roster)
        return tables

    @cached_property
    def _proposed_places(self) -> pl.DataFrame:
        """``unit`` and ``step``, with the first line of the list that it closes: its number, and the finding.

        A step stands in the list of every finding it closes. A unit without lines gets none, unless the step would
        stand nowhere.
        """
        assert self.proposal is not None
        closed = self.whole.placed(closed_by_steps(self.proposal)).with_columns(own=number())
        told = closed.join(
            self._numbers, on=["unit", *FINDING_KEY], how="left", nulls_equal=True, maintain_order="left"
        )
        listed = self._of_units.select("unit", listed=pl.lit(True)).unique()
        marked = told.join(
            listed, on="unit", how="left", nulls_equal=True, maintain_order="left"
        ).with_columns(pl.col("listed").fill_null(False))
        kept = marked.filter(pl.col("listed") | ~pl.col("listed").any().over("step"))
        return (
            kept.sort(_ORDER, "own", nulls_last=True)
            .group_by("unit", "step", maintain_order=True)
            .agg(
                pl.col(_ORDER).first(),
                pl.coalesce(_NUMBERED, "own").first(),
                pl.col(FINDING_KEY).first(),
            )
        )

    def _proposed_rows(self) -> dict[str, pl.DataFrame]:
        if self.proposal is None:
            return {}
        return {
            roster: rows.join(self._proposed_places, on="step", maintain_order="left").select(
                *("unit", _ORDER, _NUMBERED),
                pl.col("move").alias("place"),
                *roster_schema(roster),
                where_proposed(self.slice, roster).alias(YELLOW),
            )
            for roster, rows in proposed_rows(self.proposal).items()
        }

    # --- the lists ---

    @cached_property
    def _lines_by_unit(self) -> dict[tuple[str | None, ...], pl.DataFrame]:
        return self._lines.partition_by("unit", as_dict=True, include_key=False)

    @cached_property
    def _rows_by_unit(self) -> dict[str, dict[tuple[str | None, ...], pl.DataFrame]]:
        return {
            roster: table.drop(_ORDER, "place").partition_by("unit", as_dict=True, include_key=False)
            for roster, table in self._rows.items()
        }

    @property
    def units(self) -> set[str | None]:
        """The addressees that there is something for."""
        return {unit for tables in (self._lines_by_unit, *self._rows_by_unit.values()) for (unit,) in tables}

    def lists(self, units: Iterable[str | None]) -> Iterator[Worklist]:
        """The lists of these."""
        lines, rows = self._lines_by_unit, self._rows_by_unit
        findings = dict(self.whole.placed(self.gaps).group_by("unit").len().iter_rows())
        for unit in units:
            yield Worklist(
                unit,
                LABEL_OF[self.asked.by],
                self.whole.names[unit],
                self.whole.files[unit],
                findings.get(unit, 0),
                lines[(unit,)] if (unit,) in lines else self._lines.drop("unit").clear(),
                {roster: tables[(unit,)] for roster, tables in rows.items() if (unit,) in tables},
            )


def _answered(column: Column) -> pl.Expr:
    """What was answered before, in the words of the list."""
    words = {choice.value: choice.title.zh for choice in column.choices}
    return (
        pl.col("reply").struct.field(column.name).replace(words)
        if words
        else pl.col("reply").struct.field(column.name)
    )


def _recommended(rows: pl.DataFrame) -> pl.DataFrame:
    """Let the row of a branch's instructor serve the other lines that ask for one in the same grid."""
    place = ["unit", "post", "to"]
    by_branch = (
        rows.filter(pl.col("post") == "instructor", pl.col("recommended_by").is_not_null())
        .drop_nulls("to")
        .sort(_ORDER)
        .unique(place, keep="first", maintain_order=True)
        .select(*place, branch="recommended_by")
    )
    return (
        rows.join(by_branch, on=place, how="left", nulls_equal=True, maintain_order="left")
        .with_columns(recommended_by=pl.coalesce("recommended_by", "branch"))
        .drop("branch")
    )


def _without_those_proposed(rows: pl.DataFrame, proposed: pl.DataFrame | None) -> pl.DataFrame:
    """Rows without those that ask for a post in a place for which somebody is proposed, recommended by nobody else."""
    if proposed is None:
        return rows
    place = ["unit", "post", "to"]
    taken = proposed.select(place).drop_nulls(["post", "to"]).unique()
    asked_for = rows.with_columns(asked=pl.col("rule") != "R27")
    kept = asked_for.join(
        taken.with_columns(taken=pl.lit(True)), on=place, how="left", nulls_equal=True, maintain_order="left"
    )
    return kept.filter(~(pl.col("asked") & pl.col("taken").fill_null(False))).drop("asked", "taken")


def _united(rows: pl.DataFrame, roster: str) -> pl.DataFrame:
    """Rows that are one made one, under the number of the first line."""
    cells: Sequence[str] = list(roster_schema(roster))
    identity = [name for name in IDENTITY[roster] if name in cells]
    others = [name for name in cells if name not in identity]
    joined = (
        rows.sort(_ORDER, maintain_order=True)
        .group_by("unit", *identity, maintain_order=True)
        .agg(
            pl.col(_ORDER).first(),
            pl.col(_NUMBERED).first(),
            *(pl.col(name).drop_nulls().first() for name in others),
            pl.col(YELLOW).explode().unique(maintain_order=True),
        )
        .with_columns(place=pl.int_range(pl.len(), dtype=pl.Int64))
    )
    known = pl.concat_list(pl.when(pl.col(name).is_not_null()).then(pl.lit(name)) for name in cells)
    return joined.select(
        *("unit", _ORDER, _NUMBERED, "place"),
        *cells,
        pl.col(YELLOW).list.set_difference(known.list.drop_nulls()),
    )
