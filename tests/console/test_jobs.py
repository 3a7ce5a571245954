"""Jobs in processes of their own: what is heard of them, and how they end."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from graphmodel.console import refusals
from graphmodel.console.jobs import Job, Jobs
from graphmodel.console.refusals import Refused
from graphmodel.language import speaking


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    made = Jobs()
    with speaking("zh"):
        yield made
    made.close()


def until(job: Job, *states: str) -> None:
    for _ in range(600):
        if job.state in states:
            return
        time.sleep(0.1)
    pytest.fail(f"{job.state}: {job.said}")


def test_a_job_tells_what_it_does_can_be_cancelled_and_leaves_nothing_half_done(
    jobs: Jobs, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    job = jobs.start(
        Job("演示", [["demo", "--size", "tiny", "-o", out], ["schema", "-o", tmp_path / "schema"]], "/")
    )
    with pytest.raises(Refused) as busy:
        jobs.start(Job("另一件", [["schema"]], "/"))
    assert busy.value.refusal is refusals.BUSY
    while not job.doing and job.is_running:
        time.sleep(0.05)
    assert job.doing
    jobs.stop()
    until(job, "stopped")
    assert "已停止" in job.said[-1]
    assert not (out / "results" / "index.html").exists()
    assert not (tmp_path / "schema").exists(), "what was to follow is not begun"


def test_a_job_that_fails_says_why_in_a_sentence_and_stops_there(jobs: Jobs, tmp_path: Path) -> None:
    none = tmp_path / "none"
    job = jobs.start(
        Job("看月份", [["snapshots", "--store", none], ["schema", "-o", tmp_path / "schema"]], "/")
    )
    until(job, "failed")
    (sentence,) = job.said
    assert str(none) in sentence
    assert not sentence.startswith("graphmodel")
    assert job.seen_at == "/job"
    assert not (tmp_path / "schema").exists()
