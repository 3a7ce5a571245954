"""What may leave the office: small counts suppressed, codes of people replaced by keyed pseudonyms.

Counts of fewer than 5 people or 10 homes are hidden, and with them as many further counts as it takes that none can be
found by subtraction: within its row; from the unit above and its other parts, at every level from the whole down to
grids, whichever of these tables are given away; or from the other rule that counts the same homes. Nought tells of
nobody and stays, unless it is needed to hide another. Two days compared, or what is known from elsewhere, may still
tell more; no table can prevent that.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

import polars as pl

from graphmodel.ontology.vocabulary import of_people
from graphmodel.rules.judge import VERDICTS, Judgement

LEAST_PEOPLE: Final = 5
LEAST_HOMES: Final = 10
LEVELS: Final = ("", "County", "Street", "Community")
"""Of the coverage tables; the first is the whole."""

_GRID: Final = "Grid"
"""The level of findings that count homes."""
_PSEUDONYM_DIGITS: Final = 16
_SAME_HOMES: Final = (
    (("R35", "gap"), ("R35", "exempt"), ("R36", "exempt")),
    (("R35", "met"), ("R36", "met"), ("R36", "gap"), ("R36", "unknown")),
)
"""Outcomes of two rules that are of the same homes, all but the few of which too little is known: homes without contact
are exempt from R36, those with one are what it judges."""


class Cell(NamedTuple):
    """One count: of a verdict, of a rule and label, in a unit of a level."""

    rule: str
    subject_label: str
    level: str
    unit: str
    verdict: str


@dataclass(frozen=True)
class Release:
    """What of a judgement of everything may leave the office."""

    judgement: Judgement

    def coverage(self, level: str = "") -> pl.DataFrame:
        """A coverage table, by units of a level or of the whole, with counts hidden (null) and the rates they betray."""
        rows = self._table(level).to_dicts()
        for row in rows:
            for cell in _cells(row, level):
                if cell in self.hidden:
                    row[cell.verdict] = None
            if row["met"] is None or row["gap"] is None:
                row["rate"] = None
        return pl.DataFrame(rows, schema=self._table(level).schema)

    def findings(self, findings: Iterable[dict[str, Any]], key: bytes) -> list[dict[str, Any]]:
        """Findings as the contract writes them, fit to leave the office.

        Findings about people are left out where the coverage hides how many there are; else they bear pseudonyms,
        without evidence and sources, which would tell where. Counts of people in evidence are left out, counts of
        homes hidden as the coverage is.

        Args:
            findings: with ``rule``, ``subject_label``, ``subject``, ``verdict``, ``evidence`` and ``sources``.
            key: of the pseudonyms; kept apart from the data.
        """
        people = set(self.judgement.slice.nodes["Person"]["id"])
        return [
            self._of_person(finding, key)
            if finding["subject_label"] == "Person"
            else finding
            | {"evidence": self._evidence(finding, people, key), "sources": finding["sources"][:1]}
            for finding in findings
            if finding["subject_label"] != "Person"
            or Cell(finding["rule"], "Person", "", "", finding["verdict"]) not in self.hidden
        ]

    @cached_property
    def hidden(self) -> set[Cell]:
        """Every count that is hidden, on every level."""
        counts: dict[Cell, int] = {}
        lines: list[list[Cell]] = []
        small = set()
        for level in (*LEVELS, _GRID):
            for row in self._table(level).to_dicts():
                if not (least_shown := least(row)):
                    continue
                cells = _cells(row, level)
                lines.append(cells)
                counts |= {cell: row[cell.verdict] for cell in cells}
                small |= {cell for cell in cells if 0 < counts[cell] < least_shown}
        lines += _sums(counts, self._parents())
        lines += _of_the_same_homes(counts)
        return _with_partners(small, lines, counts)

    def _table(self, level: str) -> pl.DataFrame:
        if level == _GRID:
            homes = [rule.id for rule in self.judgement.rules if rule.unit == "homes"]
            of_homes = self.judgement.findings.filter(pl.col("rule").is_in(homes))
            return of_homes.select(
                "rule", "subject_label", pl.lit("homes").alias("unit"), *VERDICTS, unit_code="subject"
            )
        return self.judgement.coverage_by(level) if level else self.judgement.coverage

    def _parents(self) -> dict[tuple[str, str], list[tuple[str, str]]]:
        """The units right above each unit, by level and code; above counties is the whole."""
        above = dict(zip((*LEVELS[1:], _GRID), LEVELS, strict=True))
        parents = defaultdict(list)
        for row in self.judgement.territory.iter_rows(named=True):
            if row["label"] in above and above[row["label"]] in (row["unit_label"], ""):
                parent = row["unit"] if above[row["label"]] else ""
                parents[row["label"], row["id"]].append((above[row["label"]], parent))
        return parents

    def _of_person(self, finding: dict[str, Any], key: bytes) -> dict[str, Any]:
        return finding | {"subject": pseudonym(finding["subject"], key), "evidence": {}, "sources": []}

    def _evidence(self, finding: dict[str, Any], people: set[str], key: bytes) -> dict[str, Any]:
        rule, label, grid = finding["rule"], finding["subject_label"], finding["subject"]
        return {
            name: None
            if name in of_people("counts") or Cell(rule, label, _GRID, grid, name) in self.hidden
            else _without_codes(value, people, key)
            for name, value in finding["evidence"].items()
        }


def pseudonym(code: str, key: bytes) -> str:
    """A code that stands for another as long as the key is the same, and tells nothing without it (HMAC-SHA-256)."""
    return hmac.new(key, code.encode(), hashlib.sha256).hexdigest()[:_PSEUDONYM_DIGITS]


def least(row: dict[str, Any]) -> int:
    """The smallest count that may be shown in a row of coverage."""
    if row["unit"] == "homes":
        return LEAST_HOMES
    return LEAST_PEOPLE if row["subject_label"] == "Person" else 0


def _without_codes(value: Any, people: set[str], key: bytes) -> Any:
    if isinstance(value, list):
        return [_without_codes(item, people, key) for item in value]
    return pseudonym(value, key) if isinstance(value, str) and value in people else value


def _cells(row: dict[str, Any], level: str) -> list[Cell]:
    unit = row.get("unit_code", "")
    return [Cell(row["rule"], row["subject_label"], level, unit, verdict) for verdict in VERDICTS]


def _sums(
    counts: Iterable[Cell], parents: dict[tuple[str, str], list[tuple[str, str]]]
) -> Iterator[list[Cell]]:
    """Every count of a unit with those of its parts."""
    parts = defaultdict(set)
    for cell in counts:
        for level, unit in parents.get((cell.level, cell.unit), ()):
            parts[cell._replace(level=level, unit=unit)].add(cell)
    return ([whole, *sorted(of_whole)] for whole, of_whole in parts.items())


def _of_the_same_homes(counts: Iterable[Cell]) -> Iterator[list[Cell]]:
    """Counts of the two rules on contacts that follow from one another, in each unit."""
    of_unit: dict[tuple[str, str], dict[tuple[str, str], Cell]] = defaultdict(dict)
    for cell in counts:
        of_unit[cell.level, cell.unit][cell.rule, cell.verdict] = cell
    for found in of_unit.values():
        for outcomes in _SAME_HOMES:
            yield [found[outcome] for outcome in outcomes if outcome in found]


def _with_partners(small: set[Cell], lines: list[list[Cell]], counts: dict[Cell, int]) -> set[Cell]:
    """The small counts and as many others as it takes that no line hides just one."""
    lines_of = defaultdict(list)
    for line in lines:
        for cell in line:
            lines_of[cell].append(line)
    hidden, waiting = set(small), [line for cell in sorted(small) for line in lines_of[cell]]
    while waiting:
        line = waiting.pop()
        if sum(cell in hidden for cell in line) == 1 and len(line) > 1:
            partner = min(
                (cell for cell in line if cell not in hidden),
                key=lambda cell: (counts[cell] == 0, counts[cell], cell),
            )
            hidden.add(partner)
            waiting += lines_of[partner]
    return hidden
