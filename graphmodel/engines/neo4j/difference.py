"""What lies between a graph and the tables it should hold: rows to create, to update, to remove.

Nodes are the same when they have the same id. Ties have none: two posts between the same ends are two ties. So they
are told apart by all that they say, and those left over on both sides between the same ends are taken for changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from graphmodel.alliance.projection import Pair, Projection, pairs, projected_node, projected_tie
from graphmodel.engines.neo4j import loaded
from graphmodel.engines.neo4j.bolt import Server
from graphmodel.engines.neo4j.loaded import MARKER
from graphmodel.ontology import ID, LABEL, Property, ValueType, dtype

_NODES_A_PAGE: Final = 20_000
_STARTS_A_PAGE: Final = 5_000
ELEMENT: Final = "element"
"""The column that holds what Neo4j calls a tie."""
SOUND: Final = "sound"
"""The column that says whether every value has the type that is declared; others, or another version, may write any."""

_TYPE: Final[dict[ValueType, str]] = {
    ValueType.CODE: "STRING",
    ValueType.TEXT: "STRING",
    ValueType.REFERENCE: "STRING",
    ValueType.CHOICE: "STRING",
    ValueType.MONTH: "STRING",
    ValueType.YES_NO: "BOOLEAN",
    ValueType.DATE: "DATE",
    ValueType.COUNT: "INTEGER",
}
"""What Cypher calls the type of each kind."""

Seen = Callable[[int], None]
"""Told how many rows were read."""


@dataclass(frozen=True)
class Difference:
    """For one label or one pair: what is to be done."""

    created: pl.DataFrame
    updated: pl.DataFrame
    """As they should be; a tie's row has its :data:`ELEMENT` too."""
    removed: pl.DataFrame
    """One column: the id of a node, the :data:`ELEMENT` of a tie."""
    renumbered: int
    """How many of the updated ties only get another number."""
    unchanged: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing is to be done."""
        return not (self.created.height or self.updated.height or self.removed.height)

    @property
    def existing(self) -> int:
        """How many rows the graph holds."""
        return self.updated.height + self.removed.height + self.unchanged


@dataclass(frozen=True)
class Differences:
    """The whole difference between a graph and the projection it should hold."""

    nodes: dict[str, Difference]
    ties: dict[Pair, Difference]
    """Without the pairs of which neither has any."""

    @property
    def are_empty(self) -> bool:
        """Whether the graph is as it should be."""
        return all(difference.is_empty for difference in (*self.nodes.values(), *self.ties.values()))


def differences(server: Server, wanted: Projection, seen: Seen = lambda _: None) -> Differences:
    """Compare what we find in the graph with what should be there."""
    nodes, ties = {}, {}
    empty = {name for name, count in loaded.counts(server).items() if not count}
    for label in LABEL:
        there = _nodes_there(server, label, none=label in empty)
        nodes[label] = _of_nodes(there, wanted.nodes(label))
        seen(there.height)
    for start in LABEL:
        going_out = [pair for pair in pairs() if pair.start == start]
        found = _ties_there(server, start, [pair for pair in going_out if empty.isdisjoint(pair)])
        for pair in going_out:
            there, wanted_ties = found.get(pair, _no_ties(pair)), wanted.ties(pair)
            if there.height or wanted_ties.height:
                ties[pair] = _of_ties(there, wanted_ties)
                seen(there.height)
    return Differences(nodes, ties)


def _of_nodes(there: pl.DataFrame, wanted: pl.DataFrame) -> Difference:
    removed = there.join(wanted, on="id", how="anti").select("id")
    created = wanted.join(there, on="id", how="anti", maintain_order="left")
    same = _alike(there, wanted, "id")
    kept = wanted.join(there.select("id"), on="id", how="semi", maintain_order="left")
    updated = kept.join(same, on="id", how="anti", maintain_order="left")
    return Difference(created, updated, removed, 0, same.height)


def _of_ties(there: pl.DataFrame, wanted: pl.DataFrame) -> Difference:
    said = [name for name in wanted.columns if name != "tie"]
    alike = _alike(there, wanted, "tie")
    there, wanted = (
        table.join(alike, on="tie", how="anti", maintain_order="left") for table in (there, wanted)
    )
    same, wanted, others = _matched(wanted, there.filter(pl.col(SOUND)), said)
    renumbered = same.filter(pl.col("tie") != pl.col("tie_there"))
    left_over = pl.concat([others, there.filter(~pl.col(SOUND))])
    changed, created, removed = _matched(wanted, left_over, ["from_id", "to_id"])
    columns = [*wanted.columns, ELEMENT]
    updated = pl.concat([renumbered.select(columns), changed.select(columns)])
    unchanged = alike.height + same.height - renumbered.height
    return Difference(created, updated, removed.select(ELEMENT), renumbered.height, unchanged)


def _alike(there: pl.DataFrame, wanted: pl.DataFrame, key: str) -> pl.DataFrame:
    """The keys of the rows that are there just as they should be: nearly all, and found without comparing each with all."""
    once = there.unique(key, keep="none").filter(pl.col(SOUND))
    both = wanted.join(once, on=key, suffix=":there")
    same = [pl.col(name).eq_missing(pl.col(f"{name}:there")) for name in wanted.columns if name != key]
    return both.filter(same).select(key)


def _matched(
    wanted: pl.DataFrame, there: pl.DataFrame, on: list[str]
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Rows that agree on some columns, one to one in the order of their numbers; and what is left over."""
    turn = pl.int_range(pl.len()).over(on).alias("turn")
    wanted, there = (table.sort("tie").with_columns(turn) for table in (wanted, there))
    keys = [*on, "turn"]
    found = there.select(*keys, ELEMENT, tie_there="tie")
    return (
        wanted.join(found, on=keys, nulls_equal=True, maintain_order="left").drop("turn"),
        wanted.join(there, on=keys, how="anti", nulls_equal=True, maintain_order="left").drop("turn"),
        there.join(wanted, on=keys, how="anti", nulls_equal=True, maintain_order="left").drop("turn"),
    )


