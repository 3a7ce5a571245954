"""Python's search for garbage, and where it only costs time."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Let Python not look for cycles meanwhile.

    For work that makes millions of small objects without a cycle among them, such as the cells of a workbook: looking
    through all of them again and again takes a fifth of its time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
