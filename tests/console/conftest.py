"""The console in this process: the routes of its pages behind the door, and a browser that came in."""

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from graphmodel.console.app import application
from graphmodel.console.desk import Desk
from graphmodel.console.door import Keys

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

    def wait(self) -> str:
        """Wait for the job; how it ended."""
        job = self.desk.jobs.last
        assert job is not None
        for _ in range(1200):
            if not job.is_running:
                break
            time.sleep(0.1)
        return job.state


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path / "alliance", tmp_path / "scratch")
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
