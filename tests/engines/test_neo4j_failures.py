"""What goes wrong around a server is told in one sentence that says what to do, and leaves no half graph unmarked."""

import json
import logging
import socketserver
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import pytest
import servers
import trustme

from graphmodel import language
from graphmodel.alliance import Slice
from graphmodel.engines.neo4j import Connection, Neo4jEngine, bolt, push
from graphmodel.engines.neo4j.bolt import NoAnswer, open_server
from graphmodel.engines.neo4j.loaded import LOAD
from graphmodel.errors import EnvironmentFailure, GraphmodelError, UsageError
from graphmodel.language import Text
from tests.engines.conftest import GIVEN, start
from tests.rules import build

DAY = date(2018, 12, 31)
NOWHERE = Connection("bolt://127.0.0.1:9", password="secret-word")  # noqa: S106 - the discard port; nobody's password


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphmodel.engines.neo4j.bolt._PATIENCE", 2.0)


def told(connection: Connection, kind: type[GraphmodelError] = EnvironmentFailure) -> str:
    """The sentence that opening a server ends with."""
    with pytest.raises(kind) as caught, closing(open_server(connection)) as server:
        server.read(f"MATCH (load:{LOAD}) RETURN load.run")
    assert caught.value.exit_code == (2 if kind is UsageError else 3)
    said = str(caught.value)
    assert "\n" not in said
    assert connection.password not in said
    return said


# --- no server, or not the right one ---------------------------------------------------------------------------


def test_the_driver_is_an_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "neo4j", None)
    assert told(NOWHERE) == "the Neo4j driver is not installed; install graphmodel[neo4j]"


def test_nobody_answers() -> None:
    assert told(NOWHERE) == (
        "no Neo4j answers at bolt://127.0.0.1:9; start the server or correct the address (Connection refused)"
    )


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "127.0.0.1:7687",
        "http://127.0.0.1:7474",
        "bolt://",
        "bolt://host:port",
        "bolt://a:1:2",
        "bolt://[::1",
        "bolt://a:99999",
        "bolt://a/db",
        "neo4j://a#x",
        "neo4j://a?x",
    ],
)
def test_an_address_that_is_none(uri: str) -> None:
    assert told(replace(NOWHERE, uri=uri), UsageError).startswith(
        f"not the address of a Neo4j: {uri} (like bolt://"
    )


@pytest.mark.parametrize("scheme", ["bolt", "bolt+s", "bolt+ssc"])
def test_an_address_with_bolt_takes_no_parameters(scheme: str) -> None:
    uri = f"{scheme}://127.0.0.1:9?policy=x"
    assert told(replace(NOWHERE, uri=uri), UsageError).startswith(
        f"{uri}: an address with bolt takes no parameters"
    )


def test_a_server_that_never_answers_is_told_of_in_time() -> None:
    with socketserver.TCPServer(("127.0.0.1", 0), socketserver.BaseRequestHandler) as silent:
        for scheme in ("bolt", "neo4j"):
            begun = monotonic()
            uri = f"{scheme}://127.0.0.1:{silent.server_address[1]}"
            assert told(replace(NOWHERE, uri=uri)).startswith(f"no Neo4j answers at {uri};")
            assert monotonic() - begun < 8
    assert bolt._PATIENCE + bolt._AGAIN < 10


def test_in_chinese_no_server_speaks_english() -> None:
    with language.speaking("zh"):
        assert told(NOWHERE) == "bolt://127.0.0.1:9 没有 Neo4j 应答，请启动服务器或改正地址"
    for _, sentence in bolt._CODES.values():
        assert "{reason}" not in sentence.zh


def test_an_address_that_holds_a_password_is_not_even_repeated() -> None:
    said = told(Connection("bolt://neo4j:secret-word@127.0.0.1:9", password="secret-word"), UsageError)  # noqa: S106
    assert said == "the address must not hold a user or password; use --user and NEO4J_PASSWORD"


