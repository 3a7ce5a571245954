"""Which files the inputs stand for, and their bytes. It does not look inside: that is for workbooks and texts."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

from graphmodel.errors import EnvironmentFailure, UsageError
from graphmodel.language import Text
from graphmodel.spreadsheets.personal import mask

WORKBOOK_SUFFIXES: Final = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".et", ".ods"})
SUFFIXES: Final = WORKBOOK_SUFFIXES | {".csv", ".tsv", ".txt", ".parquet"}
"""In a folder, files of these names are read; whatever is named on the command line is tried."""

MAX_SIZE: Final = 4 << 30
FAULT_FILE: Final = "graphmodel-fault.txt"
"""What this program writes after a fault, where the user stands: perhaps among the rosters, and no roster."""

SNAPSHOTS: Final = "snapshots"
MANIFEST: Final = "manifest.json"
JUDGED: Final = "judged"
"""A store is known by a folder of snapshots with a manifest each. What it keeps in tables of its own is no roster."""

_PASSED_OVER: Final = ("~$", ".", FAULT_FILE)


@dataclass(frozen=True)
class Source:
    """A file to be read, and the name under which it is reported: relative to its INPUT, with ``/``."""

    path: Path
    name: str
    named: bool = True
    """Whether it was named itself, not met in a folder."""

    @property
    def suffix(self) -> str:
        """The end of its name, in small letters."""
        return self.path.suffix.lower()


class Unreadable(Exception):
    """A file that cannot be read as sheets; carries the reason, and what always helps."""

    def __init__(self, reason: Text) -> None:
        self.reason = Text(
            f"{reason.zh}，请另存为 .xlsx 再试", f"{reason.en}; save it as .xlsx and try again"
        )
        super().__init__(str(self.reason))


def too_large() -> Unreadable:
    """What is said of a table that fits no memory."""
    return Unreadable(Text("展开后过大", "it inflates beyond measure"))


class OwnAnswer(Exception):
    """A workbook that this program wrote as an answer, which is no input; carries its title."""

    def __init__(self, title: str) -> None:
        self.title = mask(title)
        super().__init__(self.title)


def find(inputs: Sequence[Path], passing_over: Iterable[Path] = ()) -> list[Source]:
    """The files the inputs stand for, each once; folders in path order.

    Args:
        inputs: files and folders.
        passing_over: files and folders this program writes to, in which nothing is looked for.

    Raises:
        UsageError: an input does not exist, or a folder holds nothing to read.
        EnvironmentFailure: the system does not let an input or a folder in it be read.
    """
    skipped = {path.resolve() for path in passing_over}
    found: dict[Path, Source] = {}
    for given in inputs:
        if not _exists(given):
            raise UsageError(
                Text("没有这个文件或文件夹：{path}", "no such file or folder: {path}"),
                path=_shown(str(given)),
            )
        if given.is_dir():
            sources = [
                Source(path, _shown(path.relative_to(given).as_posix()), named=False)
                for path in _walk(given, skipped)
            ]
            if not sources:
                raise UsageError(
                    Text("文件夹里没有名册文件：{path}", "the folder holds no roster files: {path}"),
                    path=_shown(str(given)),
                )
        else:
            sources = [Source(given, shown_name(given))]
        for source in sources:
            found.setdefault(source.path.resolve(), source)
    return list(found.values())


def shown_name(given: Path) -> str:
    """What a file or folder that was named is called, as people may see it."""
    return _shown(given.name or given.resolve().name)


def _shown(name: str) -> str:
    """A name as people may see it: as text, though an older system wrote it in GB18030, and without personal numbers."""
    written = os.fsencode(name)
    try:
        return mask(written.decode())
    except UnicodeDecodeError:
        return mask(written.decode("gb18030", errors="replace"))


def _exists(path: Path) -> bool:
    try:
        path.stat()
    except PermissionError as error:
        raise _unreadable(path, error) from error
    except (OSError, ValueError):  # a name no system takes
        return False
    return True


def _walk(folder: Path, skipped: set[Path]) -> list[Path]:
    def refuse(error: OSError) -> NoReturn:
        raise _unreadable(Path(error.filename), error) from error

    found = []
    for place, folders, files in os.walk(folder, onerror=refuse):
        here = Path(place)
        if SNAPSHOTS in folders and any((here / SNAPSHOTS).glob(f"*/{MANIFEST}")):
            folders[:] = [name for name in folders if name not in (SNAPSHOTS, JUDGED)]
        folders[:] = [
            name
            for name in folders
            if not name.startswith(_PASSED_OVER) and (here / name).resolve() not in skipped
        ]
        found += [
            here / name
            for name in files
            if Path(name).suffix.lower() in SUFFIXES
            and not name.startswith(_PASSED_OVER)
            and (here / name).is_file()
            and (here / name).resolve() not in skipped
        ]
    return sorted(found, key=lambda path: path.relative_to(folder).parts)


def content(path: Path) -> bytes:
    """The bytes of an ordinary file that keeps still while it is read.

    Raises:
        Unreadable: it is no such file, empty, too large, or grows meanwhile.
        EnvironmentFailure: the system does not let it be read.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise Unreadable(Text("不是普通文件", "it is no ordinary file"))
        with path.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            if size == 0:
                raise Unreadable(Text("文件是空的", "the file has 0 bytes"))
            if size > MAX_SIZE:
                raise Unreadable(Text("文件太大", "the file is too large"))
            read = stream.read(size)
            if len(read) != os.fstat(stream.fileno()).st_size:
                raise Unreadable(Text("文件还在写入", "the file is still being written"))
    except OSError as error:
        raise _unreadable(path, error) from error
    return read


def checksum_of(path: Path) -> str:
    """The SHA-256 of the bytes of a file.

    Raises:
        EnvironmentFailure: the system does not let it be read.
    """
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> EnvironmentFailure:
    return EnvironmentFailure(
        Text("无法读取 {path}：{reason}", "cannot read {path}: {reason}"),
        path=_shown(path.name),
        reason=error.strerror,
    )
