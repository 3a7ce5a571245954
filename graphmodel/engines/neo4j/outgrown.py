"""What lies in a graph and goes out no longer: properties, relation types and labels that an earlier version put there.

A push takes them away, as it makes everything else equal to the slice. What others wrote is not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from graphmodel.alliance.projection import TIE
from graphmodel.engines.neo4j.bolt import Server
from graphmodel.engines.neo4j.loaded import MARKER, Load, constraint, constraints
from graphmodel.ontology import ID, LABEL, RELATION


class Outgrown:
    """What a load left behind that the next one does not declare."""

    def __init__(self, before: Load | None, load: Load) -> None:
        names = before.declared - load.declared if before else frozenset()
        self._columns = [tuple(name.split(".")) for name in sorted(names)]

    @property
    def labels(self) -> list[str]:
        """The labels that are gone."""
        return [of for of, column in self._columns if column == ID.name and of not in LABEL]

    @property
    def relations(self) -> list[str]:
        """The relation types that are gone."""
        return [of for of, column in self._columns if column == TIE.name and of not in RELATION]

    def removals(self, server: Server) -> Iterator[tuple[str, pl.DataFrame]]:
        """Statements that remove it, each with its rows; ties go before the nodes at their ends."""
        for relation in self.relations:
            yield _step(server, *_tie(relation), "DELETE x")
        for label in self.labels:
            yield _step(server, *_node(label), "DETACH DELETE x")
        for of, column in self._columns:
            if of in LABEL or of in RELATION:
                where, key = _node(of) if of in LABEL else _tie(of)
                yield _step(server, f"{where} AND x.`{column}` IS NOT NULL", key, f"REMOVE x.`{column}`")

    def drop_constraints(self, server: Server) -> None:
        """Drop the constraints of labels that are gone; they found the nodes while these were removed."""
        called = constraints(server) if self.labels else {}
        for label in self.labels:
            if called.get((label, ID.name)) == constraint(label):  # others may have theirs
                server.write(f"DROP CONSTRAINT {constraint(label)} IF EXISTS")


def _node(label: str) -> tuple[str, str]:
    return f"MATCH (x:`{label}`:{MARKER}) WHERE x.id IS NOT NULL", "x.id"


def _tie(relation: str) -> tuple[str, str]:
    return f"MATCH (:{MARKER})-[x:`{relation}`]->(:{MARKER}) WHERE x.tie IS NOT NULL", "elementId(x)"


def _step(server: Server, where: str, key: str, change: str) -> tuple[str, pl.DataFrame]:
    rows = pl.DataFrame(server.read(f"{where} RETURN {key}"), schema={"key": pl.String}, orient="row")
    return f"UNWIND $rows AS row {where} AND {key} = row[0] {change} RETURN count(*)", rows
