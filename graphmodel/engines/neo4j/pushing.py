"""Pushing a slice into a Neo4j server, so that it may be repeated, and completed after an interruption.

What is there is compared with what should be, and the difference written; where the last that anybody wrote is what a
push of the same wrote, nothing needs to be compared. Only nodes that bear our marker, and our
ties between them, are looked at or changed. Values travel as parameters; labels, types and the names of properties
come from the ontology.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Final, NamedTuple

import polars as pl

from graphmodel.alliance import Slice
from graphmodel.alliance.projection import Pair, Projection, pairs, projected_node, projected_tie
from graphmodel.engines.neo4j import loaded
from graphmodel.engines.neo4j.bolt import NoAnswer, Server, Transaction, open_server
from graphmodel.engines.neo4j.connection import Connection
from graphmodel.engines.neo4j.difference import ELEMENT, Difference, Differences, differences
from graphmodel.engines.neo4j.loaded import LOAD, MARKER, Load
from graphmodel.engines.neo4j.outgrown import Outgrown
from graphmodel.errors import UsageError
from graphmodel.language import Text
from graphmodel.ontology import LABEL, RELATION

BATCH: Final = 10_000
MOST_REMOVED: Final = 0.05
"""The share of a label's nodes that a push removes without being forced to."""

Progress = Callable[[Text, int, int], None]
"""Told what is being done, how many rows are done, and how many there are."""


class Change(NamedTuple):
    """What a push did to the nodes of a label, or the ties of a type."""

    created: int
    updated: int
    removed: int
    unchanged: int

    @property
    def is_none(self) -> bool:
        """Whether all stayed as it was."""
        return not (self.created or self.updated or self.removed)


@dataclass(frozen=True)
class PushReport:
    """What a push changed, or would change."""

    load: Load
    dry_run: bool
    nodes: dict[str, Change]
    """By label."""
    ties: dict[str, Change]
    """By relation type. A tie that only got another number counts as unchanged."""
    others: dict[str, int]
    """Nodes and relations of our labels and types that others wrote. While there are any, no query is answered."""
    written: bool
    """Whether anything at all was written."""

    @property
    def changed(self) -> bool:
        """Whether a node or a tie was, or would be, created, updated or removed."""
        return not all(change.is_none for change in (*self.nodes.values(), *self.ties.values()))


class TooMuchToRemove(UsageError):
    """The push would remove more of a label than looks right."""


def push(
    slice_: Slice,
    connection: Connection,
    *,
    snapshot: str,
    dry_run: bool = False,
    force: bool = False,
    with_households: bool = True,
    with_names: bool = False,
    progress: Progress = lambda _what, _done, _of: None,
) -> PushReport:
    """Make the graph of a server equal to a slice.

    While it is written the graph is marked as loading, and nothing can be asked of it; a push that was interrupted
    is completed by pushing again.

    Args:
        slice_: the alliance on one day.
        connection: the server.
        snapshot: id of the snapshot the slice is of.
        dry_run: only say what would change.
        force: remove nodes even if they are many, or if relations of others end at them.
        with_households: whether homes and their ties go along.
        with_names: whether people's names do.
        progress: told how far it has come.

    Raises:
        TooMuchToRemove: more than :data:`MOST_REMOVED` of a label would go, and ``force`` is not given.
        UsageError: address, password or database are wrong.
        EnvironmentFailure: the server cannot be reached, is too old or read-only, or was lost on the way.
    """
    wanted = Projection(slice_, homes=with_households, names=with_names)
    load = Load(snapshot, slice_.as_of, with_households, with_names, wanted.counts, run=loaded.new_run())
    server = open_server(connection)
    try:
        return _Push(server, load, wanted, progress, force=force).run(dry_run=dry_run)
    finally:
        server.close()


