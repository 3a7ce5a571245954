"""Why gaps stay open when everything proposed is done: reasons, and the sets that prove that no plan could close more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

import polars as pl

from graphmodel.ontology import BODIES
from graphmodel.planning.gaps import recommends_wrongly
from graphmodel.planning.moves import Hall, Open, Subject, nodes
from graphmodel.planning.proposal import DECIDED, Proposal


class Witness(NamedTuple):
    """A Hall set of a stage."""

    id: str
    stage: int
    hall: Hall
    more_members: int | None
    """For homes: how many more members it would take."""

    @property
    def subject_labels(self) -> tuple[str, ...]:
        """What its subjects are; a code alone may stand for something else too."""
        return _SUBJECTS[self.stage]

    @property
    def neighbour_label(self) -> str:
        """What its neighbours are."""
        return "PartyOrg" if self.stage == 6 else "Person"


@dataclass(frozen=True, eq=False)
class Proof:
    """The reasons of a proposal."""

    proposal: Proposal

    @cached_property
    def witnesses(self) -> list[Witness]:
        """Every Hall set, by stage."""
        return [
            Witness(f"w{number}", stage, hall, self._more_members(stage, hall))
            for number, (stage, hall) in enumerate(self._halls(), start=1)
        ]

    def _halls(self) -> Iterator[tuple[int, Hall]]:
        for outcome in self.proposal.outcomes:
            yield from ((outcome.stage, hall) for hall in outcome.halls)
        if self.proposal.homes:
            yield from ((_HOMES, hall) for hall in self.proposal.homes.halls)

    def _more_members(self, stage: int, hall: Hall) -> int | None:
        lacking, each = hall.demand - hall.capacity, self.proposal.settings.max_homes
        return -(-lacking // each) if stage == _HOMES else None

    def reason(self, subject: Subject) -> tuple[Open, str | None]:
        """Why a gap stays open, and the id of the witness it lies in."""
        if subject[0] == DECIDED:
            return Open("needs_decision", facts={"full_members": self._full_members.get(subject[2], 0)}), None
        if subject[:2] == ("R26", "Community"):
            return self._without_appointee(subject[2]), None
        if subject not in self._told:  # other moves of the whole plan close it along
            return Open("budget"), None
        reason, number = self._told[subject]
        return reason, None if number is None else f"w{number + 1}"

    def left(self) -> Iterator[tuple[Subject, int, Open]]:
        """What stays open when everything proposed is done, how many that are and why; as the stages leave it, sorted.

        The rules are not asked again: what becomes of the promise is another matter.
        """
        proposal = self.proposal
        homes = [] if proposal.homes is None else proposal.homes.open_homes.select("grid", "open").rows()
        counts = {("R35", "Grid", grid): number for grid, number in homes}
        closes = proposal.moves.select(pl.col("closes").explode()).drop_nulls().unnest("closes")
        apart = [("R26", "Community")] * (("R26", "Community") in proposal.planned)
        apart += [(DECIDED, "Grid")] * (DECIDED in proposal.rules)
        others = {(*key, id_) for key in apart for id_ in proposal.gaps.get(key, ())} - {*closes.rows()}
        told = {subject for subject in self._told if subject[:2] in proposal.planned}
        for subject in sorted(told | others):
            yield subject, counts.get(subject, 1), self.reason(subject)[0]

    @cached_property
    def _told(self) -> dict[Subject, tuple[Open, int | None]]:
        """What the stages say of the gaps they leave open, and which of all Hall sets each lies in."""
        told: dict[Subject, tuple[Open, int | None]] = {}
        first = 0
        for outcome in self.proposal.outcomes:
            for subject, reason in outcome.open.items():
                told[subject] = reason, None if reason.hall is None else first + reason.hall
            first += len(outcome.halls)
        homes = self.proposal.homes
        if homes:
            for grid, _, eligible, hall in homes.open_homes.iter_rows():
                told["R35", "Grid", grid] = _short(eligible), first + hall
            for person, eligible in homes.open_members.items():
                told["R34", "Person", person] = _short(eligible), None
        return told

    @cached_property
    def _full_members(self) -> dict[str, int]:
        slice_ = self.proposal.slice
        full = slice_.nodes["Person"].filter(pl.col("party_status") == "full").select(from_id="id")
        living = slice_.ties["LIVES_IN"].join(full, on="from_id", how="semi")
        return dict(living.group_by("to_id").len().iter_rows())

    def _without_appointee(self, community: str) -> Open:
        network = self.proposal.network
        if community not in network.community_orgs:
            return Open("no_community_organisation")
        paired = network.committees_at(community)
        content = [org for org in paired if not recommends_wrongly(network, org)]
        if content:
            return Open("already_recommended", nodes("PartyOrg", content))
        if not paired:
            return Open("not_paired")
        told = (self._told.get(("R26", "PartyOrg", org)) for org in paired)
        return _short(any(reason[0].why == "not_enough" for reason in told if reason))


_HOMES: Final = 14
"""The stage of homes."""
_SUBJECTS: Final[Mapping[int, tuple[str, ...]]] = {
    **dict.fromkeys((6, 8, _HOMES), ("Grid",)),
    **dict.fromkeys((7, 9), ("PartyOrg",)),
    10: BODIES,
}
"""By stage the labels of the subjects of its Hall sets."""


def _short(eligible: object) -> Open:
    """Why something is open: there are too few who are eligible, or nobody is."""
    return Open("not_enough" if eligible else "no_candidate")
