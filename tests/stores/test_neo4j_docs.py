"""What docs/neo4j.md tells people to type works, and its style sheet knows every label."""

import re
from pathlib import Path

from graphmodel.alliance import assemble
from graphmodel.ontology import LABEL, RELATION
from graphmodel.rosters import read_rosters
from graphmodel.stores.neo4j import Connection, Neo4jEngine, push
from graphmodel.stores.neo4j.loaded import LOAD
from graphmodel.synthetic import AS_OF, synthesise, write

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "neo4j.md").read_text(encoding="utf-8")


def test_every_query_of_the_page_runs(running: Connection, tmp_path: Path) -> None:
    queries = re.findall(r"```cypher\n(.*?)```", PAGE, re.DOTALL)
    assert len(queries) == 10
    write(synthesise("tiny", seed=0), tmp_path, "csv")
    push(assemble(read_rosters([tmp_path])).at(AS_OF), running, snapshot="tiny", force=True)
    with Neo4jEngine(running) as engine:
        found = [len(engine.query(query).rows) for query in queries]
        assert engine.notifications == []
    assert sum(count > 0 for count in found) >= 8


def test_the_style_sheet_knows_every_label_and_no_other() -> None:
    styled = re.findall(
        r"^(node|relationship)\.(\w+) \{", (DOCS / "alliance.grass").read_text("utf-8"), re.MULTILINE
    )
    assert {name for kind, name in styled if kind == "node"} == {*LABEL, LOAD}
    assert {name for kind, name in styled if kind == "relationship"} <= RELATION.keys()
