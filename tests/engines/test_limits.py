"""A query ends: after its time or for want of memory, with a sentence, and never with the process that asked."""

from datetime import date
from time import monotonic

import pytest

from graphmodel.alliance import Slice
from graphmodel.allowance import working_with
from graphmodel.engines import Engine
from graphmodel.engines.complaints import cannot_run
from graphmodel.engines.embedded import Embedded
from graphmodel.engines.neo4j import Connection, Neo4jEngine, push
from graphmodel.errors import EnvironmentFailure, GraphmodelError, UsageError
from graphmodel.language import speaking
from tests.engines.conftest import DAY, SNAPSHOT
from tests.engines.statements import PASSING
from tests.rules import build

SLOW = "UNWIND range(1, 1000000) AS a UNWIND range(1, 1000000) AS b RETURN sum(a % 7 + b % 5) AS n"


@pytest.fixture
def embedded() -> Engine:
    return Embedded(build.alliance("").at(DAY), SNAPSHOT)


def test_within_its_limits_a_query_is_answered_as_without(engine: Engine) -> None:
    query = "MATCH (g:Grid {id: 'g1'}) RETURN g.id AS id, g.valid_from AS day, [1, 2] AS list, $day AS asked"
    assert engine.query(query, {"day": DAY}, time_limit=60) == engine.query(query, {"day": DAY})
    assert engine.query(query, {"day": DAY}).rows == [("g1", date(2018, 5, 21), [1, 2], DAY)]


@pytest.mark.every_version
def test_after_its_time_a_query_is_stopped(engine: Engine) -> None:
    begun = monotonic()
    with pytest.raises(EnvironmentFailure, match=r"took more than 0\.5 s and was stopped") as caught:
        engine.query(SLOW, time_limit=0.5)
    assert monotonic() - begun < 30
    assert caught.value.exit_code == 3
    assert engine.query("RETURN 1 AS x", time_limit=60).rows == [(1,)]


@pytest.mark.every_version
def test_a_query_that_wants_too_much_memory_is_stopped(engine: Engine) -> None:
    query = "UNWIND range(1, 1000000000) AS a WITH collect(a) AS all_of_them RETURN size(all_of_them) AS n"
    with pytest.raises(EnvironmentFailure, match="more than the engine can give"):
        engine.query(query, time_limit=120)
    assert engine.query("RETURN 1 AS x", time_limit=60).rows == [(1,)]


def test_the_engine_of_a_worker_takes_its_share_of_what_the_worker_has_and_no_more() -> None:
    query = "UNWIND range(1, 2000000) AS a WITH collect(a) AS all_of_them RETURN size(all_of_them) AS n"
    for memory, enough in ((64 << 20, False), (1 << 30, True)):
        with working_with(memory), Embedded(build.alliance("").at(DAY), SNAPSHOT) as engine:
            if enough:
                assert engine.query(query).rows == [(2_000_000,)]
            else:
                with pytest.raises(MemoryError):
                    engine.query(query)


@pytest.mark.every_version
@pytest.mark.parametrize(
    "query",
    [
        "UNWIND [9223372036854775807, 1] AS x RETURN sum(x) AS total",
        "RETURN 9223372036854775807 + 1 AS x",
        "RETURN 1e308 * 10 AS x",
        "UNWIND [1e308, 1e308] AS x RETURN [sum(x)] AS total",
    ],
)
def test_a_number_that_overflows_is_an_error(engine: Engine, query: str) -> None:
    with pytest.raises(UsageError):
        engine.query(query, time_limit=60)


@pytest.mark.parametrize(
    "query",
    [
        "RETURN size(range(1, 2000000000)) AS n",
        "RETURN " + "CASE WHEN true THEN " * 150 + "1" + " END" * 150 + " AS x",
        "RETURN " + "1 + " * 20_000 + "1 AS x",
        "RETURN " + "[" * 199 + "1" + "]" * 199 + " AS x",
    ],
)
def test_no_statement_ends_the_process_that_asks(embedded: Engine, query: str) -> None:
    try:
        assert embedded.query(query, time_limit=2).rows
    except EnvironmentFailure as error:
        assert error.exit_code == 3  # noqa: PT017 - either is right; that we are here is what matters


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("Binder exception: Table Gird does not exist.", "查询无法执行：用了没有的名称 Gird"),
        ("Binder exception: Cannot find property nmae for g.", "查询无法执行：用了没有的名称 nmae"),
        ("The label `Gird` does not exist in database `neo4j`.", "查询无法执行：用了没有的名称 Gird"),
        ("Invalid input 'x' (line 1, column 8 (offset: 7))", "查询无法执行：写法不对（第 1 行）"),
        ("/ by zero", "查询无法执行：除以了零"),
        ("Catalog exception: function FOO does not exist.", "查询无法执行：用了没有的名称 foo"),
        ("Something new.", "查询无法执行：这个引擎不支持这种写法"),
    ],
)
def test_what_an_engine_says_in_english_is_said_in_chinese(said: str, sentence: str) -> None:
    with speaking("zh"):
        assert str(cannot_run("MATCH (g:Gird) RETURN g.nmae AS x, foo(1) AS y", said)) == sentence


@pytest.mark.every_version
def test_a_server_that_is_asked_first_what_it_would_do_answers_every_harmless_statement(
    slice_: Slice, database: Connection
) -> None:
    push(slice_, database, snapshot=SNAPSHOT)
    with Neo4jEngine(database) as engine:
        for query in PASSING:
            assert engine.query(query, time_limit=60).columns, query


SLIPPING_PAST = [
    "LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line",
    "MATCH (g:Grid) SET g.name = 'x'",
    "CREATE (:Grid {id: 'x'})",
    "CALL db.labels() YIELD label RETURN label",
    "CALL db.createLabel('Other')",
    "SHOW USERS",
]


@pytest.mark.every_version
def test_what_would_slip_past_the_guard_the_server_is_not_let_do(
    slice_: Slice, database: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    push(slice_, database, snapshot=SNAPSHOT)
    monkeypatch.setattr("graphmodel.engines.cypher.check", lambda _query: None)
    with Neo4jEngine(database) as engine:
        for query in SLIPPING_PAST:
            with pytest.raises(GraphmodelError):
                engine.query(query, time_limit=60)
            names = engine.query("MATCH (g:Grid) RETURN g.name AS name", time_limit=60)
            assert sorted(names.rows) == [("g1",), ("g2",)], query
