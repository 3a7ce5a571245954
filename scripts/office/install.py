"""Installs graphmodel from the wheels beside this file into `venv`, beside it too: no network, no administrator.

install.bat and install.sh start it with the Python that it is for.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / "venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
WANTED = (HERE / "python-version").read_text(encoding="utf-8").strip()
FOUND = f"{sys.version_info[0]}.{sys.version_info[1]}"

if FOUND != WANTED:
    sys.stderr.write(f"需要 Python {WANTED}，这里是 {FOUND}。\nPython {WANTED} is needed; this is {FOUND}.\n")
    sys.exit(3)
(OWN,) = (HERE / "wheels").glob("graphmodel-*.whl")
sys.path.append(str(OWN))  # for the language: it needs nothing that is to be installed

from graphmodel.language import Text, choose, of_system  # noqa: E402


def main() -> int:
    """Check what was copied, install it, say how to start; return 0, or 3 where it could not be done."""
    choose(of_system(unset="zh"))
    damaged = [name for digest, name in _sums() if _sha256(HERE / name) != digest]
    if damaged:
        _say(
            Text(
                f"这些文件没有拷全或已损坏，请重新拷贝整个文件夹：{'、'.join(damaged)}",
                f"these files are missing or damaged; copy the whole folder again: {', '.join(damaged)}",
            )
        )
        return 3
    _say(Text("正在安装，约需一分钟……", "installing, this takes about a minute …"))
    try:
        shutil.rmtree(VENV, ignore_errors=True)
        venv.create(VENV, with_pip=True)
    except (OSError, subprocess.CalledProcessError) as error:
        _say(
            Text(
                f"venv 无法建立：{error}。Debian 和 Ubuntu 上需要先装 python3-venv。",
                f"venv could not be made: {error}. On Debian and Ubuntu it takes the package python3-venv.",
            )
        )
        return 3
    command = (
        *(
            PYTHON,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--no-compile",
            "--no-deps",
        ),
        *("--no-index", "--find-links", HERE / "wheels"),
        *("--require-hashes", "--requirement", HERE / "requirements.txt"),
    )
    if subprocess.run(command, check=False, cwd=HERE).returncode:
        _say(Text("没有装上，原因见上。", "it could not be installed, see above."))
        return 3
    start = "开始.bat" if os.name == "nt" else "start.sh"
    _say(Text(f"装好了。双击 {start} 开始使用。", f"installed. Double-click {start} to begin."))
    return 0


def _sums() -> list[list[str]]:
    """Each file's checksum and name."""
    lines = (HERE / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    return [line.split("  ", 1) for line in lines]


def _sha256(file: Path) -> str:
    """A file's checksum; empty where there is no such file."""
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else ""


def _say(text: Text) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
