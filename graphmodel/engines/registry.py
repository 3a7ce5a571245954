"""Every engine by its name, and how one is opened over a slice for what will be asked of it.

An engine is its module and its line in :data:`ENGINES`; what it needs is imported when it is opened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from graphmodel.alliance import Slice
from graphmodel.alliance.projection import only_with_homes
from graphmodel.engines import cypher
from graphmodel.engines.engine import Engine


def _embedded(slice_: Slice, snapshot: str, homes: bool) -> Engine:
    from graphmodel.engines.embedded import Embedded

    return Embedded(slice_, snapshot, homes=homes)


def _neo4j(_slice: Slice, _snapshot: str, _homes: bool) -> Engine:
    from graphmodel.engines.neo4j import Connection, Neo4jEngine

    return Neo4jEngine(Connection.from_environment())


ENGINES: Final[dict[str, Callable[[Slice, str, bool], Engine]]] = {"embedded": _embedded, "neo4j": _neo4j}
"""Name by name: opens the engine over a slice, of a snapshot, with homes or without if it is filled anew."""


def engine_over(
    slice_: Slice, snapshot: str, name: str = "embedded", queries: Iterable[str] | None = None
) -> Engine:
    """An engine that answers for a slice.

    Args:
        slice_: the alliance on the day in question.
        snapshot: id of the snapshot the slice is of.
        name: a key of :data:`ENGINES`.
        queries: all that will be asked; where none of them names homes, an engine that has to be filled first does
            without. None: anything may be asked.

    Raises:
        UsageError: the engine holds another day or snapshot, or none.
        EnvironmentFailure: it cannot be reached.
    """
    homes = queries is None or any(cypher.names(query) & only_with_homes() for query in queries)
    engine = ENGINES[name](slice_, snapshot, homes)
    try:
        engine.expect(slice_.as_of, snapshot)
    except BaseException:
        engine.close()
        raise
    return engine
