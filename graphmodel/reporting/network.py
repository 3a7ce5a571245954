"""What the network shows, as far as the rosters let it be told: every question of the analysis asked once, in scope."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple, TypeVar

import polars as pl

from graphmodel.alliance import Slice
from graphmodel.alliance.territory import locate, within
from graphmodel.analysis import (
    Pairing,
    Thread,
    household_capacity,
    load,
    pairing,
    reach,
    red_thread,
    single_points,
)
from graphmodel.rules import Rule, Settings
from graphmodel.rules.judging import DEFAULTS
from graphmodel.rules.waivers import in_force, under_todays_codes

_Answer = TypeVar("_Answer")


class _Needs(NamedTuple):
    """The rosters, relation columns and parts without which something cannot be told."""

    rosters: tuple[str, ...]
    columns: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


_ROOM: Final = _Needs(
    ("households", "household_ties", "registrations", "people", "party_orgs"), parts=("registrations:Person",)
)

_PARTS: Final[Mapping[str, _Needs]] = {
    "red_thread": _Needs(("grids",), ("COVERS",), ("covers:Grid",)),
    "single_points": _Needs(()),
    "pairing": _Needs(("party_orgs", "grids", "pairings"), parts=("pairings:Grid",)),
    "household_capacity": _ROOM,
    "reach": _Needs(("grids",), ("COVERS", "LED_BY", "SEATED_IN"), ("covers:Grid",)),
}
"""The parts of the analysis that are left out whole. What single points hang on is told rule by rule, loads each by
itself."""

_LOADS: Final[Mapping[str, _Needs]] = {
    "homes_per_member": _ROOM,
    "posts_per_person": _Needs(("posts", "people")),
    "grids_per_branch": _Needs(("pairings", "party_orgs", "grids"), parts=("pairings:Grid",)),
    "compounds_per_org": _Needs(("pairings", "party_orgs", "compounds"), parts=("pairings:Compound",)),
    "communities_per_committee": _Needs(
        ("pairings", "party_orgs", "divisions"), parts=("pairings:Community",)
    ),
}


@dataclass(frozen=True, eq=False)
class Analysis:
    """What the network of a slice shows; a part is None where a roster or column that it needs was not supplied.

    Scope chooses compounds, units and the subjects that are lost, never the facts they are told from.
    """

    slice: Slice
    snapshot: str
    rules: Sequence[Rule]
    """Those by which coverage is claimed; of the ones whose rosters are missing nothing can be lost."""
    scope: tuple[str, ...] = ()
    settings: Settings = DEFAULTS
    threads: Sequence[Thread] = ()
    """The red threads of all compounds, where they were told already."""

    @property
    def not_supplied(self) -> list[str]:
        """The parts that are left out, sorted."""
        return sorted(part for part, needs in _PARTS.items() if self._lacks(needs))

    @cached_property
    def red_thread(self) -> Sequence[Thread] | None:
        """The red thread of the compounds in scope; see :func:`graphmodel.analysis.red_thread`."""
        threads = self._of("red_thread", lambda: self.threads or red_thread(self.slice))
        return threads and [thread for thread in threads if self._holds("Compound", thread.compound)]

    @cached_property
    def single_points(self) -> pl.DataFrame:
        """What hangs on one support alone, and is not waived; see :func:`graphmodel.analysis.single_points`."""
        judged = [
            (rule.id, label, rule.can_be_waived(subject.severity))
            for rule in self.rules
            for label, subject in rule.subjects.items()
            if not subject.missing(self.slice)
        ]
        rules = pl.DataFrame(
            judged,
            schema={"rule": pl.String, "subject_label": pl.String, "waivable": pl.Boolean},
            orient="row",
        )
        held = in_force(under_todays_codes(self.slice), self.slice.as_of)
        held = held.select("rule", "subject", waivable=pl.lit(value=True))
        losses = (
            single_points(self.slice)
            .join(rules, on=["rule", "subject_label"], maintain_order="left")
            .join(held, on=["rule", "subject", "waivable"], how="anti", maintain_order="left")
            .drop("waivable")
        )
        return self._in_scope(losses, "subject_label", "subject")

    @cached_property
    def pairing(self) -> Pairing | None:
        """Branches and grids; see :func:`graphmodel.analysis.pairing`."""
        return self._of("pairing", lambda: pairing(self.slice))

    @cached_property
    def household_capacity(self) -> pl.DataFrame | None:
        """Room for homes in the units in scope; see :func:`graphmodel.analysis.household_capacity`."""
        table = self._of(
            "household_capacity", lambda: household_capacity(self.slice, self.settings.max_homes)
        )
        return None if table is None else self._in_scope(table, "unit_label", "unit")

    @cached_property
    def load(self) -> Mapping[str, pl.DataFrame]:
        """The spreads that can be told; see :func:`graphmodel.analysis.load`."""
        return {name: table for name, table in load(self.slice).items() if not self._lacks(_LOADS[name])}

    @cached_property
    def reach(self) -> pl.DataFrame | None:
        """How far it is to the street from the compounds in scope; see :func:`graphmodel.analysis.reach`."""
        table = self._of("reach", lambda: reach(self.slice))
        if table is None:
            return None
        return self._in_scope(table.with_columns(label=pl.lit("Compound")), "label", "compound").drop("label")

    def _of(self, part: str, answer: Callable[[], _Answer]) -> _Answer | None:
        return None if self._lacks(_PARTS[part]) else answer()

    def _lacks(self, needs: _Needs) -> bool:
        return bool(self.slice.missing(*needs))

    # --- scope ---

    @cached_property
    def _inside(self) -> pl.DataFrame:
        return within(locate(self.slice), self.slice, self.scope)

    def _in_scope(self, table: pl.DataFrame, label: str, id_: str) -> pl.DataFrame:
        if not self.scope:
            return table
        return table.join(
            self._inside, left_on=[label, id_], right_on=["label", "id"], how="semi", maintain_order="left"
        )

    @cached_property
    def _codes(self) -> frozenset[tuple[str, str]]:
        return frozenset(self._inside.iter_rows())

    def _holds(self, label: str, id_: str) -> bool:
        return not self.scope or (label, id_) in self._codes
