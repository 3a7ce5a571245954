"""Pushing: what it writes, what it leaves alone, what it refuses, and that it may be repeated."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from graphmodel.alliance import Slice
from graphmodel.engines.neo4j import Connection, Neo4jEngine, PushReport, TooMuchToRemove, push
from graphmodel.engines.neo4j.loaded import LOAD
from graphmodel.errors import EnvironmentFailure, UsageError
from graphmodel.language import Text
from graphmodel.ontology import LABEL, ValueType, node_properties, tie_properties
from tests.rules import build

DAY = date(2018, 12, 31)
Statement = Callable[..., list[list[Any]]]

ALLIANCE = """
compounds: id part_of
  c1 k1
grids: id part_of
  g1 c1
  g2 c1
  g3 c1
households: id part_of status
  h1 g1 occupied
  h2 g1 vacant
party_orgs: id kind covers
  o1 grid_branch g1
people: id name member_of
  p1 章三 o1
  p2 李四 o1
posts: from post to
  p1 instructor g1
  p1 grid_head g1
  p2 secretary o1
household_ties: from to last_contact_month
  p1 h1 2018-12
activities: from to activity month times
  o1 c1 joint_meeting 2018-11 1
  o1 c1 joint_meeting 2018-12 2
"""


@pytest.fixture
def slice_() -> Slice:
    return build.alliance(ALLIANCE).at(DAY)


def pushed(slice_: Slice, connection: Connection, **options: Any) -> PushReport:
    return push(slice_, connection, snapshot="s1", **options)


def asked(connection: Connection, query: str, **parameters: Any) -> list[tuple[Any, ...]]:
    with Neo4jEngine(connection) as engine:
        return engine.query(query, parameters).rows


def without(slice_: Slice, label: str, *ids: str) -> Slice:
    """The slice without some nodes and their ties."""
    gone = pl.col("id").is_in(ids)
    tied = ((pl.col("from_label") == label) & pl.col("from_id").is_in(ids)) | (
        (pl.col("to_label") == label) & pl.col("to_id").is_in(ids)
    )
    nodes = {**slice_.nodes, label: slice_.nodes[label].filter(~gone)}
    return replace(
        slice_, nodes=nodes, ties={name: table.filter(~tied) for name, table in slice_.ties.items()}
    )


def snapshot_of_everything(cypher: Statement) -> list[list[Any]]:
    nodes = cypher("MATCH (n) RETURN elementId(n) AS e, labels(n), properties(n) ORDER BY e")
    ties = cypher(
        "MATCH (a)-[r]->(b) RETURN elementId(r) AS e, type(r), a.id, b.id, properties(r) ORDER BY e"
    )
    return nodes + ties


# --- what is written -------------------------------------------------------------------------------------------


@pytest.mark.every_version
def test_it_writes_all_and_says_so(slice_: Slice, database: Connection, cypher: Statement) -> None:
    report = pushed(slice_, database)
    assert (report.nodes["Grid"], report.ties["HOLDS"]) == ((3, 0, 0, 0), (3, 0, 0, 0))
    assert report.changed
    assert report.others == {}
    (load,) = cypher(f"MATCH (load:{LOAD}) RETURN load.state, load.snapshot, toString(load.as_of), load.run")
    assert load == ["ready", "s1", "2018-12-31", report.load.run]


@pytest.mark.every_version
def test_every_label_has_its_constraint(slice_: Slice, database: Connection, cypher: Statement) -> None:
    pushed(slice_, database)
    found = cypher("SHOW CONSTRAINTS YIELD labelsOrTypes, properties RETURN labelsOrTypes, properties")
    assert {labels[0] for labels, properties in found if properties == ["id"]} == set(LABEL)


@pytest.mark.every_version
def test_nothing_is_compared_until_somebody_writes_something(
    slice_: Slice, database: Connection, cypher: Statement
) -> None:
    told: list[Text] = []
    pushed(slice_, database)
    report = pushed(slice_, database, progress=lambda what, _done, _of: told.append(what))
    assert (told, report.written, report.ties["HOLDS"].unchanged) == ([], False, 3)
    cypher("CREATE (:Note)")
    pushed(slice_, database, progress=lambda what, _done, _of: told.append(what))
    assert {what.en for what in told} == {"comparing"}


@pytest.mark.every_version
def test_a_second_push_changes_nothing(slice_: Slice, database: Connection, cypher: Statement) -> None:
    pushed(slice_, database)
    cypher("CREATE (:Note)")  # or nothing would be compared
    before = snapshot_of_everything(cypher)
    report = pushed(slice_, database)
    assert not report.changed
    assert not report.written
    assert report.nodes["Grid"].unchanged == 3
    assert snapshot_of_everything(cypher) == before


def test_a_dry_run_says_what_would_change_and_changes_nothing(
    slice_: Slice, database: Connection, cypher: Statement
) -> None:
    assert pushed(slice_, database, dry_run=True).nodes["Grid"].created == 3
    assert cypher("MATCH (n) RETURN n") == []
    pushed(slice_, database)
    before = snapshot_of_everything(cypher)
    report = pushed(without(slice_, "Grid", "g1"), database, dry_run=True, force=True)
    assert report.nodes["Grid"] == (0, 0, 1, 2)
    assert report.ties["HOLDS"] == (0, 0, 2, 1)
    assert report.others == {}
    assert snapshot_of_everything(cypher) == before


def test_two_posts_and_two_months_between_the_same_ends_survive(
    slice_: Slice, database: Connection, cypher: Statement
) -> None:
    pushed(slice_, database)
    cypher("CREATE (:Note)")
    pushed(slice_, database)
    posts = "MATCH (:Person)-[h:HOLDS]->(:Grid) RETURN h.post AS post ORDER BY post"
    assert asked(database, posts) == [("grid_head",), ("instructor",)]
    months = "MATCH (:PartyOrg)-[t:TOOK_PART]->(:Compound) RETURN t.month AS month, t.times AS times ORDER BY month"
    assert asked(database, months) == [("2018-11", 1), ("2018-12", 2)]


@pytest.mark.every_version
def test_what_changed_is_updated_and_what_is_gone_is_removed(database: Connection, cypher: Statement) -> None:
    pushed(build.alliance(ALLIANCE).at(DAY), database)
    later = ALLIANCE.replace("p1 h1 2018-12", "p1 h1 2019-01").replace("h2 g1 vacant", "h2 g1 occupied")
    later = later.replace("  p1 grid_head g1\n", "")
    report = pushed(build.alliance(later).at(DAY), database)
    assert report.nodes["Household"] == (0, 1, 0, 1)
    assert report.ties["CONTACTS"] == (0, 1, 0, 0)
    assert report.ties["HOLDS"] == (0, 0, 1, 2)
    assert asked(database, "MATCH ()-[c:CONTACTS]->() RETURN c.last_contact_month AS month") == [("2019-01",)]
    cypher("CREATE (:Note)")
    assert not pushed(build.alliance(later).at(DAY), database).written


def test_what_somebody_changed_by_hand_is_put_right(
    slice_: Slice, database: Connection, cypher: Statement
) -> None:
    pushed(slice_, database)
    cypher("MATCH (g:Grid {id: 'g1'}) SET g.name = 'x', g.valid_from = date('2018-01-01'), g.note = 'mine'")
    cypher("MATCH ()-[h:HOLDS {post: 'secretary'}]->() DELETE h")
    report = pushed(slice_, database)
    assert report.nodes["Grid"].updated == 1
    assert report.ties["HOLDS"].created == 1
    assert cypher("MATCH (g:Grid {id: 'g1'}) RETURN g.name, g.valid_from, g.note") == [["g1", None, "mine"]]


def test_a_label_that_somebody_emptied_is_told(
    slice_: Slice, database: Connection, cypher: Statement
) -> None:
    pushed(slice_, database)
    cypher("MATCH (h:Household) DETACH DELETE h")
    with pytest.raises(
        EnvironmentFailure, match=r"was changed since it was pushed.*Household, PART_OF, CONTACTS"
    ):
        Neo4jEngine(database)
    assert pushed(slice_, database).nodes["Household"].created == 2


def test_homes_may_stay_at_home(slice_: Slice, database: Connection) -> None:
    report = pushed(slice_, database, with_households=False)
    assert report.nodes["Household"] == (0, 0, 0, 0)
    assert report.ties["CONTACTS"] == (0, 0, 0, 0)
    with Neo4jEngine(database) as engine:
        assert not engine.homes
        for query in (
            "MATCH (h:Household) RETURN h.id AS id",
            "MATCH ()-[c:`CONTACTS`]->() RETURN c.tie AS tie",
        ):
            with pytest.raises(UsageError, match="homes"):
                engine.query(query)
        assert engine.query("MATCH (g:Grid) RETURN count(*) AS n").rows == [(3,)]


@pytest.mark.parametrize("with_names", [False, True])
def test_names_of_people_go_along_only_when_asked(
    slice_: Slice, database: Connection, cypher: Statement, with_names: bool
) -> None:
    pushed(slice_, database, with_names=with_names)
    names = cypher("MATCH (p:Person) RETURN p.name AS name ORDER BY p.id")
    assert names == ([["章三"], ["李四"]] if with_names else [[None], [None]])
    assert ("章三" in str(snapshot_of_everything(cypher))) is with_names


HOSTILE = [
    "'); MATCH (n) DETACH DELETE n //",
    '"}) DETACH DELETE n WITH 1 AS x MATCH (m',
    "`) SET n:Grid //",
    "$rows {{0}} %s \\u0027 \\",
    "x' OR 1=1\n\r\t\0网格",
    "",
]


@pytest.mark.every_version
@pytest.mark.parametrize("hostile", HOSTILE)
def test_text_that_is_cypher_does_nothing(slice_: Slice, database: Connection, hostile: str) -> None:
    """In every property that holds text, and in every code."""

    def marked(table: pl.DataFrame, names: list[str]) -> pl.DataFrame:
        return table.with_columns(pl.lit(hostile).alias(name) for name in names if name in table.columns)

    texts = {ValueType.TEXT, ValueType.CODE, ValueType.CHOICE, ValueType.MONTH, ValueType.REFERENCE}
    nodes = {
        label: marked(
            table, ["name", *(p.name for p in node_properties(label) if p.value_type in texts)]
        ).with_columns(id=pl.lit(hostile) + pl.col("id"))
        for label, table in slice_.nodes.items()
    }
    ties = {
        name: marked(table, [p.name for p in tie_properties(name) if p.value_type in texts]).with_columns(
            from_id=pl.lit(hostile) + pl.col("from_id"), to_id=pl.lit(hostile) + pl.col("to_id")
        )
        for name, table in slice_.ties.items()
    }
    everything = replace(slice_, nodes=nodes, ties=ties)
    report = pushed(everything, database, with_names=True)
    assert report.nodes["Grid"].created == 3
    assert not pushed(everything, database, with_names=True).written
    grids = asked(database, "MATCH (g:Grid) RETURN g.id AS id, g.name AS name ORDER BY id")
    assert grids == [(f"{hostile}g{n}", hostile) for n in (1, 2, 3)]


# --- what belongs to others ------------------------------------------------------------------------------------

OTHERS = """
    CREATE (m:Note {id: 'n1'})-[:ABOUT]->(:Thing {id: 't1'})
    CREATE (p:Person {id: 'somebody else'})-[:HOLDS {post: 'instructor'}]->(:Grid {id: 'elsewhere'})
    CREATE (p)-[:KNOWS]->(m)"""


def test_nothing_of_others_is_touched(slice_: Slice, database: Connection, cypher: Statement) -> None:
    cypher(OTHERS)
    theirs = snapshot_of_everything(cypher)
    pushed(slice_, database)
    pushed(without(slice_, "Grid", "g1", "g2"), database, force=True)
    assert [row for row in snapshot_of_everything(cypher) if row in theirs] == theirs
    assert cypher("MATCH (n) WHERE NOT n:Graphmodel AND NOT n:GraphmodelLoad RETURN count(n)") == [[4]]


def test_while_others_use_our_labels_nothing_is_answered(
    slice_: Slice, database: Connection, cypher: Statement
) -> None:
    cypher(OTHERS)
    assert pushed(slice_, database).others == {"Person": 1, "Grid": 1, "HOLDS": 1}
    assert not pushed(slice_, database).written
    with pytest.raises(EnvironmentFailure, match=r"holds data of others \(Grid, Person, HOLDS\)"):
        Neo4jEngine(database)


@pytest.mark.every_version
def test_a_code_that_others_use_is_told(slice_: Slice, database: Connection, cypher: Statement) -> None:
    cypher("CREATE (:Grid {id: 'g1'})")
    with pytest.raises(UsageError, match="use a database of its own"):
        pushed(slice_, database)
    cypher("MATCH (n:Grid) WHERE NOT n:Graphmodel DELETE n")
    pushed(slice_, database)
    assert asked(database, "MATCH (g:Grid) RETURN count(*) AS n") == [(3,)]


@pytest.mark.every_version
def test_others_whose_codes_repeat_are_told(slice_: Slice, database: Connection, cypher: Statement) -> None:
    cypher("DROP CONSTRAINT graphmodel_Grid IF EXISTS")
    cypher("CREATE (:Grid {id: 'x'}), (:Grid {id: 'x'})")
    with pytest.raises(UsageError, match="repeat an id"):
        pushed(slice_, database)
    assert cypher(f"MATCH (load:{LOAD}) RETURN load.state") == []


@pytest.mark.every_version
def test_relations_that_others_drew_are_removed_only_by_force(
    database: Connection, cypher: Statement
) -> None:
    grids = "grids: id part_of\n" + "".join(f"  g{n} c1\n" for n in range(1, 41))
    many = build.alliance("compounds: id part_of\n  c1 k1\n" + grids).at(DAY)
    pushed(many, database)
    cypher("MATCH (g:Grid {id: 'g1'}) CREATE (:Note)-[:ABOUT]->(g)")
    fewer = without(many, "Grid", "g1")
    with pytest.raises(TooMuchToRemove, match="carry relations that others drew"):
        pushed(fewer, database)
    assert not pushed(many, database).written
    assert pushed(fewer, database, force=True).nodes["Grid"].removed == 1
    assert cypher("MATCH (n:Note) RETURN count(n)") == [[1]]


# --- what is refused -------------------------------------------------------------------------------------------


def test_a_removal_of_more_than_a_twentieth_must_be_forced(slice_: Slice, database: Connection) -> None:
    pushed(slice_, database)
    fewer = without(slice_, "Grid", "g1")
    with pytest.raises(TooMuchToRemove, match=r"^1 of 3 Grid nodes .* more than 5%; .* --force"):
        pushed(fewer, database)
    assert asked(database, "MATCH (g:Grid) RETURN count(*) AS n") == [(3,)]
    pushed(fewer, database, force=True)
    assert asked(database, "MATCH (g:Grid) RETURN count(*) AS n") == [(2,)]


def test_a_removal_of_a_twentieth_need_not_be(database: Connection) -> None:
    def of(count: int) -> Slice:
        grids = "".join(f"  g{n} c1\n" for n in range(count))
        return build.alliance("compounds: id part_of\n  c1 k1\ngrids: id part_of\n" + grids).at(DAY)

    pushed(of(20), database)
    assert pushed(of(19), database).nodes["Grid"] == (0, 0, 1, 19)


@pytest.mark.every_version
def test_the_server_refuses_to_write_even_if_a_query_is_not_checked(
    slice_: Slice, database: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    pushed(slice_, database)
    monkeypatch.setattr("graphmodel.engines.cypher.check", lambda _: None)
    with pytest.raises(UsageError, match="read access mode"):
        asked(database, "MATCH (n) DETACH DELETE n")
    assert asked(database, "MATCH (g:Grid) RETURN count(*) AS n") == [(3,)]


def test_a_node_is_its_properties(database: Connection) -> None:
    dated = ALLIANCE.replace("grids: id part_of\n  g1 c1", "grids: id part_of valid_from\n  g1 c1 2018-05-21")
    dated = dated.replace("  g2 c1\n  g3 c1", "  g2 c1 -\n  g3 c1 -")
    pushed(build.alliance(dated).at(DAY), database)
    (grid,) = asked(database, "MATCH (g:Grid {id: 'g1'}) RETURN g")
    assert grid[0]["valid_from"] == date(2018, 5, 21)


def test_a_new_day_of_the_same_graph_is_written_down(slice_: Slice, database: Connection) -> None:
    pushed(slice_, database)
    report = pushed(replace(slice_, as_of=date(2019, 1, 1)), database)
    assert (report.changed, report.written) == (False, True)
    with Neo4jEngine(database) as engine:
        assert engine.as_of == date(2019, 1, 1)


def test_nothing_pushed_yet_is_told(database: Connection) -> None:
    with pytest.raises(UsageError, match="run graphmodel push first"):
        Neo4jEngine(database)


def test_a_graph_that_is_being_loaded_answers_nothing(
    slice_: Slice, database: Connection, cypher: Statement
) -> None:
    pushed(slice_, database)
    with Neo4jEngine(database) as engine:
        cypher(f"MATCH (load:{LOAD}) SET load.state = 'loading', load.run = 'other'")
        with pytest.raises(EnvironmentFailure, match="is being loaded"):
            engine.query("MATCH (g:Grid) RETURN count(*) AS n")
    with pytest.raises(EnvironmentFailure, match="is being loaded"):
        Neo4jEngine(database)
    pushed(slice_, database)
    assert asked(database, "MATCH (g:Grid) RETURN count(*) AS n") == [(3,)]


def test_a_push_that_another_overtakes_stops(slice_: Slice, database: Connection, cypher: Statement) -> None:
    def overtake(_what: Text, done: int, _of: int) -> None:
        if done:
            cypher(f"MATCH (load:{LOAD}) SET load.run = 'other'")

    with pytest.raises(EnvironmentFailure, match="another push"):
        pushed(slice_, database, progress=overtake)
    pushed(slice_, database)
    assert not pushed(slice_, database).written


def test_a_graph_of_a_newer_graphmodel_is_left_alone(
    slice_: Slice, database: Connection, cypher: Statement
) -> None:
    pushed(slice_, database)
    cypher(f"MATCH (load:{LOAD}) SET load.schema_version = 1000")
    for use in (lambda: pushed(slice_, database), lambda: Neo4jEngine(database)):
        with pytest.raises(EnvironmentFailure, match="upgrade first"):
            use()


def test_a_load_node_that_somebody_changed_is_told(
    slice_: Slice, database: Connection, cypher: Statement
) -> None:
    pushed(slice_, database)
    for change in ("SET load.counts = 'many'", "REMOVE load.schema_version", "SET load = {key: 1}"):
        cypher(f"MATCH (load:{LOAD}) {change}")
        with pytest.raises(EnvironmentFailure, match="delete it and push again"):
            pushed(slice_, database)
    cypher(f"MATCH (load:{LOAD}) DELETE load")
    assert not pushed(slice_, database).changed
    assert asked(database, "MATCH (g:Grid) RETURN count(*) AS n") == [(3,)]


def test_progress_is_told(slice_: Slice, database: Connection) -> None:
    told: list[tuple[str, int, int]] = []
    pushed(slice_, database, progress=lambda what, done, of: told.append((what.en, done, of)))
    nodes = sum(table.height for table in slice_.nodes.values())
    ties = sum(table.height for table in slice_.ties.values())
    assert {("nodes", nodes, nodes), ("relations", ties, ties)} <= {*told}


@pytest.mark.every_version
def test_a_constraint_is_known_by_what_it_constrains(
    slice_: Slice, database: Connection, cypher: Statement
) -> None:
    for (name,) in cypher("SHOW CONSTRAINTS YIELD name RETURN name"):
        cypher(f"DROP CONSTRAINT {name}")
    cypher("CREATE CONSTRAINT graphmodel_Grid FOR (n:Other) REQUIRE n.key IS UNIQUE")
    cypher("CREATE CONSTRAINT theirs FOR (n:Person) REQUIRE n.id IS UNIQUE")
    push(slice_, database, snapshot="s", force=True)
    found = cypher(
        "SHOW CONSTRAINTS YIELD name, labelsOrTypes, properties RETURN name, labelsOrTypes[0], properties[0]"
    )
    assert {(label, "id") for label in LABEL} <= {(label, key) for _, label, key in found}
    assert {"graphmodel_Grid": "Other", "theirs": "Person"}.items() <= {
        name: label for name, label, _ in found
    }.items()
    assert len(found) == len(LABEL) + 2
    cypher("DROP CONSTRAINT graphmodel_Grid")
