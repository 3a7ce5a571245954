"""How files take their places: whole or not at all. What stands in them is decided elsewhere.

A file is written beside its place as a draft and then renamed, so that whoever looks sees the old one or the new one.
Drafts and folders for the moment are locked by the process that writes them; a lock dies with its process, and what
nobody locks any more is swept by the next one that writes there.
"""

from __future__ import annotations

import errno
import json
import os
import secrets
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Final

from graphmodel.errors import DRAFT, EnvironmentFailure, writing
from graphmodel.language import Text, workers

LOCK: Final = ".lock"
_MARK: Final = ".graphmodel-"
_READY: Final = f"{_MARK}ready"
"""The folder of results that are whole, while they take their places."""
_GONE: Final = "gone.json"
"""In it: the names of what goes with the old results."""
_OLD: Final = "old"
"""In it: links to the old results, so that their bytes are not freed, which takes long, before all are replaced."""
_ASIDE: Final = "aside"
"""In it: the old results once more, on the way to where they stay."""
_FLUSHED_AT_ONCE: Final = 16
_SCRATCH: Final = "graphmodel-"
_SCRATCH_IN: Final = f"{_MARK}scratch-"
"""Nobody else's folders begin so: what is swept from where people keep theirs must be ours."""
_UNLOCKED_FOR: Final = 24 * 3600
"""Seconds after which a scratch folder without a lock, as earlier versions made them, is nobody's."""

_placed = threading.Event()
_stopped = threading.Event()


def anything_placed() -> bool:
    """Whether anything that this process wrote has taken its place."""
    return _placed.is_set()


def place_nothing_more() -> None:
    """The process was asked to stop: whatever a library made of that, nothing takes its place any more."""
    _stopped.set()


@contextmanager
def draft(path: Path) -> Iterator[Path]:
    """Where to write a file until it is whole; it takes its place when the block is left without an error.

    A link is followed, and what is no ordinary file, such as a pipe, is written to as it is.

    Args:
        path: the place; folders on the way are made.

    Raises:
        EnvironmentFailure: it cannot be written, or the disk is full; what was there stays.
    """
    with writing(path):
        if path.exists() and not path.is_file():
            if path.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            yield path
            return
        place = path.resolve()
        place.parent.mkdir(parents=True, exist_ok=True)
        _sweep(place.parent)
        written = new_draft(place.parent)
        lock = _locked(written)
        try:
            yield written
            flush(written)
            with placing(place):
                os.close(lock)  # before: a file that is open cannot be renamed everywhere
                lock = -1
                written.replace(place)
        finally:
            if lock >= 0:
                os.close(lock)
            written.unlink(missing_ok=True)


def new_draft(folder: Path) -> Path:
    """The name of a draft in a folder, which nothing else has; its mode will follow the umask."""
    return folder / f"{_MARK}{secrets.token_hex(8)}"


