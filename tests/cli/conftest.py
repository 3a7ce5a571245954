"""Running the command line as a person does: as a program, in a folder of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def graphmodel(tmp_path: Path) -> Run:
    """Run ``graphmodel`` with arguments; nothing is taken from this machine's settings."""

    def run(*arguments: object, lang: str = "en") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "graphmodel", "--lang", lang, *map(str, arguments)]
        environment = {name: value for name, value in os.environ.items() if name != "GRAPHMODEL_STORE"}
        return subprocess.run(
            command,
            cwd=tmp_path,
            env=environment | {"COLUMNS": "200"},
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=300,
        )

    return run