class _Push:
    """One push into one server."""

    def __init__(
        self, server: Server, load: Load, wanted: Projection, progress: Progress, *, force: bool
    ) -> None:
        self.server = server
        self.load = load
        self.wanted = wanted
        self.progress = progress
        self.force = force

    def run(self, *, dry_run: bool) -> PushReport:
        before = loaded.read(self.server)
        if before and before.state == "imported" and self._was_imported(before):
            return self._complete_import(before, dry_run=dry_run)
        same = before is not None and before.state == "ready" and before.is_of_the_same(self.load)
        if before and same and self._is_untouched(before):
            return self._as_before(before, dry_run=dry_run, written=False)
        if not dry_run:
            named = before and before.state == "ready" and before.declared >= self.load.declared
            prepare(self.server, anew=not named)
        last = self.server.last_transaction()
        taken = before is not None and before.state == "loading" and not dry_run
        if taken:  # whoever was loading can write no more once we hold the lock; only then may we look
            loaded.claim(self.server, self.load, before)
        found = self._compare(before)
        outgrown = Outgrown(before, self.load)
        self._check_removals(found, outgrown)
        written = not (dry_run or (same and found.are_empty))
        if written:
            if not taken:
                loaded.claim(self.server, self.load, before)
            self._write(found, outgrown, last)
            outgrown.drop_constraints(self.server)
        return self._report(found, dry_run=dry_run, written=written)

    def _compare(self, before: Load | None) -> Differences:
        total = sum(before.counts.values()) if before else 0
        done = 0

        def seen(rows: int) -> None:
            nonlocal done
            done += rows
            self.progress(Text("比较", "comparing"), done, max(done, total))

        return differences(self.server, self.wanted, seen)

    def _check_removals(self, found: Differences, outgrown: Outgrown) -> None:
        if self.force:
            return
        types = [*RELATION, *outgrown.relations]
        for label in outgrown.labels:
            ids = [id_ for (id_,) in self.server.read(f"MATCH (n:`{label}`:{MARKER}) RETURN n.id")]
            self._check_ties_of_others(label, ids, types)
        for label, difference in found.nodes.items():
            removed, existing = difference.removed.height, difference.existing
            if removed > MOST_REMOVED * existing:
                raise TooMuchToRemove(
                    Text(
                        "将从 Neo4j 删除 {existing} 个{label}中的 {removed} 个，超过 {most:.0%}；确实如此请加 --force",
                        "{removed} of {existing} {label} nodes would be removed from Neo4j, more than {most:.0%}; "
                        "if that is meant, say --force",
                    ),
                    label=label,
                    removed=removed,
                    existing=existing,
                    most=MOST_REMOVED,
                )
            self._check_ties_of_others(label, difference.removed["id"].to_list(), types)

    def _check_ties_of_others(self, label: str, ids: list[str], types: list[str]) -> None:
        """Refuse to remove nodes at which a relation ends that is not ours: it would go too."""
        if not ids:
            return
        statement = f"""
            UNWIND $ids AS id MATCH (n:`{label}`:{MARKER} {{id: id}})
            WHERE EXISTS {{
                MATCH (n)-[r]-(m) WHERE NOT (m:{MARKER} AND r.tie IS NOT NULL AND type(r) IN $types)
            }}
            RETURN count(n)"""
        if tied := self.server.read(statement, ids=ids, types=types)[0][0]:
            raise TooMuchToRemove(
                Text(
                    "将删除的 {tied} 个 {label} 上连着别人建的关系，会一同删除；确实如此请加 --force",
                    "{tied} {label} nodes to be removed carry relations that others drew, which would go too; "
                    "if that is meant, say --force",
                ),
                label=label,
                tied=tied,
            )

    def _write(self, found: Differences, outgrown: Outgrown, last: Transaction | None) -> None:
        """Write the difference. What fails on the way leaves the graph marked as loading.

        Args:
            found: what is to be written.
            outgrown: what is to be taken away.
            last: the last transaction before anything was compared; by it and by how many we need we know which ours
                will be if nobody else writes.
        """
        earlier = Text("旧版本的内容", "of an earlier version")
        steps = [(earlier, *step) for step in outgrown.removals(self.server)]
        steps += _steps(found, force=self.force)
        total: Counter[Text] = Counter()
        for what, _, rows in steps:
            total[what] += rows.height
        done: Counter[Text] = Counter()
        transactions = 1  # of the claim
        try:
            for what, statement, rows in steps:
                for batch in rows.iter_slices(BATCH):
                    loaded.write(self.server, self.load, statement, batch.rows())
                    transactions += 1
                    done[what] += batch.height
                    self.progress(what, done[what], total[what])
            loaded.finish(self.server, self.load, last and self._mark(last.after(transactions + 1)))
        except NoAnswer as error:
            raise NoAnswer(
                Text(
                    "导入中途与 Neo4j 失去连接（{reason}）；图已标记为导入中，重新运行 push 即可补全",
                    "Neo4j was lost while loading ({reason}); the graph is marked as loading, push again to complete it",
                ),
                reason=error.facts["reason"],
            ) from error

    def _was_imported(self, before: Load) -> bool:
        return before.is_of_the_same(self.load) and loaded.counts(self.server) == before.counts

    def _complete_import(self, before: Load, *, dry_run: bool) -> PushReport:
        """After `neo4j-admin database import` only constraints are missing; the graph came from our own files."""
        if not dry_run:
            prepare(self.server, anew=True)
            loaded.finish(self.server, before)
        return self._as_before(before, dry_run=dry_run, written=not dry_run)

    def _is_untouched(self, before: Load) -> bool:
        """Whether nobody wrote anything in the database since it was made ready, and the same should be there still."""
        last = self.server.last_transaction()
        return last is not None and before.transaction == self._mark(last.after(0))

    def _mark(self, transaction: str) -> str:
        """What tells a transaction after which all that should be there is there."""
        return f"{transaction}:{self._checksum}"

    @cached_property
    def _checksum(self) -> str:
        """Of all that should be there."""
        tables = [*map(self.wanted.nodes, LABEL), *map(self.wanted.ties, pairs())]
        rows = sum(table.hash_rows(seed=number).sum() for number, table in enumerate(tables))
        return f"{rows:x}"

    def _as_before(self, before: Load, *, dry_run: bool, written: bool) -> PushReport:
        """What is told when all nodes and ties are those that a load tells of."""
        there = {
            name: Change(created=0, updated=0, removed=0, unchanged=count)
            for name, count in before.counts.items()
        }
        nodes = {label: there[label] for label in LABEL}
        ties = {relation: there[relation] for relation in RELATION}
        return PushReport(before, dry_run, nodes, ties, self._others(before.counts), written)

    def _others(self, ours: Mapping[str, int]) -> dict[str, int]:
        every = loaded.counts(self.server)
        return {name: count - ours[name] for name, count in every.items() if count > ours[name]}

    def _report(self, found: Differences, *, dry_run: bool, written: bool) -> PushReport:
        nodes = {label: _change([difference]) for label, difference in found.nodes.items()}
        ties = {
            relation: _change([found.ties[pair] for pair in found.ties if pair.relation == relation])
            for relation in RELATION
        }
        ours = {
            name: change.unchanged + change.updated + (change.removed if dry_run else change.created)
            for name, change in (nodes | ties).items()
        }
        return PushReport(self.load, dry_run, nodes, ties, self._others(ours), written)


