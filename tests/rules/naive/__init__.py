"""A second, independent reading of ``rules.md``: every rule as plain Python over dictionaries and sets.

``evaluate`` gives the verdict of every subject of every rule, ``ladder`` the level of every body; ``loose_ties`` counts
what R51 needs from the history.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Final

from graphmodel.alliance import Alliance, Slice
from tests.rules.naive import r01_r20, r21_r34, r35_r52
from tests.rules.naive.facts import Facts, Node, Settings
from tests.rules.naive.needs import SUBJECT_LABELS, columns_needed, rosters_needed
from tests.rules.naive.verdict import Found, Verdict

__all__ = [
    "SUBJECT_LABELS",
    "Found",
    "Settings",
    "Verdict",
    "evaluate",
    "ladder",
    "loose_ties",
    "unknown_by_roster",
]

RULES: Final[dict[str, Callable[[Facts], Found]]] = {
    name.upper(): function
    for module in (r01_r20, r21_r34, r35_r52)
    for name, function in vars(module).items()
    if len(name) == 3 and name[0] == "r" and name[1:].isdigit()
}


def evaluate(slice_: Slice, settings: Settings | None = None) -> dict[str, Found]:
    """The verdict of every subject (label and id) of every rule, on the day of a slice."""
    facts = Facts(slice_, settings or Settings())
    unknown = unknown_by_roster(slice_)
    return {
        rule: {
            subject: _unknown(verdict) if (rule, subject[0]) in unknown else verdict
            for subject, verdict in judge(facts).items()
        }
        for rule, judge in RULES.items()
    }


def unknown_by_roster(slice_: Slice) -> set[tuple[str, str]]:
    """Rules and subject labels that lack a roster or relation column they need."""
    return {
        (rule, label)
        for rule, labels in SUBJECT_LABELS.items()
        for label in labels
        if rosters_needed(rule, label) - slice_.supplied
        or columns_needed(rule, label) & slice_.absent_columns
    }


def ladder(slice_: Slice) -> dict[Node, str]:
    """The level of every body, all rosters given."""
    facts = Facts(slice_, Settings())
    return {body: r01_r20.level(facts, body) for body in facts.bodies()}


def _unknown(verdict: Verdict) -> Verdict:
    return Verdict("unknown", None, verdict.homes and (0, 0, sum(verdict.homes), 0))


def loose_ties(alliance: Alliance, day: date) -> Counter[Node]:
    """Ties of live nodes, TOOK_PART apart, that are live on a day while their other end is not."""

    def is_live(start: date | None, end: date | None) -> bool:
        return (start is None or start <= day) and (end is None or day < end)

    live = {
        (label, row["id"])
        for label, table in alliance.nodes.items()
        for row in table.iter_rows(named=True)
        if is_live(row["valid_from"], row["valid_to"])
    }
    found: Counter[Node] = Counter()
    for relation, table in alliance.ties.items():
        for tie in table.iter_rows(named=True):
            if relation != "TOOK_PART" and is_live(tie["valid_from"], tie["valid_to"]):
                start, end = (tie["from_label"], tie["from_id"]), (tie["to_label"], tie["to_id"])
                found.update(
                    one for one, other in ((start, end), (end, start)) if one in live and other not in live
                )
    return found
