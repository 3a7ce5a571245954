"""``graphmodel export``: what a day's data goes out as, and what is refused."""

from pathlib import Path

import networkx as nx

from tests.cli.conftest import Run, answer, commands_in


def test_the_rosters_of_a_day_are_loaded_again_as_the_same_snapshot(loaded: Run, tmp_path: Path) -> None:
    assert loaded("export", "--format", "rosters", "-o", tmp_path / "全部名册.xlsx").returncode == 0
    elsewhere = commands_in(tmp_path)
    assert elsewhere("load", "全部名册.xlsx", "--as-of", "2018-12-31").returncode == 0
    before, after = (answer(run, "gaps") for run in (loaded, elsewhere))
    assert before["snapshot"] == after["snapshot"]
    assert before["coverage"] == after["coverage"]


def test_rosters_are_written_whole_or_not_at_all(loaded: Run, tmp_path: Path) -> None:
    for arguments in (("-o", "a.xlsx", "--scope", "990102001001"), ("-o", "a.csv")):
        done = loaded("export", "--format", "rosters", *arguments)
        assert done.returncode == 2
        assert not (tmp_path / arguments[1]).exists()


def test_a_graph_holds_names_of_people_only_where_they_are_asked_for(loaded: Run, tmp_path: Path) -> None:
    for more, named in (((), False), (("--with-names",), True)):
        done = loaded("export", "--format", "graphml", "-o", tmp_path / "g.graphml", *more)
        assert done.returncode == 0, done.stderr
        assert ("示例甲" in (tmp_path / "g.graphml").read_text("utf-8")) == named
    graph = nx.read_graphml(tmp_path / "g.graphml")
    assert graph.nodes["Community:990102001001"]["label"] == "东风社区"


def test_an_unknown_unit_is_refused(loaded: Run, tmp_path: Path) -> None:
    done = loaded("export", "--format", "csv", "-o", tmp_path / "out", "--scope", "没有的社区")
    assert done.returncode == 2
    assert not (tmp_path / "out").exists()
