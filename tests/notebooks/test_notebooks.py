"""Every notebook runs from top to bottom; the one on Neo4j where a server is, in tests/engines."""

from pathlib import Path

import pytest

from tests.notebooks.executing import FOLDER, execute

NOTEBOOKS = sorted({*FOLDER.glob("*.ipynb")} - {FOLDER / "neo4j.ipynb"})


def test_there_is_a_notebook() -> None:
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
@pytest.mark.filterwarnings("default")  # of the kernel's own machinery
def test_a_notebook_runs(path: Path, tmp_path: Path) -> None:
    execute(path, tmp_path)
