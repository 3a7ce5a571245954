"""``graphmodel load``: what is saved in parts answers as what is saved in one piece."""

from pathlib import Path

from graphmodel.stores import snapshot
from tests.cli.conftest import Run, answer
from tests.cli.office import fill_in


def test_what_is_saved_in_parts_answers_as_in_one_piece(graphmodel: Run, tmp_path: Path) -> None:
    rosters = fill_in(tmp_path / "rosters")
    graphmodel("load", rosters, "--store", "whole")
    said = graphmodel("load", rosters, "--store", "parts", "--parts", "county", lang="zh").stdout
    assert "990102000000" in said
    assert "不在任何一部分的" in said
    (folder,) = snapshot.folders(tmp_path / "parts")
    assert [*snapshot.manifest_of(folder).parts] == ["990102000000", "rest"]
    assert answer(graphmodel, "gaps", "--store", "parts") == answer(graphmodel, "gaps", "--store", "whole")
