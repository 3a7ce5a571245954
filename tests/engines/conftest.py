"""Real Neo4j servers of every version that is locked. One that cannot be had fails the tests.

All tests of one version run in one worker (see tests/conftest.py), so share its server and take turns in its database.
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import servers
import trustme

from graphmodel.engines.neo4j import Connection
from graphmodel.engines.neo4j.bolt import open_server

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


@pytest.fixture(scope="session", params=VERSIONS, ids=lambda version: f"neo4j-{version}")
def running(
    request: pytest.FixtureRequest,
    prepared: Path,
    authority: trustme.CA,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Connection]:
    """A server of each version, encrypted if asked; or the one that NEO4J_URI names, if its database is empty."""
    if GIVEN:
        named = _connection(GIVEN)
        with_what = open_server(named)
        assert not with_what.read("MATCH (n) RETURN n LIMIT 1"), "the database of NEO4J_URI is not empty"
        with_what.close()
        yield named
        return
    home = tmp_path_factory.mktemp("neo4j") / request.param
    shutil.copytree(prepared, home)
    settings = HASTY | _encrypted(authority, home / "certificates")
    yield _connection(servers.start(request.param, home, settings=settings, java=HASTY_JAVA))
    servers.stop(home, at_once=True)


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
