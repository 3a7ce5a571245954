"""What stands in a Neo4j graph: one node that says what we loaded into it, and whether that is whole.

It is also the lock: whoever loads holds it during each transaction, and a load that was overtaken by another stops.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal

import graphmodel
from graphmodel.alliance.projection import (
    LABEL_PROPERTY,
    LOOSE_TIES,
    NAME_NORMALISED,
    TIE,
    projected_node,
    projected_tie,
)
from graphmodel.engines.neo4j.bolt import Server
from graphmodel.errors import EnvironmentFailure
from graphmodel.language import Text
from graphmodel.ontology import FIRST_COLUMNS, LABEL, PERIOD, RELATION, SCHEMA_VERSION, TIE_ENDS, WAIVER

if TYPE_CHECKING:
    import neo4j

MARKER: Final = "Graphmodel"
"""The label that all our nodes bear, and nobody else's."""
LOAD: Final = "GraphmodelLoad"
"""The label of the one node that tells of the load."""

State = Literal["imported", "loading", "ready"]


def declared() -> frozenset[str]:
    """The properties that nodes and ties have going out, as ``Grid.name`` and ``HOLDS.tie``."""
    projected = {label: projected_node(label) for label in LABEL} | {
        name: projected_tie(name) for name in RELATION
    }
    return frozenset(f"{of}.{prop.name}" for of, properties in projected.items() for prop in properties)


def _declared_first() -> frozenset[str]:
    """The same when loads did not yet say it: all that tables held, and what was made of it."""
    names = set()
    for of, columns in FIRST_COLUMNS.items():
        if "from_id" in columns:
            names |= {f"{of}.{column}" for column in (*columns, TIE.name)}
            names -= {f"{of}.{column}" for column in (*TIE_ENDS, *(prop.name for prop in PERIOD))}
        elif of != WAIVER:
            names |= {f"{of}.{column}" for column in (*columns, LABEL_PROPERTY.name, LOOSE_TIES.name)}
    return frozenset(names | {f"{of}.{NAME_NORMALISED.name}" for of in ("PartyOrg", "Compound")})


@dataclass(frozen=True)
class Load:
    """One load: what of, and how far it has come."""

    snapshot: str
    as_of: date
    households: bool
    names: bool
    counts: dict[str, int]
    """Nodes by label and ties by relation type, as they are when the load is ready."""
    run: str
    state: State = "loading"
    schema_version: int = SCHEMA_VERSION
    graphmodel: str = graphmodel.__version__
    declared: frozenset[str] = field(default_factory=declared)
    """What went out with it; while it is loading, also what lay there before."""
    transaction: str | None = None
    """Which made it ready, if nobody else wrote in the database meanwhile, and what for; while it is the last, all is as it was."""

    def is_of_the_same(self, other: Load) -> bool:
        """Whether both leave the same graph behind."""
        mine, others = (replace(load, run="", state="ready", transaction=None) for load in (self, other))
        return mine == others

    @property
    def properties(self) -> dict[str, Any]:
        """As they stand on the node."""
        return {
            "snapshot": self.snapshot,
            "as_of": self.as_of,
            "households": self.households,
            "names": self.names,
            "counts": json.dumps(self.counts),
            "run": self.run,
            "state": self.state,
            "schema_version": self.schema_version,
            "graphmodel": self.graphmodel,
            "declared": json.dumps(sorted(self.declared)),
            "transaction": self.transaction,
        }


def constraint(label: str) -> str:
    """What the constraint is called that keeps the ids of a label unique, unless others took the name."""
    return "graphmodel_load" if label == LOAD else f"graphmodel_{label}"


def constraints(server: Server) -> dict[tuple[str, str], str]:
    """The labels and properties that are kept unique, whoever wanted it, each with what the constraint is called."""
    rows = server.read(
        "SHOW CONSTRAINTS YIELD name, type, entityType, labelsOrTypes, properties "
        "WHERE entityType = 'NODE' AND size(properties) = 1 AND (type CONTAINS 'UNIQUENESS' OR type = 'NODE_KEY') "
        "RETURN labelsOrTypes[0], properties[0], name"
    )
    return {(label, key): name for label, key, name in rows}


def new_run() -> str:
    """An id for a load that nobody had before."""
    return secrets.token_hex(8)


