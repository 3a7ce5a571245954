"""Real Neo4j servers of the versions that are locked. One that cannot be had fails the tests.

What depends on the server's version is marked ``every_version``; all else is shown by the newest alone. All tests of one
version run in one worker (see tests/conftest.py), so share its server and take turns in its database.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from functools import cache
from pathlib import Path

import pytest
import servers
import trustme

from graphmodel.alliance import Slice
from graphmodel.engines import Engine, engine_over
from graphmodel.engines.neo4j import Connection, push
from graphmodel.engines.neo4j.bolt import open_server
from graphmodel.errors import GraphmodelError
from tests.engines.importing import Imported, import_into, look_at
from tests.rules import build

Over = Callable[[Slice], Engine]
SNAPSHOT = "s1"
"""The id of the snapshot that every slice is of."""

EMBEDDED = "embedded"
GIVEN = servers.from_environment()
VERSIONS = ["given"] if GIVEN else list(servers.MAIN_CLASS)

HASTY = {
    "dbms.cypher.statistics_divergence_threshold": "1.0",
    "dbms.cypher.min_replan_interval": "1h",
    "db.memory.transaction.max": "64m",
    "server.bolt.tls_level": "OPTIONAL",
    "dbms.ssl.policy.bolt.enabled": "true",
}
HASTY_JAVA = (*servers.QUICK, "-Xmx512m")
"""A server that lives for a minute plans each query once, compiles little and is soon out of memory; it also speaks TLS."""

DAY = date(2018, 12, 31)
TEXT = """
compounds: id part_of
  c1 k1
grids: id part_of valid_from
  g1 c1 2018-05-21
  g2 c1 -
households: id part_of status
  h1 g1 occupied
people: id name is_owner
  p1 章三 是
  p2 李四 -
posts: from post to
  p1 instructor g1
  p1 grid_head g1
  p2 instructor g1
household_ties: from to last_contact_month
  p1 h1 2018-12
"""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Choose the versions of the server that a test runs on."""
    marked = metafunc.definition.get_closest_marker("every_version")
    versions = VERSIONS if marked else VERSIONS[:1]
    if "running" in metafunc.fixturenames:
        metafunc.parametrize("running", versions, indirect=True, ids=_named, scope="session")
    if "home" in metafunc.fixturenames:
        metafunc.parametrize("home", [servers.DEFAULT], indirect=True, ids=_named)
    if "over" in metafunc.fixturenames:
        metafunc.parametrize("over", [EMBEDDED, *versions], indirect=True, ids=_named)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """End with what kills a server that others share."""
    items.sort(key=lambda item: "home" in getattr(item, "fixturenames", ()))


def _named(version: str) -> str:
    """The id of a version, by which tests/scheduling.py tells which tests share a server, or how it is prepared."""
    return version if version == EMBEDDED else f"neo4j-{version}"


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
def imports() -> dict[str, Imported]:
    """By server address, what the importer had made when the server first started."""
    return {}


@pytest.fixture(scope="session")
def home_of(
    prepared: Path, authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Path]]:
    """Gives where our server of a version lives; the importer has filled it before it first starts."""
    homes: list[Path] = []

    @cache
    def home(version: str) -> Path:
        folder = tmp_path_factory.mktemp("neo4j")
        made = shutil.copytree(prepared, folder / version)
        _certify(authority, made / "certificates" / "bolt")
        import_into(made, version, folder / "files")
        homes.append(made)
        return made

    yield home
    for made in homes:
        servers.stop(made, at_once=True)


def start(home: Path, **settings: str) -> Connection:
    """Start our server that lives there, with further settings; again, once it is dead."""
    lines = HASTY | {name.replace("__", "."): value for name, value in settings.items()}
    return _connection(servers.start(home.name, home, settings=lines, java=HASTY_JAVA))


@pytest.fixture(scope="session")
def server_of(request: pytest.FixtureRequest, imports: dict[str, Imported]) -> Callable[[str], Connection]:
    """Gives a server of a version of ours; or the one that NEO4J_URI names, if its database is empty."""

    @cache
    def server(version: str) -> Connection:
        if GIVEN:
            named = _connection(GIVEN)
            with_what = open_server(named)
            assert not with_what.read("MATCH (n) RETURN n LIMIT 1"), "the database of NEO4J_URI is not empty"
            with_what.close()
            return named
        started = start(request.getfixturevalue("home_of")(version))
        imports[started.uri] = look_at(started)
        return started

    return server


@pytest.fixture(scope="session")
def running(request: pytest.FixtureRequest, server_of: Callable[[str], Connection]) -> Connection:
    """A server of a version."""
    return server_of(request.param)


@pytest.fixture
def imported(running: Connection, imports: dict[str, Imported]) -> Imported:
    """What the importer had made when the server first started."""
    return imports[running.uri]


@pytest.fixture(scope="session")
def slice_() -> Slice:
    """A little of everything; one and the same for every test, so that it need not be pushed anew for each."""
    return build.alliance(TEXT).at(DAY)


@pytest.fixture(scope="session")
def pushed_last() -> dict[str, Slice]:
    """By server address, the slice that :func:`over` pushed last."""
    return {}


@pytest.fixture
def over(
    request: pytest.FixtureRequest,
    server_of: Callable[[str], Connection],
    pushed_last: dict[str, Slice],
    monkeypatch: pytest.MonkeyPatch,
) -> Over:
    """Opens an engine of each kind over a slice, as a command does; a server is filled with it unless it still is."""
    if request.param == EMBEDDED:
        return lambda slice_: engine_over(slice_, SNAPSHOT, EMBEDDED)
    connection = server_of(request.param)
    monkeypatch.setenv("NEO4J_URI", connection.uri)
    monkeypatch.setenv("NEO4J_USER", connection.user)
    monkeypatch.setenv("NEO4J_PASSWORD", connection.password)

    def filled(slice_: Slice) -> Engine:
        if pushed_last.get(connection.uri) is slice_:
            with suppress(GraphmodelError):  # another test has emptied it, or pushed something else
                return engine_over(slice_, SNAPSHOT, "neo4j")
        push(slice_, connection, snapshot=SNAPSHOT, force=True)
        pushed_last[connection.uri] = slice_
        return engine_over(slice_, SNAPSHOT, "neo4j")

    return filled


@pytest.fixture
def engine(over: Over, slice_: Slice) -> Iterator[Engine]:
    """An engine of each kind over the little of everything."""
    with over(slice_) as engine:
        yield engine


@pytest.fixture
def home(request: pytest.FixtureRequest, home_of: Callable[[str], Path]) -> Path:
    """Where the server lives that the test may kill: it comes after all that use it."""
    return home_of(request.param)


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


def _certify(authority: trustme.CA, folder: Path) -> None:
    """Give a server a certificate that only the authority vouches for, where the server looks for it."""
    folder.mkdir(parents=True)
    certificate = authority.issue_cert("127.0.0.1", "localhost")
    certificate.private_key_pem.write_to_path(folder / "private.key")
    certificate.cert_chain_pems[0].write_to_path(folder / "public.crt")


def _wipe(connection: Connection) -> None:
    opened = open_server(connection)
    opened.write("MATCH (n) DETACH DELETE n")
    opened.close()
