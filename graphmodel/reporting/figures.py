"""What the pages tell of a judgement, unit by unit: everything, or what of it may leave the office.

Each table is worked out once for all pages. What leaves the office tells of no person's and no home's gap, hides small
counts, and names nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import polars as pl

from graphmodel.analysis import Pairing
from graphmodel.language import Text
from graphmodel.ontology.vocabulary import FINDING_KEY, GRADES, SEVERITIES
from graphmodel.reporting import coverage, headlines, paired, priorities, received, units
from graphmodel.reporting.dossier import Dossier
from graphmodel.reporting.findings import called, without_people
from graphmodel.reporting.movement import MOVED, counted
from graphmodel.reporting.places import LEVELS
from graphmodel.reporting.wording import SEMICOLON, label_title
from graphmodel.rules import VERDICTS
from graphmodel.rules.release import Release

CHOSEN_FROM: Final = ("County", "Street", "Community")
"""Units of these labels can be chosen as the scope of the pages."""
_TOLD: Final = ("met", "gap", "unknown")
_PEOPLE: Final = Text("人员 {count} 名", "{count} people")

Unit = tuple[str, str]
"""Label and code of a unit."""
Counts = tuple[int | None, int | None, int | None]
"""How many are met, a gap, unknown; None: hidden."""


def unit_key(unit: Mapping[str, Any]) -> Unit:
    """What tells one of :attr:`Figures.units` apart: a code alone may be that of several."""
    return unit["label"], unit["code"]


def above(unit: Mapping[str, Any]) -> Unit:
    """The unit right above one of :attr:`Figures.units`; ``("", "")``: there is none."""
    return unit["parent_label"] or "", unit["parent"] or ""


@dataclass(frozen=True, eq=False)
class Figures:
    """The figures of the pages."""

    dossier: Dossier
    named: bool = False
    """Whether people are named."""
    for_release: bool = False
    """Whether the figures are to leave the office."""

    @cached_property
    def _release(self) -> Release:
        return Release(self.dossier.judgement)

    @cached_property
    def people(self) -> dict[str, str]:
        """What people are called by their codes, where they are named."""
        if not self.named:
            return {}
        return dict(
            self.dossier.judgement.slice.nodes["Person"].select("id", "name").drop_nulls().iter_rows()
        )

    # --- gaps, one per fact ---

    @cached_property
    def lines(self) -> pl.DataFrame:
        """The gaps that are told of: see :func:`graphmodel.reporting.lines.of_gaps`."""
        lines = self.dossier.lines
        return lines.filter(self._of_things) if self.for_release else lines

    @property
    def _of_things(self) -> pl.Expr:
        """Whether a finding is neither about a person nor about homes."""
        homes = [rule.id for rule in self.dossier.rules if rule.unit == "homes"]
        return (pl.col("subject_label") != "Person") & ~pl.col("rule").is_in(homes)

    @cached_property
    def within(self) -> pl.DataFrame:
        """The lines, each with every unit in which it lies: their columns, ``unit_label`` and ``unit``."""
        units = self.dossier.judgement.territory.filter(pl.col("unit_label").is_in(list(LEVELS)))
        return self.lines.join(
            units, left_on=["subject_label", "subject"], right_on=["label", "id"], maintain_order="left"
        )

    @cached_property
    def severities(self) -> list[dict[str, Any]]:
        """See :func:`graphmodel.reporting.coverage.gaps_by_severity`."""
        return coverage.gaps_by_severity(self.lines).to_dicts()

    @cached_property
    def severities_of(self) -> dict[Unit, list[int]]:
        """By unit how many lines of each severity lie in it."""
        counts = [(pl.col("severity") == name).sum().cast(pl.Int64).alias(name) for name in SEVERITIES]
        table = self.within.group_by("unit_label", "unit").agg(counts)
        return {(label, code): list(found) for label, code, *found in table.iter_rows()}

    @cached_property
    def rules_of(self) -> dict[Unit, list[tuple[str, str, str, str, int]]]:
        """By unit: rule, what it asks, severity and the word for it, how many lines; the gravest and most first."""
        titles = {rule.id: str(rule.title) for rule in self.dossier.rules}
        counts = self.within.group_by("unit_label", "unit", "severity", "rule").agg(
            lines=pl.len().cast(pl.Int64)
        )
        found = defaultdict(list)
        order = ("unit_label", "unit", "severity", -pl.col("lines"), "rule")
        for label, unit, severity, rule, lines in counts.sort(*order).iter_rows():
            found[label, unit].append((rule, titles[rule], severity, str(GRADES[severity]), lines))
        return found

    @cached_property
    def things_of(self) -> dict[Unit, list[tuple[str, str, str, str]]]:
        """By unit the lines, of people where they are named: rules, severity in a word, name, what is wrong; the gravest first.

        Where a person lives is told down to the community.
        """
        keys = [*FINDING_KEY]
        names = self.lines.select(*keys, name=called({**self.dossier.names, **self.people}))
        of_people = pl.col("subject_label") == "Person"
        shown = ~of_people | (pl.col("unit_label") != "Compound") if self.named else ~of_people
        things = (
            self.within.filter(shown)
            .drop("name")
            .join(names, on=keys, how="left", maintain_order="left")
            .join(self._wrong, on=keys[:2], how="left", maintain_order="left")
            .sort("severity", "rule", "subject")
        )
        found = defaultdict(list)
        told = things.select(
            *("unit_label", "unit", "told", "severity"),
            pl.coalesce("name", pl.col("subject").replace(self.people)),
            "wrong",
        )
        for label, unit, *line in told.iter_rows():
            found[label, unit].append((line[0], str(GRADES[line[1]]), line[2], line[3]))
        return found

    @cached_property
    def look_first(self) -> list[dict[str, Any]]:
        """See :func:`graphmodel.reporting.priorities.look_first`."""
        return priorities.look_first(self.dossier.judgement, self.lines, self.dossier.names).to_dicts()

    @cached_property
    def first_of(self) -> dict[str, list[tuple[str, int]]]:
        """By the code of a unit that can be chosen the rules to look at first in it, each with its number of lines."""
        found = defaultdict(list)
        table = priorities.of_units(self.dossier.judgement, self.lines, CHOSEN_FROM)
        for code, rule, lines in table.iter_rows():
            found[code].append((rule, lines))
        return {code: rows[: priorities.FIRST] for code, rows in found.items()}

    @cached_property
    def listed(self) -> pl.DataFrame:
        """The lines as they are listed, of people one per rule and community unless they are named.

        Returns:
            ``rule``, ``told``, ``title``, ``kind``, ``name``, ``subject``, the places, ``why``, ``closes``, ``source``,
            ``picture``, ``unit`` (the page of the smallest unit), ``within`` (numbers among :attr:`choices`),
            ``count``, ``first_seen``, ``reply``, ``severity`` (a number); the gravest first.
        """
        keys = [*FINDING_KEY]
        lines = self.lines if self.named else without_people(self.lines)
        worded = self.dossier.in_words(lines, self.people).rename({"code": "subject"})
        told = self.lines.select(
            *(*keys, "told"),
            grave="severity",
        )
        table = (
            worded.join(told, on=keys, maintain_order="left")
            .join(self._numbers_within, on=keys[1:], how="left", maintain_order="left")
            .join(self._smallest_units, on=keys[1:], how="left", maintain_order="left")
            .join(self._wrong, on=keys[:2], how="left", maintain_order="left")
            .with_columns(
                pl.lit(None, pl.String).alias(name)
                for name in ("first_seen", "reply")
                if name not in worded.columns
            )
            .with_columns(pl.col("within").fill_null([]), count=pl.lit(1, pl.Int64), source=_source())
        )
        if self.named:
            table = table.with_columns(name=pl.coalesce("name", pl.col("subject").replace(self.people)))
        else:
            table = _people_counted(table)
        return table.select(
            *("rule", "told", "title", "kind", "name", "subject", "street", "community", "compound"),
            *("why", "closes", "source", "picture", "unit", "within", "count", "first_seen", "reply"),
            severity=pl.col("grave").str.tail(1).cast(pl.Int64),
        ).sort("severity", "rule", maintain_order=True)

    @cached_property
    def _wrong(self) -> pl.DataFrame:
        """``rule``, ``subject_label`` and what is ``wrong`` where it is a gap."""
        rows = [
            (rule.id, label, str(subject.gap))
            for rule in self.dossier.rules
            for label, subject in rule.subjects.items()
        ]
        return pl.DataFrame(rows, schema=["rule", "subject_label", "wrong"], orient="row").cast(pl.String)

    @cached_property
    def _numbers_within(self) -> pl.DataFrame:
        codes = [row["code"] for row in self.choices]
        numbers = pl.DataFrame(
            list(enumerate(codes)), schema={"number": pl.Int64, "unit": pl.String}, orient="row"
        )
        units = self.dossier.judgement.territory.filter(pl.col("unit_label").is_in(CHOSEN_FROM))
        return (
            units.join(numbers, on="unit")
            .group_by(subject_label="label", subject="id")
            .agg(within=pl.col("number").unique().sort())
        )

    @cached_property
    def _smallest_units(self) -> pl.DataFrame:
        """``subject_label``, ``subject`` and ``unit``: the page of the smallest unit; a person's is no compound."""
        rank = {label: number for number, label in enumerate(LEVELS)}
        pages = self._units.select(unit_label="label", unit="code", page="page")
        located = self.dossier.judgement.territory.join(pages, on=["unit_label", "unit"])
        not_home = (pl.col("label") != "Person") | (pl.col("unit_label") != "Compound")
        smallest = located.filter(not_home).sort(
            pl.col("unit_label").replace_strict(rank, return_dtype=pl.Int64), "unit", descending=[True, False]
        )
        return smallest.group_by(subject_label="label", subject="id").agg(unit=pl.col("page").first())

    # --- units ---

    @cached_property
    def units(self) -> list[dict[str, Any]]:
        """The units, as :attr:`Dossier.units`, with ``grave`` as it may be told; top down."""
        return [
            {**row, "grave": self.severities_of.get(unit_key(row), [0])[0]} for row in self._units.to_dicts()
        ]

    @cached_property
    def _units(self) -> pl.DataFrame:
        """The units, as :attr:`Dossier.units`; what leaves the office has none for a gap of a person or a home."""
        if not self.for_release:
            return self.dossier.units
        judgement = self.dossier.judgement
        of_things = judgement.saying(judgement.told.filter(self._of_things))
        return units.of_programme(of_things, self.lines)

    @cached_property
    def choices(self) -> list[dict[str, Any]]:
        """Those of the units that can be chosen as the scope."""
        return [row for row in self.units if row["label"] in CHOSEN_FROM]

    @cached_property
    def pages(self) -> dict[Unit, str]:
        """The files of the pages of units; what leaves the office has none of compounds."""
        rows = self.choices if self.for_release else self.units
        return {unit_key(row): row["page"] for row in rows}

    # --- rates ---

    @cached_property
    def coverage(self) -> list[dict[str, Any]]:
        """The coverage of everything, as :attr:`Dossier.coverage`; hidden counts are None."""
        if not self.for_release:
            return self.dossier.coverage.to_dicts()
        words = self.dossier.coverage.drop(*VERDICTS, "rate", "judged")
        counts = self._release.coverage().select("rule", "subject_label", *VERDICTS, "rate")
        table = words.join(counts, on=["rule", "subject_label"], maintain_order="left")
        return table.with_columns(judged=pl.col("met") + pl.col("gap")).to_dicts()

    @cached_property
    def registers(self) -> list[dict[str, Any]]:
        """See :attr:`Dossier.registers`; hidden counts are None."""
        table = self.dossier.registers
        if self.for_release:
            counts = self._release.coverage().select("rule", "subject_label", *VERDICTS)
            known = table.drop(*VERDICTS).join(counts, on=["rule", "subject_label"], maintain_order="left")
            table = known.with_columns(checked=pl.col("met") + pl.col("gap"), amiss=pl.col("gap"))
        return table.to_dicts()

    @cached_property
    def counts_by_unit(self) -> dict[str, list[int | None]]:
        """By the code of a unit that can be chosen the four counts of every row of :attr:`coverage`, one after the other."""
        keys = [(row["rule"], row["subject_label"]) for row in self.coverage]
        place = pl.DataFrame(keys, schema=["rule", "subject_label"], orient="row").with_row_index("at")
        figures: dict[str, list[int | None]] = {}
        for level in CHOSEN_FROM:
            known = self._units.filter(label=level).select(unit_code="code")
            ordered = (
                self._coverage_of(level)
                .join(known, on="unit_code", how="semi")
                .join(
                    place.cast({"rule": pl.String, "subject_label": pl.String}), on=["rule", "subject_label"]
                )
                .sort("unit_code", "at")
                .group_by("unit_code", maintain_order=True)
                .agg(counts=pl.concat_list(VERDICTS).list.explode(keep_nulls=True, empty_as_null=False))
            )
            figures |= dict(ordered.iter_rows())
        return figures

    def _coverage_of(self, level: str) -> pl.DataFrame:
        if self.for_release:
            return self._release.coverage(level)
        return self.dossier.judgement.coverage_by(level) if level else self.dossier.judgement.coverage

    @cached_property
    def headlines(self) -> dict[Unit, list[Counts]]:
        """By unit, ``("", "")`` for everything, the counts of each of :attr:`Dossier.headlines`."""
        every = self.dossier.headlines
        keys = every.select("rule", "subject_label").rows()
        place = {key: number for number, key in enumerate(keys)}
        figures: dict[Unit, list[Counts]] = defaultdict(lambda: [(0, 0, 0)] * len(keys))
        whole = every.with_columns(unit_label=pl.lit(""), unit_code=pl.lit(""))
        order = ("unit_label", "unit_code", "rule", "subject_label", *_TOLD)
        for table in (whole.select(order), self.dossier.headlines_by_unit.select(order)):
            for level, code, rule, label, met, gap, unknown in table.iter_rows():
                figures[level, code][place[rule, label]] = (met, gap, unknown)
        if self.for_release:
            for level in ("", *CHOSEN_FROM):
                for row in self._coverage_of(level).to_dicts():
                    key = (row["rule"], row["subject_label"])
                    if key in place:
                        hidden = (row["met"], row["gap"], row["unknown"])
                        figures[level, row.get("unit_code", "")][place[key]] = hidden
        return dict(figures)

    @cached_property
    def waivers(self) -> list[dict[str, Any]]:
        """See :attr:`Dossier.waivers`, people by name where they are named; they never leave the office."""
        if self.for_release:
            return []
        of_people = pl.col("subject_label") == "Person"
        named = pl.col("code").replace_strict(self.people, default=None, return_dtype=pl.String)
        name = pl.when(of_people).then(named).otherwise("name").alias("name")
        code = pl.when(~of_people).then("code").alias("code")
        return self.dossier.waivers.with_columns(name, code).to_dicts()

    # --- since last time ---

    @property
    def then(self) -> str | None:
        """The day of the time before; None: there is none, or it stays in the office."""
        return None if self.for_release or self.dossier.then is None else self.dossier.then.isoformat()

    @cached_property
    def moved(self) -> list[dict[str, Any]]:
        """Of each headline ``step``, by how many points its rate moved, and how many gaps are new, persist, were closed."""
        changes = self.dossier.changes
        if self.then is None or changes is None:
            return []
        steps = headlines.with_steps(self.dossier.headlines, Dossier(changes.then).headlines)
        counts = self.dossier.coverage.select("rule", "subject_label", *MOVED)
        told = []
        for row in steps.to_dicts():
            of_rule = counts.filter(rule=row["rule"])
            here = of_rule.filter(subject_label=row["subject_label"]) if row["subject_label"] else of_rule
            told.append({"step": row["step"], **here.select(pl.col(MOVED).sum()).row(0, named=True)})
        return told

    @cached_property
    def moved_of(self) -> dict[Unit, dict[str, int]]:
        """By unit how many gaps of all rules came to each of :data:`graphmodel.reporting.movement.MOVED`."""
        changes = self.dossier.changes
        found: dict[Unit, dict[str, int]] = defaultdict(lambda: dict.fromkeys(MOVED, 0))
        if self.then is None or changes is None:
            return found
        for level in LEVELS:
            table = (
                counted(changes, level).filter(pl.col("state").is_in(MOVED)).group_by("unit_code", "state")
            )
            for code, state, count in table.agg(pl.len().cast(pl.Int64)).iter_rows():
                found[level, code][state] = count
        return found

    @cached_property
    def history(self) -> dict[tuple[str, str], list[tuple[str, float | None]]]:
        """By rule and label the rate on each of the last dates; of the formation rate, without label, of all bodies."""
        past = self.dossier.past
        if past is None or self.for_release:
            return {}
        points = past.history
        whole = points.filter(rule="R14").group_by("rule", "as_of").agg(pl.col(VERDICTS).sum())
        judged = pl.col("met") + pl.col("gap")
        bodies = whole.with_columns(
            subject_label=pl.lit(""), rate=pl.when(judged > 0).then(pl.col("met") / judged)
        )
        shown = ("rule", "subject_label", "as_of", "rate")
        found = defaultdict(list)
        for rule, label, day, share in (
            pl.concat([points.select(shown), bodies.select(shown)]).sort(shown[:3]).iter_rows()
        ):
            found[rule, label].append((day.isoformat(), share))
        return {key: dates for key, dates in found.items() if len(dates) > 1}

    # --- pairings ---

    @property
    def pairings_supplied(self) -> bool:
        """Whether there is a roster of pairings."""
        return "pairings" in self.dossier.judgement.slice.supplied

    @cached_property
    def pairing(self) -> Pairing | None:
        """See :attr:`graphmodel.reporting.network.Analysis.pairing`; an analysis never leaves the office."""
        return None if self.for_release else self.dossier.analysis.pairing

    @cached_property
    def committees(self) -> dict[str, str]:
        """Organ committees and general branches: names by code."""
        return dict(paired.organs(self.dossier.judgement.slice, paired.COMMITTEES).iter_rows())

    @cached_property
    def committee_ties(self) -> dict[tuple[str, str], int]:
        """How many pairings there are of a committee and a community, by their codes."""
        table = paired.ties(self.dossier.judgement.slice, paired.COMMITTEES, "Community")
        inside = self._units.filter(label="Community").select(target="code")
        rows = table.join(inside, on="target", how="semi", maintain_order="left").iter_rows()
        return {(org, target): count for org, target, count in rows}

    @cached_property
    def grids_of(self) -> dict[str, list[str]]:
        """By the code of a community those of its grids."""
        territory = self.dossier.judgement.territory.filter(label="Grid", unit_label="Community")
        return dict(
            territory.group_by("unit", maintain_order=True).agg(pl.col("id").sort()).sort("unit").iter_rows()
        )

    @cached_property
    def branch_ties(self) -> dict[str, list[tuple[str, int]]]:
        """By the code of a grid the organ branches paired with it, each with the number of pairings."""
        found = defaultdict(list)
        for org, target, count in paired.ties(
            self.dossier.judgement.slice, paired.BRANCHES, "Grid"
        ).iter_rows():
            found[target].append((org, count))
        return found

    @cached_property
    def above(self) -> dict[str, list[str]]:
        """By the code of a community this and the codes of the units above it."""
        territory = self.dossier.judgement.territory.filter(
            (pl.col("label") == "Community") & pl.col("unit_label").is_in(CHOSEN_FROM)
        )
        return dict(territory.group_by("id").agg(pl.col("unit").sort()).iter_rows())

    @cached_property
    def pairings_of(self) -> dict[Unit, list[tuple[str, str, str]]]:
        """By unit organisation, target, and what the target is."""
        judgement = self.dossier.judgement
        found = defaultdict(list)
        for label, unit, org, target, kind, _ in paired.of_units(
            judgement.slice, judgement.territory
        ).iter_rows():
            found[label, unit].append((org, target, label_title(kind)))
        return found

    # --- what came in ---

    @cached_property
    def files(self) -> list[dict[str, Any]]:
        """See :func:`graphmodel.reporting.received.files`."""
        return received.files(self.dossier.judgement.slice).to_dicts()

    @cached_property
    def live(self) -> list[dict[str, Any]]:
        """See :func:`graphmodel.reporting.received.rosters`; how many people and homes there are stays in the office."""
        table = received.rosters(self.dossier.judgement.slice)
        return (table.filter("of_things") if self.for_release else table).to_dicts()


