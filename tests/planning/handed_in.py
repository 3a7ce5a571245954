"""Alliances handed in as rosters and loaded: what every change that is tried is held against."""

import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import polars as pl

from graphmodel.alliance import Alliance, assemble
from graphmodel.alliance.writing_out import roster_rows
from graphmodel.ontology import PROVENANCE
from graphmodel.rosters import message, read_rosters
from graphmodel.rosters.writing import write_rosters
from tests.rules.build import AS_OF
from tests.rules.generate import side_by_side

Rows = dict[str, pl.DataFrame]


def rows_of(alliance: Alliance) -> Rows:
    return {name: rows.drop(PROVENANCE) for name, rows in roster_rows(alliance).items()}


def write(rows: Mapping[str, pl.DataFrame], folder: Path) -> Path:
    write_rosters({name: table for name, table in rows.items() if table.height}, folder, "csv", AS_OF)
    return folder


def loaded(*handed_in: Mapping[str, pl.DataFrame] | Path) -> Alliance:
    """What loading gives: rows by roster, or files."""
    with ExitStack() as stack:
        folders = [stack.enter_context(tempfile.TemporaryDirectory()) for _ in handed_in]
        inputs = [
            one if isinstance(one, Path) else write(one, Path(folder))
            for one, folder in zip(handed_in, folders, strict=True)
        ]
        reading = read_rosters(inputs)
    assert not reading.has_errors, [message(problem) for problem in reading.problems.rows(named=True)]
    return assemble(reading)


def random_alliance(first: int, count: int) -> Alliance:
    """Small random alliances side by side, as they are when they have been loaded."""
    return loaded(rows_of(side_by_side(range(first, first + count))))


def told(alliance: Alliance) -> dict[str, Any]:
    """All that is said, without where it stands and in which order."""
    tables = {**alliance.nodes, **alliance.ties}
    plain = {name: table.drop(PROVENANCE) for name, table in tables.items()}
    return {name: table.sort(table.columns).rows() for name, table in plain.items()} | {
        "supplied": alliance.supplied,
        "absent": (alliance.absent_columns, alliance.absent_parts),
    }
