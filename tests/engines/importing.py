"""What the offline importer makes of our files: every server of ours begins with it, which saves a server for it alone."""

from contextlib import chdir
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

import polars as pl
import pytest
import servers

from graphmodel.alliance import Slice
from graphmodel.engines.neo4j import Connection, Neo4jEngine, PushReport, push, write_bulk
from graphmodel.errors import EnvironmentFailure
from tests.rules.generate import alliance

SNAPSHOT = "imported"
NAMES = ['quote " and \\', "two\nlines", "", "a,b;c", " blanks ", "'网格'"]


class Imported(NamedTuple):
    """What was found right after the server's first start."""

    refused: str
    """What the engine said before a push had completed the import."""
    completed: PushReport
    compared: list[str]
    """What completing it told of its progress: nothing, for files of ours need not be compared."""
    again: PushReport
    names: list[tuple[object, ...]]
    """Of the party organisations: id and name."""
    ties: list[tuple[object, ...]]
    """The number of each tie, and what it joins."""


def imported_slice() -> Slice:
    """A small alliance whose party organisations bear names that files must not stumble over."""
    slice_ = alliance(3).at(date(2018, 12, 31))
    orgs = slice_.nodes["PartyOrg"]
    names = pl.Series("name", [NAMES[at % len(NAMES)] for at in range(orgs.height)])
    return replace(slice_, nodes={**slice_.nodes, "PartyOrg": orgs.with_columns(names)})


def import_into(home: Path, version: str, folder: Path) -> None:
    """Write the files and run the command that comes with them on a server that was never started."""
    report = write_bulk(imported_slice(), folder, snapshot=SNAPSHOT)
    program, *arguments = report.command.split()
    assert program == "neo4j-admin"
    with chdir(report.folder):
        assert servers.admin(version, *arguments, home=home, java=servers.QUICK, quiet=True) == 0


def look_at(connection: Connection) -> Imported:
    """Ask the server, let pushes complete the import, and ask again."""
    with pytest.raises(EnvironmentFailure) as refused:
        Neo4jEngine(connection)
    compared: list[str] = []
    completed = push(
        imported_slice(), connection, snapshot=SNAPSHOT, progress=lambda what, *_: compared.append(what.en)
    )
    again = push(imported_slice(), connection, snapshot=SNAPSHOT)
    with Neo4jEngine(connection) as engine:
        names = engine.query("MATCH (o:PartyOrg) RETURN o.id AS id, o.name AS name").rows
        ties = engine.query("MATCH (a)-[r]->(b) RETURN r.tie AS tie, a.id AS one, b.id AS other").rows
    return Imported(str(refused.value), completed, compared, again, names, ties)