def rate(counts: Counts) -> dict[str, Any]:
    """Counts with ``judged`` and ``rate``; None where one of them is hidden or nothing was judged."""
    met, gap, unknown = counts
    judged = None if met is None or gap is None else met + gap
    share = None if met is None or not judged else round(met / judged, 4)
    return {"met": met, "gap": gap, "unknown": unknown, "judged": judged, "rate": share}


def _people_counted(table: pl.DataFrame) -> pl.DataFrame:
    of_people = pl.col("subject_label") == "Person"
    things = table.filter(~of_people).with_columns(name=pl.coalesce("name", "subject"))
    keys = ["rule", "subject_label", "told", "grave", "street", "community", "first_seen", "reply"]
    nothing = ("subject", "compound", "source", "picture")
    people = (
        table.filter(of_people)
        .group_by(keys, maintain_order=True)
        .agg(
            pl.col("title", "kind", "closes", "within", "unit").first(),
            why=pl.col("wrong").first(),
            count=pl.col("count").sum(),
        )
        .with_columns(
            name=pl.format(_PEOPLE.fill(count="{}"), "count"),
            **{name: pl.lit(None, pl.String) for name in nothing},
        )
    )
    return pl.concat([things, people], how="diagonal")


def _source() -> pl.Expr:
    """The rows a finding rests on, in one text."""
    place = pl.concat_str("file", "sheet", separator=" ", ignore_nulls=True)
    row = pl.format(str(Text("{} 第 {} 行", "{} row {}")), place, "row")
    return pl.concat_str(row, "further", separator=str(SEMICOLON), ignore_nulls=True)
