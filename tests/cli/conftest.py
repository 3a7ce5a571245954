"""Running the command line in a folder of its own: as a program, as a person does, or without starting one."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from graphmodel.cli import answers, app, judging, streams
from graphmodel.engines import Answer, apart
from graphmodel.engines.database import Database
from graphmodel.language import Language, speaking
from graphmodel.workers import working
from tests.cli.office import fill_in
from tests.judging import judge_once

Run = Callable[..., "subprocess.CompletedProcess[str]"]


_OURS = ("GRAPHMODEL_STORE", "GRAPHMODEL_KEY")
"""Variables of whoever runs the tests that mean nothing here."""


def _settings(folder: Path) -> dict[str, str]:
    """Return where the user of the folder keeps settings, the key for people among them."""
    return {name: str(folder / "settings") for name in ("APPDATA", "XDG_CONFIG_HOME")}


def program_in(folder: Path) -> Run:
    """Return the program as it runs in a folder; nothing is taken from this machine's settings."""

    def run(*arguments: object, lang: str = "en", **more: Any) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "graphmodel", "--lang", lang, *map(str, arguments)]
        environment = {name: value for name, value in os.environ.items() if name not in _OURS}
        return subprocess.run(
            command,
            cwd=folder,
            env=environment | _settings(folder) | {"COLUMNS": "200"},
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=300,
            **more,
        )

    return run


def commands_in(folder: Path) -> Run:
    """Return the commands as the program in a folder runs them, but in this process, which need not start first.

    How a process begins, is stopped or runs out of something is for :func:`program_in`.
    """

    def run(*arguments: object, lang: Language = "en") -> subprocess.CompletedProcess[str]:
        command = ["graphmodel", "--lang", lang, *map(str, arguments)]
        out, err = io.BytesIO(), io.BytesIO()
        with pytest.MonkeyPatch.context() as patch, speaking(lang):
            patch.chdir(folder)
            for variable in _OURS:
                patch.delenv(variable, raising=False)
            for variable, place in _settings(folder).items():
                patch.setenv(variable, place)
            patch.setattr(sys, "argv", command)
            patch.setattr(sys, "stdout", io.TextIOWrapper(out))
            patch.setattr(sys, "stderr", io.TextIOWrapper(err))
            patch.setattr(answers, "screen", Console(width=200))
            patch.setattr(judging, "judge", judge_once)
            streams.open_streams()
            code = app.run()
            sys.stderr.flush()
            return subprocess.CompletedProcess(
                command, code, out.getvalue().decode(), err.getvalue().decode()
            )

    return run


def answer(graphmodel: Run, *arguments: object) -> dict[str, Any]:
    """Return what a command answers in JSON."""
    done = graphmodel(*arguments, "--format", "json")
    assert done.returncode == 0, done.stderr
    parsed: dict[str, Any] = json.loads(done.stdout)
    return parsed


def _ask_here(folder: Path, statement: str, parameters: Mapping[str, Any], _: float) -> Answer:
    database = Database(folder)
    try:
        return database.ask(statement, parameters)
    except RuntimeError as error:
        raise apart.CannotRun(str(error)) from error
    finally:
        database.close()


@pytest.fixture
def asked_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Statements that are known to end are answered in this process: none needs to start first."""
    monkeypatch.setattr(apart, "ask", _ask_here)


class _Here(Executor):
    """Does at once, in this process, what it is given."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


@contextmanager
def _in_this_process(_: int) -> Iterator[Callable[[], Executor]]:
    yield _Here


@pytest.fixture
def judged_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts are judged in this process: others give the same, and each takes seconds to start."""
    monkeypatch.setattr(working, "in_processes", _in_this_process)


@pytest.fixture
def graphmodel(tmp_path: Path) -> Run:
    """``graphmodel`` in an empty folder."""
    return commands_in(tmp_path)


@pytest.fixture(scope="session")
def office_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the office's rosters were loaded, dated and, for the days before, undated; tests only read it."""
    folder = tmp_path_factory.mktemp("office")
    fill_in(folder / "rosters")
    for dated in (["--as-of", "2018-12-31"], []):
        done = commands_in(folder)("load", "rosters", *dated)
        assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def loaded(office_folder: Path) -> Run:
    """``graphmodel`` where the office's rosters are in the default store."""
    return commands_in(office_folder)
