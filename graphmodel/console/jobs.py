"""One job at a time, in a process of its own: commands of the command line, one after the other.

What a command says while it works is its progress; what it says at the end is what went wrong. Stopping it is asking its
process to end: whatever it writes takes its place whole or not at all (:mod:`graphmodel.drafts`).
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from graphmodel import language
from graphmodel.console import refusals
from graphmodel.console.refusals import Refused
from graphmodel.errors import EnvironmentFailure, said_by_system
from graphmodel.language import Text

PROGRESS: Final = {"GRAPHMODEL_PROGRESS": "lines", "COLUMNS": "80", "PYTHONUTF8": "1"}
"""What is set where a command runs for us; see :func:`graphmodel.cli.screen.working`."""
_GOES_ON: Final = " …"
"""How a line ends that tells what is being done."""
_OF_COMMANDS: Final = re.compile(
    r"^graphmodel(?:：|: )(?:'--?[a-z-]+' 的值不对：|invalid value for '--?[a-z-]+': )?"
    r"|（用法见 [^）]*）$| \(see [^)]*\)$",
    re.IGNORECASE,
)
"""What a sentence says to who types commands."""
_LINES_KEPT: Final = 60
_PATIENCE: Final = 10
"""Seconds that a process has to clean up when it was asked to stop."""
DATA_ERRORS: Final = 1
"""The exit code of a command whose input has errors, which it then tells of."""

State = Literal["running", "done", "errors", "failed", "stopped"]
STATES: Final[dict[State, Text]] = {
    "running": Text("正在做", "being done"),
    "done": Text("做完了", "done"),
    "errors": Text("做完了，数据有错误", "done; the data has errors"),
    "failed": Text("没有做成", "it failed"),
    "stopped": Text("已取消", "cancelled"),
}


def command(*arguments: object) -> list[str]:
    """The program of a command, in the language that is spoken; no file that lies where it is started is run."""
    return [sys.executable, "-P", "-m", "graphmodel", "--lang", language.current(), *map(str, arguments)]


def plainly(sentence: str) -> str:
    """What a command said, without what is meant for who types commands.

    >>> plainly("graphmodel：'--as-of' 的值不对：十二月 不是日期（用法见 graphmodel run --help）")
    '十二月 不是日期'
    """
    return _OF_COMMANDS.sub("", sentence)


def options(**given: str | bool) -> list[str]:
    """The options of a command that a form gave; what was left empty is left out.

    A value stands in one word with its name, so that none can be taken for an option.

    >>> options(due="2018-12-15", plan=True, with_names=False, as_of="")
    ['--due=2018-12-15', '--plan']
    """
    names = {f"--{name.replace('_', '-')}": value for name, value in given.items() if value}
    return [name if value is True else f"{name}={value}" for name, value in names.items()]


def environment() -> dict[str, str]:
    """In what a command of ours runs."""
    return {**os.environ, **PROGRESS}


@dataclass
class Job:
    """Some commands, and what has become of them."""

    title: str
    commands: Sequence[Sequence[object]]
    """They are run in this order as long as each does what it should; errors in the data stop none of those that follow."""
    then: str
    """The address at which its result is seen."""
    with_errors: str = "/job"
    """The address at which is seen what is wrong with the data."""
    begun_at: str = "/"
    """The address of the page on which it was begun, and can be again."""
    number: int = 0
    state: State = "running"
    doing: str = ""
    """What is being done just now."""
    said: list[str] = field(default_factory=list)
    """What the commands said, progress apart."""
    answer: list[str] = field(default_factory=list)
    """What the last of them answered on its standard output."""
    quiet: bool = False
    """Whether what the commands said is told only if it fails: it speaks of files that the pages show."""
    seen: bool = False
    """Whether somebody has looked at how it ended."""

    @property
    def is_running(self) -> bool:
        """Whether it is not over."""
        return self.state == "running"

    @property
    def in_words(self) -> str:
        """What has become of it."""
        return str(STATES[self.state])

    @property
    def remarks(self) -> list[str]:
        """What is said beside its result, each once."""
        return [] if self.quiet else list(dict.fromkeys(self.said))

    @property
    def seen_at(self) -> str:
        """The address at which one sees what has become of it."""
        return {"done": self.then, "errors": self.with_errors}.get(self.state, "/job")

    def told(self) -> dict[str, object]:
        """What a window that watches is told."""
        return {
            "number": self.number,
            "state": self.state,
            "title": self.title,
            "words": self.in_words,
            "doing": self.doing,
            "then": self.seen_at,
        }


class Jobs:
    """The job that is being done, or the last that was."""

    def __init__(self) -> None:
        self.last: Job | None = None
        self._process: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()
        self._stopping = False

    @property
    def running(self) -> Job | None:
        """The job that is being done."""
        return self.last if self.last is not None and self.last.is_running else None

    def start(self, job: Job) -> Job:
        """Begin a job.

        Raises:
            Refused: another is being done.
        """
        if any("\0" in str(argument) for one in job.commands for argument in one):
            raise Refused(refusals.NOT_UNDERSTOOD, what="NUL")
        with self._lock:
            if self.running is not None:
                raise Refused(refusals.BUSY, title=self.running.title)
            job.number = (self.last.number if self.last else 0) + 1
            self.last, self._stopping = job, False
        commands = [command(*arguments) for arguments in job.commands]  # the thread knows no language
        self._begin(job, commands)
        return job

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

    def apart(self, *asked: str, given: object = None) -> Any:
        """What :mod:`graphmodel.console.apart` answers.

        Raises:
            EnvironmentFailure: it cannot be told.
        """
        done = subprocess.run(
            [sys.executable, "-P", "-m", "graphmodel.console.apart", language.current(), *asked],
            input=json.dumps(given),
            capture_output=True,
            encoding="utf-8",
            env=environment(),
            check=False,
        )
        if done.returncode:
            raise EnvironmentFailure(Text("{said}", "{said}"), said=done.stderr.strip().splitlines()[-1])
        return json.loads(done.stdout)

    def stop(self) -> None:
        """Ask the job to end, if there is one."""
        with self._lock:
            self._stopping = True
            process = self._process
        if process is not None:
            process.terminate()
            threading.Timer(_PATIENCE, process.kill).start()

    def close(self) -> None:
        """Stop, and wait until it has ended."""
        self.stop()
        if self._process is not None:
            self._process.wait()

    def _begin(self, job: Job, commands: Sequence[Sequence[str]]) -> None:
        threading.Thread(target=self._work, args=(job, commands), daemon=True).start()

    def _work(self, job: Job, commands: Sequence[Sequence[str]]) -> None:
        state: State = "failed"
        try:
            state = self._end_of(job, commands)
        except OSError as error:  # a process cannot be started
            job.said.append(said_by_system(error.errno or 0))
        finally:
            job.doing = ""
            job.state = state

    def _end_of(self, job: Job, commands: Sequence[Sequence[str]]) -> State:
        """Run the commands; how it ended."""
        state: State = "done"
        for one in commands:
            code = self._run(job, one)
            if self._stopping:
                return "stopped"
            if code not in {0, DATA_ERRORS}:
                return "failed"
            if code == DATA_ERRORS:
                state = "errors"
        return state

    def _run(self, job: Job, arguments: Sequence[str]) -> int:
        """Run one command to its end; its exit code."""
        with self._lock:
            if self._stopping:
                return 0
            process = self._process = subprocess.Popen(
                arguments,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                encoding="utf-8",
                errors="replace",
                env=environment(),
                start_new_session=True,  # Ctrl-C is for the console, which stops the job itself
            )
        with process:
            assert process.stdout is not None
            assert process.stderr is not None
            answers = threading.Thread(target=self._listen, args=(job, process), daemon=True)
            answers.start()
            job.answer = process.stdout.read().splitlines()[-_LINES_KEPT:]
            answers.join()
        return process.returncode

    def _listen(self, job: Job, process: subprocess.Popen[str]) -> None:
        """Take note of what a command says, until it says no more."""
        assert process.stderr is not None
        for line in process.stderr:
            said = line.rstrip()
            if said.endswith(_GOES_ON):
                job.doing = said.removesuffix(_GOES_ON)
            elif said:
                job.said = [*job.said, plainly(said)][-_LINES_KEPT:]
