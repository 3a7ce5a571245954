"""What tests share: a real browser for the pages, a real office suite for the workbooks."""

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from graphmodel import language

pytest_plugins = ["tests.cities"]

# one thread, as every process of several gets: tables of tests are small, and to wake another for each costs a sixth of
# the whole run; programs that tests start have all theirs, as with whoever uses them
with pytest.MonkeyPatch.context() as patch:
    patch.setenv("POLARS_MAX_THREADS", "1")
    import polars  # noqa: F401 - it asks when it is imported, and never again

# last, so that scripts/neo4j.py does not hide the driver of this name
sys.path.append(str(Path(__file__).parents[1] / "scripts"))

# the same examples every time, so that a run fails for what was changed; `--hypothesis-profile=thorough` looks for more
settings.register_profile("steady", max_examples=25, derandomize=True, deadline=None)
settings.register_profile("thorough", max_examples=500, deadline=None)
settings.load_profile("steady")

CHROMIUM_OPTIONS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-sandbox",  # root, as in most containers, gets no sandbox
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # a page that asks for the network fails
]


@pytest.hookimpl(optionalhook=True)  # without xdist nobody asks
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Say how tests are spread over several workers."""
    from tests.scheduling import TogetherByWhatIsShared

    return TogetherByWhatIsShared(config, log) if config.getvalue("dist") in {"load", "loadgroup"} else None


LONG = frozenset(("test_forms.py", "test_notebooks.py", "test_privacy.py", "test_readme.py"))
"""Where single tests take long: begun before other single ones, they keep no worker busy when the others are done."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest."""
    items.sort(key=lambda item: item.path.name not in LONG)


def program(variable: str) -> str:
    """Return the program that scripts/test.py brought. Without it a test fails: skipping would hide that."""
    path = os.environ.get(variable)
    if not path:
        pytest.fail(f"{variable} is not set: run the tests with scripts/test.py, or set it to the program")
    return path


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Every test begins with the same language, whatever the system's is and whatever the test before it chose."""
    with language.speaking("en"):
        yield


@pytest.fixture(scope="session", autouse=True)
def _key_of_nobody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The key for people of whoever runs the tests is neither read nor made."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRAPHMODEL_KEY", str(tmp_path_factory.mktemp("key") / "people.key"))
        yield


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A headless Chromium without a network."""
    executable = program("GRAPHMODEL_CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()


def _without_times(file: Path) -> bytes:
    """What a workbook or a Word file holds, but for when it was written."""
    with zipfile.ZipFile(file) as parts:
        held = {name: parts.read(name) for name in parts.namelist()}
    return repr({name: re.sub(rb"\d\d:\d\d:\d\dZ", b"", data) for name, data in held.items()}).encode()


@pytest.fixture(scope="session")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path, str], Path]:
    """LibreOffice opens a workbook or a Word file as a person would and saves it, recalculated, as `xlsx` or `pdf`."""
    # of this worker's own, or parallel tests would wait for one another; made once, for that takes longer than converting
    profile = tmp_path_factory.mktemp("profile").as_uri()
    known: dict[tuple[str, bytes], bytes] = {}

    def convert(file: Path, suffix: str) -> Path:
        out = tmp_path_factory.mktemp("converted") / f"{file.stem}.{suffix}"
        held = suffix, _without_times(file)
        if held not in known:
            soffice = program("GRAPHMODEL_WRITER" if file.suffix == ".docx" else "GRAPHMODEL_SOFFICE")
            command = [soffice, f"-env:UserInstallation={profile}", "--headless", "--convert-to", suffix]
            subprocess.run(
                [*command, "--outdir", out.parent, file], check=True, capture_output=True, timeout=120
            )
            known[held] = out.read_bytes()
        out.write_bytes(known[held])
        return out

    return convert
