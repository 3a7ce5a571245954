"""The console in this process: the routes of its pages behind the door, and a browser that came in."""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from graphmodel.console import apart
from graphmodel.console.app import application
from graphmodel.console.desk import Desk
from graphmodel.console.door import Keys
from graphmodel.console.jobs import Job, Jobs, plainly
from graphmodel.language import speaking
from tests.cli.conftest import commands_in

PORT = 8123
HERE = f"http://127.0.0.1:{PORT}"


class Browser(TestClient):
    """What a person's browser sends: the cookie, where it comes from, and the token of the form that it shows."""

    def __init__(self, desk: Desk, keys: Keys) -> None:
        super().__init__(application(desk, keys, "zh"), base_url=HERE, follow_redirects=False)
        self.desk, self.keys = desk, keys

    def send_form(self, address: str, **fields: Any) -> Any:
        files = fields.pop("files", None)
        data = {"csrf": self.keys.csrf, **fields}
        return self.post(
            address, data=data, files=files, headers={"Origin": HERE, "Sec-Fetch-Site": "same-origin"}
        )

    @property
    def ended(self) -> str:
        """How it ended."""
        return self.job.state

    @property
    def job(self) -> Job:
        """The last job."""
        assert self.desk.jobs.last is not None
        return self.desk.jobs.last


class InThisProcess(Jobs):
    """Commands as they are, run before the answer comes, and without a process each, which would have to start first."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._graphmodel = commands_in(folder)

    def ask(self, *arguments: object) -> dict[str, Any] | None:
        done = self._graphmodel(*arguments, "--format", "json", lang="zh")
        return json.loads(done.stdout) if done.stdout else None

    def apart(self, *asked: str, given: object = None) -> Any:
        with speaking("zh"):
            return json.loads(json.dumps(apart.answer(*asked, given=json.dumps(given))))

    def _begin(self, job: Job, commands: Sequence[Sequence[str]]) -> None:
        self._work(job, commands)

    def _run(self, job: Job, arguments: Sequence[str]) -> int:
        done = self._graphmodel(*arguments[arguments.index("zh") + 1 :], lang="zh")
        job.said += map(plainly, done.stderr.splitlines())
        job.answer = done.stdout.splitlines()
        return done.returncode


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path / "alliance", tmp_path / "scratch", InThisProcess(tmp_path))
    yield made
    made.close()


@pytest.fixture
def keys() -> Keys:
    return Keys(PORT)


@pytest.fixture
def stranger(desk: Desk, keys: Keys) -> Browser:
    """A browser that did not come in by the address."""
    return Browser(desk, keys)


@pytest.fixture
def browser(stranger: Browser) -> Browser:
    """A browser that did."""
    assert stranger.get(stranger.keys.address()).status_code == 303
    return stranger


def said(response: Any) -> str:
    """What a page says, without its markup, style and script."""
    text = re.sub(r"<(style|script)>.*?</\1>", "", response.text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))
