"""What the tests give workers to do: functions of a module, as a worker finds them by their names."""

import os
import resource
import signal
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from graphmodel import allowance
from graphmodel.errors import EnvironmentFailure
from graphmodel.language import Text, current


def count(upto: int) -> Mapping[str, pl.DataFrame]:
    """Some rows."""
    return {"numbers": pl.DataFrame({"number": range(upto)}), "nothing": pl.DataFrame({"number": []})}


def count_noting(upto: int, notes: Path) -> Mapping[str, pl.DataFrame]:
    """The same, and a line in a file for each time that it was begun."""
    with notes.open("a", encoding="utf-8") as stream:
        stream.write(f"{upto}\n")
    return count(upto)


def count_together(asked: Sequence[tuple[int, Path]]) -> list[Mapping[str, pl.DataFrame]]:
    """Several of these at once, and one line."""
    with asked[0][1].open("a", encoding="utf-8") as stream:
        stream.write(" ".join(f"{upto}" for upto, _ in asked) + "\n")
    return [count(upto) for upto, _ in asked]


def count_never_together(asked: Sequence[tuple[int, Path]]) -> list[Mapping[str, pl.DataFrame]]:
    """Begin several at once, and end without a word."""
    count_together(asked)
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def wait_noting(place: Path, upto: int) -> Mapping[str, pl.DataFrame]:
    """The first time say under which number it works, and wait to be killed; the second time do it."""
    if place.exists():
        return count(upto)
    written = place.with_suffix(".new")
    written.write_text(str(os.getpid()), encoding="ascii")
    written.rename(place)
    time.sleep(60)
    raise AssertionError


def refuse() -> Mapping[str, pl.DataFrame]:
    """Say that it cannot be done."""
    raise EnvironmentFailure(Text("缺少甲", "A is missing"))


def fail() -> Mapping[str, pl.DataFrame]:
    """Fail as only a fault of ours does, with a value that is nobody's business."""
    raise ValueError("13800000000")


def take(mebibytes: int) -> Mapping[str, pl.DataFrame]:
    """Want memory, from Python."""
    return {"length": pl.DataFrame({"length": [len(bytes(mebibytes << 20))]})}


def take_in_rust(rows: int) -> Mapping[str, pl.DataFrame]:
    """Want memory where want of it ends the process."""
    return {"length": pl.DataFrame({"length": [pl.int_range(rows, eager=True).len()]})}


def write_much() -> Mapping[str, pl.DataFrame]:
    """A result of a mebibyte that cannot be made smaller."""
    return {"numbers": pl.DataFrame({"bytes": [os.urandom(1 << 20)]})}


def surroundings() -> Mapping[str, pl.DataFrame]:
    """What holds where it is worked."""
    limited = resource.getrlimit(resource.RLIMIT_AS)[0] != resource.RLIM_INFINITY
    told = {"language": [current()], "memory": [allowance.of_worker()], "limited": [limited]}
    return {"told": pl.DataFrame(told)}


def refuse_noting(notes: Path) -> Mapping[str, pl.DataFrame]:
    """The same as :func:`refuse`, and a line in a file for each time that it was begun."""
    with notes.open("a", encoding="utf-8") as stream:
        stream.write("begun\n")
    return refuse()
