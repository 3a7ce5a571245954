"""Opening what a command asks: rosters, a snapshot, an engine, a server; and judging over it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from graphmodel.alliance import Alliance, Slice, assemble
from graphmodel.cli.asked import Question
from graphmodel.cli.screen import working
from graphmodel.errors import UsageError
from graphmodel.language import Text
from graphmodel.ontology import WAIVER, roster_of
from graphmodel.rosters import Problems, Reading, read_rosters
from graphmodel.rules import Judgement, Settings, judge, load_settings, rules
from graphmodel.rules.columnar import many_homes
from graphmodel.rules.judge import check_scope
from graphmodel.rules.waivers import waiver_problems
from graphmodel.stores import snapshot
from graphmodel.stores.embedded import Embedded

if TYPE_CHECKING:
    from graphmodel.stores.neo4j import Connection, Neo4jEngine

NEO4J = "neo4j"


def today() -> date:
    """The day it is here."""
    return datetime.now().astimezone().date()


def read(
    inputs: Sequence[Path], passing_over: Sequence[Path], *, keep_going: bool
) -> tuple[Reading, Callable[[], Alliance]]:
    """Read and check rosters, waivers against the rules they waive.

    Returns:
        What was read, and what gives the alliance it describes: assembled once, and only if somebody asks for it.
    """
    with working(Text("读名册", "reading the rosters")):
        reading = read_rosters(inputs, passing_over=passing_over, keep_going=keep_going)
        assembled = cache(partial(assemble, reading))
        waivers = reading.rosters.get(roster_of(WAIVER).name)
        if waivers is not None:
            problems = Problems()
            problems.extend(reading.problems)
            problems.extend(waivers.as_written(waiver_problems(assembled())))
            reading = replace(reading, problems=problems.table())
        return reading, assembled


def slice_of(store: Path, as_of: date | None) -> tuple[Slice, snapshot.Manifest]:
    """The current snapshot of a store on a day; by default the day it was saved with."""
    alliance, manifest = snapshot.load(store)
    return alliance.at(as_of or manifest.as_of or today()), manifest


def engine_over(slice_: Slice, snapshot_id: str, name: str, *, homes: bool = True) -> Embedded | Neo4jEngine:
    """An engine that answers over a slice; a server must hold just this one.

    Raises:
        UsageError: the server holds another day or snapshot, or none.
        EnvironmentFailure: the server cannot be reached.
    """
    if name != NEO4J:
        return Embedded(slice_, homes=homes)
    from graphmodel.stores.neo4j import Neo4jEngine

    engine = Neo4jEngine(connection())
    engine.expect(slice_.as_of, snapshot_id)
    return engine


def connection(uri: str | None = None, user: str | None = None, database: str | None = None) -> Connection:
    """Where the server is: as given, else by the environment; the password never comes as an argument.

    Raises:
        UsageError: no address is known, or no password and nobody to ask.
    """
    from graphmodel.stores.neo4j import Connection

    uri = uri or os.environ.get("NEO4J_URI")
    if not uri:
        raise UsageError(
            Text(
                "不知道 Neo4j 在哪里：请用 --uri，或设置环境变量 NEO4J_URI",
                "where is Neo4j? Give --uri, or set the environment variable NEO4J_URI",
            )
        )
    password = os.environ.get("NEO4J_PASSWORD")
    if password is None:
        if not sys.stdin.isatty():
            raise UsageError(
                Text("请设置环境变量 NEO4J_PASSWORD", "set the environment variable NEO4J_PASSWORD")
            )
        password = str(typer.prompt(str(Text("Neo4j 密码", "Neo4j password")), hide_input=True, err=True))
    user = user or os.environ.get("NEO4J_USER") or "neo4j"
    return Connection(uri, user, password, database or os.environ.get("NEO4J_DATABASE"))


def judged(
    slice_: Slice,
    snapshot_id: str,
    *,
    settings: Settings,
    scope: Sequence[str] = (),
    engine: str = Embedded.name,
) -> Judgement:
    """Every rule over a slice."""
    check_scope(slice_, scope)
    every = list(rules().values())
    with (
        working(Text("找缺口", "judging the rules")),
        engine_over(slice_, snapshot_id, engine, homes=not many_homes(slice_)) as asked,
    ):
        return judge(slice_, asked, every, snapshot=snapshot_id, scope=scope, settings=settings)


def judged_store(question: Question) -> Judgement:
    """Every rule over the current snapshot on a day."""
    settings = load_settings(question.settings)
    slice_, manifest = slice_of(question.store, question.as_of)
    return judged(slice_, manifest.snapshot, settings=settings, scope=question.scope, engine=question.engine)


def judged_then(question: Question, moment: str) -> Judgement:
    """Every rule over the snapshot that tells of a day, on that day; or over a snapshot by its id, on its own day."""
    settings = load_settings(question.settings)
    try:
        day: date | None = date.fromisoformat(moment)
    except ValueError:
        day = None
    alliance, manifest = snapshot.load(question.store, day or moment)
    slice_ = alliance.at(day or manifest.day)
    return judged(slice_, manifest.snapshot, settings=settings, scope=question.scope)
