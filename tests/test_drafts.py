"""Files take their places whole or not at all, and nothing that a dead process left stays."""

import errno
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from graphmodel import drafts
from graphmodel.drafts import LOCK, draft, only_writer, scratch, scratch_in, together
from graphmodel.errors import EnvironmentFailure

WRITING = """
import os, sys, time
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any
from graphmodel import drafts
from graphmodel.drafts import draft, only_writer, scratch
folder = Path(sys.argv[1])
with only_writer(folder), draft(folder / "file") as place, scratch() as made:
    place.write_text("half")
    print(made, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def writer(tmp_path: Path) -> subprocess.Popen[str]:
    """A process that is in the middle of writing ``out/file``."""
    (tmp_path / "tmp").mkdir()
    process = subprocess.Popen(
        [sys.executable, "-c", WRITING, str(tmp_path / "out")],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"TMPDIR": str(tmp_path / "tmp")},
    )
    assert process.stdout
    assert process.stdout.readline()
    return process


def half_written(file: Path) -> None:
    with draft(file) as place:
        place.write_text("half")
        raise Stopped


def put(folder: Path, *names: str, then: type[BaseException] | None = None) -> None:
    """Put results in their places, of which there are a, b and gone."""
    with together(folder, ["a", "b", "gone"]) as place:
        for name in names:
            (place / name).write_text("new")
        if then:
            raise then


class Stopped(Exception):
    """What stops a writer half-way."""


def test_a_full_disk_names_what_was_asked_for_and_no_draft(tmp_path: Path) -> None:
    with (
        pytest.raises(EnvironmentFailure) as caught,
        only_writer(tmp_path),
        together(tmp_path, ["a"]) as place,
        draft(place / "a"),
    ):
        raise OSError(errno.ENOSPC, "")
    assert caught.value.facts == {"place": tmp_path / "a"}


def die(process: "subprocess.Popen[str]") -> None:
    process.kill()
    process.communicate()


def test_the_old_file_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("old")
    with pytest.raises(Stopped):
        half_written(file)
    assert file.read_text() == "old"
    with draft(file) as place:
        place.write_text("new")
    assert file.read_text() == "new"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.skipif(sys.platform == "win32", reason="links and devices of POSIX")
def test_a_link_is_followed_and_a_device_written_to(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("file")
    with draft(tmp_path / "link") as place:
        place.write_text("new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_text() == "new"
    with pytest.raises(EnvironmentFailure, match=r"full|已满"):
        half_written(Path("/dev/full"))


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
@pytest.mark.parametrize("umask", [0o022, 0o077, 0o002])
def test_modes_follow_the_umask(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        with draft(tmp_path / "file") as place:
            place.touch()
        with only_writer(tmp_path / "out"), together(tmp_path / "out", ["a"]) as folder:
            (folder / "a").touch()
    finally:
        os.umask(before)
    for file in (tmp_path / "file", tmp_path / "out" / "a"):
        assert file.stat().st_mode & 0o777 == 0o666 & ~umask


def test_one_process_writes_at_a_time_and_what_a_dead_one_left_is_swept(
    tmp_path: Path, writer: "subprocess.Popen[str]", monkeypatch: pytest.MonkeyPatch
) -> None:
    out, tmp = tmp_path / "out", tmp_path / "tmp"
    monkeypatch.setattr("tempfile.tempdir", str(tmp))
    try:
        with pytest.raises(EnvironmentFailure, match=r"another process|另一个"), only_writer(out):
            pass
        with draft(out / "other") as place, scratch():
            place.touch()
        assert len(list(out.glob(".graphmodel-*"))) == 1  # of one that lives
        assert len(list(tmp.iterdir())) == 1
    finally:
        die(writer)
    with only_writer(out), scratch():
        assert not list(out.glob(".graphmodel-*"))
        assert len(list(tmp.iterdir())) == 1
    assert [file.name for file in out.iterdir()] == ["other"]
    assert not list(tmp.iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
def test_a_folder_for_the_moment_takes_nothing_of_others_along_and_nobody_else_looks_into_it(
    tmp_path: Path,
) -> None:
    for name in ("graphmodel-backup", ".graphmodel-scratch-dead"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").touch()
        os.utime(tmp_path / name, (0, 0))
    with scratch_in(tmp_path) as folder:
        assert folder.stat().st_mode & 0o777 == 0o700
        assert {path.name for path in tmp_path.iterdir()} == {"graphmodel-backup", folder.name}
        with only_writer(tmp_path):
            assert folder.exists()
    assert [path.name for path in tmp_path.iterdir()] == ["graphmodel-backup"]
    (tmp_path / ".graphmodel-scratch-dead").mkdir()
    (tmp_path / ".graphmodel-scratch-dead" / LOCK).touch()
    with only_writer(tmp_path):
        assert not list(tmp_path.glob(".graphmodel-*"))


def test_results_take_their_places_together_or_stay(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    (tmp_path / "gone").write_text("old")
    (tmp_path / "mine").write_text("mine")
    with pytest.raises(Stopped):
        put(tmp_path, "a", then=Stopped)
    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == {
        "a": "old",
        "gone": "old",
        "mine": "mine",
    }
    put(tmp_path, "a", "b")
    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == {
        "a": "new",
        "b": "new",
        "mine": "mine",
    }


def test_a_place_that_cannot_be_taken_leaves_all_the_old_ones(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    (tmp_path / "b").mkdir()
    with pytest.raises(EnvironmentFailure, match="b"):
        put(tmp_path, "a", "b")
    assert (tmp_path / "a").read_text() == "old"


KILLED = """
import os, sys
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any
from graphmodel.drafts import only_writer, together
folder, moment = Path(sys.argv[1]), int(sys.argv[2])
reached = 0
def step(original):
    def stepping(*arguments, **more):
        global reached
        if reached == moment:
            os._exit(9)
        reached += 1
        return original(*arguments, **more)
    return stepping
