"""The engine that asks a Neo4j server what the embedded one answers in memory."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from graphmodel.alliance.projection import only_with_homes
from graphmodel.engines import cypher
from graphmodel.engines.complaints import cannot_run, check_numbers, too_long, too_much
from graphmodel.engines.engine import Answer, Engine
from graphmodel.engines.neo4j import loaded
from graphmodel.engines.neo4j.bolt import driver_package, open_server
from graphmodel.engines.neo4j.connection import Connection
from graphmodel.engines.neo4j.loaded import Load
from graphmodel.engines.neo4j.sums import guarded
from graphmodel.errors import EnvironmentFailure, UsageError
from graphmodel.language import AND, Text

if TYPE_CHECKING:
    import neo4j

_MOST: Final = 100_000_000
"""Values and characters that an answer may have."""
_REACHING: Final = frozenset({"LoadCSV", "ProcedureCall"})
"""Operators of a plan that go beyond the graph."""
_TIMED_OUT: Final = ("TransactionTimedOut", "TransactionTimedOutClientConfiguration")
_OUT_OF_MEMORY: Final = ("MemoryPoolOutOfMemoryError", "OutOfMemoryError", "StackOverFlowError")


class Neo4jEngine(Engine):
    """The graph of a server that answers Cypher: whole, ours alone, and of one day.

    Every query runs in a read-only transaction. A name that nothing bears is refused, as the embedded engine does:
    a mistyped label finds nothing, and nothing reads as "no gaps".
    """

    name = "neo4j"

    def __init__(self, connection: Connection) -> None:
        """Open the server.

        Raises:
            UsageError: nothing was pushed yet, or the address, the password or the database is wrong.
            EnvironmentFailure: the graph is not whole, or not ours alone; or the server cannot serve.
        """
        self.notifications: list[str] = []
        """What the server remarked on the queries, in its own words."""
        self._server = open_server(connection)
        try:
            self._load = self._whole()
        except BaseException:
            self._server.close()
            raise

    @property
    def homes(self) -> bool:
        """Whether homes were pushed."""
        return self._load.households

    @property
    def as_of(self) -> date:
        """The day of the graph."""
        return self._load.as_of

    @property
    def snapshot(self) -> str:
        """The snapshot that the graph is of."""
        return self._load.snapshot

    def expect(self, as_of: date, snapshot: str) -> None:
        """Make sure that the graph is of a day and a snapshot; tie numbers mean nothing in another.

        Raises:
            UsageError: it is of others.
        """
        if as_of != self.as_of:
            raise UsageError(
                Text(
                    "Neo4j 里是 {held} 的图，不是 {asked} 的；请先 push 那一天的数据",
                    "the graph in Neo4j is of {held}, not of {asked}; push that day first",
                ),
                held=self.as_of,
                asked=as_of,
            )
        if snapshot != self.snapshot:
            raise UsageError(
                Text(
                    "Neo4j 里的图来自另一份数据（{held}），本地是 {asked}；请先运行 push",
                    "the graph in Neo4j is of another snapshot ({held}) than the store ({asked}); push first",
                ),
                held=self.snapshot[:12],
                asked=snapshot[:12],
            )

    def query(
        self, statement: str, parameters: Mapping[str, Any] | None = None, *, time_limit: float | None = None
    ) -> Answer:
        """Run one reading statement; only the parameters that it names are passed.

        With a time limit the server first tells what it would do, and only reading goes on.

        Raises:
            RefusedQuery: it is not one reading statement.
            UsageError: the server cannot run it, a parameter is missing, or a name in it is nowhere in the graph.
            EnvironmentFailure: it ran out of time or memory, the server was lost, or somebody began to load it.
        """
        cypher.check(statement)
        passed = cypher.bound(statement, parameters or {})
        if not self.homes:
            _refuse_households(statement)
        run = driver_package().unit_of_work(timeout=time_limit)(
            _answer if time_limit is None else _careful_answer
        )
        with self._server.session(reading=True, silent=False) as session:
            try:
                answered: tuple[Answer, _Remarks] = session.execute_read(run, statement, passed)
            except driver_package().exceptions.Neo4jError as error:
                code = str(error.code)
                if code.endswith(_TIMED_OUT) and time_limit is not None:
                    raise too_long(time_limit) from error
                if code.startswith("Neo.ClientError.Statement."):
                    raise cannot_run(statement, str(error.message)) from error
                raise
        answer, remarks = answered
        if remarks.unknown:
            raise cannot_run(statement, remarks.unknown[0])
        self.notifications += remarks.others
        if loaded.read(self._server) != self._load:
            raise _not_whole()
        if time_limit is not None:
            check_numbers(answer.rows)
        return answer

    def close(self) -> None:
        """Close the driver."""
        self._server.close()

    def _whole(self) -> Load:
        load = loaded.read(self._server)
        if load is None:
            raise UsageError(
                Text(
                    "Neo4j 里还没有图，请先运行 push",
                    "there is no graph in Neo4j yet; run graphmodel push first",
                )
            )
        if load.state != "ready":
            raise _not_whole()
        if load.declared != loaded.declared():
            raise UsageError(
                Text(
                    "Neo4j 里的图由另一版本的 graphmodel 导入，导入的内容与现在不同；请重新运行 push",
                    "the graph in Neo4j was loaded by another version of graphmodel, which put other things into it; "
                    "push again",
                )
            )
        there = loaded.counts(self._server)
        if other := [name for name, count in there.items() if count != load.counts.get(name)]:
            raise EnvironmentFailure(
                Text(
                    "push 之后图被改动，或混有别人的数据（{names}）；请重新 push，或另用一个数据库",
                    "the graph was changed since it was pushed, or holds data of others ({names}); "
                    "push again, or use a database of its own",
                ),
                names=str(AND).join(other),
            )
        return load


class _Remarks(NamedTuple):
    """What a server remarked on a query."""

    unknown: list[str]
    """Names that are nowhere in the graph."""
    others: list[str]


def _answer(
    transaction: neo4j.ManagedTransaction, statement: str, parameters: dict[str, Any]
) -> tuple[Answer, _Remarks]:
    rows: list[tuple[Any, ...]] = []
    try:
        result = transaction.run(statement, parameters)
        columns = list(result.keys())
        size = 0
        for record in result:
            rows.append(tuple(map(_plain, record.values())))
            size += _size(rows[-1])
            if size > _MOST:
                raise too_much()
        summary = result.consume()
    except driver_package().exceptions.TransientError as error:
        if str(error.code).endswith(_OUT_OF_MEMORY):  # told at once: the driver would only try again
            raise too_much() from error
        raise
    remarks = [status for status in summary.gql_status_objects if status.is_notification]
    unknown = [status.status_description for status in remarks if status.raw_classification == "UNRECOGNIZED"]
    others = [status.status_description for status in remarks if status.raw_classification != "UNRECOGNIZED"]
    return Answer(columns, rows), _Remarks(unknown, others)


def _careful_answer(
    transaction: neo4j.ManagedTransaction, statement: str, parameters: dict[str, Any]
) -> tuple[Answer, _Remarks]:
    """The answer to a statement of which the server says that it only reads the graph."""
    explained = transaction.run(f"EXPLAIN {statement}", parameters)
    columns, summary = list(explained.keys()), explained.consume()
    if summary.query_type != "r" or _operators(summary.plan or {}) & _REACHING:
        raise cypher.RefusedQuery(
            Text("查询只能读取图中的内容", "a query may only read what is in the graph")
        )
    answer, remarks = _answer(transaction, guarded(statement), parameters)
    return Answer(columns, answer.rows), remarks


def _operators(plan: Mapping[str, Any]) -> set[str]:
    name = str(plan.get("operatorType", "")).partition("@")[0]
    return {name}.union(*map(_operators, plan.get("children", ())))


def _size(value: Any) -> int:
    """How many values and characters are in a value, about."""
    if isinstance(value, (list, tuple)):
        return len(value) + sum(map(_size, value))
    if isinstance(value, dict):
        return sum(map(_size, value.values())) + len(value)
    return len(value) if isinstance(value, str) else 1


def _refuse_households(statement: str) -> None:
    """No homes would read as no gaps."""
    if cypher.names(statement) & only_with_homes():
        raise UsageError(
            Text(
                "Neo4j 里的图不含住户，无法回答；请不带 --without-households 重新 push",
                "the graph in Neo4j was pushed without homes and cannot answer this; "
                "push again without --without-households",
            )
        )


def _plain(value: Any) -> Any:
    """A value as any other engine would give it: days are Python's, nodes and relations are their properties."""
    if hasattr(value, "to_native"):
        return value.to_native()
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    return value


def _not_whole() -> EnvironmentFailure:
    return EnvironmentFailure(
        Text(
            "Neo4j 里的图正在导入，或导入曾经中断；等它完成，或重新运行 push",
            "the graph in Neo4j is being loaded, or loading it was interrupted; wait, or push again",
        )
    )