def prepare(server: Server, *, anew: bool) -> None:
    """Make the constraints that are missing, and every name that a query may use.

    Without the constraints a load would take hours. Without the names Neo4j warns of a property that happens to be
    empty everywhere just as it does of one that is misspelt.
    """
    wanted = dict.fromkeys(LABEL, "id") | {LOAD: "key"}
    there = loaded.constraints(server)
    missing = {label: key for label, key in wanted.items() if (label, key) not in there}
    taken = {name for (name,) in server.read("SHOW INDEXES YIELD name RETURN name")} if missing else set()
    taken |= (
        {name for (name,) in server.read("SHOW CONSTRAINTS YIELD name RETURN name")} if missing else set()
    )
    for label, key in missing.items():
        name = loaded.constraint(label)
        called = "" if name in taken else name  # by others, for something else; the server then finds a name
        server.write(
            f"CREATE CONSTRAINT {called} IF NOT EXISTS FOR (n:`{label}`) REQUIRE n.`{key}` IS UNIQUE"
        )
    if missing or anew:
        properties = {prop.name for label in LABEL for prop in projected_node(label)}
        properties |= {prop.name for relation in RELATION for prop in projected_tie(relation)}
        properties |= {of_load.name for of_load in fields(Load)}
        names = {
            "Label": [*LABEL, MARKER, LOAD],
            "RelationshipType": [*RELATION],
            "Property": sorted(properties),
        }
        for kind, of_kind in names.items():
            call = "createProperty" if kind == "Property" else f"create{kind}"
            server.write(f"UNWIND $names AS name CALL db.{call}(name) RETURN count(*)", names=of_kind)


