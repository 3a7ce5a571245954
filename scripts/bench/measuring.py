"""What the benchmarks share: timing stages and whole programs, and a table to print.

Benchmarks print; they assert nothing. What is compared is measured in one run, because machines differ.
Run one with the Python of `.venv`, for example `.venv/bin/python scripts/bench/start.py`.
"""

import json
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

MIB = 1 << 20
PROGRAM = [sys.executable, "-m", "graphmodel"]
Result = TypeVar("Result")


def peak_memory() -> float:
    """Return the most memory this process ever held, in MiB; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    status = Path("/proc/self/status")
    if status.exists():  # on Linux, whose ru_maxrss begins with the peak of whoever started this process
        (peak,) = re.findall(r"^VmHWM:\s*(\d+) kB", status.read_text(encoding="utf-8"), re.MULTILINE)
        return float(peak) / 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (MIB if sys.platform == "darwin" else 1024)


def program_seconds(command: list[str], times: int = 7) -> float:
    """Return the median time of a whole program, in seconds."""

    def once() -> float:
        begin = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return time.perf_counter() - begin

    once()
    return statistics.median(once() for _ in range(times))


def program_cpu_seconds(command: list[str], times: int = 3, *, warm: bool = True) -> float:
    """Return the median time of the processor that a whole program takes, in seconds, itself and the system for it.

    ``warm``: whether it is run once before, which is not counted.
    """
    import resource

    def taken() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    def once() -> float:
        begin = taken()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return taken() - begin

    if warm:
        once()
    return statistics.median(once() for _ in range(times))


def cpu_seconds(work: Callable[[], Result], times: int = 3) -> tuple[float, Result]:
    """Return the median time of the processor that some work of this process takes, in seconds, and what it gives."""
    seconds = []
    for _ in range(times):
        begin = time.process_time()
        result = work()
        seconds.append(time.process_time() - begin)
    return statistics.median(seconds), result


def apart(script: str, *arguments: str | Path) -> Any:
    """Run a benchmark's script with these arguments, so that its memory is its own; return the JSON it prints."""
    done = subprocess.run(
        [sys.executable, script, *map(str, arguments)], check=True, stdout=subprocess.PIPE, encoding="utf-8"
    )
    return json.loads(done.stdout)


def in_turn(script: str, ways: Mapping[str, Sequence[str | Path]], turns: int) -> dict[str, list[Any]]:
    """Run a benchmark's script ``apart`` once for each way of doing a thing, and again; return what each way printed."""
    printed = [{way: apart(script, *arguments) for way, arguments in ways.items()} for _ in range(turns)]
    return {way: [turn[way] for turn in printed] for way in ways}


def medians(turns: Iterable[Mapping[str, float]], *names: str) -> dict[str, float]:
    """Return what these figures are as a rule."""
    turns = list(turns)
    return {name: statistics.median(turn[name] for turn in turns) for name in names}


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

    @property
    def whole(self) -> float:
        """Seconds of all stages."""
        return sum(self.seconds.values())

    def show(self) -> None:
        """Print a row per stage: seconds, share of the whole, memory peak so far."""
        for name, seconds in self.seconds.items():
            print(f"  {name:<26}{seconds:8.2f} s {seconds / self.whole:6.0%}{self.peak[name]:8.0f} MiB")
        print(f"  {'all':<26}{self.whole:8.2f} s")

    def show_growth(self, smaller: "Stages", things: float) -> None:
        """Print how many times the seconds of a smaller job each stage takes, beside the growth of what it is about."""
        for name, seconds in self.seconds.items():
            times = seconds / smaller.seconds[name]
            print(f"  {name:<26}{times:8.1f} × for {things:.1f} × the rows")
        print(f"  {'all':<26}{self.whole / smaller.whole:8.1f} ×")
