"""The errors a person can meet, by what they should do about them.

Each carries the facts and one sentence; the command line turns the class into the exit code. Problems *in* the
rosters are not errors of this kind: they are data (:mod:`graphmodel.rosters.problems`).
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar, Final

from graphmodel.language import Text

SAYS: Final = Text("graphmodel：{sentence}", "graphmodel: {sentence}")
"""How the program says why it ends."""

DRAFT: Final = re.compile(r"\.graphmodel-[0-9a-f]{16}")
"""The name of what is written until it takes its place; whoever is told of a place is told of that one."""


class GraphmodelError(Exception):
    """Base of every error this package raises on purpose."""

    exit_code: ClassVar[int] = 3

    def __init__(self, message: Text, **facts: object) -> None:
        self.facts = facts
        super().__init__(message.fill(**facts))


class UsageError(GraphmodelError):
    """Asked for in a way that cannot be meant: a missing input, an unknown rule, a refused query."""

    exit_code = 2


class EnvironmentFailure(GraphmodelError):
    """The surroundings failed: a full disk, an unwritable folder, a damaged snapshot."""

    exit_code = 3


@contextmanager
def writing(place: Path) -> Iterator[None]:
    """Turn what the operating system refuses while writing into one sentence."""
    try:
        yield
    except GraphmodelError:
        raise
    except Exception as error:
        number = number_of(error)
        if number is None:
            raise
        place = Path(*(part for part in place.parts if not DRAFT.fullmatch(part)))
        if number in {errno.ENOSPC, errno.EDQUOT}:
            raise EnvironmentFailure(
                Text("磁盘已满，没有写入：{place}", "the disk is full; not written: {place}"), place=place
            ) from error
        raise EnvironmentFailure(
            Text("无法写入 {place}：{reason}", "cannot write to {place}: {reason}"),
            place=place,
            reason=said_by_system(number),
        ) from error


@contextmanager
def reading(place: Path) -> Iterator[None]:
    """Turn what the operating system refuses while reading into one sentence; that there is nothing is left alone."""
    try:
        yield
    except (FileNotFoundError, NotADirectoryError):
        raise
    except OSError as error:
        raise EnvironmentFailure(
            Text("无法读取 {place}：{reason}", "cannot read {place}: {reason}"),
            place=place,
            reason=said_by_system(error.errno) if error.errno else error,
        ) from error


_SYSTEM: Final = {
    errno.EACCES: "没有权限",
    errno.EBUSY: "正被占用",
    errno.ECONNREFUSED: "连接被拒绝",
    errno.ECONNRESET: "连接中断",
    errno.EEXIST: "已经存在",
    errno.EHOSTUNREACH: "网络不通",
    errno.EIO: "读写出错",
    errno.EISDIR: "这是文件夹",
    errno.EMFILE: "打开的文件太多",
    errno.ENAMETOOLONG: "文件名太长",
    errno.ENOENT: "没有这个文件或文件夹",
    errno.ENOSPC: "磁盘已满",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.ENOTEMPTY: "文件夹不是空的",
    errno.EPERM: "不允许",
    errno.EPIPE: "接收的一方已关闭",
    errno.EROFS: "磁盘只读",
    errno.ETIMEDOUT: "超时",
}


def said_by_system(number: int) -> str:
    """What the operating system says by an error number."""
    return str(Text(_SYSTEM.get(number, f"系统错误 {number}"), os.strerror(number)))


def in_chain(error: BaseException) -> Iterator[BaseException]:
    """The error, and those it arose from."""
    one: BaseException | None = error
    while one is not None:
        yield one
        one = one.__cause__ or one.__context__


def number_of(error: BaseException) -> int | None:
    """What the system calls the error; packages written in Rust and C++ have it only in their sentence."""
    if isinstance(error, OSError) and error.errno:
        return error.errno
    said = re.search(r"\(os error ([0-9]+)\)", str(error))
    if said:
        return int(said[1])
    return errno.ENOSPC if "No space left on device" in str(error) else None