def _steps(found: Differences, *, force: bool) -> Iterator[tuple[Text, str, pl.DataFrame]]:
    """What is written, in order: which kind of thing, by which statement, from which rows."""
    ties, nodes = Text("关系", "relations"), Text("节点", "nodes")
    if found.ties:  # of every pair at once: a statement for each takes Neo4j longer to plan than to run
        gone = f"""
            UNWIND $rows AS row MATCH (a:{MARKER})-[r]->(b:{MARKER}) WHERE elementId(r) = row[0]
            AND row[1] IN labels(a) AND type(r) = row[2] AND row[3] IN labels(b)
            DELETE r RETURN count(*)"""
        yield ties, gone, pl.concat(_removed_of(*of) for of in found.ties.items())
    for label, difference in found.nodes.items():
        node = f"UNWIND $rows AS row MATCH (n:`{label}`:{MARKER} {{id: row[0]}})"
        delete = "DETACH DELETE" if force else "DELETE"
        names = [prop.name for prop in projected_node(label)]
        yield nodes, f"{node} {delete} n RETURN count(*)", difference.removed
        yield nodes, f"{node} SET {_assigned('n', names)} RETURN count(*)", difference.updated
        created = f"CREATE (n:`{label}`:{MARKER} {_listed(names)})"
        yield nodes, f"UNWIND $rows AS row {created} RETURN count(*)", difference.created
    for pair, difference in found.ties.items():
        names = [prop.name for prop in projected_tie(pair.relation)]
        found_tie = f"UNWIND $rows AS row {_tie_of(pair)}"
        updated = difference.updated.select(ELEMENT, *names)
        yield ties, f"{found_tie} SET {_assigned('r', ['', *names])} RETURN count(*)", updated
        ends = (
            f"MATCH (a:`{pair.start}`:{MARKER} {{id: row[0]}}) MATCH (b:`{pair.end}`:{MARKER} {{id: row[1]}})"
        )
        created = f"CREATE (a)-[r:`{pair.relation}` {_listed(['', '', *names])}]->(b)"
        yield ties, f"UNWIND $rows AS row {ends} {created} RETURN count(*)", difference.created


def _removed_of(pair: Pair, difference: Difference) -> pl.DataFrame:
    return difference.removed.with_columns(
        start=pl.lit(pair.start), relation=pl.lit(pair.relation), end=pl.lit(pair.end)
    )


def _tie_of(pair: Pair) -> str:
    ends = f"(:`{pair.start}`:{MARKER})-[r:`{pair.relation}`]->(:`{pair.end}`:{MARKER})"
    return f"MATCH {ends} WHERE elementId(r) = row[0]"


def _listed(names: list[str]) -> str:
    """The properties of something new, each with its place in the row; a place without a name is no property."""
    return "{" + ", ".join(f"`{name}`: row[{at}]" for at, name in enumerate(names) if name) + "}"


def _assigned(variable: str, names: list[str]) -> str:
    return ", ".join(f"{variable}.`{name}` = row[{at}]" for at, name in enumerate(names) if name)


def _change(of: list[Difference]) -> Change:
    return Change(
        created=sum(difference.created.height for difference in of),
        updated=sum(difference.updated.height - difference.renumbered for difference in of),
        removed=sum(difference.removed.height for difference in of),
        unchanged=sum(difference.unchanged + difference.renumbered for difference in of),
    )
