"""One loop over executors: every task is tried until its result is there, whole, or it has failed three times."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from graphmodel.drafts import only_writer
from graphmodel.errors import EnvironmentFailure
from graphmodel.language import AND, Text, current
from graphmodel.stores import worked_out
from graphmodel.workers import versions
from graphmodel.workers.cluster import in_cluster, nobody_there
from graphmodel.workers.crew import Crew
from graphmodel.workers.processes import in_processes
from graphmodel.workers.task import Conditions, Failed, Refused, Task, Together, attempt

TRIES: Final = 3
_REASONS: Final = 4
"""How many of them one sentence bears."""
_LOOK: Final = 1.0
"""Seconds after which it is looked up whether anybody is still there; and Ctrl-C is heard on every system."""
_PATIENCE: Final = 60.0
"""Seconds that nobody may be there."""


def work_off(
    folder: Path, tasks: Sequence[Task], crew: Crew, together: Together | None = None
) -> dict[str, Path]:
    """Have every task done whose result is not there yet.

    Results are there or not, whole; those that are stay, whatever happens to others, and to us: the next who asks goes
    on from there.

    Args:
        folder: where the results go, and nothing else: its name tells of what they are worked out, so that those of
            something else are never taken for them. Every worker must reach it under this path.
        tasks: what is to be done.
        crew: who works.
        together: how small ones are worked out several at once; those of which any did not come to a result are tried
            again one by one. None: each by itself.

    Returns:
        The folder of each result, by the name of its task; read them with :func:`graphmodel.stores.worked_out.read`.

    Raises:
        UsageError, EnvironmentFailure: the cluster cannot be worked with; see
            :func:`graphmodel.workers.cluster.in_cluster`. It is asked even if nothing is to be done.
        EnvironmentFailure: a task failed three times, and all others are done; nobody is there any more to work; or
            another process is working these off.
    """
    folder = folder.resolve()
    with only_writer(folder):
        lacking = [task for task in tasks if not _is_done(folder, task)]
        failed = _worked_off(folder, lacking, crew, together) if lacking or crew.address else {}
    if failed:
        raise EnvironmentFailure(
            Text(
                "试了 {tries} 次仍没有做成：{names}（{reason}）。其余的都已做好并留着，再运行时只做没做成的",
                "failed {tries} times: {names} ({reason}); all others are done and kept: "
                "run again, and only these are tried",
            ),
            tries=TRIES,
            names=str(AND).join(failed),
            reason=str(AND).join([*dict.fromkeys(failed.values())][:_REASONS]),
        )
    return {task.name: worked_out.place_of(folder, task.name) for task in tasks}


class _Places(NamedTuple):
    """Where tasks are given to."""

    executors: list[Executor]
    """Each takes one task at a time; one that takes several stands here as often."""
    another: Callable[[], Executor]
    """What takes the place of one that broke."""
    anybody: Callable[[], bool]
    """Whether anybody is there who works."""


@contextmanager
def _opened(crew: Crew, at_once: int) -> Iterator[_Places]:
    if crew.address is None:
        with in_processes(crew.memory) as start:
            yield _Places([start() for _ in range(min(crew.count, at_once))], start, lambda: True)
    else:
        with in_cluster(crew.address) as (executor, anybody):
            yield _Places([executor] * at_once, lambda: executor, anybody)


def _worked_off(
    folder: Path, lacking: Sequence[Task], crew: Crew, together: Together | None
) -> dict[str, str]:
    """Do tasks; why those that failed too often did, by name."""
    conditions = Conditions(current(), crew.memory, versions.installed())
    work = _Work(folder, crew, together, conditions, deque(_bundles(lacking, crew, together)))
    with _opened(crew, len(work.waiting)) as places:
        seen = time.monotonic()
        while work.waiting or work.running:
            work.give_out(places)
            done, _ = wait(work.running, _LOOK, FIRST_COMPLETED)
            if done or places.anybody():
                seen = time.monotonic()
            elif time.monotonic() - seen > _PATIENCE:
                raise nobody_there(str(crew.address))
            for future in done:
                work.take_back(future, places)
    return work.failed


@dataclass
class _Work:
    """Tasks on their way to their results."""

    folder: Path
    crew: Crew
    together: Together | None
    conditions: Conditions
    waiting: deque[list[Task]]
    """Those that nobody tries, as they are given out."""
    running: dict[Future[Failed | Refused | None], tuple[list[Task], Executor]] = field(default_factory=dict)
    tries: Counter[str] = field(default_factory=Counter)
    failed: dict[str, str] = field(default_factory=dict)
    """Why those that are tried no more failed, by name."""

    def give_out(self, places: _Places) -> None:
        """Give tasks to whoever has nothing to do."""
        while self.waiting and places.executors:
            bundle, executor = self.waiting.popleft(), places.executors.pop()
            work = partial(attempt, self.folder, bundle, self.together, self.conditions)
            try:
                future = executor.submit(work)
            except BrokenExecutor:  # it died while it had nothing to do
                executor = places.another()
                future = executor.submit(work)
            self.running[future] = bundle, executor

    def take_back(self, future: Future[Failed | Refused | None], places: _Places) -> None:
        """See what came of a try: whoever made it is free, and what has no result waits again or has failed."""
        bundle, executor = self.running.pop(future)
        reason, broken = _outcome(future, self.conditions, self.crew)
        undone = [task for task in bundle if not _is_done(self.folder, task)]
        # who tried in vain to do much may not have the memory back for little
        broken |= len(bundle) > 1 and bool(undone)
        places.executors.append(places.another() if broken else executor)
        for task in undone:
            if len(bundle) == 1:
                self.tries[task.name] += 1
            if self.tries[task.name] < TRIES:
                self.waiting.append([task])
            else:
                self.failed[task.name] = reason or _elsewhere(self.folder)


def _is_done(folder: Path, task: Task) -> bool:
    return worked_out.whole(worked_out.place_of(folder, task.name))


def _bundles(tasks: Sequence[Task], crew: Crew, together: Together | None) -> list[list[Task]]:
    """Tasks that are given out together: small ones one behind the other, so that everybody here has something to do."""
    if together is None:
        return [[task] for task in tasks]
    most = min(together.most, sum(task.size for task in tasks) // crew.count)
    bundles: list[list[Task]] = []
    room = 0
    for task in tasks:
        if task.size > room or not bundles:
            bundles.append([])
            room = most
        bundles[-1].append(task)
        room -= task.size
    return bundles


def _outcome(future: Future[Failed | Refused | None], conditions: Conditions, crew: Crew) -> tuple[str, bool]:
    """Why a try came to nothing, if it did, and whether its executor broke over it."""
    try:
        outcome = future.result()
    except CancelledError as error:
        raise nobody_there(str(crew.address)) from error
    except Exception as error:  # noqa: BLE001 - executors have each their own for a worker that died
        died = Text("做它的进程中途没有了，多半是内存不够", "its worker died, most likely for want of memory")
        return str(died), isinstance(error, BrokenExecutor)
    if isinstance(outcome, Refused):
        versions.hold(conditions.versions, outcome.versions)
    return outcome.reason if isinstance(outcome, Failed) else "", False


def _elsewhere(folder: Path) -> str:
    return Text(
        "结果没有出现在 {folder}：每台工作机都要用同一路径看到它",
        "its result is not in {folder}: every worker must see that under the same path",
    ).fill(folder=folder)
