"""The dossier of one judgement: everything that is said of it, each table worked out once, however many forms show it.

It puts together what the other modules of this room work out and works out nothing itself. Texts are in the language
that is spoken when a table is first asked for: who speaks two needs a dossier for each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Final

import polars as pl

from graphmodel.analysis import Thread, red_thread
from graphmodel.language import Text
from graphmodel.reporting import (
    addresses,
    conditions,
    coverage,
    findings,
    headlines,
    ladder,
    lines,
    loose,
    movement,
    places,
    priorities,
    supplies,
    units,
)
from graphmodel.reporting.coverage import Street
from graphmodel.reporting.identification import identify
from graphmodel.reporting.network import Analysis
from graphmodel.reporting.supplies import NotSupplied
from graphmodel.reporting.wording import data_id, of_day
from graphmodel.rules import Judgement, Rule

if TYPE_CHECKING:
    from graphmodel.planning.proposal import Proposal
    from graphmodel.reporting.past import Past
    from graphmodel.rules.changes import Changes


_NOBODY: Final[Mapping[str, str]] = {}


@dataclass(frozen=True, eq=False)
class Dossier:
    """What is said of a judgement."""

    judgement: Judgement
    proposal: Proposal | None = None
    """What would close the gaps; None: nobody asked."""
    past: Past | None = None
    """What was before; None: nobody asked."""

    @cached_property
    def analysis(self) -> Analysis:
        """What the network shows."""
        one = self.judgement
        return Analysis(one.slice, one.snapshot, one.rules, one.scope, one.settings, self.threads)

    @property
    def as_of(self) -> date:
        """The day in question."""
        return self.judgement.slice.as_of

    @property
    def day(self) -> str:
        """The day in words, with that of its data."""
        return str(self.day_text)

    @property
    def day_text(self) -> Text:
        """The same in both languages."""
        return of_day(self.judgement.slice)

    @property
    def snapshot(self) -> str:
        """The id of the snapshot that was judged."""
        return self.judgement.snapshot

    @property
    def data(self) -> str:
        """The same in words, for a footer."""
        return data_id(self.snapshot)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that were to be judged."""
        return self.judgement.rules

    @property
    def failed(self) -> dict[str, str]:
        """Those that could not be, and why."""
        return self.judgement.failed

    @cached_property
    def scope(self) -> str:
        """What the judgement is about, by name."""
        return coverage.scope(self.judgement)

    @property
    def changes(self) -> Changes | None:
        """What changed since the time before; None: there is none."""
        return self.past.changes if self.past else None

    @property
    def then(self) -> date | None:
        """The day of the time before; None: there is none."""
        return self.past.then.day if self.past and self.past.then else None

    @property
    def seen(self) -> pl.DataFrame | None:
        """See :attr:`graphmodel.reporting.past.Past.seen`; None: nobody asked."""
        return self.past.seen if self.past else None

    # --- where subjects lie, what they are called ---

    @cached_property
    def places(self) -> pl.DataFrame:
        """See :func:`graphmodel.reporting.places.located`."""
        return places.located(self.judgement)

    @cached_property
    def pictures(self) -> pl.DataFrame:
        """See :func:`graphmodel.reporting.addresses.pictures`."""
        return addresses.pictures(self.judgement.slice)

    @cached_property
    def names(self) -> dict[str, str]:
        """See :func:`graphmodel.reporting.findings.names_by_code`."""
        return findings.names_by_code(self.judgement)

    def identify(self, asked: str) -> tuple[str, str]:
        """Label and code of the thing that is meant; see :func:`graphmodel.reporting.identification.identify`."""
        return identify(self.judgement.slice, asked)

    # --- how far it reaches ---

    @cached_property
    def coverage(self) -> pl.DataFrame:
        """The coverage of everything, as :func:`graphmodel.reporting.coverage.in_words` gives it."""
        return coverage.without_registers(self._coverage_and_registers)

    @cached_property
    def registers(self) -> pl.DataFrame:
        """See :func:`graphmodel.reporting.coverage.registers`."""
        return coverage.registers(self._coverage_and_registers)

    @cached_property
    def _coverage_and_registers(self) -> pl.DataFrame:
        return movement.with_before(coverage.in_words(self.judgement, self.judgement.coverage), self.changes)

    @cached_property
    def coverage_by(self) -> dict[str, pl.DataFrame]:
        """By level the coverage of its units; see :func:`graphmodel.reporting.coverage.by_unit`."""
        return {
            level: movement.with_before(
                coverage.by_unit(self.judgement, level, self.places, self.pictures), self.changes, level
            )
            for level in coverage.UNITS
        }

    def rates_in_words(self, table: pl.DataFrame) -> pl.DataFrame:
        """A coverage table as :func:`graphmodel.reporting.coverage.in_words` gives it; of units with their names."""
        rows = coverage.in_words(self.judgement, table)
        return coverage.with_unit_names(self.judgement, rows) if "unit_code" in rows.columns else rows

    @cached_property
    def streets(self) -> list[Street]:
        """See :func:`graphmodel.reporting.coverage.streets`."""
        return coverage.streets(self.coverage, self.coverage_by["Street"], self.lines_within)

    @cached_property
    def streets_share_names(self) -> bool:
        """Whether streets have one name, so that only their counties tell them apart."""
        return self.judgement.slice.nodes["Street"]["name"].is_duplicated().any()

    @cached_property
    def headlines(self) -> pl.DataFrame:
        """See :func:`graphmodel.reporting.headlines.of`."""
        return headlines.of(self.judgement, self.coverage)

    @cached_property
    def levels(self) -> pl.DataFrame:
        """The bodies on the ladder of cover; see :func:`graphmodel.reporting.ladder.levels`."""
        return ladder.levels(self.judgement)

    @cached_property
    def rates(self) -> pl.DataFrame:
        """The three rates of the ladder; see :func:`graphmodel.reporting.ladder.rates`."""
        return ladder.rates(self.judgement)

    @cached_property
    def ladder_caption(self) -> str:
        """See :func:`graphmodel.reporting.ladder.caption`."""
        return ladder.caption(self.judgement)

    @cached_property
    def units(self) -> pl.DataFrame:
        """See :func:`graphmodel.reporting.units.of_programme`."""
        return units.of_programme(self.judgement, self.lines)

    @cached_property
    def headlines_by_county(self) -> pl.DataFrame:
        """See :func:`graphmodel.reporting.headlines.by_unit`; of counties alone."""
        return headlines.by_unit(self.judgement, self.headlines, ("County",))

    @property
    def counties(self) -> pl.DataFrame:
        """``id`` and ``name`` of all counties, by code."""
        return self.judgement.slice.nodes["County"].select("id", pl.coalesce("name", "id")).sort("id")

    @cached_property
    def headlines_by_unit(self) -> pl.DataFrame:
        """See :func:`graphmodel.reporting.headlines.by_unit`."""
        return headlines.by_unit(self.judgement, self.headlines)

    # --- what is missing ---

    @cached_property
    def lines(self) -> pl.DataFrame:
        """See :func:`graphmodel.reporting.lines.of_gaps`."""
        return lines.of_gaps(self.judgement)

    @cached_property
    def lines_within(self) -> pl.DataFrame:
        """See :func:`graphmodel.reporting.lines.within_units`."""
        return lines.within_units(self.judgement, self.lines)

    @cached_property
    def gaps_by_severity(self) -> pl.DataFrame:
        """See :func:`graphmodel.reporting.coverage.gaps_by_severity`."""
        return coverage.gaps_by_severity(self.lines)

    @cached_property
    def look_first(self) -> pl.DataFrame:
        """See :func:`graphmodel.reporting.priorities.look_first`."""
        return priorities.look_first(self.judgement, self.lines, self.names)

    @cached_property
    def findings(self) -> pl.DataFrame:
        """Every finding that adds something known, in words; of people only their gaps, and those that are waived."""
        return self.in_words(findings.to_list(self.judgement))

    @cached_property
    def gaps(self) -> pl.DataFrame:
        """Every gap in words, one line per fact; see :meth:`in_lines`."""
        return self.in_lines(self.judgement.findings.filter(pl.col("verdict") == "gap"))

    @cached_property
    def gaps_by_rule(self) -> pl.DataFrame:
        """``rule`` as in :attr:`gaps`, ``kind``, ``severity``, ``wrong``, ``closes`` and how many ``lines`` have them."""
        alike = ("rule", "kind", "severity", "wrong", "closes")
        return self.gaps.group_by(alike, maintain_order=True).agg(lines=pl.len().cast(pl.Int64))

    @cached_property
    def unknowns(self) -> pl.DataFrame:
        """Every finding that adds something unknown, in words.

        Where nothing of a rule and label could be judged, one row without a code stands for them all.
        """
        whole = findings.wholly_unknown(self.judgement)
        single = self.in_words(findings.unknown(self.judgement, whole))
        return pl.concat([whole, single], how="diagonal").select(findings.WORDED)

    def in_words(self, chosen: pl.DataFrame, people: Mapping[str, str] = _NOBODY) -> pl.DataFrame:
        """Some findings of the judgement as rows to be read; see :func:`graphmodel.reporting.findings.worded`.

        Where the past was asked for, with ``first_seen``, empty where there is no gap, and ``reply`` where there are any.

        Args:
            chosen: of the findings of the judgement.
            people: what people are called by their codes, where they are named.
        """
        rows = findings.worded(self.judgement, chosen, {**self.names, **people}, self.places, self.pictures)
        return rows if self.seen is None else findings.with_past(rows, self.seen)

    def in_lines(self, chosen: pl.DataFrame) -> pl.DataFrame:
        """As :meth:`in_words`, one line per fact: ``rule`` names all the rules of a line."""
        return self.lines_in_words(lines.one_per_fact(chosen))

    def lines_in_words(self, facts: pl.DataFrame) -> pl.DataFrame:
        """The same of what is one line per fact already; see :func:`graphmodel.reporting.lines.one_per_fact`."""
        told = facts.select("rule", "subject_label", "told", code="subject")
        keys = ["rule", "subject_label", "code"]
        return self.in_words(facts).join(told, on=keys, maintain_order="left").with_columns(rule="told")

    # --- what cannot be told, what hangs loose ---

    @cached_property
    def not_supplied(self) -> list[NotSupplied]:
        """See :func:`graphmodel.reporting.supplies.not_supplied`."""
        return supplies.not_supplied(self.judgement)

    @cached_property
    def missing_for_thread(self) -> list[str]:
        """See :func:`graphmodel.reporting.supplies.missing_for_thread`."""
        return supplies.missing_for_thread(self.judgement)

    @cached_property
    def threads(self) -> Sequence[Thread]:
        """The red thread of every compound; none where that cannot be told."""
        return [] if self.missing_for_thread else red_thread(self.judgement.slice)

    @cached_property
    def loose(self) -> pl.DataFrame:
        """See :func:`graphmodel.reporting.loose.members`."""
        return loose.members(self.judgement, self.threads, self.places, self.pictures)

    # --- under what it holds ---

    @cached_property
    def settings(self) -> pl.DataFrame:
        """See :func:`graphmodel.reporting.conditions.settings`."""
        return conditions.settings(self.judgement)

    @cached_property
    def waivers(self) -> pl.DataFrame:
        """See :func:`graphmodel.reporting.conditions.waivers`."""
        return conditions.waivers(self.judgement, self.names, self.pictures)

    @cached_property
    def waivers_by_effect(self) -> pl.DataFrame:
        """``effect`` in words, and how many ``waivers`` have it; in the order of :attr:`waivers`."""
        effects = self.waivers.group_by("effect", maintain_order=True)
        return effects.agg(waivers=pl.len().cast(pl.Int64))
