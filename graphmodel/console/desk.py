"""What lies on the desk: the store, the folder of results, what was handed in, the job, and who is watching."""

from __future__ import annotations

import json
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from graphmodel.console.handed_in import HandedIn
from graphmodel.console.jobs import Job, Jobs, command, environment
from graphmodel.language import Text

ALONE_AT_MOST: Final = 3600.0
"""Seconds without a window after which the console ends."""


class Desk:
    """Everything that the pages of the console look at.

    Args:
        store: the folder of the saved data.
        scratch: a folder that goes when the console ends.
    """

    def __init__(self, store: Path, scratch: Path) -> None:
        self.store = store
        self.results = store.with_name(f"{store.resolve().name}-results")
        """Beside the store: what ``run``, ``lists``, ``collect`` and the others write."""
        self.scratch = scratch
        self.rosters = HandedIn(scratch / "rosters")
        self.returned = HandedIn(scratch / "returned")
        self.jobs = Jobs()
        self.closing = threading.Event()
        self._windows = 0
        self._heard = time.monotonic()
        self._snapshots: list[dict[str, Any]] = []
        self._snapshots_of: list[int] = []
        self._lock = threading.RLock()

    # --- who is watching ---

    @contextmanager
    def window(self) -> Iterator[None]:
        """While a window is open."""
        with self._lock:
            self._windows += 1
        try:
            yield
        finally:
            with self._lock:
                self._windows -= 1
                self._heard = time.monotonic()

    @property
    def alone_for(self) -> float:
        """Seconds since the last window was closed, or the last job was over; 0 while there is one."""
        with self._lock:
            if self._windows or self.jobs.running:
                self._heard = time.monotonic()
            return time.monotonic() - self._heard

    # --- what is worked on ---

    @property
    def snapshots(self) -> list[dict[str, Any]]:
        """The savings of the store as ``graphmodel snapshots`` tells them; asked again when the store has changed."""
        now = [_changed(place) for place in (self.store, self.store / "snapshots")]
        with self._lock:
            if now != self._snapshots_of:
                answer = self.ask("snapshots", "--store", self.store) if now[0] else None
                self._snapshots, self._snapshots_of = (answer or {}).get("snapshots", []), now
            return self._snapshots

    def has(self, result: str) -> bool:
        """Whether there is a file among the results."""
        return (self.results / result).is_file()

    def begin(self, title: Text, then: str, *commands: list[object]) -> Job:
        """Begin a job; see :class:`graphmodel.console.jobs.Job`."""
        return self.jobs.start(Job(str(title), commands, then))

    def ask(self, *arguments: object) -> dict[str, Any] | None:
        """What a quick command answers in JSON; None: nothing."""
        done = subprocess.run(
            command(*arguments, "--format", "json"),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            env=environment(),
            check=False,
        )
        answer: dict[str, Any] | None = json.loads(done.stdout) if done.stdout else None
        return answer

    def close(self) -> None:
        """End: no window is told anything any more, and the job is stopped."""
        self.closing.set()
        self.jobs.close()


def _changed(place: Path) -> int:
    """When something in a folder last changed, in nanoseconds; 0: it is not there."""
    return place.stat().st_mtime_ns if place.is_dir() else 0
