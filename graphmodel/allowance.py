"""How much memory a process may take: what the system allows, what it is held to, and what a worker has."""

from __future__ import annotations

import ctypes
import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Final

_ARENAS: Final = -8
"""``M_ARENA_MAX`` of the C library."""

_SELDOM: Final = (50_000, 20, 20)
"""How many objects and rounds Python waits for before it looks for garbage."""

_of_worker: Final[ContextVar[int | None]] = ContextVar("memory of a worker", default=None)


def of_system() -> int:
    """How many bytes the system lets the process have; ``sys.maxsize``: it says nothing of it."""
    if sys.platform == "win32":
        return sys.maxsize
    import resource

    limits = (resource.getrlimit(limit)[0] for limit in (resource.RLIMIT_AS, resource.RLIMIT_DATA))
    return min((limit for limit in limits if limit != resource.RLIM_INFINITY), default=sys.maxsize)


def hold_to(more: int) -> None:
    """Let this process have so many bytes more than it has now, and never again others; where the system can do that."""
    if sys.platform == "linux":
        import resource

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        space = pages * resource.getpagesize() + more
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        space = space if most == resource.RLIM_INFINITY else min(space, most)
        resource.setrlimit(resource.RLIMIT_AS, (space, most))


def share_arenas() -> None:
    """Let all threads get memory from one place.

    Each place reserves 64 MiB of addresses, which count as used, and keeps what was given back to it.
    """
    if sys.platform != "win32":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # of glibc
        if mallopt is not None:
            mallopt(_ARENAS, 1)


def keep_for_a_while() -> None:
    """Let polars, if it is not loaded yet, keep for some seconds what it does not need: as a rule it soon does again.

    By itself it gives that back after half a second, and to get it anew takes up to a tenth of the main job. Who has said
    how polars is to keep house is obeyed.
    """
    os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:3000")


def give_back() -> None:
    """Let polars, if it is not loaded yet, give back within a second what it does not need, so that others may take it."""
    os.environ["_RJEM_MALLOC_CONF"] = "retain:false,muzzy_decay_ms:0,dirty_decay_ms:1000"


def collect_seldom() -> None:
    """Let Python seldom look for garbage.

    Most of what a command makes lives until it ends, and looking through all of it again and again takes a twentieth of
    the main job.
    """
    gc.set_threshold(*_SELDOM)


def of_worker() -> int | None:
    """How many bytes whoever works here has for it; None: nobody has said so, and it is the machine's."""
    return _of_worker.get()


@contextmanager
def working_with(memory: int) -> Iterator[None]:
    """Work within a block with so many bytes."""
    before = _of_worker.set(memory)
    try:
        yield
    finally:
        _of_worker.reset(before)
