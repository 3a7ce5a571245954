"""The programs beside Python that tests drive: a browser opens the pages, an office suite the workbooks.

A test that needs one is never skipped. The program is looked for, else installed, else the run fails and says
what to install. The tests find each through its environment variable, with which one can also choose another.
"""

import functools
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass

import environment

from graphmodel.language import Text


@dataclass(frozen=True)
class Program:
    """A program, where it usually is, and how it gets there."""

    name: str
    variable: str
    commands: tuple[str, ...]
    places: tuple[str, ...]
    debian: tuple[str, ...]
    otherwise: Callable[[], str | None] = lambda: None


def bring() -> dict[str, str]:
    """Return the environment variables that lead the tests to the programs; install what is missing."""
    return {program.variable: find(program) or install(program) for program in ALL}


def find(program: Program) -> str | None:
    """Look where the person says that the program is, else on PATH and in the usual places."""
    chosen = os.environ.get(program.variable)
    if chosen:
        return shutil.which(chosen) or environment.fail(
            Text(
                f"{program.variable} 指的不是程序：{chosen}", f"{program.variable} names no program: {chosen}"
            )
        )
    places = (os.path.expandvars(place) for place in program.places)
    return next(filter(None, map(shutil.which, (*program.commands, *places))), None)


def install(program: Program) -> str:
    """Install the program with Debian's packages where we may, else in its own other way."""
    if _may_use_apt():
        environment.say(Text(f"正在安装 {program.name}……", f"installing {program.name} …"))
        _update_package_lists()
        _apt_get("install", "--no-install-recommends", *program.debian)
    return (
        find(program)
        or program.otherwise()
        or environment.fail(
            Text(
                f"测试需要 {program.name}：请安装（Debian：{' '.join(program.debian)}），"
                f"或者用 {program.variable} 指明它的程序。",
                f"the tests need {program.name}: install it (Debian: {' '.join(program.debian)}), "
                f"or let {program.variable} name its executable.",
            )
        )
    )


def _may_use_apt() -> bool:
    return shutil.which("apt-get") is not None and os.geteuid() == 0


@functools.cache
def _update_package_lists() -> None:
    _apt_get("update")


def _apt_get(*command: str) -> None:
    """Run apt-get without questions. Whether it worked shows in what is found afterwards."""
    environment.run("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet", "--yes", *command)


def _playwrights_chromium() -> str | None:
    """Let playwright fetch the Chromium that it was made with, unless it already has."""
    playwright = (environment.PYTHON, "-m", "playwright", "install", "chromium")
    if environment.run(*playwright, *(["--with-deps"] if _may_use_apt() else [])):
        return None
    ask = "from playwright.sync_api import *\nwith sync_playwright() as p: print(p.chromium.executable_path)"
    return subprocess.run(
        [environment.PYTHON, "-c", ask], check=True, capture_output=True, text=True
    ).stdout.strip()


ALL = (
    Program(
        name="Chromium",
        variable="GRAPHMODEL_CHROMIUM",
        commands=("chromium", "chromium-browser", "google-chrome", "chrome", "msedge"),
        places=(
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
            "/Applications/Chromium.app/Contents/MacOS/Chromium",
            "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
            r"%ProgramFiles%\Google\Chrome\Application\chrome.exe",
            r"%LocalAppData%\Google\Chrome\Application\chrome.exe",
            r"%ProgramFiles(x86)%\Microsoft\Edge\Application\msedge.exe",
        ),
        debian=("chromium", "fonts-noto-cjk"),
        otherwise=_playwrights_chromium,
    ),
    Program(
        name="LibreOffice Calc",
        variable="GRAPHMODEL_SOFFICE",
        commands=("soffice", "libreoffice"),
        places=(
            "/Applications/LibreOffice.app/Contents/MacOS/soffice",
            r"%ProgramFiles%\LibreOffice\program\soffice.com",
        ),
        debian=("libreoffice-calc",),
    ),
    Program(
        name="LibreOffice Writer",
        variable="GRAPHMODEL_WRITER",
        commands=("lowriter", "swriter"),
        places=(
            "/Applications/LibreOffice.app/Contents/MacOS/soffice",
            r"%ProgramFiles%\LibreOffice\program\soffice.com",
        ),
        debian=("libreoffice-writer",),
    ),
)
