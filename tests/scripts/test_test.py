"""The order of the checks. `import test` would be Python's own, so scripts/test.py is run by its path."""

import os
import runpy
from collections.abc import Callable
from pathlib import Path

import environment
import programs
import pytest

Main = Callable[[list[str]], int]


@pytest.fixture
def fails() -> set[str]:
    """The tools that fail, with 7."""
    return set()


@pytest.fixture
def tools(monkeypatch: pytest.MonkeyPatch, fails: set[str]) -> list[str]:
    """The tools that were run."""
    ran: list[str] = []

    def run(_python: Path, _option: str, tool: str, *arguments: str) -> int:
        ran.append(" ".join([tool, *arguments]))
        return 7 if ran[-1] in fails else 0

    monkeypatch.setattr(environment, "set_up", lambda: None)
    monkeypatch.setattr(environment, "run", run)
    monkeypatch.setattr(programs, "bring", dict)
    return ran


@pytest.fixture
def main() -> Main:
    script: Main = runpy.run_path(str(environment.ROOT / "scripts" / "test.py"))["main"]
    return script


def test_the_first_check_that_fails_ends_the_run_and_is_named(
    main: Main, tools: list[str], fails: set[str], capsys: pytest.CaptureFixture[str]
) -> None:
    fails.add("ruff check")
    assert main([]) == 7
    assert tools == ["ruff format --check", "ruff check"]
    assert capsys.readouterr().err.splitlines()[-1] == "graphmodel: lint failed."


@pytest.mark.parametrize(("failing", "named"), [("mypy", "types"), ("pytest", "tests")])
def test_types_are_checked_beside_the_tests_and_either_may_fail_the_run(
    main: Main,
    tools: list[str],
    fails: set[str],
    failing: str,
    named: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    tests = " ".join(["pytest", "--numprocesses", str((os.cpu_count() or 1) + 1), "--dist", "loadgroup"])
    fails.add(tests if failing == "pytest" else failing)
    assert main([]) == 7
    assert f"graphmodel: {named} failed." in capsys.readouterr().err.splitlines()
    assert sorted(tools) == ["mypy", tests, "ruff check", "ruff format --check"]
    fails.clear()
    assert main([]) == 0


def test_with_arguments_only_the_tests_run(main: Main, tools: list[str]) -> None:
    assert main(["tests/rules", "-k", "R25"]) == 0
    assert tools == ["pytest tests/rules -k R25"]
