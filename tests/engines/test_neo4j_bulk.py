"""The files for the offline importer, read by the importer itself, make the graph that a push would."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
import servers

from graphmodel.engines.neo4j import Connection, Neo4jEngine, push, write_bulk
from graphmodel.errors import EnvironmentFailure
from tests.rules.generate import alliance

NAMES = ['quote " and \\', "two\nlines", "", "a,b;c", " blanks ", "'网格'"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_told(tmp_path: Path) -> None:
    (tmp_path / "PartyOrg.csv").symlink_to("/dev/full")
    with pytest.raises(EnvironmentFailure, match="the disk is full; not written") as caught:
        write_bulk(alliance(3).at(date(2018, 12, 31)), tmp_path, snapshot="s")
    assert caught.value.exit_code == 3


@pytest.mark.parametrize("version", servers.MAIN_CLASS)
def test_the_importer_makes_what_a_push_makes(
    version: str,
    tmp_path: Path,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    start: Callable[..., Connection],
) -> None:
    slice_ = alliance(3).at(date(2018, 12, 31))
    orgs = slice_.nodes["PartyOrg"]
    names = pl.Series("name", [NAMES[at % len(NAMES)] for at in range(orgs.height)])
    slice_ = replace(slice_, nodes=slice_.nodes | {"PartyOrg": orgs.with_columns(names)})

    report = write_bulk(slice_, tmp_path / "files", snapshot="s")
    monkeypatch.chdir(report.folder)
    program, *arguments = report.command.split()
    assert program == "neo4j-admin"
    assert servers.admin(version, *arguments, home=home) == 0

    connection = start(version)
    with pytest.raises(EnvironmentFailure, match="push again"):
        Neo4jEngine(connection)
    completed = push(slice_, connection, snapshot="s")
    assert (completed.changed, completed.written) == (False, True)
    assert completed.nodes["PartyOrg"].unchanged == orgs.height
    assert not push(slice_, connection, snapshot="s").written
    with Neo4jEngine(connection) as engine:
        found = engine.query("MATCH (o:PartyOrg) RETURN o.id AS id, o.name AS name").rows
    assert sorted(found) == sorted(zip(orgs["id"], names, strict=True))
