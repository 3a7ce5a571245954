"""Whatever the environment refuses is a sentence and an exit code, and never a fault of ours."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from graphmodel.cli.app import of_environment
from tests.cli.conftest import Run
from tests.cli.office import fill_in

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="streams, limits and signals of POSIX")


def raw(folder: Path, shell: str) -> "subprocess.CompletedProcess[str]":
    """A line of a shell in which $G is the program."""
    return subprocess.run(
        ["bash", "-c", shell],
        cwd=folder,
        env=os.environ | {"G": f"{sys.executable} -m graphmodel --lang en"},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )


@pytest.mark.parametrize(
    ("shell", "code", "words"),
    [
        ("$G gaps --format json | head -c 1 >/dev/null; exit ${PIPESTATUS[0]}", (0, 141), ""),
        ("$G schema --format json | true; exit ${PIPESTATUS[0]}", (0, 141), ""),
        ("$G snapshots >/dev/full", (3,), "the disk is full; not written: standard output"),
        ("$G gaps --format json >/dev/full", (3,), "the disk is full; not written: standard output"),
        ("$G snapshots >&-", (3,), "there is no standard output"),
        ("$G gaps 2>&-", (0,), ""),
        ("$G gaps 2>/dev/full", (0,), ""),
        ("ulimit -v 700000; $G gaps", (3,), "not enough memory"),
        ("ulimit -v 100000; $G gaps", (3,), "not enough memory"),
        ("ulimit -v 2097152; $G gaps", (0,), ""),
        (
            "d=$'\\xc4\\xe3'; mkdir -p $d; TMPDIR=$PWD/$d $G gaps; c=$?; rmdir $d; exit $c",
            (3,),
            "is no UTF-8",
        ),
        ("LC_ALL=zh_CN.GBK $G snapshots", (0,), ""),
        ("LC_ALL=zh_CN.GBK PYTHONUTF8=0 PYTHONIOENCODING=gbk $G --lang zh gaps", (0,), ""),
    ],
)
def test_what_the_environment_refuses(
    office_folder: Path, shell: str, code: tuple[int, ...], words: str
) -> None:
    done = raw(office_folder, shell)
    assert done.returncode in code, done.stderr
    assert words in done.stderr
    assert "fault" not in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        RuntimeError("Buffer manager exception: Mmap for size 17179869184 failed."),
        RuntimeError("can't start new thread"),
        OSError(28, "No space left on device", "/somewhere/file"),
        RuntimeError("IO exception: No space left on device"),
        RuntimeError("called `Result::unwrap()` on an `Err` value: … (os error 13)"),
    ],
)
def test_an_error_of_the_environment_is_known_in_any_library(error: Exception) -> None:
    assert of_environment(error)
    assert "somewhere" not in str(of_environment(error))
    assert of_environment(ValueError("7")) is None


def test_a_folder_in_an_input_that_may_not_be_read_is_never_passed_over(tmp_path: Path) -> None:
    fill_in(tmp_path / "rosters")
    closed = tmp_path / "rosters" / "closed"
    closed.mkdir()
    closed.chmod(0)
    as_nobody = (
        "import os, sys; from graphmodel.cli import app, main; import graphmodel.cli.opening\n"
        "from graphmodel.spreadsheets.files import find\n"
        "from graphmodel.errors import EnvironmentFailure\n"
        "if os.geteuid() == 0:\n    os.setgroups([]); os.setuid(65534)\n"
        "try:\n    find([__import__('pathlib').Path('rosters')])\n"
        "except EnvironmentFailure as error:\n    sys.exit(str(error))\n"
    )
    for folder in (tmp_path, *list(tmp_path.parents)[:2]):
        folder.chmod(0o755)
    done = subprocess.run(
        [sys.executable, "-c", as_nobody], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    closed.chmod(0o755)
    assert done.returncode == 1, done.stderr
    assert "closed" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_push_that_is_stopped_does_not_say_that_nothing_was_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    from graphmodel.cli import stopping
    from graphmodel.language import Text

    monkeypatch.setattr(stopping, "_left", [])
    left = Text("可能有", "there may be")
    with pytest.raises(KeyboardInterrupt), stopping.changing(left):
        raise KeyboardInterrupt
    assert stopping.sentence() == left
    with stopping.changing(left):
        pass
    assert "whole" in stopping.sentence().en


@pytest.mark.parametrize(
    ("number", "code", "language", "sentence"),
    [
        (signal.SIGINT, 130, "en", "graphmodel: stopped; nothing was saved"),
        (signal.SIGTERM, 143, "zh", "graphmodel：已停止，没有保存"),
    ],
)
def test_a_run_that_is_stopped_cleans_up_and_says_so(
    graphmodel: Run, tmp_path: Path, number: signal.Signals, code: int, language: str, sentence: str
) -> None:
    assert graphmodel("synthesise", "-o", "rosters").returncode == 0
    command = [sys.executable, "-m", "graphmodel", "--lang", language, "run", "rosters", "-o", "out"]
    process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, encoding="utf-8")
    while process.poll() is None and not any(tmp_path.glob("out/alliance/.graphmodel-*")):
        time.sleep(0.01)
    process.send_signal(number)
    said = process.communicate()[1]
    assert process.returncode == code, said
    assert said.rstrip().endswith(sentence)
    assert not [path for path in tmp_path.glob("out/**/*") if path.is_file()]
