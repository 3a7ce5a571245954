"""Real Neo4j servers of every version that is locked. One that cannot be had fails the tests.

All tests of one version run in one worker (see tests/conftest.py), so share its server and take turns in its database.
"""

import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
import servers
import trustme

from graphmodel.alliance import Slice
from graphmodel.engines import Engine, engine_over
from graphmodel.engines.neo4j import Connection, push
from graphmodel.engines.neo4j.bolt import open_server

Over = Callable[[Slice], Engine]
SNAPSHOT = "s1"
"""The id of the snapshot that every slice is of."""

GIVEN = servers.from_environment()
VERSIONS = ["given"] if GIVEN else list(servers.MAIN_CLASS)

HASTY = {"dbms.cypher.statistics_divergence_threshold": "1.0", "dbms.cypher.min_replan_interval": "1h"}
HASTY_JAVA = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""A server that lives for a minute plans each query once, and compiles little."""


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a password, for copying."""
    home = tmp_path_factory.mktemp("neo4j") / "prepared"
    servers.prepare(servers.DEFAULT, home)
    return home


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    """Who says that the servers are who they are; no system trusts it unasked."""
    return trustme.CA()


@pytest.fixture(scope="session")
def server_of(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Connection]]:
    """Gives a server of a version, encrypted if asked; or the one that NEO4J_URI names, if its database is empty."""
    homes: list[Path] = []

    @cache
    def server(version: str) -> Connection:
        if GIVEN:
            named = _connection(GIVEN)
            with_what = open_server(named)
            assert not with_what.read("MATCH (n) RETURN n LIMIT 1"), "the database of NEO4J_URI is not empty"
            with_what.close()
            return named
        home = tmp_path_factory.mktemp("neo4j") / version
        homes.append(shutil.copytree(request.getfixturevalue("prepared"), home))
        settings = HASTY | _encrypted(request.getfixturevalue("authority"), home / "certificates")
        return _connection(servers.start(version, home, settings=settings, java=HASTY_JAVA))

    yield server
    for home in homes:
        servers.stop(home, at_once=True)


@pytest.fixture(scope="session", params=VERSIONS, ids=lambda version: f"neo4j-{version}")
def running(request: pytest.FixtureRequest, server_of: Callable[[str], Connection]) -> Connection:
    """A server of each version."""
    return server_of(request.param)


@pytest.fixture(
    params=["embedded", *VERSIONS], ids=lambda name: name if name == "embedded" else f"neo4j-{name}"
)
def over(
    request: pytest.FixtureRequest, server_of: Callable[[str], Connection], monkeypatch: pytest.MonkeyPatch
) -> Over:
    """Opens an engine of each kind over a slice, as a command does; a server is filled with it first."""
    if request.param == "embedded":
        return lambda slice_: engine_over(slice_, SNAPSHOT, "embedded")
    connection = server_of(request.param)
    monkeypatch.setenv("NEO4J_URI", connection.uri)
    monkeypatch.setenv("NEO4J_USER", connection.user)
    monkeypatch.setenv("NEO4J_PASSWORD", connection.password)

    def pushed(slice_: Slice) -> Engine:
        push(slice_, connection, snapshot=SNAPSHOT, force=True)
        return engine_over(slice_, SNAPSHOT, "neo4j")

    return pushed


@pytest.fixture
def home(prepared: Path, tmp_path: Path) -> Iterator[Path]:
    """Where a server of the test's own lives."""
    home = tmp_path / "home"
    shutil.copytree(prepared, home)
    yield home
    servers.stop(home, at_once=True)


@pytest.fixture
def start(home: Path) -> Callable[..., Connection]:
    """Starts the server of the test's own, with further settings; again, once it is dead."""

    def started(version: str = servers.DEFAULT, **settings: str) -> Connection:
        lines = HASTY | {name.replace("__", "."): value for name, value in settings.items()}
        return _connection(servers.start(version, home, settings=lines, java=HASTY_JAVA))

    return started


@pytest.fixture
def database(running: Connection) -> Iterator[Connection]:
    """A server whose database is empty but for constraints, and emptied again."""
    _wipe(running)
    yield running
    _wipe(running)


@pytest.fixture
def cypher(database: Connection) -> Iterator[Callable[..., list[list[object]]]]:
    """Runs any statement, as others would who use the same database."""
    opened = open_server(database)
    yield opened.write
    opened.close()


def _connection(server: servers.Server) -> Connection:
    return Connection(server.uri, server.user, server.password)


def _encrypted(authority: trustme.CA, folder: Path) -> dict[str, str]:
    """The settings of a server that also speaks TLS, with a certificate that only the authority vouches for."""
    folder.mkdir()
    certificate = authority.issue_cert("127.0.0.1", "localhost")
    certificate.private_key_pem.write_to_path(folder / "private.key")
    certificate.cert_chain_pems[0].write_to_path(folder / "public.crt")
    return {
        "server.bolt.tls_level": "OPTIONAL",
        "dbms.ssl.policy.bolt.enabled": "true",
        "dbms.ssl.policy.bolt.base_directory": folder.as_posix(),
    }


def _wipe(connection: Connection) -> None:
    opened = open_server(connection)
    opened.write("MATCH (n) DETACH DELETE n")
    opened.close()
