"""Tasks are worked off exactly, whatever dies: by real processes that are really killed."""

import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl
import pytest

from graphmodel.errors import EnvironmentFailure
from graphmodel.language import speaking
from graphmodel.stores import worked_out
from graphmodel.workers.crew import Crew
from graphmodel.workers.task import Task, Together
from graphmodel.workers.working import work_off
from tests.workers import tasks

NUMBERS = [Task(f"{upto}", tasks.count, (upto,)) for upto in (1, 2, 3)]
SMALL = 512 << 20


def held(folder: Path) -> dict[str, bytes]:
    """Every file of the results."""
    return {f"{file.relative_to(folder)}": file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.fixture(scope="module")
def right(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The results when nothing happens."""
    folder = tmp_path_factory.mktemp("right")
    done = work_off(folder, NUMBERS, Crew())
    told = [(name, worked_out.read(place) or {}) for name, place in done.items()]
    assert [(name, table["numbers"].height) for name, table in told] == [("1", 1), ("2", 2), ("3", 3)]
    return held(folder)


@contextmanager
def killing(number: Path) -> Iterator[None]:
    """Kill the process whose number stands in a file, as soon as it stands there."""

    def kill() -> None:
        while not number.exists():
            time.sleep(0.01)
        os.kill(int(number.read_text()), signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    yield
    killer.join()


def test_a_worker_killed_by_its_number_changes_nothing(tmp_path: Path, right: dict[str, bytes]) -> None:
    number = tmp_path / "number"
    folder = tmp_path / "results"
    with killing(number):
        work_off(folder, [*NUMBERS[1:], Task("1", tasks.wait_noting, (number, 1))], Crew(2))
    assert held(folder) == right


def test_what_never_succeeds_is_named_when_all_else_is_done_and_kept(
    tmp_path: Path, right: dict[str, bytes]
) -> None:
    doomed = {
        "refused": Task("refused", tasks.refuse),
        "broken": Task("broken", tasks.fail),
        "python": Task("python", tasks.take, (4096,)),
        "rust": Task("rust", tasks.take_in_rust, (1 << 30,)),
    }
    told = Task("told", tasks.surroundings)
    with speaking("zh"), pytest.raises(EnvironmentFailure) as caught:
        work_off(tmp_path, [*doomed.values(), *NUMBERS, told], Crew(2, memory=SMALL))
    said = str(caught.value)
    assert said.startswith("试了 3 次仍没有做成：")
    for part in (*doomed, "缺少甲", "ValueError, tasks.py:", "内存不够、", "中途没有了，多半是内存不够"):
        assert part in said
    assert "138" not in said
    here = worked_out.read(tmp_path / "told")
    assert here is not None
    assert here["told"].rows() == [("zh", SMALL, sys.platform == "linux")]
    shutil.rmtree(tmp_path / "told")
    assert held(tmp_path) == right


def test_small_tasks_are_done_together_and_those_that_cannot_be_one_by_one(
    tmp_path: Path, right: dict[str, bytes]
) -> None:
    folder, notes = tmp_path / "results", tmp_path / "notes"
    noting = [Task(f"{upto}", tasks.count_noting, (upto, notes), upto) for upto in (1, 2, 3)]
    work_off(folder, noting, Crew(), Together(tasks.count_together, 3))
    assert notes.read_text() == "1 2\n3\n"
    assert held(folder) == right
    notes.unlink()
    shutil.rmtree(folder)
    work_off(folder, noting, Crew(), Together(tasks.count_never_together, 6))
    assert notes.read_text() == "1 2 3\n1\n2\n3\n"
    assert held(folder) == right


def test_a_task_without_a_size_is_done_where_small_ones_are_done_together(
    tmp_path: Path, right: dict[str, bytes]
) -> None:
    work_off(tmp_path, NUMBERS[:1], Crew(), Together(tasks.count_together, 3))
    assert held(tmp_path).items() <= right.items()
    assert worked_out.whole(worked_out.place_of(tmp_path, "1"))


def test_what_is_whole_is_not_done_again_and_what_was_cut_short_is(
    tmp_path: Path, right: dict[str, bytes]
) -> None:
    folder, notes = tmp_path / "results", tmp_path / "notes"
    noting = [Task(f"{upto}", tasks.count_noting, (upto, notes)) for upto in (1, 2, 3)]
    work_off(folder, noting, Crew())
    notes.unlink()
    (folder / "2" / "nothing.parquet").unlink()
    cut = folder / "3" / "numbers.parquet"
    cut.write_bytes(cut.read_bytes()[:-9])
    work_off(folder, noting, Crew())
    assert notes.read_text() == "2\n3\n"
    assert held(folder) == right


def test_changed_bytes_and_a_manifest_cut_short_are_found(tmp_path: Path) -> None:
    numbers = {"numbers": pl.DataFrame({"number": [1, 2, 3]})}
    for name in ("numbers.parquet", "manifest.json"):
        place = tmp_path / "result"
        worked_out.write(place, numbers)
        assert worked_out.whole(place)
        before = held(place)
        file = place / name
        file.write_bytes(bytes([*file.read_bytes()[:-1], 0]))
        assert not worked_out.whole(place)
        assert worked_out.read(place) is None
        worked_out.write(place, numbers)
        assert held(place) == before


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder in which no large file finds room: a disk of its own where we may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "none", f"{folder}"]
    if sys.platform == "linux" and os.geteuid() == 0 and subprocess.run(mount, check=False).returncode == 0:
        yield folder
        subprocess.run(["umount", folder], check=True)
    else:
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (256 << 10, before[1]))
        yield folder
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_is_said_and_leaves_what_is_whole(small_disk: Path, right: dict[str, bytes]) -> None:
    folder = small_disk / "results"
    with pytest.raises(EnvironmentFailure, match=r"much \((the disk is full|cannot write)"):
        work_off(folder, [Task("much", tasks.write_much), *NUMBERS], Crew())
    assert held(folder) == right


INTERRUPTED = """
import sys
from pathlib import Path
from graphmodel.workers.task import Task
from graphmodel.workers.crew import Crew
from graphmodel.workers.working import work_off
from tests.workers import tasks
if __name__ == "__main__":
    folder, number = map(Path, sys.argv[1:])
    waiting = Task("3", tasks.wait_noting, (number, 3))
    work_off(folder, [Task("1", tasks.count, (1,)), Task("2", tasks.count, (2,)), waiting], Crew(1))
"""


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_after_an_interrupt_nobody_works_on_and_the_next_goes_on_from_there(
    tmp_path: Path, right: dict[str, bytes], how: signal.Signals
) -> None:
    folder, number = tmp_path / "results", tmp_path / "number"
    root = Path(__file__).parents[2]
    asking = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED, folder, number], stderr=subprocess.DEVNULL, cwd=root
    )
    while not number.exists():
        assert asking.poll() is None
        time.sleep(0.01)
    asking.send_signal(how)
    asking.wait(30)
    worker = Path("/proc") / number.read_text()
    until = time.monotonic() + 30
    while worker.exists() and "\nState:\tZ" not in (worker / "status").read_text():
        assert time.monotonic() < until
        time.sleep(0.01)
    made = (folder / "1").stat().st_mtime_ns
    work_off(folder, [*NUMBERS[:2], Task("3", tasks.wait_noting, (number, 3))], Crew())
    assert (folder / "1").stat().st_mtime_ns == made
    assert held(folder) == right