def flush(path: Path) -> None:
    """Wait until a file is on the disk, so that its new name never arrives before what it holds."""
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Write in a folder as the only process that does; drafts that dead ones left there are swept.

    Args:
        folder: made when missing.

    Raises:
        EnvironmentFailure: another process is writing there, or the folder cannot be written.
    """
    with writing(folder):
        made = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
        try:
            lock = _locked(folder / LOCK)
        except BlockingIOError as error:
            raise EnvironmentFailure(
                Text(
                    "另一个程序正在往 {folder} 里写，请等它结束再运行",
                    "another process is writing into {folder}; run again when it has ended",
                ),
                folder=folder,
            ) from error
    try:
        with writing(folder):
            _sweep(folder)
            _sweep_scratch(folder, _SCRATCH_IN)
            for left in filter(_is_draft, folder.iterdir()):
                if left.is_dir() and not left.is_symlink():
                    shutil.rmtree(left)
            _finish(folder)
        yield
    finally:
        with suppress(OSError):  # where open files cannot be removed it stays, and says nothing
            (folder / LOCK).unlink()
        os.close(lock)
        if made:
            _remove_empty(folder)


def _is_draft(path: Path) -> bool:
    return DRAFT.fullmatch(path.name) is not None


def _sweep(folder: Path) -> None:
    """Remove the files that dead processes left in a folder; folders are for its only writer."""
    with suppress(OSError):  # it need not let itself be listed to be written to
        for left in filter(_is_draft, folder.iterdir()):
            if left.is_file() and not left.is_symlink() and _is_ours(left):
                _remove_unlocked(left, left)


@contextmanager
def together(folder: Path, names: Collection[str], aside: Path | None = None) -> Iterator[Path]:
    """Where to write the results of a job; all take their places when the block is left without an error.

    Those of the names that were not written again are removed with the old ones. The folder must be ours alone
    (:func:`only_writer`).

    Args:
        folder: the place of the results.
        names: every file that is one of them, and every folder all of whose files are.
        aside: a folder within ``folder`` where the old ones go, all of them, in the place of what is there; None: they
            go altogether.

    Raises:
        EnvironmentFailure: they cannot be written; the old ones stay.
    """
    with writing(folder):
        if aside is not None:
            _check_folders(aside.parent, aside)
        written = new_draft(folder)
        written.mkdir()
        try:
            yield written
            there = _files(folder, names)
            for name in there:
                _check_place(folder / name)
            gone = [name for name in there if not (written / name).exists()]
            (written / _GONE).write_text(json.dumps(gone), encoding="utf-8")
            files = _files(written, (file.name for file in written.iterdir()))
            with workers(_FLUSHED_AT_ONCE) as beside:  # a disk takes several at once in the time of one
                deque(beside.map(flush, (written / name for name in files)), maxlen=0)
            _keep(folder, there, written / _OLD)
            if aside is not None:
                _copy(folder, there, written / _ASIDE / aside.relative_to(folder))
            with placing(folder):
                written.rename(folder / _READY)
                _finish(folder)
        finally:
            shutil.rmtree(written, ignore_errors=True)


def _files(folder: Path, names: Iterable[str]) -> list[str]:
    """The files in a folder that have some names or lie in folders of these names, with ``/`` between folders."""
    found: list[str] = []
    for name in names:
        if (folder / name).is_dir():
            below = sorted(file for file in (folder / name).rglob("*") if file.is_file())
            found += [file.relative_to(folder).as_posix() for file in below]
        elif (folder / name).exists():
            found.append(name)
    return found


def _keep(folder: Path, names: Iterable[str], old: Path) -> None:
    """Link the files of a folder into another, where links can be made; without them all is only slower."""
    old.mkdir()
    with suppress(OSError):
        for name in names:
            (old / name).parent.mkdir(parents=True, exist_ok=True)
            os.link(folder / name, old / name)


def _copy(folder: Path, names: Iterable[str], place: Path) -> None:
    """Have the files of a folder a second time, as links where links can be made."""
    place.mkdir(parents=True)
    for name in names:
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        _link(folder / name, place / name)


def _link(file: str | Path, place: str | Path) -> None:
    try:
        os.link(file, place)
    except OSError:
        shutil.copy2(file, place)


def _put_aside(folder: Path, ready: Path) -> None:
    """Let the old results take the place where they stay."""
    for moved in (ready / _ASIDE).glob("*/*"):
        place = folder / moved.relative_to(ready / _ASIDE)
        place.parent.mkdir(exist_ok=True)
        if place.is_dir():
            shutil.rmtree(place)
        moved.rename(place)


def _finish(folder: Path) -> None:
    """Let results take their places that are whole; a process that died in between left the rest to the next.

    Nothing else is done between the first and the last: it is the only moment in which old and new stand side by side.
    """
    ready = folder / _READY
    try:
        gone = json.loads((ready / _GONE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return
    whole = _files(ready, (file.name for file in ready.iterdir() if file.name not in {_GONE, _OLD, _ASIDE}))
    places = [(str(ready / name), str(folder / name)) for name in whole]
    removed = [str(folder / name) for name in gone if (folder / name).exists()]
    with writing(folder):
        _put_aside(folder, ready)
        for parent in {os.path.dirname(place) for _, place in places}:  # noqa: PTH120 - names are texts here
            os.makedirs(parent, exist_ok=True)  # noqa: PTH103 - as above
        for new, place in places:
            os.replace(new, place)  # noqa: PTH105 - the bare call is the quickest
        for place in removed:
            os.unlink(place)  # noqa: PTH108 - as above
        parents = {os.path.dirname(place) for place in removed}  # noqa: PTH120 - as above
        parents |= {os.path.dirname(parent) for parent in parents - {str(folder)}}  # noqa: PTH120 - as above
        parents.discard(str(folder))
        for parent in sorted(parents, reverse=True):  # the inner before the outer
            with suppress(OSError):  # what holds something stays
                os.rmdir(parent)  # noqa: PTH106 - as above
        done = new_draft(folder)
        ready.rename(done)
        shutil.rmtree(done)


def _check_place(path: Path) -> None:
    """Find out before anything is replaced whether a file may be: elsewhere a spreadsheet may hold it open."""
    if path.exists():
        with writing(path), path.open("rb+"):
            pass


def _check_folders(*places: Path) -> None:
    """Find out before anything is done whether there is a folder, or nothing yet: what is moved there is not half moved."""
    for place in places:
        if place.is_symlink() or (place.exists() and not place.is_dir()):
            with writing(place):
                raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder for the moment; those that dead processes left are swept.

    Raises:
        EnvironmentFailure: there is no place for it, or none whose name the engines' libraries can take.
    """
    place = Path(tempfile.gettempdir())
    if os.fsencode(place) != str(place).encode(errors="surrogateescape") or not str(place).isprintable():
        raise EnvironmentFailure(
            Text(
                "临时文件夹的路径不是 UTF-8，请用环境变量 TMPDIR 另指一个",
                "the path of the temporary folder is no UTF-8; name another in the variable TMPDIR",
            )
        )
    with writing(place), scratch_in(place, _SCRATCH) as folder:
        yield folder


