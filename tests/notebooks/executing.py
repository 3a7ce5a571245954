"""Notebooks, run as people run them."""

from pathlib import Path

import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).parents[2] / "notebooks"


def execute(path: Path, folder: Path) -> None:
    """Run a notebook from top to bottom in a folder; it must be kept without outputs."""
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    assert not any(cell.get("outputs") for cell in notebook.cells), "clear the outputs before committing"
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(folder)}}).execute()
