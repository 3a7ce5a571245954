"""The office's own words: the lines of the 对照表 that ``graphmodel map`` asks, confirmed with a click each.

What is confirmed goes at once into the workbook beside the results, the same that is filled in by hand elsewhere.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from graphmodel.console import refusals
from graphmodel.console.jobs import Jobs
from graphmodel.console.refusals import Refused
from graphmodel.errors import GraphmodelError

YES = "√"
LEAVE_OUT = "略过"
ADD = "新增"
"""As in :mod:`graphmodel.rosters.wordbook`, which loads what computes."""


class OwnWords:
    """The lines, and what was confirmed of them.

    Args:
        place: the workbook of the office.
        asked: the folder into which the lines are asked.
        jobs: what reads and writes the workbook.
    """

    def __init__(self, place: Path, asked: Path, jobs: Jobs) -> None:
        self.place = place
        self._asked = asked
        self._jobs = jobs
        self._lines: list[dict[str, Any]] = []
        self._read: Path | None = None
        self._waiting = False
        self._lock = threading.Lock()
        self._writing = threading.Lock()

    def next_place(self) -> Path:
        """Where the lines are asked next; ``map`` writes over nothing."""
        number = len(list(self._asked.glob("*.xlsx"))) + 1
        return self._asked / f"{number:04}.xlsx"

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Every line: those that were asked last, else those of the office's workbook."""
        with self._lock:
            newest = max(self._asked.glob("*.xlsx"), default=self.place if self.place.is_file() else None)
            if newest is not None and newest != self._read:
                before = {_key(line): line["confirmed"] for line in self._lines}
                self._lines = self._jobs.apart("words", str(newest))
                for line in self._lines:
                    line["confirmed"] = before.get(_key(line)) or line["confirmed"]
                self._read = newest
            return self._lines

    @property
    def state(self) -> object:
        """What is another one when something else is confirmed."""
        return sorted((*_key(line), line["confirmed"]) for line in self.lines if line["confirmed"])

    def confirm(self, number: int, said: str) -> None:
        """Note what a line means; empty: nothing. It is written into the workbook meanwhile.

        Raises:
            Refused: there is no such line.
        """
        lines = self.lines
        if not 0 <= number < len(lines):
            raise Refused(refusals.NOT_THERE)
        with self._lock:
            lines[number]["confirmed"] = said.strip()
            self._waiting = True
        threading.Thread(target=self._keep_meanwhile).start()

    def _keep_meanwhile(self) -> None:
        with suppress(GraphmodelError, OSError):  # it waits still, and whoever needs the workbook is told
            self.keep()

    def keep(self) -> None:
        """Write what was confirmed, if it is not written yet; of several who come, the first writes for all.

        Raises:
            EnvironmentFailure: it cannot be written.
        """
        with self._writing:
            with self._lock:
                if not self._waiting:
                    return
                lines, self._waiting = [dict(line) for line in self._lines], False
            try:
                self._jobs.apart("confirm", str(self.place), given=lines)
            except BaseException:
                self._waiting = True
                raise


def _key(line: dict[str, Any]) -> tuple[str, ...]:
    return (line["sheet"], *line["original"])
