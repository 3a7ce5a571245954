"""The whole plan: the stages in their order, each on the network that the ones before it leave."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

import polars as pl

from graphmodel.alliance import Alliance, Slice
from graphmodel.alliance.territory import within
from graphmodel.ontology import BODIES, GROUP
from graphmodel.ontology.vocabulary import FINDING_KEY
from graphmodel.planning import appointing, correcting, pairing_up, registering
from graphmodel.planning.gaps import recommends_wrongly, still_open
from graphmodel.planning.homes import Homes, Reach, contact_homes
from graphmodel.planning.moves import Outcome, Subject
from graphmodel.planning.ordering import arranged, curve_of
from graphmodel.planning.state import Network, OtherDays
from graphmodel.rules import Judgement, Settings


class Planned(NamedTuple):
    """A rule and label whose gaps moves can close: the stages that do, and what these need beside what the rule does."""

    stages: tuple[int, ...]
    rosters: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    parts: tuple[tuple[str, ...], ...] = ()
    """Of each of these at least one."""


_INSTRUCTORS: Final = Planned(
    (8,), ("people", "pairings", "party_orgs"), ("MEMBER_OF", "recommended_by"), (("pairings:Grid",),)
)
_APPOINTEES: Final = Planned(
    (7,), ("people", "pairings"), ("recommended_by", "SEATED_IN"), (("pairings:Community",),)
)
_RESIDENTS: Final = Planned((10,), ("grids",), ("LIVES_IN",))
_REGISTERED: Final = Planned((13,), ("grids",), ("LIVES_IN", "COVERS"), (("covers:Grid",),))
_ROOM: Final = Planned((14,), ("registrations", "people", "party_orgs"), parts=(("registrations:Person",),))

PLANNED: Final[dict[tuple[str, str], Planned]] = {
    ("R16", "OwnersCommittee"): _RESIDENTS,
    ("R16", "PropertyCompany"): _RESIDENTS,
    ("R16", "SocialOrg"): Planned(
        *((10,), ("pairings", "grids"), ("MEMBER_OF", "recommended_by")),
        (("pairings:Compound", "pairings:Grid"),),
    ),
    ("R21", "Community"): Planned((4,)),
    ("R22", "Grid"): Planned((6,)),
    ("R22", "PartyOrg"): Planned((3,)),
    ("R23", "Compound"): Planned((5,)),
    ("R24", "PartyOrg"): Planned((2,)),
    ("R25", "Grid"): _INSTRUCTORS._replace(stages=(6, 8)),
    ("R26", "Community"): _APPOINTEES,
    ("R26", "PartyOrg"): _APPOINTEES,
    ("R27", "PartyOrg"): _INSTRUCTORS._replace(stages=(9,)),
    ("R31", "PartyOrg"): Planned((12,), ("pairings",), parts=(("pairings:Community",),)),
    ("R31", "Person"): _REGISTERED,
    ("R32", "Person"): _REGISTERED,
    ("R34", "Person"): _ROOM,
    ("R35", "Grid"): _ROOM,
    ("R48", "Grid"): Planned((11,)),
    **{
        ("R51", label): Planned((1,))
        for label in ("Community", "Compound", "Grid", "OwnersCommittee", "Person")
    },
}
"""What is planned. Everything else stands in :data:`NOT_PLANNED`."""

NOT_PLANNED: Final[dict[str, str]] = {
    **dict.fromkeys(("R01", "R15", "R17", "R52"), "closed_along"),
    **dict.fromkeys(("R02", "R03", "R14", "R18"), "needs_decision"),
    **dict.fromkeys(("R04", "R05", "R06", "R07", "R19", "R20", "R43", "R44"), "own_row"),
    **dict.fromkeys(("R08", "R09", "R10", "R11", "R12", "R13", "R47"), "election"),
    **dict.fromkeys(("R28", "R29", "R30", "R50", "R37", "R38"), "find_out"),
    **dict.fromkeys(("R33", "R36", "R39", "R40", "R41", "R42", "R45", "R46", "R49"), "deed"),
}
"""The rules no move closes by itself, and why not."""

PLANNED_RULES: Final = tuple(sorted({rule for rule, _ in PLANNED}))
DECIDED: Final = "R02"
"""Not planned, but of each gap is told how many full members live there: three can found a branch (党章第三十条)."""

_COLUMN: Final = {
    "MEMBER_OF": "people.orgs",
    "LIVES_IN": "people.home",
    "recommended_by": "posts.recommended_by",
    "SEATED_IN": "party_orgs.seat",
    "COVERS": "party_orgs.covers",
}
"""What the columns are called that planning needs."""
COLUMN_CALLED: Final = {called: name for name, called in _COLUMN.items()}
"""What they make, by what they are called."""


def lacking(slice_: Slice, planned: Planned) -> list[str]:
    """The rosters, columns and parts that planning needs and that were not supplied."""
    rosters = slice_.missing(planned.rosters)
    columns = [_COLUMN[name] for name in slice_.missing((), planned.columns)]
    owners = {name: name.partition(".")[0] for name in columns}
    named = [owner if owner not in slice_.supplied else name for name, owner in owners.items()]
    parts = [
        part
        for several in planned.parts
        if len(slice_.missing((), (), several)) == len(several)
        for part in several
    ]
    return sorted({*rosters, *named, *parts})


@dataclass(frozen=True, eq=False)
class Proposal:
    """All moves that close gaps of the rules asked for, in their order; and why the others stay open."""

    alliance: Alliance
    before: Judgement
    """Of every rule, over everything."""
    rules: tuple[str, ...]
    """Those asked for."""
    scope: tuple[str, ...] = ()
    reach: Reach = "grid"

    @property
    def slice(self) -> Slice:
        """The day in question."""
        return self.before.slice

    @property
    def settings(self) -> Settings:
        """The thresholds that hold."""
        return self.before.settings

    @cached_property
    def asked(self) -> dict[tuple[str, str], list[str]]:
        """The rules and labels asked for that can be planned, and what planning lacks for each; sorted."""
        own = {
            (rule.id, label): bool(subject.missing(self.slice))
            for rule in self.before.rules
            for label, subject in rule.subjects.items()
        }
        return {
            key: [] if own[key] else lacking(self.slice, planned)
            for key, planned in sorted(PLANNED.items())
            if key[0] in self.rules
        }

    @cached_property
    def planned(self) -> frozenset[tuple[str, str]]:
        """The rules and labels that are planned."""
        return frozenset(key for key, missing in self.asked.items() if not missing)

    @property
    def stages(self) -> list[int]:
        """The stages that run."""
        return sorted({stage for key in self.planned for stage in PLANNED[key].stages})

    # --- gaps ---

    @cached_property
    def gaps(self) -> dict[tuple[str, str], set[str]]:
        """The gaps of today in scope, by rule and label."""
        return gaps_of(self.before, self.inside)

    @cached_property
    def inside(self) -> pl.DataFrame | None:
        """Label and id of what lies in scope today: ties that a plan adds bring no further gaps into it."""
        return within(self.before.territory, self.slice, self.scope) if self.scope else None

    def _of(self, *keys: tuple[str, str]) -> set[Subject]:
        """The gaps of today of some rules and labels, of those that are planned."""
        return {(*key, id_) for key in keys if key in self.planned for id_ in self.gaps.get(key, ())}

    # --- the stages ---

    @cached_property
    def outcomes(self) -> list[Outcome]:
        """What stages 1 to 13 propose."""
        return self._run.outcomes

    @property
    def network(self) -> Network:
        """What these leave; homes apart."""
        return self._run.network

    @cached_property
    def _run(self) -> _Run:
        run = _Run(Network(self.slice, OtherDays(self.alliance, self.slice)))

        def left(rule: str, *labels: str) -> set[Subject]:
            return still_open(run.network, self._of(*((rule, label) for label in labels)))

        loose = self._of(*(key for key in PLANNED if key[0] == "R51"))
        run.take(correcting.end_loose_ties(self.alliance, self.slice.as_of, loose, self._several(loose)))
        run.take(correcting.end_pairings_of_retired(run.network, self._of(("R24", "PartyOrg"))))
        run.take(correcting.keep_one_pairing(run.network, left("R22", "PartyOrg")))
        run.take(pairing_up.pair_communities(run.network, left("R21", "Community"), _content(run.network)))
        run.take(pairing_up.pair_compounds(run.network, left("R23", "Compound")))
        instructing = left("R25", "Grid")
        pairs, pending = pairing_up.pair_grids(run.network, _ids(left("R22", "Grid")), _ids(instructing))
        run.take(pairs)
        run.take(appointing.appoint(run.network, left("R26", "PartyOrg"), left("R26", "Community")))
        branches = self.gaps.get(("R27", "PartyOrg"), set())
        seen = run.network.after([pair.move for pair in pending.values()])
        run.take(appointing.instruct_grids(seen, instructing, pending, branches))
        run.take(appointing.instruct_for_branches(run.network, left("R27", "PartyOrg")))
        run.take(appointing.staff_bodies(run.network, left("R16", *BODIES)))
        run.take(appointing.complete_teams(run.network, left("R48", "Grid")))
        run.take(registering.register_committees(run.network, left("R31", "PartyOrg")))
        unregistered, elsewhere = left("R31", "Person"), left("R32", "Person")
        run.take(registering.register_members(run.network, unregistered, elsewhere))
        return run

    def _several(self, loose: Collection[Subject]) -> set[Subject]:
        """The R51 gaps with two of something, whatever else is wrong with them."""
        findings = self.before.findings.filter(pl.col("rule") == "R51", pl.col("verdict") == "gap")
        facts = findings.select("subject_label", "subject", "evidence").iter_rows()
        several = {
            ("R51", label, id_) for label, id_, told in facts if {*json.loads(told)["what"]} - {"loose_ties"}
        }
        return several & {*loose}

    @cached_property
    def homes(self) -> Homes | None:
        """What stage 14 proposes; None where it does not run."""
        if 14 not in self.stages:
            return None
        closes_homes, closes_members = ("R35", "Grid") in self.planned, ("R34", "Person") in self.planned
        return contact_homes(
            self._run.network,
            self._grids_with_gap if closes_homes else None,
            self.without_home,
            counted=closes_members,
            max_homes=self.settings.max_homes,
            reach=self.reach,
        )

    @cached_property
    def without_home(self) -> set[str]:
        """The members with an R34 gap in scope when stage 14 begins: those of today, and those just registered."""
        if self._missing("R34", "Person"):
            return set()
        contacting = {*self.slice.at_home.contacts["id"]}
        new = {
            move.start[1]
            for outcome in self.outcomes
            for step in outcome.steps
            for move in step.moves
            if step.stage == 13 and move.change == "add"
        } & self._run.network.members
        known = self.before.findings.filter(pl.col("rule") == "R34")["subject"]
        waived = {id_ for rule, id_ in self._run.network.waived if rule == "R34"}
        inside = new if self.inside is None else new & {*self.inside.filter(label="Person")["id"]}
        return self.gaps.get(("R34", "Person"), set()) | (inside - contacting - {*known} - waived)

    @property
    def _grids_with_gap(self) -> set[str]:
        """The grids in scope with homes nobody contacts; none where the rosters do not tell."""
        return self.gaps.get(("R35", "Grid"), set())

    def _missing(self, rule: str, label: str) -> bool:
        return bool(self.before.rule[rule].subjects[label].missing(self.slice))

    # --- what comes of them ---

    @cached_property
    def moves(self) -> pl.DataFrame:
        """All moves in their order; columns of :data:`graphmodel.planning.ordering.MOVES`."""
        return arranged(
            [step for outcome in self.outcomes for step in outcome.steps],
            self.homes and self.homes.moves,
            ends=self._run.network.rosters.ends_of,
            severity=_severities(self.before),
            home_rule="R35" if ("R35", "Grid") in self.planned else "R34",
            grids=self._grids_with_gap,
        )

    @cached_property
    def curve(self) -> pl.DataFrame:
        """How much is closed after each step; see :func:`graphmodel.planning.ordering.curve_of`."""
        return curve_of(self.moves)


class _Run:
    """The stages so far."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.outcomes: list[Outcome] = []

    def take(self, outcome: Outcome) -> None:
        """Let the stages to come see what this one proposes."""
        self.outcomes.append(outcome)
        moves = [move for step in outcome.steps for move in step.moves]
        if moves:
            self.network = self.network.after(moves)


def gaps_of(judgement: Judgement, inside: pl.DataFrame | None) -> dict[tuple[str, str], set[str]]:
    """By rule and label the subjects that are gaps, of those inside a scope."""
    gaps = judgement.findings.filter(pl.col("verdict") == "gap").select(FINDING_KEY)
    if inside is not None:
        gaps = gaps.join(inside, left_on=["subject_label", "subject"], right_on=["label", "id"], how="semi")
    found: dict[tuple[str, str], set[str]] = {}
    for rule, label, id_ in gaps.iter_rows():
        found.setdefault((rule, label), set()).add(id_)
    return found


def _ids(subjects: Collection[Subject]) -> set[str]:
    return {id_ for *_, id_ in subjects}


def _content(network: Network) -> set[str]:
    """The organ committees of which R26 is no gap."""
    committees = network.orgs(*GROUP["organ_committees"])
    return {org for org in committees if not recommends_wrongly(network, org)}


def _severities(judgement: Judgement) -> pl.DataFrame:
    """``rule``, ``subject_label``, ``subject`` and ``severity`` of every gap."""
    gaps = judgement.findings.filter(pl.col("verdict") == "gap")
    return gaps.select(*FINDING_KEY, "severity")