@contextmanager
def answering(*answers: bytes) -> Iterator[Connection]:
    """A server that gives these answers, whatever it is told, the last one over and over."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            for answer in (*answers, *(answers[-1:] * 100)):
                if not self.request.recv(65536):
                    return
                self.request.sendall(answer)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield replace(NOWHERE, uri=f"bolt://127.0.0.1:{server.server_address[1]}")
        server.shutdown()


BOLT_5_0 = bytes.fromhex("00000005")
SUCCESS = bytes.fromhex("b170a2") + b"\x86server\x8bNeo4j/5.4.0" + b"\x8dconnection_id\x81x"


def test_a_server_that_is_too_old() -> None:
    with answering(BOLT_5_0, len(SUCCESS).to_bytes(2, "big") + SUCCESS + b"\0\0") as connection:
        assert told(connection) == (
            f"the Neo4j at {connection.uri} is too old (5.4); 5.26 or newer is needed"
        )


def test_a_server_whose_bolt_nobody_speaks_any_more() -> None:
    with answering(bytes(4)) as connection:
        assert "too old" in told(connection)


def test_a_server_that_is_no_neo4j() -> None:
    with answering(b"HTTP/1.1 400 Bad Request\r\n\r\n") as connection:
        assert told(connection).startswith(f"no Neo4j answers at {connection.uri};")


# --- a server that refuses -------------------------------------------------------------------------------------


@pytest.mark.every_version
def test_a_wrong_password(running: Connection, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    wrong = replace(running, password="not-the-password")  # noqa: S106
    assert told(wrong, UsageError) == f"{running.uri} refuses the password of neo4j; check NEO4J_PASSWORD"
    open_server(running).close()
    for password in (wrong.password, running.password):
        assert password not in caplog.text
        assert password not in repr(replace(running, password=password))


@pytest.mark.every_version
def test_an_unknown_database(running: Connection) -> None:
    elsewhere = replace(running, database="nowhere")
    assert told(elsewhere, UsageError) == f"{running.uri} has no database nowhere; correct --database"


def test_encryption_that_the_server_does_not_offer() -> None:
    with answering(b"HTTP/1.1 400 Bad Request\r\n\r\n") as connection:
        said = told(by("bolt+ssc", connection))
    assert said.startswith("no Neo4j answers at bolt+ssc:")


def by(scheme: str, connection: Connection) -> Connection:
    return replace(connection, uri=f"{scheme}://{urlsplit(connection.uri).netloc}")


def works(connection: Connection) -> bool:
    with closing(open_server(connection)) as server:
        return server.read("RETURN 1") == [[1]]


@pytest.mark.every_version
def test_routing_works_too(running: Connection) -> None:
    assert works(by("neo4j", running))


@pytest.mark.every_version
@pytest.mark.skipif(bool(GIVEN), reason="who vouches for a server of somebody else's is not known")
@pytest.mark.parametrize("scheme", ["bolt+s", "neo4j+s"])
def test_a_certificate_must_be_trusted_unless_told_otherwise(
    scheme: str,
    running: Connection,
    authority: trustme.CA,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # the first secure connection to a server that was just started takes its time
    monkeypatch.setattr("graphmodel.engines.neo4j.bolt._PATIENCE", 60.0)
    assert works(by(f"{scheme}sc", running))
    said = told(by(scheme, running))
    assert "make this machine trust its certificate" in said
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    assert works(by(scheme, running))


# --- a server that goes away -----------------------------------------------------------------------------------


def compounds(first: int, after_last: int) -> Slice:
    """A little alliance: a server that was just started is slow."""
    rows = [f"  c{number} k1" for number in range(first, after_last)]
    return build.alliance("\n".join(["compounds: id part_of", *rows])).at(DAY)


def pushed(slice_: Slice, connection: Connection, **options: Any) -> Any:
    return push(slice_, connection, snapshot="s", force=True, **options)


def fill_the_disk(home: Path) -> None:
    """No file of the server may grow any more, which to it is a full disk."""
    import resource  # Windows has none

    process = json.loads((home / "server.json").read_text(encoding="utf-8"))["pid"]
    resource.prlimit(process, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))


def test_a_server_that_dies_while_loading_whose_disk_is_full_or_that_is_read_only(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graphmodel.engines.neo4j.pushing.BATCH", 5)
    before, after = compounds(1, 21), compounds(11, 31)
    connection = start(home)
    pushed(before, connection)

    def power_cut(what: Text, done: int, of: int) -> None:
        if what.en == "nodes" and done > of / 2:
            servers.stop(home, at_once=True)

    with pytest.raises(NoAnswer, match="marked as loading, push again to complete it") as caught:
        pushed(after, connection, progress=power_cut)
    assert caught.value.exit_code == 3
    with pytest.raises(NoAnswer):
        Neo4jEngine(connection)

    connection = start(home)
    with pytest.raises(EnvironmentFailure, match="is being loaded, or loading it was interrupted"):
        Neo4jEngine(connection)
    assert pushed(after, connection).written
    if sys.platform == "linux":  # which alone lets one do this to another program
        fill_the_disk(home)
        with pytest.raises(EnvironmentFailure, match="see whether its disk is full"):
            pushed(before, connection)
    servers.stop(home, at_once=True)

    there = "MATCH (c:Compound)-[:PART_OF]->(:Community) RETURN c.id AS id ORDER BY id"
    expected = [(f"c{number}",) for number in range(11, 31)]
    connection = start(home, server__databases__read_only="neo4j")
    with pytest.raises(EnvironmentFailure, match="is read-only; use one that can be written to"):
        pushed(before, connection)
    assert not pushed(after, connection).written
    with Neo4jEngine(connection) as engine:
        assert engine.query(there).rows == expected
