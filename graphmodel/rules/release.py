"""What may leave the office: small counts suppressed, codes of people and homes replaced by keyed pseudonyms.

Counts of fewer than 5 people or 10 homes are hidden, and with them as many further counts as it takes that none can be
found by subtraction within its row, or from the total over all units. Nought tells of nobody and stays.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Iterable
from typing import Any, Final

import polars as pl

from graphmodel.rules.judge import VERDICTS

LEAST_PEOPLE: Final = 5
LEAST_HOMES: Final = 10
_PSEUDONYM_DIGITS: Final = 16

Cell = tuple[int, int]


def suppressed(coverage: pl.DataFrame) -> pl.DataFrame:
    """Coverage with small counts of people and homes taken out (null), and the rates they would betray.

    Args:
        coverage: rows of :attr:`~graphmodel.rules.judge.Judgement.coverage`, or those of ``coverage_by``; over
            units, the total of a column is taken to be known.

    >>> import polars as pl
    >>> row = {"rule": "R34", "subject_label": "Person", "unit": "subjects", "rate": 0.7, "unknown": 0, "exempt": 0}
    >>> suppressed(pl.DataFrame([row | {"met": 7, "gap": 3}])).select("met", "gap", "rate").row(0)
    (None, None, None)
    """
    rows = coverage.to_dicts()
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault((row["rule"], row["subject_label"]), []).append(row)
    for group in groups.values():
        for number, column in _hidden(group, summed="unit_code" in coverage.columns):
            group[number][VERDICTS[column]] = None
        for row in group:
            if row["met"] is None or row["gap"] is None:
                row["rate"] = None
    return pl.DataFrame(rows, schema=coverage.schema)


def pseudonym(code: str, key: bytes) -> str:
    """A code that stands for another as long as the key is the same, and tells nothing without it (HMAC-SHA-256)."""
    return hmac.new(key, code.encode(), hashlib.sha256).hexdigest()[:_PSEUDONYM_DIGITS]


def released(findings: Iterable[dict[str, Any]], people: Collection[str], key: bytes) -> list[dict[str, Any]]:
    """Findings as the contract writes them, fit to leave the office.

    Codes of people become pseudonyms, wherever they stand; the rows of rosters that concern people are left out, and
    counts of few homes are hidden.

    Args:
        findings: with ``subject_label``, ``subject``, ``evidence`` and ``sources``.
        people: the codes of all people.
        key: of the pseudonyms; kept apart from the data.
    """
    return [_released(finding, people, key) for finding in findings]


def _released(finding: dict[str, Any], people: Collection[str], key: bytes) -> dict[str, Any]:
    of_person = finding["subject_label"] == "Person"
    counts = finding["evidence"].keys() >= set(VERDICTS)
    evidence = {
        name: None
        if counts and name in VERDICTS and 0 < value < LEAST_HOMES
        else _without_codes(value, people, key)
        for name, value in finding["evidence"].items()
    }
    return finding | {
        "subject": pseudonym(finding["subject"], key) if of_person else finding["subject"],
        "evidence": evidence,
        "sources": [] if of_person else finding["sources"][:1],
    }


def _without_codes(value: Any, people: Collection[str], key: bytes) -> Any:
    if isinstance(value, list):
        return [_without_codes(item, people, key) for item in value]
    return pseudonym(value, key) if isinstance(value, str) and value in people else value


def least(row: dict[str, Any]) -> int:
    """The smallest count that may be shown in a row of coverage."""
    if row["unit"] == "homes":
        return LEAST_HOMES
    return LEAST_PEOPLE if row["subject_label"] == "Person" else 0


def _hidden(group: list[dict[str, Any]], *, summed: bool) -> set[Cell]:
    """The cells to hide: the small ones, then partners until no row or column hides just one."""
    counts = [[row[verdict] for verdict in VERDICTS] for row in group]
    hidden = {
        (number, column)
        for number, row in enumerate(group)
        for column, count in enumerate(counts[number])
        if 0 < count < least(row)
    }
    lines = [[(number, column) for column in range(len(VERDICTS))] for number in range(len(group))]
    if summed:
        lines += [[(number, column) for number in range(len(group))] for column in range(len(VERDICTS))]
    while lonely := [line for line in lines if len(hidden.intersection(line)) == 1 and len(line) > 1]:
        hidden |= {_partner(line, hidden, counts) for line in lonely}
    return hidden


def _partner(line: Iterable[Cell], hidden: set[Cell], counts: list[list[int]]) -> Cell:
    """The cell of a line that costs least to hide: the smallest that is not nought, else a nought."""
    shown = [cell for cell in line if cell not in hidden]
    return min(shown, key=lambda cell: (counts[cell[0]][cell[1]] == 0, counts[cell[0]][cell[1]], cell))
