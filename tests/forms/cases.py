"""Forms as an office writes them, and what must be said of them, as text.

A file of ``cases/`` holds cases of one part of the matter. Each is a title at the margin; indented below it stand its
tables, one by name and a colon, rows as ``| cell | cell |``, and what is expected. A table is a sheet of one workbook,
or a text file, called like it; its name may have folders before it. What stands before the first title belongs to
every case, tables that a case tells itself apart.

Under ``problems`` stands every problem: code, table, row, column, value, and what its ``expected`` must hold, parts
separated by blanks; ``-`` is null, ``*`` anything, and what begins with ``?`` may be there or not. Under ``facts`` stand nodes (label, name, ``property=value`` …) and
ties (relation, name of either end, ``property=value`` …): all there are of each label and relation that is named,
``none`` where there are none. Under ``account`` stands what ``check --format json`` says of each table: table, form,
heading_row, rows, used, skipped, with_errors.

    a mark is no name
      小区表:
        | 社区 | 小区 | 业委会 |
        | 东风社区 | 甲小区 | 是 |
      problems:
        not-a-name | 小区表 | 2 | 业委会 | 是 | *
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl

from graphmodel.alliance import Alliance
from graphmodel.contract.problems import problems_document
from graphmodel.ontology import LABEL
from graphmodel.rosters import Reading
from tests.rosters.city import write_text, write_workbook

CASES: Final = Path(__file__).parent / "cases"
WORKBOOK: Final = "office.xlsx"
EXPECTATIONS: Final = ("problems", "facts", "account")
KINDS: Final = ("text", "workbook")

Cells = list[str]


@dataclass(frozen=True)
class Case:
    """Tables, and what is expected of them."""

    part: str
    title: str
    tables: Mapping[str, list[Cells]]
    expected: Mapping[str, list[Cells]]

    def __str__(self) -> str:
        return f"{self.part}: {self.title}"

    def write(self, folder: Path, kind: str) -> Path:
        """The tables as one ``workbook`` per folder, or as ``text`` files."""
        of_folder: dict[str, dict[str, list[Cells]]] = {}
        for name, rows in self.tables.items():
            above, _, own = name.rpartition("/")
            of_folder.setdefault(above, {})[own] = rows
        for above, tables in of_folder.items():
            place = folder / above
            place.mkdir(parents=True, exist_ok=True)
            if kind == "workbook":
                filled = {
                    name: [[cell or None for cell in row] for row in rows] for name, rows in tables.items()
                }
                write_workbook(place / WORKBOOK, filled)
            else:
                for name, rows in tables.items():
                    write_text(place / f"{name}.csv", rows)
        return folder


def cases() -> list[Case]:
    """Every case."""
    return [case for path in sorted(CASES.glob("*.txt")) for case in _cases_of(path)]


def _cases_of(path: Path) -> Iterator[Case]:
    shared, *titled = re.split(r"^(?=\S)", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for text in titled:
        title, _, body = text.partition("\n")
        blocks = _blocks(shared) | _blocks(body)
        expected = {name: rows for name, rows in blocks.items() if name in EXPECTATIONS}
        if not expected:
            raise ValueError(f"{path.name}, {title}: it expects nothing")
        tables = {name: rows for name, rows in blocks.items() if name not in EXPECTATIONS and rows}
        yield Case(path.stem, title, tables, expected)


def _blocks(text: str) -> dict[str, list[Cells]]:
    found: dict[str, list[Cells]] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.endswith(":"):
            rows = found.setdefault(line[:-1], [])
        else:
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return found


# --- what was found ---


def problems(reading: Reading, kind: str) -> list[Cells]:
    """Every problem as a case writes it, ``expected`` as it is."""
    return [
        [
            row["code"],
            _table(row, kind),
            *(_shown(row[key]) for key in ("row", "column", "value", "expected")),
        ]
        for row in reading.problems.iter_rows(named=True)
    ]


def unlike(
    found: list[Cells], expected: list[Cells], fits: Callable[[Cells, Cells], bool]
) -> tuple[list[Cells], list[Cells]]:
    """What was found and not expected, and what was expected and is not there."""
    left = list(found)
    lacking = []
    for pattern in expected:
        optional = pattern[0].startswith("?")
        asked = [pattern[0].removeprefix("? "), *pattern[1:]]
        one = next((row for row in left if fits(row, asked)), None)
        if one is not None:
            left.remove(one)
        elif not optional:
            lacking.append(asked)
    return left, lacking


def same(row: Cells, pattern: Cells) -> bool:
    """Whether something found is what a case writes."""
    return len(row) == len(pattern) and all(map(_is, row, pattern))


def same_problem(row: Cells, pattern: Cells) -> bool:
    """Whether a problem is what a case writes: its last cell holds all words of the pattern's."""
    *cells, wanted = pattern
    said = _is(row[-1], wanted) or (wanted != "-" and all(part in row[-1] for part in wanted.split()))
    return said and same(row[:-1], cells)


def _is(cell: str, wanted: str) -> bool:
    return wanted in ("*", cell)


def facts(alliance: Alliance, asked: list[Cells]) -> list[Cells]:
    """Nodes and ties of the kinds asked for, with the properties asked for, as a case writes them."""
    names = {
        (label, row["id"]): row["name"] or row["id"]
        for label, table in alliance.nodes.items()
        for row in (table if "name" in table.columns else table.with_columns(name=pl.lit(None))).iter_rows(
            named=True
        )
    }
    found = []
    for kind in dict.fromkeys(fact[0] for fact in asked):
        keys = sorted(
            {cell.partition("=")[0] for fact in asked if fact[0] == kind for cell in fact if "=" in cell}
        )
        table = alliance.nodes[kind] if kind in LABEL else alliance.ties[kind]
        for row in table.iter_rows(named=True):
            told = [f"{key}={_shown(row[key])}" for key in keys]
            if kind in LABEL:
                found.append([kind, names[kind, row["id"]], *told])
            else:
                ends = [
                    names.get((row[f"{end}_label"], row[f"{end}_id"]), row[f"{end}_id"])
                    for end in ("from", "to")
                ]
                found.append([kind, *ends, *told])
    return found


def wanted(asked: list[Cells]) -> list[Cells]:
    """The facts a case tells, properties in the order of :func:`facts`."""
    return [
        [*(cell for cell in fact if "=" not in cell), *sorted(cell for cell in fact if "=" in cell)]
        for fact in asked
        if fact[1:] != ["none"]
    ]


def account(reading: Reading, kind: str) -> list[Cells]:
    """What is said of every form that was read."""
    keys = ("form", "heading_row", "rows", "used", "skipped", "with_errors")
    told = problems_document(reading)["forms"]
    return [[_table(row, kind), *(_shown(row[key]) for key in keys)] for row in told]


def _table(row: Mapping[str, Any], kind: str) -> str:
    """The name of the table a row speaks of, as the case calls it."""
    if kind == "workbook":
        return str(row["sheet"])
    assert row["sheet"] is None
    return Path(row["file"]).stem


def _shown(value: object) -> str:
    return "-" if value is None else str(value)