@contextmanager
def scratch_in(place: Path, prefix: str = _SCRATCH_IN) -> Iterator[Path]:
    """A folder for the moment within another, for what the system's temporary folder, which may be in memory, cannot hold.

    Only this user may look into it. Those that dead processes left there are swept.

    Args:
        place: the other; it and those above it are made when missing, and removed again when they stay empty.
        prefix: how its name begins.

    Raises:
        EnvironmentFailure: it cannot be made; who writes into it says himself what keeps him from it.
    """
    with ExitStack() as made:
        with writing(place):
            for missing in [above for above in (*reversed(place.parents), place) if not above.exists()]:
                missing.mkdir(exist_ok=True)
                made.callback(_remove_empty, missing)
            _sweep_scratch(place, prefix)
            folder = Path(
                made.enter_context(
                    tempfile.TemporaryDirectory(prefix=prefix, dir=place, ignore_cleanup_errors=True)
                )
            )
            made.callback(os.close, _locked(folder / LOCK))
        yield folder


def _remove_empty(folder: Path) -> None:
    with suppress(OSError):  # it stays when something was written
        folder.rmdir()


def _sweep_scratch(place: Path, prefix: str) -> None:
    """Remove the folders for the moment that dead processes of ours left in another."""
    for left in place.glob(f"{prefix}*"):
        with suppress(OSError):
            _remove_scratch(left)


def _remove_scratch(left: Path) -> None:
    if left.is_symlink() or not left.is_dir() or not _is_ours(left):
        return
    if (left / LOCK).exists():
        _remove_unlocked(left, left / LOCK)
    elif time.time() - left.stat().st_mtime > _UNLOCKED_FOR:
        shutil.rmtree(left)


def _is_ours(left: Path) -> bool:
    return not hasattr(os, "geteuid") or left.stat().st_uid == os.geteuid()


def _remove_unlocked(left: Path, lock: Path) -> None:
    """Remove what a process left, if it is dead."""
    try:
        held = _locked(lock)
    except BlockingIOError:
        return
    os.close(held)
    if left.is_dir():
        shutil.rmtree(left)
    else:
        left.unlink(missing_ok=True)


def _locked(path: Path) -> int:
    """A file, made when missing, that no other process has locked; the lock lasts until it is closed.

    Raises:
        BlockingIOError: another process has locked it.
    """
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o666)
        try:
            _lock(handle)
            if _is(handle, path):
                return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)  # whoever had it removed it meanwhile


def _is(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        os.lseek(handle, 1 << 30, os.SEEK_SET)  # beyond what is written, which others may read
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except PermissionError as error:
            raise BlockingIOError(errno.EAGAIN, error.strerror) from error

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def placing(path: Path) -> Iterator[None]:
    """The moment in which what was written takes its place; Ctrl-C and TERM take effect when it is over.

    Args:
        path: the place; within a draft it is none yet (:func:`anything_placed`).
    """
    if _stopped.is_set():
        raise KeyboardInterrupt
    came: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        came.append(number)

    heard = threading.current_thread() is threading.main_thread()
    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM) if heard}
    try:
        yield
        if not any(DRAFT.fullmatch(part) for part in path.parts):
            _placed.set()
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
        for caught in came[:1]:
            signal.raise_signal(caught)