for name in ("rename", "replace", "unlink"):
    setattr(os, name, step(getattr(os, name)))
with only_writer(folder), together(folder, ["a", "b", "gone"]) as place:
    (place / "a").write_text("new")
    (place / "b").write_text("new")
"""


@pytest.mark.parametrize("moment", range(11))
def test_what_was_killed_while_results_took_their_places_is_finished_by_the_next(
    tmp_path: Path, moment: int
) -> None:
    for name in ("a", "b", "gone"):
        (tmp_path / name).write_text("old")
    subprocess.run([sys.executable, "-c", KILLED, str(tmp_path), str(moment)], check=False)
    with only_writer(tmp_path):
        pass
    held = {file.name: file.read_text() for file in tmp_path.iterdir()}
    assert held == ({"a": "new", "b": "new"} if moment else {"a": "old", "b": "old", "gone": "old"})
    put(tmp_path, "b")
    assert {file.name for file in tmp_path.iterdir()} == {"b"}


def test_nothing_takes_its_place_once_the_process_was_asked_to_stop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts, "_stopped", threading.Event())
    drafts.place_nothing_more()
    with pytest.raises(KeyboardInterrupt):
        put(tmp_path, "a")
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_an_interruption_waits_until_all_is_in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = os.replace

    def interrupted(new: str, place: str) -> None:
        signal.raise_signal(signal.SIGINT)
        time.sleep(0.01)
        replace(new, place)

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        put(tmp_path, "a", "b")
    assert {file.name for file in tmp_path.iterdir()} == {"a", "b"}


@pytest.mark.parametrize("moment", range(7))
def test_old_results_are_put_aside_whole_or_not_at_all(
    tmp_path: Path, moment: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, reached = tmp_path / "earlier" / "2018-11-30", count()
    place.mkdir(parents=True)
    (place / "before").write_text("older")
    for name in ("a", "gone"):
        (tmp_path / name).write_text("old")

    def step(original: Callable[..., Any]) -> Callable[..., Any]:
        def stepping(*arguments: Any, **more: Any) -> Any:
            if next(reached) == moment:
                raise Stopped
            return original(*arguments, **more)

        return stepping

    with monkeypatch.context() as patch:
        for module, name in ((os, "rename"), (os, "replace"), (os, "unlink"), (os, "link")):
            patch.setattr(module, name, step(getattr(module, name)))
        with suppress(Stopped), together(tmp_path, ["a", "b", "gone"], place) as written:
            (written / "a").write_text("new")
            (written / "b").write_text("new")
    with only_writer(tmp_path):
        pass
    aside = {file.name: file.read_text() for file in place.iterdir()}
    stands = {file.name: file.read_text() for file in tmp_path.iterdir() if file.is_file()}
    if "b" in stands:
        assert (stands, aside) == ({"a": "new", "b": "new"}, {"a": "old", "gone": "old"})
    else:
        assert (stands, aside) == ({"a": "old", "gone": "old"}, {"before": "older"})


@pytest.mark.parametrize("in_the_way", ["earlier", "earlier/2018-11-30"])
@pytest.mark.parametrize("link", [False, True])
def test_what_stands_where_old_results_go_is_named_before_anything_is_done(
    tmp_path: Path, in_the_way: str, link: bool
) -> None:
    out = tmp_path / "out"
    place = out / in_the_way
    place.parent.mkdir(parents=True)
    if link:
        place.symlink_to(tmp_path, target_is_directory=True)
    else:
        place.write_text("not ours")
    (out / "a").write_text("old")
    with (
        pytest.raises(EnvironmentFailure, match=place.name),
        together(out, ["a"], out / "earlier" / "2018-11-30"),
    ):
        pytest.fail("it was not found out in time")
    assert (out / "a").read_text() == "old"
    assert {file.name for file in out.iterdir()} == {"a", "earlier"}
