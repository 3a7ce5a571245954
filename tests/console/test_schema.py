"""Whatever is asked of the console, in whatever form, is answered as its own description says: by schemathesis."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import schemathesis
from hypothesis import HealthCheck, settings

from graphmodel.console.app import routed
from graphmodel.console.desk import Desk
from graphmodel.console.door import Keys
from graphmodel.console.jobs import Job, Jobs
from tests.console.conftest import HERE, PORT, Browser


class AtOnce(Jobs):
    """Jobs that are over as soon as they begin: here what is asked counts, not what commands make of it."""

    def ask(self, *_: object) -> dict[str, Any] | None:
        return None

    def apart(self, *_: str, given: object = None) -> Any:
        del given
        return []

    def _begin(self, job: Job, commands: Sequence[Sequence[str]]) -> None:
        assert not any("\0" in argument for one in commands for argument in one)
        job.state = "done"


KEPT = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
PLACE = Path(KEPT.name)
BROWSER = Browser(Desk(PLACE / "alliance", PLACE / "scratch", AtOnce()), Keys(PORT))
BROWSER.get(BROWSER.keys.address())
SCHEMA = schemathesis.openapi.from_dict(routed(BROWSER.desk, BROWSER.keys).openapi())


@SCHEMA.exclude(path="/events").parametrize()
@settings(
    max_examples=4, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None
)
def test_every_address_answers_as_it_says(case: "schemathesis.Case[Any]") -> None:
    asked = case.as_transport_kwargs(base_url=HERE)
    asked["headers"] = {**dict(asked.get("headers") or {}), "Origin": HERE, "X-CSRF-Token": BROWSER.keys.csrf}
    asked.pop("cookies", None)
    if isinstance(asked.get("data"), bytes):
        asked["content"] = asked.pop("data")
    answer = BROWSER.request(**asked)
    known = {*map(int, case.operation.definition.raw["responses"])}
    assert answer.status_code in known, (answer.status_code, answer.text[:300])
    assert "Traceback" not in answer.text
    assert urlsplit(answer.headers.get("location", "/")).netloc == ""
