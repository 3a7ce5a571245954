"""Small alliances as text, read by the real reader, and what the rules say of them.

A roster stands as its name, a colon and its columns, then one row a line; ``-`` is an empty cell, a list is written
with ``、``; codes serve as names. Divisions are always there: community ``k1`` and ``k2`` in street ``s1``, ``k3``
in ``s2``. Every roster and relation column counts as supplied, those that ``without`` names apart.

    grids: id part_of
      g1 c1
      g2 c1、c2

A file of ``cases/`` holds the cases of one rule. Each is a title at the margin, then indented the alliance and what
the rule says of it; what stands before the first title belongs to every case, rosters that the case tells itself
apart. ``verdicts`` names keys of the evidence and lists every subject: its verdict, that of a gap with the severity,
then the evidence under these keys; ``-`` is an empty list, ``null`` nothing, ``.`` a key that is not there.
``without`` names rosters, relation columns or parts that were not supplied, ``settings`` thresholds that are not the usual
ones.

    every grid has an instructor, shared or not
      posts: from post to
        p1 instructor g1
      settings: window_months=4
      without: households LIVES_IN
      verdicts: instructors shared
        g1 met 1 0
        g2、g3 gap S1 0 0
"""

import csv
import json
import re
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from graphmodel.alliance import Alliance, assemble
from graphmodel.engines.embedded import Embedded
from graphmodel.ontology import PART, PERIOD, ROSTER
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


NO_ROSTERS = ("without", "settings", "verdicts")
"""What a case tells beside its alliance."""


@cache
def alliance(text: str, without: tuple[str, ...] = ()) -> Alliance:
    """The alliance that a text describes; nobody changes it."""
    with tempfile.TemporaryDirectory() as folder:
        write_rosters(text if "divisions:" in text else DIVISIONS + text, Path(folder))
        reading = read_rosters([Path(folder)])
    assert not reading.has_errors, [message(problem) for problem in reading.problems.rows(named=True)]
    return replace(
        assemble(reading),
        supplied=frozenset(ROSTER.keys() - {*without}),
        absent_columns=frozenset(without) - ROSTER.keys() - PART.keys(),
        absent_parts=frozenset(without) & PART.keys(),
    )


def write_rosters(text: str, folder: Path) -> Path:
    """Write the rosters of a text, a file each; return the folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, columns, rows in blocks(text):
        if name not in NO_ROSTERS:
            _write(name, columns, rows, folder / f"{name}.csv")
    return folder


@cache
def judged(
    text: str,
    *ids: str,
    without: tuple[str, ...] = (),
    as_of: date = AS_OF,
    settings: Settings | None = None,
) -> Judgement:
    """What some rules say of the alliance that a text describes; nobody changes it."""
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


@dataclass(frozen=True)
class Case:
    """An alliance, and what a rule says of it."""

    rule: str
    title: str
    text: str
    verdicts: Mapping[str, str]
    """By subject, as :func:`verdicts` gives them."""
    evidence: Mapping[str, Mapping[str, str]]
    """By key and subject, as the file writes it."""
    without: tuple[str, ...] = ()
    settings: Settings = field(default_factory=Settings)

    def __str__(self) -> str:
        return f"{self.rule} {self.title}"


CASES = Path(__file__).parent / "cases"


def cases() -> list[Case]:
    """Every case of every rule."""
    return [case for path in sorted(CASES.glob("R*.txt")) for case in _cases_of(path)]


def written(value: object) -> str:
    """A fact of the evidence as a file of cases writes it."""
    if isinstance(value, list):
        return "、".join(map(str, value)) or "-"
    return value if isinstance(value, str) else json.dumps(value)


def _cases_of(path: Path) -> list[Case]:
    shared, *titled = re.split(r"^(?=\S)", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [
        _case(path.stem, title, shared + body) for title, _, body in (text.partition("\n") for text in titled)
    ]


def _case(rule: str, title: str, text: str) -> Case:
    told_of = {name: (cells, rows) for name, cells, rows in blocks(text)}
    if "verdicts" not in told_of:
        raise ValueError(f"{rule}.txt, {title}: it tells no verdicts")
    keys, rows = told_of["verdicts"]
    verdicts: dict[str, str] = {}
    evidence: dict[str, dict[str, str]] = {key: {} for key in keys}
    for subjects, verdict, *told in rows:
        severity, cells = (told[:1], told[1:]) if verdict == "gap" else ([], told)
        if len(cells) != len(keys) or verdicts.keys() & {*subjects.split("、")}:
            raise ValueError(
                f"{rule}.txt, {title}: {subjects} stands there twice, or has other evidence than {keys}"
            )
        for subject in subjects.split("、"):
            verdicts[subject] = " ".join([verdict, *severity])
            for key, cell in zip(keys, cells, strict=True):
                if cell != ".":
                    evidence[key][subject] = cell
    settings = tomllib.loads("\n".join(told_of.get("settings", ([], []))[0]))
    without = tuple(told_of.get("without", ([], []))[0])
    return Case(rule, title, text, verdicts, evidence, without, Settings.model_validate(settings))


def blocks(text: str) -> list[tuple[str, list[str], list[list[str]]]]:
    """Name, columns and rows of everything that stands under a name and a colon."""
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
