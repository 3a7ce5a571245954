"""The house rules that pyproject.toml states for import-linter: the order of the rooms, and no circle in any."""

from pathlib import Path

import pytest
from importlinter.cli import lint_imports

PYPROJECT = Path(__file__).parents[1] / "pyproject.toml"


def test_the_rooms_import_in_one_direction(capsys: pytest.CaptureFixture[str]) -> None:
    assert lint_imports(config_filename=str(PYPROJECT), no_cache=True) == 0, capsys.readouterr().out
