"""The house rules that pyproject.toml states for import-linter: the order of the rooms, and no circle in any."""

import ast
import re
import tomllib
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

import graphmodel

PYPROJECT = Path(__file__).parents[1] / "pyproject.toml"
PACKAGE = Path(graphmodel.__file__).parent


def test_the_rooms_import_in_one_direction(capsys: pytest.CaptureFixture[str]) -> None:
    assert lint_imports(config_filename=str(PYPROJECT), no_cache=True) == 0, capsys.readouterr().out


def test_contributing_tells_what_every_room_holds() -> None:
    layers = tomllib.loads(PYPROJECT.read_text("utf-8"))["tool"]["importlinter"]["contracts"][0]["layers"]
    rows = re.findall(
        r"^\| (`.+) \| .+ \|$", PYPROJECT.with_name("CONTRIBUTING.md").read_text("utf-8"), re.MULTILINE
    )
    told = {name for row in rows for name in re.findall(r"`(\w+)(?:/|\.py)`", row)}
    assert told == {room for layer in layers for room in layer.split(" | ")} - {"__main__"}


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
