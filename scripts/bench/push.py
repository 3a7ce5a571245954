"""Loading an invented city into Neo4j: push beside a bare driver loop, a second push, the queries, the offline import.

Not called neo4j.py, or Python would take it for the driver. It needs no running server: it starts one of its own.
The size is the first argument (`core` by default). Goals: push at least 0.8 of the bare loop's rate, a second push at
most a third of the first, the offline import at least four times the rate of push.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from measuring import Stages

from graphmodel.alliance import assemble
from graphmodel.rosters import read_rosters
from graphmodel.rules import Settings, rules
from graphmodel.stores import Engine
from graphmodel.stores.embedded import Embedded
from graphmodel.stores.neo4j import Connection, Neo4jEngine, push, write_bulk
from graphmodel.stores.neo4j.bolt import Server, open_server
from graphmodel.stores.neo4j.tables import Tables, tables
from graphmodel.synthetic import AS_OF, synthesise, write

sys.path.append(str(Path(__file__).parents[1]))  # last: scripts/neo4j.py is not the driver
import servers

BATCH = 10_000


def main(size: str) -> None:
    """Measure all, in one run."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        write(synthesise(size), place / "rosters", "csv")
        slice_ = assemble(read_rosters([place / "rosters"])).at(AS_OF)
        wanted = tables(slice_, with_households=True, with_names=False)
        rows = sum(wanted.counts.values())
        print(f"{size}: {rows} nodes and relations")
        connection = _reach(servers.start(home=place / "home"))
        stages = Stages()
        try:
            _bare_loop(connection, wanted)  # the first load of a new server would measure its warming up
            for name, work in _loads(connection, wanted, slice_).items():
                with stages.stage(name):
                    work()
            parameters = Settings().parameters(AS_OF)
            with Neo4jEngine(connection) as engine, stages.stage("all rules on Neo4j"):
                _ask(engine, parameters)
            with Embedded(slice_) as embedded, stages.stage("all rules embedded"):
                _ask(embedded, parameters)
        finally:
            servers.stop(place / "home")
        with stages.stage("bulk files"):
            report = write_bulk(slice_, place / "files", snapshot="bench")
        begin = time.perf_counter()
        os.chdir(report.folder)
        code = servers.admin(servers.DEFAULT, *report.command.split()[1:], home=place / "home")
        os.chdir(place.parent)
        stages.seconds["offline import"] = time.perf_counter() - begin
        stages.peak["offline import"] = 0.0
        stages.show()
        took = stages.seconds
        print(f"push / bare loop, by rate        {took['bare loop'] / took['push']:.2f} (goal 0.8)")
        print(f"second push / first, by time     {took['push again'] / took['push']:.2f} (goal 0.33)")
        print(f"offline import / push, by rate   {took['push'] / took['offline import']:.2f} (goal 4)")
        print(f"push {rows / took['push']:.0f} rows a second; the importer ended with {code}")


def _loads(connection: Connection, wanted: Tables, slice_: Any) -> dict[str, Callable[[], object]]:
    def pushed() -> object:
        return push(slice_, connection, snapshot="bench")

    def bare() -> None:
        _bare_loop(connection, wanted)

    def emptied() -> None:
        _empty(connection)

    return {"bare loop": bare, "emptying it": emptied, "push": pushed, "push again": pushed}


def _reach(server: servers.Server) -> Connection:
    return Connection(server.uri, server.user, server.password)


def _ask(engine: Engine, parameters: dict[str, Any]) -> None:
    for rule in rules().values():
        engine.query(rule.query, parameters)


def _empty(connection: Connection) -> None:
    server = open_server(connection)
    with server.session() as session:
        session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 20000 ROWS").consume()
    server.close()


def _bare_loop(connection: Connection, wanted: Tables) -> None:
    """What one would write without us: constraints, then `UNWIND … CREATE` of maps, 10 000 rows at a time."""
    _empty(connection)
    server = open_server(connection)
    for label in wanted.nodes:
        server.write(f"CREATE CONSTRAINT IF NOT EXISTS FOR (n:`{label}`) REQUIRE n.id IS UNIQUE")
    for label, nodes in wanted.nodes.items():
        for batch in nodes.iter_slices(BATCH):
            _write(server, f"CREATE (n:`{label}`) SET n = row", batch.to_dicts())
    for pair, ties in wanted.ties.items():
        ends = f"MATCH (a:`{pair.start}` {{id: row.from_id}}) MATCH (b:`{pair.end}` {{id: row.to_id}})"
        for batch in ties.iter_slices(BATCH):
            facts = batch.drop("from_id", "to_id").to_dicts()
            sides = batch.select("from_id", "to_id").to_dicts()
            maps = [{**side, "facts": fact} for side, fact in zip(sides, facts, strict=True)]
            _write(server, f"{ends} CREATE (a)-[r:`{pair.relation}`]->(b) SET r = row.facts", maps)
    server.close()


def _write(server: Server, statement: str, maps: list[dict[str, Any]]) -> None:
    server.write(f"UNWIND $rows AS row {statement}", rows=maps)


if __name__ == "__main__":
    main(*sys.argv[1:] or ["core"])
