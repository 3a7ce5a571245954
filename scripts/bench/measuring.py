"""What the benchmarks share: timing stages and whole programs, and a table to print.

Benchmarks print; they assert nothing. What is compared is measured in one run, because machines differ.
Run one with the Python of `.venv`, for example `.venv/bin/python scripts/bench/start.py`.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

MIB = 1 << 20


def peak_memory() -> float:
    """Return the most memory this process ever held, in MiB; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (MIB if sys.platform == "darwin" else 1024)


def program_seconds(command: list[str], times: int = 7) -> float:
    """Return the median time of a whole program, in seconds."""

    def once() -> float:
        begin = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return time.perf_counter() - begin

    once()
    return statistics.median(once() for _ in range(times))


@dataclass
class Stages:
    """The stages of one job, as they are timed."""

    seconds: dict[str, float] = field(default_factory=dict)
    peak: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time what is done inside."""
        begin = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - begin
        self.peak[name] = peak_memory()

    def show(self) -> None:
        """Print a row per stage: seconds, share of the whole, memory peak so far."""
        whole = sum(self.seconds.values())
        for name, seconds in self.seconds.items():
            print(f"{name:<28}{seconds:8.2f} s {seconds / whole:6.0%}{self.peak[name]:8.0f} MiB")
        print(f"{'all':<28}{whole:8.2f} s")
