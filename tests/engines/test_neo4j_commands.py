"""Pushing and asking through the command line: the same answers, one sentence for what goes wrong."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from graphmodel.engines.neo4j import Connection
from tests.cli.conftest import Run, commands_in
from tests.cli.office import fill_in


@pytest.fixture
def office(database: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("NEO4J_URI", database.uri)
    monkeypatch.setenv("NEO4J_USER", database.user)
    monkeypatch.setenv("NEO4J_PASSWORD", database.password)
    fill_in(tmp_path / "rosters")
    run = commands_in(tmp_path)
    assert run("load", "rosters", "--as-of", "2018-12-31").returncode == 0
    return run


def test_what_was_pushed_answers_as_the_embedded_engine_does(office: Run) -> None:
    pushed = office("push")
    assert pushed.returncode == 0, pushed.stderr
    assert "nothing changed" in office("push").stderr
    asked = ["gaps", "--verdict", "all", "--format", "json"]
    embedded, server = (json.loads(office(*asked, "--engine", name).stdout) for name in ("embedded", "neo4j"))
    assert (embedded.pop("engine"), server.pop("engine")) == ("embedded", "neo4j")
    assert server == embedded
    grids = office("query", "explore_network_size", "--engine", "neo4j", "--format", "json")
    assert {"kind": "Grid", "nodes": 4} in json.loads(grids.stdout)["rows"]


def test_what_others_wrote_is_told(office: Run, cypher: Callable[..., object]) -> None:
    cypher("CREATE (:Grid {id: 'theirs'})-[:PART_OF]->(:Grid {id: 'theirs too'})")
    pushed = office("push", lang="zh")
    assert pushed.returncode == 0, pushed.stderr
    assert "数据库里还有别人写的同类数据（网格 2、隶属 1），没有改动" in pushed.stderr


def test_what_cannot_be_is_one_sentence_without_the_password(
    office: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert office("push").returncode == 0
    other_day = office("gaps", "--engine", "neo4j", "--as-of", "2018-06-30")
    assert other_day.returncode == 2
    assert "2018-12-31" in other_day.stderr
    monkeypatch.setenv("NEO4J_PASSWORD", "not-the-password")
    refused = office("gaps", "--engine", "neo4j")
    assert refused.returncode in {2, 3}
    assert "not-the-password" not in refused.stderr + refused.stdout
    assert "Traceback" not in refused.stderr
    monkeypatch.setenv("NEO4J_URI", "bolt://127.0.0.1:1")
    assert office("push").returncode == 3


def test_files_for_the_offline_importer_come_with_the_command(tmp_path: Path) -> None:
    fill_in(tmp_path / "rosters")
    run = commands_in(tmp_path)
    assert run("load", "rosters", "--as-of", "2018-12-31").returncode == 0
    done = run("push", "--bulk", "files")
    assert done.returncode == 0, done.stderr
    assert "database import full" in done.stdout
    assert (tmp_path / "files" / "import.args").is_file()
