"""What may not leave the office is in nothing that is written or shown, whoever declares it and wherever it stands."""

import os
import sys
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from graphmodel.alliance import Slice, assemble
from graphmodel.analysis import to_networkx
from graphmodel.cli.app import run
from graphmodel.ontology import Roster, ValueType
from graphmodel.pages import show
from graphmodel.rosters import read_rosters
from graphmodel.stores import snapshot
from graphmodel.synthetic import AS_OF, plant, write
from tests.growing import column, declared, with_columns
from tests.saved import saved_in

CONFIDENTIAL = "不得外传"
HOLDERS = (
    "compounds",
    "grids",
    "party_orgs",
    "property_companies",
    "people",
    "households",
    "pairings",
    "posts",
)
"""Rosters of nodes and of ties, in each of which a column is invented that may not leave."""
BEFORE = date(2018, 6, 30)
COMMUNITY, GRID = "990101001001", "WG0001"

COMMANDS = (
    "run rosters -o out --as-of 2018-12-31 --store store",
    *(f"gaps --verdict all --format {form} -o gaps.{form}" for form in ("table", "json", "csv", "xlsx")),
    *(
        f"gaps --verdict all --for-release --format {form} -o released.{form}"
        for form in ("json", "csv", "xlsx")
    ),
    *(
        f"coverage --by community --format {form} -o coverage.{form}"
        for form in ("table", "json", "csv", "xlsx")
    ),
    *(
        f"diff --from {BEFORE} --to {AS_OF} --format {form} -o diff.{form}"
        for form in ("json", "csv", "xlsx", "html")
    ),
    *(
        f"explain {rule} {subject} --format json -o {rule}.json"
        for rule, subject in (("R25", GRID), ("R21", COMMUNITY))
    ),
    f"explain R48 {GRID} -o R48.txt",
    f"view {COMMUNITY} -o picture.html",
    "site --store store -o pages --with-english",
    "site --store store -o outside --for-release",
    "report -o report.docx",
    *(f"query nodes{label}.cypher -o {label}.txt" for label in ("Compound", "Person", "Household")),
    "query ties.cypher --format json -o ties.json",
    "query nodesPerson.cypher --format html -o answer.html",
    "push --bulk import --with-names",
    "lists -o lists --plan --with-names",
    *(f"check rosters --format {form} -o check.{form}" for form in ("json", "html")),
)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the rosters of a planted city, every row of some of which holds a secret."""
    folder = tmp_path_factory.mktemp("office")
    with declared(*(holding(name) for name in HOLDERS)):
        rosters = dict(plant("tiny", 0).rosters)
        for name in HOLDERS:
            rosters[name] = rosters[name].with_columns(secret=pl.lit(CONFIDENTIAL))
        write(rosters, folder / "rosters", "csv")
        waiver = f"规则,对象,理由,批准人,起,止\nR19,党组织/示例,理由,{CONFIDENTIAL},2018-12-01,2019-03-01\n"
        (folder / "rosters" / "豁免.csv").write_text(waiver, encoding="utf-8")
        for label in ("Compound", "Person", "Household"):
            (folder / f"nodes{label}.cypher").write_text(f"MATCH (n:{label}) RETURN n", encoding="utf-8")
        (folder / "ties.cypher").write_text("MATCH ()-[t:PAIRED_WITH|HOLDS]->() RETURN t", encoding="utf-8")
        alliance = assemble(read_rosters([folder / "rosters"]))
        for day in (BEFORE, AS_OF):
            snapshot.save(alliance, folder / "store", day)
        yield folder


def holding(name: str) -> Roster:
    return with_columns(name, column("secret", ValueType.TEXT, may_leave=False))


def inflated(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The bytes of every file, and of what is packed in it."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(folder)), path.read_bytes()
        if path.suffix in {".xlsx", ".docx"}:
            with zipfile.ZipFile(path) as book:
                yield from ((f"{path.name}/{part}", book.read(part)) for part in book.namelist())


def opened(office: Path) -> Slice:
    return saved_in(office / "store", AS_OF)[0].at(AS_OF)


def test_a_secret_is_in_no_answer_and_in_no_file(
    office: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(office)
    monkeypatch.setitem(os.environ, "GRAPHMODEL_STORE", "store")
    monkeypatch.setitem(os.environ, "GRAPHMODEL_RELEASE_KEY", "a key kept elsewhere")
    for command in COMMANDS:
        monkeypatch.setattr(sys, "argv", ["graphmodel", *command.split()])
        assert run() == 0, (command, capsys.readouterr().err)
        answer = capsys.readouterr()
        assert CONFIDENTIAL not in answer.out + answer.err, command
    kept = opened(office)
    assert kept.nodes["Compound"]["secret"].unique().to_list() == [CONFIDENTIAL], "the store keeps it"
    assert kept.ties["PAIRED_WITH"]["secret"].unique().to_list() == [CONFIDENTIAL]
    written = [
        (name, content) for name, content in inflated(office) if not name.startswith(("rosters/", "store/"))
    ]
    assert len(written) > len(COMMANDS)
    assert [name for name, content in written if CONFIDENTIAL.encode() in content] == []


def test_a_secret_is_in_no_graph_and_no_picture(office: Path) -> None:
    slice_ = opened(office)
    graph = to_networkx(slice_, homes=True)
    assert not [node for node, facts in graph.nodes(data=True) if CONFIDENTIAL in map(str, facts.values())]
    assert not [tie for *tie, facts in graph.edges(data=True) if CONFIDENTIAL in map(str, facts.values())]
    assert CONFIDENTIAL not in show(slice_)._repr_html_()