def _nodes_there(server: Server, label: str, *, none: bool) -> pl.DataFrame:
    properties = [prop for prop in projected_node(label) if prop != ID]
    statement = f"""
        MATCH (n:`{label}`:{MARKER}) WHERE n.id > $after
        WITH n ORDER BY n.id LIMIT {_NODES_A_PAGE}
        RETURN max(n.id) AS last, collect({_row(["n.id"], "n", properties)}) AS page"""
    schema = _schema([ID.name], properties)
    pages = iter(()) if none else _pages(server, statement)
    return pl.concat([pl.DataFrame(schema=schema), *(_table(page, schema) for page in pages)])


def _ties_there(server: Server, start: str, going_out: Sequence[Pair]) -> dict[Pair, pl.DataFrame]:
    """The ties that go out from a label, by pair.

    One statement reads them all: one for each pair takes Neo4j longer to plan than to run, and passes the starts anew.
    """
    if not going_out:
        return {}
    relations = dict.fromkeys(pair.relation for pair in going_out)
    rows = " ".join(
        f"WHEN '{relation}' THEN {_row(['elementId(r)', 'a.id', 'b.id'], 'r', projected_tie(relation))}"
        for relation in relations
    )
    statement = f"""
        MATCH (a:`{start}`:{MARKER}) WHERE a.id > $after
        WITH a ORDER BY a.id LIMIT {_STARTS_A_PAGE}
        OPTIONAL MATCH (a)-[r:{"|".join(f"`{relation}`" for relation in relations)}]->(b:{MARKER})
            WHERE r.tie IS NOT NULL
        WITH type(r) AS relation, labels(b) AS ends, max(a.id) AS last, collect(CASE type(r) {rows} END) AS rows
        RETURN max(last) AS last, collect([relation, ends, rows]) AS page"""
    found = {pair: [_no_ties(pair)] for pair in going_out}
    for page in _pages(server, statement):
        for relation, ends, rows_there in page:
            for pair in going_out:
                if pair.relation == relation and pair.end in ends:
                    found[pair].append(_table(rows_there, dict(_no_ties(pair).schema)))
    return {pair: pl.concat(tables) for pair, tables in found.items()}


def _no_ties(pair: Pair) -> pl.DataFrame:
    return pl.DataFrame(schema=_schema([ELEMENT, "from_id", "to_id"], projected_tie(pair.relation)))


def _pages(server: Server, statement: str) -> Iterator[list[list[Any]]]:
    after = ""
    while True:
        last, page = server.read(statement, after=after)[0]
        if last is None:
            return
        yield page
        after = last


def _row(keys: list[str], variable: str, properties: Sequence[Property]) -> str:
    """One row as it travels fastest, days as text; where a value has another type than is declared, none."""
    names = [f"{variable}.`{prop.name}`" for prop in properties]
    sound = " AND ".join(
        f"{name} IS :: {_TYPE[prop.value_type]}" for name, prop in zip(names, properties, strict=True)
    )
    values = [
        f"toString({name})" if prop.value_type is ValueType.DATE else name
        for name, prop in zip(names, properties, strict=True)
    ]
    whole = ", ".join([*keys, *values, "true"])
    broken = ", ".join([*keys, *["null"] * len(values), "false"])
    return f"CASE WHEN {sound} THEN [{whole}] ELSE [{broken}] END"


def _schema(keys: list[str], properties: Sequence[Property]) -> dict[str, pl.DataType]:
    values = {prop.name: dtype(prop) for prop in properties}
    return dict.fromkeys(keys, pl.String()) | values | {SOUND: pl.Boolean()}


def _table(rows: list[list[Any]], schema: dict[str, pl.DataType]) -> pl.DataFrame:
    days = [name for name, kind in schema.items() if kind == pl.Date]
    travelling = schema | dict.fromkeys(days, pl.String())
    table = pl.DataFrame(rows, schema=travelling, orient="row", strict=False)
    return table.with_columns(pl.col(days).str.to_date(strict=False))
