"""Sets up `.venv`: the packages of requirements.lock, checked by hash, and graphmodel itself, editable.

Nothing is needed beforehand but Python and a package registry; `uv` is brought where it is missing.
The scripts keep to syntax that old Pythons can read, so that an old Python can say that it is too old.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
VENV = ROOT / ".venv"
PROGRAMS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = PROGRAMS / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "set-up"


def say(sentence: str) -> None:
    """Tell the person at the terminal what is going on; standard output stays free for answers."""
    print(f"graphmodel: {sentence}", file=sys.stderr, flush=True)


def fail(sentence: str) -> NoReturn:
    """End with one sentence, and the exit code that says that the environment failed."""
    say(sentence)
    sys.exit(3)


if sys.version_info < (3, 11):  # noqa: UP036 - whoever runs a script may have any Python
    fail(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")


def set_up() -> None:
    """Make `.venv` what the lock and pyproject.toml say.

    A stamp in `.venv` remembers for which of them it was made. While it still holds nothing is touched, so a
    script costs no time and may run beside another that is using `.venv`.
    """
    try:
        wanted = _fingerprint()
        if PYTHON.exists() and STAMP.is_file() and STAMP.read_text(encoding="utf-8") == wanted:
            return
        say("setting up .venv (the first time takes about a minute) …")
        STAMP.unlink(missing_ok=True)
        tool = uv()
        if not PYTHON.exists():
            _make_venv("--clear", "--without-pip")
        into = ("--python", PYTHON)
        _install(tool, "pip", "sync", *into, "--require-hashes", LOCK)
        _install(tool, "pip", "install", *into, "--no-deps", "--no-build-isolation", "--editable", ROOT)
        STAMP.write_text(wanted, encoding="utf-8")
    except OSError as error:
        fail(f".venv could not be set up: {error}.")


def uv() -> str:
    """Return the uv of PATH, else the one in `.venv`, brought there if need be.

    There it lives beside pip: in an environment made by venv, `uv pip sync` leaves the two alone.
    """
    found = shutil.which("uv") or shutil.which("uv", path=str(PROGRAMS))
    if found:
        return found
    say("bringing uv into .venv …")
    _make_venv(*([] if PYTHON.exists() else ["--clear"]))
    _install(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv")
    return str(PROGRAMS / "uv")


def run(*command: str | Path) -> int:
    """Run a command and return its exit code; Ctrl-C ends it, and us with it, without a traceback."""
    try:
        return subprocess.run(command, check=False).returncode
    except KeyboardInterrupt:
        sys.exit(130)


def _fingerprint() -> str:
    """Sum up what `.venv` is made of: the two files, and the place, which the editable install names."""
    parts = (LOCK.read_bytes(), (ROOT / "pyproject.toml").read_bytes(), str(ROOT).encode())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _make_venv(*options: str) -> None:
    if run(sys.executable, "-m", "venv", *options, VENV):
        fail(".venv could not be made (see above); on Debian and Ubuntu it takes the package python3-venv.")


def _install(*command: str | Path) -> None:
    if run(*command):
        fail("the packages could not be installed (see above); is the package registry reachable?")
