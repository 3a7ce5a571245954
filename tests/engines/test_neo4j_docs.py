"""What is written for people about Neo4j works: the page in both languages, the notebook, the style sheet."""

import re
from pathlib import Path

import pytest

from graphmodel.alliance import assemble
from graphmodel.engines.neo4j import Connection, Neo4jEngine, push
from graphmodel.engines.neo4j.loaded import LOAD
from graphmodel.ontology import LABEL, RELATION
from graphmodel.rosters import read_rosters
from graphmodel.stores import snapshot
from graphmodel.synthetic import AS_OF, synthesise, write
from tests.cli.conftest import commands_in
from tests.notebooks.executing import FOLDER, execute

DOCS = Path(__file__).parents[2] / "docs"
PAGES = [(DOCS / name).read_text(encoding="utf-8") for name in ("neo4j.md", "neo4j.en.md")]


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", page, re.DOTALL)


def commands(page: str) -> list[str]:
    return [line.split("#")[0].strip() for block in blocks(page, "sh") for line in block.splitlines()]


@pytest.fixture
def office(running: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a store, whose network is in the server that the environment names."""
    monkeypatch.setenv("NEO4J_URI", running.uri)
    monkeypatch.setenv("NEO4J_USER", running.user)
    monkeypatch.setenv("NEO4J_PASSWORD", running.password)
    write(synthesise("tiny", seed=0), tmp_path / "rosters", "csv")
    alliance = assemble(read_rosters([tmp_path / "rosters"]))
    saved = snapshot.save(alliance, tmp_path / "alliance", AS_OF)
    push(alliance.at(AS_OF), running, snapshot=saved.snapshot, force=True)
    return tmp_path


def test_both_pages_say_the_same_commands_and_queries() -> None:
    chinese, english = PAGES
    assert commands(chinese) == commands(english)
    assert blocks(chinese, "cypher") == blocks(english, "cypher")


def test_every_command_of_the_page_runs(office: Path) -> None:
    """Those of ours; the scripts and the importer have tests of their own."""
    ours = [line for line in dict.fromkeys(commands(PAGES[0])) if line.startswith("graphmodel ")]
    assert len(ours) == 4
    for line in ours:
        done = commands_in(office)(*line.split()[1:])
        assert done.returncode == 0, (line, done.stderr)


@pytest.mark.every_version
@pytest.mark.usefixtures("office")
def test_every_query_of_the_page_runs(running: Connection) -> None:
    queries = blocks(PAGES[0], "cypher")
    assert len(queries) == 10
    with Neo4jEngine(running) as engine:
        found = [len(engine.query(query).rows) for query in queries]
        assert engine.notifications == []
    assert sum(count > 0 for count in found) >= 8


@pytest.mark.filterwarnings("default")  # of the kernel's own machinery
def test_the_notebook_runs(office: Path) -> None:
    execute(FOLDER / "neo4j.ipynb", office)


def test_the_style_sheet_knows_every_label_and_no_other() -> None:
    styled = re.findall(
        r"^(node|relationship)\.(\w+) \{", (DOCS / "alliance.grass").read_text("utf-8"), re.MULTILINE
    )
    assert {name for kind, name in styled if kind == "node"} == {*LABEL, LOAD}
    assert {name for kind, name in styled if kind == "relationship"} <= RELATION.keys()
