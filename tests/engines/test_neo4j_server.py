"""scripts/neo4j.py: what it fetches it checks, and it stops exactly what it started."""

import hashlib
import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import servers
from requests import ConnectionError as NoConnection

VERSION = servers.DEFAULT


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "CACHE", tmp_path)
    for variable in ("NEO4J_URI", "NEO4J_USER", "NEO4J_PASSWORD"):
        monkeypatch.delenv(variable, raising=False)


# --- fetching --------------------------------------------------------------------------------------------------


class Registry:
    """Three artifacts of a version, and what fetching each of them brings."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.contents = {f"g:a{n}:1": f"whole {n}".encode() for n in range(3)}
        self.brings = dict(self.contents)
        self.asked: list[str] = []
        lock = [servers.Locked(name, hashlib.sha256(of).hexdigest()) for name, of in self.contents.items()]
        monkeypatch.setattr(servers, "locked", lambda _: lock)
        monkeypatch.setattr(servers, "_download", self.download)

    def download(self, file: servers.Locked, draft: Path) -> Path:
        self.asked.append(file.coordinates)
        if file.coordinates not in self.brings:
            raise NoConnection("https://registry.example/a2-1.jar is unreachable")
        path = draft / file.file
        path.write_bytes(self.brings[file.coordinates])
        return path


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Registry:
    return Registry(monkeypatch)


def test_what_was_fetched_is_not_fetched_again(registry: Registry) -> None:
    folder = servers.artifacts(VERSION)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        f"a{n}-1.jar": f"whole {n}".encode() for n in range(3)
    }
    assert servers.artifacts(VERSION) == folder
    assert len(registry.asked) == 3


@pytest.mark.parametrize("damage", [b"", b"whol", b"whole 3"])
def test_a_file_that_is_not_whole_is_fetched_again(registry: Registry, damage: bytes) -> None:
    damaged = servers.artifacts(VERSION) / "a1-1.jar"
    damaged.write_bytes(damage)
    registry.asked.clear()
    servers.artifacts(VERSION)
    assert registry.asked == ["g:a1:1"]
    assert damaged.read_bytes() == b"whole 1"


def test_an_interrupted_download_leaves_only_whole_files(
    registry: Registry, capsys: pytest.CaptureFixture[str]
) -> None:
    del registry.brings["g:a2:1"]
    with pytest.raises(SystemExit) as ended:
        servers.artifacts(VERSION)
    assert ended.value.code == 3
    said = capsys.readouterr().err
    assert "is the Maven registry reachable?" in said
    assert "registry.example" not in said
    assert not (servers.CACHE / "artifacts" / VERSION / "a2-1.jar").exists()
    registry.brings = registry.contents
    assert len(list(servers.artifacts(VERSION).iterdir())) == 3


def test_what_arrives_damaged_is_not_used(registry: Registry, capsys: pytest.CaptureFixture[str]) -> None:
    registry.brings["g:a0:1"] = b"half"
    with pytest.raises(SystemExit):
        servers.artifacts(VERSION)
    assert "a0-1.jar arrived damaged" in capsys.readouterr().err
    assert not (servers.CACHE / "artifacts" / VERSION / "a0-1.jar").exists()


@pytest.mark.parametrize("version", servers.MAIN_CLASS)
def test_every_version_is_locked(version: str) -> None:
    lock = servers.locked(version)
    assert {f"org.neo4j:neo4j:{version}", f"org.neo4j.app:neo4j-server:{version}"} <= {
        f.coordinates for f in lock
    }
    assert all(len(file.sha256) == 64 for file in lock)
    assert len({file.file for file in lock}) == len(lock)


# --- stopping --------------------------------------------------------------------------------------------------


@pytest.fixture
def program() -> Iterator[psutil.Process]:
    """Some program that runs."""
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as started:
        yield psutil.Process(started.pid)
        started.kill()


def remembered(home: Path, program: psutil.Process, started: float) -> None:
    home.mkdir()
    (home / "password").write_text("word", encoding="utf-8")
    facts = {"pid": program.pid, "started": started, "port": 7687}
    (home / "server.json").write_text(json.dumps(facts), encoding="utf-8")


def test_it_stops_what_it_started(tmp_path: Path, program: psutil.Process) -> None:
    remembered(tmp_path / "home", program, program.create_time())
    assert servers.status(tmp_path / "home") == servers.Server("bolt://127.0.0.1:7687", "neo4j", "word")
    assert servers.stop(tmp_path / "home")
    assert not program.is_running()
    assert servers.status(tmp_path / "home") is None
    assert not servers.stop(tmp_path / "home")


def test_it_stops_no_program_that_got_the_number_later(tmp_path: Path, program: psutil.Process) -> None:
    remembered(tmp_path / "home", program, program.create_time() - 10)
    assert servers.status(tmp_path / "home") is None
    assert not servers.stop(tmp_path / "home")
    assert program.is_running()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"pid": 1}'])
def test_a_damaged_memory_stops_nothing(tmp_path: Path, content: str) -> None:
    (tmp_path / "server.json").write_text(content, encoding="utf-8")
    assert servers.status(tmp_path) is None
    assert not servers.stop(tmp_path)


# --- the command line ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["start", "status", "stop"])
def test_a_server_that_the_environment_names_is_used(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NEO4J_URI", "bolt+s://somewhere")
    monkeypatch.setenv("NEO4J_PASSWORD", "theirs")
    assert servers.main([command]) == 0
    assert (
        capsys.readouterr().out == "NEO4J_URI=bolt+s://somewhere\nNEO4J_USER=neo4j\nNEO4J_PASSWORD=theirs\n"
    )


def test_status_tells_how_to_log_in(
    tmp_path: Path, program: psutil.Process, capsys: pytest.CaptureFixture[str]
) -> None:
    other = list(servers.MAIN_CLASS)[1]
    remembered(tmp_path / other, program, program.create_time())
    assert servers.main(["status"]) == 0
    assert (
        capsys.readouterr().out == "NEO4J_URI=bolt://127.0.0.1:7687\nNEO4J_USER=neo4j\nNEO4J_PASSWORD=word\n"
    )


def test_where_nothing_runs_it_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert servers.main(["stop"]) == 0
    assert servers.main(["status"]) == 3
    assert "`scripts/neo4j.py start` starts it" in capsys.readouterr().err


def test_what_is_secret_only_we_can_read(tmp_path: Path) -> None:
    servers._write_private(tmp_path / "password", "word")
    mode = stat.S_IMODE((tmp_path / "password").stat().st_mode)
    assert mode == 0o600 or os.name == "nt"
