"""The order of the checks. `import test` would be Python's own, so scripts/test.py is run by its path."""

import runpy
from collections.abc import Callable
from pathlib import Path

import environment
import programs
import pytest

Main = Callable[[list[str]], int]


@pytest.fixture
def tools(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tools that were run; mypy fails with 7."""
    ran: list[str] = []

    def run(_python: Path, _option: str, tool: str, *arguments: str) -> int:
        ran.append(" ".join([tool, *arguments]))
        return 7 if tool == "mypy" else 0

    monkeypatch.setattr(environment, "set_up", lambda: None)
    monkeypatch.setattr(environment, "run", run)
    monkeypatch.setattr(programs, "bring", dict)
    return ran


@pytest.fixture
def main() -> Main:
    script: Main = runpy.run_path(str(environment.ROOT / "scripts" / "test.py"))["main"]
    return script


def test_the_first_check_that_fails_ends_the_run_and_is_named(
    main: Main, tools: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([]) == 7
    assert tools == ["ruff format --check", "ruff check", "mypy"]
    assert capsys.readouterr().err.splitlines()[-1] == "graphmodel: types failed."


def test_with_arguments_only_the_tests_run(main: Main, tools: list[str]) -> None:
    assert main(["tests/rules", "-k", "R25"]) == 0
    assert tools == ["pytest tests/rules -k R25"]
