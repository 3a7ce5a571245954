"""Read-only Cypher over a slice, in memory and without a server: a projection that is built, asked and thrown away.

The engine is ladybug. Nothing is ever stored in it, and no statement reaches it unchecked.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any

from graphmodel.alliance import Slice
from graphmodel.alliance.projection import Projection
from graphmodel.drafts import scratch
from graphmodel.engines import apart, cypher
from graphmodel.engines.complaints import cannot_run, check_numbers
from graphmodel.engines.database import Database, write_files
from graphmodel.engines.engine import Answer, Engine
from graphmodel.errors import UsageError
from graphmodel.language import Text


class Embedded(Engine):
    """A slice that answers Cypher; without ``homes`` it knows of none, and is filled in a fraction of the time.

    ``snapshot`` is the id of the snapshot that the slice is of.

    >>> from datetime import date
    >>> from graphmodel.alliance import empty
    >>> with Embedded(empty().at(date(2018, 12, 31))) as engine:
    ...     engine.query("MATCH (g:Grid) RETURN count(*) AS grids").rows
    [(0,)]
    """

    name = "embedded"

    def __init__(self, slice_: Slice, snapshot: str = "", *, homes: bool = True) -> None:
        self._projection = Projection(slice_, homes=homes)
        self._snapshot = snapshot
        self._closed = False

    @property
    def homes(self) -> bool:
        """Whether it was filled with homes."""
        return self._projection.homes

    def expect(self, as_of: date, snapshot: str) -> None:
        """Make sure that it was filled with the slice of a day and a snapshot.

        Raises:
            UsageError: it holds another.
        """
        held, asked = (self._projection.slice.as_of, self._snapshot), (as_of, snapshot)
        if held != asked:
            raise UsageError(
                Text(
                    "内置引擎里是 {held} 的图，不是 {asked} 的；请为它另开一个",
                    "the embedded engine holds the graph of {held}, not of {asked}; open another for that",
                ),
                held=" ".join(map(str, held)),
                asked=" ".join(map(str, asked)),
            )

    def query(
        self, statement: str, parameters: Mapping[str, Any] | None = None, *, time_limit: float | None = None
    ) -> Answer:
        """Run one reading statement; only the parameters that it names are passed.

        With a time limit it is run by a process of its own (:mod:`graphmodel.engines.apart`).

        Raises:
            RefusedQuery: it is not one reading statement.
            UsageError: the engine cannot run it, or a parameter is missing.
            EnvironmentFailure: it ran out of time or memory.
        """
        if self._closed:
            raise UsageError(Text("内置引擎已经关闭", "the embedded engine is closed"))
        cypher.check(statement)
        passed = cypher.bound(statement, parameters or {})
        try:
            if time_limit is None:
                return self._database.ask(statement, passed)
            with scratch() as folder:
                write_files(self._projection, folder)
                answer = apart.ask(folder, statement, passed, time_limit)
        except (RuntimeError, apart.CannotRun) as error:
            raise cannot_run(statement, str(error)) from error
        check_numbers(answer.rows)
        return answer

    def close(self) -> None:
        """Throw the projection away."""
        self._closed = True
        if "_database" in self.__dict__:
            self._database.close()

    @cached_property
    def _database(self) -> Database:
        with scratch() as folder:
            write_files(self._projection, folder)
            return Database(folder)
