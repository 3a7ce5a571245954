"""What was handed in: copies of files in a folder for the moment, or a folder of this machine that is read where it is.

Copies stay no longer than the console runs. A name of a file is an office's own, and some forms are told by it, so it is
kept as far as it is one; where a file goes is decided here alone.
"""

from __future__ import annotations

import re
import shutil
import threading
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final

from graphmodel.console import refusals
from graphmodel.console.door import ALL_AT_MOST, FILE_AT_MOST, FILES_AT_MOST, LIMITS
from graphmodel.console.refusals import Refused
from graphmodel.errors import UsageError
from graphmodel.language import Text

_NOT_IN_NAMES: Final = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"|?*\u202a-\u202e\u2066-\u2069]')
_PARTS_AT_MOST: Final = 8
_PART_AT_MOST: Final = 240
"""Bytes of a name: file systems take a little more."""
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
"""Names that are devices on Windows."""


def place_of(name: str) -> PurePosixPath | None:
    r"""The way of a handed-in file below the folder; None: it is no name of a file.

    >>> str(place_of("柯城区\\..\\/../名册?.xlsx"))
    '柯城区/名册_.xlsx'
    """
    parts = [_NOT_IN_NAMES.sub("_", part).strip(" .") for part in name.replace("\\", "/").split("/")]
    kept = [part for part in parts if part]
    if not kept or len(kept) > _PARTS_AT_MOST:
        return None
    return PurePosixPath(*(f"_{part}" if _RESERVED.fullmatch(part) else part for part in map(_short, kept)))


def _short(part: str) -> str:
    """A name that is not too long; its end says what kind of file it is."""
    if len(part.encode()) <= _PART_AT_MOST:
        return part
    suffix = PurePosixPath(part).suffix[:10]
    return part.encode()[: _PART_AT_MOST - len(suffix.encode())].decode(errors="ignore") + suffix


class HandedIn:
    """The files that were handed in for one purpose."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self.elsewhere: Path | None = None
        """A folder of this machine, instead of copies."""
        self._lock = threading.Lock()

    @property
    def files(self) -> list[str]:
        """The names of the copies."""
        if not self._place.is_dir():
            return []
        found = (
            path.relative_to(self._place).as_posix() for path in self._place.rglob("*") if path.is_file()
        )
        return sorted(found)

    @property
    def state(self) -> object:
        """What is another one when what was handed in is another."""
        return self.elsewhere, [(name, (self._place / name).stat().st_mtime_ns) for name in self.files]

    @property
    def input(self) -> Path:
        """What a command is given.

        Raises:
            Refused: nothing was handed in.
        """
        if self.elsewhere is not None:
            return self.elsewhere
        if not self.files:
            raise Refused(refusals.NOTHING_HANDED_IN)
        return self._place

    @property
    def is_empty(self) -> bool:
        """Whether nothing was handed in."""
        return self.elsewhere is None and not self.files

    def take(self, name: str, content: BinaryIO) -> None:
        """Keep a copy of a file; one of the same name takes the place of the old one.

        Raises:
            Refused: its name is none, it is too large, or there are too many, or the disk is full.
        """
        way = place_of(name)
        with self._lock:
            if way is None:
                raise Refused(refusals.NOT_UNDERSTOOD, what=Text("文件名", "the name of the file"))
            if self._too_much(way, _size(content)):
                raise Refused(refusals.TOO_LARGE, **LIMITS)
            self.elsewhere = None
            place, coming = self._place / way, self._place.with_suffix(".coming")
            try:
                place.parent.mkdir(parents=True, exist_ok=True)
                with coming.open("wb") as copy:
                    shutil.copyfileobj(content, copy, 1 << 20)
                coming.replace(place)
            except OSError as error:
                coming.unlink(missing_ok=True)
                raise Refused(refusals.FULL) from error

    def _too_much(self, way: PurePosixPath, size: int) -> bool:
        others = [name for name in self.files if name != str(way)]
        all_ = size + sum((self._place / name).stat().st_size for name in others)
        return size > FILE_AT_MOST or len(others) >= FILES_AT_MOST or all_ > ALL_AT_MOST

    def point_to(self, folder: str) -> None:
        """Read a folder (or a file) of this machine where it is.

        Raises:
            UsageError: there is none.
        """
        path = Path(folder.strip().strip('"')).expanduser()
        if not folder.strip() or not path.is_absolute() or not path.exists():
            raise UsageError(
                Text(
                    "这台电脑上没有这个文件夹：{folder}（请写完整的路径，如 D:\\名册\\2018年12月）",
                    "there is no such folder on this machine: {folder} (write the whole path)",
                ),
                folder=folder,
            )
        self.clear()
        self.elsewhere = path

    def clear(self) -> None:
        """Forget what was handed in."""
        with self._lock:
            self.elsewhere = None
            shutil.rmtree(self._place, ignore_errors=True)


def _size(content: BinaryIO) -> int:
    size = content.seek(0, 2)
    content.seek(0)
    return size
