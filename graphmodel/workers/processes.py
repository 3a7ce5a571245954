"""Processes of this machine that work.

Each is an executor by itself, so that one that dies takes nobody else's task along, and it is known whose it was. They
hold the end of a pipe whose other end is ours: when that is closed, by us or because we died, they end.

A new process reads this module before it may have read anything large.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection

from graphmodel.allowance import collect_seldom, give_back, hold_to, share_arenas


@contextmanager
def in_processes(memory: int) -> Iterator[Callable[[], Executor]]:
    """What starts a process; all of them end with the block, in the midst of a task too.

    Args:
        memory: bytes that each may have beside what the libraries take.
    """
    spawn = get_context("spawn")
    held, ours = spawn.Pipe(duplex=False)
    started: list[Executor] = []

    def start() -> Executor:
        started.append(ProcessPoolExecutor(1, mp_context=spawn, initializer=_begin, initargs=(held, memory)))
        return started[-1]

    try:
        yield start
    finally:
        ours.close()
        for one in started:
            one.shutdown(cancel_futures=True)
        held.close()


def _begin(held: Connection, memory: int) -> None:
    """What a process does first: it works alone, as others have the other cores, and says nothing by itself."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal tells all; what follows of it we say
    threading.Thread(target=_end_with, args=(held,), daemon=True).start()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)  # where libraries complain when they end the process for want of memory
    os.close(nowhere)
    share_arenas()
    collect_seldom()
    os.environ["POLARS_MAX_THREADS"] = "1"
    give_back()
    import polars as pl

    import graphmodel.engines.database
    import graphmodel.workers.task  # noqa: F401 - before memory is held to what comes on top

    pl.DataFrame({"": [0]}).lazy().select(pl.col("") + 1).collect()  # starts its threads

    hold_to(memory)


def _end_with(held: Connection) -> None:
    held.poll(None)  # nothing is ever sent: it is the end
    os._exit(1)
