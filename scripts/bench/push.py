"""Loading an invented city into Neo4j: push beside a bare driver loop, a second push, the queries, the offline import.

Not called neo4j.py, or Python would take it for the driver. It needs no running server: it starts one of its own.
The size is the first argument (`core` by default). All is done twice: a new server spends its first minutes compiling
itself and its plans. The bare loop loads the core whatever the size; of a city its rate is what is compared. Goals: push
at least at the bare loop's rate, a second push in at most a quarter of its time, the offline import at least four times
the rate of push (on `city`; on `core` it spends most of its time on starting up).
"""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from measuring import Stages

from graphmodel.alliance import Slice, assemble
from graphmodel.alliance.projection import Projection, pairs
from graphmodel.engines import Engine
from graphmodel.engines.embedded import Embedded
from graphmodel.engines.neo4j import Connection, Neo4jEngine, push, write_bulk
from graphmodel.engines.neo4j.bolt import Server, open_server
from graphmodel.ontology import LABEL
from graphmodel.rosters import read_rosters
from graphmodel.rules import Settings, rules
from graphmodel.synthetic import AS_OF, synthesise, write

sys.path.append(str(Path(__file__).parents[1]))  # last: scripts/neo4j.py is not the driver
import servers

BATCH = 10_000


def main(size: str = "core") -> None:
    """Measure all, in one run."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        core = _slice("core", place / "core")
        slice_ = core if size == "core" else _slice(size, place / size)
        print(f"{size}: {_rows(slice_):,} nodes and relations", flush=True)
        try:
            running = servers.start(home=place / "home")
            connection = Connection(running.uri, running.user, running.password)
            for which in ("a cold server", "a warm server"):
                print(f"\n{which}", flush=True)
                measured = _measure(slice_, core, connection)
                measured.show()
                took = measured.seconds
                bare = took["bare loop"] * _rows(slice_) / _rows(core)
                print(f"push / bare loop, by rate        {bare / took['push']:.2f} (goal 1)")
                print(
                    f"second push / bare loop, by time {took['push again'] / bare:.2f} (goal 0.25)",
                    flush=True,
                )
        finally:
            servers.stop(place / "home")
        offline = _import(slice_, place)
        print("\nthe offline importer")
        offline.show()
    imported = sum(offline.seconds.values())
    print(f"\npush {_rows(slice_) / took['push']:,.0f} rows a second")
    print(f"rules, Neo4j / embedded, by time {took['rules on Neo4j'] / took['rules embedded']:.2f}")
    print(f"offline import / push, by rate   {took['push'] / imported:.2f} (goal 4)")


def _slice(size: str, rosters: Path) -> Slice:
    write(synthesise(size), rosters, "csv")
    return assemble(read_rosters([rosters])).at(AS_OF)


def _rows(slice_: Slice) -> int:
    return sum(table.height for table in (*slice_.nodes.values(), *slice_.ties.values()))


def _measure(slice_: Slice, core: Slice, connection: Connection) -> Stages:
    wanted = Projection(core)
    steps: dict[str, Callable[[], object]] = {
        "bare loop": lambda: _bare_loop(connection, wanted),
        "emptying it": lambda: _empty(connection),
        "push": lambda: push(slice_, connection, snapshot="bench"),
        "push again": lambda: push(slice_, connection, snapshot="bench"),
    }
    stages = Stages()
    _empty(connection)
    for name, work in steps.items():
        with stages.stage(name):
            work()
    with Neo4jEngine(connection) as engine, stages.stage("rules on Neo4j"):
        _ask(engine)
    with Embedded(slice_) as embedded, stages.stage("rules embedded"):
        _ask(embedded)
    return stages


def _import(slice_: Slice, place: Path) -> Stages:
    stages = Stages()
    with stages.stage("writing the files"):
        report = write_bulk(slice_, place / "files", snapshot="bench")
    os.chdir(report.folder)
    with stages.stage("importing them"):
        arguments = report.command.split()[1:]
        assert servers.admin(servers.DEFAULT, *arguments, home=place / "home", quiet=True) == 0
    os.chdir(place.parent)
    return stages


def _ask(engine: Engine) -> None:
    parameters = Settings().parameters(AS_OF)
    for rule in rules().values():
        engine.query(rule.query, parameters)


def _empty(connection: Connection) -> None:
    """Ties first: together with a place that a city's ties lead to they would be more than one transaction holds."""
    server = open_server(connection)
    with server.session() as session:
        session.run("MATCH ()-[tie]->() CALL (tie) { DELETE tie } IN TRANSACTIONS OF 20000 ROWS").consume()
        session.run("MATCH (n) CALL (n) { DELETE n } IN TRANSACTIONS OF 20000 ROWS").consume()
    server.close()


def _bare_loop(connection: Connection, wanted: Projection) -> None:
    """What one would write without us: constraints, then `UNWIND … CREATE` of maps, 10 000 rows at a time."""
    server = open_server(connection)
    for label in LABEL:
        server.write(f"CREATE CONSTRAINT IF NOT EXISTS FOR (n:`{label}`) REQUIRE n.id IS UNIQUE")
    for label in LABEL:
        for batch in wanted.nodes(label).iter_slices(BATCH):
            _write(server, f"CREATE (n:`{label}`) SET n = row", batch.to_dicts())
    for pair in pairs():
        ends = f"MATCH (a:`{pair.start}` {{id: row.from_id}}) MATCH (b:`{pair.end}` {{id: row.to_id}})"
        for batch in wanted.ties(pair).iter_slices(BATCH):
            facts = batch.drop("from_id", "to_id").to_dicts()
            sides = batch.select("from_id", "to_id").to_dicts()
            maps = [{**side, "facts": fact} for side, fact in zip(sides, facts, strict=True)]
            _write(server, f"{ends} CREATE (a)-[r:`{pair.relation}`]->(b) SET r = row.facts", maps)
    server.close()


def _write(server: Server, statement: str, maps: list[dict[str, Any]]) -> None:
    server.write(f"UNWIND $rows AS row {statement}", rows=maps)


if __name__ == "__main__":
    main(*sys.argv[1:])