def read(server: Server) -> Load | None:
    """What the graph says of itself; None when nothing was ever loaded.

    Raises:
        EnvironmentFailure: a newer version of this program loaded it, or somebody changed what it says.
    """
    rows = server.read(f"MATCH (load:{LOAD} {{key: 1}}) RETURN properties(load)")
    if not rows:
        return None
    try:
        return _load(rows[0][0])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise EnvironmentFailure(
            Text(
                "Neo4j 里的 {load} 节点被人改动，无法识别；请删掉它，再运行 push",
                "the node {load} in Neo4j was changed and cannot be understood; delete it and push again",
            ),
            load=LOAD,
        ) from error


def _load(facts: dict[str, Any]) -> Load:
    if facts["schema_version"] > SCHEMA_VERSION:
        raise EnvironmentFailure(
            Text(
                "Neo4j 里的图由更新版本的 graphmodel 写成，请先升级",
                "the graph in Neo4j was loaded by a newer graphmodel; upgrade first",
            )
        )
    return Load(
        snapshot=facts["snapshot"],
        as_of=facts["as_of"].to_native(),
        households=facts["households"],
        names=facts["names"],
        counts=json.loads(facts["counts"]),
        run=facts["run"],
        state=facts["state"],
        schema_version=facts["schema_version"],
        graphmodel=facts["graphmodel"],
        declared=_names(facts["declared"]) if "declared" in facts else _declared_first(),
        transaction=facts.get("transaction"),
    )


def _names(listed: str) -> frozenset[str]:
    """The declared names; they become parts of statements, so nothing else may stand there."""
    names = frozenset(json.loads(listed))
    if not all(re.fullmatch(r"\w+\.\w+", name) for name in names):
        raise ValueError(listed)
    return names


def claim(server: Server, load: Load, before: Load | None) -> None:
    """Mark the graph as loading, unless another load began since ``before`` was read.

    Raises:
        EnvironmentFailure: one has.
    """
    statement = f"""
        MERGE (load:{LOAD} {{key: 1}})
        WITH load WHERE coalesce(load.run, '') = $before
        SET load += $properties
        RETURN load.run"""
    lying_there = load.declared | (before.declared if before else frozenset())
    properties = replace(load, state="loading", declared=lying_there).properties
    if not server.write(statement, before=before.run if before else "", properties=properties):
        raise overtaken()


def finish(server: Server, load: Load, transaction: str | None = None) -> None:
    """Mark the graph as whole; ``transaction`` is the one that does it, if nobody else writes.

    Raises:
        EnvironmentFailure: another load has begun.
    """
    statement = f"MATCH (load:{LOAD} {{key: 1, run: $run}}) SET load += $properties RETURN load.run"
    ready = replace(load, state="ready", transaction=transaction)
    if not server.write(statement, run=load.run, properties=ready.properties):
        raise overtaken()


def write(server: Server, load: Load, statement: str, rows: Sequence[Any]) -> None:
    """Write rows in one transaction that holds the lock. The statement returns how many rows it wrote.

    Raises:
        EnvironmentFailure: another load has begun, or somebody else changes the graph at the same time.
    """

    def work(transaction: neo4j.ManagedTransaction) -> None:
        held = transaction.run(
            f"MATCH (load:{LOAD} {{key: 1, run: $run}}) SET load.run = $run RETURN 1", run=load.run
        )
        if held.single() is None:
            raise overtaken()
        if transaction.run(statement, rows=rows).single(strict=True).value() != len(rows):
            raise EnvironmentFailure(
                Text(
                    "导入时图被别人改动，请再次运行 push",
                    "somebody else changed the graph while it was loaded; push again",
                )
            )

    with server.session() as session:
        session.execute_write(work)


def counts(server: Server) -> dict[str, int]:
    """How many nodes of each label and relations of each type there are, whoever wrote them."""
    nodes = [f"COUNT {{ (:`{label}`) }}" for label in LABEL]
    ties = [f"COUNT {{ ()-[:`{name}`]->() }}" for name in RELATION]
    (row,) = server.read(f"RETURN {', '.join([*nodes, *ties])}")
    return dict(zip([*LABEL, *RELATION], row, strict=True))


def overtaken() -> EnvironmentFailure:
    """Another load has begun."""
    return EnvironmentFailure(
        Text(
            "另一个 push 正在向同一个数据库导入，本次已停止；等它完成后再试",
            "another push is loading the same database, and this one has stopped; try again when it is done",
        )
    )
