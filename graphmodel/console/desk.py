"""What lies on the desk: the store, the folder of results, what was handed in, the job, and who is watching."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from graphmodel.console import refusals
from graphmodel.console.handed_in import HandedIn
from graphmodel.console.jobs import Job, Jobs
from graphmodel.console.own_words import OwnWords
from graphmodel.console.refusals import Refused
from graphmodel.language import Text

ALONE_AT_MOST: Final = 3600.0
"""Seconds without a window after which the console ends."""
_OWN_WORDS: Final = "对照表"


class Check:
    """What the last check found, and of which rosters and own words."""

    def __init__(self, place: Path) -> None:
        self.page, self.workbook = place / "problems.html", place / "problems.xlsx"
        self.job: Job | None = None
        self._of: object = None

    def begun(self, job: Job, of: object) -> None:
        """Remember of what it was."""
        self.job, self._of = job, of

    def is_of(self, now: object) -> bool:
        """Whether it is over and tells of what there is now."""
        over = self.job is not None and self.job.state in {"done", "errors"}
        return over and self._of == now and self.page.is_file()

    @property
    def found_errors(self) -> bool:
        """Whether errors were found."""
        return self.job is not None and self.job.state == "errors"


class Desk:
    """Everything that the pages of the console look at.

    Args:
        store: the folder of the saved data.
        scratch: a folder that goes when the console ends.
        jobs: what runs commands.
    """

    def __init__(self, store: Path, scratch: Path, jobs: Jobs) -> None:
        self.store = store.resolve()
        self.results = self.store.with_name(f"{self.store.name}-results")
        """Beside the store: what ``run``, ``lists``, ``collect`` and the others write."""
        self.scratch = scratch
        self.rosters = HandedIn(scratch / "rosters")
        self.returned = HandedIn(scratch / "returned")
        self.jobs = jobs
        self.check = Check(scratch / "check")
        self.words = OwnWords(self.results / f"{_OWN_WORDS}.xlsx", scratch / "words", jobs)
        self.saving: tuple[Job, object] | None = None
        """What saved rosters last, and which, as :attr:`HandedIn.state` tells them apart."""
        self.asked = {"name": "", "value": "", "cypher": "", "title": ""}
        """The last question, as its form was filled in."""
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

    def look_in(self) -> None:
        """Note that there is a window that lies behind others."""
        with self._lock:
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
                answer = self.jobs.ask("snapshots", "--store", self.store) if now[0] else None
                self._snapshots, self._snapshots_of = (
                    (answer or {}).get("snapshots", []),
                    now if answer else [],
                )
            return self._snapshots

    @property
    def is_saved(self) -> bool:
        """Whether the rosters that were handed in are saved."""
        if self.saving is None:
            return False
        job, of = self.saving
        return job.seen_at == job.then and of == self.rosters.state

    @cached_property
    def queries(self) -> list[dict[str, Any]]:
        """The queries that are shipped."""
        told: list[dict[str, Any]] = self.jobs.apart("queries")
        return told

    @property
    def speaking(self) -> list[dict[str, Any]]:
        """The savings that answer for their days, the newest first."""
        return [one for one in self.snapshots if one["speaks"]]

    def within(self, folder: str, name: str) -> Path:
        """A file right in a folder of the results.

        Raises:
            Refused: the name leads elsewhere.
        """
        if name != Path(name).name or name in {"", ".", ".."} or "\0" in name or "\\" in name:
            raise Refused(refusals.NOT_THERE)
        return self.results / folder / name

    @property
    def to_read(self) -> object:
        """What is another one when the rosters or the office's own words are others."""
        return self.rosters.state, self.words.state

    def reading(self) -> list[object]:
        """The rosters that were handed in, with the office's own words, as commands take them.

        Raises:
            Refused: nothing was handed in.
        """
        self.words.keep()
        own = self.words.place
        return [self.rosters.input, *(["--map", own] if own.is_file() else [])]

    def has(self, result: str) -> bool:
        """Whether there is a file among the results."""
        return (self.results / result).is_file()

    def begin(
        self,
        title: Text,
        here: str,
        then: str,
        *commands: list[object],
        with_errors: str = "/job",
        quiet: bool = False,
    ) -> Job:
        """Begin a job on a page; see :class:`graphmodel.console.jobs.Job`."""
        return self.jobs.start(Job(str(title), commands, then, with_errors, here, quiet=quiet))

    def close(self) -> None:
        """End: no window is told anything any more, and the job is stopped."""
        self.closing.set()
        self.jobs.close()


def _changed(place: Path) -> int:
    """When something in a folder last changed, in nanoseconds; 0: it is not there."""
    return place.stat().st_mtime_ns if place.is_dir() else 0
