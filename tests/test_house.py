"""The house rules that pyproject.toml states for import-linter: the order of the rooms, and no circle in any."""

import ast
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

import graphmodel

PYPROJECT = Path(__file__).parents[1] / "pyproject.toml"
PACKAGE = Path(graphmodel.__file__).parent


def test_the_rooms_import_in_one_direction(capsys: pytest.CaptureFixture[str]) -> None:
    assert lint_imports(config_filename=str(PYPROJECT), no_cache=True) == 0, capsys.readouterr().out


MODULES = sorted(path for path in PACKAGE.rglob("*.py") if not path.stem.startswith("__"))


def test_no_module_is_called_like_a_function_in_it() -> None:
    named = {
        path.relative_to(PACKAGE): [
            node.name for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.FunctionDef)
        ]
        for path in MODULES
    }
    assert [path for path, functions in named.items() if path.stem in functions] == []


def test_no_name_of_a_module_stands_in_three_rooms() -> None:
    rooms = {path.stem: set[Path]() for path in MODULES}
    for path in MODULES:
        rooms[path.stem].add(path.parent)
    assert {name for name, found in rooms.items() if len(found) > 2} == set()
