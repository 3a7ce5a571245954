"""A fault of ours is one sentence and a file to send; neither holds a value of any cell."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from graphmodel import __version__
from graphmodel.cli import app
from graphmodel.spreadsheets.files import FAULT_FILE
from tests.cli.office import fill_in

CELL = "示例甲"
FAULTY = f"""
from graphmodel.alliance import model
from graphmodel.cli import main

def at(self, day):
    try:
        {{}}["{CELL}"]
    except KeyError as error:
        raise ValueError("bad cell {CELL}") from error

model.Alliance.at = at
main()
"""


Faulty = tuple[Path, "subprocess.CompletedProcess[str]"]
"""The folder in which the main job failed, and what it said."""


def faulty(folder: Path, lang: str = "en") -> subprocess.CompletedProcess[str]:
    """The main job, with a fault injected where the day is chosen."""
    fill_in(folder / "rosters" / "某单位")
    arguments = ["--lang", lang, "run", "rosters/某单位", "-o", "out", "--as-of", "2018-12-31"]
    return subprocess.run(
        [sys.executable, "-c", FAULTY, *arguments],
        cwd=folder,
        env=os.environ | {"COLUMNS": "200"},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )


@pytest.fixture(scope="module")
def in_english(tmp_path_factory: pytest.TempPathFactory) -> Faulty:
    folder = tmp_path_factory.mktemp("faulty")
    return folder, faulty(folder)


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", "graphmodel: an internal fault (ValueError, "), ("zh", "graphmodel：程序内部出错，")],
)
def test_a_fault_is_one_sentence_that_names_the_file(
    lang: str, words: str, in_english: Faulty, tmp_path: Path
) -> None:
    done = in_english[1] if lang == "en" else faulty(tmp_path, lang)
    assert done.returncode == 3
    said = done.stderr.splitlines()[-1]
    assert said.startswith(words)
    assert FAULT_FILE in said
    assert CELL not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_the_file_tells_how_it_came_and_no_value_of_a_cell(in_english: Faulty) -> None:
    folder, _ = in_english
    written = (folder / FAULT_FILE).read_text(encoding="utf-8")
    for told in (
        f"graphmodel {__version__}",
        "polars ",
        "ladybug ",
        "command    graphmodel --lang en run … -o … --as-of 2018-12-31\n",
        "raised builtins.ValueError",
        "from builtins.KeyError",
        'File "graphmodel/cli/commands/run.py", line ',
    ):
        assert told in written
    for hidden in (CELL, "某单位", str(folder), str(Path.home()), str(Path(sys.prefix))):
        assert hidden not in written
    assert {path.name for path in folder.iterdir()} == {"rosters", "out", FAULT_FILE}


def test_where_the_file_cannot_be_written_the_line_is_told_alone(tmp_path: Path) -> None:
    (tmp_path / FAULT_FILE).mkdir()
    done = faulty(tmp_path)
    assert done.returncode == 3
    assert done.stderr.splitlines()[-1].endswith("; please report this line")
    assert CELL not in done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"rosters", "out", FAULT_FILE}
    assert not any((tmp_path / FAULT_FILE).iterdir())


class Panic(BaseException):
    """As packages written in Rust raise it."""


@pytest.mark.parametrize("fault", [Panic(CELL), RecursionError(CELL)])
def test_every_fault_is_recorded(
    fault: BaseException,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(*_: object) -> None:
        raise fault

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(app, "program", fail)
    assert app.run() == 3
    assert FAULT_FILE in capsys.readouterr().err
    written = (tmp_path / FAULT_FILE).read_text(encoding="utf-8")
    assert type(fault).__qualname__ in written
    assert CELL not in written
