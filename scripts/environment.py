"""Sets up `.venv`: packages of requirements.lock, checked by hash, and graphmodel itself, editable.

Nothing is needed beforehand but Python and a package registry; `uv` is brought where it is missing.
The scripts keep to syntax that old Pythons can read, so that an old Python can say that it is too old. They speak the
system's language, and Chinese where it sets none.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
if sys.version_info < (3, 11):  # noqa: UP036 - whoever runs a script may have any Python
    found = sys.version.split()[0]
    sys.stderr.write(f"graphmodel: 需要 Python 3.11 或更高版本，这里是 {found}。\n")
    sys.stderr.write(f"graphmodel: Python 3.11 or newer is needed; this is {found}.\n")
    sys.exit(3)
sys.path.append(str(ROOT))  # for the language, which needs none of the packages that are to be set up

from graphmodel.language import Text, current  # noqa: E402

LOCK = ROOT / "requirements.lock"
VENV = ROOT / ".venv"
PROGRAMS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = PROGRAMS / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "set-up"


def spoken(text: Text) -> str:
    """A text in the language of the scripts."""
    return text.zh if current(unset="zh") == "zh" else text.en


def say(text: Text) -> None:
    """Tell the person at the terminal what is going on; standard output stays free for answers."""
    print(f"graphmodel: {spoken(text)}", file=sys.stderr, flush=True)


def fail(text: Text) -> NoReturn:
    """End with one sentence, and the exit code that says that the environment failed."""
    say(text)
    sys.exit(3)


def set_up(*, everything: bool = True) -> None:
    """Make `.venv` what the lock and pyproject.toml say: everything, or only what running needs.

    A stamp in `.venv` remembers for which of them it was made. While it still holds nothing is touched, so a
    script costs no time and may run beside another that is using `.venv`; and what holds everything holds what
    running needs.
    """
    try:
        wanted = _fingerprint(everything)
        if (
            PYTHON.exists()
            and STAMP.is_file()
            and STAMP.read_text(encoding="utf-8") in {wanted, _fingerprint(True)}
        ):
            return
        say(
            Text(
                "正在准备 .venv（第一次约需一分钟）……",
                "setting up .venv (the first time takes about a minute) …",
            )
        )
        STAMP.unlink(missing_ok=True)
        tool = uv()
        if not PYTHON.exists():
            _make_venv("--clear", "--without-pip")
        requirements = LOCK
        if not everything:
            requirements = VENV / "running.txt"
            requirements.write_text(running("--python", PYTHON), encoding="utf-8")
        into = ("--quiet", "--python", PYTHON)
        _install(tool, "pip", "sync", *into, "--require-hashes", requirements)
        _install(tool, "pip", "install", *into, "--no-deps", "--build-constraints", LOCK, "--editable", ROOT)
        STAMP.write_text(wanted, encoding="utf-8")
    except OSError as error:
        fail(Text(f".venv 无法准备好：{error}。", f".venv could not be set up: {error}."))


def running(*options: str | Path) -> str:
    """The part of the lock that running needs, with the hashes that stand there, for one system and Python.

    The lock holds every system's and the development's packages; which of them it takes uv resolves, and `options`
    are its own.
    """
    alike = ("--all-extras", "--constraints", LOCK, "--no-annotate", "--no-header", "--quiet")
    resolved = subprocess.run(
        (uv(), "pip", "compile", *alike, *options, ROOT / "pyproject.toml"),
        check=False,
        stdout=subprocess.PIPE,
        text=True,
    )
    if resolved.returncode:
        fail(NOT_INSTALLED)
    hashes = dict(_LOCKED.findall(LOCK.read_text(encoding="utf-8")))
    return "".join(f"{package}{hashes[package]}\n" for package in resolved.stdout.split())


_LOCKED = re.compile(r"^([\w.-]+==[^\s;]+).*?((?: \\\n +--hash=\S+)+)", re.MULTILINE)
"""A package of the lock, and its hashes."""


def uv() -> str:
    """Return the uv of PATH, else the one in `.venv`, brought there if need be.

    There it lives beside pip: in an environment made by venv, `uv pip sync` leaves the two alone.
    """
    found = shutil.which("uv") or shutil.which("uv", path=str(PROGRAMS))
    if found:
        return found
    say(Text("正在把 uv 装入 .venv……", "bringing uv into .venv …"))
    _make_venv(*([] if PYTHON.exists() else ["--clear"]))
    _install(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv")
    return str(PROGRAMS / "uv")


def run(*command: str | Path) -> int:
    """Run a command and return its exit code; Ctrl-C ends it, and us with it, without a traceback."""
    try:
        return subprocess.run(command, check=False).returncode
    except KeyboardInterrupt:
        sys.exit(130)


def _fingerprint(everything: bool) -> str:
    """Sum up what `.venv` is made of: the two files, the place, which the editable install names, and how much."""
    parts = (
        LOCK.read_bytes(),
        (ROOT / "pyproject.toml").read_bytes(),
        str(ROOT).encode(),
        bytes([everything]),
    )
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _make_venv(*options: str) -> None:
    if run(sys.executable, "-m", "venv", *options, VENV):
        fail(
            Text(
                ".venv 无法建立（原因见上）；Debian 和 Ubuntu 上需要先装 python3-venv。",
                ".venv could not be made (see above); on Debian and Ubuntu it takes the package python3-venv.",
            )
        )


def _install(*command: str | Path) -> None:
    if run(*command):
        fail(NOT_INSTALLED)


NOT_INSTALLED = Text(
    "软件包无法安装（原因见上）；软件包仓库连得上吗？",
    "the packages could not be installed (see above); is the package registry reachable?",
)
