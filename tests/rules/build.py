"""Small alliances as text, read by the real reader, and what the rules say of them.

A roster stands as its name, a colon and its columns, then one row a line; ``-`` is an empty cell, a list is written
with ``、``; codes serve as names. Divisions are always there: community ``k1`` and ``k2`` in street ``s1``, ``k3``
in ``s2``. Every roster and relation column counts as supplied, those that ``without`` names apart.

    grids: id part_of
      g1 c1
      g2 c1、c2
"""

import csv
import json
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from graphmodel.alliance import Alliance, assemble
from graphmodel.engines.embedded import Embedded
from graphmodel.ontology import PERIOD, ROSTER
from graphmodel.rosters import message, read_rosters
from graphmodel.rules import Judgement, Settings, judge, rules

AS_OF = date(2018, 12, 31)

DIVISIONS = """
divisions: id level part_of
  q city -
  w county q
  s1 street w
  s2 street w
  k1 community s1
  k2 community s1
  k3 community s2
"""


def alliance(text: str, without: tuple[str, ...] = ()) -> Alliance:
    """The alliance that a text describes."""
    with tempfile.TemporaryDirectory() as folder:
        for name, columns, rows in _rosters(text if "divisions:" in text else DIVISIONS + text):
            _write(name, columns, rows, Path(folder) / f"{name}.csv")
        reading = read_rosters([Path(folder)])
    assert not reading.has_errors, [message(problem) for problem in reading.problems.rows(named=True)]
    return replace(
        assemble(reading),
        supplied=frozenset(ROSTER.keys() - {*without}),
        absent_columns=frozenset(without) - ROSTER.keys(),
    )


def judged(
    text: str,
    *ids: str,
    without: tuple[str, ...] = (),
    as_of: date = AS_OF,
    settings: Settings | None = None,
) -> Judgement:
    """What some rules say of the alliance that a text describes."""
    slice_ = alliance(text, without).at(as_of)
    chosen = [rules()[id_] for id_ in ids] or list(rules().values())
    with Embedded(slice_) as engine:
        judgement = judge(slice_, engine, chosen, snapshot="", settings=settings or Settings())
    assert not judgement.failed, judgement.failed
    return judgement


def verdicts(judgement: Judgement) -> dict[str, str]:
    """The verdict by subject, a gap with its severity: ``{"g1": "met", "g2": "gap S1"}``."""
    rows = judgement.findings.select("subject", "verdict", "severity").iter_rows()
    return {subject: " ".join(filter(None, (verdict, severity))) for subject, verdict, severity in rows}


def evidence(judgement: Judgement, key: str) -> dict[str, Any]:
    """One fact of the evidence by subject, where the evidence has it."""
    rows = judgement.findings.select("subject", "evidence").iter_rows()
    found = {subject: json.loads(facts) for subject, facts in rows}
    return {subject: facts[key] for subject, facts in found.items() if key in facts}


def _rosters(text: str) -> list[tuple[str, list[str], list[list[str]]]]:
    found: list[tuple[str, list[str], list[list[str]]]] = []
    for line in filter(str.strip, text.splitlines()):
        first, *cells = filter(None, line.split(" "))
        if first.endswith(":"):
            found.append((first[:-1], cells, []))
        else:
            found[-1][2].append([first, *cells])
    return found


def _write(name: str, columns: list[str], rows: list[list[str]], path: Path) -> None:
    titles = {column.name: column.title.zh for column in (*ROSTER[name].columns, *PERIOD)}
    named = [column for column in ROSTER[name].columns if column.name == "name" and "name" not in columns]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([titles[column] for column in (*columns, *(column.name for column in named))])
        for row in rows:
            assert len(row) == len(columns), (name, row)
            cells = ["" if cell == "-" else cell for cell in row]
            writer.writerow([*cells, *(cells[columns.index("id")] for _ in named)])
