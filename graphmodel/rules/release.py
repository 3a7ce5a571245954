"""What may leave the office: small counts suppressed, codes of people replaced by keyed pseudonyms.

Counts of fewer than 5 people or 10 homes are hidden, and with them as many further counts as it takes that nothing
hidden can be computed from all that is given away: rows whose totals may be known, units and their parts at every
level down to grids, all rules and labels together (:mod:`graphmodel.rules.suppression` proves it). Nought tells of
nobody and stays, unless it is needed to hide another. Two days compared, or what is known from elsewhere, may still
tell more; no table can prevent that.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import polars as pl

from graphmodel.ontology.vocabulary import FINDING_KEY, of_people
from graphmodel.rules.judging import VERDICTS, Judgement
from graphmodel.rules.suppression import WHOLE, Cell, Unit, suppressed

LEAST_PEOPLE: Final = 5
LEAST_HOMES: Final = 10
LEVELS: Final = ("", "County", "Street", "Community")
"""Of the coverage tables; the first is the whole."""

_GRID: Final = "Grid"
"""The level of findings that count homes."""
_PSEUDONYM_DIGITS: Final = 16


@dataclass(frozen=True)
class Release:
    """What of a judgement of everything may leave the office."""

    judgement: Judgement

    def coverage(self, level: str = "") -> pl.DataFrame:
        """A coverage table, by units of a level or of the whole, with counts hidden (null) and the rates they betray."""
        counted = self._table(level)
        rows = counted.to_dicts()
        for row in rows:
            for cell in _cells(row, level):
                if cell in self.hidden:
                    row[cell.verdict] = None
            if row["met"] is None or row["gap"] is None:
                row["rate"] = None
        return pl.DataFrame(rows, schema=counted.schema)

    def findings(self, findings: Iterable[dict[str, Any]], key: bytes) -> list[dict[str, Any]]:
        """Findings as the contract writes them, fit to leave the office, sorted by what is shown.

        Findings about people are left out where the coverage hides how many there are; else they bear pseudonyms,
        without evidence and sources, which would tell where. Codes and counts of people in evidence are hidden, counts
        of homes as the coverage hides them.

        Args:
            findings: with ``rule``, ``subject_label``, ``subject``, ``verdict``, ``evidence`` and ``sources``.
            key: of the pseudonyms; kept apart from the data.
        """
        people = frozenset(self.judgement.slice.nodes["Person"]["id"])
        shown = [
            _of_person(finding, key)
            if finding["subject_label"] == "Person"
            else finding | {"evidence": self._evidence(finding, people), "sources": finding["sources"][:1]}
            for finding in findings
            if not self._is_left_out(finding)
        ]
        return sorted(shown, key=lambda finding: [finding[name] for name in _SHOWN_FIRST])

    @cached_property
    def hidden(self) -> frozenset[Cell]:
        """Every count that is hidden, on every level."""
        counts: dict[Cell, int] = {}
        small = set()
        for level in (*LEVELS, _GRID):
            for row in self._table(level).to_dicts():
                if not (least_shown := least(row)):
                    continue
                of_row = {cell: row[cell.verdict] for cell in _cells(row, level)}
                counts |= of_row
                small |= {cell for cell, count in of_row.items() if 0 < count < least_shown}
        return suppressed(counts, small, self._parents(), self._verdicts_of_grids())

    def _is_left_out(self, finding: dict[str, Any]) -> bool:
        if finding["subject_label"] == "Person":
            return Cell(finding["rule"], "Person", WHOLE, finding["verdict"]) in self.hidden
        of_grid = Cell(finding["rule"], finding["subject_label"], Unit(_GRID, finding["subject"]), "verdict")
        return of_grid in self.hidden

    def _table(self, level: str) -> pl.DataFrame:
        if level == _GRID:
            return self._homes().select(
                "rule", "subject_label", pl.lit("homes").alias("unit"), *VERDICTS, unit_code="subject"
            )
        return self.judgement.coverage_by(level) if level else self.judgement.coverage

    def _homes(self) -> pl.DataFrame:
        """The findings that count homes, one per rule and grid."""
        homes = [rule.id for rule in self.judgement.rules if rule.unit == "homes"]
        return self.judgement.findings.filter(pl.col("rule").is_in(homes))

    def _verdicts_of_grids(self) -> dict[Cell, str]:
        """The verdict that each finding on homes shows, under the name of a cell of its own."""
        rows = self._homes().select(*FINDING_KEY, "verdict").iter_rows()
        return {
            Cell(rule, label, Unit(_GRID, grid), "verdict"): verdict for rule, label, grid, verdict in rows
        }

    def _parents(self) -> dict[Unit, list[Unit]]:
        """The units right above each unit that any table has; above those under nothing is the whole."""
        levels = (*LEVELS[1:], _GRID)
        above: dict[Unit, dict[str, list[Unit]]] = defaultdict(lambda: defaultdict(list))
        for label, id_, level, unit in self.judgement.territory.iter_rows():
            if label in levels and level in levels[: levels.index(label)]:
                above[Unit(label, id_)][level].append(Unit(level, unit))
        return {unit: by_level[max(by_level, key=levels.index)] for unit, by_level in above.items()}

    def _evidence(self, finding: dict[str, Any], people: frozenset[str]) -> dict[str, Any]:
        rule, label, grid = finding["rule"], finding["subject_label"], Unit(_GRID, finding["subject"])
        return {
            name: None
            if name in _OF_PEOPLE or _holds_any(value, people) or Cell(rule, label, grid, name) in self.hidden
            else value
            for name, value in finding["evidence"].items()
        }


_SHOWN_FIRST: Final = (*FINDING_KEY, "verdict")
_OF_PEOPLE: Final = of_people("codes") | of_people("counts")


def pseudonym(rule: str, code: str, key: bytes) -> str:
    """What stands for a code in all tables of one rule, and for nothing in those of another (HMAC-SHA-256)."""
    return hmac.new(key, f"{rule}\0{code}".encode(), hashlib.sha256).hexdigest()[:_PSEUDONYM_DIGITS]


def least(row: dict[str, Any]) -> int:
    """The smallest count that may be shown in a row of coverage."""
    if row["unit"] == "homes":
        return LEAST_HOMES
    return LEAST_PEOPLE if row["subject_label"] == "Person" else 0


def _of_person(finding: dict[str, Any], key: bytes) -> dict[str, Any]:
    subject = pseudonym(finding["rule"], finding["subject"], key)
    return finding | {"subject": subject, "evidence": {}, "sources": []}


def _holds_any(value: Any, people: frozenset[str]) -> bool:
    """Whether a value is, or lists, the code of a person, whatever the key says."""
    return not people.isdisjoint(value if isinstance(value, list) else [value])


def _cells(row: dict[str, Any], level: str) -> list[Cell]:
    unit = Unit(level, row["unit_code"]) if level else WHOLE
    return [Cell(row["rule"], row["subject_label"], unit, verdict) for verdict in VERDICTS]
